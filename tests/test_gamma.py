"""Gamma: the reference program's figures, all alignments run through, laws, and bad input."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.analysis import gamma
from heddle.analysis.alignments import Dissimilarity, disorder
from heddle.analysis.stretches import read
from heddle.errors import Refused

FEW = settings(max_examples=25, deadline=None)


def continuum(found):
    return gamma.continuum(read(found, 10_000))


@pytest.mark.parametrize(
    ("found", "by", "value"),
    [
        (
            [(1, 1, 5, "a"), (1, 6, 10, "b"), (1, 20, 24, "a"), (1, 30, 34, "b"), (2, 2, 6, "a"),
             (2, 31, 35, "b")],
            Dissimilarity(), 0.7083333134651184,
        ),
        (
            [(1, 1, 5, "a"), (1, 10, 14, "b"), (2, 2, 6, "a"), (2, 11, 15, "b"), (3, 1, 4, "a"),
             (3, 9, 14, "c")],
            Dissimilarity(), 0.40875643491744995,
        ),
        (
            [(1, 1, 5, "a"), (1, 6, 10, "b"), (1, 11, 15, "c"), (2, 2, 7, "a"), (2, 8, 12, "b"),
             (2, 11, 15, "a")],
            Dissimilarity(3, 2, 1), 1.0277777910232544,
        ),
    ],
)  # fmt: skip
def test_disorders_of_pygamma_agreement(found, by, value):
    """Version 0.5.9 (solver GLPK), as quoted in the fixtures 02, 04 and 06 of DKPro Statistics."""
    assert disorder(continuum(found), by) == pytest.approx(value, abs=1e-6)


def slow(data, by):
    """The best alignment by trying every partition into sets of one segment a coder."""
    own = [tuple(np.flatnonzero(data.coder == coder)) for coder in range(data.coders)]
    every = np.arange(data.size)
    apart = by.between(data, every, every)
    pairs = data.coders * (data.coders - 1) / 2

    def cost(chosen):
        real = [s for s in chosen if s is not None]
        total = sum(apart[a, b] for k, a in enumerate(real) for b in real[:k])
        return (total + len(real) * (data.coders - len(real)) * by.empty) / pairs

    @cache
    def best(left):
        first = next((k for k, each in enumerate(left) if each), None)
        if first is None:
            return 0.0
        head = left[first][0]
        choices = [[None]] * first + [[head]] + [[None, *each] for each in left[first + 1 :]]
        return min(
            cost(chosen) + best(tuple(tuple(s for s in each if s not in chosen) for each in left))
            for chosen in product(*choices)
        )

    return best(tuple(own)) / (data.size / data.coders)


@st.composite
def coded(draw):
    coders = draw(st.integers(2, 4))
    most = {2: 5, 3: 3, 4: 2}[coders]
    found = []
    for coder in range(coders):
        for _ in range(draw(st.integers(1, most))):
            start = draw(st.integers(0, 20))
            found.append((coder, start, start + draw(st.integers(1, 8)),
                          draw(st.sampled_from("ab"))))  # fmt: skip
    return found


@FEW
@given(coded(), st.sampled_from([(1, 1, 1), (3, 1, 1), (1, 0, 0.5), (0.2, 1, 1)]))
def test_the_alignment_is_the_best_there_is(found, weights):
    data, by = continuum(found), Dissimilarity(*weights)
    assert disorder(data, by) == pytest.approx(slow(data, by), abs=1e-9)


def noisy(units, coders, seed=3):
    random = np.random.default_rng(seed)
    base = np.sort(random.choice(units * 50, 2 * units, replace=False)).reshape(units, 2)
    return [
        (coder, int(start + random.integers(0, 6)), int(end + 6 + random.integers(0, 6)),
         int(start % 7) if random.random() < 0.8 else 8)
        for coder in range(coders) for start, end in base if random.random() < 0.9
    ]  # fmt: skip


@pytest.mark.parametrize("sampler", ["statistical", "shuffle"])
def test_noise_lowers_gamma_and_chance_is_near_zero(sampler):
    found = noisy(40, 2)
    answer = gamma.compute(found, sampler=sampler)
    assert 0.3 < answer.value < 0.95
    assert answer.interval[0] < answer.value < answer.interval[1]
    random = np.random.default_rng(1)
    alone = [
        (coder, int(start), int(start + 20), int(random.integers(7)))
        for coder in range(2) for start in np.sort(random.integers(0, 2_000, 40))
    ]  # fmt: skip
    assert abs(gamma.compute(alone, sampler=sampler).value) < 0.15
    assert answer.indices["samples"] >= 30
    assert sampler in answer.method


def test_laws_of_gamma():
    found, quick = noisy(12, 3), {"samples": 5, "precision": None}
    answer = gamma.compute(found, seed=5, **quick)
    called = [
        (f"c{who}", start + 100, end + 100, f"code {code}") for who, start, end, code in found
    ]
    assert gamma.compute(called[::-1], seed=5, **quick).observed == pytest.approx(answer.observed)
    assert gamma.compute(found, seed=5, **quick).value == answer.value
    same = [(coder, *one[1:]) for coder in range(3) for one in found if one[0] == 0]
    assert gamma.compute(same, **quick).value == 1
    places = gamma.compute(
        [(*one[:3], place % 3) for place, one in enumerate(found)], beta=0, seed=5
    )
    assert places.observed < answer.observed
    near = gamma.compute(found, distance=lambda a, b: 0.0 if a == b else 0.1, **quick)
    assert near.observed < answer.observed


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([], "no coders"),
        ([("A", 0, 4, "x")], "one coder"),
        ([("A", -2, 4, "x"), ("B", 0, 4, "x")], "begins before 0"),
        ([("A", 9, 4, "x"), ("B", 0, 4, "x")], "ends before it begins"),
        ([("A", float("nan"), 4, "x"), ("B", 0, 4, "x")], "missing"),
        ([3, 4], "(coder, start, end, code)"),
    ],
)
def test_bad_input_is_explained(found, why):
    answer = gamma.compute(found)
    assert answer.value is None
    assert why in answer.reason


def test_what_there_is_not_is_refused():
    with pytest.raises(Refused, match="sampler"):
        gamma.compute([], sampler="dice")
    with pytest.raises(Refused, match="0 or more"):
        gamma.compute([], alpha=-1)
    assert "Nobody coded" in gamma.compute([], coders=["A", "B"]).reason
