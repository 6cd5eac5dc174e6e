"""Sums over units that every coefficient is made of, kept apart by group of units.

A coefficient is a function of such sums. So a resample is a new mixture of the groups' sums: no
unit is looked at again. Groups are rows that occur several times, the sources of a study, or (with
many different rows) random groups of equal size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from heddle.analysis.differences import Matrix
from heddle.analysis.ratings import Codes

Sums = NDArray[np.float64]

MOST_ROWS = 2_000
"""So many distinct rows are resampled by themselves; beyond that, random groups are."""
RANDOM_GROUPS = 1_000
_TABLE = 4_096
"""So many possible rows are counted in a table, without sorting."""


@dataclass(frozen=True)
class Groups:
    """Units in groups that are resampled together."""

    codes: Codes
    """Rows x coders."""
    group: NDArray[np.intp]
    """The group of each row."""
    count: int
    """How many groups there are."""
    weight: NDArray[np.float64] | None
    """How often each group (a distinct row) occurs; None: once."""
    how: str
    """What a group is, in words."""
    times: NDArray[np.float64] | None = None
    """How much each row counts (its length in characters or seconds); None: 1."""

    @property
    def draws(self) -> int:
        """How many things one resample draws."""
        return int(self.weight.sum()) if self.weight is not None else self.count

    def each(self) -> NDArray[np.float64]:
        """Return how often each row occurs."""
        often = np.ones(len(self.codes)) if self.weight is None else self.weight[self.group]
        return often if self.times is None else often * self.times

    def with_codes(self, codes: Codes) -> Groups:
        """Return the same groups with other ratings, each group once."""
        return replace(self, codes=codes, weight=None)

    def counted(self, each: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a number of each row as often as the row counts."""
        return each if self.times is None else each * self.times

    @property
    def rows(self) -> int:
        """How many units there are."""
        return round(float(self.each().sum()))

    def rows_where(self, kept: NDArray[np.bool_]) -> int:
        """Return how many units some rows stand for."""
        return round(float(self.each()[kept].sum()))


