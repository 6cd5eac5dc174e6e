"""What steps touched: the records of a range of gestures, with how they stand now.

The live feed and the answer to a step are made of it, so that a window needs no second question
to know what has changed.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from heddle.log import tables
from heddle.log.records import Record
from heddle.log.view import View


class Touched(msgspec.Struct, kw_only=True):
    """A record that a step has made, changed or dropped."""

    kind: str
    id: str
    record: Record | None
    """Its fields as they are now; None once it is dropped."""


class Step(msgspec.Struct, kw_only=True):
    """A gesture in short: who did what, and how much it touched."""

    seq: int
    gesture: str
    actor: str
    operation: str
    undoes: str
    patches: int


def head(connection: sa.Connection) -> int:
    """Return the last seq of the log; 0 for an empty one."""
    return int(connection.scalar(sa.select(sa.func.max(tables.gestures.c.seq))) or 0)


def steps_after(connection: sa.Connection, seq: int, *, limit: int) -> list[Step]:
    """Return the gestures above `seq`, oldest first, at most `limit`."""
    g = tables.gestures.c
    rows = connection.execute(
        sa.select(g.seq, g.id, g.actor, g.operation, g.undoes)
        .where(g.seq > seq)
        .order_by(g.seq)
        .limit(limit)
    ).all()
    return [
        Step(
            seq=row.seq,
            gesture=row.id,
            actor=row.actor,
            operation=row.operation,
            undoes=row.undoes,
            patches=facts_of_step(connection, row.seq),
        )
        for row in rows
    ]


def facts_of_step(connection: sa.Connection, seq: int) -> int:
    """Return how many facts a gesture has."""
    of_gesture = tables.pid_range(seq, seq)
    statement = sa.select(sa.func.count()).select_from(tables.patches).where(of_gesture)
    return int(connection.scalar(statement) or 0)


def kinds_touched(view: View, first: int, last: int) -> list[str]:
    """Return the kinds of records that gestures `first` to `last` touched, in schema order."""
    p = tables.patches.c
    statement = sa.select(p.kind).where(tables.pid_range(first, last)).distinct()
    found = set(view.connection.execute(statement).scalars())
    return [kind for kind in view.schema.kinds if kind in found]


def touched(view: View, first: int, last: int) -> list[Touched]:
    """Return each record that gestures `first` to `last` touched, once, as it is now."""
    p = tables.patches.c
    statement = (
        sa.select(p.kind, p.record)
        .where(tables.pid_range(first, last))
        .group_by(p.kind, p.record)
        .order_by(sa.func.min(p.pid))
    )
    pairs = [(str(kind), str(record)) for kind, record in view.connection.execute(statement)]
    return as_they_are(view, pairs)


def as_they_are(view: View, pairs: Iterable[tuple[str, str]]) -> list[Touched]:
    """Return records by kind and id as they are now, in the order given; one query a kind."""
    wanted = [pair for pair in pairs if pair[0] in view.schema.kinds]
    ids: dict[str, list[str]] = {}
    for kind, record in wanted:
        ids.setdefault(kind, []).append(record)
    present = {
        (kind, found.id): found
        for kind, those in ids.items()
        for found in view.among(view.schema.kinds[kind].cls, "id", those)
    }
    return [Touched(kind=kind, id=i, record=present.get((kind, i))) for kind, i in wanted]
