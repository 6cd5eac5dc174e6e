"""Coded stretches of a continuum (a text, a recording), read and checked for unitizing measures.

A stretch is (coder, start, end, code), half-open; positions are whole numbers (code points) or
seconds.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heddle.analysis.ratings import UnusableError, in_order

Whole = NDArray[np.intp]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Stretches:
    """Stretches as columns, sorted by coder and start."""

    coder: Whole
    start: Points
    end: Points
    code: Whole
    coders: tuple[Hashable, ...]
    codes: tuple[Hashable, ...]
    length: float

    def of(self, coder: int) -> Stretches:
        """Return the stretches of one coder (a place in `coders`)."""
        return self.where(self.coder == coder)

    def where(self, kept: NDArray[np.bool_]) -> Stretches:
        """Return some of the stretches."""
        return Stretches(
            self.coder[kept],
            self.start[kept],
            self.end[kept],
            self.code[kept],
            self.coders,
            self.codes,
            self.length,
        )


def read(
    segments: Iterable[Sequence[Any]],
    length: float,
    *,
    coders: Sequence[Hashable] | None = None,
    codes: Sequence[Hashable] | None = None,
) -> Stretches:
    """Read stretches and check that they lie in the continuum.

    Args:
        segments: (coder, start, end, code) each.
        length: of the continuum.
        coders: all coders, also those who coded nothing; else those who occur.
        codes: the codebook; else the codes that occur.

    Raises:
        UnusableError: a stretch that is empty, reversed, negative or outside; no continuum.
    """
    try:
        size = float(length)
    except (TypeError, ValueError):
        size = float("nan")
    if not np.isfinite(size) or size <= 0:
        raise UnusableError("The length of the continuum is a number above 0.")
    rows = list(segments)
    try:
        columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    except (TypeError, ValueError):
        columns = []
    if len(columns) != 4:
        raise UnusableError("Each segment is (coder, start, end, code).")
    start, end = _points(columns[1]), _points(columns[2])
    _check(start, end, size)
    who, named = _places(columns[0], coders, "coder")
    what, used = _places(columns[3], codes, "code")
    order = np.lexsort((start, who))
    return Stretches(who[order], start[order], end[order], what[order], named, used, size)


def _points(column: Sequence[Any]) -> Points:
    try:
        found = np.array([np.nan if value is None else value for value in column], float)
    except (TypeError, ValueError):
        raise UnusableError("Start and end of a segment are numbers.") from None
    if not np.isfinite(found).all():
        raise UnusableError("A segment has no start or no end (it is missing, or not a number).")
    return found


def _check(start: Points, end: Points, length: float) -> None:
    for wrong, what in (
        (start < 0, "begins before 0"),
        (end < start, "ends before it begins"),
        (end == start, "is empty"),
        (end > length, f"ends after the continuum, which is {length:g} long"),
    ):
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            raise UnusableError(f"The segment from {start[first]:g} to {end[first]:g} {what}.")


def _places(
    column: Sequence[Any], given: Sequence[Hashable] | None, what: str
) -> tuple[Whole, tuple[Hashable, ...]]:
    try:
        order = list(given) if given is not None else in_order(set(column))
        places = {value: place for place, value in enumerate(order)}
        return np.array([places[value] for value in column], np.intp), tuple(order)
    except TypeError:
        raise UnusableError(f"A {what} is a text or a number.") from None
    except KeyError as error:
        raise UnusableError(
            f"“{str(error.args[0])[:40]}” is not among the {what}s that were given."
        ) from None


def need_two(found: Stretches) -> None:
    """Raise UnusableError where fewer than two coders are known."""
    if not found.coders:
        raise UnusableError("There are no segments, and so no coders.")
    if len(found.coders) < 2:
        raise UnusableError("There is one coder, and agreement is between two or more.")


def refuse_overlaps(found: Stretches, *, within_code: bool = False) -> None:
    """Raise UnusableError where two stretches of one coder (and one code) overlap."""
    order = np.lexsort((found.start, found.code if within_code else found.coder, found.coder))
    coder, code = found.coder[order], found.code[order]
    same = coder[1:] == coder[:-1]
    if within_code:
        same &= code[1:] == code[:-1]
    wrong = same & (found.start[order][1:] < found.end[order][:-1])
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        first, second = order[place], order[place + 1]
        raise UnusableError(
            f"Coder “{str(found.coders[coder[place]])[:40]}” has two segments that overlap, "
            f"{found.start[first]:g} to {found.end[first]:g} and {found.start[second]:g} to "
            f"{found.end[second]:g}. This measure takes one code at each place: compute it for "
            "each code by itself, or for a set of codes that exclude each other."
        )


def cut(found: Stretches, breaks: Points) -> Stretches:
    """Cut stretches at breaks (where one document ends and the next begins)."""
    if not len(breaks) or not len(found.start):
        return found
    first = np.searchsorted(breaks, found.start, "right")
    last = np.searchsorted(breaks, found.end, "left")
    pieces = last - first + 1
    which = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    points = np.append(breaks, found.length)
    place = first[which] + step
    start = np.where(step == 0, found.start[which], breaks[np.maximum(place - 1, 0)])
    end = np.minimum(found.end[which], points[np.minimum(place, len(breaks))])
    return Stretches(
        found.coder[which], start, end, found.code[which], found.coders, found.codes, found.length
    )
