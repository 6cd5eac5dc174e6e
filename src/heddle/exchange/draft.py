"""The growing `Reading`: every reader puts its paragraphs, losses and notes in here.

What all formats owe to the text is done in this one place: line ends are normalised once,
NUL characters are removed and reported, empty lines are no lines, spaces at the end of a line
go. Everything else stays as it was written: no character is normalised, bidirectional marks
and combining characters are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from heddle.exchange.reading import Line, Loss, Reading, Span
from heddle.text.marks import Mark
from heddle.text.marks import within as within_marks
from heddle.text.timing import Timed, within

LINE_END = re.compile("\r\n|[\n\r\v\f\u2028\u2029]")
"""CRLF, LF, CR, vertical tab, form feed and the two Unicode separators all end a line."""

NULS = "NUL characters (removed)"


class Draft:
    """Collects lines, losses and notes, and keeps the rules that hold for every format."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.notes: list[str] = []
        self.machine = ""
        """What kind of program wrote the words down, where one did."""
        self._losses: dict[str, tuple[int, str]] = {}

    def add(
        self,
        text: str,
        *,
        bold: bool = False,
        heading: int = 0,
        page: int | None = None,
        speaker: str | None = None,
        start: float | None = None,
        end: float | None = None,
        timings: Sequence[Timed] = (),
    ) -> None:
        """Add a paragraph of one weight; line ends inside it make several lines."""
        self.add_runs(
            [(text, bold)],
            heading=heading,
            page=page,
            speaker=speaker,
            start=start,
            end=end,
            timings=timings,
        )

    def add_turn(
        self,
        text: str,
        *,
        speaker: str | None = None,
        start: float | None = None,
        end: float | None = None,
        timings: Sequence[Timed] = (),
        marks: Sequence[Mark] = (),
    ) -> None:
        """Add a whole turn, as a format states it that knows turns; its line ends are kept."""
        before = len(self.lines)
        self.add(text, speaker=speaker, start=start, end=end, timings=timings)
        self.mark(before, text, marks)
        for line in self.lines[before:]:
            line.turn = "goes on" if line is not self.lines[before] else "begins"

    def mark(self, since: int, text: str, marks: Sequence[Mark]) -> None:
        """Give the lines from number `since` on, which are pieces of a text, its marks."""
        at = 0
        for line in self.lines[since:] if marks else ():
            place = text.find(line.text, at)
            if place < 0:
                return  # a NUL was taken out: nothing is where it was
            at = place + len(line.text)
            line.marks = within_marks(marks, place, at)

    def add_runs(
        self,
        runs: Iterable[tuple[str, bool]],
        *,
        heading: int = 0,
        page: int | None = None,
        speaker: str | None = None,
        start: float | None = None,
        end: float | None = None,
        timings: Sequence[Timed] = (),
    ) -> None:
        """Add a paragraph made of (text, is bold) runs; line ends inside make several lines.

        `timings` are those of the joined text of all runs.
        """
        before = len(self.lines)
        runs = list(runs)
        row: list[tuple[str, bool]] = []
        rows = [row]
        for text, bold in self._joined(runs):
            first, *rest = LINE_END.split(text)
            row.append((first, bold))
            for piece in rest:
                row = [(piece, bold)]
                rows.append(row)
        for row in rows:
            words = "".join(text for text, _ in row).rstrip(" \t")
            if words.strip():
                self.lines.append(
                    Line(
                        text=words,
                        bold=_spans(row, len(words)),
                        heading=heading,
                        page=page,
                        speaker=speaker,
                        start=start,
                        end=end,
                    )
                )

        if timings:
            _time(self.lines[before:], "".join(text for text, _ in runs), timings)

    def _joined(self, runs: Iterable[tuple[str, bool]]) -> Iterable[tuple[str, bool]]:
        """Join neighbours of one weight, so that a CRLF is never cut in two; drop NULs."""
        held, weight = "", False
        for text, bold in runs:
            kept = text
            if "\0" in text:
                self.lose(NULS, text.count("\0"))
                kept = text.replace("\0", "")
            if not kept:
                continue
            if bold == weight or (held.endswith("\r") and kept.startswith("\n")):
                held += kept
                continue
            if held:
                yield held, weight
            held, weight = kept, bold
        if held:
            yield held, weight

    def lose(self, what: str, count: int = 1, where: str = "") -> None:
        """Count something that is not taken over; `where` is kept from its first sight."""
        if count:
            before, first = self._losses.get(what, (0, where))
            self._losses[what] = (before + count, first)

    def note(self, decision: str) -> None:
        """Record what was decided by evidence, in plain English."""
        self.notes.append(decision)

    def finish(
        self,
        form: str,
        *,
        title: str = "",
        language: str = "",
        encoding: str = "",
        voiced: bool = False,
    ) -> Reading:
        """Hand on what was collected as a `Reading` of the format `form`."""
        return Reading(
            format=form,
            lines=self.lines,
            title=" ".join(title.replace("\0", "").split()),
            language=language.strip(),
            encoding=encoding,
            losses=[Loss(what, count, where) for what, (count, where) in self._losses.items()],
            notes=self.notes,
            voiced=voiced,
            machine=self.machine,
        )


def _time(lines: Sequence[Line], text: str, timings: Sequence[Timed]) -> None:
    """Give lines, which are pieces of a text in its order, their part of its timings."""
    at = 0
    for line in lines:
        place = text.find(line.text, at)
        if place < 0:
            return  # a NUL was taken out: nothing is where it was
        at = place + len(line.text)
        line.timings = within(timings, place, at)


def counted(number: int, one: str, many: str) -> str:
    """Give a number with its noun in the right form: "1 page", "3 pages"."""
    return f"{number} {one if number == 1 else many}"


def _spans(row: list[tuple[str, bool]], length: int) -> list[Span]:
    """Give the bold stretches of a row of runs, cut to the `length` of the kept words."""
    spans: list[Span] = []
    at = 0
    for text, bold in row:
        end = min(at + len(text), length)
        if bold and end > at:
            if spans and spans[-1].end == at:
                spans[-1] = Span(spans[-1].start, end)
            else:
                spans.append(Span(at, end))
        at += len(text)
    return spans
