"""Points and spans over turns, and the whole source as one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.text.spans import (
    Outline,
    Point,
    check,
    contains,
    overlap,
    pieces,
    span,
    words_of,
)

TURNS = ["Hvad er recovery?", "", "At få det bedre. 🙂", "Ja"]
SOURCES = st.lists(st.text(st.sampled_from("ab 🙂\n"), max_size=6), min_size=1, max_size=5)


@st.composite
def sources_with_spans(draw, count=1):
    turns = draw(SOURCES)
    length = len("\n".join(turns))
    outline = Outline(turns)
    spans = []
    for _ in range(count):
        start = draw(st.integers(0, length))
        end = draw(st.integers(start, length))
        spans.append((start, end, span(*outline.point(start), *outline.point(end))))
    return turns, outline, spans


@given(sources_with_spans())
def test_words_of_a_span_are_a_slice_of_the_whole_source(case):
    turns, outline, [(start, end, stretch)] = case
    assert words_of(turns, stretch) == "\n".join(turns)[start:end]
    assert (outline.flat(stretch.start), outline.flat(stretch.end)) == (start, end)
    assert stretch.empty == (start == end)


@given(sources_with_spans())
def test_pieces_name_every_turn_once_and_hold_the_words(case):
    turns, _, [(start, end, stretch)] = case
    parts = list(pieces(turns, stretch))
    assert [part.turn for part in parts] == list(range(stretch.start.turn, stretch.end.turn + 1))
    assert sum(part.end - part.start for part in parts) + len(parts) - 1 == end - start


@given(sources_with_spans(count=2))
def test_overlap_is_what_both_contain(case):
    _, outline, [(s1, e1, one), (s2, e2, other)] = case
    common = overlap(one, other)
    start, end = max(s1, s2), min(e1, e2)
    if start < end:
        assert common is not None
        assert (outline.flat(common.start), outline.flat(common.end)) == (start, end)
        assert contains(one, common)
        assert contains(other, common)
    else:
        assert common is None
    assert overlap(other, one) == common


def test_a_span_over_three_turns_reads_as_they_stand():
    assert words_of(TURNS, span(0, 8, 2, 5)) == "recovery?\n\nAt få"


@pytest.mark.parametrize(
    "wrong",
    [span(0, 0, 4, 0), span(-1, 0, 0, 1), span(0, 0, 0, 99), span(0, -1, 0, 1), span(2, 0, 0, 0)],
)
def test_spans_outside_the_source_are_refused(wrong):
    with pytest.raises(ValueError, match=r"turn|span"):
        check(TURNS, wrong)


@pytest.mark.parametrize("offset", [-1, 99])
def test_offsets_outside_the_source_are_refused(offset):
    with pytest.raises(ValueError, match="outside"):
        Outline(TURNS).point(offset)


def test_points_sort_in_reading_order():
    assert sorted([Point(1, 0), Point(0, 9), Point(0, 2)]) == [
        Point(0, 2),
        Point(0, 9),
        Point(1, 0),
    ]
