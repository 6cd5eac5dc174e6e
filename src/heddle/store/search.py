"""The full-text index over the searched fields of all kinds.

SQLite: one FTS5 table a kind, fed by triggers, that reads its text from the query table and so
stores no second copy (https://sqlite.org/fts5.html#external_content_tables). PostgreSQL: a GIN
index over ``to_tsvector('simple', ...)``. Words are compared without case, diacritics count:
"mode" is not "møde". The index is no part of the record and is made anew at a rebuild.
"""

from __future__ import annotations

import re
from typing import Any, Final

import sqlalchemy as sa

from heddle.log.records import Kind, Record, Schema
from heddle.store.database import Database

_WORD: Final = re.compile(r"[^\W_]+")
_PHRASE: Final = re.compile(r'"([^"]+)"|(\S+)')
_PREFIX: Final = "fts_"


def create(database: Database, connection: sa.Connection, schema: Schema) -> None:
    """Make the index, empty, and have it follow the tables."""
    for kind in _searched(schema):
        if database.kind == "sqlite":
            connection.exec_driver_sql(_fts_table(kind))
            for trigger in _triggers(kind):
                connection.exec_driver_sql(trigger)
        else:
            table = database.qualified(kind.name)
            connection.exec_driver_sql(
                f"CREATE INDEX {_PREFIX}{kind.name} ON {table} USING gin ({_vector(kind)})"
            )


def drop(database: Database, connection: sa.Connection) -> None:
    """Drop the index tables (indexes on PostgreSQL go with their table)."""
    if database.kind != "sqlite":
        return
    names = connection.exec_driver_sql(
        f"SELECT name FROM sqlite_master WHERE type='table' AND name LIKE '{_PREFIX}%' "
        "AND sql LIKE 'CREATE VIRTUAL%'"
    ).scalars()
    for name in names.all():
        connection.exec_driver_sql(f'DROP TABLE "{name}"')


def pause(database: Database, connection: sa.Connection, schema: Schema) -> None:
    """Stop following the tables while many rows are written; `resume` catches up."""
    for kind in _searched(schema):
        if database.kind == "sqlite":
            for event in ("ai", "ad", "au"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {kind.name}_{event}")


def resume(database: Database, connection: sa.Connection, schema: Schema) -> None:
    """Index everything anew in one pass and follow the tables again."""
    for kind in _searched(schema):
        if database.kind == "sqlite":
            name = _PREFIX + kind.name
            connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES('rebuild')")
            for trigger in _triggers(kind):
                connection.exec_driver_sql(trigger)


def purge(database: Database, connection: sa.Connection, schema: Schema) -> None:
    """Index everything anew, so that words of changed and deleted rows leave the index."""
    if database.kind == "sqlite":
        for kind in _searched(schema):
            name = _PREFIX + kind.name
            connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES('rebuild')")


def find(
    database: Database,
    connection: sa.Connection,
    schema: Schema,
    cls: type[Record],
    words: str,
    *,
    limit: int = 100,
    offset: int = 0,
) -> list[str]:
    """Return ids of records whose searched fields hold all the words, in the table's order.

    Quoted parts are phrases, a trailing * asks for a prefix; anything else is plain text and
    never query syntax.
    """
    kind = schema.of(cls)
    terms = _terms(words)
    if not terms:
        return []
    table = database.qualified(kind.name)
    if database.kind == "sqlite":
        name = _PREFIX + kind.name
        # The rowids come from the index alone; ids are looked up for the page only.
        statement = sa.text(
            f"SELECT id FROM {table} WHERE rid IN (SELECT rowid FROM {name} "
            f"WHERE {name} MATCH :query ORDER BY rowid LIMIT :limit OFFSET :offset) ORDER BY rid"
        )
        query = " ".join(_fts_term(term) for term in terms)
    else:
        statement = sa.text(
            f"SELECT id FROM {table} WHERE {_vector(kind)} @@ to_tsquery('simple', :query) "
            "ORDER BY rid LIMIT :limit OFFSET :offset"
        )
        query = " & ".join(_ts_term(term) for term in terms)
    parameters: dict[str, Any] = {"query": query, "limit": limit, "offset": offset}
    return [str(row[0]) for row in connection.execute(statement, parameters)]


def count(
    database: Database, connection: sa.Connection, schema: Schema, cls: type[Record], words: str
) -> int:
    """Return how many records `find` would give without a limit."""
    kind = schema.of(cls)
    terms = _terms(words)
    if not terms:
        return 0
    if database.kind == "sqlite":
        name = _PREFIX + kind.name
        statement = sa.text(f"SELECT count(*) FROM {name} WHERE {name} MATCH :query")
        query = " ".join(_fts_term(term) for term in terms)
    else:
        statement = sa.text(
            f"SELECT count(*) FROM {database.qualified(kind.name)} "
            f"WHERE {_vector(kind)} @@ to_tsquery('simple', :query)"
        )
        query = " & ".join(_ts_term(term) for term in terms)
    return int(connection.scalar(statement, {"query": query}) or 0)


def _searched(schema: Schema) -> list[Kind]:
    return [kind for kind in schema.kinds.values() if kind.cls.searched]


def _fts_table(kind: Kind) -> str:
    columns = ", ".join(kind.cls.searched)
    return (
        f"CREATE VIRTUAL TABLE {_PREFIX}{kind.name} USING fts5({columns}, content='{kind.name}', "
        "content_rowid='rid', tokenize='unicode61 remove_diacritics 0')"
    )


def _triggers(kind: Kind) -> list[str]:
    name, fields = _PREFIX + kind.name, kind.cls.searched
    columns = ", ".join(fields)
    new = ", ".join(f"new.{field}" for field in fields)
    old = ", ".join(f"old.{field}" for field in fields)
    add = f"INSERT INTO {name}(rowid, {columns}) VALUES (new.rid, {new});"
    remove = f"INSERT INTO {name}({name}, rowid, {columns}) VALUES ('delete', old.rid, {old});"
    table = kind.name
    return [
        f"CREATE TRIGGER {table}_ai AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {table}_ad AFTER DELETE ON {table} BEGIN {remove} END",
        f"CREATE TRIGGER {table}_au AFTER UPDATE OF {columns} ON {table} BEGIN {remove} {add} END",
    ]


def _vector(kind: Kind) -> str:
    joined = " || ' ' || ".join(f'"{field}"' for field in kind.cls.searched)
    return f"to_tsvector('simple', {joined})"


def _terms(words: str) -> list[tuple[list[str], bool]]:
    """Split a person's words into terms: (words of a phrase, last word is a prefix)."""
    terms = []
    for phrase, single in _PHRASE.findall(words):
        text = phrase or single
        tokens = _WORD.findall(text)
        if tokens:
            terms.append((tokens, single.endswith("*")))
    return terms


def _fts_term(term: tuple[list[str], bool]) -> str:
    tokens, prefix = term
    return '"' + " ".join(tokens) + '"' + ("*" if prefix else "")


def _ts_term(term: tuple[list[str], bool]) -> str:
    tokens, prefix = term
    quoted = [f"'{token}'" for token in tokens]
    if prefix:
        quoted[-1] += ":*"
    return "(" + " <-> ".join(quoted) + ")"
