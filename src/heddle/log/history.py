"""What happened, readable: the gestures of a study or of one record."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.log import tables
from heddle.log.clock import moment
from heddle.log.patches import Patch


class Change(msgspec.Struct):
    """One fact of a step: a record made, changed or dropped."""

    kind: str
    record: str
    action: str
    after: dict[str, Any]
    before: dict[str, Any]
    erased: bool = False


class Event(msgspec.Struct, kw_only=True):
    """One step as people read it."""

    seq: int
    gesture: str
    when: str
    """Wall-clock part of the step's clock, UTC, ISO 8601."""
    actor: str
    operation: str
    reason: str
    undoes: str
    facts: int
    changes: list[Change] = []


def events(
    connection: sa.Connection,
    *,
    record: str = "",
    actor: str = "",
    operation: str = "",
    after: int = 0,
    before: int = 0,
    limit: int = 50,
    changes: int = 20,
) -> list[Event]:
    """Return steps, newest first; with at most `changes` facts of each.

    `record` limits to steps that touched one record (and to its facts), `after` and `before`
    to a range of seq.
    """
    g, p = tables.gestures.c, tables.patches.c
    statement = sa.select(g.seq, g.id, g.clock, g.actor, g.operation, g.reason, g.undoes).order_by(
        g.seq.desc()
    )
    if record:
        touched = sa.select(tables.gesture_seq()).where(p.record == record)
        statement = statement.where(g.seq.in_(touched))
    if actor:
        statement = statement.where(g.actor == actor)
    if operation:
        statement = statement.where(g.operation == operation)
    if after:
        statement = statement.where(g.seq > after)
    if before:
        statement = statement.where(g.seq < before)
    found = []
    for row in connection.execute(statement.limit(limit)).all():
        of_gesture = tables.pid_range(row.seq, row.seq)
        total = connection.scalar(
            sa.select(sa.func.count()).select_from(tables.patches).where(of_gesture)
        )
        facts = sa.select(p.kind, p.record, p.action, p.content, p.salt, p.hash).where(of_gesture)
        if record:
            facts = facts.where(p.record == record)
        found.append(
            Event(
                seq=row.seq,
                gesture=row.id,
                when=moment(row.clock).isoformat(timespec="seconds"),
                actor=row.actor,
                operation=row.operation,
                reason=row.reason or "",
                undoes=row.undoes,
                facts=int(total or 0),
                changes=[
                    _change(Patch(*fact))
                    for fact in connection.execute(facts.order_by(p.pid).limit(changes))
                ],
            )
        )
    return found


def _change(patch: Patch) -> Change:
    return Change(
        kind=patch.kind,
        record=patch.record,
        action=patch.action,
        after=patch.after,
        before=patch.before,
        erased=patch.content is None,
    )
