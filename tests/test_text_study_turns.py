"""Turns: corrected, split, joined, put between and removed, with what is anchored in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heddle.log.gestures import read_gestures
from heddle.log.merge import merge
from heddle.study.codings import Coding, words_now
from heddle.study.quotes import Quote, stale_words
from heddle.study.sources import POSITION_STEP, Speaker, Turn
from text_desk import TextDesk, named


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.sound()
    made.close()


def stale(desk: TextDesk, quote: str) -> str | None:
    with desk.view() as view:
        return stale_words(view, view.get(Quote, quote))


def test_a_corrected_turn_takes_its_codings_along(desk: TextDesk) -> None:
    (turn,) = desk.source("vi gjorde 🙂 det sammen")
    coding = desk.coding(desk.code(), turn, "det")
    result = desk.do("turns.correct", turn=turn, text="Ja, vi gjorde faktisk 🙂 det sammen.")
    assert desk.covered(coding) == "det"
    assert result == {"gone": [], "quotes": []}
    assert desk.get(Coding, coding).words == ""


def test_words_that_were_corrected_stand_beside_those_that_were_coded(desk: TextDesk) -> None:
    (turn,) = desk.source("they was late again")
    coding = desk.coding(desk.code(), turn, "they was late")
    desk.do("turns.correct", turn=turn, text="they were late again")
    kept = desk.get(Coding, coding)
    assert kept.quote == "they was late"
    assert words_now(kept) == desk.covered(coding) == "they were late"
    desk.do("turns.correct", turn=turn, text="they was late again")
    assert desk.get(Coding, coding).words == ""


def test_a_coding_whose_words_are_gone_is_flagged_and_kept(desk: TextDesk) -> None:
    (turn,) = desk.source("well you know it works")
    coding = desk.coding(desk.code(), turn, "you know")
    result = desk.do("turns.correct", turn=turn, text="well it works")
    assert result["gone"] == [coding]
    kept = desk.get(Coding, coding)
    assert kept.gone
    assert kept.quote == "you know"
    assert kept.start == kept.end <= len("well ")


def test_a_coding_over_two_turns_is_flagged_when_the_words_of_both_are_gone(
    desk: TextDesk,
) -> None:
    first, second = desk.source("so we went", "home then okay")
    coding = desk.coding_over(desk.code(), first, "went", second, "home")
    desk.do("turns.correct", turn=first, text="so we")
    assert not desk.get(Coding, coding).gone
    assert desk.covered(coding).split() == ["home"]
    desk.do("turns.correct", turn=second, text="then okay")
    assert desk.get(Coding, coding).gone


def test_words_put_in_at_a_border_that_white_space_had_become_stay_outside(
    desk: TextDesk,
) -> None:
    (turn,) = desk.source("zero one two three")
    coding = desk.coding(desk.code(), turn, "two three")
    desk.do("turns.correct", turn=turn, text="zero nine three")
    assert desk.covered(coding) == "three"
    desk.do("turns.correct", turn=turn, text="zero nine ten three")
    assert desk.covered(coding) == "three"


def test_undoing_a_correction_brings_back_every_border(desk: TextDesk) -> None:
    first, second = desk.source("one two three", "four five six")
    code = desk.code()
    for words in ("one", "two", "three", "two three"):
        desk.coding(code, first, words)
    desk.coding_over(code, first, "two", second, "five")
    desk.quote(first, "one two")
    before = desk.tables()
    desk.do("turns.correct", turn=first, text="")
    desk.undo()
    assert desk.tables() == before


def test_a_split_turn_shares_its_codings_out(desk: TextDesk) -> None:
    (turn,) = desk.source("first part.  Second part")
    code = desk.code()
    before = desk.coding(code, turn, "first part.")
    after = desk.coding(code, turn, "Second")
    across = desk.coding(code, turn, "part.  Second")
    new = desk.do("turns.split", turn=turn, at=12)
    assert (desk.text(turn), desk.text(new)) == ("first part.", "Second part")
    assert desk.covered(before) == "first part."
    assert desk.covered(after) == "Second"
    assert desk.get(Coding, after).turn == new
    assert desk.covered(across) == words_now(desk.get(Coding, across)) == "part.\nSecond"


def test_a_split_at_the_place_of_gone_words_leaves_no_coding_backwards(desk: TextDesk) -> None:
    for text, at in (("well it works", 4), ("well it works", 5)):
        (turn,) = desk.source("well then it works", name=f"split at {at}")
        coding = desk.coding(desk.code(f"code {at}"), turn, "then")
        desk.do("turns.correct", turn=turn, text=text)
        new = desk.do("turns.split", turn=turn, at=at)
        kept = desk.get(Coding, coding)
        assert kept.gone
        assert kept.turn == kept.end_turn
        assert kept.start == kept.end
        assert kept.end <= len(desk.text(kept.turn))
        assert kept.turn in (turn, new)


def test_splitting_and_joining_ends_where_it_began(desk: TextDesk) -> None:
    (turn,) = desk.source("one two\nthree four")
    code = desk.code()
    codings = [desk.coding(code, turn, w) for w in ("one", "two\nthree", "four")]
    before = [desk.covered(coding) for coding in codings]
    desk.do("turns.split", turn=turn, at=8)
    desk.do("turns.join", turn=turn)
    assert desk.text(turn) == "one two\nthree four"
    assert [desk.covered(coding) for coding in codings] == before
    assert {desk.get(Coding, coding).words for coding in codings} == {""}


def test_a_quote_notices_a_correction_but_no_new_border(desk: TextDesk) -> None:
    (turn,) = desk.source("it helped me a lot, honestly")
    quote = desk.quote(turn, "helped me a lot")
    desk.do("turns.split", turn=turn, at=10)
    assert stale(desk, quote) is None
    result = desk.do("turns.correct", turn=turn, text="it hindered")
    assert result["quotes"] == [quote]
    assert stale(desk, quote) == "hindered\nme a lot"
    desk.undo()
    assert stale(desk, quote) is None


def test_a_turn_put_between_becomes_part_of_what_runs_across(desk: TextDesk) -> None:
    first, second = desk.source("one two", "three four")
    coding = desk.coding_over(desk.code(), first, "two", second, "three")
    desk.do("turns.insert", source=desk.get(Turn, first).source, text="[pause]", after=first)
    assert words_now(desk.get(Coding, coding)) == desk.covered(coding) == "two\n[pause]\nthree"


def test_a_turn_that_something_only_runs_across_cannot_be_dropped(desk: TextDesk) -> None:
    first, middle, last = desk.source("one", "two", "three")
    desk.coding_over(desk.code(), first, "one", last, "three")
    desk.refuses("turns.drop", "part of a coding", turn=middle, because="anchored")


def test_a_turn_that_a_quote_runs_across_cannot_be_dropped(desk: TextDesk) -> None:
    first, middle, last = desk.source("one", "two", "three")
    end = {"end_turn": last, "end": 5}
    desk.do("quotes.add", **{**desk.place(first, "one"), **end})
    desk.refuses("turns.drop", "part of a quote", turn=middle, because="anchored")


def test_turns_can_be_put_between_two_for_ever(desk: TextDesk) -> None:
    first, last = desk.source("first", "last")
    source = desk.get(Turn, first).source
    for number in range(25, 0, -1):
        desk.do("turns.insert", source=source, text=str(number), after=first)
    # A step of 2**20 halves 20 times: room has been made for these.
    assert POSITION_STEP < 1 << 25
    texts = [turn.text for turn in desk.find(Turn, "position", source=source)]
    assert texts == ["first", *map(str, range(1, 26)), "last"]
    positions = [turn.position for turn in desk.find(Turn, source=source)]
    assert len(set(positions)) == len(positions)
    assert desk.get(Turn, last).text == "last"


def test_a_turn_can_be_put_first(desk: TextDesk) -> None:
    (turn,) = desk.source("hello")
    source = desk.get(Turn, turn).source
    desk.do("turns.insert", source=source, text="[starts]")
    assert [t.text for t in desk.find(Turn, "position", source=source)] == ["[starts]", "hello"]


def test_correcting_goes_on_where_another_copy_dropped_the_end_of_a_coding() -> None:
    """One copy codes over three turns, the other drops the last of them; then they meet."""
    here, there = TextDesk(), TextDesk()
    first, _, last = here.source("one two", "three", "four five")
    code = here.code()
    give(here, there)
    coding = here.coding_over(code, first, "two", last, "four")
    other = here.coding(code, first, "one")
    there.do("turns.drop", turn=last)
    give(there, here)
    give(here, there)
    assert here.get(Coding, coding).end_turn == last
    here.do("turns.correct", turn=first, text="well one two")
    assert here.covered(other) == "one"
    left = here.get(Coding, coding)
    assert not left.gone
    assert here.text(first)[left.start :] == "two"
    give(here, there)
    assert here.tables() == there.tables()
    for desk in (here, there):
        desk.close()


def give(one: TextDesk, other: TextDesk) -> None:
    with one.database.reading() as connection:
        gestures = list(read_gestures(connection))
    merge(other.journal, gestures)


REFUSALS = {
    "split before the first word": ("turns.split", {"at": 0}, ("only between words",), ""),
    "split behind the last word": ("turns.split", {"at": 7}, ("only between words",), ""),
    "split outside": ("turns.split", {"at": -3}, ("only between words",), ""),
    "split to a stranger": (
        "turns.split",
        {"at": 3, "speaker": "stranger"},
        ("another source",),
        "other-source",
    ),
    "join the last": ("turns.join", {"turn": "last"}, ("last turn",), "last-turn"),
    "assign to a stranger": (
        "turns.assign",
        {"turns": ["turn"], "turn": None, "speaker": "stranger"},
        ("no speaker of this turn's source",),
        "other-source",
    ),
    "insert behind a stranger's turn": (
        "turns.insert",
        {"source": "source", "turn": None, "after": "elsewhere", "text": "x"},
        ("another source",),
        "other-source",
    ),
    "insert for a stranger": (
        "turns.insert",
        {"source": "source", "turn": None, "speaker": "stranger", "text": "x"},
        ("another source",),
        "other-source",
    ),
    "insert at no time": (
        "turns.insert",
        {"source": "source", "turn": None, "text": "x", "start": float("inf")},
        ("finite number",),
        "wrong-type",
    ),
    "drop what is coded": ("turns.drop", {}, ("part of a coding",), "anchored"),
    "no such turn": ("turns.correct", {"turn": "nobody", "text": ""}, ("no turn",), "not-found"),
    "a NUL": ("turns.correct", {"text": "a\0b"}, ("NUL character",), "unstorable-text"),
    "half a pair": ("turns.correct", {"text": "\ud83d"}, ("surrogate",), "unstorable-text"),
    "half an id": ("turns.join", {"turn": "\ud83d"}, ("surrogate",), "unstorable-text"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_rules_of_turns_refuse_and_change_nothing(desk: TextDesk, case: str) -> None:
    operation, fields, words, code = REFUSALS[case]
    turn, last = desk.source("one two", "three")
    (elsewhere,) = desk.source("there", name="FG2")
    desk.do("sources.add", name="FG3", turns=[{"text": "hm", "speaker": "S"}])
    (speaker,) = desk.find(Speaker)
    desk.coding(desk.code(), turn, "one")
    known = {
        "turn": turn,
        "last": last,
        "elsewhere": elsewhere,
        "stranger": speaker.id,
        "source": desk.get(Turn, turn).source,
    }
    given = {name: value for name, value in {"turn": "turn", **fields}.items() if value is not None}
    desk.refuses(operation, *words, because=code, **named(known, given))
