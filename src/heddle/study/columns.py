"""A source by columns: its turns and codings as lists of equal length, for a canvas to draw.

Rows as objects would repeat every field's name; a long transcript with ten thousand codings is
a third of the size this way, and no record is decoded.
"""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.codings import Coding
from heddle.study.sources import Source, Speaker, Turn


class Turns(msgspec.Struct, kw_only=True):
    """The turns of a source in order; `start` and `end` in seconds of the recording."""

    id: list[str]
    speaker: list[str]
    text: list[str]
    start: list[float | None]
    end: list[float | None]
    position: list[int]
    draft: list[bool]
    heard: list[str]
    guessed: list[bool]
    """Whether a machine made the words, which member heard them, whether the speaker is a guess."""


class Codings(msgspec.Struct, kw_only=True):
    """The codings of a source in reading order; offsets are code points of their turns."""

    id: list[str]
    turn: list[int]
    """Index into the turns; -1 where a merge has lost the turn."""
    start: list[int]
    end_turn: list[int]
    end: list[int]
    code: list[str]
    coder: list[str]
    gone: list[bool]
    note: list[str]


class SourceColumns(msgspec.Struct, kw_only=True):
    """A source with everything that is drawn of it."""

    source: Source
    speakers: list[Speaker]
    turns: Turns
    codings: Codings
    marks: dict[str, list[list[int | str]]]
    """What is heard and is no word, by turn; only of turns that have some (`sources.marks_of`)."""
    seq: int


def source_columns(view: View, source: str, *, seq: int) -> SourceColumns:
    """Return a source by columns; raises NotFound. `seq` is where the log stands."""
    found = view.get(Source, source)
    turns = _turns(view, source)
    places = {turn: place for place, turn in enumerate(turns.id)}
    return SourceColumns(
        source=found,
        speakers=view.find(Speaker, source=source),
        turns=turns,
        codings=_codings(view, source, places),
        marks=_marks(view, source),
        seq=seq,
    )


def _turns(view: View, source: str) -> Turns:
    t = view.table(Turn).c
    statement = (
        sa.select(t.id, t.speaker, t.text, t.start, t.end, t.position, t.draft, t.heard, t.guessed)
        .where(t.source == source)
        .order_by(t.position, t.id)
    )
    return Turns(**_by_name(Turns, tuples(view, statement)))


def _marks(view: View, source: str) -> dict[str, list[list[int | str]]]:
    t = view.table(Turn).c
    marked = sa.select(t.id, t.marks).where(t.source == source, t.marks != "[]", ~t.withdrawn)
    return {turn: msgspec.json.decode(marks) for turn, marks in tuples(view, marked)}


def _codings(view: View, source: str, places: dict[str, int]) -> Codings:
    c = view.table(Coding).c
    statement = sa.select(
        c.id, c.turn, c.start, c.end_turn, c.end, c.code, c.coder, c.gone, c.note
    ).where(c.source == source)
    rows = [
        (row[0], places.get(row[1], -1), row[2], places.get(row[3], -1), *row[4:])
        for row in tuples(view, statement)
    ]
    rows.sort(key=lambda row: (row[1], row[2], row[0]))
    return Codings(**_by_name(Codings, rows))


def tuples(view: View, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query as plain tuples."""
    return [tuple(row) for row in view.rows(statement)]


def _by_name(cls: type[msgspec.Struct], rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Turn rows into lists by the names of a struct's fields, which stand in the same order."""
    names = cls.__struct_fields__
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    return dict(zip(names, columns, strict=True))
