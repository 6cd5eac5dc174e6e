"""Sets of stretches of a line, and what they have in common; all by sorting and searching.

Stretches are half-open, [start, end), never empty, each one once, sorted by start, then end.
They may overlap. Every function takes and gives them so; none takes longer than sorting does,
but `both`, whose answer may be as long as there are pairs that overlap.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]

MOST_PAIRS: Final = 4_000_000
"""So many overlaps of two sets are worked out at most: 64 MB of them."""

_EMPTY: Final = np.zeros(0, dtype=np.int64)


class TooMany(ValueError):
    """Two sets overlap in more places than can be listed."""


class Stretches(NamedTuple):
    """Where stretches begin and end; two arrays of one length."""

    start: Places
    end: Places

    def only(self, keep: Truth) -> Stretches:
        """Return those that an array says to keep."""
        return Stretches(self.start[keep], self.end[keep])


NONE: Final = Stretches(_EMPTY, _EMPTY)


def of(start: Places, end: Places) -> Stretches:
    """Return stretches from their ends in any order; empty and repeated ones are left out."""
    held = end > start
    start, end = start[held], end[held]
    if (start[1:] > start[:-1]).all():
        return Stretches(start, end)
    order = np.lexsort((end, start))
    start, end = start[order], end[order]
    if not len(start):
        return NONE
    fresh = np.ones(len(start), dtype=np.bool_)
    fresh[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return Stretches(start[fresh], end[fresh])


def together(*sets: Stretches) -> Stretches:
    """Return the stretches of all sets."""
    return of(np.concatenate([s.start for s in sets]), np.concatenate([s.end for s in sets]))


def runs(one: Stretches) -> Stretches:
    """Return what a set covers as stretches that neither overlap nor touch."""
    if not len(one.start):
        return NONE
    reach = np.maximum.accumulate(one.end)
    begins = np.ones(len(one.start), dtype=np.bool_)
    begins[1:] = one.start[1:] > reach[:-1]
    ends = np.append(begins[1:], True)
    return Stretches(one.start[begins], reach[ends])


def outside(one: Stretches, ground: Stretches) -> Stretches:
    """Return what of the ground a set does not cover; the ground's stretches lie apart."""
    covered = runs(one)
    starts = np.concatenate([ground.start, covered.end])
    ends = np.concatenate([ground.end, covered.start])
    starts.sort()
    ends.sort()
    # What is left begins where ground begins or cover ends, and ends where the next thing does.
    gaps = of(starts, ends) if len(starts) else NONE
    return gaps.only(inside(gaps, ground)) if len(gaps.start) else NONE


def both(one: Stretches, other: Stretches) -> Stretches:
    """Return what each stretch of one set has in common with each of the other.

    Raises:
        TooMany: there are more than MOST_PAIRS.
    """
    # Either the other begins within the one, or the one begins within the other and after it.
    first = np.searchsorted(other.start, one.start, "left")
    until = np.searchsorted(other.start, one.end, "left")
    begin = np.searchsorted(one.start, other.start, "right")
    stop = np.searchsorted(one.start, other.end, "left")
    counts, turned = until - first, np.maximum(stop - begin, 0)
    if int(counts.sum()) + int(turned.sum()) > MOST_PAIRS:
        raise TooMany
    left, right = _pairs(first, counts)
    after, before = _pairs(begin, turned)
    here, there = np.concatenate([left, before]), np.concatenate([right, after])
    return of(
        np.maximum(one.start[here], other.start[there]), np.minimum(one.end[here], other.end[there])
    )


def _pairs(begin: Places, counts: Places) -> tuple[Places, Places]:
    """Return (row, each of `counts` places from `begin` on) for all rows."""
    row = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, begin[row] + within if len(row) else row


def overlapping(one: Stretches, other: Stretches) -> Truth:
    """Tell which of one set share something with any of the other."""
    covered = runs(other)
    at = np.searchsorted(covered.end, one.start, "right")
    start = np.append(covered.start, np.iinfo(np.int64).max)
    return np.asarray(start[at] < one.end, dtype=np.bool_)


def inside(one: Stretches, other: Stretches) -> Truth:
    """Tell which of one set lie within one of the other, borders included."""
    if not len(other.start):
        return np.zeros(len(one.start), dtype=np.bool_)
    reach = np.maximum.accumulate(other.end)
    at = np.searchsorted(other.start, one.start, "right") - 1
    return np.asarray((at >= 0) & (reach[at] >= one.end), dtype=np.bool_)


def holding(one: Stretches, other: Stretches) -> Truth:
    """Tell which of one set hold one of the other whole, borders included."""
    nearest = np.append(np.minimum.accumulate(other.end[::-1])[::-1], np.iinfo(np.int64).max)
    at = np.searchsorted(other.start, one.start, "left")
    return np.asarray(nearest[at] <= one.end, dtype=np.bool_)


def following(one: Stretches, other: Stretches) -> Places:
    """Return where in the other set the first one stands that begins at or after each end.

    The length of the other set where there is none.
    """
    return np.asarray(np.searchsorted(other.start, one.end, "left"), dtype=np.int64)


def preceding(one: Stretches, other: Stretches) -> Places:
    """Return the latest end in the other set at or before each start; -1 where there is none."""
    ends = np.sort(other.end)
    at = np.searchsorted(ends, one.start, "right") - 1
    return np.asarray(np.where(at >= 0, np.append(ends, -1)[at], -1), dtype=np.int64)
