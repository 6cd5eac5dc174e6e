"""Recasting a study's folder: plain to encrypted, encrypted to plain, or to another passphrase.

The new form is made in a folder inside the study's own. Renaming that folder is the one moment
at which the change happens: before it the study is as it was, after it what is left is to put
the new files in the place of the old ones, which the next opening goes on with if it was cut
off. Old files are overwritten before they are removed; on a solid-state disk the drive may
keep their blocks all the same.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyrage

from heddle.errors import BrokenStudy, Refused, StorageFailed
from heddle.store import cipher
from heddle.store.database import friendly, is_open_here
from heddle.store.derived import FOLDER as DERIVED
from heddle.store.drafts import scrub
from heddle.store.folder import DATABASE, MEDIA, README, sync
from heddle.store.media import Media
from heddle.store.presence import Presence, locked
from heddle.store.readme import readme

_MAKING: Final = ".recast"
_READY: Final = ".recast-ready"
_DONE: Final = ".recast-done"
_LOCK: Final = ".recast.lock"
_SIDES: Final = (f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal")
MEDIA_KEY: Final = "media-key"
"""Key of the age identity among the log's notes about itself."""


def new_identity() -> str:
    """Return a new age identity for the kept files of one study."""
    return str(pyrage.x25519.Identity.generate())


def recast(folder: Path, old: cipher.Key | None, new: cipher.Key | None) -> None:
    """Give a study's folder another form; None is the plain one.

    Raises:
        Refused: another program has the study open.
        StorageFailed: the disk refused; the study is as it was.
    """
    # Two libraries of SQLite in one program do not see each other's locks.
    if Presence(folder).others() or is_open_here(folder / DATABASE):
        raise _open_elsewhere()
    with _alone(folder), friendly(), _held(folder / DATABASE, old) as connection:
        making = folder / _MAKING
        try:
            making.mkdir(mode=0o700)
            was, now = _copied(connection, making / DATABASE, old, new)
            _alone_still(connection)
            _refiled(Media(folder / MEDIA, was), Media(making / MEDIA, now))
            _explained(making, encrypted=new is not None)
            making.rename(folder / _READY)
            sync(folder)
        except OSError as error:
            raise StorageFailed(
                f"The study could not be rewritten: {os.strerror(error.errno or 0)}. It is as "
                "it was.",
                "It needs as much room on the disk as the study has by now. Make room, then try "
                "again.",
            ) from error
        finally:
            _remove(making)
        if os.name == "nt":  # which does not remove what is open
            connection.close()
        _finish(folder)


def recover(folder: Path) -> None:
    """Bring a recasting that was cut off to its end, or take away what it had begun."""
    if not any((folder / name).exists() for name in (_MAKING, _READY, _DONE, _LOCK)):
        return
    with _alone(folder):
        _remove(folder / _MAKING)
        _finish(folder)


def loose_files(folder: Path) -> list[str]:
    """Return the names in a study's folder that are not the study's and so not encrypted."""
    own = {DATABASE, MEDIA, DERIVED, README, cipher.MARK, *_SIDES}
    names = (path.name for path in folder.iterdir())
    return sorted(name for name in names if name not in own and not name.startswith("."))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder against another recasting; a killed program lets go of it."""
    path = folder / _LOCK
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not locked(descriptor):
            raise Refused(
                "Another Heddle is just rewriting this study; nothing was changed.",
                "Wait until it is done.",
                code="busy",
            )
        yield
        with contextlib.suppress(OSError):
            path.unlink()
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _held(database: Path, key: cipher.Key | None) -> Iterator[Any]:
    """Give a connection to a database that nobody else has open."""
    connection = cipher.connect(database, key, isolation_level=None, timeout=1)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        # SQLite leaves write-ahead logging only where no other connection is there.
        with contextlib.suppress(*cipher.errors()):
            if connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete":
                yield connection
                return
        raise _open_elsewhere()
    finally:
        connection.close()


def _copied(
    connection: Any, target: Path, old: cipher.Key | None, new: cipher.Key | None
) -> tuple[str, str]:
    """Copy a database into a new one; returns the identities of kept files, before and after."""
    was = ""
    if old is not None:
        row = connection.execute("SELECT value FROM log_meta WHERE key=?", (MEDIA_KEY,)).fetchone()
        was = row[0] if row else ""
    now = new_identity() if new is not None else ""
    target.touch(mode=0o600)
    connection.execute(
        "ATTACH DATABASE ? AS fresh KEY ?", (str(target), new.spelled if new else "")
    )
    connection.execute("BEGIN EXCLUSIVE")
    # As SQLCipher's own documentation says (sqlcipher_export): schema, triggers, virtual tables.
    connection.execute("SELECT sqlcipher_export('fresh')")
    connection.execute("DELETE FROM fresh.log_meta WHERE key=?", (MEDIA_KEY,))
    if now:
        connection.execute(
            "INSERT INTO fresh.log_meta (key, value) VALUES (?, ?)", (MEDIA_KEY, now)
        )
    connection.execute("COMMIT")
    connection.execute("DETACH DATABASE fresh")
    _flush(target)
    return was, now


def _alone_still(connection: Any) -> None:
    """Hold the old database until the end; refuse where somebody wrote to it in between."""
    before = connection.execute("PRAGMA data_version").fetchone()[0]
    connection.execute("BEGIN EXCLUSIVE")
    if connection.execute("PRAGMA data_version").fetchone()[0] != before:
        raise _open_elsewhere()


def _refiled(old: Media, new: Media) -> None:
    new.folder.mkdir(mode=0o700)
    for digest in old.all():
        with old.open(digest) as kept, new.draft() as draft:
            for piece in kept.pieces(0, kept.size - 1):
                draft.write(piece)
            if draft.digest != digest:
                raise BrokenStudy(
                    f"The original file {digest[:12]}… was changed, so the study was not "
                    "rewritten; it is as it was.",
                    "Restore the file from a backup; “heddle verify” names all such files.",
                )
            draft.settle()


def _explained(making: Path, *, encrypted: bool) -> None:
    (making / README).write_text(readme(encrypted=encrypted), encoding="utf-8")
    if encrypted:
        (making / cipher.MARK).write_text(cipher.MARK_TEXT, encoding="utf-8")
    for path in making.iterdir():
        if path.is_file():
            _flush(path)
    sync(making)


def _finish(folder: Path) -> None:
    """Put the new files in the place of the old ones; each step can be done again."""
    ready = folder / _READY
    if ready.exists():
        for name in (DATABASE, MEDIA, README):
            if not (ready / name).exists():
                continue
            for side in _SIDES if name == DATABASE else ():
                _remove(folder / side)
            _remove(folder / name)
            (ready / name).rename(folder / name)
        if (ready / cipher.MARK).exists():
            (folder / cipher.MARK).write_text(cipher.MARK_TEXT, encoding="utf-8")
        else:
            _remove(folder / cipher.MARK)
        _remove(folder / DERIVED)  # in the old form, and made anew when it is asked for
        sync(folder)
        # Another name first: half removed, it would not tell any more which form it had.
        ready.rename(folder / _DONE)
    _remove(folder / _DONE)


def _remove(path: Path) -> None:
    """Overwrite and remove a file, or all files of a folder."""
    if path.is_dir() and not path.is_symlink():
        for each in path.iterdir():
            _remove(each)
        path.rmdir()
        return
    scrub(path)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _open_elsewhere() -> Refused:
    return Refused(
        "Another program has this study open, so it was not rewritten; it is as it was.",
        "Close the workbench and every other program on this study, then try again.",
        code="open-elsewhere",
    )
