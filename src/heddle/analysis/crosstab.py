"""Tests of a table of people: is a code told of more often in some columns than in others?

Fisher's exact test (1922) for two columns, Pearson's chi-square (1900) for more, which is weak
where an expected count is below five (Cochran 1954). Both ask about people drawn at random from
a larger number, which the people of a focus group are not: see docs/methods/matrices.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

_EXPECTED: Final = 5


class Tested(NamedTuple):
    """A test of people with and without something by columns."""

    test: Literal["fisher", "chi2"]
    p: float | None
    statistic: float | None
    """The odds ratio of Fisher's test (None where it is infinite or 0/0), or chi-square."""
    why: str
    """Why there is no p; or what weakens it; empty: neither."""


def compare_people(have: Sequence[int], sizes: Sequence[int]) -> Tested:
    """Test whether those who have something are spread over columns as people are.

    Args:
        have: how many people of each column have it.
        sizes: how many people each column has.
    """
    pairs = [(one, size) for one, size in zip(have, sizes, strict=True) if size > 0]
    kind: Literal["fisher", "chi2"] = "fisher" if len(pairs) <= 2 else "chi2"
    if len(pairs) < 2:
        return Tested(kind, None, None, "Fewer than two columns have people.")
    having, people = sum(one for one, _ in pairs), sum(size for _, size in pairs)
    if having in (0, people):
        nobody = "Nobody has it" if having == 0 else "Everybody has it"
        return Tested(kind, None, None, f"{nobody}, so there is no difference to test.")
    from scipy import stats  # noqa: PLC0415 - takes long to load

    table = [[one for one, _ in pairs], [size - one for one, size in pairs]]
    if kind == "fisher":
        found = stats.fisher_exact(table)
        odds = float(found.statistic)
        return Tested(kind, float(found.pvalue), odds if math.isfinite(odds) else None, "")
    statistic, p, _, expected = stats.chi2_contingency(table, correction=False)
    least = float(expected.min())
    weak = f"The smallest expected count is {least:.1f}: the test is not reliable below 5."
    return Tested(kind, float(p), float(statistic), weak if least < _EXPECTED else "")
