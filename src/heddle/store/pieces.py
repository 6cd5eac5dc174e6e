"""Pieces of kept files, for players that jump about in a recording."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

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

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def recording_type(head: bytes, *, video: bool = False) -> str:
    """Return the type of a recording by its first 16 bytes; empty for anything else."""
    if head[4:8] == b"ftyp":
        return "video/mp4" if video else "audio/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if video else "audio/webm"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    return next((kind for magic, kind in _SOUNDS if head.startswith(magic)), "")
