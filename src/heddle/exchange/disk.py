"""Reading a file from disk, once: what is hashed and what is read are the same bytes."""

from __future__ import annotations

from pathlib import Path

from heddle.errors import Unreadable


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
