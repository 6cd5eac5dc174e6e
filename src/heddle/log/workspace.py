"""A gesture in the making: what an operation reads and the patches that it yields.

An operation sees the study as it stands, its own changes included. Changes go into the query
tables at once (new rows are gathered and written together before the next read), inside the
journal's transaction; if the operation refuses, all of it is rolled back. References are
checked once at the end, so the order of changes within a gesture does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from heddle.errors import NotFound, Refused
from heddle.log.conflicts import conflicts
from heddle.log.ids import new_id
from heddle.log.patches import Action, Patch, salts, seal, unsealed
from heddle.log.records import Kind, Record, Schema
from heddle.log.references import check_references
from heddle.log.refold import refold
from heddle.log.view import View, noun

R = TypeVar("R", bound=Record)

_FEW = 100

Change = tuple[str, str, Action, dict[str, Any]]
"""Kind, record id, action, JSON-ready content."""


class Workspace(View):
    """The study as an operation sees and changes it."""

    def __init__(self, connection: sa.Connection, schema: Schema, *, actor: str = "") -> None:
        super().__init__(connection, schema)
        self.actor = actor
        self.changes: list[Change] = []
        self.seen: set[tuple[str, str]] = set()
        """Records that an operation has read: kind and id."""
        self._new: dict[str, list[dict[str, Any]]] = {}

    def create(self, record: Record) -> str:
        """Add a record; gives it an id if it has none, and returns the id."""
        kind = self.schema.of(type(record))
        record.id = record.id or new_id()
        fields = kind.plain(record)
        for name in kind.floats:
            if fields[name] is not None:
                self._checked(kind, name, fields[name])
        self.changes.append((kind.name, record.id, "create", {"after": kind.told(fields)}))
        row = {f.name: kind.cell(f, fields[f.name]) if f.json else fields[f.name] for f in kind.own}
        row["id"] = record.id
        self._new.setdefault(kind.name, []).append(row)
        return record.id

    def set(self, record: Record, **fields: Any) -> list[str]:
        """Change fields of a record; returns the names of those that really changed.

        The struct passed in is brought up to date as well. Values equal to the present ones
        yield no patch.
        """
        kind = self.schema.of(type(record))
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for name, value in fields.items():
            plain = self._checked(kind, name, value)
            current = msgspec.to_builtins(getattr(record, name))
            if plain != current:
                before[name], after[name] = current, plain
        if after:
            self.change(kind, record.id, after, before)
            for name in after:
                setattr(record, name, fields[name])
        return list(after)

    def change(
        self, kind: Kind, record: str, after: dict[str, Any], before: dict[str, Any]
    ) -> None:
        """Record a set patch of JSON-ready values and apply it."""
        self._flush()
        self.changes.append((kind.name, record, "set", {"after": after, "before": before}))
        cells = {name: kind.cell(kind.by_name[name], value) for name, value in after.items()}
        self.connection.execute(
            kind.table.update().where(kind.table.c.id == sa.bindparam("record_id")),
            {**cells, "record_id": record},
        )
        # Who sets a field here has seen its present value: a clash about it is settled.
        self.connection.execute(
            conflicts.delete().where(
                (conflicts.c.record == record) & conflicts.c.field.in_(list(after))
            )
        )

    def drop(self, record: Record) -> None:
        """Drop a record; refused at the end if something live still refers to it."""
        self.drop_many(type(record), [record.id])

    def drop_many(self, cls: type[Record], records: Sequence[str]) -> None:
        """Drop records of one kind by id."""
        self._flush()
        kind = self.schema.of(cls)
        self.changes += [(kind.name, record, "drop", {}) for record in records]
        for start in range(0, len(records), 500):
            chunk = records[start : start + 500]
            self.connection.execute(kind.table.delete().where(kind.table.c.id.in_(chunk)))

    def restore_many(self, kind: Kind, records: Sequence[str]) -> None:
        """Bring dropped records back as they were."""
        self._flush()
        self.changes += [(kind.name, record, "create", {}) for record in records]
        pending = [unsealed(*change) for change in self.changes if change[0] == kind.name]
        refold(self.connection, kind, records, pending=pending)

    def refuse(self, problem: str, hint: str = "", *, code: str = "refused") -> None:
        """Stop the operation with a sentence that says what is wrong and what to do."""
        raise Refused(problem, hint, code=code)

    def finish(self) -> list[Patch]:
        """Write what is left, check references, and return the sealed patches."""
        self._flush()
        patches = [
            seal(*change, salt)
            for change, salt in zip(self.changes, salts(len(self.changes)), strict=True)
        ]
        check_references(self)
        return patches

    def _flush(self) -> None:
        if not self._new:
            return
        new, self._new = self._new, {}
        for name, rows in new.items():
            self.connection.execute(self.schema.kinds[name].table.insert(), rows)

    def _checked(self, kind: Kind, name: str, value: Any) -> Any:
        if name not in kind.by_name or name == "id":
            raise NotFound(
                f"A {noun(kind.cls)} has no field “{name[:60]}”.",
                f"Its fields are: {', '.join(f.name for f in kind.own)}.",
                code="unknown-field",
            )
        try:
            return kind.check(name, value)
        except msgspec.ValidationError as error:
            raise Refused(
                f"The {name} of a {noun(kind.cls)} cannot take this value: {error}.",
                "Nothing was changed.",
                code="wrong-type",
            ) from error

    # Reads see what this gesture has written so far.

    def rows(self, statement: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """Return the rows of a query, this gesture's changes included."""
        self._flush()
        return super().rows(statement)

    def count(self, cls: type[Record], **equals: Any) -> int:
        """Count records, this gesture's changes included."""
        self._flush()
        return super().count(cls, **equals)

    def _decoded(self, kind: Kind, statement: sa.Select[Any]) -> list[Any]:
        self._flush()
        found = super()._decoded(kind, statement)
        if len(found) <= _FEW:
            # What was read in this very transaction is there: no need to look again at the end.
            self.seen.update((kind.name, record.id) for record in found)
        return found
