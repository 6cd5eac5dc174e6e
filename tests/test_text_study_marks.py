"""Marks of turns: put on, taken off, and carried along by whatever happens to the words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heddle.errors import Refused
from heddle.log.gestures import read_gestures
from heddle.log.merge import merge
from heddle.report.citing import cited
from heddle.study.mark_signs import signs_in
from heddle.study.printing import printed_quotes
from heddle.study.quotes import Quote
from heddle.study.sources import Turn, marks_of
from text_desk import TextDesk

PAUSE, OVERLAP, UNCLEAR, NONVERBAL, EMPHASIS, CUTOFF = range(1, 7)


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.sound()
    made.close()


def give(one: TextDesk, other: TextDesk) -> None:
    with one.database.reading() as connection:
        gestures = list(read_gestures(connection))
    merge(other.journal, gestures)


def kept(desk: TextDesk, turn: str) -> list[list[int | str]]:
    return desk.get(Turn, turn).marks


def mark(turn: str, kind: str, start: int, end: int | None = None, **more: object) -> dict:
    return {"turn": turn, "kind": kind, "start": start, "end": end, **more}


def test_marks_are_put_on_beside_the_words_and_undone(desk: TextDesk) -> None:
    (turn,) = desk.source("well 🙂 it wor it works")
    new = [
        mark(turn, "unclear", 7, 9, words="that", at=723.4),
        mark(turn, "pause", 4, seconds=0.5),
        mark(turn, "cutoff", 13),
        mark(turn, "nonverbal", 0, words="  taps on\nthe table "),
        mark(turn, "pause", 4, seconds=0.5),
    ]
    assert desk.do("turns.mark", marks=new) == [turn]
    assert kept(desk, turn) == [
        [NONVERBAL, 0, 0, -1, -1, "taps on the table"],
        [PAUSE, 4, 4, 500],
        [UNCLEAR, 7, 9, -1, 723400, "that"],
        [CUTOFF, 13, 13],
    ]
    assert desk.text(turn) == "well 🙂 it wor it works"
    desk.undo()
    assert kept(desk, turn) == []


def test_overlaps_marked_in_one_step_are_one_and_the_next_another(desk: TextDesk) -> None:
    first, second, third = desk.source("yes I think so", "so do I", "me too")
    desk.do("turns.mark", marks=[mark(first, "overlap", 12, 14), mark(second, "overlap", 0, 2)])
    desk.do("turns.mark", marks=[mark(second, "overlap", 6, 7), mark(third, "overlap", 0, 2)])
    desk.do("turns.mark", marks=[mark(first, "overlap", 4, 5, group=1)])
    assert kept(desk, first) == [[OVERLAP, 4, 5, 1], [OVERLAP, 12, 14, 1]]
    assert kept(desk, second) == [[OVERLAP, 0, 2, 1], [OVERLAP, 6, 7, 2]]
    assert kept(desk, third) == [[OVERLAP, 0, 2, 2]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "pause", "start": 1, "end": 2},
        {"kind": "emphasis", "start": 1},
        {"kind": "emphasis", "start": 1, "end": 9},
        {"kind": "emphasis", "start": -1, "end": 2},
        {"kind": "nonverbal", "start": 1, "words": "  "},
        {"kind": "laughter", "start": 1, "words": "ha"},
        {"kind": "laughter", "start": 1, "seconds": 2.0},
        {"kind": "pause", "start": 1, "seconds": -0.0001},
        {"kind": "pause", "start": 1, "group": 1},
        {"kind": "overlap", "start": 0, "end": 2, "group": 0},
        {"kind": "unclear", "start": 0, "words": "x" * 201},
    ],
)
def test_a_mark_that_cannot_be_is_refused_and_nothing_changes(desk: TextDesk, wrong: dict) -> None:
    (turn,) = desk.source("abc")
    with pytest.raises(Refused) as caught:
        desk.do("turns.mark", marks=[mark(turn, "pause", 0), {"turn": turn, **wrong}])
    assert caught.value.code == "marks"
    assert "nothing was changed" in str(caught.value)
    assert kept(desk, turn) == []


def test_marks_are_taken_off_by_what_they_are(desk: TextDesk) -> None:
    first, second = desk.source("abc def", "ghi")
    new = [mark(first, "pause", 3), mark(first, "emphasis", 0, 3), mark(first, "emphasis", 4, 7)]
    desk.do("turns.mark", marks=[*new, mark(second, "laughter", 0, 3)])
    off = [{"turn": first, "kind": "emphasis", "start": 4, "end": 7}, {"turn": second}]
    assert desk.do("turns.unmark", marks=off) == [first, second]
    assert kept(desk, first) == [[EMPHASIS, 0, 3], [PAUSE, 3, 3]]
    assert kept(desk, second) == []
    with pytest.raises(Refused) as caught:
        desk.do("turns.unmark", marks=[{"turn": first}, {"turn": second}])
    assert caught.value.code == "no-mark"
    assert len(kept(desk, first)) == 2


def test_marks_follow_corrections_splits_and_joins(desk: TextDesk) -> None:
    (turn,) = desk.source("it really went very well")
    new = [mark(turn, "emphasis", 15, 19), mark(turn, "pause", 14), mark(turn, "overlap", 3, 24)]
    desk.do("turns.mark", marks=new)
    desk.do("turns.correct", turn=turn, text="it went very well 🙂")
    assert kept(desk, turn) == [[OVERLAP, 3, 17, 1], [PAUSE, 7, 7], [EMPHASIS, 8, 12]]
    second = desk.do("turns.split", turn=turn, at=8)
    assert kept(desk, turn) == [[OVERLAP, 3, 7, 1], [PAUSE, 7, 7]]
    assert kept(desk, second) == [[OVERLAP, 0, 9, 1], [EMPHASIS, 0, 4]]
    desk.do("turns.join", turn=turn)
    assert desk.text(turn) == "it went\nvery well 🙂"
    assert [m.start for m in marks_of(desk.get(Turn, turn))] == [3, 7, 8, 8]


def test_a_source_comes_with_its_marks(desk: TextDesk) -> None:
    turns = [{"text": "ja ja", "marks": [[EMPHASIS, 3, 5], [PAUSE, 2, 2, 500]]}]
    source = desk.do("sources.add", name="FG1", turns=turns)
    (turn,) = desk.find(Turn, source=source)
    assert turn.marks == [[PAUSE, 2, 2, 500], [EMPHASIS, 3, 5]]
    for wrong in ([[EMPHASIS, 3, 9]], [[99, 0, 0]], [["pause", 0, 0]], [[PAUSE, 0]]):
        with pytest.raises(Refused) as caught:
            desk.do("sources.add", name="FG2", turns=[{"text": "ja ja", "marks": wrong}])
        assert caught.value.code == "marks"


def test_two_copies_that_mark_and_correct_a_turn_meet_without_a_mark_beside_the_words(
    desk: TextDesk,
) -> None:
    (turn,) = desk.source("a much longer turn than the other")
    other = TextDesk()
    give(desk, other)
    other.do("turns.correct", turn=turn, text="a much")
    desk.do("turns.mark", marks=[mark(turn, "emphasis", 28, 33), mark(turn, "pause", 6)])
    give(desk, other)
    give(other, desk)
    for each in (desk, other):
        assert [m.end for m in marks_of(each.get(Turn, turn))] == [6]
    other.close()


SIGNED = (
    "so (pause) it \U0001f642 works [laughter]. "
    "Well, (0.5) (unclear 00:12:03) ((nods)) in (2004) [P3]"
)


def test_signs_among_the_words_become_marks_and_codings_stay_on_their_words(
    desk: TextDesk,
) -> None:
    turn, alone = desk.source(SIGNED, "(pause)", name="Signed")
    coding = desk.coding(desk.code(), turn, "it \U0001f642 works [laughter]. Well")
    source = desk.get(Turn, turn).source
    with desk.view() as view:
        found = signs_in(view, source)
    assert [(each.kind, each.characters) for each in found.found] == [
        ("pause", "(pause)"),
        ("laughter", "[laughter]"),
        ("pause", "(0.5)"),
        ("unclear", "(unclear 00:12:03)"),
        ("nonverbal", "((nods))"),
    ]
    assert all(SIGNED[e.start : e.end] == e.characters for e in found.found)
    assert found.alone == 1
    made = desk.do("turns.read_marks", source=source)
    assert made == {"pause": 2, "laughter": 1, "unclear": 1, "nonverbal": 1}
    assert desk.text(turn) == "so it \U0001f642 works. Well, in (2004) [P3]"
    assert desk.text(alone) == "(pause)"
    assert desk.covered(coding) == "it \U0001f642 works. Well"
    assert kept(desk, turn) == [
        [PAUSE, 2, 2],
        [7, 13, 13],
        [PAUSE, 20, 20, 500],
        [UNCLEAR, 20, 20, -1, 723000],
        [NONVERBAL, 20, 20, -1, -1, "nods"],
    ]
    desk.undo()
    assert desk.text(turn) == SIGNED
    assert kept(desk, turn) == []
    assert desk.covered(coding) == "it \U0001f642 works [laughter]. Well"


def test_signs_around_words_are_read_by_the_declared_convention_and_only_some_if_wanted(
    desk: TextDesk,
) -> None:
    text = "yes [I _know_] (that) (1.0)"
    (turn,) = desk.source(text, name="J", convention="Jefferson light")
    source = desk.get(Turn, turn).source
    desk.do("turns.read_marks", source=source, kinds=["pause", "overlap"])
    assert desk.text(turn) == "yes I _know_ (that)"
    desk.do("turns.read_marks", source=source, turns=[turn])
    assert desk.text(turn) == "yes I know that"
    # The numbers of overlaps are for whoever knows what was spoken at once.
    assert kept(desk, turn) == [
        [OVERLAP, 4, 10],
        [EMPHASIS, 6, 10],
        [UNCLEAR, 11, 15],
        [PAUSE, 15, 15, 1000],
    ]


def printed(desk: TextDesk, quote: str) -> str:
    with desk.view() as view:
        (found,) = [each for each in printed_quotes(view) if each.id == quote]
        (cite,) = cited(view, [view.get(Quote, quote)])
    assert found.text == cite.text
    assert found.present is None
    return cite.text


def test_a_quote_shows_what_is_heard_by_the_declared_convention_unless_it_is_left_out(
    desk: TextDesk,
) -> None:
    (turn,) = desk.source("well it really wor works you know", name="J", convention="Jefferson")
    new = [mark(turn, "pause", 4, seconds=1.5), mark(turn, "emphasis", 8, 14),
           mark(turn, "pause", 0), mark(turn, "cutoff", 18),
           mark(turn, "nonverbal", 24, words="nods at P2")]  # fmt: skip
    desk.do("turns.mark", marks=new)
    place = desk.place(turn, "well it really wor works you know")
    quote = desk.do("quotes.add", **place, edits=[{"op": "omit", "start": 8, "end": 11}])
    assert printed(desk, quote) == "well (1.5) it [...] _lly_ wor- works ((nods at P2)) you know"
    assert desk.get(Quote, quote).words == desk.text(turn)
    desk.do("quotes.change", quote=quote, unmarked=True)
    assert printed(desk, quote) == "well it [...] lly wor works you know"
    desk.do("quotes.change", quote=quote, unmarked=False)
    desk.do("sources.change", source=desk.get(Turn, turn).source, convention="")
    assert printed(desk, quote) == "well it [...] lly wor works you know"
    desk.do("sources.change", source=desk.get(Turn, turn).source, convention="Intelligent verbatim")
    assert printed(desk, quote) == "well it [...] lly wor works (nods at P2) you know"


def test_a_quote_of_two_people_shows_what_is_heard_in_each(desk: TextDesk) -> None:
    source = desk.do(
        "sources.add",
        name="FG1",
        convention="verbatim",
        turns=[
            {"text": "I did", "speaker": "P1", "marks": [[OVERLAP, 2, 5, 1]]},
            {"text": "so did I", "speaker": "P2", "marks": [[OVERLAP, 0, 2, 1], [PAUSE, 6, 6]]},
        ],
    )
    first, second = [turn.id for turn in desk.find(Turn, "position", source=source)]
    quote = desk.do("quotes.add", turn=first, start=0, end_turn=second, end=8)
    with desk.view() as view:
        (cite,) = cited(view, [view.get(Quote, quote)])
    assert cite.paragraphs == ["P1: I //did//", "P2: //so// did (pause) I"]
