"""Files in a study's folder that are no part of the study: exports and copies that hold words.

A file is known by its hash (an export on record, an original that was ordered to go) or by what
is in it: text in any of the usual encodings, and the members of zip archives, which is what
office files are. A compressed file that cannot be looked into is told, never guessed about.
"""

from __future__ import annotations

import contextlib
import hashlib
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from heddle.store.derived import FOLDER as DERIVED
from heddle.store.folder import DATABASE, MEDIA, README
from heddle.store.presence import FOLDER as OPEN

_OWN: Final = {f"{DATABASE}{ending}" for ending in ("", "-wal", "-shm", "-journal")} | {README}
_TAGS: Final = re.compile(r"<[^<>]{0,4000}>")
_CLOSED: Final = (b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"Rar!")
_MOST: Final = 400_000_000
_DEEPEST: Final = 2


class Held(msgspec.Struct, kw_only=True):
    """A file in the study's folder that has to do with a person."""

    place: str
    """Its way from the study's folder."""
    file_hash: str
    size: int
    why: Literal["export", "words", "closed"]
    """It is an export on record, has their words, or cannot be looked into."""
    export: str = ""
    """Id of the export on record that it is."""


def strangers(folder: Path) -> Iterator[Path]:
    """Yield the files below a study's folder that are no part of the study (database, media)."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_symlink() or not path.is_file():
            continue
        if len(inside.parts) == 1 and inside.name in _OWN:
            continue
        if inside.parts[0] in (OPEN, DERIVED) or (
            inside.parts[0] == MEDIA and not path.name.startswith(".")
        ):
            continue
        yield path


def held(folder: Path, exports: dict[str, str], speaks: Callable[[str], bool]) -> list[Held]:
    """Return the files in a study's folder that have to do with a person.

    Args:
        folder: The study's folder.
        exports: Ids of exports that held the person's words or data, by hash.
        speaks: Tells whether a text has the person's words or name.
    """
    found = []
    for path in strangers(folder):
        with contextlib.suppress(OSError):
            size = path.stat().st_size
            data = path.read_bytes() if size <= _MOST else b""
            digest = hashlib.sha256(data).hexdigest()
            place = path.relative_to(folder).as_posix()
            one = Held(place=place, file_hash=digest, size=size, why="words")
            if digest in exports:
                one.why, one.export = "export", exports[digest]
            elif not data or data.startswith(_CLOSED):
                if not size:
                    continue
                one.why = "closed"
            elif not any(speaks(text) for text in texts(data)):
                continue
            found.append(one)
    return found


def texts(data: bytes, depth: int = 0) -> Iterator[str]:
    """Yield the texts that a file's bytes hold, in the encodings that people use.

    Mark-up is taken away, so that words which an office file cuts into runs are whole again.
    """
    if data.startswith(b"PK") and depth < _DEEPEST:
        with contextlib.suppress(zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                left = _MOST
                for member in archive.infolist():
                    with archive.open(member) as file:
                        inner = file.read(left)
                    left -= len(inner)
                    yield from texts(inner, depth + 1)
            return
    yield _bare(data.decode("utf-8", errors="replace"))
    if data[:4096].count(0) > len(data[:4096]) // 4:
        yield _bare(data.decode("utf-16-le", errors="replace"))
        yield _bare(data.decode("utf-16-be", errors="replace"))


def _bare(text: str) -> str:
    return html.unescape(_TAGS.sub("", text)) if "<" in text else text
