"""Pieces of kept files, for players that jump about in a recording."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from heddle.errors import NotFound

_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
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

    def __init__(self, folder: Path, digest: str) -> None:
        """Open the file with this hash below a media folder; raises NotFound.

        The hash is checked before it becomes a path, and a link is not followed.
        """
        if not _HASH.fullmatch(digest):
            raise NotFound("This is not the hash of a kept file.")
        path = folder / digest[:2] / digest
        try:
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            self._file = os.fdopen(os.open(path, flags), "rb")
        except OSError as error:
            raise NotFound(
                "The original file is not in the media folder any more.",
                "Restore it from a backup; the study itself is whole.",
            ) from error
        self.size = os.fstat(self._file.fileno()).st_size

    def pieces(self, first: int, last: int) -> Iterator[bytes]:
        """Yield the bytes from `first` to `last` (inclusive), a piece at a time; then close."""
        with self._file as file:
            file.seek(first)
            left = last - first + 1
            while left > 0 and (piece := file.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece

    def media_type(self, *, video: bool = False) -> str:
        """Return the type of a recording by its first bytes; empty for anything else.

        Nothing that a browser could run or show as a page has a type here.
        """
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
