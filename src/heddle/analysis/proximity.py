"""Two codes in detail: how near one comes after the other, and whether chance would do as well."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from heddle.analysis.cooccurrence import Reals, Segments

SHIFTS: Final = 999
"""How many random shifts a test makes."""
_CELLS: Final = 4_000_000


class ShiftTest(NamedTuple):
    """Overlapping pairs of two codes, held against circular shifts of the first."""

    observed: int
    expected: float
    """Mean over the shifts."""
    p: float
    """Share of shifts (the observed one counted in) with at least as many overlapping pairs."""
    shifts: int
    seed: int


def shift_test(
    one: Segments, other: Segments, size: npt.NDArray[Any], *, shifts: int = SHIFTS, seed: int = 1
) -> ShiftTest:
    """Test the overlap of two codes against chance that keeps each code's own pattern.

    The stretches of the first code are turned round their source together, by a random number of
    characters in each source; see `cooccurrence.expected_pairs` for what that expects.

    Args:
        one: the first code's stretches (whole numbers).
        other: the second's.
        size: characters of each source.
        shifts: how many times.
        seed: of the random numbers; the same seed gives the same p.
    """
    random = np.random.default_rng(seed)
    counts = np.zeros(shifts, dtype=np.int64)
    observed = 0
    for source in np.intersect1d(one.source, other.source).tolist():
        mine, theirs = one.source == source, other.source == source
        a, length = one.start[mine], (one.end - one.start)[mine]
        b, width = other.start[theirs], (other.end - other.start)[theirs]
        whole = int(size[source])
        observed += int((_inside(a, b, width) | _inside(b, a, length).T).sum())
        moves = random.integers(0, whole, size=shifts)
        step = max(1, _CELLS // max(1, len(a) * len(b)))
        for begin in range(0, shifts, step):
            moved = (a[None, :] + moves[begin : begin + step, None]) % whole
            gap = (b[None, None, :] - moved[:, :, None]) % whole
            back = (moved[:, :, None] - b[None, None, :]) % whole
            met = (gap < length[None, :, None]) | (back < width[None, None, :])
            counts[begin : begin + step] += met.sum(axis=(1, 2))
    p = (1 + int((counts >= observed).sum())) / (1 + shifts)
    return ShiftTest(observed, float(counts.mean()) if shifts else 0.0, p, shifts, seed)


def _inside(one: Any, other: Any, width: Any) -> npt.NDArray[np.bool_]:
    """Say which of `one` (rows) begin in a stretch of `other` (columns) with this width."""
    behind = one[:, None] - other[None, :]
    return np.asarray((behind >= 0) & (behind < width[None, :]))


def gaps(one: Segments, other: Segments) -> Reals:
    """Return how far behind each of the first code's stretches the next of the second begins.

    In the unit of the stretches; 0: it begins where the other ends. Stretches with none after
    them in their source are left out.
    """
    found: list[Reals] = []
    for source in np.intersect1d(one.source, other.source).tolist():
        ends = one.end[one.source == source]
        starts = np.sort(other.start[other.source == source])
        at = np.searchsorted(starts, ends)
        later = at < len(starts)
        found.append((starts[at[later]] - ends[later]).astype(np.float64))
    return np.concatenate(found) if found else np.zeros(0)


def touching(one: Segments, other: Segments) -> npt.NDArray[np.bool_]:
    """Say which of the first code's stretches share at least one character with the second's."""
    found = np.zeros(len(one.code), dtype=np.bool_)
    for source in np.intersect1d(one.source, other.source).tolist():
        mine = np.flatnonzero(one.source == source)
        theirs = other.source == source
        order = np.argsort(other.start[theirs], kind="stable")
        starts = other.start[theirs][order]
        reach = np.maximum.accumulate(other.end[theirs][order])
        before = np.searchsorted(starts, one.end[mine])
        found[mine] = (before > 0) & (reach[np.maximum(before - 1, 0)] > one.start[mine])
    return found
