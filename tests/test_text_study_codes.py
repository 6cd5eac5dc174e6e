"""The codebook and codings: added, moved, merged, split and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.study.checklist import Answer
from heddle.study.codes import COLOURS, Code, path_key, paths, tree
from heddle.study.codings import Coding
from heddle.study.memos import Memo
from heddle.study.quotes import Quote
from heddle.study.themes import codes_of
from text_desk import TextDesk, named


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.sound()
    made.close()


def path(desk: TextDesk, code: str) -> str:
    with desk.view() as view:
        return paths(view)[code]


# --- The tree ------------------------------------------------------------------------------------
def test_codes_stand_in_a_tree_in_the_order_of_their_making(desk: TextDesk) -> None:
    hope = desk.code("Hope")
    fear = desk.code("Fear")
    later = desk.code("Later", parent=hope)
    with desk.view() as view:
        assert [(code.id, depth) for code, depth, _ in tree(view)] == [
            (hope, 0),
            (later, 1),
            (fear, 0),
        ]
    assert path(desk, later) == "Hope > Later"
    assert desk.get(Code, fear).colour == COLOURS[1]


def test_a_code_moves_among_its_siblings_and_under_others(desk: TextDesk) -> None:
    codes = [desk.code(name) for name in "ABCD"]
    a, b, _, d = codes
    desk.do("codes.move", code=d, before=a)
    assert order(desk) == list("DABC")
    desk.do("codes.move", code=a, parent=b)
    assert order(desk) == list("DBAC")
    assert path(desk, a) == "B > A"
    desk.undo()
    desk.undo()
    assert order(desk) == list("ABCD")


def order(desk: TextDesk) -> list[str]:
    with desk.view() as view:
        return [code.name for code, _, _ in tree(view)]


MOVES = st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5), st.integers(-1, 5)), max_size=12)


def moved(desk: TextDesk, **fields: str) -> str:
    """Move a code; return why it was refused, if it was."""
    try:
        desk.do("codes.move", **fields)
    except Refused as refused:
        return refused.code
    return ""


@settings(max_examples=30)
@given(MOVES)
def test_no_sequence_of_moves_makes_a_ring_or_loses_a_code(moves: list[Any]) -> None:
    desk = TextDesk()
    codes = [desk.code(name) for name in "ABCDEF"]
    parents = dict.fromkeys(range(6), -1)
    for code, parent, before in moves:
        above, ring = parent, parent == code
        while above >= 0 and not ring:
            above = parents[above]
            ring = above == code
        refused = moved(
            desk,
            code=codes[code],
            parent=codes[parent] if parent >= 0 else "",
            before=codes[before] if before >= 0 else "",
        )
        assert (refused == "cycle") == ring
        if not refused:
            parents[code] = parent
    assert sorted(order(desk)) == list("ABCDEF")
    for code, parent in parents.items():
        expected = codes[parent] if parent >= 0 else ""
        assert desk.get(Code, codes[code]).parent == expected
    desk.sound()
    desk.close()


def test_paths_are_the_same_for_people_whatever_their_spaces_and_capitals() -> None:
    assert path_key("Hope > For  Others") == path_key("hope > for others")
    assert path_key("Hope") != path_key("Hope > Hope")


# --- Merging and splitting ----------------------------------------------------------------------
def test_merging_takes_everything_over_and_remembers(desk: TextDesk) -> None:
    first, second = desk.source("one two three", "four")
    old, into = desk.code("Old"), desk.code("Into")
    child = desk.code("Child", parent=old)
    coding = desk.coding(old, first, "one")
    theme = desk.do("themes.add", name="Theme", codes=[old])
    both = desk.do("themes.add", name="Both", codes=[old, into])
    quote = desk.quote(second, "four", code=old)
    memo = desk.do("memos.add", text="on this code", about=[old, first, into])
    answer = desk.do("answers.write", item=24, status="reported", evidence=[old])
    before = desk.tables()
    desk.do("codes.merge", codes=[old], into=into)
    assert desk.get(Coding, coding).code == into
    assert desk.get(Code, child).parent == into
    with desk.view() as view:
        assert codes_of(view, theme) == [into]
        assert codes_of(view, both) == [into]
    assert desk.get(Quote, quote).code == into
    assert desk.get(Memo, memo).about == [into, first]
    assert desk.get(Answer, answer).evidence == [into]
    assert desk.get(Code, into).came_from == [old]
    assert desk.find(Code, name="Old") == []
    desk.undo()
    assert desk.tables() == before


def test_codings_that_become_equal_are_one_afterwards(desk: TextDesk) -> None:
    (turn,) = desk.source("one two three")
    old, into = desk.code("Old"), desk.code("Into")
    twin, kept = desk.coding(old, turn, "one"), desk.coding(into, turn, "one")
    other = desk.coding(old, turn, "two")
    noted = desk.coding(old, turn, "one")
    desk.do("codings.note", coding=noted, note="not the same: it says why")
    bo = desk.member("Bo")
    by_bo = desk.step("codings.add", by=bo, codings=[{"code": old, **desk.place(turn, "one")}])
    desk.do("codes.merge", codes=[old], into=into)
    left = {coding.id for coding in desk.find(Coding, code=into)}
    assert left == {kept, other, noted, by_bo.result[0]}
    assert twin not in left


def test_merging_remembers_over_several_generations(desk: TextDesk) -> None:
    a, b, c = (desk.code(name) for name in "ABC")
    desk.do("codes.merge", codes=[a], into=b)
    desk.do("codes.merge", codes=[b], into=c)
    assert desk.get(Code, c).came_from == [b, a]


def test_splitting_moves_the_named_codings_beside(desk: TextDesk) -> None:
    (turn,) = desk.source("one two three")
    above = desk.code("Above")
    old = desk.code("Old", parent=above)
    one, two = desk.coding(old, turn, "one"), desk.coding(old, turn, "two")
    new = desk.do("codes.split", code=old, name="New", codings=[two], definition="the second")
    assert desk.get(Coding, one).code == old
    assert desk.get(Coding, two).code == new
    made = desk.get(Code, new)
    assert (made.parent, made.came_from, made.definition) == (above, [old], "the second")


def test_a_code_is_dropped_with_its_codings_only_where_that_is_said(desk: TextDesk) -> None:
    (turn,) = desk.source("one")
    code = desk.code()
    coding = desk.coding(code, turn, "one")
    desk.refuses("codes.drop", "has 1 codings", code=code, because="has-codings")
    before = desk.tables()
    desk.do("codes.drop", code=code, with_codings=True)
    assert desk.find(Coding) == []
    desk.undo()
    assert desk.tables() == before
    assert desk.get(Coding, coding).code == code


# --- Codings ------------------------------------------------------------------------------------
def test_a_coding_keeps_its_words_place_and_person(desk: TextDesk) -> None:
    (turn,) = desk.source("så gik 🙂 det godt")
    coding = desk.get(Coding, desk.coding(desk.code(), turn, "🙂 det"))
    assert (coding.start, coding.end) == (7, 12)
    assert coding.quote == "🙂 det"
    assert coding.coder == desk.actor
    assert (coding.words, coding.gone) == ("", False)


def test_a_coding_can_be_made_in_somebody_elses_name(desk: TextDesk) -> None:
    (turn,) = desk.source("one")
    bo = desk.member("Bo")
    new = {"code": desk.code(), "coder": bo, **desk.place(turn, "one")}
    (coding,) = desk.do("codings.add", codings=[new])
    assert desk.get(Coding, coding).coder == bo


def test_a_moved_coding_is_on_other_words_and_keeps_the_first(desk: TextDesk) -> None:
    (turn,) = desk.source("one two three")
    coding = desk.coding(desk.code(), turn, "two")
    desk.do("codings.move", coding=coding, **desk.place(turn, "two three"))
    moved = desk.get(Coding, coding)
    assert (moved.quote, moved.words) == ("two", "two three")
    desk.do("turns.correct", turn=turn, text="one")
    assert desk.get(Coding, coding).gone
    desk.do("codings.move", coding=coding, **desk.place(turn, "one"))
    assert not desk.get(Coding, coding).gone


def test_one_bad_coding_of_many_refuses_them_all(desk: TextDesk) -> None:
    (turn,) = desk.source("one two three")
    code = desk.code()
    good = {"code": code, **desk.place(turn, "one")}
    bad = {"code": code, "turn": turn, "start": 3, "end": 4}
    desk.refuses("codings.add", "no words", codings=[good, bad], because="empty")
    assert desk.find(Coding) == []


REFUSALS: dict[str, tuple[str, dict[str, Any], tuple[str, ...], str]] = {
    "no name": ("codes.add", {"name": "  "}, ("cannot be empty",), ""),
    "a taken name": ("codes.add", {"name": "hope "}, ("already a code here",), "name-taken"),
    "under nothing": ("codes.add", {"name": "x", "parent": "gone"}, ("not in the study",), ""),
    "an unknown origin": ("codes.add", {"name": "x", "origin": "guess"}, ("guess",), "wrong-type"),
    "an unknown field": ("codes.add", {"name": "x", "size": 5}, ("“size”",), "unknown-field"),
    "a sibling's name": (
        "codes.change",
        {"code": "fear", "name": "HOPE"},
        ("already a code here",),
        "name-taken",
    ),
    "an emptied name": ("codes.change", {"code": "fear", "name": ""}, ("cannot be empty",), ""),
    "under itself": ("codes.move", {"code": "hope", "parent": "hope"}, ("under itself",), "cycle"),
    "under its own": (
        "codes.move",
        {"code": "hope", "parent": "child"},
        ("under itself or one of its own",),
        "cycle",
    ),
    "beside its name": (
        "codes.move",
        {"code": "child", "parent": ""},
        ("already a code there",),
        "name-taken",
    ),
    "into itself": ("codes.merge", {"codes": ["hope"], "into": "hope"}, ("into itself",), ""),
    "into its own": (
        "codes.merge",
        {"codes": ["hope"], "into": "child"},
        ("lies below",),
        "cycle",
    ),
    "children of one name": (
        "codes.merge",
        {"codes": ["fear"], "into": "hope"},
        ("already a code there",),
        "name-taken",
    ),
    "split to a taken name": (
        "codes.split",
        {"code": "hope", "name": "Fear", "codings": []},
        ("already a code here",),
        "name-taken",
    ),
    "split off another's": (
        "codes.split",
        {"code": "fear", "name": "New", "codings": ["coding"]},
        ("not under “Fear”",),
        "",
    ),
    "drop what has children": ("codes.drop", {"code": "hope"}, ("codes below it",), ""),
    "no such code": ("codes.drop", {"code": "gone"}, ("no code",), "not-found"),
    "no such operation": ("codes.paint", {}, ("no operation",), "unknown-operation"),
    "code nothing": (
        "codings.add",
        {"codings": [{"code": "hope", "turn": "turn", "start": 2, "end": 2}]},
        ("no words",),
        "empty",
    ),
    "code backwards": (
        "codings.add",
        {"codings": [{"code": "hope", "turn": "turn", "start": 5, "end": 2}]},
        ("no words",),
        "empty",
    ),
    "code outside": (
        "codings.add",
        {"codings": [{"code": "hope", "turn": "turn", "start": 0, "end": 99}]},
        ("outside the words",),
        "outside",
    ),
    "code before the beginning": (
        "codings.add",
        {"codings": [{"code": "hope", "turn": "turn", "start": -4, "end": 3}]},
        ("outside the words",),
        "outside",
    ),
    "code turns backwards": (
        "codings.add",
        {"codings": [{"code": "hope", "turn": "last", "start": 0, "end_turn": "turn", "end": 3}]},
        ("no words",),
        "empty",
    ),
    "code two sources": (
        "codings.add",
        {"codings": [{"code": "hope", "turn": "turn", "start": 0, "end_turn": "far", "end": 3}]},
        ("in one source",),
        "two-sources",
    ),
    "code with nothing": (
        "codings.add",
        {"codings": [{"code": "gone", "turn": "turn", "start": 0, "end": 3}]},
        ("not in the study",),
        "missing-reference",
    ),
    "code by nobody": (
        "codings.add",
        {"codings": [{"code": "hope", "turn": "turn", "start": 0, "end": 3, "coder": "gone"}]},
        ("not in the study",),
        "missing-reference",
    ),
    "code too far": (
        "codings.add",
        {"codings": [{"code": "hope", "turn": "turn", "start": 0, "end": 10**30}]},
        ("outside the words",),
        "outside",
    ),
    "move to another source": (
        "codings.move",
        {"coding": "coding", "turn": "far", "start": 0, "end": 3},
        ("stays in the source",),
        "two-sources",
    ),
    "recode with nothing": (
        "codings.recode",
        {"codings": ["coding"], "code": "gone"},
        ("no code",),
        "not-found",
    ),
    "drop one that is not": ("codings.drop", {"codings": ["coding", "gone"]}, ("no coding",), ""),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_rules_of_codes_and_codings_refuse_and_change_nothing(desk: TextDesk, case: str) -> None:
    operation, fields, words, code = REFUSALS[case]
    turn, last = desk.source("one two", "three")
    (far,) = desk.source("far away", name="FG2")
    hope, fear = desk.code("Hope"), desk.code("Fear")
    child = desk.code("Fear ", parent=hope)
    desk.code("fear", parent=fear)
    coding = desk.coding(hope, turn, "one")
    known = {
        "turn": turn,
        "last": last,
        "far": far,
        "hope": hope,
        "fear": fear,
        "child": child,
        "coding": coding,
    }
    desk.refuses(operation, *words, because=code, **named(known, fields))
