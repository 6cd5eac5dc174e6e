"""Whole projects of other programs: which there are, and how one is read.

Which program a file is from is told by its content, in the child that reads it
(`project_readers`); here stand the words for people and what a file must look like for the child
to be asked at all.
"""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.errors import Unreadable
from heddle.exchange import kinds, sandbox
from heddle.exchange.project import Project

KIND: Final = "project"
"""What an import of one is called."""

MAX_BYTES: Final = 512 << 20
"""The largest file of a project: texts, codings and pictures, not recordings."""


class Program(msgspec.Struct, frozen=True):
    """A program whose projects can be read."""

    label: str
    """Its project, as people call it: "a Taguette project"."""
    endings: tuple[str, ...]
    """Endings that its files have, small letters, without the dot."""


PROGRAMS: Final[dict[str, Program]] = {
    "refi": Program("a REFI-QDA project or codebook", ("qdpx", "qde", "qdc")),
    "taguette": Program("a Taguette project", ("sqlite3", "sqlite", "db")),
    "qualcoder": Program("a QualCoder project", ("qda", "zip")),
    "rqda": Program("an RQDA project", ("rqda",)),
    "requal": Program("a requal project", ("requal",)),
    "uima": Program("an INCEpTION project or another one of UIMA", ("xmi", "zip", "json")),
    "label-studio": Program("a Label Studio export", ("json",)),
}
"""Every program by the name that `format` gives it, in the order in which they are asked."""

_SQLITE: Final = b"SQLite format 3\0"
_COMMON: Final = frozenset({"zip", "json", "xml", "csv", "txt"})
"""Endings that other files have as well: whether it is a project is only tried."""


def endings() -> frozenset[str]:
    """Give all endings that files of projects have."""
    return frozenset(end for program in PROGRAMS.values() for end in program.endings)


def may_be(name: str, data: bytes) -> bool:
    """Tell whether a file should be looked at as a project, by its ending and first bytes."""
    return kinds.ending(name) in endings() or data.startswith(_SQLITE)


def must_be(name: str, data: bytes) -> bool:
    """Tell whether a file can be nothing else that Heddle reads."""
    end = kinds.ending(name)
    return data.startswith(_SQLITE) or (end in endings() and end not in _COMMON)


def read(name: str, data: bytes, *, program: str = "", which: str = "") -> Project | None:
    """Read a project in the child that can be killed.

    Args:
        name: the user's name for the file.
        data: the whole file; a folder comes as a zip archive of it.
        program: whose project it is, one of `PROGRAMS`; empty: that is found out.
        which: name of the project, where a file holds several.

    Returns:
        The project; None where no reader takes the file for one of its own.

    Raises:
        Unreadable: it is a project, but damaged, locked, hostile or too large;
            `project.WhichProject` (code "which-project") if it holds several.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"It is larger than {MAX_BYTES >> 20} MB; nothing was read.",
            "Export the project without its recordings.",
            file=name,
            code="too-large",
        )
    return sandbox.projects().read_project(name, data, program=program, which=which)


def unknown(name: str) -> Unreadable:
    """Give the refusal of a file that no reader takes for a project."""
    known = ", ".join(program.label for program in PROGRAMS.values())
    return Unreadable(
        "It is no project of a program that Heddle knows; nothing was read.",
        f"Heddle reads {known}. Export a REFI-QDA project (.qdpx) from any other program.",
        file=name,
        code="wrong-kind",
    )
