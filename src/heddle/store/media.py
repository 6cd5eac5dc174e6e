"""Original files and recordings: kept by the hash of their bytes, never by name.

A name is data and can hold anything; a hash cannot climb out of the folder or collide.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from heddle.errors import NotFound, StorageFailed
from heddle.log.ids import new_id
from heddle.store.folder import sync

_HASH = re.compile(r"[0-9a-f]{64}")


class Media:
    """The media folder of one study."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> str:
        """Store bytes and return their SHA-256; storing the same bytes again costs nothing."""
        digest = hashlib.sha256(data).hexdigest()
        target = self._path(digest)
        if target.exists():
            return digest
        draft = target.parent / f".{new_id()}.part"
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with draft.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
            sync(target.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise StorageFailed(
                "The original file could not be kept: the disk is full or refused to write. "
                "Nothing was imported.",
                "Make room on the disk and import again.",
                code="disk-full",
            ) from error
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes with this hash; raises NotFound."""
        try:
            return self._path(digest).read_bytes()
        except OSError as error:
            raise NotFound(
                "The original file is not in the media folder any more.",
                "Restore it from a backup; the study itself is whole.",
            ) from error

    def remove(self, digest: str) -> None:
        """Overwrite and delete the bytes with this hash, if they are here."""
        path = self._path(digest)
        with contextlib.suppress(FileNotFoundError):
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.write(b"\0" * size)
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def all(self) -> Iterator[str]:
        """Yield the hashes of all files."""
        for path in sorted(self.folder.glob("??/*")):
            if _HASH.fullmatch(path.name):
                yield path.name

    def problems(self, wanted: set[str]) -> list[str]:
        """Return which wanted files are missing, unreadable or not what their hash says."""
        found = []
        for digest in sorted(wanted):
            if not _HASH.fullmatch(digest):
                found.append(f"an original file stands under “{digest[:12]}”, which is no hash")
                continue
            path = self._path(digest)
            if not path.is_file():
                found.append(f"the original file {digest[:12]}… is missing from the media folder")
                continue
            try:
                with path.open("rb") as file:
                    present = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                found.append(f"the original file {digest[:12]}… cannot be read: {error.strerror}")
                continue
            if present != digest:
                found.append(f"the original file {digest[:12]}… was changed")
        return found

    def _path(self, digest: str) -> Path:
        if not _HASH.fullmatch(digest):
            raise NotFound("This is not the hash of a kept file.")
        return self.folder / digest[:2] / digest
