"""Undo and redo: the inverse patches of a gesture, as a new gesture.

Undo takes the actor's own latest step that still stands; redo the latest undo, as long as the
actor has done nothing since. Both are refused, with who and when, where somebody has changed
the same field since, uses what would vanish, or the words have been erased.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from heddle.errors import Refused, Stale
from heddle.log import tables
from heddle.log.clock import moment
from heddle.log.journal import Done, Draft, Journal
from heddle.log.operations import lasting
from heddle.log.patches import Patch
from heddle.log.records import Kind
from heddle.log.refold import folded
from heddle.log.view import noun
from heddle.log.workspace import Workspace

_LASTING = ("erase",)
"""Steps that cannot be taken back; they also end how far undo reaches."""


class Step:
    """A gesture of an actor as undo sees it."""

    def __init__(self, row: Any) -> None:
        self.seq: int = row.seq
        self.id: str = row.id
        self.operation: str = row.operation
        self.undoes: str = row.undoes


def undo(
    journal: Journal, actor: str, *, gesture: str = "", reason: str = "", request: str = ""
) -> Any:
    """Take back the actor's latest standing step, or one named gesture; returns `Done`.

    A `request` that was answered before is answered again, and nothing more is taken back.
    """

    def work(connection: sa.Connection) -> Any:
        before = journal.earlier(connection, request)
        if before is not None:
            return _again(connection, before)
        step = _named(connection, gesture) if gesture else _to_undo(connection, actor)
        return invert(journal, connection, step, actor=actor, reason=reason, request=request)

    return journal.write(work)


def redo(journal: Journal, actor: str, *, request: str = "") -> Any:
    """Do again what the actor undid last; returns `Done`."""

    def work(connection: sa.Connection) -> Any:
        before = journal.earlier(connection, request)
        if before is not None:
            return _again(connection, before)
        step = _to_redo(connection, actor)
        return invert(journal, connection, step, actor=actor, reason="", request=request)

    return journal.write(work)


def _again(connection: sa.Connection, done: Done) -> Done:
    """Say of a step that was undone or redone before what it was, as `invert` does."""
    g = tables.gestures.c
    undoes = sa.select(g.undoes).where(g.id == done.gesture).scalar_subquery()
    done.result = connection.scalar(sa.select(g.operation).where(g.id == undoes)) or ""
    return done


def invert(
    journal: Journal,
    connection: sa.Connection,
    step: Step,
    *,
    actor: str,
    reason: str,
    request: str = "",
) -> Any:
    """Append the inverse of a gesture."""
    patches = read_patches(connection, step.seq)

    def decide(work: Workspace) -> str:
        runs = itertools.groupby(reversed(patches), key=lambda p: (p.kind, p.action))
        for (kind, _), run in runs:
            _invert_run(work, work.schema.kinds[kind], list(run), step)
        return step.operation

    verb = "redo" if step.undoes and _is_undo(step) else "undo"
    draft = Draft(
        decide=decide,
        operation=verb,
        actor=actor,
        reason=reason,
        undoes=step.id,
        request=request,
    )
    return journal.perform_within(connection, draft)


def read_patches(connection: sa.Connection, seq: int) -> list[Patch]:
    """Return a gesture's patches in order."""
    p = tables.patches.c
    rows = connection.execute(
        sa.select(p.kind, p.record, p.action, p.content, p.salt, p.hash)
        .where(tables.pid_range(seq, seq))
        .order_by(p.pid)
    )
    return [Patch(*row) for row in rows]


def _is_undo(step: Step) -> bool:
    return step.operation == "undo"


def _steps(connection: sa.Connection, actor: str) -> Iterator[Step]:
    """Yield the actor's gestures, newest first."""
    g = tables.gestures.c
    statement = sa.select(g.seq, g.id, g.operation, g.undoes).where(g.actor == actor)
    below = 1 << 62
    while True:
        page = connection.execute(
            statement.where(g.seq < below).order_by(g.seq.desc()).limit(200)
        ).all()
        yield from (Step(row) for row in page)
        if len(page) < 200:
            return
        below = page[-1].seq


