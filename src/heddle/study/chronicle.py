"""The history as people read it: who did what to what, and whether it still stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.log import tables
from heddle.log.history import Change, Event, events
from heddle.log.operations import sentence
from heddle.log.touched import as_they_are
from heddle.log.view import View
from heddle.study.columns import tuples
from heddle.study.team import Member

_LABEL = 80


class Fact(msgspec.Struct, kw_only=True):
    """One fact of a step: a record made, changed or dropped."""

    kind: str
    record: str
    label: str
    """What people know the record by; empty once its words are erased."""
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    erased: bool = False


class Telling(msgspec.Struct, kw_only=True):
    """One step, readable."""

    seq: int
    gesture: str
    when: str
    """UTC, ISO 8601."""
    actor: str
    who: str
    operation: str
    what: str
    reason: str
    undoes: str
    standing: bool
    """False once it was taken back."""
    facts: int
    """How many facts it has; `changes` shows the first of them."""
    changes: list[Fact]


def chronicle(
    view: View,
    *,
    record: str = "",
    actor: str = "",
    operation: str = "",
    before: int = 0,
    limit: int = 50,
    changes: int = 5,
) -> list[Telling]:
    """Return steps, newest first, with the first `changes` facts of each.

    `before` is the seq that a page begins below.
    """
    found = events(
        view.connection,
        record=record,
        actor=actor,
        operation=operation,
        before=before,
        limit=limit,
        changes=changes,
    )
    names = {member.id: member.name for member in view.find(Member)}
    labels = _labels(view, found)
    fallen = fallen_steps(view, min((event.seq for event in found), default=0))
    return [
        Telling(
            seq=event.seq,
            gesture=event.gesture,
            when=event.when,
            actor=event.actor,
            who=names.get(event.actor, ""),
            operation=event.operation,
            what=sentence(event.operation),
            reason=event.reason,
            undoes=event.undoes,
            standing=event.gesture not in fallen,
            facts=event.facts,
            changes=[_fact(view, change, labels) for change in event.changes],
        )
        for event in found
    ]


def fallen_steps(view: View, after: int) -> set[str]:
    """Return the gestures from seq `after` on that were taken back and not done again."""
    g = tables.gestures.c
    statement = (
        sa.select(g.id, g.undoes).where((g.seq >= after) & (g.undoes != "")).order_by(g.seq.desc())
    )
    fallen: set[str] = set()
    # Newest first: whether an undo counts is known before what it took back is looked at.
    for gesture, undone in tuples(view, statement):
        if gesture not in fallen:
            fallen.add(undone)
    return fallen


def _labels(view: View, found: Sequence[Event]) -> dict[str, str]:
    pairs = dict.fromkeys((c.kind, c.record) for event in found for c in event.changes)
    return {
        each.id: str(getattr(each.record, type(each.record).label, ""))
        for each in as_they_are(view, pairs)
        if each.record is not None
    }


def _fact(view: View, change: Change, labels: dict[str, str]) -> Fact:
    kind = view.schema.kinds.get(change.kind)
    field = kind.cls.label if kind else ""
    sealed = kind.cls.sealed if kind else ()
    label = labels.get(change.record) or change.after.get(field) or change.before.get(field) or ""
    return Fact(
        kind=change.kind,
        record=change.record,
        label=str(label)[:_LABEL],
        action=change.action,
        before=open_fields(change.before, sealed),
        after=open_fields(change.after, sealed),
        erased=change.erased,
    )


def open_fields(fields: dict[str, Any], sealed: Sequence[str]) -> dict[str, Any]:
    """Return fields without those that are sealed for one person."""
    return {name: value for name, value in fields.items() if name not in sealed}
