"""The extracts of a code: its words in their places, with a little of what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.sources import Source, Turn

AROUND = 120
"""How many characters before and after the words are shown."""


class Extract(msgspec.Struct, kw_only=True):
    """One coding of a code, ready to read; offsets are code points of its turns."""

    id: str
    source: str
    turn: str
    start: int
    end_turn: str
    end: int
    speaker: str
    """Id of who speaks where it begins; empty: a turn without a speaker."""
    words: str
    before: str
    after: str
    coder: str
    note: str
    gone: bool


class Extracts(msgspec.Struct, kw_only=True):
    """One page of a code's extracts, in reading order."""

    code: str
    total: int
    """Of all pages."""
    rows: list[Extract]


def extracts(
    view: View,
    code: str,
    *,
    offset: int = 0,
    limit: int = 100,
    coder: str = "",
    source: str = "",
) -> Extracts:
    """Return a page of a code's extracts, source by source; raises NotFound for no code.

    `coder` and `source` (ids) narrow them down; codes below this one are not included.
    """
    view.get(Code, code)
    c = view.table(Coding).c
    condition: sa.ColumnElement[bool] = c.code == code
    if coder:
        condition &= c.coder == coder
    if source:
        condition &= c.source == source
    counts = counted(view, condition)
    ids = in_order(view, condition, counts, offset=offset, limit=limit)
    return Extracts(code=code, total=sum(counts.values()), rows=extracts_of(view, ids))


def counted(view: View, condition: sa.ColumnElement[bool]) -> dict[str, int]:
    """Return how many codings fulfil a condition, by id of their source."""
    c = view.table(Coding).c
    rows = view.rows(sa.select(c.source, sa.func.count()).where(condition).group_by(c.source))
    return {str(source): int(count) for source, count in (tuple(row) for row in rows)}


def in_order(
    view: View,
    condition: sa.ColumnElement[bool],
    counts: dict[str, int],
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[str]:
    """Return ids of codings in reading order, source by source, a page at a time.

    Only the sources of the page are read and sorted (`counts` says which they are), so a page
    costs the same however many codings there are.
    """
    c, t = view.table(Coding).c, view.table(Turn).c
    ids: list[str] = []
    skip = offset
    for source in _by_name(view, counts):
        if limit is not None and len(ids) >= limit:
            break
        if skip >= counts[source]:
            skip -= counts[source]
            continue
        inside = (
            sa.select(c.id)
            .select_from(view.table(Coding))
            .outerjoin(view.table(Turn), t.id == c.turn)
            .where(condition & (c.source == source))
            .order_by(t.position, c.start, c.id)
        )
        ids += [row[0] for row in view.rows(inside)][skip:]
        skip = 0
    return ids[:limit]


def _by_name(view: View, counts: dict[str, int]) -> list[str]:
    """Return ids of sources in the order in which they are listed, lost ones at the end."""
    table = view.table(Source)
    rows = view.rows(sa.select(table.c.name, table.c.id).order_by(table.c.name, table.c.id))
    known = [row.id for row in rows if row.id in counts]
    return known + sorted(set(counts) - set(known))


def extracts_of(view: View, ids: Sequence[str]) -> list[Extract]:
    """Return codings (ids) as extracts, in the order given; those that are gone are left out."""
    codings = {coding.id: coding for coding in view.among(Coding, "id", ids)}
    wanted = {i for c in codings.values() for i in (c.turn, c.end_turn)}
    turns = {turn.id: turn for turn in view.among(Turn, "id", wanted)}
    return [_row(codings[i], turns) for i in ids if i in codings]


def _row(coding: Coding, turns: dict[str, Turn]) -> Extract:
    first, last = turns.get(coding.turn), turns.get(coding.end_turn)
    fields: dict[str, Any] = {
        name: getattr(coding, name)
        for name in ("id", "source", "turn", "start", "end_turn", "end", "coder", "note", "gone")
    }
    return Extract(
        **fields,
        speaker=first.speaker if first else "",
        words=coding.words or coding.quote,
        before=first.text[max(0, coding.start - AROUND) : coding.start] if first else "",
        after=last.text[coding.end : coding.end + AROUND] if last else "",
    )
