"""References between records, checked when a gesture ends.

A local gesture may neither point at a record that does not exist nor drop one that something
live still points at. (A merge may bring both about; `conflicts` then lists them.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from heddle.errors import NotFound, Refused
from heddle.log.records import Field, Kind
from heddle.log.view import noun

if TYPE_CHECKING:
    from heddle.log.workspace import Workspace

_CHUNK = 500
_FEW = 50


def check_references(work: Workspace) -> None:
    """Refuse a gesture that would leave a reference without its record."""
    _check_pointed_at(work)
    _check_dropped(work)


def references_in(field: Field, value: Any) -> list[str]:
    """Return the ids that a JSON-ready field value holds."""
    if not value:
        return []
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if field.json else []


def missing(connection: sa.Connection, table: sa.Table, ids: Iterable[str]) -> set[str]:
    """Return those ids that no live record of a table has."""
    absent = set(ids)
    wanted = list(absent)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        absent -= set(connection.scalars(sa.select(table.c.id).where(table.c.id.in_(chunk))))
    return absent


def _check_pointed_at(work: Workspace) -> None:
    created = {(kind, record) for kind, record, action, _ in work.changes if action == "create"}
    dropped = {(kind, record) for kind, record, action, _ in work.changes if action == "drop"}
    known = created | work.seen
    wanted: dict[str, set[str]] = {}
    for kind, after in _written(work, dropped):
        for field in kind.refs:
            for target in references_in(field, after.get(field.name)):
                if (field.ref, target) not in known or (field.ref, target) in dropped:
                    wanted.setdefault(field.ref, set()).add(target)
    for name, targets in wanted.items():
        absent = _absent(work, name, targets)
        if absent:
            what = "record" if name == "*" else noun(work.schema.kinds[name].cls)
            raise NotFound(
                f"This refers to a {what} that is not in the study (“{min(absent)[:60]}”); "
                "nothing was changed.",
                "It may have been dropped in the meantime: look at the history, or undo that.",
                code="missing-reference",
            )


def _written(work: Workspace, dropped: set[tuple[str, str]]) -> Iterator[tuple[Kind, Any]]:
    """Yield the fields of all that was created or set and is still there, as they end.

    A field that was set twice counts once: what it held in between may be gone again.
    """
    written: dict[tuple[str, str], Any] = {}
    restored: dict[str, list[str]] = {}
    for name, record, action, content in work.changes:
        if action == "drop" or (name, record) in dropped:
            continue
        if content:
            before = written.get((name, record))
            after = content["after"]
            written[name, record] = after if before is None else {**before, **after}
        else:
            restored.setdefault(name, []).append(record)
    for (name, _), after in written.items():
        yield work.schema.kinds[name], after
    for name, records in restored.items():
        # A create without fields brings a record back: its references are in its row.
        kind = work.schema.kinds[name]
        for row in work.among(kind.cls, "id", records):
            yield kind, kind.plain(row)


def _absent(work: Workspace, name: str, targets: set[str]) -> set[str]:
    if name != "*":
        return missing(work.connection, work.schema.kinds[name].table, targets)
    for kind in work.schema.kinds.values():
        targets = missing(work.connection, kind.table, targets)
    return targets


def _check_dropped(work: Workspace) -> None:
    dropped: dict[str, set[str]] = {}
    for name, record, action, _ in work.changes:
        if action == "drop":
            dropped.setdefault(name, set()).add(record)
        elif action == "create":
            dropped.get(name, set()).discard(record)
    for name, records in dropped.items():
        for kind, field in work.schema.referring(name):
            for holder, target in holders(work.connection, kind, field, records):
                raise Refused(
                    f"This {noun(work.schema.kinds[name].cls)} is still used by a "
                    f"{noun(kind.cls)}; nothing was changed.",
                    "Remove or move what uses it first, or undo the later step.",
                    code=f"in-use:{kind.name}:{holder}:{target}",
                )


def holders(
    connection: sa.Connection, kind: Kind, field: Field, targets: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield (record, target) for records of a kind whose field holds one of the targets."""
    column = kind.table.c[field.name]
    if field.json:
        rows = connection.execute(sa.select(kind.table.c.id, column).where(column != "[]"))
        for record, text in rows:
            for target in references_in(field, msgspec.json.decode(text)):
                if target in targets:
                    yield record, target
        return
    few = list(targets)
    if field.indexed or len(few) <= _FEW:
        for start in range(0, len(few), _CHUNK):
            chunk = few[start : start + _CHUNK]
            statement = sa.select(kind.table.c.id, column).where(column.in_(chunk))
            yield from ((row[0], row[1]) for row in connection.execute(statement))
        return
    # One pass over a table without an index beats hundreds of look-ups.
    for record, target in connection.execute(sa.select(kind.table.c.id, column)):
        if target in targets:
            yield record, target
