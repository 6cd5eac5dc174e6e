"""Places: where in the manuscript something is told, found by its traces.

Methods, Results and checklists are made of the same statements. So the place of an item is the
section in which most of its statement's traces are printed, not a guess from a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from heddle.report.model import Block, Figure, Heading, List, Paragraph, Quote, Table, Trace

TITLE_PAGE: Final = "Title page"
"""What stands before the first heading."""
Key = tuple[str, tuple[str, ...], str]


class Place(msgspec.Struct, frozen=True):
    """A section of the manuscript."""

    text: str = ""
    """As a reader finds it: "Methods: Data generation, Table 2"."""
    anchor: str = ""
    """The anchor of its heading; empty: it is nowhere in this document."""


class Places:
    """The sections of a document, with what is printed in each."""

    def __init__(self, blocks: Sequence[Block] = (), supplements: Sequence[Block] = ()) -> None:
        """Read what is printed in the sections of the text, and what supplements there are."""
        self._sections: dict[str, str] = {}
        self._traces: dict[Key, list[str]] = {}
        self._records: dict[str, list[str]] = {}
        for heading in supplements:
            if isinstance(heading, Heading):
                self._sections.setdefault(heading.text, heading.anchor)
        path: list[str] = []
        for block in blocks:
            if isinstance(block, Heading):
                path = [*path[: block.level - 1], block.text]
                self._sections.setdefault(": ".join(path), block.anchor)
            for trace in traces(block):
                here = ": ".join(path)
                self._traces.setdefault((trace.text, trace.evidence, trace.query), []).append(here)
                for record in trace.evidence:
                    self._records.setdefault(record, []).append(here)

    def of(self, found: Iterable[Trace], expected: str, answer: str = "") -> Place:
        """Say where traces are printed.

        Args:
            found: The traces of a statement.
            expected: Where they usually are; kept where that is right, with its table.
            answer: Id of a person's own answer; where that is printed goes first.
        """
        if not self._sections:
            return Place(expected)
        usual = expected.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0]
        if usual.startswith("Appendix"):
            return self._place(expected)
        own = [place for place in self._records.get(answer, ()) if place]
        if own:
            return self._place(expected if usual in own else own[0])
        seen: Counter[str] = Counter()
        for trace in set(found):
            seen.update(set(self._traces.get((trace.text, trace.evidence, trace.query), ())))
        seen.pop("", None)
        if not seen or any(place.startswith(usual) for place in seen):
            return self._place(expected)
        return self._place(max(seen, key=lambda place: (seen[place], -len(place))))

    def _place(self, text: str) -> Place:
        if text == TITLE_PAGE:
            return Place(text)
        usual = text.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0]
        for section, anchor in self._sections.items():
            if section == usual or (
                usual.startswith("Appendix") and section.startswith(f"{usual}: ")
            ):
                return Place(text, anchor)
        return Place()


def traces(block: Block) -> list[Trace]:
    """Return what is traced in a block, in the order of print."""
    match block:
        case Paragraph():
            inlines = [*block.inlines]
        case Quote():
            inlines = [each for paragraph in block.paragraphs for each in paragraph]
            inlines += block.attribution
        case List():
            inlines = [each for item in block.items for each in item]
        case Figure():
            return [*_traced(block.caption), *traces(block.twin)]
        case Table():
            inlines = [*block.caption]
            for row in block.rows:
                inlines += [i for cell in row.cells for par in cell.paragraphs for i in par]
            inlines += [each for note in block.notes for each in note.inlines]
        case _:
            return []
    return _traced(inlines)


def _traced(inlines: Iterable[object]) -> list[Trace]:
    return [inline for inline in inlines if isinstance(inline, Trace)]
