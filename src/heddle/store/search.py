"""The full-text index over the searched fields of all kinds.

SQLite: one FTS5 table a kind, fed by triggers, that reads its text from the query table and so
stores no second copy (https://sqlite.org/fts5.html#external_content_tables), and one fts5vocab
table that lists its words (https://sqlite.org/fts5.html#the_fts5vocab_virtual_table_module).
PostgreSQL: a GIN index over ``to_tsvector('simple', ...)`` of the words without signs (its parser
would take "and/or" for a file's path), and another over folded words. Words are compared without
case, diacritics count: "mode" is not "møde", unless folded words are asked for (`Term`). The index
is no part of the record and is made anew at a rebuild.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from heddle.log.records import Kind, Record, Schema
from heddle.store.database import Database
from heddle.text.plain_letters import OWN_LETTERS, plain, variants

_WORD: Final = re.compile(r"[^\W_]+")
_PHRASE: Final = re.compile(r'"([^"]+)"|(\S+)')
_PREFIX: Final = "fts_"
_WORDS: Final = "_words"
_SIGNS: Final = "!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~‘’‚‛“”„‟«»‹›–—―…·•"
_MOST_WORDS: Final = 2000
"""So many words of the index may stand for one folded word; a shorter beginning has more."""


class Term(NamedTuple):
    """Words that follow each other."""

    words: list[str]
    prefix: bool = False
    """The last word is the beginning of one."""
    folded: bool = False
    """Compare without accents and special letters (`text.plain_letters`)."""


def create(database: Database, connection: sa.Connection, schema: Schema) -> None:
    """Make the index, empty, and have it follow the tables."""
    for kind in _searched(schema):
        if database.kind == "sqlite":
            name = _PREFIX + kind.name
            connection.exec_driver_sql(_fts_table(kind))
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {name}{_WORDS} USING fts5vocab({name}, row)"
            )
            for trigger in _triggers(kind):
                connection.exec_driver_sql(trigger)
        else:
            table = database.qualified(kind.name)
            connection.exec_driver_sql(
                f"CREATE INDEX {_PREFIX}{kind.name} ON {table} USING gin ({_vector(kind)})"
            )
            connection.exec_driver_sql(
                f"CREATE INDEX {_PREFIX}{kind.name}_folded ON {table} "
                f"USING gin ({_vector(kind, folded=True)})"
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


def texts(
    connection: sa.Connection,
    schema: Schema,
    cls: type[Record],
    field: str,
    terms: Sequence[Term],
) -> list[tuple[str, str]]:
    """Return (id, text) of all records that may hold all terms, in no order that is promised.

    None that holds them is left out; whoever asks looks into the text for the words' places.
    """
    kind = schema.of(cls)
    condition = _proposal(connection, kind, terms)
    if condition is None:
        return []
    table = kind.table
    if connection.dialect.name == "sqlite":
        condition = table.c.rid.in_(condition)
    statement = sa.select(table.c.id, table.c[field]).where(condition)
    return [(str(row[0]), str(row[1])) for row in connection.execute(statement)]


def more_than(
    connection: sa.Connection, schema: Schema, cls: type[Record], terms: Sequence[Term], few: int
) -> bool:
    """Tell whether `texts` would give more than a few records, without reading them."""
    kind = schema.of(cls)
    condition = _proposal(connection, kind, terms)
    if condition is None:
        return False
    if connection.dialect.name != "sqlite":
        condition = sa.select(sa.literal(1)).select_from(kind.table).where(condition)
    some = condition.limit(few + 1).subquery()
    return int(connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0) > few


def _proposal(connection: sa.Connection, kind: Kind, terms: Sequence[Term]) -> Any:
    """Return what proposes records: on SQLite a select of rowids, else a condition; None: none."""
    if not all(term.words for term in terms):
        return None
    if connection.dialect.name != "sqlite":
        return sa.and_(*(_ts_condition(kind, term) for term in terms))
    queries = [_fts_proposal(connection, kind, term) for term in terms]
    if not all(queries):
        return None
    name = _PREFIX + kind.name
    index = sa.table(name, sa.column("rowid"))
    matching = sa.text(f"{name} MATCH :query")
    asked = " AND ".join(f"({query})" for query in queries)
    return sa.select(index.c.rowid).where(matching.bindparams(query=asked))


def _fts_proposal(connection: sa.Connection, kind: Kind, term: Term) -> str:
    """Return what to ask FTS5 for; empty where the index has no such word."""
    if not term.folded:
        return _fts_term((term.words, term.prefix))
    words = []
    for at, word in enumerate(term.words):
        open_end = term.prefix and at == len(term.words) - 1
        spelled = _spellings(connection, kind, plain(word), prefix=open_end)
        if spelled is None:
            # Everything that begins like one of its first letters: more than is needed.
            spelled, open_end = list(variants(plain(word)[0])), True
        if not spelled:
            return ""
        words.append("(" + " OR ".join(_fts_term(([one], open_end)) for one in spelled) + ")")
    return " AND ".join(words)


def _spellings(
    connection: sa.Connection, kind: Kind, word: str, *, prefix: bool
) -> list[str] | None:
    """Return the words of the index that a folded word stands for; None: too many."""
    table = _PREFIX + kind.name + _WORDS
    found: list[str] = []
    for letter in variants(word[0]):
        rows = connection.execute(
            sa.text(f"SELECT term FROM {table} WHERE term >= :low AND term < :high"),
            {"low": letter, "high": chr(ord(letter) + 1)},
        )
        for (term,) in rows:
            folded = plain(str(term))
            if folded == word or (prefix and folded.startswith(word)):
                found.append(str(term))
                if len(found) > _MOST_WORDS:
                    return None
    return found


def _ts_condition(kind: Kind, term: Term) -> sa.ColumnElement[bool]:
    words = [plain(word) for word in term.words] if term.folded else term.words
    vector: sa.ColumnElement[Any] = sa.literal_column(_vector(kind, folded=term.folded))
    query = sa.func.to_tsquery(sa.literal_column("'simple'"), _ts_term((words, term.prefix)))
    return vector.op("@@", is_comparison=True)(query)


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


def _vector(kind: Kind, *, folded: bool = False) -> str:
    joined = " || ' ' || ".join(f'"{field}"' for field in kind.cls.searched)
    signs = _SIGNS.replace("'", "''")
    words = f"translate({joined}, '{signs}', repeat(' ', {len(_SIGNS)}))"
    return f"to_tsvector('simple', {_folded(words) if folded else words})"


def _folded(words: str) -> str:
    """Return the SQL that folds a text as `text.plain_letters` does."""
    single = {letter: as_ for letter, as_ in OWN_LETTERS.items() if len(as_) == 1}
    words = f"translate({words}, '{''.join(single)}', '{''.join(single.values())}')"
    for letter, letters in OWN_LETTERS.items():
        if len(letters) > 1:
            words = f"replace({words}, '{letter}', '{letters}')"
    return f"regexp_replace(normalize({words}, NFD), '[\u0300-\u036f]', '', 'g')"


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
