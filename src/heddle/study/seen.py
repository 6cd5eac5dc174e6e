"""Nothing is overwritten unseen: what was decided on an older state is held against the new.

A person decides on what stands on the screen. Where somebody else has changed the very field
that a step sets, or corrected the words that a coding or quote is put on, the step is refused
with both values, and the person chooses. One's own later steps do not count: they were seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.errors import Stale
from heddle.log import tables
from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import noun
from heddle.log.workspace import Workspace
from heddle.study.anchors import Anchor
from heddle.study.team import Member


class Overtaken(Stale):
    """Somebody else has changed a field since; both values are told."""

    def __init__(self, problem: str, hint: str, clash: Clash) -> None:
        """Keep what a window needs to show both values beside each other."""
        super().__init__(problem, hint)
        self.clash = clash


class Clash(msgspec.Struct, kw_only=True):
    """A field of a record that two people have set."""

    kind: str
    record: str
    field: str
    yours: Any
    theirs: Any
    by: str
    """Id of the member whose value stands."""
    seq: int
    """The step that set it."""


def decide_on(work: Workspace, operation: Operation, seq: int) -> Any:
    """Decide an operation that a person chose when the log stood at `seq`.

    Raises:
        Overtaken: somebody else has set one of the fields that the operation names, to
            another value, or corrected the words that it is about.
    """
    begin = len(work.changes)
    result = operation.decide(work)
    named = {name for name in operation.__struct_fields__ if getattr(operation, name) is not None}
    for kind, record, action, content in work.changes[begin:]:
        after = content.get("after", {})
        if action == "set":
            _hold(work, kind, record, {k: v for k, v in after.items() if k in named}, seq)
        # A new anchor was placed on words, and so was a moved one.
        if issubclass(work.schema.kinds[kind].cls, Anchor) and (
            action == "create" or (action == "set" and "turn" in named and "start" in named)
        ):
            _hold_words(work, {after.get("turn", ""), after.get("end_turn", "")} - {""}, seq)
    return result


def overtaken(work: Workspace, record: Record, name: str, yours: Any) -> Overtaken:
    """Return the refusal of a value for a field that is not as its writer saw it.

    Tells who has set it last; that may be the same person in another window.
    """
    p, g = tables.patches.c, tables.gestures.c
    rows = work.connection.execute(
        sa.select(g.seq, g.actor, p.content)
        .join_from(tables.patches, tables.gestures, g.seq == tables.gesture_seq())
        .where(p.record == record.id)
        .order_by(p.pid.desc())
    )
    by = next(
        (r for r in rows if r.content and name in msgspec.json.decode(r.content).get("after", {})),
        None,
    )
    kind = type(record)
    actor, seq = (by.actor, by.seq) if by else ("", 0)
    who = "Another window of yours" if actor == work.actor else _who(work, actor)
    return Overtaken(
        f"{who} has changed the {name} of this {noun(kind)} in the meantime; nothing was "
        "overwritten.",
        "Look at both and keep one, or write a third.",
        Clash(
            kind=kind.kind,
            record=record.id,
            field=name,
            yours=yours,
            theirs=getattr(record, name),
            by=actor,
            seq=seq,
        ),
    )


def _hold(work: Workspace, kind: str, record: str, after: dict[str, Any], seq: int) -> None:
    if not after:
        return
    for row, theirs in _later(work, [record], seq):
        for name, yours in after.items():
            if name in theirs and theirs[name] != yours:
                who = _who(work, row.actor)
                what = noun(work.schema.kinds[kind].cls)
                raise Overtaken(
                    f"{who} has changed the {name} of this {what} in the meantime; nothing was "
                    "overwritten.",
                    "Look at both and keep one, or write a third.",
                    Clash(
                        kind=kind,
                        record=record,
                        field=name,
                        yours=yours,
                        theirs=theirs[name],
                        by=row.actor,
                        seq=row.seq,
                    ),
                )


def _hold_words(work: Workspace, turns: Iterable[str], seq: int) -> None:
    for row, theirs in _later(work, list(turns), seq):
        if "text" in theirs:
            raise Overtaken(
                f"{_who(work, row.actor)} has corrected the words of this turn in the meantime; "
                "nothing was changed.",
                "Look at the turn as it is now and do the step again.",
                Clash(
                    kind="turns",
                    record=row.record,
                    field="text",
                    yours=None,
                    theirs=theirs["text"],
                    by=row.actor,
                    seq=row.seq,
                ),
            )


def _later(work: Workspace, records: list[str], seq: int) -> list[tuple[Any, dict[str, Any]]]:
    """Return what others have set on some records since `seq`, newest first."""
    p, g = tables.patches.c, tables.gestures.c
    rows = work.connection.execute(
        sa.select(g.seq, g.actor, p.record, p.content)
        .join_from(tables.patches, tables.gestures, g.seq == tables.gesture_seq())
        .where(p.record.in_(records) & (p.pid >= tables.pid(seq + 1, 0)))
        .where((p.action == "set") & (g.actor != work.actor))
        .order_by(p.pid.desc())
    ).all()
    return [(row, msgspec.json.decode(row.content).get("after", {})) for row in rows if row.content]


def _who(work: Workspace, actor: str) -> str:
    member = work.maybe(Member, actor)
    return member.name if member else "Somebody else"
