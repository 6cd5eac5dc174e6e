"""Co-occurrence against counting by hand: every character and every pair, one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.analysis.cooccurrence import (
    Segments,
    coefficients,
    expected_pairs,
    following,
    lengths,
    overlaps,
    presence,
    stretches,
)
from heddle.analysis.proximity import gaps, shift_test

CODES = 4
SIZE = np.array([30, 12, 5])

Row = tuple[int, int, int, int]


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    found = []
    for _ in range(draw(st.integers(0, 14))):
        source = draw(st.integers(0, 2))
        size = int(SIZE[source])
        start = draw(st.integers(0, size - 1))
        end = draw(st.integers(start + 1, size))
        found.append((source, start, end, draw(st.integers(0, CODES - 1))))
    return found


def segments(found: list[Row]) -> Segments:
    table = np.array(found, dtype=np.int64).reshape(-1, 4)
    return Segments(*(table[:, at] for at in range(4)))


def chars(row: Row) -> set[tuple[int, int]]:
    return {(row[0], at) for at in range(row[1], row[2])}


@settings(max_examples=60)
@given(rows())
def test_pairs_and_how_they_lie_are_those_counted_one_by_one(found: list[Row]) -> None:
    told = overlaps(segments(found), CODES)
    pairs, same, within, crosses = (np.zeros((CODES, CODES), dtype=int) for _ in range(4))
    for one, other in itertools.combinations(found, 2):
        a, b = chars(one), chars(other)
        if not a & b:
            continue
        i, j = one[3], other[3]
        cells = {(i, j), (j, i)}
        for cell in cells:
            pairs[cell] += 1
            same[cell] += a == b
            crosses[cell] += not (a <= b or b <= a)
        within[i, j] += a < b
        within[j, i] += b < a
    for name, counted in (("pairs", pairs), ("same", same), ("within", within),
                          ("crosses", crosses)):  # fmt: skip
        assert np.array_equal(getattr(told, name), counted), name


@settings(max_examples=60)
@given(rows())
def test_lengths_are_the_characters_under_each_code_and_under_two(found: list[Row]) -> None:
    told = lengths(segments(found), CODES, whole=float(SIZE.sum()))
    under = [set().union(*(chars(row) for row in found if row[3] == code)) for code in range(CODES)]
    for i, j in itertools.product(range(CODES), repeat=2):
        assert told.own[i] == len(under[i])
        assert told.shared[i, j] == len(under[i] & under[j])
        either = len(under[i] | under[j])
        value = told.jaccard()[i, j]
        assert np.isnan(value) if not either else value == len(under[i] & under[j]) / either
        given_ = told.given()[i, j]
        assert np.isnan(given_) == (not under[i])
        assert np.isnan(given_) or 0 <= given_ <= 1
        if under[i] and under[j]:
            lift = len(under[i] & under[j]) * SIZE.sum() / len(under[i]) / len(under[j])
            assert told.lift()[i, j] == pytest.approx(lift)
    seconds = segments(found)._replace(
        start=segments(found).start / 10, end=segments(found).end / 10
    )
    assert lengths(seconds, CODES).shared == pytest.approx(told.shared / 10)


@settings(max_examples=60)
@given(rows())
def test_units_count_once_however_often_they_were_coded(found: list[Row]) -> None:
    coded = segments(found)
    units = [(coded.source, 3), (stretches(coded), None)]
    for unit, whole in units:
        told = presence(unit, coded.code, CODES, whole or len(set(unit.tolist())))
        has = [{u for u, row in zip(unit.tolist(), found, strict=True) if row[3] == c}
               for c in range(CODES)]  # fmt: skip
        for i, j in itertools.product(range(CODES), repeat=2):
            assert told.shared[i, j] == len(has[i] & has[j])
    same = {tuple(row[:3]) for row in found}
    assert len(set(stretches(coded).tolist())) == len(same)


@settings(max_examples=40)
@given(rows())
def test_chance_is_the_mean_over_every_shift_there_is(found: list[Row]) -> None:
    told = expected_pairs(segments(found), CODES, SIZE)
    for i, j in itertools.combinations(range(CODES), 2):
        expected = 0.0
        for one, other in itertools.product(found, found):
            if one[3] == i and other[3] == j and one[0] == other[0]:
                size = int(SIZE[one[0]])
                theirs = {at for _, at in chars(other)}
                met = sum(
                    any((at + move) % size in theirs for at in range(one[1], one[2]))
                    for move in range(size)
                )
                expected += met / size
        assert told[i, j] == pytest.approx(expected)
        assert told[j, i] == pytest.approx(expected)


@settings(max_examples=60)
@given(rows(), st.integers(0, 12))
def test_following_and_gaps_are_those_counted_one_by_one(found: list[Row], within: int) -> None:
    coded = segments(found)
    told = following(coded, CODES, within)
    counted = np.zeros((CODES, CODES), dtype=int)
    for one, other in itertools.permutations(found, 2):
        if one[0] == other[0] and 0 <= other[1] - one[2] <= within:
            counted[one[3], other[3]] += 1
    assert np.array_equal(told, counted)
    assert np.array_equal(following(coded, CODES, 0, reach=coded.end + within), counted)
    first, second = (
        segments([r for r in found if not r[3]]),
        segments([r for r in found if r[3] == 1]),
    )
    nearest = [
        min(behind)
        for one in found
        if not one[3]
        and (behind := [o[1] - one[2] for o in found
                        if o[3] == 1 and o[0] == one[0] and o[1] >= one[2]])
    ]  # fmt: skip
    assert sorted(gaps(first, second).tolist()) == sorted(nearest)


def test_the_coefficient_of_the_manual_and_its_marks() -> None:
    # 100 and 10 codings that overlap in 5 pairs: c = 5/(100 + 10 - 5); the counts are uneven.
    told = coefficients(np.array([[0, 5], [5, 0]]), np.array([100, 10]))
    assert told.value[0, 1] == pytest.approx(5 / 105)
    assert (bool(told.out_of_range[0, 1]), bool(told.uneven[0, 1])) == (False, True)
    # Three codings of each code that all overlap: nine pairs are more than six codings.
    told = coefficients(np.array([[3, 9], [9, 3]]), np.array([3, 3]))
    assert bool(told.out_of_range[0, 1])
    assert not told.uneven[0, 1]
    unused = coefficients(np.zeros((2, 2), dtype=np.int64), np.array([0, 0]))
    assert np.isnan(unused.value).all()
    assert not unused.out_of_range.any()


def test_a_shift_test_tells_what_lies_together_from_what_lies_anywhere() -> None:
    a = segments([(0, at, at + 3, 0) for at in (0, 100, 250, 400)])
    together = segments([(0, at, at + 3, 1) for at in (1, 101, 251, 401)])
    size = np.array([1000])
    found = shift_test(a, together, size)
    assert (found.observed, found.shifts, found.seed) == (4, 999, 1)
    assert found.p < 0.02
    both = Segments(*(np.concatenate(pair) for pair in zip(a, together, strict=True)))
    assert found.expected == pytest.approx(expected_pairs(both, 2, size)[0, 1], abs=0.05)
    apart = segments([(0, at, at + 3, 1) for at in (50, 150, 300, 450)])
    assert shift_test(a, apart, size).p == 1.0
    assert shift_test(a, together, size) == found, "the same seed gives the same answer"
    assert shift_test(a, segments([]), size) == (0, 0.0, 1.0, 999, 1)
