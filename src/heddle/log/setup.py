"""Opening a log: its format, this copy's identity, and tables that fit the program."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from heddle.errors import BrokenStudy, StorageFailed
from heddle.log import tables
from heddle.log.ids import new_id
from heddle.log.journal import Journal
from heddle.log.rebuild import create_tables, rebuild
from heddle.log.records import Schema
from heddle.log.shredding import SHREDDING, shred
from heddle.store.database import Database, friendly


class Identity(msgspec.Struct):
    """Ids that a log carries: of the study (same in all copies) and of this copy."""

    study: str
    replica: str


def create_log(
    database: Database, schema: Schema, notes: Mapping[str, str] | None = None
) -> Journal:
    """Make an empty log with its tables and return its journal.

    `notes` are kept beside the log's own and are not part of the record.
    """
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
                **(notes or {}),
            },
        )
    return open_log(database, schema)


def open_log(database: Database, schema: Schema) -> Journal:
    """Return the journal of an existing log.

    A copied folder gets a replica id of its own, so that both copies can be merged; tables
    made by another version of Heddle are folded anew. A log of a newer format is refused.
    """
    with database.reading() as connection:
        _check_tables(database, connection)
        meta = read_meta(connection)
    if not meta.get("format", "").isdecimal() or not {"study", "replica"} <= meta.keys():
        raise _damaged()
    if int(meta["format"]) > tables.FORMAT:
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
    if SHREDDING in meta:
        # Not possible just now (a full disk, a reader): the next opening tries again.
        with contextlib.suppress(StorageFailed):
            shred(database)
    return Journal(database, schema, replica={**meta, **changed}["replica"])


def _check_tables(database: Database, connection: sa.Connection) -> None:
    """Refuse a database that is no study, or one that has lost a table of the log."""
    present = set(sa.inspect(connection).get_table_names(schema=database.schema_name))
    if "log_meta" not in present:
        raise BrokenStudy(
            "This database holds no Heddle study; nothing was changed.",
            "Check the folder's name, or make a new study with “heddle new”.",
            code="no-study",
        )
    if not present.issuperset(tables.metadata.tables):
        raise _damaged()


def _damaged() -> BrokenStudy:
    return BrokenStudy(
        "A part of this study's log is missing, so it cannot be opened; nothing was changed.",
        "Keep the folder as it is, and restore your last backup into another one.",
    )


def identity(connection: sa.Connection) -> Identity:
    """Return the ids that this log carries."""
    meta = read_meta(connection)
    return Identity(study=meta["study"], replica=meta["replica"])


def has_log(connection: sa.Connection) -> bool:
    """Tell whether a log stands behind the tables; a look back is made without its own."""
    if connection.dialect.name != "sqlite":
        return True  # only files and servers have studies; a look back lives in memory
    named = "SELECT 1 FROM sqlite_master WHERE name = 'log_gestures'"
    return connection.exec_driver_sql(named).first() is not None


def read_meta(connection: sa.Connection) -> dict[str, str]:
    """Return the log's own notes about itself."""
    rows = connection.execute(sa.select(tables.meta.c.key, tables.meta.c.value))
    return {row.key: row.value for row in rows}


def _write_meta(connection: sa.Connection, values: dict[str, str]) -> None:
    for key, value in values.items():
        connection.execute(tables.meta.delete().where(tables.meta.c.key == key))
        connection.execute(tables.meta.insert(), {"key": key, "value": value})
