"""The best alignment of several coders' segments: which of one belong to which of another.

An alignment puts each segment into a set with at most one segment of each coder. Its disorder is
the mean over pairs of coders of the dissimilarity, Δ against nobody, summed over sets and divided
by the mean number of segments of a coder (Mathet, Widlöcher & Métivier 2015,
doi:10.1162/COLI_a_00227). Joining two segments saves 2Δ - d, so the best alignment is the set of
disjoint joins that saves most: for two coders a linear assignment, for more an integer programme.
Both are solved exactly, each connected part of the possible joins by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
_BLOCK = 4_000_000
_TOLERANCE = 1e-12
_PROGRAMME = 3_000


@dataclass(frozen=True)
class Continuum:
    """Segments of all coders: who, where, which code."""

    coder: Places
    start: Floats
    end: Floats
    code: Places
    coders: int

    @property
    def size(self) -> int:
        """How many segments there are."""
        return len(self.start)


@dataclass(frozen=True)
class Dissimilarity:
    """How much two segments differ: α times place plus β times code, in units of Δ."""

    alpha: float = 1.0
    beta: float = 1.0
    empty: float = 1.0
    """Δ: what a segment differs from nothing."""
    codes: Floats | None = None
    """Differences of codes from 0 to 1; None: 0 for the same, else 1."""

    def between(self, data: Continuum, one: Places, other: Places) -> Floats:
        """Return the dissimilarities of segments `one` (rows) and `other` (columns)."""
        apart = abs(data.start[one][:, None] - data.start[other][None])
        apart += abs(data.end[one][:, None] - data.end[other][None])
        both = (data.end - data.start)[one][:, None] + (data.end - data.start)[other][None]
        place = (apart / both) ** 2
        first, second = data.code[one][:, None], data.code[other][None]
        code = (first != second) * 1.0 if self.codes is None else self.codes[first, second]
        found: Floats = (self.alpha * place + self.beta * code) * self.empty
        return found


def disorder(data: Continuum, by: Dissimilarity) -> float:
    """Return the disorder of the best alignment."""
    pairs = data.coders * (data.coders - 1) / 2
    alone = data.size * (data.coders - 1) * by.empty
    saved = _two(data, by) if data.coders == 2 else _several(data, by)
    return (alone - saved) / pairs / (data.size / data.coders)


def _near(
    data: Continuum, by: Dissimilarity, i: int, j: int, most: float
) -> tuple[Places, Places, Floats]:
    """Return the pairs of segments of two coders that differ by less than `most`."""
    one, other = np.flatnonzero(data.coder == i), np.flatnonzero(data.coder == j)
    step = max(1, _BLOCK // max(len(other), 1))
    found: list[tuple[Places, Places, Floats]] = []
    for start in range(0, len(one), step):
        part = one[start : start + step]
        apart = by.between(data, part, other)
        rows, columns = np.nonzero(apart < most - _TOLERANCE)
        found.append((part[rows], other[columns], apart[rows, columns]))
    if not found:
        nobody = np.zeros(0, np.intp)
        return nobody, nobody, np.zeros(0)
    first, second, apart = (np.concatenate(part) for part in zip(*found, strict=True))
    return first, second, apart


def _parts(size: int, first: Places, second: Places) -> Places:
    """Return the connected part that each segment belongs to."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - start-up must not wait for scipy
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - same

    edges = coo_array((np.ones(len(first)), (first, second)), shape=(size, size))
    return np.asarray(connected_components(edges, directed=False)[1], np.intp)


