"""A curtain: what one reader does not see of a study, whatever is asked over the connection.

While it hangs, the names of the query tables and of the log's tables stand for views that leave
out what is hidden: every statement over the connection, of whatever module, reads those. The
views are temporary and made inside the reader's transaction, so they go when it ends, and no
other connection ever sees them. SQLite looks for a name among temporary things first
(https://sqlite.org/lang_naming.html), PostgreSQL along search_path.

Hidden are records of the veiled kinds, records of any kind that refer to one of those, and the
facts of the log about all of them. A step of somebody else that holds hidden facts only is not
there; one that holds others too is told without its name and reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec
import sqlalchemy as sa

from heddle.log import conflicts, tables
from heddle.log.records import Field, Kind, Schema
from heddle.log.view import View

UNSEEN: Final = "rounds.unseen"
"""What a step goes by that holds something hidden."""


class Curtain(msgspec.Struct, frozen=True, kw_only=True):
    """What is hidden from whom; equal ones hide the same."""

    member: str
    places: tuple[tuple[str, tuple[str, ...]], ...]
    """Where things are hidden: values by the field that holds them ("source", and ids of sources),
    in order."""
    veiled: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Kinds of records, each with the field that names whose it is, and the fields that say where
    it is: hidden where one of them holds such a value. The member's own stay; without a field for
    the owner all are hidden."""

    def hides(self, kind: str, fields: Mapping[str, object]) -> bool:
        """Tell whether a record with these fields is hidden."""
        there = dict(self.places)
        return any(
            any(fields.get(field) in there.get(field, ()) for field in where)
            and (not owner or fields.get(owner, "") != self.member)
            for name, owner, where in self.veiled
            if name == kind
        )


def hang(view: View, curtain: Curtain) -> None:
    """Hide what a curtain hides from all further reads over a view's connection.

    The view must be a reader's, in a transaction that will be rolled back.
    """
    connection = view.connection
    words = _Words(view, curtain)
    there = set(sa.inspect(connection).get_table_names(schema=words.schema))
    for name, body in words.views(view.schema, there):
        connection.exec_driver_sql(f'CREATE TEMPORARY VIEW "{name}" AS {body}'.replace("%", "%%"))
    if words.schema:
        connection.exec_driver_sql(f'SET LOCAL search_path TO pg_temp, "{words.schema}"')
        connection.execution_options(schema_translate_map={})


