"""Original files and recordings: kept by the hash of their bytes, never by name.

A name is data and can hold anything; a hash cannot climb out of the folder or collide. In an
encrypted study the bytes are sealed (`sealed.py`) and the name is still the hash of what is in
the file: who has a file can tell that the study has it too, and nobody can tell more.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from heddle.errors import BrokenStudy, NotFound
from heddle.store.derived import FOLDER as DERIVED
from heddle.store.derived import Derived
from heddle.store.drafts import FileDraft, scrub
from heddle.store.pieces import Kept
from heddle.store.sealed import Lock

_HASH = re.compile(r"[0-9a-f]{64}")


class Media:
    """The media folder of one study."""

    def __init__(self, folder: Path, identity: str = "") -> None:
        """Take a folder, and the age identity of an encrypted study."""
        self.folder = folder
        self.identity = identity
        """Of an encrypted study; empty in a plain one. For child processes, over a pipe only."""
        self._lock = Lock(identity) if identity else None
        self.derived = Derived(folder.with_name(DERIVED), self._lock)
        """What was made from the files, and can be made anew."""

    def keep(self, data: bytes) -> str:
        """Store bytes and return their SHA-256; storing the same bytes again costs nothing."""
        digest = hashlib.sha256(data).hexdigest()
        if not self._path(digest).exists():
            with self.draft() as draft:
                draft.write(data)
                draft.settle()
        return digest

    def draft(self) -> Draft:
        """Return a file in the making, for bytes that come in pieces."""
        return Draft(self.folder, self._lock)

    def has(self, digest: str) -> bool:
        """Tell whether the bytes with this hash are kept here."""
        return bool(_HASH.fullmatch(digest)) and self._path(digest).is_file()

    def read(self, digest: str) -> bytes:
        """Return the bytes with this hash; raises NotFound."""
        with self.open(digest) as kept:
            return b"".join(kept.pieces(0, kept.size - 1))

    def open(self, digest: str) -> Kept:
        """Return the file with this hash, open for reading anywhere in it; raises NotFound."""
        return Kept(self._path(digest), self._lock)

    def sweep_drafts(self) -> None:
        """Remove what a killed import left half written. Nobody may import now."""
        for path in self.folder.rglob(".*.part"):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def remove(self, digest: str) -> None:
        """Overwrite and delete the bytes with this hash and what was made from them."""
        scrub(self._path(digest))
        self.derived.remove(digest)

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
                present = self._hash(digest)
            except (OSError, NotFound) as error:
                why = getattr(error.__cause__ or error, "strerror", None) or "the disk refused"
                found.append(f"the original file {digest[:12]}… cannot be read: {why}")
                continue
            except BrokenStudy:
                present = ""
            if present != digest:
                found.append(f"the original file {digest[:12]}… was changed")
        return found

    def _hash(self, digest: str) -> str:
        with self.open(digest) as kept:
            found = hashlib.sha256()
            for piece in kept.pieces(0, kept.size - 1):
                found.update(piece)
            return found.hexdigest()

    def _path(self, digest: str) -> Path:
        if not _HASH.fullmatch(digest):
            raise NotFound("This is not the hash of a kept file.")
        return self.folder / digest[:2] / digest


class Draft(FileDraft):
    """A kept file in the making; gone at the end of its context unless it was settled."""

    full = (
        "The original file could not be kept: the disk is full or refused to write. "
        "Nothing was imported."
    )

    def settle(self) -> str:
        """Keep what was written under its SHA-256, which is returned; raises StorageFailed."""
        digest = self.digest
        self.move_to(self._folder / digest[:2] / digest)
        return digest
