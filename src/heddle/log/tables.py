"""The log's own tables: the only ones that are ever migrated.

``log_gestures`` has one row a gesture, by local gap-free ``seq``; ``log_patches`` one row a
patch, whose key packs seq and position so that a gesture's patches lie together; ``log_meta``
holds the format number, the study's and this copy's ids, and the version of the query tables.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

FORMAT: Final = 1
"""Number of the log format; a study with a higher one was made by a newer Heddle."""

SHIFT: Final = 24
MOST_PATCHES: Final = 1 << SHIFT
"""How many patches one gesture can have."""

metadata = sa.MetaData()

_Big = sa.BigInteger().with_variant(sa.Integer, "sqlite")

gestures = sa.Table(
    "log_gestures",
    metadata,
    sa.Column("seq", _Big, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("replica", sa.Text, nullable=False),
    sa.Column("clock", _Big, nullable=False, index=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("undoes", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("reason_salt", sa.LargeBinary),
    sa.Column("reason_hash", sa.LargeBinary, nullable=False),
    sa.Column("previous", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Index("ix_log_gestures_replica", "replica", "seq"),
    sa.Index("ix_log_gestures_actor", "actor", "seq"),
    sa.Index("ix_log_gestures_undoes", "undoes"),
)

patches = sa.Table(
    "log_patches",
    metadata,
    sa.Column("pid", _Big, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("content", sa.Text),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Index("ix_log_patches_record", "record"),
)

meta = sa.Table(
    "log_meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


def pid(seq: int, index: int) -> int:
    """Return the key of a patch: its gesture's seq and its position in it."""
    return (seq << SHIFT) | index


def pid_range(first: int, last: int) -> sa.ColumnElement[bool]:
    """Return the condition for all patches of gestures `first` to `last`."""
    return patches.c.pid.between(pid(first, 0), pid(last, MOST_PATCHES - 1))


def seq_of(key: int) -> int:
    """Return the seq of the gesture that a patch belongs to."""
    return key >> SHIFT


def index_of(key: int) -> int:
    """Return the position of a patch in its gesture."""
    return key & (MOST_PATCHES - 1)


def gesture_seq() -> sa.ColumnElement[int]:
    """Return the SQL for `seq_of` a patch's key, the same on both dialects."""
    return patches.c.pid.op(">>")(sa.literal_column(str(SHIFT)))
