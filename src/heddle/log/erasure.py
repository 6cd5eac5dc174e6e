"""Erasure: words leave every file of the study, the chain still verifies.

The patch is the unit: content and salt of every patch that speaks of an erased field are
blanked. What else those patches said is said again by the erasure's own gesture, with the
erased field replaced by a placeholder. The list of blanked patches is a record itself, so a
copy merged later loses the same words. Afterwards the files are rewritten (`Database.shred`).

An erasure can be one step with ordinary changes (records dropped, anchors moved): then a plan is
asked for both, inside the transaction. The reason of a gesture is erased like a patch; among the
targets it has the position `REASON`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

import msgspec
import sqlalchemy as sa

from heddle.errors import NotFound
from heddle.log import tables
from heddle.log.conflicts import conflicts
from heddle.log.ids import new_id
from heddle.log.journal import Done, Draft, Journal
from heddle.log.patches import Patch, salts, seal, unsealed
from heddle.log.records import Kind, Record
from heddle.log.refold import folded, refold
from heddle.log.shredding import note_shredding, shred
from heddle.log.workspace import Workspace
from heddle.store import search

ERASURE: Final = "erasures"
REASON: Final = -1
"""The position that stands for a gesture's own reason."""
_CHUNK: Final = 500


class Erasure(Record):
    """What was erased, when and why: the patches blanked, never their words."""

    kind: ClassVar[str] = ERASURE
    label: ClassVar[str] = "why"

    why: str = ""
    fields: list[str] = []
    """What was erased, as kind.field names."""
    targets: list[tuple[str, int]] = []
    """The blanked patches: (gesture id, position in it); `REASON` for the gesture's reason."""


class Wipe(msgspec.Struct, frozen=True):
    """One field of one record to erase, and what stands there afterwards."""

    kind: str
    record: str
    field: str
    placeholder: Any = ""


class Plan(msgspec.Struct, kw_only=True):
    """What to erase in a step that changes other things as well."""

    wipes: Sequence[Wipe] = ()
    reasons: Sequence[str] = ()
    """Ids of gestures whose reasons are to be erased."""
    result: Any = None


Planning = Callable[[Workspace], Plan]


def erase(journal: Journal, wipes: Iterable[Wipe] | Planning, *, actor: str, reason: str) -> Done:
    """Erase fields everywhere in the study and rewrite its files; cannot be undone.

    The words are gone from the log, the tables, the index and the database files when this
    returns. Media and exports are not in the database: their owners erase them.

    Args:
        journal: Where the study is written.
        wipes: What to erase; or a function that makes other changes in the same step and
            returns what to erase. It is called in the transaction.
        actor: Who does it.
        reason: Why.
    """
    if callable(wipes):
        planning = wipes
    else:
        given = list(wipes)

        def planning(_work: Workspace) -> Plan:
            return Plan(wipes=given)

    done: Done = journal.write(
        lambda connection: _erase(journal, connection, planning, actor=actor, reason=reason)
    )
    if done.gesture:
        shred(journal.database)
    return done


def _erase(
    journal: Journal, connection: sa.Connection, planning: Planning, *, actor: str, reason: str
) -> Done:
    work = Workspace(connection, journal.schema, actor=actor)
    plan = planning(work)
    along = work.finish()
    by_record: dict[tuple[str, str], dict[str, Any]] = {}
    for wipe in plan.wipes:
        by_record.setdefault((wipe.kind, wipe.record), {})[wipe.field] = wipe.placeholder
    if not along and not by_record and not plan.reasons:
        return Done(seq=journal.head.seq, gesture="", result=plan.result)
    targets, changes = _found(journal, connection, by_record, work)
    targets += [(gesture, REASON) for gesture in plan.reasons]
    erasure = Erasure(
        id="",
        why=reason,
        fields=sorted({f"{k}.{f}" for (k, _), fields in by_record.items() for f in fields}),
        targets=targets,
    )
    patches = [*along, *_seal(journal, erasure, changes)]
    draft = Draft(decide=lambda _work: None, operation="erase", actor=actor, reason=reason)
    gesture = journal.log(connection, draft, patches)
    apply_erasures(connection, targets)
    for kind_name in {*(k for k, _ in by_record), ERASURE}:
        records = [patch.record for patch in patches if patch.kind == kind_name]
        refold(connection, journal.schema.kinds[kind_name], records)
    search.purge(journal.database, connection, journal.schema)
    note_shredding(connection)
    result = erasure.id if plan.result is None else plan.result
    return Done(seq=gesture.seq, gesture=gesture.id, result=result, patches=len(patches))


