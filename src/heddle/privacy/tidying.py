"""Tidying: files that are to be deleted leave the study's folder, and their certificates say so.

It can be interrupted at any point and done again: a file is found by its hash, wherever it lies
in the folder, and a deletion is marked as done when no such file is left.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from heddle.log.journal import Draft, Journal
from heddle.privacy.folder import strangers
from heddle.store.drafts import scrub
from heddle.store.media import Media
from heddle.study.deletions import Deletion, FinishDeletions, banned, pending


def tidy(journal: Journal, media: Media | None, folder: Path | None, *, actor: str) -> int:
    """Delete every file whose deletion is on record; returns how many went.

    Raises:
        OSError: A file could not be deleted; its deletion stays to be done.
    """
    with journal.database.reading() as connection:
        view = journal.view(connection)
        unwanted, waiting = banned(view), pending(view)
    if not unwanted:
        return 0
    gone = 0
    if media is not None:
        for digest in unwanted:
            gone += media.has(digest)
            media.remove(digest)  # what was made from it too, where the file itself is gone
    if folder is not None:
        for path in strangers(folder):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest in unwanted:
                scrub(path)
                gone += 1
    _certify(journal, [each for each in waiting if each.file_hash in unwanted], actor)
    return gone


def _certify(journal: Journal, done: list[Deletion], actor: str) -> None:
    if not done:
        return
    today = dt.datetime.now(dt.UTC).date().isoformat()
    step = FinishDeletions(deletions=[each.id for each in done], date=today)
    journal.perform(Draft(decide=step.decide, operation="deletions.done", actor=actor))
