"""The codebook as a table: the tree of codes with definitions, rules of use and counts."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.report.model import Cell, Column, Inlines, Row, Table, Text, Trace, runs
from heddle.study.codes import Code, tree
from heddle.study.codings import Coding
from heddle.study.wording import Wording


class CodeRow(msgspec.Struct, kw_only=True):
    """A code of the codebook."""

    id: str
    name: str
    path: str
    depth: int
    """0 at the top level."""
    definition: str
    include: str
    exclude: str
    example: str
    origin: str
    codings: int
    """Codings with this code itself, not with codes below it."""


class Codebook(msgspec.Struct, kw_only=True):
    """The codebook as data: ``{"codes": [...]}`` in the order of the tree."""

    codes: list[CodeRow]


def codebook(view: View, wording: Wording | None = None) -> Codebook:
    """Return the codes in tree order with their counts; examples are in the wording."""
    said = wording or Wording(view)
    table = view.table(Coding)
    counted = sa.select(table.c.code, sa.func.count().label("n")).group_by(table.c.code)
    counts: dict[str, int] = {row.code: row.n for row in view.rows(counted)}
    return Codebook(
        codes=[
            _row_of(code, depth, path, counts.get(code.id, 0), said.note(code.example))
            for code, depth, path in tree(view)
        ]
    )


def _row_of(code: Code, depth: int, path: str, count: int, example: str) -> CodeRow:
    return CodeRow(
        id=code.id,
        name=code.name,
        path=path,
        depth=depth,
        definition=code.definition,
        include=code.include,
        exclude=code.exclude,
        example=example,
        origin=code.origin,
        codings=count,
    )


def block(book: Codebook, number: str = "") -> Table | None:
    """Make the printed codebook; None without codes.

    A code that holds others and says nothing itself is a heading inside the table.
    """
    if not book.codes:
        return None
    rows = [_row(code, _holds(book, place)) for place, code in enumerate(book.codes)]
    return Table(
        columns=(
            Column(runs("Code"), width=24),
            Column(runs("Definition and use"), width=60),
            Column(runs("Codings"), "right", width=12),
        ),
        rows=tuple(rows),
        caption=runs("Codebook"),
        number=number,
    )


def _holds(book: Codebook, place: int) -> bool:
    """Tell whether the code at a place has codes below it."""
    below = book.codes[place + 1 : place + 2]
    return bool(below) and below[0].depth > book.codes[place].depth


def _row(code: CodeRow, holds: bool) -> Row:
    name = Trace(code.name, (code.id,), kind="claim", query="code")
    indent = (Text("\u2003" * code.depth),) if code.depth else ()
    return Row((
        Cell(((*indent, name),), head=holds or not code.depth),
        Cell(tuple(_use(code))),
        Cell(((Trace(str(code.codings), (code.id,), query="codings with this code"),),),
             value=code.codings),
    ))  # fmt: skip


def _use(code: CodeRow) -> list[Inlines]:
    paragraphs: list[Inlines] = [runs(code.definition)] if code.definition.strip() else []
    for label, text in (
        ("Use: ", code.include),
        ("Not: ", code.exclude),
        ("Example: ", f"“{code.example}”" if code.example.strip() else ""),
    ):
        if text.strip():
            paragraphs.append((Text(label, italic=True), Text(text)))
    if code.origin == "deductive":
        paragraphs.append((Text("Set in advance.", italic=True),))
    return paragraphs
