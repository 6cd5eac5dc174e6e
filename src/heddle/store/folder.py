"""A study on a laptop: a folder with its database, its media and a page that explains both."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from heddle.errors import BrokenStudy, Refused, StorageFailed
from heddle.log.ids import new_id
from heddle.store import cipher
from heddle.store.readme import readme

DATABASE: Final = "study.sqlite"
MEDIA: Final = "media"
README: Final = "README.txt"


def make_folder(folder: Path, *, encrypted: bool = False) -> Path:
    """Prepare a folder for a new study beside its place; `settle` moves it there.

    A study is therefore there completely or not at all.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            f"“{folder.name}” is there already and is not empty; nothing was changed.",
            "Choose another name, or open it with the other commands if it is a study.",
            code="folder-taken",
        )
    parent = folder.absolute().parent
    if not parent.is_dir():
        raise Refused(
            f"The folder “{parent.name}” that should hold the study does not exist.",
            "Make it first, or choose another place.",
            code="no-parent",
        )
    draft = parent / f".{folder.name}.{new_id()[-8:]}.new"
    try:
        draft.mkdir(mode=0o700)
        (draft / MEDIA).mkdir(mode=0o700)
        (draft / README).write_text(readme(encrypted=encrypted), encoding="utf-8")
        if encrypted:
            (draft / cipher.MARK).write_text(cipher.MARK_TEXT, encoding="utf-8")
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise _cannot_write(folder, error) from error
    return draft


def settle(draft: Path, folder: Path) -> None:
    """Move a finished draft to its place."""
    try:
        if folder.is_dir():
            folder.rmdir()
        draft.rename(folder)
        sync(folder.absolute().parent)
    except OSError as error:
        raise _cannot_write(folder, error) from error


def discard(draft: Path) -> None:
    """Remove a draft that did not become a study."""
    shutil.rmtree(draft, ignore_errors=True)


def database_path(folder: Path) -> Path:
    """Return the database of an existing study folder; raises BrokenStudy where there is none."""
    path = folder / DATABASE
    if not path.is_file():
        raise BrokenStudy(
            f"“{folder.name or folder}” is not a Heddle study: it has no {DATABASE}.",
            "Check the folder's name, or make a study with “heddle new”.",
            code="no-study",
        )
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise BrokenStudy(
            f"The file {DATABASE} in “{folder.name}” cannot be read: "
            f"{error.strerror or error}. It was not touched.",
            "Ask for the right to read it, or restore your last backup into another folder.",
            code="unreadable-study",
        ) from error
    if cipher.is_encrypted(folder):
        return path
    if head != b"SQLite format 3\x00":
        raise BrokenStudy(
            f"The file {DATABASE} in “{folder.name}” is damaged or encrypted; it was not touched.",
            "Restore your last backup into another folder and run “heddle verify” on it.",
        )
    return path


def sync(folder: Path) -> None:
    """Make sure that a folder's own entries are on the disk (where the system can)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot_write(folder: Path, error: OSError) -> StorageFailed:
    return StorageFailed(
        f"The study “{folder.name}” could not be made: {error.strerror or error}.",
        "Check that the disk has room and that you may write there; nothing was left behind.",
    )
