"""Interaction, saturation and keyness: hand-computed examples, and laws over whatever is given."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from heddle.analysis import interaction, keyness, layout, saturation

AMOUNTS = st.lists(st.integers(0, 500), min_size=2, max_size=12)
ORDER = st.lists(st.integers(-1, 4), max_size=60)


# --- How evenly talk is shared out ------------------------------------------------------------
def test_gini_by_hand_with_a_silent_person_counted() -> None:
    # |differences| of 0, 1, 2, 3 sum to 20 over ordered pairs; 2 n^2 mean = 2 * 16 * 1.5 = 48.
    assert interaction.gini([0, 1, 2, 3]).value == pytest.approx(20 / 48)
    assert interaction.gini([1, 2, 3]).value == pytest.approx(8 / 36)
    assert interaction.gini([0, 1, 2, 3], corrected=True).value == pytest.approx(20 / 48 * 4 / 3)


def test_what_is_undefined_says_why_and_is_no_number() -> None:
    for measure in (interaction.gini, interaction.evenness):
        for amounts in ([], [5], [0, 0, 0]):
            found = measure(amounts)
            assert found.value is None
            assert found.reason
    assert interaction.shares([0, 0]) is None
    assert interaction.quartiles([]) is None
    nothing = interaction.transitions([], 2)
    assert interaction.among(nothing, [False, False]).value is None
    assert interaction.reciprocity(nothing).value is None
    with pytest.raises(ValueError, match="amounts"):
        interaction.gini([1, -1])
    with pytest.raises(ValueError, match="amounts"):
        interaction.gini([1, math.nan])


@given(AMOUNTS, st.randoms(use_true_random=False), st.integers(1, 9))
@settings(max_examples=60)
def test_gini_keeps_its_bounds_and_knows_no_order_or_unit(amounts, random, factor) -> None:
    found = interaction.gini(amounts).value
    if not any(amounts):
        assert found is None
        return
    n = len(amounts)
    assert -1e-12 <= found <= (n - 1) / n + 1e-12
    pairs = sum(abs(a - b) for a in amounts for b in amounts)
    assert found == pytest.approx(pairs / (2 * n * sum(amounts)), abs=1e-9)
    shuffled = random.sample(amounts, n)
    assert interaction.gini([x * factor for x in shuffled]).value == pytest.approx(found, abs=1e-9)
    assert 0 <= interaction.gini(amounts, corrected=True).value <= 1 + 1e-9
    assert interaction.gini([*amounts, 0]).value >= found - 1e-12  # one more who is silent
    assert -1e-12 <= interaction.evenness(amounts).value <= 1 + 1e-9


# --- Who follows whom ------------------------------------------------------------------------
def test_followers_by_hand() -> None:
    # Moderator 0; people 1 and 2. Turns of one speaker in a row are one turn.
    matrix = interaction.transitions([0, 1, 1, 2, 1, 0, 2], 3)
    assert matrix.tolist() == [[0, 1, 1], [1, 0, 1], [0, 1, 0]]
    assert interaction.among(matrix, [True, False, False]).value == pytest.approx(2 / 5)
    # min over ordered pairs: 0-1 once each way, 1-2 once each way.
    assert interaction.reciprocity(matrix).value == pytest.approx(4 / 5)
    runs = interaction.runs_without([True, False, False, True, False])
    assert runs == [(1, 2), (4, 1)]


@given(ORDER)
@settings(max_examples=60)
def test_transitions_count_each_change_between_known_people_once(order) -> None:
    merged = [who for at, who in enumerate(order) if not at or order[at - 1] != who]
    pairs = [(a, b) for a, b in itertools.pairwise(merged) if min(a, b) >= 0]
    matrix = interaction.transitions(order, 5)
    assert matrix.sum() == len(pairs)
    assert all(matrix[a, b] == pairs.count((a, b)) for a, b in pairs)
    assert not matrix.diagonal().any()
    leads = [who == 0 for who in order]
    runs = interaction.runs_without(leads)
    assert sum(run.length for run in runs) == leads.count(False)


def test_gaps_tell_overlaps_from_silences_and_leave_unknown_times_out() -> None:
    found = interaction.gaps([0, 1, 1, 0, 1], [0, 2, 5, 7, math.nan], [3, 4, 6, 8, 9])
    assert (found.known, found.overlaps, found.overlap_seconds) == (2, [1], 1.0)
    assert found.latency == (1.0, 1.0, 1.0)


# --- Saturation ------------------------------------------------------------------------------
def test_saturation_is_told_as_events_and_run() -> None:
    # Base 4+3+2+1 = 10; runs of two: (1+0)/10, 0, 0. The first at or below 5% comes after five.
    found = saturation.assess([4, 3, 2, 1, 1, 0, 0, 0])
    assert (found.base, [step.ratio for step in found.steps]) == (10, [0.1, 0.0, 0.0])
    assert (found.at, found.told, found.reason) == (5, "5+2", "")
    assert saturation.assess([4, 3, 2, 1, 1, 1, 1]).told == ""
    assert saturation.assess([9, 9, 1, 1, 1, 0, 0], threshold=0.05).told == "4+2"


def test_too_few_events_are_refused_with_the_reason() -> None:
    found = saturation.assess([5, 2, 1])
    assert (found.base, found.at, found.steps) == (None, None, [])
    assert "at least 6" in found.reason
    assert saturation.assess([0] * 8).reason
    assert saturation.orders(np.ones((3, 4), dtype=bool)) is None


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=6, max_size=7))
@settings(max_examples=20)
def test_new_codes_sum_to_all_codes_in_any_order_of_events(rows) -> None:
    held = np.array(rows)
    assert sum(saturation.new_codes(held)) == held.any(axis=0).sum()
    assert sum(saturation.new_codes(held[::-1])) == held.any(axis=0).sum()
    tried = saturation.orders(held, times=50)
    if tried is None:
        assert not held.any()
        return
    assert tried.never + sum(tried.at.values()) == tried.tried == 50
    assert tried == saturation.orders(held, times=50)


def test_all_orders_are_tried_where_there_are_few() -> None:
    held = np.eye(4, dtype=bool)
    tried = saturation.orders(held, base=1, run=1, times=24)
    assert (tried.tried, tried.every, tried.never) == (24, True, 24)


# --- Keyness ---------------------------------------------------------------------------------
@given(st.integers(0, 40), st.integers(0, 40), st.integers(40, 900), st.integers(40, 900))
@settings(max_examples=60)
def test_g2_is_the_likelihood_ratio_that_scipy_computes(a, b, n, m) -> None:
    found = keyness.g2(a, n, b, m).value
    if not a + b or a + b == n + m:
        assert found == pytest.approx(0, abs=1e-9)
        return
    table = [[a, b], [n - a, m - b]]
    told = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert found == pytest.approx(told.statistic, abs=1e-8)
    assert keyness.p_of(found) == pytest.approx(told.pvalue, abs=1e-10)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
@settings(max_examples=40)
def test_false_discovery_rate_as_scipy_has_it(chances) -> None:
    expected = stats.false_discovery_control(chances)
    assert keyness.adjusted(chances) == pytest.approx(list(expected))


def test_log_ratio_and_dispersion_by_hand() -> None:
    assert keyness.log_ratio(15, 1000, 7, 1000).value == pytest.approx(math.log2(15.5 / 7.5))
    # Shares of the talk 1/2, 1/4, 1/4; of the word 1, 0, 0: half of |.5|+|.25|+|.25| over 1 - .25.
    assert keyness.dispersion([6, 0, 0], [200, 100, 100]).value == pytest.approx(0.5 / 0.75)
    assert keyness.dispersion([2, 1, 1], [200, 100, 100]).value == 0
    assert keyness.dispersion([0, 6, 0], [200, 100, 100]).value == pytest.approx(1.0)
    assert keyness.dispersion([3], [100]).value is None
    with pytest.raises(ValueError, match="counted"):
        keyness.g2(5, 4, 0, 10)


# --- Places of networks ----------------------------------------------------------------------
@given(st.integers(0, 9), st.integers(0, 50))
@settings(max_examples=20)
def test_a_network_is_drawn_within_its_frame_and_the_same_each_time(nodes, seed) -> None:
    weights = np.random.default_rng(seed).integers(0, 3, (nodes, nodes)).astype(float)
    weights = np.triu(weights, 1) + np.triu(weights, 1).T
    places = layout.springs(weights)
    assert places.shape == (nodes, 2)
    assert ((places >= 0) & (places <= 1)).all()
    assert np.array_equal(places, layout.springs(weights))
    moved = layout.apart(places, 0.1, 0.1)
    assert ((moved >= 0) & (moved <= 1)).all()
