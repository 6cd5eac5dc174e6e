"""Substitutions: a layer over the talk that a person decides on, and that can be taken off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.log import tables
from heddle.study import quoting, rewording
from heddle.study.pseudonyms import Substitution, inconsistent
from heddle.study.quotes import Edit, Quote
from heddle.study.wording import Wording, form_of
from text_desk import TextDesk


@pytest.fixture
def desk() -> Iterator[TextDesk]:
    made = TextDesk()
    yield made
    made.close()


def suggest(desk: TextDesk, turn: str, words: str, **fields: Any) -> str:
    new = {**desk.place(turn, words), **fields}
    return str(desk.do("substitutions.suggest", substitutions=[new])[0])


def accept(desk: TextDesk, turn: str, words: str, substitute: str, **fields: Any) -> str:
    made = suggest(desk, turn, words, substitute=substitute, **fields)
    desk.do("substitutions.accept", substitutions=[made])
    return made


def shown(desk: TextDesk, noun: str = "turns", key: str = "text") -> list[str]:
    with desk.view() as view:
        return [row[key] for row in rewording.rows(view, noun, Wording(view, form_of(view)))]


def test_what_was_said_is_unchanged_and_the_layer_is_a_row_on_the_log(desk: TextDesk) -> None:
    (turn,) = desk.source("Karen said that Karen would come.")
    made = suggest(desk, turn, "Karen", substitute="Anna")
    assert shown(desk) == ["Karen said that Karen would come."]
    desk.do("substitutions.accept", substitutions=[made])
    assert shown(desk) == ["[Anna] said that Karen would come."]
    assert desk.text(turn) == "Karen said that Karen would come."
    kept = desk.get(Substitution, made)
    assert (kept.quote, kept.substitute, kept.accepted_by) == ("Karen", "Anna", desk.actor)
    with desk.view() as view:
        told = [row.operation for row in view.connection.execute(tables.gestures.select())]
    assert told[-2:] == ["substitutions.suggest", "substitutions.accept"]
    desk.undo()
    assert shown(desk) == ["Karen said that Karen would come."]


def test_a_scope_brings_the_other_places_into_the_queue_and_not_further(desk: TextDesk) -> None:
    here, _ = desk.source("Karen came, karen's car too.", "KAREN, not Karensen.")
    (other,) = desk.source("Karen again.", name="FG2")
    accept(desk, here, "Karen", "Anna", scope="source")
    waiting = desk.find(Substitution, status="suggested")
    assert [(w.quote, w.substitute) for w in waiting] == [("karen", "Anna"), ("KAREN", "Anna")]
    assert other not in {w.turn for w in waiting}
    assert shown(desk)[0] == "[Anna] came, karen's car too."
    desk.do("substitutions.reject", substitutions=[waiting[0].id], why="it is a brand")
    # What was rejected is not asked about again.
    made = desk.find(Substitution, status="accepted")[0].id
    assert desk.do("substitutions.accept", substitutions=[made], scope="study") != []
    again = desk.find(Substitution, status="suggested")
    assert [w.quote for w in again] == ["KAREN", "Karen"]


def test_the_words_stand_nowhere_but_in_the_anchor(desk: TextDesk) -> None:
    (turn,) = desk.source("My boss Søren Lund shouted.")
    made = suggest(desk, turn, "Søren Lund")
    for fields in ({"substitute": "not SOEREN LUND"}, {"substitute": "a", "why": "søren lund!"}):
        with pytest.raises(Refused, match="repeats the very words"):
            desk.do("substitutions.change", substitution=made, **fields)
    with pytest.raises(Refused, match="substitute"):
        desk.do("substitutions.accept", substitutions=[made])
    desk.do("substitutions.accept", substitutions=[made], substitute="the manager", scope="study")
    kept = desk.get(Substitution, made)
    others = [getattr(kept, n) for n in kept.__struct_fields__ if n not in ("quote", "words")]
    assert "Lund" not in repr(others)


def test_a_second_reader_is_another_person_and_reads_again_after_a_change(desk: TextDesk) -> None:
    (turn,) = desk.source("Karen came.")
    made = accept(desk, turn, "Karen", "Anna")
    with pytest.raises(Refused, match="cannot be its second reader"):
        desk.do("substitutions.second_read", substitutions=[made])
    bent = desk.member("Bent")
    desk.do("substitutions.second_read", substitutions=[made], reader=bent, date="2022-01-02")
    assert desk.get(Substitution, made).read_by == bent
    desk.do("substitutions.change", substitution=made, substitute="Bodil")
    assert desk.get(Substitution, made).read_by == ""


def test_two_substitutes_for_one_name_are_told(desk: TextDesk) -> None:
    one, two = desk.source("Karen came.", "karen went.")
    first = accept(desk, one, "Karen", "Anna")
    second = accept(desk, two, "karen", "Bodil")
    with desk.view() as view:
        (row,) = inconsistent(view)
    assert row.substitutes == ["Anna", "Bodil"]
    assert row.records == [first, second]
    assert not hasattr(row, "words")


def test_a_layer_moves_with_a_correction_and_is_flagged_when_its_words_go(desk: TextDesk) -> None:
    turn, last = desk.source("Well, Karen came.", "Bye.")
    made = accept(desk, turn, "Karen", "Anna")
    desk.do("turns.correct", turn=turn, text="Well, you know, Karen Hansen came.")
    assert shown(desk)[0] == "Well, you know, [Anna] Hansen came."
    desk.do("turns.split", turn=turn, at=desk.text(turn).index("Karen") + 2)
    assert shown(desk)[:2] == ["Well, you know, [Anna]", "[Anna] Hansen came."]
    desk.undo()
    desk.do("turns.join", turn=turn)
    assert shown(desk) == ["Well, you know, [Anna] Hansen came.\nBye."]
    desk.undo()
    with pytest.raises(Refused, match="a substitution"):
        desk.do("turns.drop", turn=turn)
    desk.do("turns.correct", turn=turn, text="Well, somebody came.")
    assert desk.get(Substitution, made).gone
    assert shown(desk)[0] == "Well, somebody came."
    assert last


def test_codings_and_quotes_are_shown_with_substitutes_and_kept_as_spoken(desk: TextDesk) -> None:
    (turn,) = desk.source("I like Karen Hansen 👩‍👩‍👧 and Karen Hansen likes me.")
    code = desk.code()
    desk.coding(code, turn, "Hansen 👩‍👩‍👧 and")  # half of a name: all of it goes
    quote = desk.do("quotes.add", turn=turn, start=0, end=len(desk.text(turn)))
    accept(desk, turn, "Karen Hansen", "Anna", scope="study")
    waiting = [w.id for w in desk.find(Substitution, status="suggested")]
    desk.do("substitutions.accept", substitutions=waiting)
    assert shown(desk, "codings") == ["[Anna] 👩‍👩‍👧 and"]
    assert shown(desk, "quotes") == ["I like [Anna] 👩‍👩‍👧 and [Anna] likes me."]
    kept = desk.get(Quote, quote)
    assert "Karen Hansen" in kept.words
    with desk.view() as view:
        printed = quoting.printed(view, kept, None, Wording(view, "pseudonymised"))
    assert printed.present is None  # it still matches its transcript
    # The transcript moves on; the quote's old words do not bring the name out.
    desk.do("turns.correct", turn=turn, text="I like Karen Hansen, and Karen Hansen likes us.")
    assert "Karen" not in shown(desk, "quotes")[0]
    assert "Hansen" not in shown(desk, "quotes", "words")[0]


def test_labels_and_notes_follow_what_holds_for_the_whole_study(desk: TextDesk) -> None:
    desk.do(
        "sources.add",
        name="Karen Hansen, interview",
        turns=[{"text": "Karen Hansen speaking", "speaker": "Karen Hansen"}],
    )
    turn = shown(desk, "turns", "id")[0]
    desk.do("memos.add", text="Karen Hansen was tired.")
    accept(desk, turn, "Karen Hansen", "Anna", scope="study")
    assert shown(desk, "turns", "speaker") == ["[Anna]"]
    assert shown(desk, "sources", "name") == ["[Anna], interview"]
    assert shown(desk, "memos") == ["[Anna] was tired."]


WORDS = "ab Karen cd Hansen ef"
offsets = st.integers(0, len(WORDS))


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    start, end = sorted((draw(offsets), draw(offsets)))
    op = draw(st.sampled_from(["omit", "insert", "nonverbal", "replace"]))
    if op in ("insert", "nonverbal"):
        return Edit(op=op, start=start, text="x")
    return Edit(op=op, start=start, end=max(end, start + 1), text="" if op == "omit" else "y")


@given(st.lists(edits(), max_size=3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_edit_of_a_quote_brings_a_letter_of_a_name_out(made: list[Edit], both: bool) -> None:
    desk = TextDesk()
    try:
        (turn,) = desk.source(WORDS)
        accept(desk, turn, "Karen", "P1")
        if both:
            accept(desk, turn, "Hansen", "P2")
        try:
            quote = desk.do("quotes.add", turn=turn, start=0, end=len(WORDS), edits=made)
        except Refused:
            return
        text = shown(desk, "quotes")[0]
        assert not any(letter in text for letter in "Kr")
        assert not (both and any(letter in text for letter in "Hs"))
        assert desk.get(Quote, quote).words == WORDS
    finally:
        desk.close()
