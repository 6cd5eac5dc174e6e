"""Matrices: how much of each code or theme there is with each person, group, question, coder.

A cell counts people, segments, turns or words, each once. It is asked for its extracts by the
keys of its row and column (`cell`). Where the method rejects counts as evidence, no shares of
people are given; `Matrix.why` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from heddle.errors import NotFound
from heddle.findings.axes import Columns, columns_of, rows_of, spoken
from heddle.findings.corpus import Corpus, Count, Index, Pieces, corpus
from heddle.findings.matrix import NOTES, CellExtracts, Matrix, MatrixAsk, Measure, Row
from heddle.findings.wordplaces import WordPlaces, word_places
from heddle.log.view import View
from heddle.study.extracts import extracts_of
from heddle.study.method import permits

_SMALL: Final = 5
_TABLE: Final = 1 << 24
"""So many truth values are looked up in a table; more are sorted."""


class Counted(msgspec.Struct):
    """What matrices and their cells are counted from: pieces of codings with row and column."""

    rows: list[Row]
    columns: Columns
    row: Index
    """Row of each use: a piece stands once for each row that its code counts for."""
    column: Index
    pieces: Pieces
    """The pieces themselves, use by use."""


def counted(view: View, found: Corpus, ask: MatrixAsk) -> Counted:
    """Return the uses of codes that a matrix counts."""
    rows, feeds = rows_of(view, found, ask)
    pieces = found.pieces
    keep = np.ones(len(pieces.coding), dtype=np.bool_)
    if not ask.moderator:
        keep = spoken(found, pieces)
    if ask.coders:
        wanted = [at for at, member in enumerate(found.members) if member.id in set(ask.coders)]
        keep &= np.isin(found.codings.coder[pieces.coding], wanted)
    pieces = _only(pieces, np.flatnonzero(keep))
    columns = columns_of(found, pieces, ask)
    uses = np.array([len(those) for those in feeds], dtype=np.int64)
    flat = np.array([row for those in feeds for row in those], dtype=np.int32)
    code = found.codings.code[pieces.coding]
    times = uses[code] if len(feeds) else np.zeros(0, dtype=np.int64)
    use = np.repeat(np.arange(len(code)), times)
    first = np.cumsum(uses) - uses
    within = np.arange(len(use)) - np.repeat(np.cumsum(times) - times, times)
    row = flat[first[code[use]] + within] if len(use) else np.zeros(0, dtype=np.int32)
    column = columns.of[use]
    held = np.flatnonzero(column >= 0)
    return Counted(rows, columns, row[held], column[held], _only(pieces, use[held]))


def _only(pieces: Pieces, at: Count) -> Pieces:
    return Pieces(**{name: getattr(pieces, name)[at] for name in pieces.__struct_fields__})


def matrix(view: View, ask: MatrixAsk) -> Matrix:
    """Return a matrix of a study.

    Raises:
        Refused: there is no such attribute, no question's turn is on record, or a code that is
            named does not exist.
    """
    found = corpus(view)
    told = counted(view, found, ask)
    shape = len(told.rows), len(told.columns.columns)
    voice = found.turns.voice[told.pieces.turn]
    people = _distinct(told, np.where(voice >= 0, voice, -1), len(found.voices), shape)
    codings, number = told.pieces.coding, len(found.codings)
    segments = _distinct(told, codings, number, shape, sums=ask.measure == "segments")
    if ask.measure == "participants":
        value = people
    elif ask.measure == "segments":
        value = segments
    elif ask.measure == "turns":
        value = _distinct(told, told.pieces.turn, len(found.turns), shape)
    else:
        value = _words(word_places(view, found), told, found, shape)
    for at, row in enumerate(told.rows):
        row.total, row.people = int(value.by_row[at]), int(people.by_row[at])
    for at, column in enumerate(told.columns.columns):
        column.total, column.people = int(value.by_column[at]), int(people.by_column[at])
    verdict = permits(view, "counts as validity")
    shares = _shares(told.columns, people.cells) if verdict.permitted else None
    return Matrix(
        ask=ask,
        rows=told.rows,
        columns=told.columns.columns,
        values=value.cells.tolist(),
        people=people.cells.tolist(),
        segments=segments.cells.tolist(),
        shares=shares,
        why="" if verdict.permitted else f"{verdict.reason} {verdict.instead}",
        notes=_notes(ask, told.columns, shares),
        total=value.whole,
        seq=max(found.seq, 0),
    )


class _Sums(msgspec.Struct):
    cells: Count
    by_row: Count
    by_column: Count
    whole: int


def _distinct(
    told: Counted, what: Index, most: int, shape: tuple[int, int], *, sums: bool = True
) -> _Sums:
    """Count different things (-1: nothing) by cell, and with `sums` by row, column and in all."""
    held = what >= 0
    thing = what[held].astype(np.int64)
    row, column = told.row[held].astype(np.int64), told.column[held].astype(np.int64)
    rows, columns = shape

    def different(place: Count, places: int) -> Count:
        cells = _unique(place * max(most, 1) + thing, places * max(most, 1)) // max(most, 1)
        return np.bincount(cells, minlength=places).astype(np.int64)

    cells = different(row * columns + column, rows * columns).reshape(shape)
    if not sums:
        return _Sums(cells, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0)
    return _Sums(cells, different(row, rows), different(column, columns), len(_unique(thing, most)))


def _unique(numbers: Count, most: int) -> Count:
    """Return the different numbers, all from 0 to below `most`; few are not sorted."""
    if most > _TABLE:
        return np.unique(numbers)
    there = np.zeros(max(most, 1), dtype=np.bool_)
    there[numbers] = True
    return np.flatnonzero(there)


def _words(places: WordPlaces, told: Counted, found: Corpus, shape: tuple[int, int]) -> _Sums:
    """Count different words by cell, row, column, and in all."""
    rows, columns = shape
    source = found.turns.source[told.pieces.turn].astype(np.int64)
    first, last = places.span(source, told.pieces.start, told.pieces.end)
    row, column = told.row.astype(np.int64), told.column.astype(np.int64)
    nothing = np.zeros(len(row), dtype=np.int64)
    return _Sums(
        _covered(row * columns + column, first, last, rows * columns).reshape(shape),
        _covered(row, first, last, rows),
        _covered(column, first, last, columns),
        int(_covered(nothing, first, last, 1)[0]),
    )


def _covered(place: Count, first: Count, last: Count, places: int) -> Count:
    """Count the numbers that stretches [first, last) cover in each place, each number once."""
    order = np.lexsort((first, place))
    place, first, last = place[order], first[order], last[order]
    if not len(place):
        return np.zeros(places, dtype=np.int64)
    span = int(last.max()) + 1
    through = np.maximum.accumulate(place * span + last) - place * span
    before = np.concatenate(([0], through[:-1]))
    before[np.concatenate(([True], place[1:] != place[:-1]))] = 0
    fresh = np.maximum(last - np.maximum(first, before), 0)
    return np.bincount(place, weights=fresh, minlength=places).astype(np.int64)


def _shares(columns: Columns, people: Count) -> list[list[float | None]]:
    sizes = [column.size for column in columns.columns]
    return [
        [count / size if size else None for count, size in zip(row, sizes, strict=True)]
        for row in people.tolist()
    ]


def _notes(ask: MatrixAsk, columns: Columns, shares: Sequence[object] | None) -> list[str]:
    notes = [] if ask.moderator else [NOTES["moderator"]]
    if ask.measure == "participants":
        notes.append(NOTES["people"])
    if shares and any(column.size and column.size < _SMALL for column in columns.columns):
        notes.append(NOTES["small"])
    return notes


def cell(
    view: View,
    ask: MatrixAsk,
    row: str = "",
    column: str | None = None,
    *,
    offset: int = 0,
    limit: int = 100,
) -> CellExtracts:
    """Return the extracts behind a cell, in reading order.

    Args:
        view: the study.
        ask: which matrix.
        row: key of the row; empty: all rows.
        column: key of the column; None: all columns.
        offset: how many to leave out.
        limit: how many to return at most.
    """
    found = corpus(view)
    told = counted(view, found, ask)
    keep = np.ones(len(told.row), dtype=np.bool_)
    if row:
        keep &= told.row == _place([one.key for one in told.rows], row, "row")
    if column is not None:
        keep &= told.column == _place([one.key for one in told.columns.columns], column, "column")
    codings = np.unique(told.pieces.coding[keep])
    turns = np.unique(told.pieces.turn[keep])
    page = [found.codings.id[at] for at in codings[offset : offset + limit].tolist()]
    return CellExtracts(
        total=len(codings),
        people=len(set(found.turns.voice[turns].tolist()) - {-1}),
        turns=len(turns),
        groups=len(set(found.turns.group[turns].tolist()) - {-1}),
        extracts=extracts_of(view, page),
    )


def _place(keys: list[str], key: str, what: str) -> int:
    if key not in keys:
        raise NotFound(f"This matrix has no {what} “{key[:60]}”.", "MatrixAsk for the matrix anew.")
    return keys.index(key)


def ids_of(view: View, ask: MatrixAsk) -> dict[tuple[str, str], list[str]]:
    """Return the ids of the codings behind every cell that has some, by keys of row and column."""
    found = corpus(view)
    told = counted(view, found, ask)
    uses: dict[tuple[str, str], set[int]] = {}
    keys = [row.key for row in told.rows], [column.key for column in told.columns.columns]
    for row, column, coding in zip(
        told.row.tolist(), told.column.tolist(), told.pieces.coding.tolist(), strict=True
    ):
        uses.setdefault((keys[0][row], keys[1][column]), set()).add(coding)
    return {cell: [found.codings.id[at] for at in sorted(those)] for cell, those in uses.items()}


def default_measure(by: str) -> Measure:
    """Return what is counted where nobody says: people, but segments where a column is one."""
    return "segments" if by in ("participant", "coder") else "participants"
