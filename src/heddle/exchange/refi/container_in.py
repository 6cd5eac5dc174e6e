"""The container of a REFI-QDA project: one .qde with its files, found however they are spelled.

Real files have `Sources/` or `sources/`, `project.qde` or the project's own name, GUIDs in file
names in another case than in the XML, and junk beside (`sources/.root`). Nothing is opened that is
not in the archive: a path that is `absolute://` or leaves it is only named.
"""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive, Limits, open_archive
from heddle.exchange.bag import HISTORY
from heddle.exchange.markup import parse_xml

LIMITS: Final = Limits(total=3 << 30, ratio=400, floor=64 << 20)
"""A project of transcripts packs well, and holds pictures and PDFs that are large."""
_ENDING: Final = ".qde"


class Raw(msgspec.Struct):
    """A text as its file has it, save for the byte order mark."""

    text: str
    bom: bool = False
    guessed: bool = False
    """It is not UTF-8, and was read as Windows-1252."""


class Container:
    """A project file that was opened: .qdpx, bare .qde, .qdc, or a zip of the unpacked folder."""

    def __init__(self, file: str, data: bytes) -> None:
        """Open it and parse its XML.

        Raises:
            Unreadable: It is damaged or hostile, or holds no project or several.
        """
        self.file = file
        self._archive: Archive | None = None
        self._members: dict[str, str] = {}
        self._used: set[str] = set()
        if data[:2] == b"PK":
            self._archive = open_archive(file, data, limits=LIMITS)
            name = self._find()
            self._base = name.replace("\\", "/").rpartition("/")[0]
            for each in self._archive.names:
                self._members.setdefault(_folded(each), each)
            self._used.add(name)
            self.root = self._archive.xml(name)
        else:
            self.root = parse_xml(data, file=file, part="project")

    def _find(self) -> str:
        assert self._archive is not None  # noqa: S101 - only called once it is open
        found = [n for n in self._archive.names if n.lower().endswith(_ENDING) and not _junk(n)]
        top = [n for n in found if "/" not in n.replace("\\", "/")] or found
        named = [n for n in top if n.lower() == "project.qde"]
        if len(named) == 1:
            top = named
        if len(top) != 1:
            many = "several projects" if top else "no project (.qde)"
            raise Unreadable(
                f"There is {many} in it; nothing was read.",
                "Export the project again from its program, as a REFI-QDA project.",
                file=self.file,
                code="no-project",
            )
        return top[0]

    def member(self, path: str) -> bytes | None:
        """Return a file of the project by its path as the XML states it; None: not in here.

        Raises:
            Unreadable: It is damaged or unfolds beyond the limits.
        """
        name = self.find(path)
        if name is None or self._archive is None:
            return None
        self._used.add(name)
        return self._archive.read(name)

    def find(self, path: str) -> str | None:
        """Return the name that a path has in the archive."""
        kind, mark, rest = path.strip().partition("://")
        if not mark:
            kind, rest = "internal", path.strip()
        if self._archive is None or kind.lower() not in ("internal", "relative") or not rest:
            return None
        rest = rest.replace("\\", "/").strip("/")
        base = f"{self._base}/" if self._base else ""
        last = rest.rpartition("/")[2]
        for place in (f"sources/{rest}", rest, f"sources/{last}", last):
            found = self._members.get(_folded(base + place))
            if found is not None:
                return found
        return None

    def text(self, path: str) -> Raw | None:
        """Return a text of the project; None where it is not in here."""
        data = self.member(path)
        return decoded(data) if data is not None else None

    def has(self, name: str) -> bool:
        """Tell whether a file of exactly this name is in it."""
        return self._archive is not None and name in self._archive

    def pass_over(self, path: str) -> None:
        """Count a file as named, though it is not read."""
        name = self.find(path)
        if name is not None:
            self._used.add(name)

    def unused(self) -> list[str]:
        """Return the files that nothing in the XML names, without junk and our own extra."""
        if self._archive is None:
            return []
        return [
            name
            for name in self._archive.names
            if name not in self._used and not _junk(name) and not name.startswith(HISTORY)
        ]


def decoded(data: bytes) -> Raw:
    """Return the words of a text file: UTF-8 as the standard asks, or what it must be."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text, bom, guessed = data.decode("utf-16", "replace"), True, False
    else:
        bom, guessed = data.startswith(b"\xef\xbb\xbf"), False
        try:
            text = data[3 if bom else 0 :].decode()
        except UnicodeDecodeError:
            text, guessed = data[3 if bom else 0 :].decode("cp1252", "replace"), True
    return Raw(text.replace("\0", "\ufffd"), bom, guessed)


def _folded(name: str) -> str:
    return name.replace("\\", "/").casefold().replace("{", "").replace("}", "")


def _junk(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[-1].startswith(".") or parts[0] == "__MACOSX"
