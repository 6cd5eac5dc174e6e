"""Verification: is the log whole, and are the tables what it says?"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

import msgspec
import sqlalchemy as sa

from heddle.errors import BrokenStudy
from heddle.log import tables
from heddle.log.fold import Folded, Placed, fold
from heddle.log.gestures import read_gestures
from heddle.log.patches import Gesture, gesture_hash, patch_hash, reason_hash
from heddle.log.records import Schema
from heddle.log.refold import read_placed
from heddle.log.view import View
from heddle.store.database import Database

_FOREIGN = (TypeError, AttributeError, UnicodeError)
"""What reading a cell leads to that holds another type than Heddle writes: damage, or a hand."""


class Verdict(msgspec.Struct):
    """What verification found; the study is sound where `problems` is empty."""

    gestures: int = 0
    patches: int = 0
    erased: int = 0
    records: int = 0
    problems: list[str] = []

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def recount(view: View, verdict: Verdict) -> None:
    """Let a verdict tell of as many steps, facts and records as a reader sees."""
    for field, table in (("gestures", tables.gestures), ("patches", tables.patches)):
        found = view.connection.scalar(sa.select(sa.func.count()).select_from(table))
        setattr(verdict, field, int(found or 0))
    blank = sa.select(sa.func.count()).where(tables.patches.c.content.is_(None))
    verdict.erased = int(view.connection.scalar(blank) or 0)
    verdict.records = sum(view.count(kind.cls) for kind in view.schema.kinds.values())


def gesture_problems(gesture: Gesture) -> list[str]:
    """Return what is wrong with a gesture by itself: hashes that do not fit its content."""
    try:
        return list(_gesture_problems(gesture))
    except _FOREIGN:
        return [f"step {gesture.id} holds something that Heddle does not write"]


def _gesture_problems(gesture: Gesture) -> Iterator[str]:
    for index, patch in enumerate(gesture.patches):
        if patch.content is None or patch.salt is None:
            continue
        expected = patch_hash(patch.kind, patch.record, patch.action, patch.content, patch.salt)
        if expected != patch.hash:
            yield f"fact {index} of step {gesture.id} was changed"
    if gesture.reason is not None and gesture.reason_salt is not None:
        expected = reason_hash(gesture.reason, gesture.reason_salt)
        if expected != gesture.reason_hash:
            yield f"the reason of step {gesture.id} was changed"
    if gesture_hash(gesture, (patch.hash for patch in gesture.patches)) != gesture.hash:
        yield f"step {gesture.id} was changed, or a fact was removed from it"


def verify(
    database: Database, schema: Schema, progress: Callable[[int], None] = lambda _done: None
) -> Verdict:
    """Check the files, every hash, the chain, the gap-free order, and tables against the log.

    A file that cannot be read to its end is a problem like any other: nothing is raised.
    """
    verdict = Verdict()
    try:
        verdict.problems += database.problems()
        with database.reading() as connection:
            _check_log(connection, verdict, progress)
            _compare_tables(connection, schema, verdict)
    except BrokenStudy as error:
        verdict.problems.append(error.problem)
    except _FOREIGN:
        verdict.problems.append("the log holds something that Heddle does not write")
    return verdict


def _check_log(
    connection: sa.Connection, verdict: Verdict, progress: Callable[[int], None]
) -> None:
    hashes: dict[str, set[bytes]] = {}
    links: list[tuple[str, str, bytes]] = []
    expected = 0
    for gesture in read_gestures(connection):
        expected += 1
        if gesture.seq != expected:
            verdict.problems.append(f"step {expected} is missing from the log")
            expected = gesture.seq
        verdict.gestures += 1
        verdict.patches += len(gesture.patches)
        verdict.erased += sum(patch.content is None for patch in gesture.patches)
        verdict.problems += gesture_problems(gesture)
        hashes.setdefault(gesture.replica, {b""}).add(gesture.hash)
        links.append((gesture.id, gesture.replica, gesture.previous))
        progress(gesture.seq)
    # Several merges can bring a chain's links in any order, so it is checked as a whole.
    for step, replica, previous in links:
        if previous not in hashes[replica]:
            verdict.problems.append(f"the step before {step} is missing or was changed")


def _compare_tables(connection: sa.Connection, schema: Schema, verdict: Verdict) -> None:
    """Fold the whole log and compare it with the query tables, record by record."""
    order = (tables.patches.c.kind, tables.patches.c.record, tables.patches.c.pid)
    stream = read_placed(connection, sa.true(), order=order)
    counts = dict.fromkeys(schema.kinds, 0)
    for kind_name, of_kind in itertools.groupby(stream, key=lambda placed: placed.patch.kind):
        kind = schema.kinds.get(kind_name)
        if kind is None:
            continue
        names = [field.name for field in kind.fields]
        for batch in _batched(itertools.groupby(of_kind, key=lambda p: p.patch.record)):
            live = {record: state.fields for record, state in batch.items() if state.live}
            counts[kind_name] += len(live)
            rows = connection.execute(
                sa.select(*kind.columns).where(kind.table.c.id.in_(list(live)))
            )
            found = {row.id: dict(zip(names, row, strict=True)) for row in rows}
            for record, fields in live.items():
                if found.get(record) != kind.row({**fields, "id": record}):
                    verdict.problems.append(
                        f"{kind_name} {record} in the tables is not what the log says "
                        "(“heddle verify --repair” makes the tables anew)"
                    )
    for name, kind in schema.kinds.items():
        verdict.records += counts[name]
        total = connection.scalar(sa.select(sa.func.count()).select_from(kind.table))
        if total != counts[name]:
            verdict.problems.append(
                f"the table {name} has {total} rows where the log has {counts[name]} "
                "(“heddle verify --repair” makes the tables anew)"
            )


def _batched(groups: Iterable[tuple[str, Iterable[Placed]]]) -> Iterator[dict[str, Folded]]:
    """Fold record after record, and hand them on by the hundred."""
    batch: dict[str, Folded] = {}
    for record, placed in groups:
        batch[record] = fold(placed)
        if len(batch) >= 500:
            yield batch
            batch = {}
    if batch:
        yield batch