def by_cluster(codes: Codes, clusters: NDArray[np.intp], how: str = "sources") -> Groups:
    """Put units into the clusters (sources, turns) that they come from.

    With very many clusters, random groups of them are drawn again instead.
    """
    _, group = np.unique(clusters, return_inverse=True)
    group = group.ravel()
    count = int(group.max()) + 1 if group.size else 0
    if count > MOST_ROWS:
        order = np.random.default_rng(0).permutation(count)
        group = (order * RANDOM_GROUPS // count)[group]
        count, how = RANDOM_GROUPS, f"{how} (in {RANDOM_GROUPS:,} random groups)"
    return Groups(codes, group, count, None, how)


def by_row(codes: Codes, size: int, seed: int, *, named: bool = True) -> Groups:
    """Put equal rows into one group each; with many different rows, into random groups.

    Rows without two ratings stay in: some coefficients take shares of values from them too. Unless
    it matters who gave which rating (`named`), rows of the same values are equal.
    """
    rows, counts = _distinct(codes, size)
    if rows is not None and not named and len(rows) <= 10 * MOST_ROWS:
        rows, place = np.unique(np.sort(rows, axis=1), axis=0, return_inverse=True)
        counts = np.bincount(place.ravel(), weights=counts).astype(np.intp)
    if rows is not None and len(rows) <= MOST_ROWS:
        return Groups(rows, np.arange(len(rows)), len(rows), counts.astype(float), "units")
    order = np.random.default_rng(seed).permutation(len(codes))
    group = np.empty(len(codes), np.intp)
    group[order] = np.arange(len(codes)) * RANDOM_GROUPS // len(codes)
    return Groups(codes, group, RANDOM_GROUPS, None, f"units (in {RANDOM_GROUPS:,} random groups)")


def by_weight(codes: Codes, size: int, often: NDArray[np.float64]) -> Groups:
    """Put equal rows that occur so often each into one group."""
    if (size + 1) ** codes.shape[1] >= 1 << 62:
        rows, place = np.unique(codes, axis=0, return_inverse=True)
    else:
        _, first, place = np.unique(_keys(codes, size), return_index=True, return_inverse=True)
        rows = codes[first]
    weight = np.asarray(np.bincount(place.ravel(), weights=often), float)
    return Groups(rows, np.arange(len(rows)), len(rows), weight, "units")


def _keys(codes: Codes, size: int) -> NDArray[np.int64]:
    """Return a number for each row, equal for equal rows."""
    key = np.zeros(len(codes), np.int64)
    for column in range(codes.shape[1]):
        key *= size + 1
        key += codes[:, column] + 1
    return key


def _distinct(codes: Codes, size: int) -> tuple[Codes | None, NDArray[np.intp]]:
    """Return the distinct rows with their numbers; None where there are surely too many."""
    units, coders = codes.shape
    base = size + 1
    possible = base**coders
    if possible > _TABLE and units > 200_000:
        return None, np.zeros(0, np.intp)
    if possible >= 1 << 62:
        rows, counts = np.unique(codes, axis=0, return_counts=True)
        return rows, counts
    key = _keys(codes, size)
    if possible <= _TABLE:
        every = np.bincount(key, minlength=possible)
        keys = np.flatnonzero(every)
        counts = every[keys]
    else:
        keys, counts = np.unique(key, return_counts=True)
    rows = np.empty((len(keys), coders), codes.dtype)
    for column in reversed(range(coders)):
        keys, rest = np.divmod(keys, base)
        rows[:, column] = rest - 1
    return rows, counts


def ratings_in(codes: Codes) -> NDArray[np.intp]:
    """Return how many ratings each row has."""
    count: NDArray[np.intp] = (codes >= 0).sum(1)
    return count


def pair_sums(codes: Codes, table: Matrix | None) -> NDArray[np.float64]:
    """Return for each row the sum over its pairs of ratings of a table's entry.

    Without a table, equal values count 1 and others 0.
    """
    total = np.zeros(len(codes))
    for i, j in combinations(range(codes.shape[1]), 2):
        first, second = codes[:, i], codes[:, j]
        if table is None:
            total += (first == second) & (first >= 0)
        else:
            both = (first >= 0) & (second >= 0)
            total += np.where(both, table[first, second], 0)
    return total


def by_category(groups: Groups, size: int, each: NDArray[np.float64]) -> Sums:
    """Sum `each` row's weight over its ratings, by group and category (groups x categories)."""
    total = np.zeros(groups.count * size)
    each = groups.counted(each)
    offset = groups.group * size
    for column in range(groups.codes.shape[1]):
        codes = groups.codes[:, column]
        there = (codes >= 0) & (each != 0)
        total += np.bincount(
            offset[there] + codes[there], weights=each[there], minlength=total.size
        )
    return total.reshape(groups.count, size)


def by_group(groups: Groups, each: NDArray[np.float64]) -> Sums:
    """Sum a number of each row by group (groups x 1)."""
    each = groups.counted(each)
    total = np.bincount(groups.group, weights=each, minlength=groups.count)
    return np.asarray(total, float)[:, None]


def coincidences(groups: Groups, size: int, each: NDArray[np.float64]) -> Sums:
    """Sum `each` over ordered pairs of ratings by group and pair of values (groups x size²)."""
    total = np.zeros(groups.count * size * size)
    each = groups.counted(each)
    offset = groups.group * size * size
    for i, j in combinations(range(groups.codes.shape[1]), 2):
        first = groups.codes[:, i].astype(np.intp)
        second = groups.codes[:, j].astype(np.intp)
        both = (first >= 0) & (second >= 0)
        for one, other in ((first, second), (second, first)):
            place = (offset + one * size + other)[both]
            total += np.bincount(place, weights=each[both], minlength=total.size)
    return total.reshape(groups.count, size * size)
