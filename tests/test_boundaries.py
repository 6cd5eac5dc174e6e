"""Boundary similarity, WindowDiff, Pk, and the figures of other programs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.analysis.boundaries import boundary_similarity, pk, window_diff
from heddle.analysis.products import atlas, maxqda, nvivo

FEW = settings(max_examples=25, deadline=None)
CUTS = st.sets(st.integers(1, 19))


@pytest.mark.parametrize(
    ("one", "other", "length", "reach", "similarity", "difference", "probability"),
    [
        # segeval 2.0.11 (Fournier): the reference is the second.
        ([2, 5, 9], [2, 6, 9], 12, 2, 0.8333333333, 0.2, 0.2),
        ([4, 8], [3, 8, 10], 12, 2, 0.5, 0.4, 0.4),
        ([1, 7, 8, 15], [2, 7, 11, 14], 20, 3, 0.4666666667, 0.3888888889, 0.3333333333),
        ([], [5], 10, 2, 0.0, 0.25, 0.25),
    ],
)
def test_figures_of_segeval(  # noqa: PLR0917 - an example with its figures
    one, other, length, reach, similarity, difference, probability
):
    assert boundary_similarity(one, other, length, reach=reach).value == pytest.approx(similarity)
    assert window_diff(other, one, length).value == pytest.approx(difference)
    assert pk(other, one, length).value == pytest.approx(probability)


@FEW
@given(CUTS, CUTS, st.integers(1, 4))
def test_laws_of_boundary_similarity(one, other, reach):
    found = boundary_similarity(one, other, 20, reach=reach)
    back = boundary_similarity(other, one, 20, reach=reach)
    assert found.value == back.value
    if not one | other:
        assert "Neither" in found.reason
        return
    assert 0 <= found.value <= 1
    assert (found.value == 1) == (one == other)
    indices = found.indices
    assert indices["additions"] + 2 * indices["moves"] == len(one ^ other)


@FEW
@given(CUTS, CUTS)
def test_laws_of_windows(one, other):
    assert window_diff(one, one, 20).value == pk(one, one, 20).value == 0
    assert 0 <= pk(one, other, 20).value <= window_diff(one, other, 20).value <= 1


def test_types_of_boundaries():
    """A boundary of another type is a substitution, which costs one; so is one that is missing."""
    one, other = [(3, "topic"), (7, "turn")], [(3, "turn"), (7, "turn")]
    found = boundary_similarity(one, other, 10)
    assert (found.indices["substitutions"], found.value) == (1, 0.5)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (boundary_similarity([0], [2], 5), "does not lie inside"),
        (boundary_similarity([1], [5], 5), "does not lie inside"),
        (boundary_similarity([1], [2], 0), "1 or more"),
        (window_diff([1], [2.5], 5), "does not lie inside"),
        (pk([], [], 2), "too few"),
    ],
)
def test_bad_boundaries_are_explained(answer, why):
    assert answer.value is None
    assert why in answer.reason


# --- Figures of other programs -----------------------------------------------------------------
def test_nvivos_own_example():
    """NVivo help, Coding comparison: 50 characters by both, 800 by neither, of 1,000: 85 %."""
    found = nvivo([("A", 0, 150, "x"), ("B", 100, 150, "x"), ("B", 100, 150, "y")], 1000, "x")
    assert found["percent"].value == pytest.approx(0.9)
    example = nvivo([("A", 0, 125, "x"), ("B", 75, 200, "x")], 1000, "x")
    assert example["percent"].value == pytest.approx(0.85)
    chance = (125 * 125 + 875 * 875) / 1000
    assert example["kappa"].value == pytest.approx((850 - chance) / (1000 - chance))
    nowhere = nvivo([("A", 0, 5, "x"), ("B", 0, 5, "x")], 1000, "y")
    assert nowhere["percent"].value == 1
    assert "nowhere" in nowhere["kappa"].reason


def test_maxqda_by_hand():
    """Two of five segments have no partner: 3/5, and (3/5 - 1/2) / (1 - 1/2) with two codes."""
    found = maxqda(
        [("A", 0, 100, "x"), ("B", 5, 100, "x"), ("A", 200, 210, "y"), ("B", 205, 215, "y"),
         ("B", 5, 100, "x")],
        300,
    )  # fmt: skip
    assert found["percent"].value == pytest.approx(3 / 5)
    assert found["kappa"].value == pytest.approx(0.2)
    assert maxqda([("A", 0, 9, "x"), ("B", 0, 9, "x")], 9)["kappa"].value is None
    looser = maxqda([("A", 0, 10, "x"), ("B", 5, 15, "y"), ("B", 5, 15, "x")], 30, overlap=0.5)
    assert looser["percent"].value == pytest.approx(2 / 3)


def test_atlas_by_hand():
    """Twenty characters; each figure as nominal alpha over them (González-Prieto et al. 2020)."""
    found = atlas(
        [("A", 0, 4, "p"), ("B", 0, 4, "q"), ("A", 6, 10, "p"), ("B", 6, 12, "p"),
         ("A", 15, 18, "z")],
        20, {"D": ["p", "q"], "E": ["z"]},
    )  # fmt: skip
    assert found["percent D"].value == pytest.approx(2 * 4 / 18)
    # Coded or not: 8 both, 2 one, 10 nobody; 18 and 22 of 40 values.
    expected = (2 * 18 * 22) / (40 * 39)
    assert found["binary D"].value == pytest.approx(1 - (2 / 20) / expected)
    # Codes where both coded: 4 apart, 4 alike; 12 p and 4 q of 16.
    assert found["cu D"].value == pytest.approx(1 - (4 / 8) / (2 * 12 * 4 / (16 * 15)))
    assert "coded by two" in found["cu E"].reason
    # Domains: only characters with two or more values count, and they are all of D.
    assert "nothing varies" in found["Cu"].reason


@pytest.mark.parametrize("program", [lambda s: nvivo(s, 10, "x"), lambda s: maxqda(s, 10)])
@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([], "two coders"),
        ([("A", 0, 5, "x")], "two coders"),
        ([("A", 0, 5, "x"), ("B", 4, 2, "x")], "ends before"),
        ([("A", 0, 5, "x"), ("B", 4, 20, "x")], "10 long"),
    ],
)
def test_bad_input_is_explained_for_programs(program, found, why):
    for answer in program(found).values():
        assert answer.value is None
        assert why in answer.reason
    assert all(one.value is None for one in atlas(found, 10, {"D": ["x"]}).values())
