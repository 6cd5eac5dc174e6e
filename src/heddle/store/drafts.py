"""Files in the making, plain or sealed: there whole at the end, or gone without a trace."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import BinaryIO, Self

from heddle.errors import StorageFailed
from heddle.log.ids import new_id
from heddle.store.folder import sync
from heddle.store.sealed import Lock, Sealer


class FileDraft:
    """A file in the making; gone at the end of its context unless it was moved to its place."""

    full = "The disk is full or refused to write. Nothing was changed."
    """What is said where the disk refuses."""

    def __init__(self, folder: Path, lock: Lock | None = None) -> None:
        """Begin in the folder that it will lie below; with the lock of an encrypted study."""
        self._folder = folder
        self._path = folder / f".{new_id()}.part"
        self._hash = hashlib.sha256()
        self._file: BinaryIO | None = None
        self._sealer = Sealer(lock) if lock else None
        self.size = 0
        """Bytes written so far."""

    def write(self, data: bytes) -> None:
        """Append bytes; raises StorageFailed."""
        try:
            if self._file is None:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._file = self._path.open("xb")
                os.fchmod(self._file.fileno(), 0o600)
            self._file.write(self._sealer.take(data) if self._sealer else data)
        except OSError as error:
            raise self._refused() from error
        self._hash.update(data)
        self.size += len(data)

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written so far."""
        return self._hash.hexdigest()

    def move_to(self, target: Path) -> None:
        """Bring what was written to the disk and to its place; raises StorageFailed."""
        self.write(b"")
        try:
            if self._file is not None:
                self._file.write(self._sealer.end() if self._sealer else b"")
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
            target.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.replace(target)
            sync(target.parent)
        except OSError as error:
            raise self._refused() from error

    def _refused(self) -> StorageFailed:
        return StorageFailed(self.full, "Make room on the disk, then try again.", code="disk-full")

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not moved to its place."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink()


def scrub(path: Path) -> None:
    """Overwrite and delete a file, if it is there; a link is deleted only."""
    with contextlib.suppress(FileNotFoundError):
        if not path.is_symlink():
            left = path.stat().st_size
            with path.open("r+b") as file:
                while left > 0:
                    left -= file.write(b"\0" * min(1 << 20, left))
                file.flush()
                os.fsync(file.fileno())
        path.unlink()
