"""How two people coded one text: what they did alike, and where and how their readings differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

Kind = Literal["alike", "extent", "code", "first only", "second only"]

HALF: Final = 0.5
"""Two stretches with different codes are one place read differently, if they share at least
this much of what they cover together."""


class Stretch(NamedTuple):
    """A code on a half-open stretch of a text."""

    code: str
    start: int
    end: int


class Pairing(NamedTuple):
    """What was coded in one place; indexes into the two lists, -1: nothing of this one's."""

    kind: Kind
    first: int
    second: int
    shared: float
    """Part of what both cover together that both cover: 1 for the same extent, 0 for one only."""


def pairings(
    first: Sequence[Stretch], second: Sequence[Stretch], *, least: float = HALF
) -> list[Pairing]:
    """Pair what two people coded in one text; each stretch is in one pairing.

    The same code on the same words is alike. Then, in this order, the best of what overlaps:
    the same code on other words ("extent"), another code on nearly the same words ("code", from
    `least` on). What is left only one of them coded. Ties go to what comes first in the text, so
    the answer is the same whatever the order of the lists.

    Returns:
        Pairings by where they begin in the text.

    Raises:
        ValueError: a stretch is empty or reversed.
    """
    for stretch in (*first, *second):
        if stretch.end <= stretch.start:
            raise ValueError(f"a stretch from {stretch.start} to {stretch.end} covers nothing")
    left, right = set(range(len(first))), set(range(len(second)))
    found: list[Pairing] = []
    overlaps = sorted(
        (
            (_order(first[a], second[b], least), a, b)
            for a, b in _overlapping(first, second)
            if _order(first[a], second[b], least)[0] < 3
        ),
        key=lambda one: (one[0], first[one[1]], second[one[2]], one[1], one[2]),
    )
    kinds: tuple[Kind, Kind, Kind] = ("alike", "extent", "code")
    for (rank, unshared), a, b in overlaps:
        if a in left and b in right:
            found.append(Pairing(kinds[rank], a, b, 1 - unshared))
            left.discard(a)
            right.discard(b)
    found += [Pairing("first only", a, -1, 0.0) for a in left]
    found += [Pairing("second only", -1, b, 0.0) for b in right]

    def place(one: Pairing) -> tuple[int, int, str, int, int]:
        there = [first[one.first]] if one.first >= 0 else []
        there += [second[one.second]] if one.second >= 0 else []
        start, end = min(s.start for s in there), max(s.end for s in there)
        return start, end, min(s.code for s in there), one.first, one.second

    return sorted(found, key=place)


def _order(a: Stretch, b: Stretch, least: float) -> tuple[int, float]:
    """Return how good a pair is: its rank (3: none), and how little it shares."""
    both = min(a.end, b.end) - max(a.start, b.start)
    shared = both / (max(a.end, b.end) - min(a.start, b.start))
    if a.code == b.code:
        return (0 if shared == 1 else 1), 1 - shared
    return (2 if shared >= least else 3), 1 - shared


def _overlapping(first: Sequence[Stretch], second: Sequence[Stretch]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share at least one place: one sweep over the text."""
    events = [(s.start, 0, at) for at, s in enumerate(first)]
    events += [(s.start, 1, at) for at, s in enumerate(second)]
    lists = (first, second)
    running: tuple[list[int], list[int]] = ([], [])
    for start, side, at in sorted(events):
        other = 1 - side
        running[other][:] = [each for each in running[other] if lists[other][each].end > start]
        for each in running[other]:
            yield (at, each) if side == 0 else (each, at)
        running[side].append(at)
