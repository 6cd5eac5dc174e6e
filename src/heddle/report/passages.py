"""The words of a document, each with the records that stand behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from heddle.privacy.gate import Passage
from heddle.privacy.holding import is_id
from heddle.report.model import (
    Block,
    Figure,
    Heading,
    Inlines,
    List,
    Paragraph,
    Quote,
    Report,
    Table,
    Trace,
    words,
)


def passages(report: Report) -> Iterator[Passage]:
    """Yield every stretch of words that a document prints, in its order."""
    yield Passage(report.title)
    yield Passage(report.subtitle)
    yield Passage(" ".join((report.meta.subject, *report.meta.keywords)))
    for block in report.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Passage]:
    if isinstance(block, Heading):
        yield Passage(block.text)
    elif isinstance(block, Paragraph):
        yield _one(block.inlines)
    elif isinstance(block, Quote):
        yield from map(_one, (*block.paragraphs, block.attribution))
    elif isinstance(block, List):
        yield from map(_one, block.items)
    elif isinstance(block, Figure):
        yield Passage(block.alt)
        yield _one(block.caption)
        yield from _table(block.twin)
    elif isinstance(block, Table):
        yield from _table(block)


def _table(table: Table) -> Iterator[Passage]:
    yield _one(table.caption)
    yield from map(_one, (column.title for column in table.columns))
    for row in table.rows:
        paragraphs = [p for cell in row.cells for p in cell.paragraphs]
        # A row of a listing names its record in a cell of its own.
        own = tuple(text for p in paragraphs if is_id(text := words(p)))
        yield from (_one(p, own) for p in paragraphs)
    yield from map(_one, (note.inlines for note in table.notes))


def _one(inlines: Inlines, own: Iterable[str] = ()) -> Passage:
    ids = [each for inline in inlines if isinstance(inline, Trace) for each in inline.evidence]
    text = words(inlines)
    return Passage("" if is_id(text) else text, tuple(dict.fromkeys((*ids, *own))))
