"""Exports: what left the study, in which form, and whose words or data it held.

A file that was written cannot be called back by a program. So a study keeps what left it, by
content hash and without its name or place, for the day when somebody withdraws and the team has
to find the copies. Noting it is no step that undo takes back: the file is there.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, required

Form = Literal["original", "pseudonymised"]
Purpose = Literal["draft", "final"]


class Export(Record):
    """A file that was made from the study."""

    kind: ClassVar[str] = "exports"
    label: ClassVar[str] = "what"

    what: str = ""
    """The part of the study: "manuscript", "table1", "codings" ..."""
    format: str = ""
    purpose: Purpose = "draft"
    """draft: for the team; final: to leave it, after all checks."""
    form: Form = "original"
    """Whether accepted substitutions were applied to what people said."""
    file_hash: str = ""
    """SHA-256 of its bytes, so that a found copy can be recognised."""
    size: int = 0
    people: list[str] = []
    """Ids of participants whose words or data it holds; they may be gone by now."""
    quotes: list[str] = []
    """Ids of the quotes printed in it; they may be gone too."""
    figures: dict[str, dict[str, list[str]]] = {}
    """What a table of people said, by row and column, so that a later table can be held against
    it: the difference of two tables can be one person."""
    recalled: str = ""
    """What became of its copies after a withdrawal, in words."""


class NoteExport(Operation, tag="exports.note"):
    """Note that a file was made from the study."""

    lasting: ClassVar[bool] = True

    what: str
    format: str
    purpose: Purpose = "draft"
    form: Form = "original"
    file_hash: str = ""
    size: int = 0
    people: list[str] = []
    quotes: list[str] = []
    figures: dict[str, dict[str, list[str]]] = {}

    def decide(self, work: Workspace) -> str:
        """It is noted when the file is complete."""
        required(self.what, "what", "an export")
        return work.create(Export(**changes(self)))


class RecallExport(Operation, tag="exports.recall"):
    """Note what became of an export's copies."""

    export: str
    recalled: str

    def decide(self, work: Workspace) -> str:
        """In words: deleted by whom, asked back from whom, published already."""
        export = work.get(Export, self.export)
        work.set(export, recalled=required(self.recalled, "note", "a recall"))
        return export.id


def exports_with(view: View, participant: str) -> list[Export]:
    """Return the exports that hold a participant's words or data, oldest first."""
    return [each for each in view.find(Export) if participant in each.people]
