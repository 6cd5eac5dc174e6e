"""Derived files: what can be made anew from a kept file, such as its peaks or a copy to play.

They lie in a folder beside the kept files, by the hash of what they were made from and a name
of their own, sealed as the kept files are. They are disposable: never on the log, in no export,
archive or merge, gone with the file that they were made from and with every erasure.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from heddle.errors import NotFound
from heddle.store.drafts import FileDraft, scrub
from heddle.store.pieces import Kept
from heddle.store.sealed import Lock

FOLDER: Final = "derived"
"""Name of the folder in a study's folder."""
STUDY: Final = "study"
"""In the place of a hash: what was made from the study's own words, such as vectors of them."""
_OF: Final = re.compile(r"[0-9a-f]{64}|study")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")


class Derived:
    """The derived files of one study."""

    def __init__(self, folder: Path, lock: Lock | None = None) -> None:
        """Take the folder, which need not be there, and the lock of an encrypted study."""
        self.folder = folder
        self._lock = lock

    def keep(self, of: str, name: str, data: bytes) -> None:
        """Keep bytes, in the place of what had the name before; raises StorageFailed.

        Args:
            of: SHA-256 of the file that it was made from, or `STUDY`.
            name: What it is: small letters, digits, points and hyphens, such as "peaks".
            data: The whole file.
        """
        with self.draft(of, name) as draft:
            draft.write(data)
            draft.settle()

    def draft(self, of: str, name: str) -> DerivedDraft:
        """Return a file in the making, for bytes that come in pieces."""
        return DerivedDraft(self._path(of, name), self._lock)

    def has(self, of: str, name: str) -> bool:
        """Tell whether it is here."""
        return self._path(of, name).is_file()

    def open(self, of: str, name: str) -> Kept:
        """Return a derived file, open for reading anywhere in it; raises NotFound."""
        path = self._path(of, name)
        if not path.is_file():
            raise NotFound("This was not made from the file yet.", "Have it made again.")
        return Kept(path, self._lock)

    def read(self, of: str, name: str) -> bytes:
        """Return a derived file as a whole; raises NotFound."""
        with self.open(of, name) as kept:
            return b"".join(kept.pieces(0, kept.size - 1))

    def names(self, of: str) -> list[str]:
        """Return the names of what was made from a file."""
        folder = self._of(of)
        if not folder.is_dir():
            return []
        return sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))

    def all(self) -> Iterator[str]:
        """Yield what something was made from: hashes, and `STUDY`."""
        if self.folder.is_dir():
            yield from sorted(p.name for p in self.folder.iterdir() if _OF.fullmatch(p.name))

    def remove(self, of: str, name: str = "") -> None:
        """Overwrite and delete one derived file, or all that was made from a file."""
        if name:
            scrub(self._path(of, name))
            return
        _remove_all(self._of(of))

    def clear(self) -> None:
        """Overwrite and delete all of them, drafts too: words were erased."""
        _remove_all(self.folder)

    def sweep(self, stands: Callable[[str], bool]) -> None:
        """Remove what was made from files that do not stand any more.

        Args:
            stands: Tells whether a file with this hash is kept still.
        """
        for of in list(self.all()):
            if of != STUDY and not stands(of):
                self.remove(of)

    def sweep_drafts(self) -> None:
        """Remove what a killed program left half made. No other program may work now."""
        if self.folder.is_dir():
            for path in self.folder.rglob(".*.part"):
                scrub(path)

    def _of(self, of: str) -> Path:
        if not _OF.fullmatch(of):
            raise NotFound("This is not the hash of a kept file.")
        return self.folder / of

    def _path(self, of: str, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound("Nothing of this name is made from files.")
        return self._of(of) / name


class DerivedDraft(FileDraft):
    """A derived file in the making; gone at the end of its context unless it was settled."""

    def __init__(self, path: Path, lock: Lock | None) -> None:
        super().__init__(path.parent, lock)
        self._target = path

    def settle(self) -> None:
        """Keep what was written; raises StorageFailed."""
        self.move_to(self._target)


def _remove_all(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        return
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            _remove_all(each)
        else:
            scrub(each)
    with contextlib.suppress(OSError):  # another thread may have begun a file in it
        folder.rmdir()
