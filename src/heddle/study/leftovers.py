"""Leftovers: what a project of another program says that has no place here, kept to be given back.

Graphs, sets, links and the like are shown as a list and written into the next export in the
form of the program that they came from, so that a study can go there and back without loss.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.workspace import Workspace
from heddle.study.rules import required


class Leftover(Record):
    """One thing of another program's project, in its own form."""

    kind: ClassVar[str] = "leftovers"
    label: ClassVar[str] = "what"

    project: str = ""
    """Name of the program or project it came from."""
    what: str = ""
    """What it is, in the words of its format: "Graph", "Set", "Link" ..."""
    about: list[str] = []
    """Ids of records here that it speaks of; they may be gone by now."""
    data: str = ""
    """Its own form, as text (XML or JSON)."""
    foreign_id: str = ""


class NewLeftover(msgspec.Struct, kw_only=True):
    """A leftover that is about to be kept."""

    what: str
    data: str
    project: str = ""
    about: list[str] = []
    foreign_id: str = ""


class KeepLeftovers(Operation, tag="leftovers.keep"):
    """Keep what has no place here, to give it back."""

    leftovers: list[NewLeftover]

    def decide(self, work: Workspace) -> list[str]:
        """Each says what it is."""
        made = []
        for new in self.leftovers:
            required(new.what, "what it is", "a leftover")
            made.append(work.create(Leftover(**msgspec.structs.asdict(new))))
        return made


class DropLeftover(Operation, tag="leftovers.drop"):
    """Do not keep a leftover any longer."""

    leftover: str

    def decide(self, work: Workspace) -> None:
        """The next export does without it."""
        work.drop(work.get(Leftover, self.leftover))
