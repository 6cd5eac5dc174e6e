"""Marks follow the words beside which they stand, and none is read that cannot be true."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from heddle.text import mark_signs, marks, splice
from heddle.text.conventions import render
from heddle.text.marks import (
    CUTOFF,
    EMPHASIS,
    LAUGHTER,
    NONVERBAL,
    OVERLAP,
    PAUSE,
    UNCLEAR,
    Mark,
)
from mark_samples import marked, texts

numbers = st.integers(-3, 12)
anything = st.builds(Mark, numbers, numbers, numbers, numbers, numbers, st.sampled_from(["", "a"]))


@settings(max_examples=60)
@given(marked(), texts)
@example(("ja nej", [Mark(EMPHASIS, 3, 6), Mark(PAUSE, 3, 3)]), "ja")
def test_marks_of_a_corrected_text_are_where_a_coding_would_be(before, after):
    text, made = before
    edits = splice.edit(text, after)
    kept = marks.moved(made, edits, after)
    assert marks.fitting(kept, len(after)) == kept
    stretches = []
    for mark in made:
        place = splice.move(mark.start, mark.end, edits)
        if mark.start < mark.end and after[place.start : place.end].strip():
            stretches.append(mark._replace(start=place.start, end=place.end))
    if edits:
        on_words = [mark for mark in kept if mark.start < mark.end]
        assert on_words == marks.ordered(stretches)
    else:
        assert kept == made
    lost = {mark.kind for mark in made} - {mark.kind for mark in kept}
    assert lost <= {OVERLAP, EMPHASIS, LAUGHTER, NONVERBAL, CUTOFF}


@settings(max_examples=60)
@given(marked(), st.data())
def test_a_text_cut_in_two_and_joined_again_has_what_was_heard(before, data):
    text, made = before
    spaces = [i for i, letter in enumerate(text) if letter == " "]
    if not spaces:
        return
    cut = data.draw(st.sampled_from(spaces))
    first, second = marks.parted(made, cut, cut + 1)
    assert marks.fitting(first, cut) == first
    assert marks.fitting(second, len(text) - cut - 1) == second
    whole = [*first, *marks.shifted(second, cut + 1)]
    for mark in made:
        on = {i for i in range(mark.start, mark.end) if i != cut}
        pieces = [m for m in whole if m.kind == mark.kind and m.amount == mark.amount]
        held = {i for m in pieces for i in range(m.start, m.end)}
        assert on <= held
        if mark.start == mark.end:
            assert mark in whole
        elif on:
            assert any(m.words == mark.words and m.at == mark.at for m in pieces)


@settings(max_examples=60)
@given(st.lists(anything, max_size=6), st.integers(0, 8))
def test_only_marks_that_can_be_true_are_read(made, length):
    kept = marks.fitting(made, length)
    assert all(0 <= m.start <= m.end <= length for m in kept)
    assert [m.start for m in kept] == sorted(m.start for m in kept)
    assert len(set(kept)) == len(kept)
    assert marks.fitting(kept, length) == kept
    assert all(bool(m.words) == (m.kind == NONVERBAL) or m.kind == UNCLEAR for m in kept)


@settings(max_examples=40)
@given(marked())
def test_what_a_record_has_reads_back(before):
    _, made = before
    assert marks.read([mark.kept() for mark in made]) == made
    assert all(mark.kept()[-1] not in (-1, "") for mark in made if len(mark.kept()) > 3)


def test_what_is_no_mark_is_passed_over():
    assert marks.read([[1], ["pause", 0, 0], [1, 0, 0, "long"], [4, 0, 0, -1, -1, 7]]) == []
    assert marks.read([[1, 2, 2]]) == [Mark(PAUSE, 2, 2)]


def test_what_was_unclear_stays_unclear_where_its_words_are_taken_out():
    made = [Mark(UNCLEAR, 3, 8), Mark(EMPHASIS, 3, 8), Mark(CUTOFF, 8, 8), Mark(PAUSE, 8, 8)]
    kept = marks.moved(made, splice.edit("we maybe go", "we go"), "we go")
    assert kept == [Mark(UNCLEAR, 3, 3), Mark(PAUSE, 3, 3)]


def test_a_part_of_a_text_has_its_marks_and_not_the_pauses_at_its_edges():
    made = [Mark(PAUSE, 3, 3), Mark(OVERLAP, 0, 6), Mark(PAUSE, 5, 5), Mark(CUTOFF, 7, 7)]
    assert marks.within(made, 3, 7) == [
        Mark(PAUSE, 0, 0),
        Mark(OVERLAP, 0, 3),
        Mark(PAUSE, 2, 2),
        Mark(CUTOFF, 4, 4),
    ]
    assert marks.inner(made, 3, 7) == [Mark(OVERLAP, 0, 3), Mark(PAUSE, 2, 2), Mark(CUTOFF, 4, 4)]


READ_BACK = {PAUSE, UNCLEAR, LAUGHTER, OVERLAP, EMPHASIS}


@settings(max_examples=60)
@given(marked(), st.sampled_from(["verbatim", "jefferson light"]))
def test_signs_that_were_shown_are_read_back_as_the_marks_that_they_were(before, convention):
    text, made = before
    edges = {0, len(text), *(i for i, letter in enumerate(text) if letter == " ")}
    plain = [
        mark._replace(words="", at=-1, amount=-1)
        for mark in made
        if mark.kind in READ_BACK and mark.start == mark.end and mark.start in edges
    ]
    shown = render(text, plain, convention).text
    read = mark_signs.unsigned(shown, mark_signs.signs(shown, convention))
    assert read.text == text
    assert [mark.kind for mark in read.marks] == [mark.kind for mark in marks.ordered(plain)]


@settings(max_examples=40)
@given(
    st.text(alphabet="()[]/_£. 0a?", max_size=30), st.sampled_from(["verbatim", "jefferson light"])
)
def test_taking_signs_out_takes_nothing_but_signs_and_blanks(text, convention):
    found = mark_signs.signs(text, convention)
    read = mark_signs.unsigned(text, found)
    assert splice.apply(text, read.cuts) == read.text
    words = "a0"
    kept = [letter for letter in read.text if letter in words]
    said = [i for i, letter in enumerate(text) if letter in words]
    gone = {i for s in found if s.mark.start == s.mark.end for i in range(s.start, s.end)}
    assert len(kept) == len([i for i in said if i not in gone])
    assert all(0 <= sign.start < sign.end <= len(text) for sign in found)
