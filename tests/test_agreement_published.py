"""Coefficients of agreement give the figures that were printed for published examples."""

from __future__ import annotations

import csv

import pytest

import agreement_examples as ex
from heddle.analysis.agreement import compute


@pytest.mark.parametrize(
    "example",
    ex.EXAMPLES,
    ids=lambda e: f"{e.source}, {e.coefficient} {'-'.join(e.options.values())}",
)
def test_published(example):
    found = compute(example.rows, example.coefficient, interval=None, **example.options)
    assert found.value == pytest.approx(example.value, abs=example.within)
    assert not found.reason


def test_there_are_enough_of_them():
    assert len({example.source for example in ex.EXAMPLES}) >= 25


def test_what_goes_with_cohens_example():
    found = compute(ex.COHEN_45, "cohen", interval=None)
    assert (found.observed, round(found.expected, 2)) == (0.7, 0.41)
    assert found.indices["kappa_max"] == pytest.approx(0.831, abs=0.001)
    first = compute(ex.COHEN_37, "cohen", interval=None)
    assert (round(first.observed, 2), round(first.expected, 2)) == (0.29, 0.35)
    assert first.indices["kappa_max"] == pytest.approx(0.85, abs=0.01)


@pytest.mark.parametrize(
    ("rows", "coefficient", "figures", "within"),
    [
        (ex.FLEISS, "fleiss", (0.248, 0.248, 0.517, 0.470, 0.565), 0.005),
        (ex.AGRESTI, "scott", (0.781, 0.247, 0.402, 0.435), 0.001),
        (ex.K1980, "krippendorff", (0.381, 0.711, 0.717, 0.764), 0.001),
        (ex.K1980, "percent_coincidence", (0.778, 0.852, 0.926, 0.926), 0.001),
    ],
)
def test_published_for_each_category(rows, coefficient, figures, within):
    found = compute(rows, coefficient, interval=None).by_category
    assert list(found.values()) == pytest.approx(figures, abs=within)


def test_krippendorffs_disagreements():
    found = compute(ex.K2011_C, "alpha", level="interval")
    assert found.scale == "disagreement"
    assert found.observed == pytest.approx(0.433, abs=0.001)
    assert found.expected == pytest.approx(2.872, abs=0.001)
    nominal = compute(ex.K1980, "alpha")
    assert 1 - nominal.observed == pytest.approx(0.259, abs=0.001)
    assert 1 - nominal.expected == pytest.approx(0.724, abs=0.001)


def test_artstein_and_poesio(shared):
    """Artstein & Poesio 2008, section 2: dialogue acts, with their distances of values."""
    path = shared / "corpora" / "agreement_worked_examples" / "artstein_poesio_2coders_100units.csv"
    with path.open(encoding="utf-8") as file:
        rows = [[line["coder_a"], line["coder_b"]] for line in csv.DictReader(file)]

    def distance(one, other):
        return 0.0 if one == other else 1.0 if {one, other} == {"ireq", "stat"} else 0.5

    assert compute(rows, "scott").value == pytest.approx(0.7995, abs=0.0001)
    assert compute(rows, "cohen").value == pytest.approx(0.8013, abs=0.0001)
    assert compute(rows, "alpha").value == pytest.approx(0.8005, abs=0.0001)
    weighted = compute(rows, "alpha", distance=distance)
    assert weighted.value == pytest.approx(0.8156, abs=0.0001)
    matrix = [[0, 0.5, 0.5], [0.5, 0, 1], [0.5, 1, 0]]
    assert compute(rows, "alpha", distance=matrix).value == weighted.value


def test_sets_of_values():
    """Krippendorff & Craggs 2016, table 3, as mvalpha 0.6.0 for R gives it."""
    rows = [
        [{"b", "d"}, {"d"}, None],
        [{"a", "b", "d"}, {"b"}, {"b", "d"}],
        [set(), {"a"}, {"a"}],
        [{"a"}, None, None],
    ]
    found = compute(rows, "multivalued", interval=None)
    assert found.value == pytest.approx(0.2865907, abs=0.0000001)
    assert (found.units, found.pairable, found.coders) == (4, 3, 3)