def _two(data: Continuum, by: Dissimilarity) -> float:
    """Return what the best joins of two coders save: a linear assignment in each part."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - see _parts

    first, second, apart = _near(data, by, 0, 1, 2 * by.empty)
    if not len(first):
        return 0.0
    gain = 2 * by.empty - apart
    part = _parts(data.size, first, second)[first]
    order = np.argsort(part, kind="stable")
    saved = 0.0
    for own in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        if len(own) == 1:
            saved += float(gain[own[0]])
            continue
        rows, row = np.unique(first[own], return_inverse=True)
        columns, column = np.unique(second[own], return_inverse=True)
        table = np.zeros((len(rows), len(columns)))
        table[row, column] = gain[own]
        saved += float(table[linear_sum_assignment(table, maximize=True)].sum())
    return saved


def _several(data: Continuum, by: Dissimilarity) -> float:
    """Return what the best joins of three or more coders save: set packing in each part."""
    joins, gains = _joins(data, by)
    if not len(gains):
        return 0.0
    links = [(joins[:, 0], joins[:, column]) for column in range(1, joins.shape[1])]
    first = np.concatenate([a[b >= 0] for a, b in links])
    second = np.concatenate([b[b >= 0] for _, b in links])
    part = _parts(data.size, first, second)[joins[:, 0]]
    order = np.argsort(part, kind="stable")
    saved, hard = 0.0, []
    for own in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        if len(own) == 1:
            saved += float(gains[own[0]])
        else:
            hard.append(own)
    return saved + sum(_packed(joins[own], gains[own]) for own in _batches(hard))


def _batches(parts: list[Places]) -> list[Places]:
    """Put small parts together into programmes of a few thousand joins."""
    found: list[Places] = []
    for own in parts:
        if found and len(found[-1]) + len(own) <= _PROGRAMME:
            found[-1] = np.concatenate([found[-1], own])
        else:
            found.append(own)
    return found


def _packed(joins: Places, gains: Floats) -> float:
    """Return the largest sum of gains of disjoint joins (HiGHS, exactly)."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - see _parts
    from scipy.sparse import csr_array  # noqa: PLC0415 - same

    column, place = np.nonzero(joins >= 0)
    _, row = np.unique(joins[column, place], return_inverse=True)
    uses = csr_array((np.ones(len(row)), (row, column)), shape=(int(row.max()) + 1, len(gains)))
    answer = milp(
        -gains,
        constraints=LinearConstraint(uses, -np.inf, 1),
        integrality=np.ones(len(gains)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return -float(answer.fun)


def _joins(data: Continuum, by: Dissimilarity) -> tuple[Places, Floats]:
    """Return all joins that can be part of a best alignment, with what each saves.

    A join is worth having only if none of its segments would do better alone: the dissimilarities
    of each to the k-1 others are together at most 2Δ(k-1). So no pair in a join of m coders
    differs by more than 2Δ(m-1), and joins grow coder by coder within that.
    """
    reach = 2 * by.empty
    most = reach * (data.coders - 1)
    close = [_near(data, by, i, j, most) for i, j in combinations(range(data.coders), 2)]
    first, second, apart = (np.concatenate(part) for part in zip(*close, strict=True))
    pairs = _Pairs(data.size, first, second, apart)
    joins = np.full((len(first), data.coders), -1, np.intp)
    joins[:, 0], joins[:, 1] = first, second
    own, gains = np.stack([apart, apart], axis=1), reach - apart
    found = [(joins[apart <= reach], gains[apart <= reach])]
    for size in range(2, data.coders):
        joins, own, gains = _grown(pairs, joins, own, gains, size, reach, most)
        worth = (own <= reach * size + _TOLERANCE).all(1)
        found.append((joins[worth], gains[worth]))
    joins = np.concatenate([each for each, _ in found])
    gains = np.concatenate([each for _, each in found])
    kept = gains > _TOLERANCE
    return joins[kept], gains[kept]


class _Pairs:
    """Pairs of segments that are close enough to stand in one join, looked up by segment."""

    def __init__(self, size: int, first: Places, second: Places, apart: Floats) -> None:
        order = np.lexsort((second, first))
        self.size, self.second, self.apart = size, second[order], apart[order]
        self.begin = np.searchsorted(first[order], np.arange(size + 1))
        self.key = first[order] * size + self.second

    def followers(self, segments: Places) -> tuple[Places, Places]:
        """Return for each segment those of later coders that are close: (row, segment)."""
        counts = self.begin[segments + 1] - self.begin[segments]
        row = np.repeat(np.arange(len(segments)), counts)
        step = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        return row, self.second[self.begin[segments][row] + step]

    def between(self, one: Places, other: Places) -> Floats:
        """Return the dissimilarities of pairs; infinite where they are not close."""
        key = one * self.size + other
        place = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        return np.where(self.key[place] == key, self.apart[place], np.inf)


def _grown(  # noqa: PLR0917 - a join with all that is known of it
    pairs: _Pairs,
    joins: Places,
    own: Floats,
    gains: Floats,
    size: int,
    reach: float,
    most: float,
) -> tuple[Places, Floats, Floats]:
    """Add a segment of a later coder to each join of `size` segments, where that may be worth it.

    Segments are numbered coder by coder, so those close to a join's last one are of later coders.
    """
    if not len(joins):
        return joins, np.zeros((0, size + 1)), gains
    row, segment = pairs.followers(joins[:, size - 1])
    apart = np.stack([pairs.between(joins[row, place], segment) for place in range(size)], axis=1)
    sums = np.concatenate([own[row] + apart, apart.sum(1)[:, None]], axis=1)
    may = (sums <= most + _TOLERANCE).all(1)
    row, segment, apart, sums = row[may], segment[may], apart[may], sums[may]
    grown = joins[row].copy()
    grown[:, size] = segment
    return grown, sums, gains[row] + (reach - apart).sum(1)