class _Words:
    """The SQL of a curtain in the connection's dialect."""

    def __init__(self, view: View, curtain: Curtain) -> None:
        connection = view.connection
        self.sqlite = connection.dialect.name == "sqlite"
        places = connection.get_execution_options().get("schema_translate_map") or {}
        self.schema: str | None = places.get(None)
        self._home = "main" if self.sqlite else f'"{self.schema}"'
        self._curtain = curtain
        self._veiled = {kind: (owner, where) for kind, owner, where in curtain.veiled}
        self._places = dict(curtain.places)
        self._logged = True

    def views(self, schema: Schema, there: set[str]) -> Iterator[tuple[str, str]]:
        """Yield name and body of each view: of those tables only that are there."""
        self._logged = tables.patches.name in there
        hidden = {
            name: self._record(schema.kinds[name], "x")
            for name in schema.kinds
            if name in there and (name in self._veiled or self._pointing(schema.kinds[name]))
        }
        for name, condition in hidden.items():
            yield name, self._without(name, condition)
        if self._logged:
            fact = self._fact("x", [name for name in hidden if name not in self._veiled])
            yield tables.patches.name, self._without(tables.patches.name, fact)
            yield tables.gestures.name, self._steps(fact)
        if conflicts.conflicts.name in there:
            clash = self._told("x.record")
            yield conflicts.conflicts.name, self._without(conflicts.conflicts.name, clash)

    def _table(self, name: str) -> str:
        return f'{self._home}."{name}"'

    def _without(self, name: str, condition: str) -> str:
        return f"SELECT * FROM {self._table(name)} x WHERE NOT ({condition})"

    # What is hidden of the tables.

    def _pointing(self, kind: Kind) -> list[Field]:
        return [field for field in kind.refs if field.ref == "*" or field.ref in self._veiled]

    def _record(self, kind: Kind, row: str) -> str:
        """Return the condition for a hidden row of a kind."""
        if kind.name in self._veiled:
            return self._of_others(kind.name, lambda field: f'{row}."{field}"')
        return " OR ".join(self._points(f'{row}."{f.name}"', f) for f in self._pointing(kind))

    def _of_others(self, kind: str, column: Callable[[str], str]) -> str:
        """Return the condition for a record of a kind, its fields given as SQL."""
        owner, where = self._veiled[kind]
        there = [
            f"{column(field)} IN ({', '.join(map(_quoted, values))})"
            for field in where
            if (values := self._places.get(field))
        ]
        condition = f"({' OR '.join(there) or '1 = 0'})"
        if not owner:
            return condition
        return f"{condition} AND {column(owner)} <> {_quoted(self._curtain.member)}"

    def _points(self, column: str, field: Field) -> str:
        """Return the condition for a field that holds the id of something hidden."""
        target = f"{column} <> '' AND {self._told(column)}"
        if not field.json:
            return f"({target})"
        items = (
            f"json_each({column}) i"
            if self.sqlite
            else f"jsonb_array_elements_text(CAST({column} AS jsonb)) i(value)"
        )
        return (
            f"({column} <> '[]' AND EXISTS (SELECT 1 FROM {items} WHERE {self._told('i.value')}))"
        )

    # What is hidden of the log: it alone knows records that were dropped.

    def _told(self, record: str) -> str:
        """Return the condition for an id under which the log tells of something hidden.

        Where the words of a record's making were erased, it is taken for hidden. A look back has
        no log; there the tables say it.
        """
        if not self._logged:
            held = 'h."{}"'.format
            return " OR ".join(
                f"EXISTS (SELECT 1 FROM {self._table(kind)} h WHERE h.id = {record} AND "
                f"{self._of_others(kind, held)})"
                for kind in self._veiled
            ).join("()")
        made = " OR ".join(
            f"(h.kind = {_quoted(kind)} AND {self._of_others(kind, self._json)})"
            for kind in self._veiled
        )
        kinds = ", ".join(_quoted(kind) for kind in self._veiled)
        return (
            f"EXISTS (SELECT 1 FROM {self._table(tables.patches.name)} h "
            f"WHERE h.record = {record} AND h.kind IN ({kinds}) AND h.action = 'create' "
            f"AND (h.content IS NULL OR {made}))"
        )

    def _json(self, field: str) -> str:
        if self.sqlite:
            return f"COALESCE(json_extract(h.content, '$.after.{field}'), '')"
        return f"COALESCE(CAST(h.content AS jsonb) -> 'after' ->> '{field}', '')"

    def _fact(self, row: str, pointing: list[str]) -> str:
        """Return the condition for a hidden row of the patches."""
        veiled = ", ".join(_quoted(kind) for kind in self._veiled)
        others = ", ".join(_quoted(kind) for kind in pointing) or "''"
        items = (
            "json_tree(c.content) i"
            if self.sqlite
            else "jsonb_path_query(CAST(c.content AS jsonb), 'strict $.**') AS i(value)"
        )
        value, text = (
            ("i.value", "i.type = 'text'")
            if self.sqlite
            else ("i.value #>> '{}'", "jsonb_typeof(i.value) = 'string'")
        )
        return (
            f"({row}.kind IN ({veiled}) AND {self._told(f'{row}.record')}) "
            f"OR ({row}.kind IN ({others}) AND EXISTS (SELECT 1 FROM "
            f"{self._table(tables.patches.name)} c, {items} WHERE c.record = {row}.record "
            f"AND {text} AND {self._told(value)}))"
        )

    def _steps(self, fact: str) -> str:
        """Return the gestures: whole, without name and reason, or not at all."""
        least = f"(g.seq << {tables.SHIFT})"
        within = f"x.pid BETWEEN {least} AND ({least} | {tables.MOST_PATCHES - 1})"
        facts = f"SELECT 1 FROM {self._table(tables.patches.name)} x WHERE {within}"
        other = f"g.actor <> {_quoted(self._curtain.member)}"
        some = f"({other} AND EXISTS ({facts} AND ({fact})))"
        masked = {"operation": _quoted(UNSEEN), "reason": "''"}
        columns = ", ".join(
            f"CASE WHEN {some} THEN {masked[c.name]} ELSE g.{c.name} END AS {c.name}"
            if c.name in masked
            else f"g.{c.name}"
            for c in tables.gestures.columns
        )
        gone = f"({some} AND NOT EXISTS ({facts} AND NOT ({fact})))"
        return f"SELECT {columns} FROM {self._table(tables.gestures.name)} g WHERE NOT {gone}"


def _quoted(text: str) -> str:
    """Return a text as a literal of SQL; both dialects double the quote."""
    return "'" + text.replace("'", "''") + "'"
