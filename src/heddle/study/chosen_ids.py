"""Ids that whoever asks has chosen.

A window that writes a transcript goes on in a new turn before the answer that makes it has come,
also while the server is away. So it names the turn itself, and all later steps use that name.
"""

from __future__ import annotations

import re
from typing import Final

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.ids import new_id
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse

_FORM: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
"""A UUID of version 7 (RFC 9562) in small letters, as all ids of records are."""


def chosen_id(work: Workspace, asked: str) -> str:
    """Return the id for a new record: the one that was asked for, or a new one.

    An id belongs to one record for ever, also after that was dropped: the log knows it.
    """
    if not asked:
        return new_id()
    if not _FORM.fullmatch(asked):
        refuse(
            "The id that was chosen for a new record is none; nothing was changed.",
            "It is a UUID of version 7 in small letters; leave it out, and Heddle makes one.",
            "id",
        )
    p = tables.patches.c
    logged = sa.select(p.record).where(p.record == asked).limit(1)
    new = any(record == asked for _, record, _, _ in work.changes)
    if new or work.connection.scalar(logged) is not None:
        refuse(
            "There is, or was, a record with the id that was chosen for a new one; nothing was "
            "changed.",
            "Choose another, or leave it out, and Heddle makes one.",
            "id-taken",
        )
    return asked
