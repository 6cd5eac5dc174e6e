"""Restoring: an archive of a study made the same study again, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from heddle.client import open_study
from heddle.errors import BrokenStudy, Unreadable
from heddle.exchange.archive_in import MAX_BYTES, Package, Unpacked
from heddle.exchange.disk import read_once
from heddle.log.rebuild import rebuild
from heddle.log.setup import create_log
from heddle.log.verify import Verdict
from heddle.store.database import SqliteDatabase
from heddle.store.folder import DATABASE, MEDIA, discard, make_folder, settle
from heddle.store.media import Media
from heddle.study.schema import study_schema


def restore(archive: Path, folder: Path) -> Verdict:
    """Make the study of an archive in a folder that is empty or not there yet.

    It is the same study: its log has the same steps under the same ids and hashes, and two
    copies of it can be merged. Made whole and verified beside its place, or not at all.

    Raises:
        Unreadable: The archive is damaged, was changed, or holds no log.
        Refused: The folder is taken.
        StorageFailed: The disk refused.
    """
    data = read_once(archive, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"It is larger than {MAX_BYTES >> 30} GiB; no study was made.",
            "Take the study's folder itself.",
            file=archive.name,
            code="too-large",
        )
    package = Package(archive.name, data)
    unpacked = package.read()
    draft = make_folder(folder)
    try:
        (draft / DATABASE).touch(mode=0o600)
        _write(draft, package, unpacked)
        with open_study(draft) as study:
            verdict = study.verify()
        _refuse_unsound(verdict)
        settle(draft, folder)
    except BaseException:
        discard(draft)
        raise
    return verdict


def _refuse_unsound(verdict: Verdict) -> None:
    if not verdict.sound:
        raise BrokenStudy(
            f"The archive does not make a whole study: {verdict.problems[0]}. No study was made.",
            "Take another copy of the archive, or the study's folder.",
            code="broken-archive",
        )


def _write(draft: Path, package: Package, unpacked: Unpacked) -> None:
    media = Media(draft / MEDIA)
    for digest in unpacked.media:
        if media.keep(package.media(digest)) != digest:
            raise BrokenStudy(
                "A kept file of the archive is not what its name says. No study was made.",
                "Take another copy of the archive.",
                code="broken-archive",
            )
    database = SqliteDatabase(draft / DATABASE, None)
    try:
        schema = study_schema()
        journal = create_log(database, schema, {"study": unpacked.about.study})

        def fill(connection: sa.Connection) -> None:
            for gesture in unpacked.gestures:
                journal.append(connection, gesture)
            rebuild(database, connection, schema)

        try:
            journal.write(fill)
        finally:
            journal.close()
    finally:
        database.close()
