"""What printed figures give away, held against every population there is."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.analysis import exact, grim
from heddle.analysis.classes import band, classes, smallest, unique
from heddle.analysis.recover import Told, populations, solve

WIDE = (0, 6)


def spans(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    ends = st.tuples(st.integers(low, high), st.integers(low, high))
    return ends.map(lambda pair: (min(pair), max(pair)))


told = st.builds(
    Told, st.integers(1, 3), spans(*WIDE), spans(*WIDE), st.just((0, 99)) | spans(0, 18)
)
whole = st.none() | st.builds(
    Told, st.just(0), spans(*WIDE), spans(*WIDE), st.just((0, 99)) | spans(0, 36)
)


def within(value: int, span: tuple[int, int]) -> bool:
    return span[0] <= value <= span[1]


def fitting(one: Told) -> list[tuple[int, ...]]:
    every = itertools.combinations_with_replacement(range(WIDE[0], WIDE[1] + 1), one.n)
    return [
        each for each in every
        if within(each[0], one.least) and within(each[-1], one.most)
        and within(sum(each), one.total)
    ]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(told, min_size=1, max_size=3), whole)
def test_bounds_are_those_of_all_populations_that_fit(groups, together):
    worlds = [
        world for world in itertools.product(*map(fitting, groups))
        if together is None
        or (within(min(each[0] for each in world), together.least)
            and within(max(each[-1] for each in world), together.most)
            and within(sum(map(sum, world)), together.total))
    ]  # fmt: skip
    found = solve(groups, together)
    if not worlds:
        assert found is None
        return
    assert found == [
        [
            (min(world[at][place] for world in worlds), max(world[at][place] for world in worlds))
            for place in range(group.n)
        ]
        for at, group in enumerate(groups)
    ]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=9), st.integers(0, 2))
def test_the_sum_of_whole_numbers_is_among_those_of_their_printed_mean(values, decimals):
    middle = Fraction(sum(values), len(values))
    for rounding, ties in (("half-up", "up"), ("half-even", "either")):
        printed = exact.round_to(middle, decimals, rounding)
        span = grim.sums(len(values), printed, decimals, ties)
        assert within(sum(values), span)
        assert within(sum(values), grim.range_sums(len(values), min(values), max(values)))
        # And no sum outside of it is printed so.
        for outside in (span[0] - 1, span[1] + 1):
            again = exact.round_to(Fraction(outside, len(values)), decimals, rounding)
            assert ties == "either" or again != printed


def test_a_mean_and_a_range_of_four_leave_two_who_sum_to_75_to_78():
    assert grim.sums(4, Fraction(43), 0, "up") == (170, 173)
    group = Told(4, (34, 34), (61, 61), (170, 173))
    assert solve([group]) == [[(34, 34), (34, 39), (38, 44), (61, 61)]]


def test_a_hidden_range_is_solved_from_the_total_where_only_one_group_can_hold_its_end():
    shown = Told(6, (41, 41), (65, 65), (0, 999))
    hidden = Told(4, (15, 110), (15, 110), (0, 999))
    found = solve([shown, hidden], Told(10, (34, 34), (65, 65), (0, 999)))
    assert found is not None
    assert found[1][0] == (34, 34)
    assert found[1][3] != (65, 65)


def test_figures_of_other_kinds_are_tried_out():
    found = populations(3, (20, 40), lambda ages: sum(ages) == 75 and ages[1] == 25)
    assert found is not None
    assert (20, 25, 30) in found
    assert all(ages[1] == 25 for ages in found)
    assert populations(9, (15, 110), lambda _: True) is None


def test_classes_of_equal_rows():
    people = [("f", 41), ("f", 44), ("m", 52)]
    found = classes(people, lambda p: p[0], lambda p: band(p[1], 10))
    assert (smallest(found), unique(found)) == (1, 1)
    assert band(None, 10) is None
