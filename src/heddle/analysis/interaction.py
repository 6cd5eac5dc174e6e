"""Interaction: how talk is shared out in a group, and who speaks after whom.

Pure functions on amounts of talk and on the order of speakers. Who is silent counts: amounts are
given for everybody who was in the room, zeros included.

Sources: the Gini coefficient as mean difference, with the factor n / (n - 1) for small groups
(Deltas 2003, Review of Economics and Statistics 85(1), 226-234, doi:10.1162/rest.2003.85.1.226);
Shannon's entropy over its largest value (Pielou 1966, doi:10.1016/0022-5193(66)90013-0).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from heddle.analysis.measure import Measure, undefined

Amounts = Sequence[float] | npt.NDArray[np.float64] | npt.NDArray[np.int64]

_NOBODY = "Nobody is known to have been there."
_ALONE = "There was only one person, so nothing is shared out."
_SILENCE = "Nobody said anything."


def shares(amounts: Amounts) -> list[float] | None:
    """Return each amount as a share of their sum; None where the sum is 0."""
    given = _amounts(amounts)
    total = float(given.sum())
    return [float(x) / total for x in given] if total > 0 else None


def gini(amounts: Amounts, *, corrected: bool = False) -> Measure:
    """Return the Gini coefficient of amounts of talk: 0 where all said the same.

    sum over i, j of |x_i - x_j|, over 2 n^2 times the mean. With n people it is at most
    (n - 1) / n, where one said everything.

    Args:
        amounts: One for each person in the room, silent ones with 0; none is negative.
        corrected: Times n / (n - 1), so that it can reach 1 in a group of any size.
    """
    given = np.sort(_amounts(amounts))
    n, total = len(given), float(given.sum())
    if n < 2:
        return undefined(_ALONE if n else _NOBODY)
    if total <= 0:
        return undefined(_SILENCE)
    places = np.arange(1, n + 1)
    value = float(2 * (places * given).sum() / (n * total) - (n + 1) / n)
    value = max(value, 0.0)
    return Measure(value * n / (n - 1) if corrected else value)


def evenness(amounts: Amounts) -> Measure:
    """Return Shannon's entropy of the shares over ln n: 1 where all said the same, 0 one alone."""
    given = _amounts(amounts)
    if len(given) < 2:
        return undefined(_ALONE if len(given) else _NOBODY)
    parts = shares(given)
    if parts is None:
        return undefined(_SILENCE)
    held = np.array([part for part in parts if part > 0])
    return Measure(float(abs((held * np.log(held)).sum())) / float(np.log(len(given))))


class Quartiles(NamedTuple):
    """The middle half of some lengths."""

    low: float
    median: float
    high: float


def quartiles(lengths: Amounts) -> Quartiles | None:
    """Return median and quartiles, interpolated linearly between neighbours; None for none."""
    given = _amounts(lengths)
    if not len(given):
        return None
    low, median, high = (float(x) for x in np.quantile(given, (0.25, 0.5, 0.75)))
    return Quartiles(low, median, high)


def changes(order: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return the places at which another speaker begins: turns of one speaker are one.

    Args:
        order: Who speaks turn by turn; a negative number is nobody who is known, which is
            neither a turn of anyone nor passed over.
    """
    given = np.asarray(order, dtype=np.int64)
    if not len(given):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.r_[True, given[1:] != given[:-1]])


def transitions(order: Sequence[int], people: int) -> npt.NDArray[np.int64]:
    """Return T[i, j]: how often j speaks right after i, turns of one speaker taken as one.

    Args:
        order: Index of who speaks turn by turn; negative: unknown, which breaks the chain.
        people: How many there are; the result is people x people with a diagonal of 0.
    """
    found = np.zeros((people, people), dtype=np.int64)
    given = np.asarray(order, dtype=np.int64)[changes(order)]
    before, after = given[:-1], given[1:]
    known = (before >= 0) & (after >= 0)
    np.add.at(found, (before[known], after[known]), 1)
    return found


def among(matrix: npt.NDArray[np.int64], leads: Sequence[bool]) -> Measure:
    """Return the share of changes of speaker that go from one participant to another.

    Args:
        matrix: As `transitions` returns it.
        leads: Who of the people is a moderator or of the team.
    """
    total = int(matrix.sum())
    if not total:
        return undefined("Nobody spoke after anybody else.")
    talks = ~np.asarray(leads, dtype=np.bool_)
    return Measure(int(matrix[np.ix_(talks, talks)].sum()) / total)


def reciprocity(matrix: npt.NDArray[np.int64]) -> Measure:
    """Return the share of changes that are answered in kind.

    Sum over i, j of min(T_ij, T_ji), over the sum of T: 1 where everybody spoke after each other
    as often as the other after them.
    """
    total = int(matrix.sum())
    if not total:
        return undefined("Nobody spoke after anybody else.")
    return Measure(int(np.minimum(matrix, matrix.T).sum()) / total)


class Run(NamedTuple):
    """A stretch of turns."""

    first: int
    length: int


def runs_without(leads: Sequence[bool]) -> list[Run]:
    """Return the stretches of turns in which no moderator speaks, in order.

    Args:
        leads: For each turn whether it is a moderator's.
    """
    quiet = np.r_[False, ~np.asarray(leads, dtype=np.bool_), False].astype(np.int8)
    edges = np.diff(quiet)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [Run(int(a), int(b - a)) for a, b in zip(starts, ends, strict=True)]


class Gaps(NamedTuple):
    """What lies between the end of one speaker's talk and the beginning of the next one's."""

    known: int
    """Changes of speaker of which both times are known."""
    overlaps: list[int]
    """Turns that begin before the one before them, another speaker's, has ended."""
    overlap_seconds: float
    latency: Quartiles | None
    """Of the gaps that are no overlaps, in seconds."""


def gaps(order: Sequence[int], start: Amounts, end: Amounts) -> Gaps:
    """Return the gaps between turns of different speakers; nan where a time is not known."""
    given = np.asarray(order, dtype=np.int64)
    begins, stops = _given(start), _given(end)
    if len(given) < 2:
        return Gaps(0, [], 0.0, None)
    gap = begins[1:] - stops[:-1]
    other = (given[1:] != given[:-1]) & (given[1:] >= 0) & (given[:-1] >= 0) & ~np.isnan(gap)
    over = other & (gap < 0)
    turns = [int(at) + 1 for at in np.flatnonzero(over)]
    return Gaps(
        known=int(other.sum()),
        overlaps=turns,
        overlap_seconds=float(-gap[over].sum()) if turns else 0.0,
        latency=quartiles(gap[other & ~over]),
    )


def _given(values: Amounts) -> npt.NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _amounts(values: Amounts) -> npt.NDArray[np.float64]:
    given = _given(values)
    if np.isnan(given).any() or (given < 0).any():
        raise ValueError("amounts of talk are numbers from 0 on")
    return given