def _to_undo(connection: sa.Connection, actor: str) -> Step:
    undone: set[str] = set()
    for step in _steps(connection, actor):
        if step.operation in _LASTING:
            break
        if lasting(step.operation):
            continue
        if step.id in undone:
            # Taken back itself: what it took back stands again (or falls again).
            continue
        if step.undoes:
            undone.add(step.undoes)
            continue
        return step
    raise Refused(
        "There is nothing of yours left to undo.",
        "Steps of other people, and erasures, can be seen in the history.",
        code="nothing-to-undo",
    )


def _to_redo(connection: sa.Connection, actor: str) -> Step:
    undone: set[str] = set()
    for step in _steps(connection, actor):
        if step.id in undone or lasting(step.operation):
            continue
        if step.operation == "redo":
            undone.add(step.undoes)
            continue
        if _is_undo(step):
            return step
        break
    raise Refused(
        "There is nothing to redo: no undo of yours came last.",
        "Redo works right after an undo, until you do something new.",
        code="nothing-to-redo",
    )


def _named(connection: sa.Connection, gesture: str) -> Step:
    g = tables.gestures.c
    row = connection.execute(
        sa.select(g.seq, g.id, g.operation, g.undoes).where(g.id == gesture)
    ).first()
    if row is None:
        raise Refused("There is no such step in the history.", code="not-found")
    if row.operation in _LASTING:
        raise Refused(
            "An erasure cannot be taken back: the words are gone from every file of the study.",
            code="lasting",
        )
    if lasting(row.operation):
        raise Refused(
            "This step notes what happened outside the study, so it cannot be taken back.",
            "Write down what became of it instead; the history keeps both.",
            code="lasting",
        )
    return Step(row)


def _invert_run(work: Workspace, kind: Kind, run: list[Patch], step: Step) -> None:
    """Take back patches of one kind and action that follow each other."""
    if any(patch.content is None for patch in run):
        raise Refused(
            "This step cannot be undone: its words have been erased since.",
            "The history says when and why.",
            code="erased",
        )
    ids = [patch.record for patch in run]
    present = {record.id: kind.plain(record) for record in work.among(kind.cls, "id", ids)}
    if run[0].action == "drop":
        for record in present:
            # Somebody has brought it back already.
            raise _changed(work, kind, record, "", step)
        work.restore_many(kind, ids)
        return
    made = _as_made(work, kind, run, step) if run[0].action == "create" else {}
    for patch in run:
        current = present.get(patch.record)
        if current is None:
            raise _changed(work, kind, patch.record, "", step)
        for name, value in made.get(patch.record, patch.after).items():
            if current.get(name) != value:
                raise _changed(work, kind, patch.record, name, step)
        if patch.action == "set":
            work.change(kind, patch.record, patch.before, patch.after)
            current.update(patch.before)
    if made:
        work.drop_many(kind.cls, ids)


def _as_made(
    work: Workspace, kind: Kind, run: list[Patch], step: Step
) -> dict[str, dict[str, Any]]:
    """Return all fields of records as patches of a step made them or brought them back.

    A patch names only the fields that it fills, yet taking it back would take along whatever
    somebody else has written into the others since.
    """
    ids = [patch.record for patch in run]
    state = folded(work.connection, kind.name, ids, pending=run, until=step.seq - 1)
    empty = kind.plain(kind.cls())
    return {record: {**empty, **fold.fields} for record, fold in state.items()}


def _changed(work: Workspace, kind: Kind, record: str, field: str, step: Step) -> Stale:
    """Say who changed a record (or one field of it) after the step."""
    p, g = tables.patches.c, tables.gestures.c
    rows = work.connection.execute(
        sa.select(g.actor, g.clock, p.content)
        .join_from(tables.patches, tables.gestures, g.seq == tables.gesture_seq())
        .where((p.record == record) & (g.seq > step.seq))
        .order_by(g.seq.desc())
    ).all()
    row = next((r for r in rows if not field or f'"{field}":' in (r.content or "")), None)
    when = f" on {moment(row.clock):%Y-%m-%d at %H:%M} UTC" if row else ""
    what = f"the {field} of this {noun(kind.cls)}" if field else f"this {noun(kind.cls)}"
    return Stale(
        f"It cannot be undone: {what} was changed{when}, after this step.",
        "Undo the later change first, or set it by hand.",
        code=f"changed-since:{row.actor if row else ''}",
    )
