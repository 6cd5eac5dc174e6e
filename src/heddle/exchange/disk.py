"""Reading a file from disk, once: what is hashed and what is read are the same bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

from heddle.errors import Unreadable

_MOST_FILES: Final = 10_000
_LARGEST: Final = 64 << 20
"""Recordings are larger, and nothing is read from them."""


def read_once(path: Path, most: int, *, name: str = "") -> bytes:
    """Return a file's bytes; one byte more than `most` tells that it is too large.

    Args:
        path: the file.
        most: how many bytes are allowed; the caller refuses what is longer.
        name: the user's name for the file, in messages; else the path's.

    Raises:
        Unreadable: it is not there, is no file, or may not be read.
    """
    try:
        # A pipe or a device could keep us waiting for ever.
        if path.exists() and not path.is_file():
            raise Unreadable(
                "It is no file (a folder, or something that only looks like one); nothing was "
                "read.",
                "Name the files themselves.",
                file=name or path.name,
                code="no-file",
            )
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise Unreadable(
            f"It could not be opened ({error.strerror or 'the disk failed'}); nothing was read.",
            "Check that it is there, that it is a file and that you may read it.",
            file=name or path.name,
            code="no-file",
        ) from None


def read_folder(folder: Path, most: int) -> bytes:
    """Return a folder's files as a zip archive in memory, unpacked like the folder itself.

    Links are not followed, and recordings stay where they are (an empty file stands for what is
    larger than 64 MB, or would make the whole larger than allowed).

    Args:
        folder: the folder.
        most: how many bytes the files may have together; small files come first.

    Raises:
        Unreadable: a file may not be read, or there are far too many.
    """
    archive = io.BytesIO()
    try:
        files = [path for path in sorted(folder.rglob("*")) if _is_plain(path)]
        if len(files) > _MOST_FILES:
            raise Unreadable(
                f"This folder has more than {_MOST_FILES:,} files; nothing was read.",
                "Name the folder of the project itself, not one above it.",
                file=folder.name,
                code="no-file",
            )
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
            left = most
            for path in sorted(files, key=lambda path: path.stat().st_size):
                size = path.stat().st_size
                data = b"" if size > min(_LARGEST, left) else read_once(path, size)
                left -= len(data)
                packed.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), data)
    except OSError as error:
        raise Unreadable(
            f"It could not be read ({error.strerror or 'the disk failed'}); nothing was read.",
            "Check that you may read all files in this folder.",
            file=folder.name,
            code="no-file",
        ) from None
    return archive.getvalue()


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
