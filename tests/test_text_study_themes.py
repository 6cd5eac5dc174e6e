"""Themes and memos: what feeds a theme, how it came about, and what people wrote on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from heddle.study.memos import Memo
from heddle.study.quotes import Quote
from heddle.study.themes import Feed, Theme, codes_of, final_themes
from text_desk import TextDesk, named


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.sound()
    made.close()


def fed_by(desk: TextDesk, theme: str) -> list[str]:
    with desk.view() as view:
        return codes_of(view, theme)


def test_a_code_feeds_several_themes_and_each_once(desk: TextDesk) -> None:
    one, two = desk.code("One"), desk.code("Two")
    first = desk.do("themes.add", name="First", codes=[one, one])
    second = desk.do("themes.add", name="Second", codes=[one, two])
    desk.do("themes.feed", theme=first, codes=[one, two, two], why="seen again")
    assert fed_by(desk, first) == fed_by(desk, second) == [one, two]
    assert [feed.why for feed in desk.find(Feed, theme=first)] == ["", "seen again"]
    desk.do("themes.unfeed", theme=first, codes=[one, "not there"])
    assert fed_by(desk, first) == [two]
    assert fed_by(desk, second) == [one, two]


def test_merged_themes_stay_in_the_lineage(desk: TextDesk) -> None:
    (turn,) = desk.source("one two")
    one, two, three = (desk.code(name) for name in ("One", "Two", "Three"))
    first = desk.do("themes.add", name="First", codes=[one, two])
    second = desk.do("themes.add", name="Second", codes=[two, three])
    quotes = [desk.quote(turn, "one", theme=first), desk.quote(turn, "two", theme=second)]
    before = desk.tables()
    new = desk.do("themes.merge", themes=[first, second], name="Both", rationale="they overlap")
    assert desk.get(Theme, new).came_from == [first, second]
    assert fed_by(desk, new) == [one, two, three]
    assert {desk.get(Quote, quote).theme for quote in quotes} == {new}
    for theme in (first, second):
        old = desk.get(Theme, theme)
        assert (old.stage, old.rationale) == ("merged", "they overlap")
        # The old theme can be read as it was.
        assert fed_by(desk, theme)
    desk.undo()
    assert desk.tables() == before


def test_the_name_of_a_merged_theme_is_free_again(desk: TextDesk) -> None:
    first, second = (desk.do("themes.add", name=name) for name in ("First", "Second"))
    new = desk.do("themes.merge", themes=[first, second], name="First")
    assert desk.get(Theme, new).name == "First"


def test_a_split_theme_stays_in_the_lineage(desk: TextDesk) -> None:
    (turn,) = desk.source("one two")
    one, two = desk.code("One"), desk.code("Two")
    old = desk.do("themes.add", name="Old", codes=[one, two])
    quote = desk.quote(turn, "one", theme=old)
    parts = desk.do("themes.split", theme=old, into={"A": [one], "B": [one, two]})
    assert [desk.get(Theme, part).name for part in parts] == ["A", "B"]
    assert [fed_by(desk, part) for part in parts] == [[one], [one, two]]
    assert all(desk.get(Theme, part).came_from == [old] for part in parts)
    assert desk.get(Theme, old).stage == "split"
    # Which part the quote belongs to is for a person to say.
    assert desk.get(Quote, quote).theme == old


def test_a_dropped_theme_keeps_its_reason(desk: TextDesk) -> None:
    theme = desk.do("themes.add", name="Weather", codes=[desk.code()])
    desk.do("themes.drop", theme=theme, rationale="nobody spoke of it again")
    assert desk.get(Theme, theme).stage == "dropped"
    assert fed_by(desk, theme)
    desk.undo()
    assert desk.get(Theme, theme).stage == "candidate"


def test_final_themes_are_reported_in_their_order(desk: TextDesk) -> None:
    first, second = (
        desk.do("themes.add", name=name, stage="final", central_idea="a claim")
        for name in ("First", "Second")
    )
    desk.do("themes.add", name="Third")
    desk.do("themes.change", theme=first, position=7)
    with desk.view() as view:
        assert [theme.id for theme in final_themes(view)] == [second, first]


def test_a_memo_is_on_anything_and_keeps_what_it_is_about(desk: TextDesk) -> None:
    (turn,) = desk.source("one two")
    code = desk.code()
    memo = desk.do("memos.add", text="look again", type="code", about=[code, turn])
    made = desk.get(Memo, memo)
    assert (made.author, made.type, made.about) == (desk.actor, "code", [code, turn])
    # What a memo is about cannot vanish under it.
    desk.refuses("codes.drop", "still used by a memo", code=code, because="")
    desk.do("memos.change", memo=memo, about=[turn], text="look once more")
    desk.do("codes.drop", code=code)
    desk.do("memos.drop", memo=memo)
    assert desk.find(Memo) == []


def test_names_are_kept_without_the_spaces_around_them(desk: TextDesk) -> None:
    theme = desk.do("themes.add", name="  Hope ")
    assert desk.get(Theme, theme).name == "Hope"
    desk.do("themes.change", theme=theme, name="  Trust ")
    assert desk.get(Theme, theme).name == "Trust"


REFUSALS: dict[str, tuple[str, dict[str, Any], tuple[str, ...], str]] = {
    "no name": ("themes.add", {"name": " "}, ("cannot be empty",), ""),
    "a taken name": ("themes.add", {"name": "HOPE"}, ("already a theme",), "name-taken"),
    "an empty final": (
        "themes.add",
        {"name": "x", "stage": "final"},
        ("without a central idea",),
        "no-central-idea",
    ),
    "fed by nothing": (
        "themes.add",
        {"name": "x", "codes": ["gone"]},
        ("not in the study",),
        "missing-reference",
    ),
    "come from nothing": (
        "themes.add",
        {"name": "x", "came_from": ["gone"]},
        ("not in the study",),
        "missing-reference",
    ),
    "an unknown stage": ("themes.add", {"name": "x", "stage": "merged"}, ("merged",), ""),
    "change to a taken name": (
        "themes.change",
        {"theme": "fear", "name": "hope"},
        ("already a theme",),
        "name-taken",
    ),
    "make an empty one final": (
        "themes.change",
        {"theme": "hope", "stage": "final"},
        ("without a central idea",),
        "no-central-idea",
    ),
    "a part of itself": (
        "themes.change",
        {"theme": "hope", "parent": "hope"},
        ("part of itself",),
        "cycle",
    ),
    "a part of its part": (
        "themes.change",
        {"theme": "hope", "parent": "part"},
        ("part of itself",),
        "cycle",
    ),
    "bring back a merged one": (
        "themes.change",
        {"theme": "old", "stage": "final", "central_idea": "still true"},
        ("was merged before",),
        "not-living",
    ),
    "feed with nothing": (
        "themes.feed",
        {"theme": "hope", "codes": ["gone"]},
        ("no code",),
        "not-found",
    ),
    "merge one": ("themes.merge", {"themes": ["hope", "hope"], "name": "x"}, ("at least two",), ""),
    "merge a merged one": (
        "themes.merge",
        {"themes": ["hope", "old"], "name": "x"},
        ("was merged before",),
        "not-living",
    ),
    "merge to a taken name": (
        "themes.merge",
        {"themes": ["hope", "fear"], "name": "new"},
        ("already a theme",),
        "name-taken",
    ),
    "split into one": (
        "themes.split",
        {"theme": "hope", "into": {"x": []}},
        ("at least two",),
        "",
    ),
    "split a merged one": (
        "themes.split",
        {"theme": "old", "into": {"x": [], "y": []}},
        ("was merged before",),
        "not-living",
    ),
    "split into two of one name": (
        "themes.split",
        {"theme": "hope", "into": {"x": [], "X ": []}},
        ("already a theme",),
        "name-taken",
    ),
    "drop without a reason": (
        "themes.drop",
        {"theme": "fear", "rationale": " "},
        ("cannot be empty",),
        "",
    ),
    "drop with quotes": (
        "themes.drop",
        {"theme": "hope", "rationale": "x"},
        ("1 chosen quotes",),
        "has-quotes",
    ),
    "drop twice": (
        "themes.drop",
        {"theme": "old", "rationale": "x"},
        ("was merged before",),
        "not-living",
    ),
    "a memo of nothing": ("memos.add", {"text": " "}, ("cannot be empty",), ""),
    "a memo on nothing": (
        "memos.add",
        {"text": "x", "about": ["gone"]},
        ("not in the study",),
        "missing-reference",
    ),
    "a memo of an unknown type": ("memos.add", {"text": "x", "type": "poem"}, ("poem",), ""),
    "a memo by nobody": (
        "memos.add",
        {"text": "x", "author": "gone"},
        ("not in the study",),
        "missing-reference",
    ),
    "an emptied memo": ("memos.change", {"memo": "memo", "text": ""}, ("cannot be empty",), ""),
    "no such memo": ("memos.drop", {"memo": "gone"}, ("no memo",), "not-found"),
    "a person with memos": ("team.drop", {"member": "anna"}, ("still used by a memo",), ""),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_rules_of_themes_and_memos_refuse_and_change_nothing(desk: TextDesk, case: str) -> None:
    operation, fields, words, code = REFUSALS[case]
    (turn,) = desk.source("one two")
    hope, fear = (desk.do("themes.add", name=name) for name in ("Hope", "Fear"))
    part = desk.do("themes.add", name="Part", parent=hope)
    old, other = (desk.do("themes.add", name=name) for name in ("Old", "Other"))
    desk.do("themes.merge", themes=[old, other], name="New")
    desk.quote(turn, "one", theme=hope)
    memo = desk.do("memos.add", text="a memo")
    known = {
        "hope": hope,
        "fear": fear,
        "part": part,
        "old": old,
        "memo": memo,
        "anna": desk.actor,
    }
    desk.refuses(operation, *words, because=code, **named(known, fields))
