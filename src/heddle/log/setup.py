"""Opening a log: its format, this copy's identity, and tables that fit the program."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from heddle.errors import BrokenStudy
from heddle.log import tables
from heddle.log.ids import new_id
from heddle.log.journal import Journal
from heddle.log.rebuild import create_tables, rebuild
from heddle.log.records import Schema
from heddle.store.database import Database, friendly


class Identity(msgspec.Struct):
    """Ids that a log carries: of the study (same in all copies) and of this copy."""

    study: str
    replica: str


def create_log(database: Database, schema: Schema) -> Journal:
    """Make an empty log with its tables and return its journal."""
    with friendly(), database.connect_writer() as connection, connection.begin():
        tables.metadata.create_all(connection)
        create_tables(database, connection, schema)
        _write_meta(
            connection,
            {
                "format": str(tables.FORMAT),
                "study": new_id(),
                "replica": new_id(),
                "place": database.fingerprint(),
                "tables": schema.version,
            },
        )
    return open_log(database, schema)


def open_log(database: Database, schema: Schema) -> Journal:
    """Return the journal of an existing log.

    A copied folder gets a replica id of its own, so that both copies can be merged; tables
    made by another version of Heddle are folded anew. A log of a newer format is refused.
    """
    with database.reading() as connection:
        if not sa.inspect(connection).has_table("log_meta", schema=database.schema_name):
            raise BrokenStudy(
                "This database holds no Heddle study; nothing was changed.",
                "Check the folder's name, or make a new study with “heddle new”.",
                code="no-study",
            )
        meta = read_meta(connection)
    if int(meta.get("format", "0")) > tables.FORMAT:
        raise BrokenStudy(
            "This study was made by a newer version of Heddle; nothing was changed.",
            "Update Heddle (pip install --upgrade heddle-qda) and open it again.",
            code="newer-format",
        )
    changed: dict[str, str] = {}
    place = database.fingerprint()
    if meta.get("place") != place:
        changed |= {"place": place, "replica": new_id()}
    stale = meta.get("tables") != schema.version
    if changed or stale:
        with friendly(), database.connect_writer() as connection, connection.begin():
            database.lock(connection)
            if stale:
                rebuild(database, connection, schema)
                changed["tables"] = schema.version
            _write_meta(connection, changed)
    return Journal(database, schema, replica={**meta, **changed}["replica"])


def identity(connection: sa.Connection) -> Identity:
    """Return the ids that this log carries."""
    meta = read_meta(connection)
    return Identity(study=meta["study"], replica=meta["replica"])


def read_meta(connection: sa.Connection) -> dict[str, str]:
    """Return the log's own notes about itself."""
    rows = connection.execute(sa.select(tables.meta.c.key, tables.meta.c.value))
    return {row.key: row.value for row in rows}


def _write_meta(connection: sa.Connection, values: dict[str, str]) -> None:
    for key, value in values.items():
        connection.execute(tables.meta.delete().where(tables.meta.c.key == key))
        connection.execute(tables.meta.insert(), {"key": key, "value": value})