def _found(
    journal: Journal,
    connection: sa.Connection,
    by_record: Mapping[tuple[str, str], Mapping[str, Any]],
    work: Workspace,
) -> tuple[list[tuple[str, int]], list[tuple[str, str, dict[str, Any]]]]:
    """Return the patches to blank, and what is said again of each record, its words replaced."""
    pending: dict[tuple[str, str], list[Patch]] = {}
    for change in work.changes:
        pending.setdefault(change[:2], []).append(unsealed(*change))
    targets: list[tuple[str, int]] = []
    changes: list[tuple[str, str, dict[str, Any]]] = []
    for (kind_name, record), fields in by_record.items():
        kind = journal.schema.kinds.get(kind_name)
        if kind is None or not set(fields) <= kind.by_name.keys() - {"id"}:
            raise NotFound(
                f"There is no field “{kind_name}.{', '.join(fields)}” to erase; "
                "nothing was changed."
            )
        own = pending.get((kind_name, record), [])
        state = folded(connection, kind_name, [record], own)[record]
        if not state.fields:
            raise NotFound("What is to be erased is not in this study; nothing was changed.")
        hit = patches_with(connection, kind_name, record, fields)
        targets += [(gesture, index) for gesture, index, _ in hit]
        told = {name for _, _, patch in hit for name in (*patch.after, *patch.before)}
        kept = {name: state.fields[name] for name in told if name in state.fields}
        changes.append((kind_name, record, {**kept, **_checked(kind, fields)}))
    return targets, changes


def _seal(
    journal: Journal, erasure: Erasure, changes: list[tuple[str, str, dict[str, Any]]]
) -> list[Patch]:
    erasure.id = new_id()
    facts = journal.schema.of(Erasure).plain(erasure)
    pool = iter(salts(len(changes) + 1))
    sealed = [seal(ERASURE, erasure.id, "create", {"after": facts}, next(pool))]
    # No "before": it would hold the very words.
    sealed += [
        seal(kind, record, "set", {"after": after}, next(pool)) for kind, record, after in changes
    ]
    return sealed


def _checked(kind: Kind, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kind.check(name, value) for name, value in fields.items()}


def patches_with(
    connection: sa.Connection, kind: str, record: str, fields: Mapping[str, Any]
) -> list[tuple[str, int, Patch]]:
    """Return (gesture, position, patch) of every patch that tells one of the fields."""
    p, g = tables.patches.c, tables.gestures.c
    rows = connection.execute(
        sa.select(g.id, p.pid, p.kind, p.record, p.action, p.content, p.salt, p.hash)
        .join_from(tables.patches, tables.gestures, g.seq == tables.gesture_seq())
        .where((p.record == record) & (p.kind == kind) & p.content.is_not(None))
    ).all()
    found = []
    for row in rows:
        patch = Patch(row.kind, row.record, row.action, row.content, row.salt, row.hash)
        if any(name in patch.after or name in patch.before for name in fields):
            found.append((str(row.id), tables.index_of(row.pid), patch))
    return found


def erased_targets(connection: sa.Connection) -> set[tuple[str, int]]:
    """Return every patch that an erasure known here has named."""
    p = tables.patches.c
    rows = connection.execute(
        sa.select(p.kind, p.record, p.action, p.content, p.salt, p.hash).where(p.kind == ERASURE)
    )
    return {
        (str(gesture), int(index))
        for row in rows
        for gesture, index in Patch(*row).after.get("targets", [])
    }


def apply_erasures(
    connection: sa.Connection, targets: Iterable[tuple[str, int]]
) -> list[tuple[str, str]]:
    """Blank content and salt of the named patches; returns the records they speak of.

    A gesture whose reason was blanked is among them, under its table's name.
    """
    by_gesture: dict[str, list[int]] = {}
    for gesture, index in targets:
        by_gesture.setdefault(gesture, []).append(index)
    p, g = tables.patches, tables.gestures.c
    touched: list[tuple[str, str]] = []
    names = list(by_gesture)
    for start in range(0, len(names), _CHUNK):
        rows = connection.execute(
            sa.select(g.id, g.seq).where(g.id.in_(names[start : start + _CHUNK]))
        ).all()
        for gesture, seq in rows:
            keys = [tables.pid(seq, index) for index in by_gesture[gesture] if index >= 0]
            touched += _blank(connection, p, keys)
            if REASON in by_gesture[gesture]:
                spoken = (g.seq == seq) & g.reason.is_not(None)
                blank = tables.gestures.update().where(spoken)
                if connection.execute(blank.values(reason=None, reason_salt=None)).rowcount:
                    touched.append((tables.gestures.name, gesture))
    return touched


def _blank(connection: sa.Connection, p: sa.Table, keys: list[int]) -> list[tuple[str, str]]:
    touched: list[tuple[str, str]] = []
    for start in range(0, len(keys), _CHUNK):
        condition = p.c.pid.in_(keys[start : start + _CHUNK]) & p.c.content.is_not(None)
        touched += [
            (str(kind), str(record))
            for kind, record in connection.execute(sa.select(p.c.kind, p.c.record).where(condition))
        ]
        connection.execute(p.update().where(condition).values(content=None, salt=None))
    for _, record in touched:
        connection.execute(conflicts.delete().where(conflicts.c.record == record))
    return touched
