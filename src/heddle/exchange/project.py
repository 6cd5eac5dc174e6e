"""A project of another program as plain facts, before anything touches a study.

Readers of whole projects (REFI-QDA, Taguette, QualCoder ...) make a `Project`; `project_in`
turns it into a plan of ordinary operations. Keys are the program's own (a GUID, a row number
with its table's name) and mean nothing outside the project. Offsets are Unicode code points of
`ProjectSource.text`, whose lines end in a line feed; ends are exclusive.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.reading import Loss

DESCRIPTION: Final = " description"
"""Ends the key of a note that was something's description."""


Form = Literal["transcript", "document", "field note", "written answer"]
"""The forms of `study.sources`, said again: the child that reads should load little."""


class ProjectMember(msgspec.Struct, kw_only=True):
    """A user of the program: coder, author."""

    key: str
    name: str


class ProjectCode(msgspec.Struct, kw_only=True):
    """A code, category or tag."""

    key: str
    name: str
    parent: str = ""
    definition: str = ""
    colour: str = ""
    """#RRGGBB, or empty."""
    codable: bool = True
    """False: it only groups others."""
    by: str = ""
    """Key of the member who made it."""
    made: str = ""


class ProjectTime(msgspec.Struct, kw_only=True):
    """A moment of the recording at a place in the text (a sync point)."""

    offset: int
    seconds: float


class ProjectSource(msgspec.Struct, kw_only=True):
    """A text of the project, whole and unchanged but for its line ends."""

    key: str
    name: str
    text: str
    form: Form = "document"
    language: str = ""
    description: str = ""
    by: str = ""
    made: str = ""
    times: list[ProjectTime] = []
    original: bytes | None = None
    """The file that the program kept of it, where it is one."""
    file_name: str = ""
    file_format: str = ""
    values: dict[str, str] = {}
    """Variable -> value of the text itself, as in `ProjectCase.values`."""


class ProjectCoding(msgspec.Struct, kw_only=True):
    """A code on a stretch of a text."""

    key: str
    source: str
    start: int
    end: int
    code: str
    by: str = ""
    made: str = ""
    note: str = ""


class ProjectSpan(msgspec.Struct, kw_only=True):
    """A stretch of a text; the whole text where `end` is None."""

    source: str
    start: int = 0
    end: int | None = None


class ProjectMemo(msgspec.Struct, kw_only=True):
    """A note, memo, annotation or journal entry."""

    key: str
    text: str
    title: str = ""
    about: list[str] = []
    """Keys of what it is about (codes, sources, codings, cases); empty: the whole project."""
    spans: list[ProjectSpan] = []
    """Stretches of texts that it is about, where it is not about a whole text (annotations)."""
    by: str = ""
    made: str = ""


class ProjectCase(msgspec.Struct, kw_only=True):
    """A case: mostly a person, with variables and the stretches that are theirs."""

    key: str
    name: str
    description: str = ""
    values: dict[str, str] = {}
    """Variable -> value, as text; a variable without a value is missing."""
    spans: list[ProjectSpan] = []
    codes: list[str] = []


class ProjectLeftover(msgspec.Struct, kw_only=True):
    """What has no place in a study, in the program's own form."""

    what: str
    data: str
    about: list[str] = []
    key: str = ""


class Project(msgspec.Struct, kw_only=True):
    """A whole project."""

    program: str
    """Which program wrote it, with its version where that is known."""
    identity: str = ""
    """What tells this project from others of the program (a GUID, the moment it was made), the
    same in each of its exports; empty: its name."""
    name: str = ""
    description: str = ""
    labelled: bool = False
    """The program wrote each speaker's label before a turn; within coded words they are none."""
    members: list[ProjectMember] = []
    codes: list[ProjectCode] = []
    sources: list[ProjectSource] = []
    codings: list[ProjectCoding] = []
    memos: list[ProjectMemo] = []
    cases: list[ProjectCase] = []
    leftovers: list[ProjectLeftover] = []
    losses: list[Loss] = []
    notes: list[str] = []
    """What was decided by evidence, in plain English."""


class WhichProject(Unreadable):
    """A file holds several projects, and it must be said which is meant."""

    code = "which-project"

    def __init__(self, problem: str, hint: str, *, file: str, choices: list[str]) -> None:
        """Keep the names of the projects beside problem, hint and file."""
        super().__init__(problem, hint, file=file)
        self.choices = choices
