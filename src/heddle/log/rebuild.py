"""Making the query tables, and making them anew from the log."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.conflicts import conflict_rows, conflicts
from heddle.log.fold import Placed, fold
from heddle.log.records import Schema
from heddle.log.refold import read_placed
from heddle.store import search
from heddle.store.database import Database

_BATCH = 5_000


def create_tables(database: Database, connection: sa.Connection, schema: Schema) -> None:
    """Create the query tables and the full-text index, empty."""
    schema.metadata.create_all(connection)
    conflicts.metadata.create_all(connection)
    search.create(database, connection, schema)


def drop_tables(database: Database, connection: sa.Connection) -> None:
    """Drop every table that is not the log's, those of an older schema included."""
    search.drop(database, connection)
    inspector = sa.inspect(connection)
    for table in inspector.get_table_names(schema=database.schema_name):
        if not table.startswith(("log_", "sqlite_")):
            connection.exec_driver_sql(f"DROP TABLE {database.qualified(table)}")


def rebuild(
    database: Database,
    connection: sa.Connection,
    schema: Schema,
    *,
    source: sa.Connection | None = None,
    until: sa.ColumnElement[bool] | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Drop the query tables and fold them anew from the log; returns how many records live.

    `source` is the connection to read the log from where it is another database (a look back
    in memory), `until` a condition on gestures that limits what is folded.
    """
    drop_tables(database, connection)
    create_tables(database, connection, schema)
    search.pause(database, connection, schema)
    condition = sa.true() if until is None else until
    live = 0
    rows: dict[str, list[dict[str, Any]]] = {}
    clashes: list[dict[str, Any]] = []
    for kind_name, record, placed in _by_record(source or connection, condition):
        kind = schema.kinds.get(kind_name)
        if kind is None:
            continue  # A kind of a newer Heddle: kept in the log, not shown.
        state = fold(placed)
        clashes += conflict_rows(kind_name, record, state.clashes)
        if not state.live:
            continue
        live += 1
        waiting = rows.setdefault(kind_name, [])
        waiting.append(kind.row({**state.fields, "id": record}))
        if len(waiting) >= _BATCH:
            connection.execute(kind.table.insert(), waiting)
            waiting.clear()
            progress(live)
    for kind_name, waiting in rows.items():
        if waiting:
            connection.execute(schema.kinds[kind_name].table.insert(), waiting)
    if clashes:
        connection.execute(conflicts.insert(), clashes)
    search.resume(database, connection, schema)
    progress(live)
    return live


def _by_record(
    connection: sa.Connection, condition: sa.ColumnElement[bool]
) -> Iterator[tuple[str, str, list[Placed]]]:
    """Yield the patches of one record after the other, in a database-sorted stream."""
    order = (tables.patches.c.record, tables.patches.c.pid)
    stream = read_placed(connection, condition, order=order)
    for (record, kind), group in itertools.groupby(
        stream, key=lambda placed: (placed.patch.record, placed.patch.kind)
    ):
        yield kind, record, list(group)
