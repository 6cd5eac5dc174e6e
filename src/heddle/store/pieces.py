"""Pieces of kept files, for players that jump about in a recording."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

from heddle.errors import NotFound
from heddle.store.sealed import Lock, SealedFile

_PIECE: Final = 1 << 18

_SOUNDS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)


class Kept:
    """A kept file, open for reading; close it, or use it as a context."""

    def __init__(self, path: Path, lock: Lock | None = None) -> None:
        """Open a file of the media folder, a sealed one with the study's lock.

        A link is not followed. Raises NotFound, and BrokenStudy where a seal does not hold.
        """
        try:
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            self._file = os.fdopen(os.open(path, flags), "rb")
        except OSError as error:
            raise NotFound(
                "The original file is not in the media folder any more.",
                "Restore it from a backup; the study itself is whole.",
            ) from error
        self._sealed: SealedFile | None = None
        try:
            self._sealed = SealedFile(self._file, lock) if lock else None
        except BaseException:
            self._file.close()
            raise
        self.size = self._sealed.size if self._sealed else os.fstat(self._file.fileno()).st_size

    def pieces(self, first: int, last: int) -> Iterator[bytes]:
        """Yield the bytes from `first` to `last` (inclusive), a piece at a time; then close."""
        with self._file as file:
            if self._sealed is not None:
                yield from self._sealed.stretch(first, last)
                return
            file.seek(first)
            left = last - first + 1
            while left > 0 and (piece := file.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def media_type(self, *, video: bool = False) -> str:
        """Return the type of a recording by its first bytes; empty for anything else.

        Nothing that a browser could run or show as a page has a type here.
        """
        if self._sealed is not None:
            head = b"".join(self._sealed.stretch(0, 15))
        else:
            head = self._file.read(16)
            self._file.seek(0)
        return recording_type(head, video=video)

    def read_at(self, first: int, count: int) -> bytes:
        """Return up to `count` bytes from a place on; fewer than that where a piece ends."""
        if first >= self.size or count <= 0:
            return b""
        if self._sealed is not None:
            return next(self._sealed.stretch(first, min(first + count, self.size) - 1))
        self._file.seek(first)
        return self._file.read(count)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __del__(self) -> None:
        """Close the file of an answer that nobody stayed to fetch."""
        if hasattr(self, "_file"):
            self._file.close()


class KeptFile(io.RawIOBase):
    """A kept file as a file of Python's, for libraries that read and seek by themselves."""

    def __init__(self, kept: Kept) -> None:
        """Take an open kept file, which is closed with this one."""
        super().__init__()
        self._kept = kept
        self._at = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that one can jump about in it."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; beyond the end there is nothing to read."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._kept.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def readinto(self, into: Any) -> int:
        """Read into a buffer; returns how many bytes, 0 at the end."""
        data = self._kept.read_at(self._at, len(into))
        into[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        """Close the file."""
        self._kept.close()
        super().close()


def recording_type(head: bytes, *, video: bool = False) -> str:
    """Return the type of a recording by its first 16 bytes; empty for anything else."""
    if head[4:8] == b"ftyp":
        return "video/mp4" if video else "audio/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if video else "audio/webm"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    return next((kind for magic, kind in _SOUNDS if head.startswith(magic)), "")
