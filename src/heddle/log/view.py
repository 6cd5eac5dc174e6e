"""Reading records out of the query tables, over one database connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from heddle.errors import NotFound
from heddle.log.records import Kind, Record, Schema

if TYPE_CHECKING:
    from heddle.log.curtain import Curtain

R = TypeVar("R", bound=Record)

_CHUNK = 500


class View:
    """Records as they stand, through one connection; nothing here writes."""

    def __init__(self, connection: sa.Connection, schema: Schema) -> None:
        self.connection = connection
        self.schema = schema
        self.curtain: Curtain | None = None
        """What is hidden from whoever reads; see `log.curtain`."""

    def get(self, cls: type[R], record: str) -> R:
        """Return the live record with this id; raises NotFound."""
        found = self.maybe(cls, record)
        if found is None:
            raise NotFound(
                f"There is no {noun(cls)} with the id “{record[:60]}” in this study.",
                "It may have been dropped; see the history.",
            )
        return found

    def maybe(self, cls: type[R], record: str) -> R | None:
        """Return the live record with this id, or None."""
        found = self.find(cls, id=record)
        return found[0] if found else None

    def first(self, cls: type[R], **equals: Any) -> R | None:
        """Return the first record whose fields equal the given values, or None."""
        found = self.find(cls, **equals)
        return found[0] if found else None

    def find(self, cls: type[R], *order: str, **equals: Any) -> list[R]:
        """Return the records whose fields equal the given values, ordered by `order`, then id."""
        kind = self.schema.of(cls)
        statement = sa.select(*kind.columns)
        for name, value in equals.items():
            statement = statement.where(kind.table.c[name] == value)
        columns = [kind.table.c[name] for name in order]
        return self._decoded(kind, statement.order_by(*columns, kind.table.c.id))

    def among(self, cls: type[R], field: str, values: Iterable[Any]) -> list[R]:
        """Return the records whose `field` is one of `values`, in id order per chunk."""
        kind = self.schema.of(cls)
        wanted = list(dict.fromkeys(values))
        result: list[R] = []
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            statement = sa.select(*kind.columns).where(kind.table.c[field].in_(chunk))
            result += self._decoded(kind, statement.order_by(kind.table.c.id))
        return result

    def where(self, cls: type[R], condition: sa.ColumnElement[bool], *order: str) -> list[R]:
        """Return the records that fulfil an SQL condition on the kind's table."""
        kind = self.schema.of(cls)
        columns = [kind.table.c[name] for name in order]
        statement = sa.select(*kind.columns).where(condition)
        return self._decoded(kind, statement.order_by(*columns, kind.table.c.id))

    def count(self, cls: type[Record], **equals: Any) -> int:
        """Return how many records have the given values."""
        table = self.schema.of(cls).table
        statement = sa.select(sa.func.count()).select_from(table)
        for name, value in equals.items():
            statement = statement.where(table.c[name] == value)
        return int(self.connection.scalar(statement) or 0)

    def rows(self, statement: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """Return the rows of any query over the tables."""
        return self.connection.execute(statement).all()

    def table(self, cls: type[Record]) -> sa.Table:
        """Return the query table of a kind, for queries of one's own."""
        return self.schema.of(cls).table

    def _decoded(self, kind: Kind, statement: sa.Select[Any]) -> list[Any]:
        decode = kind.decode
        return [decode(row) for row in self.connection.execute(statement).all()]


def noun(cls: type[Record]) -> str:
    """Return what people call a record of this kind: its struct's name in lower case."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in cls.__name__).strip()
