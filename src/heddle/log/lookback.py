"""The study as of any moment: the log folded up to there, in memory, read-only."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.clock import reading_at
from heddle.log.rebuild import rebuild
from heddle.log.records import Schema
from heddle.store.database import Database, SqliteDatabase


def look_back(
    database: Database,
    schema: Schema,
    *,
    seq: int | None = None,
    when: dt.datetime | None = None,
) -> Database:
    """Return an in-memory database with the tables as they were.

    Up to a `seq` of this copy, or up to a wall-clock time (by the logical clock, so steps made
    elsewhere count when they were made, not when they were merged).
    """
    g = tables.gestures.c
    until: sa.ColumnElement[bool] = sa.true()
    if seq is not None:
        until = g.seq <= seq
    if when is not None:
        until = g.clock <= reading_at(when)
    past = SqliteDatabase(None)
    with database.reading() as source, past.connect_writer() as target, target.begin():
        rebuild(past, target, schema, source=source, until=until)
    return past
