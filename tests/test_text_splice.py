"""Corrected turns: splices give the new text, and spans stick to their words."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.text.splice import Splice, apply, edit, move, move_end, move_start

WORDS = st.sampled_from(
    ["ja", "nej", "det", "patient", "patienten,", "godt.", "og", "Og", "🙂", "cafe\u0301", "the"]
)
SENTENCES = st.lists(WORDS, max_size=12).map(" ".join)
TEXTS = st.text(st.sampled_from("ab .\n🙂\u0301"), max_size=14)


@st.composite
def spliced(draw):
    """A text with a span in it, and splices that hold their order and do not touch."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    splices = [
        Splice(start, end, draw(st.text(st.sampled_from("xy"), max_size=3)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    start = draw(st.integers(0, len(text)))
    return text, splices, start, draw(st.integers(start, len(text)))


@given(SENTENCES | TEXTS, SENTENCES | TEXTS)
def test_splices_turn_old_into_new(old, new):
    splices = edit(old, new)
    assert apply(old, splices) == new
    for one, other in pairwise(splices):
        assert one.end < other.start or (one.end == other.start and one.end > one.start)
    assert all(one.text != old[one.start : one.end] for one in splices)


@given(SENTENCES | TEXTS)
def test_the_same_text_moves_nothing(text):
    assert edit(text, text) == []
    for start in range(len(text) + 1):
        assert move(start, len(text), []) == (start, len(text), False)


@given(spliced())
def test_moved_spans_lie_in_the_new_text(case):
    text, splices, start, end = case
    moved = move(start, end, splices)
    assert 0 <= moved.start <= moved.end <= len(apply(text, splices))
    assert moved.gone == (start < end and moved.start == moved.end)


@given(spliced())
def test_spans_that_no_splice_touches_keep_exactly_their_words(case):
    text, splices, start, end = case
    if all(one.end <= start or one.start >= end for one in splices):
        moved = move(start, end, splices)
        assert apply(text, splices)[moved.start : moved.end] == text[start:end]


@given(spliced())
def test_a_span_takes_in_what_replaces_its_own_words_and_nothing_else(case):
    text, splices, start, end = case
    crossing = [one for one in splices if one.start < start < one.end or one.start < end < one.end]
    if crossing or start == end:
        return
    inside = [
        one._replace(start=one.start - start, end=one.end - start)
        for one in splices
        if one.start >= start and one.end <= end and not one.start == one.end in (start, end)
    ]
    moved = move(start, end, splices)
    new = apply(text, splices)
    assert new[moved.start : moved.end] == apply(text[start:end], inside)


@given(spliced())
def test_order_is_kept(case):
    _, splices, start, end = case
    assert move_start(start, splices) <= move_start(end, splices)
    assert move_end(start, splices) <= move_end(end, splices)


@given(
    st.lists(WORDS, max_size=8),
    st.lists(WORDS, max_size=8),
    st.data(),
)
def test_a_span_on_a_word_that_occurs_once_keeps_covering_it(before, after, data):
    # Words go and words that were not there come, on both sides of one that stays.
    def corrected(words):
        kept = [word for word in words if data.draw(st.booleans())]
        for place in data.draw(st.lists(st.integers(0, len(kept)), max_size=3)):
            kept.insert(place, data.draw(st.sampled_from(["nye", "ord", "her"])))
        return kept

    old = " ".join([*before, "UNIK", *after])
    new = " ".join([*corrected(before), "UNIK", *corrected(after)])
    start = old.index("UNIK")
    moved = move(start, start + 4, edit(old, new))
    assert new[moved.start : moved.end] == "UNIK"
    assert not moved.gone


@pytest.mark.parametrize(
    ("old", "new", "chosen", "expected"),
    [
        ("he recieve it", "he receive it", "recieve", "receive"),
        ("and the he", "and then he", "the", "then"),  # a letter more at the word's end
        ("gain and", "again and", "gain", "again"),
        ("then he", "the he", "then", "the"),
        ("a dog ran", "a cat ran", "dog", "cat"),
        ("a dog ran", "a big dog ran", "dog", "dog"),  # a word before it stays outside
        ("a dog ran", "a dog quickly ran", "dog", "dog"),
        ("the dog ran", "the dog, ran", "dog", "dog"),
        ("one two three", "one and two three", "one two", "one and two"),
        ("one two three", "one three", "one two", "one "),
        ("jeg gik hjem", "jeg løb ud", "gik hjem", "løb ud"),
        ("her er gona godt", "her er gonna være godt", "gona godt", "gonna være godt"),
    ],
)
def test_corrections_as_people_make_them(old, new, chosen, expected):
    start = old.index(chosen)
    moved = move(start, start + len(chosen), edit(old, new))
    assert new[moved.start : moved.end] == expected


def test_a_span_whose_words_were_deleted_is_flagged_where_they_stood():
    old, new = "vi kan, tror jeg, godt", "vi kan, godt"
    start = old.index("tror jeg")
    moved = move(start, start + len("tror jeg"), edit(old, new))
    assert moved.gone
    assert moved.start == moved.end
    assert 5 <= moved.start <= 8


def test_a_span_inside_a_replaced_stretch_is_flagged():
    assert move(4, 6, [Splice(2, 9, "helt andet")]) == (2, 2, True)


def test_text_that_replaces_words_on_both_sides_of_a_border_stays_outside():
    assert move(0, 5, [Splice(3, 8, "xx")]) == (0, 3, False)
    assert move(5, 12, [Splice(3, 8, "xx")]) == (5, 9, False)


def test_an_empty_span_stays_empty_and_is_not_called_gone():
    assert move(2, 2, [Splice(2, 2, "xx"), Splice(4, 5, "")]) == (2, 2, False)


def test_a_long_turn_with_a_thousand_corrections_is_put_right():
    rng = random.Random(7)
    old = [rng.choice(["ja", "nej", "det", "er", f"ord{i}"]) for i in range(5000)]
    new = [word if rng.random() > 0.2 else rng.choice(["ja", "nyt", ""]) for word in old]
    before, after = " ".join(old), " ".join(new)
    splices = edit(before, after)
    assert apply(before, splices) == after
    kept = [word for word in old if word.startswith("ord") and new.count(word) == 1][:50]
    for word in kept:
        start = f"{before} ".index(f"{word} ")
        moved = move(start, start + len(word), splices)
        assert after[moved.start : moved.end] == word


def test_a_wholly_repetitive_turn_needs_no_unique_words():
    old, new = "ja nej " * 2000, "nej nej ja " * 1300
    assert apply(old, edit(old, new)) == new
