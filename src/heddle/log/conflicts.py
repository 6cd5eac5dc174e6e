"""What two copies disagree on after a merge, for a person to settle.

The table `conflicts` is derived from the fold: one row for each field that two people edited
without knowing of each other. It is gone as soon as somebody who saw both sets the field
again; nothing is lost meanwhile, for both values stand in the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from heddle.log.fold import Clash, Folded
from heddle.log.records import encode_json

conflicts = sa.Table(
    "conflicts",
    sa.MetaData(),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("kept", sa.Text, nullable=False),
    sa.Column("lost", sa.Text, nullable=False),
    sa.Column("kept_gesture", sa.Text, nullable=False),
    sa.Column("lost_gesture", sa.Text, nullable=False),
)


def conflict_rows(kind: str, record: str, clashes: Iterable[Clash]) -> list[dict[str, Any]]:
    """Return table rows for the clashes of one record; values as JSON."""
    return [
        {
            "record": record,
            "field": clash.field,
            "kind": kind,
            "kept": encode_json(clash.kept).decode(),
            "lost": encode_json(clash.lost).decode(),
            "kept_gesture": clash.kept_gesture,
            "lost_gesture": clash.lost_gesture,
        }
        for clash in clashes
    ]


def store_conflicts(connection: sa.Connection, kind: str, folds: dict[str, Folded]) -> None:
    """Bring the conflicts of refolded records up to date."""
    records = list(folds)
    for start in range(0, len(records), 500):
        chunk = records[start : start + 500]
        connection.execute(conflicts.delete().where(conflicts.c.record.in_(chunk)))
    rows = [
        row for record, state in folds.items() for row in conflict_rows(kind, record, state.clashes)
    ]
    if rows:
        connection.execute(conflicts.insert(), rows)
