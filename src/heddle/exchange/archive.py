"""Zip files (docx, odt, xlsx, qdpx) opened without believing a word they say.

Nothing is ever extracted to a name that the archive chose, sizes are counted while bytes come
out and not read from the directory (which can lie), and an archive inside the archive is
never opened. Sources: security.md section 3; the limits are its limits.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

import msgspec
from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.markup import parse_xml

_CHUNK = 1 << 18
_ENCRYPTED = 0x1


class Limits(msgspec.Struct, frozen=True):
    """How much an archive may unfold to, counted in bytes that really came out."""

    total: int = 2 << 30
    """All parts that are read, together."""
    ratio: int = 200
    """Bytes out for one byte of the archive, once more than `floor` bytes came out."""
    floor: int = 16 << 20
    """Below this an archive may pack as well as it likes (a blank page packs 1:500)."""
    entries: int = 20_000


class Archive:
    """A zip file whose parts are read one by one, by name, within limits.

    The limits hold for all reads of one `Archive` together.
    """

    def __init__(self, file: str, data: bytes, limits: Limits) -> None:
        self.file = file
        self._limits = limits
        self._size = len(data)
        self._inflated = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError):
            raise self._unreadable("It is not a whole zip archive: the file is damaged.") from None
        if len(infos) > limits.entries:
            raise self._unreadable(
                f"It has {len(infos):,} parts, more than the {limits.entries:,} allowed.",
                code="too-complex",
            )
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            self._admit(info)

    def _admit(self, info: zipfile.ZipInfo) -> None:
        """Take a part into the list, or refuse the whole archive for what it tries."""
        if _strays(info.orig_filename):
            raise self._unreadable(
                "A part of it is named to be written outside its folder; this is how archives"
                " attack a computer.",
                code="zip-slip",
            )
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise self._unreadable(
                "A part of it is a link or a device and not a file.", code="zip-slip"
            )
        if info.filename in self._parts:
            raise self._unreadable("Two parts of it have the same name.", code="zip-slip")
        self._parts[info.filename] = info

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names, as written in the archive, folders left out."""
        return tuple(name for name, info in self._parts.items() if not info.is_dir())

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """Give the bytes of one part.

        Raises:
            Unreadable: There is no such part, it is damaged, encrypted or packed in an
                unusual way, or it unfolds beyond the limits.
        """
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """Give the bytes of one part in pieces, counting them; raises as `read` does."""
        info = self._parts.get(name)
        if info is None:
            raise self._unreadable("A part that it must have is missing.", place=name)
        if info.flag_bits & _ENCRYPTED:
            raise self._unreadable(
                "It is locked with a password.",
                "Save a copy without a password and import that.",
                place=name,
                code="encrypted",
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self._unreadable("It is packed in a way that documents never use.", place=name)
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    self._count(len(chunk), name)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            raise self._unreadable("A part of it is damaged.", place=name) from None

    def xml(self, name: str) -> etree._Element:
        """Parse one part as XML (`heddle.exchange.markup.parse_xml`) and give its root."""
        return parse_xml(self.read(name), file=self.file, part=name)

    def _count(self, size: int, name: str) -> None:
        self._inflated += size
        out, limits = self._inflated, self._limits
        if out > limits.total or (out > limits.floor and out > limits.ratio * self._size):
            raise self._unreadable(
                "It unfolds to far more than a document can hold (a zip bomb); reading was"
                " stopped.",
                place=name,
                code="too-complex",
            )

    def _unreadable(
        self, problem: str, hint: str = "", *, place: str = "", code: str | None = None
    ) -> Unreadable:
        return Unreadable(
            f"{problem} Nothing was read.",
            hint or "Open it in the program it was made with, save a new copy and import that.",
            file=self.file,
            place=place,
            code=code,
        )


def open_archive(name: str, data: bytes, *, limits: Limits | None = None) -> Archive:
    """Open a zip archive that is in memory.

    Args:
        name: The user's name for the file; only used in messages.
        data: The whole archive.
        limits: How much it may unfold to; security.md's limits when not given.

    Raises:
        Unreadable: It is no zip archive, has too many parts, two of one name, or a part
            whose name leaves the archive ("zip slip"), is a link or a device.
    """
    return Archive(name, data, limits or Limits())


def _strays(name: str) -> bool:
    """Tell whether a part's name could be written outside a folder on any system."""
    return (
        "\0" in name
        or name.startswith(("/", "\\"))
        or re.match(r"[A-Za-z]:", name) is not None
        or ".." in re.split(r"[/\\]", name)
    )
