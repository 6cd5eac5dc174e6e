"""Merging two copies of a study: the union of their logs.

Gestures that this copy lacks are appended as they are (their hashes and clocks untouched), and
the records they speak of are folded anew. Since the fold does not depend on the order of
arrival, both copies end with the same tables. Content that was erased in either copy ends
erased in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import sqlalchemy as sa

from heddle.errors import BrokenStudy
from heddle.log import tables
from heddle.log.erasure import REASON, apply_erasures, erased_targets
from heddle.log.journal import Journal
from heddle.log.patches import Gesture
from heddle.log.refold import refold
from heddle.log.shredding import note_shredding, shred
from heddle.log.verify import gesture_problems
from heddle.store import search

_PAGE = 200


class Merged(msgspec.Struct):
    """What a merge brought in."""

    gestures: int = 0
    patches: int = 0
    records: int = 0
    last_seq: int = 0
    erased: bool = False
    """Whether content of this copy was blanked, so that its files need shredding."""


def merge(journal: Journal, incoming: Iterable[Gesture]) -> Merged:
    """Take in all gestures that are not here yet; returns what came in.

    Gestures may come in any order and more than once. One whose hashes do not fit its content
    is refused, and with it the whole merge: it was damaged or changed by hand.
    """
    merged: Merged = journal.write(lambda connection: _merge(journal, connection, incoming))
    if merged.erased:
        shred(journal.database)
    return merged


def _merge(journal: Journal, connection: sa.Connection, incoming: Iterable[Gesture]) -> Merged:
    merged = Merged()
    touched: dict[str, dict[str, None]] = {}
    fresh, blanked_there = _sift(connection, incoming)
    # Clock order keeps each replica's chain in its own order, whatever the order of arrival.
    for gesture in sorted(fresh, key=lambda g: (g.clock, g.replica, g.id)):
        _append(journal, connection, gesture)
        merged.gestures += 1
        merged.patches += len(gesture.patches)
        for patch in gesture.patches:
            touched.setdefault(patch.kind, {})[patch.record] = None
    blanked = apply_erasures(connection, {*blanked_there, *erased_targets(connection)})
    for kind_name, record in blanked:
        touched.setdefault(kind_name, {})[record] = None
    for kind_name, records in touched.items():
        kind = journal.schema.kinds.get(kind_name)
        if kind is not None:
            refold(connection, kind, list(records))
            merged.records += len(records)
    merged.erased = bool(blanked)
    if merged.erased:
        search.purge(journal.database, connection, journal.schema)
        note_shredding(connection)
    merged.last_seq = journal.head.seq
    return merged


def _sift(
    connection: sa.Connection, incoming: Iterable[Gesture]
) -> tuple[list[Gesture], list[tuple[str, int]]]:
    """Return the gestures that are not here yet, and which facts the other copy has erased."""
    fresh: list[Gesture] = []
    blanked: list[tuple[str, int]] = []
    for batch in _batches(incoming):
        known = _known(connection, [gesture.id for gesture in batch])
        for gesture in batch:
            blanked += [
                (gesture.id, index)
                for index, patch in enumerate(gesture.patches)
                if patch.content is None
            ]
            if gesture.reason is None:
                blanked.append((gesture.id, REASON))
            if gesture.id not in known:
                fresh.append(gesture)
                known.add(gesture.id)
    return fresh, blanked


def _append(journal: Journal, connection: sa.Connection, gesture: Gesture) -> None:
    problems = gesture_problems(gesture)
    if problems:
        raise BrokenStudy(
            f"The other copy is damaged or was changed by hand: {problems[0]}. "
            "Nothing was merged; both copies are as they were.",
            "Run “heddle verify” on the other copy, or take its last backup.",
            code="broken-chain",
        )
    journal.append(connection, gesture)
    journal.head.clock.see(gesture.clock)


def _batches(incoming: Iterable[Gesture]) -> Iterator[list[Gesture]]:
    batch: list[Gesture] = []
    for gesture in incoming:
        batch.append(gesture)
        if len(batch) >= _PAGE:
            yield batch
            batch = []
    yield batch


def _known(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    g = tables.gestures.c
    return set(connection.scalars(sa.select(g.id).where(g.id.in_(ids))))
