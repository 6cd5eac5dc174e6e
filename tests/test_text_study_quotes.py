"""Quotes: operations on a transcript's words, checked whenever they are made or printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.study.quote_edits import Edit, check_edits
from heddle.study.quotes import Quote, stale_words
from heddle.study.quoting import OMISSION, printed, render
from text_desk import TextDesk, named

WORDS = "and then it was not good at all"


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.sound()
    made.close()


def text(desk: TextDesk, quote: str) -> str:
    with desk.view() as view:
        return printed(view, view.get(Quote, quote)).text


def stale(desk: TextDesk, quote: str) -> str | None:
    with desk.view() as view:
        return stale_words(view, view.get(Quote, quote))


def at(words: str, part: str, **fields: Any) -> dict[str, Any]:
    start = words.index(part)
    return {"start": start, "end": start + len(part), **fields}


def test_a_quote_is_printed_with_its_edits(desk: TextDesk) -> None:
    (turn,) = desk.source(f"Well, {WORDS}.")
    edits = [
        at(WORDS, "it", op="replace", text="the work", reason="whom it is about"),
        at(WORDS, "and", op="case", text="And"),
        at(WORDS, "at all", op="omit"),
        {"op": "nonverbal", "start": WORDS.index("good"), "text": "laughs"},
    ]
    quote = desk.quote(turn, WORDS, edits=edits)
    kept = desk.get(Quote, quote)
    assert kept.words == WORDS
    assert [edit.start for edit in kept.edits] == sorted(edit.start for edit in kept.edits)
    assert text(desk, quote) == "And then [the work] was not [laughs] good [...]"


def test_a_quote_over_turns_keeps_the_line_ends(desk: TextDesk) -> None:
    first, middle, last = desk.source("so we went", "hm", "home then")
    where = {**desk.place(first, "went"), "end_turn": last, "end": 4}
    quote = desk.do("quotes.add", **where)
    assert desk.get(Quote, quote).words == "went\nhm\nhome"
    desk.do("turns.correct", turn=middle, text="mhm")
    assert stale(desk, quote) == "went\nmhm\nhome"


def test_a_corrected_quote_says_so_until_it_is_refreshed(desk: TextDesk) -> None:
    (turn,) = desk.source("I seen them there, every single day, honestly")
    words = "I seen them there, every single day"
    edits = [at(words, "every single day", op="omit"), at(words, "I", op="case", text="i")]
    quote = desk.quote(turn, words, edits=edits)
    desk.do("turns.correct", turn=turn, text="I saw them there, every single day, honestly")
    assert stale(desk, quote) == "I saw them there, every single day"
    assert text(desk, quote) == "i seen them there, [...]"
    desk.do("quotes.refresh", quote=quote)
    assert stale(desk, quote) is None
    assert text(desk, quote) == "i saw them there, [...]"


def test_refreshing_leaves_out_edits_whose_words_are_gone(desk: TextDesk) -> None:
    (turn,) = desk.source("we we went home, you know, late")
    words = "we we went home, you know, late"
    edits = [at(words, "you know", op="omit"), at(words, "we", op="case", text="We")]
    quote = desk.quote(turn, words, edits=edits)
    desk.do("turns.correct", turn=turn, text="They went home, late")
    desk.do("quotes.refresh", quote=quote)
    assert text(desk, quote) == "They went home, late"


def test_a_quote_whose_words_are_all_gone_cannot_be_refreshed(desk: TextDesk) -> None:
    (turn,) = desk.source("one two three")
    quote = desk.quote(turn, "two")
    desk.do("turns.correct", turn=turn, text="one three")
    assert stale(desk, quote) == ""
    desk.refuses("quotes.refresh", "no words", quote=quote, because="empty")


REFUSALS: dict[str, tuple[list[dict[str, Any]], tuple[str, ...], str]] = {
    "outside": ([{"op": "omit", "start": 20, "end": 99}], ("outside the quote's",), "outside"),
    "before": ([{"op": "omit", "start": -1, "end": 3}], ("outside the quote's",), "outside"),
    "backwards": ([{"op": "omit", "start": 8, "end": 4}], ("outside the quote's",), "outside"),
    "overlapping": (
        [{"op": "omit", "start": 0, "end": 8}, {"op": "omit", "start": 4, "end": 12}],
        ("overlap",),
        "",
    ),
    "inside a cut": (
        [{"op": "omit", "start": 0, "end": 8}, {"op": "insert", "start": 4, "text": "x"}],
        ("overlap",),
        "",
    ),
    "nothing cut": ([{"op": "omit", "start": 4}], ("needs words to work on",), ""),
    "nothing put in": ([{"op": "insert", "start": 4, "text": " "}], ("needs words",), ""),
    "nothing instead": ([{"op": "replace", "start": 0, "end": 3}], ("needs words",), ""),
    "all cut": ([{"op": "omit", "start": 0, "end": len(WORDS)}], ("leave nothing",), ""),
    "all replaced": (
        [{"op": "replace", "start": 0, "end": len(WORDS), "text": "my words"}],
        ("leave nothing",),
        "",
    ),
    "other words as a change of case": (
        [at(WORDS, "not", op="case", text="so")],
        ("capital or small letters cannot change the words",),
        "not-case",
    ),
    "an unknown operation": ([{"op": "polish", "start": 0, "end": 3}], ("polish",), "wrong-type"),
}


@pytest.mark.parametrize("case", REFUSALS)
@pytest.mark.parametrize("when", ["added", "changed"])
def test_edits_that_are_no_quoting_are_refused(desk: TextDesk, case: str, when: str) -> None:
    edits, words, code = REFUSALS[case]
    (turn,) = desk.source(WORDS)
    quote = desk.quote(turn, WORDS)
    if when == "added":
        fields = {"turn": turn, "start": 0, "end": len(WORDS), "edits": edits}
        desk.refuses("quotes.add", *words, because=code, **fields)
    else:
        desk.refuses("quotes.change", *words, because=code, quote=quote, edits=edits)


OTHERS: dict[str, tuple[str, dict[str, Any], tuple[str, ...], str]] = {
    "of no words": ("quotes.add", {"turn": "turn", "start": 3, "end": 4}, ("no words",), "empty"),
    "for no theme": (
        "quotes.add",
        {"turn": "turn", "start": 0, "end": 3, "theme": "gone"},
        ("no theme",),
        "not-found",
    ),
    "for no code": (
        "quotes.add",
        {"turn": "turn", "start": 0, "end": 3, "code": "gone"},
        ("not in the study",),
        "missing-reference",
    ),
    "to no theme": (
        "quotes.change",
        {"quote": "quote", "theme": "gone"},
        ("not in the study",),
        "missing-reference",
    ),
    "named in an unknown way": (
        "quotes.change",
        {"quote": "quote", "attribution": "full name"},
        ("full name",),
        "wrong-type",
    ),
    "no such quote": ("quotes.drop", {"quote": "gone"}, ("no quote",), "not-found"),
    "a quoted turn": ("turns.drop", {"turn": "turn"}, ("part of a quote",), "anchored"),
    "a quoted source": ("sources.drop", {"source": "source"}, ("still used by a quote",), ""),
}


@pytest.mark.parametrize("case", OTHERS)
def test_rules_of_quotes_refuse_and_change_nothing(desk: TextDesk, case: str) -> None:
    operation, fields, words, code = OTHERS[case]
    (turn,) = desk.source(WORDS)
    quote = desk.quote(turn, "and then")
    known = {"turn": turn, "quote": quote, "source": desk.get(Quote, quote).source}
    desk.refuses(operation, *words, because=code, **named(known, fields))


EDITS = st.lists(
    st.builds(
        lambda op, start, length, words: {
            "op": op,
            "start": start,
            "end": -1 if op in ("insert", "nonverbal") else start + length,
            "text": "" if op == "omit" else words,
        },
        op=st.sampled_from(["omit", "insert", "nonverbal", "replace"]),
        start=st.integers(0, len(WORDS)),
        length=st.integers(1, 6),
        words=st.sampled_from(["X", "two words"]),
    ),
    max_size=4,
)


@given(EDITS)
def test_what_is_printed_as_said_was_said(edits: list[dict[str, Any]]) -> None:
    """Whatever edits are allowed: all that stands outside brackets is the speaker's, in order."""
    made = [Edit(**edit) for edit in edits]
    try:
        check_edits(WORDS, made)
    except Refused:
        return
    runs = render(WORDS, made)
    place = 0
    for run in runs:
        if run.form == "said":
            for word in run.text.split():
                place = WORDS.index(word, place) + len(word)
        elif run.form == "omitted":
            assert run.text.strip() == OMISSION
        else:
            assert run.text.strip().startswith("[")
            assert run.text.strip().endswith("]")
    # Nothing that was not cut or replaced is missing.
    touched = {i for edit in made if edit.op in ("omit", "replace") for i in span(edit)}
    kept = "".join(c for i, c in enumerate(WORDS) if i not in touched and not c.isspace())
    said = "".join(run.text for run in runs if run.form == "said")
    assert "".join(said.split()) == kept


def span(edit: Edit) -> range:
    return range(edit.start, edit.stop)
