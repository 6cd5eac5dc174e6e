"""Who has a study folder open: one small locked file for each program that serves it.

The file holds a process number and a start time and nothing about a person. The operating
system lets go of its lock when the program ends, however it ends (kill -9, a power cut), so a
file that can be locked is known to be left over and is removed. Method: flock(2) on Unix,
LockFile through `msvcrt.locking` on Windows.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
from pathlib import Path
from typing import Final, Self

import msgspec

from heddle.log.ids import new_id

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FOLDER: Final = ".open"
_AT: Final = 4096
"""Windows locks bytes: these lie behind the words, so that others can read them."""
_TRIES: Final = 5


class Program(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A running Heddle that has a study open."""

    process: int
    since: str
    """When it opened the study, UTC, ISO 8601."""


class Presence:
    """One program's own mark in a study folder, and its look at those of others.

    A folder that cannot be written or locked (a read-only share) has no marks; nothing else
    depends on them.
    """

    def __init__(self, folder: Path | None) -> None:
        """Look at a study folder; None: a study on a server, which has no marks."""
        self.own = Program(os.getpid(), dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
        self._folder = folder / FOLDER if folder else None
        self._held: int | None = None
        self._name = ""

    def enter(self) -> None:
        """Leave a mark that lasts as long as this program runs or until `leave`."""
        if self._folder is None or self._held is not None:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for _ in range(_TRIES):
                if self._mark(self._folder / f"{self.own.process}-{new_id()[-8:]}.json"):
                    return

    def leave(self) -> None:
        """Take the mark away."""
        if self._held is None or self._folder is None:
            return
        os.close(self._held)
        self._held = None
        with contextlib.suppress(OSError):
            (self._folder / self._name).unlink()
        with contextlib.suppress(OSError):
            self._folder.rmdir()  # refused while somebody else's mark is in it

    def others(self) -> list[Program]:
        """Return the other programs that have the study open, the longest first."""
        if self._folder is None:
            return []
        with contextlib.suppress(OSError):
            marks = [path for path in self._folder.glob("*.json") if path.name != self._name]
            found = [program for path in marks if (program := _alive(path))]
            return sorted(found, key=lambda program: (program.since, program.process))
        return []

    def __enter__(self) -> Self:
        """Enter."""
        self.enter()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave."""
        self.leave()

    def _mark(self, path: Path) -> bool:
        """Make and lock a mark; tells whether it stands (nobody swept it in between)."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, 0o600)
        if locked(descriptor):
            os.write(descriptor, msgspec.json.encode(self.own))
            with contextlib.suppress(OSError):
                if path.stat().st_ino == os.fstat(descriptor).st_ino:
                    self._held, self._name = descriptor, path.name
                    return True
        os.close(descriptor)
        with contextlib.suppress(OSError):
            path.unlink()
        return False


def _alive(path: Path) -> Program | None:
    """Return whose mark this is; a mark that nobody holds is swept away."""
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return None
    try:
        if locked(descriptor):
            # Unlinked while it is locked: whoever makes marks sees that its own is gone.
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return msgspec.json.decode(os.read(descriptor, _AT), type=Program)
    except (OSError, msgspec.MsgspecError):
        return None
    finally:
        os.close(descriptor)


def locked(descriptor: int) -> bool:
    """Lock an open file without waiting; tells whether that could be done."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _AT, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
