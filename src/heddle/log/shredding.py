"""Shredding: rewriting the files after an erasure, and making sure that it happens.

The step that erases words also notes that the files are still to be rewritten. The note goes
only when that is done, so a kill, a full disk or a reader in between puts it off to the next
opening of the study, and never leaves it out.
"""

from __future__ import annotations

import contextlib
from typing import Final

import sqlalchemy as sa

from heddle.errors import StorageFailed
from heddle.log import tables
from heddle.log.ids import new_id
from heddle.store.database import Database, friendly

_meta: Final = tables.meta

SHREDDING: Final = "shredding"
"""Key of the note among the log's own notes about itself."""


def note_shredding(connection: sa.Connection) -> None:
    """Note, in the step that blanks content, that the files are to be rewritten."""
    connection.execute(_meta.delete().where(_meta.c.key == SHREDDING))
    # Each note is another one: a shredding takes away only the note that it has seen.
    connection.execute(_meta.insert(), {"key": SHREDDING, "value": new_id()})


def shred(database: Database) -> None:
    """Rewrite the files and take the note away; raises StorageFailed where that has to wait."""
    note = sa.select(_meta.c.value).where(_meta.c.key == SHREDDING)
    with database.reading() as connection:
        seen = connection.scalar(note)
    try:
        database.shred()
    except StorageFailed as error:
        raise StorageFailed(
            "The words are erased from the study, but its files could not be written anew, so "
            "their bytes may still lie in them.",
            "Make room on the disk, close other programs that read this study, and open it "
            "again: the rest is done then.",
            code="shred-later",
        ) from error
    if seen is None:
        return
    # Where the note cannot be taken away the files are written anew once more, no harm done.
    with contextlib.suppress(StorageFailed):
        _forget(database, seen)


def _forget(database: Database, note: str) -> None:
    with friendly(), database.connect_writer() as connection, connection.begin():
        database.lock(connection)
        done = (_meta.c.key == SHREDDING) & (_meta.c.value == note)
        connection.execute(_meta.delete().where(done))
