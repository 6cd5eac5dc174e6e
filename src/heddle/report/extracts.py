"""Coded extracts: every coding with its words, its speaker and its place.

By code or by participant, as one table (for spreadsheets) or under headings (to read). All
rows come from one query, whatever their number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.report.model import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Quote,
    Row,
    Table,
    Text,
    Trace,
    runs,
)
from heddle.report.prose import plural
from heddle.study.anchors import Anchor
from heddle.study.codes import tree
from heddle.study.codings import Coding
from heddle.study.participants import Participant
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.team import Member
from heddle.study.wording import Wording

Order = Literal["code", "participant"]
_NOBODY = "Not a participant"


class Extract(msgspec.Struct, kw_only=True):
    """A coding with what it is printed with."""

    id: str
    code: str
    """Path of the code."""
    source: str
    turn: int
    """Number of its first turn in the source, from 1."""
    speaker: str
    """Label of the first speaker, as in the transcript."""
    participant: str
    """Code of that speaker's participant; empty if the speaker is none."""
    coder: str
    text: str
    note: str
    gone: bool
    """True: its words were corrected away since."""


class Extracts(msgspec.Struct, kw_only=True):
    """Coded extracts as data: ``{"extracts": [...]}`` in the order asked for."""

    extracts: list[Extract]


def extracts(view: View, by: Order = "code", wording: Wording | None = None) -> Extracts:
    """Return all codings: by code in the order of the codebook, or by participant's code.

    Within these they are in reading order. A coding that runs over several speakers' turns
    stands under the first of them.
    """
    found = list(_read(view, wording or Wording(view)))
    place = {path: at for at, (_, _, path) in enumerate(tree(view))}
    if by == "code":
        found.sort(key=lambda each: place.get(each.code, len(place)))
    else:
        found.sort(key=lambda each: (not each.participant, each.participant))
    return Extracts(extracts=found)


def _read(view: View, said: Wording) -> Iterator[Extract]:
    """Read all codings in reading order."""
    c, t, s = view.table(Coding), view.table(Turn), view.table(Source)
    p, m, h = view.table(Speaker), view.table(Member), view.table(Participant)
    numbers = _numbers(view)
    paths = {code.id: path for code, _, path in tree(view)}
    statement = (
        sa.select(
            c.c.id, c.c.code, s.c.name.label("source"), c.c.turn, p.c.name.label("speaker"),
            h.c.code.label("participant"), m.c.name.label("coder"), c.c.quote, c.c.words,
            c.c.note, c.c.gone, c.c.start, c.c.end_turn, c.c.end, c.c.source.label("source_id"),
        )
        .select_from(c)
        .outerjoin(t, t.c.id == c.c.turn)
        .outerjoin(s, s.c.id == c.c.source)
        .outerjoin(p, p.c.id == t.c.speaker)
        .outerjoin(h, h.c.id == p.c.participant)
        .outerjoin(m, m.c.id == c.c.coder)
        .order_by(s.c.name, c.c.source, t.c.position, c.c.start, c.c.id)
    )  # fmt: skip
    for row in view.rows(statement):
        yield Extract(
            id=row.id,
            code=paths.get(row.code, ""),
            source=said.note(row.source or ""),
            turn=numbers.get(row.turn, 0),
            speaker=said.note(row.speaker or ""),
            participant=row.participant or "",
            coder=row.coder or "",
            text=_worded(row, said),
            note=said.note(row.note),
            gone=row.gone,
        )


def _worded(row: Any, said: Wording) -> str:
    words: str = row.words or row.quote
    if said.plain:
        return words
    names = ("turn", "start", "end_turn", "end")
    place = Anchor(source=row.source_id, **{name: getattr(row, name) for name in names})
    return said.stretch(place, words, gone=row.gone)


def _numbers(view: View) -> dict[str, int]:
    """Return the number of each turn in its source, from 1, for sources that are coded."""
    t = view.table(Turn)
    coded = sa.select(view.table(Coding).c.source).distinct()
    statement = (
        sa.select(t.c.source, t.c.id)
        .where(t.c.source.in_(coded))
        .order_by(t.c.source, t.c.position, t.c.id)
    )
    numbers: dict[str, int] = {}
    for _, rows in itertools.groupby(view.rows(statement), key=lambda row: row.source):
        numbers.update((row.id, number) for number, row in enumerate(rows, 1))
    return numbers


def table(found: Extracts, by: Order = "code") -> Table:
    """Make one table of all extracts, a row each; the id leads back to the record.

    A column for notes is there only if there are any.
    """
    columns = [
        ("Code", 26.0), ("Source", 14.0), ("Turn", 6.0), ("Speaker", 12.0),
        ("Participant", 12.0), ("Words", 70.0), ("Coder", 16.0), ("Id", 20.0),
    ]  # fmt: skip
    noted = any(each.note for each in found.extracts)
    if noted:
        columns.insert(-1, ("Note", 20.0))
    if by == "participant":
        columns.insert(0, columns.pop(4))
    # Most cells repeat (codes, speakers, coders): each is made once and stands many times.
    cells: dict[str, Cell] = {}
    rows = []
    for each in found.extracts:
        values = _values(each, noted=noted)
        if by == "participant":
            values.insert(0, values.pop(4))
        rows.append(Row(tuple(cells.get(v) or cells.setdefault(v, _cell(v)) for v in values)))
    return Table(
        columns=tuple(
            Column(runs(title), "right" if title == "Turn" else "left", width)
            for title, width in columns
        ),
        rows=tuple(rows),
    )


def _values(each: Extract, *, noted: bool) -> list[str]:
    values = [
        each.code, each.source, str(each.turn), each.speaker, each.participant, _marked(each),
        each.coder, each.id,
    ]  # fmt: skip
    if noted:
        values.insert(-1, each.note)
    return values


def _cell(text: str) -> Cell:
    return Cell(((Text(text),),)) if text else Cell(((),))


def grouped(found: Extracts, by: Order = "code", level: int = 1) -> list[Block]:
    """Make headings with the extracts below them as quotes, to be read."""
    key: Any = (lambda each: each.code) if by == "code" else (lambda each: each.participant)
    blocks: list[Block] = []
    for name, group in itertools.groupby(found.extracts, key=key):
        those = list(group)
        blocks.append(Heading(level, name or ("(No code)" if by == "code" else _NOBODY)))
        noun = plural(len(those), "extract")
        blocks.append(Paragraph(runs(f"{len(those)} {noun}.")))
        blocks += [_quote(each, by) for each in those]
    return blocks


def _quote(each: Extract, by: Order) -> Quote:
    trace = Trace(_marked(each), (each.id,), kind="quote", query=f"coding in {each.source}")
    speaker = each.speaker if by == "code" else each.code
    parts = [each.source, f"turn {each.turn}", speaker, f"coded by {each.coder}"]
    return Quote(((trace,),), (Text(f"({', '.join(part for part in parts if part)})"),))


def _marked(each: Extract) -> str:
    return f"{each.text} [words corrected since]" if each.gone else each.text
