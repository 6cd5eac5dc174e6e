"""Folding records anew from the log: for merges, restored records, erasures and rebuilds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.conflicts import store_conflicts
from heddle.log.fold import Folded, Placed, fold
from heddle.log.patches import Patch
from heddle.log.records import Kind

_CHUNK = 500
_LATEST = 1 << 62


def read_placed(
    connection: sa.Connection,
    condition: sa.ColumnElement[bool],
    order: Sequence[sa.ColumnElement[Any]] = (),
) -> Iterator[Placed]:
    """Yield the patches that fulfil a condition, with their place in the order of all copies."""
    p, g = tables.patches.c, tables.gestures.c
    statement = (
        sa.select(
            p.pid, p.kind, p.record, p.action, p.content, p.salt, p.hash, g.clock, g.replica, g.id
        )
        .join_from(tables.patches, tables.gestures, g.seq == tables.gesture_seq())
        .where(condition)
        .order_by(*order)
    )
    for row in connection.execute(statement.execution_options(yield_per=2_000)):
        yield Placed(
            clock=row.clock,
            replica=row.replica,
            gesture=row.id,
            index=tables.index_of(row.pid),
            patch=Patch(row.kind, row.record, row.action, row.content, row.salt, row.hash),
        )


def folded(
    connection: sa.Connection,
    kind: str,
    records: Sequence[str],
    pending: Iterable[Patch] = (),
    *,
    until: int | None = None,
) -> dict[str, Folded]:
    """Fold the given records of one kind; `pending` patches come after all logged ones.

    `until` is the seq of the last gesture of this copy that is taken into account.
    """
    gathered: dict[str, list[Placed]] = {record: [] for record in records}
    for start in range(0, len(records), _CHUNK):
        chunk = records[start : start + _CHUNK]
        condition = tables.patches.c.record.in_(chunk) & (tables.patches.c.kind == kind)
        if until is not None:
            condition &= tables.gestures.c.seq <= until
        for placed in read_placed(connection, condition):
            gathered[placed.patch.record].append(placed)
    for index, patch in enumerate(pending):
        if patch.kind == kind and patch.record in gathered:
            gathered[patch.record].append(Placed(_LATEST, "", "", index, patch))
    return {record: fold(patches) for record, patches in gathered.items()}


def refold(
    connection: sa.Connection,
    kind: Kind,
    records: Sequence[str],
    pending: Iterable[Patch] = (),
) -> dict[str, Folded]:
    """Fold records anew and put the result into their query table; returns the folds."""
    records = list(dict.fromkeys(records))
    results = folded(connection, kind.name, records, pending)
    for start in range(0, len(records), _CHUNK):
        chunk = records[start : start + _CHUNK]
        connection.execute(kind.table.delete().where(kind.table.c.id.in_(chunk)))
    rows: list[dict[str, Any]] = [
        kind.row({**state.fields, "id": record}) for record, state in results.items() if state.live
    ]
    if rows:
        connection.execute(kind.table.insert(), rows)
    store_conflicts(connection, kind.name, results)
    return results
