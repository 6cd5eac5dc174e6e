"""Positions in a table of codings: which of several places with the same words is meant.

Programs that hand out codings as a table often say where each began in their own text. That text
is not ours: it may have speakers' labels in it, line ends that count two, UTF-16 units. How it
was laid out is told by the rows whose words stand once: only where one layout explains all of
them are positions believed, and then exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

import msgspec

from heddle.text.spans import Span


class Layout(msgspec.Struct, frozen=True):
    """How another program may have laid a text out."""

    label: str
    """What follows a speaker's label; empty: labels are not in the text."""
    line_end: int
    utf16: bool


LAYOUTS: Final = tuple(
    Layout(label, line_end, utf16)
    for label, line_end, utf16 in product(("", ": ", ":\t", "\n"), (1, 2), (False, True))
)


class Positions:
    """The turns of one source, as other programs may count them."""

    def __init__(self, turns: Sequence[str], labels: Sequence[str | None]) -> None:
        self._turns = turns
        self._labels = labels
        self._known: list[tuple[Span, int]] = []
        self._starts: dict[Layout, list[int]] = {}

    def learn(self, place: Span, start: int) -> None:
        """Take note of a row whose words stand once."""
        self._known.append((place, start))

    def choose(self, places: Sequence[Span], start: int) -> Span | None:
        """Return the one place that begins at a position; None where that cannot be told."""
        found = {
            place
            for layout, shift in self._explaining()
            for place in places
            if self._at(layout, place) == start + shift
        }
        return found.pop() if len(found) == 1 else None

    def _explaining(self) -> Iterator[tuple[Layout, int]]:
        """Yield the layouts that explain all known rows, with what they are out by."""
        for layout in LAYOUTS:
            shifts = {self._at(layout, place) - start for place, start in self._known}
            if len(shifts) <= 1:
                yield layout, next(iter(shifts), 0)

    def _at(self, layout: Layout, place: Span) -> int:
        if layout not in self._starts:
            self._starts[layout] = list(self._laid_out(layout))
        turn, offset = place.start.turn, place.start.offset
        return self._starts[layout][turn] + _length(self._turns[turn][:offset], layout)

    def _laid_out(self, layout: Layout) -> Iterator[int]:
        """Yield where the words of each turn begin."""
        at = 0
        for turn, label in zip(self._turns, self._labels, strict=True):
            at += _length(f"{label}{layout.label}", layout) if label and layout.label else 0
            yield at
            at += _length(turn, layout) + layout.line_end


def _length(text: str, layout: Layout) -> int:
    more = (layout.line_end - 1) * text.count("\n")
    return (len(text.encode("utf-16-le")) // 2 if layout.utf16 else len(text)) + more
