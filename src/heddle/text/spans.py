r"""Points and spans in a list of turns.

A source is a list of turns. A `Point` is a turn (its place in the list) and a code point offset
in that turn; a `Span` is half-open, [start, end), and may run over several turns. Records keep a
turn's id, which never changes; it becomes a place in the list when a source is opened. The words
of a span over several turns are joined by one line end, so that offsets in the whole source (see
`Outline`) are offsets in ``"\n".join(turns)``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple


class Point(NamedTuple):
    """A place between two characters: points compare in reading order."""

    turn: int
    """Place of the turn in its source, from 0."""
    offset: int
    """Code points from the beginning of the turn, 0 to its length inclusive."""


class Span(NamedTuple):
    """A half-open stretch of a source; spans sort by start, then end."""

    start: Point
    end: Point

    @property
    def empty(self) -> bool:
        """Say whether the span holds nothing, not even a turn's end."""
        return self.start >= self.end


class Piece(NamedTuple):
    """The part of a span that lies in one turn, as code point offsets [start, end)."""

    turn: int
    start: int
    end: int


def span(first: int, start: int, last: int, end: int) -> Span:
    """Make a span from (turn, offset) to (turn, offset), in this order of arguments."""
    return Span(Point(first, start), Point(last, end))


def check(turns: Sequence[str], stretch: Span) -> Span:
    """Return `stretch` unchanged if it lies within `turns`.

    Raises:
        ValueError: a turn or an offset does not exist, or the end comes before the start.
    """
    for point in stretch:
        if not 0 <= point.turn < len(turns):
            msg = f"There is no turn {point.turn} in a source of {len(turns)} turns."
            raise ValueError(msg)
        if not 0 <= point.offset <= len(turns[point.turn]):
            msg = f"Offset {point.offset} lies outside turn {point.turn}."
            raise ValueError(msg)
    if stretch.start > stretch.end:
        msg = "The end of a span comes before its start."
        raise ValueError(msg)
    return stretch


def pieces(turns: Sequence[str], stretch: Span) -> Iterator[Piece]:
    """Cut a span into its parts, one a turn, in order; turns without words give empty parts.

    Raises:
        ValueError: the span does not lie within `turns`.
    """
    (first, start), (last, end) = check(turns, stretch)
    for turn in range(first, last + 1):
        begin = start if turn == first else 0
        yield Piece(turn, begin, end if turn == last else len(turns[turn]))


def words_of(turns: Sequence[str], stretch: Span) -> str:
    r"""Give the words of a span; parts in several turns are joined by ``\n``.

    Raises:
        ValueError: the span does not lie within `turns`.
    """
    return "\n".join(turns[turn][start:end] for turn, start, end in pieces(turns, stretch))


def overlap(one: Span, other: Span) -> Span | None:
    """Give what two spans have in common, or None where they only touch or lie apart."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(start, end) if start < end else None


def contains(outer: Span, inner: Span) -> bool:
    """Say whether `inner` lies within `outer`, borders included."""
    return outer.start <= inner.start and inner.end <= outer.end


class Outline:
    """Offsets in a whole source: a point of a turn as one number, and back.

    The number counts code points of the turns joined by one line end each.
    """

    def __init__(self, turns: Sequence[str]) -> None:
        """Measure `turns`; the texts themselves are not kept."""
        self._lengths = [len(text) for text in turns]
        self._starts = [0, *accumulate(length + 1 for length in self._lengths)][: len(turns)]

    def flat(self, point: Point) -> int:
        """Give the offset of `point` in the whole source."""
        return self._starts[point.turn] + point.offset

    def point(self, offset: int) -> Point:
        """Give the point at an offset in the whole source.

        Raises:
            ValueError: `offset` is outside the source.
        """
        turn = bisect_right(self._starts, offset) - 1
        if turn < 0 or offset - self._starts[turn] > self._lengths[turn]:
            msg = f"Offset {offset} lies outside the source."
            raise ValueError(msg)
        return Point(turn, offset - self._starts[turn])
