"""The texts of a project whose database keeps stretches as two columns with the words beside them.

QualCoder and RQDA do. What their rows point at is decided by the words (`exchange.places`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from heddle.exchange.database import Value, text, whole
from heddle.exchange.gathering import Gathering
from heddle.exchange.places import Count, Mark, Place, Places
from heddle.exchange.project import ProjectSpan

Row = Mapping[str, Value]


class MarkedTexts:
    """Where rows are in texts, by the number of their source."""

    def __init__(
        self,
        found: Gathering,
        texts: Mapping[int, Places],
        columns: tuple[str, str],
        by_hand: Sequence[Count],
    ) -> None:
        """Take what a program's rows point into, and how they do.

        Args:
            found: what counts how rows were placed.
            texts: texts by the number of their source; they may come later.
            columns: where a stretch begins and ends.
            by_hand: how the program counts what is marked by hand.
        """
        self._found = found
        self._texts = texts
        self._start, self._end = columns
        self._by_hand = by_hand

    def placed(self, number: int, rows: Sequence[Row]) -> Iterator[tuple[Row, Place]]:
        """Give the rows that are on words of a text, with where they are."""
        marks = [
            Mark(whole(row[self._start]) or 0, whole(row[self._end]) or 0, text(row.get("seltext")))
            for row in rows
        ]
        places = self._found.placed(self._texts[number], marks, self._by_hand)
        yield from ((row, place) for row, place in zip(rows, places, strict=True) if place.there)

    def spans(self, number: int, row: Row) -> list[ProjectSpan]:
        """Give the stretch of a case; from the first to the last sign it is the whole text."""
        start, end = whole(row[self._start]) or 0, whole(row[self._end])
        if end is None or (start <= 0 and end in self._texts[number].sizes):
            return [ProjectSpan(source=source_key(number))]
        return [span(number, place) for _, place in self.placed(number, [row])]

    def point(self, number: int, at: int) -> list[ProjectSpan]:
        """Give the stretch of the one sign that a note is fixed to; none where there is no word."""
        (place,) = self._found.placed(self._texts[number], [Mark(at, at + 1)], self._by_hand)
        return [span(number, place)] if place.there else []


def span(number: int, place: Place) -> ProjectSpan:
    """Return a place in a source as a span."""
    return ProjectSpan(source=source_key(number), start=place.start, end=place.end)


def source_key(number: int) -> str:
    """Return what a source goes by within a project."""
    return f"source:{number}"
