"""Checklist answers: what the study says to each item of a reporting checklist.

The items themselves (COREQ and others) are data of the report; an answer names its item by
number or letter. Reporting is not rigour: nothing here is scored.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse, required, same_name, struct_changes
from heddle.study.values import once_each

Status = Literal["reported", "partly", "not done", "not applicable", "missing"]
_NEEDS_WHY = ("not done", "not applicable")


class Answer(Record):
    """The answer to one item of one checklist."""

    kind: ClassVar[str] = "answers"
    label: ClassVar[str] = "item"

    checklist: str = "coreq"
    item: str = ""
    status: Status = "missing"
    text: str = ""
    location: str = ""
    """Where in the manuscript it is reported: a page, a section."""
    evidence: Annotated[list[str], Ref("*")] = []
    """Ids of the records that show it."""


class WriteAnswer(Operation, tag="answers.write"):
    """Write the answer to an item of a checklist, in place of an earlier one."""

    item: int | str
    status: Status
    checklist: str = "coreq"
    text: str = ""
    location: str = ""
    evidence: list[str] = []

    def decide(self, work: Workspace) -> str:
        """An item has one answer; "not done" and "not applicable" say why."""
        checklist = required(self.checklist, "checklist", "an answer").lower()
        item = required(str(self.item), "item", "an answer")
        if self.status in _NEEDS_WHY and not self.text.strip():
            refuse(
                f"Item {item[:20]} of {checklist[:20]} is marked “{self.status}” without a word "
                "on why; nothing was changed.",
                "Say why in the text: that is what reviewers ask.",
                "why-missing",
            )
        answer = Answer(
            checklist=checklist,
            item=item,
            status=self.status,
            text=self.text,
            location=self.location,
            evidence=once_each(self.evidence),
        )
        old = answer_to(work, checklist, item)
        if old is None:
            return work.create(answer)
        # The item keeps the letters it was first written with.
        kept = {"id": old.id, "checklist": old.checklist, "item": old.item}
        work.set(old, **struct_changes(old, msgspec.structs.replace(answer, **kept)))
        return old.id


class DropAnswer(Operation, tag="answers.drop"):
    """Remove the answer to an item of a checklist."""

    answer: str

    def decide(self, work: Workspace) -> None:
        """The item counts as missing afterwards; the words stay in the history."""
        work.drop(work.get(Answer, self.answer))


def answer_to(view: View, checklist: str, item: str) -> Answer | None:
    """Return the answer to one item, or None; "S9" and "s9" are the same item."""
    answers = view.find(Answer, checklist=checklist)
    return next((answer for answer in answers if same_name(answer.item, item)), None)


def answers_of(view: View, checklist: str) -> dict[str, Answer]:
    """Return a checklist's answers by item."""
    return {answer.item: answer for answer in view.find(Answer, checklist=checklist)}
