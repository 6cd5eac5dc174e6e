"""Traces beside a text: names for anchors in the text, and a list of what they lead to.

Word and OpenDocument files stay clean to read: each trace is a bookmark around its words, and
a part of the file that readers do not see lists, bookmark by bookmark, the ids of the
records. The list is also attached to a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from heddle.report.model import (
    Figure,
    Inlines,
    List,
    Paragraph,
    Quote,
    Report,
    Table,
    Trace,
    words,
)

NAMESPACE = "urn:heddle:traces:1"


class TraceList:
    """Hands out anchor names, and remembers what each leads to."""

    def __init__(self) -> None:
        self.traces: list[Trace] = []

    def anchor(self, trace: Trace) -> str:
        """Take down `trace` and return its anchor's name, unique in the document."""
        self.traces.append(trace)
        return f"heddle_{len(self.traces)}"

    def xml(self) -> bytes:
        """Return the list as an XML document (element `traces`, namespace `NAMESPACE`)."""
        names: dict[str | None, str] = {None: NAMESPACE}
        root = etree.Element(f"{{{NAMESPACE}}}traces", nsmap=names)  # type: ignore[arg-type]
        for index, trace in enumerate(self.traces, 1):
            entry = etree.SubElement(root, f"{{{NAMESPACE}}}trace", anchor=f"heddle_{index}")
            entry.set("kind", trace.kind)
            if trace.query:
                entry.set("query", trace.query)
            for record in trace.evidence:
                etree.SubElement(entry, f"{{{NAMESPACE}}}record").text = record
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def traces_of(report: Report) -> list[Trace]:
    """List every trace of `report` in reading order."""
    return [
        inline for inlines in _inlines_of(report) for inline in inlines if isinstance(inline, Trace)
    ]


def _inlines_of(report: Report) -> Iterator[Inlines]:
    """Walk through all running text of a report."""
    for block in report.blocks:
        if isinstance(block, Paragraph):
            yield block.inlines
        elif isinstance(block, Quote):
            yield from block.paragraphs
            yield block.attribution
        elif isinstance(block, List):
            yield from block.items
        elif isinstance(block, Table):
            yield from _table_inlines(block)
        elif isinstance(block, Figure):
            yield block.caption
            yield from _table_inlines(block.twin)


def _table_inlines(table: Table) -> Iterator[Inlines]:
    """Walk through a table: caption, groups, titles, cells, notes."""
    yield table.caption
    for group in table.groups:
        yield group.title
    for column in table.columns:
        yield column.title
    for row in table.rows:
        for each in row.cells:
            yield from each.paragraphs
    for note in table.notes:
        yield note.inlines


def report_words(report: Report) -> list[str]:
    """List the words of every paragraph, cell, caption and note in reading order."""
    return [words(inlines) for inlines in _inlines_of(report)]
