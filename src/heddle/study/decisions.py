"""Decisions of the team, with their reasons; made in a meeting or apart from any."""

from __future__ import annotations

from typing import Annotated, ClassVar

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, required
from heddle.study.values import check_date, once_each


class Decision(Record):
    """What was decided, why, and by whom."""

    kind: ClassVar[str] = "decisions"
    label: ClassVar[str] = "text"
    searched: ClassVar[tuple[str, ...]] = ("text", "why")

    text: str = ""
    why: str = ""
    date: str = ""
    meeting: Annotated[str, Ref("meetings")] = ""
    people: Annotated[list[str], Ref("members")] = []
    about: Annotated[list[str], Ref("*")] = []


class AddDecision(Operation, tag="decisions.add"):
    """Put a decision on record, with its reason."""

    text: str
    why: str
    date: str = ""
    meeting: str = ""
    people: list[str] = []
    about: list[str] = []

    def decide(self, work: Workspace) -> str:
        """A decision without a reason helps nobody who asks later."""
        fields = {
            **changes(self),
            "text": required(self.text, "text", "a decision"),
            "why": required(self.why, "reason", "a decision"),
            "date": check_date(self.date, "date of the decision"),
            "people": once_each(self.people),
            "about": once_each(self.about),
        }
        return work.create(Decision(**fields))


class ChangeDecision(Operation, tag="decisions.change"):
    """Correct what is on record of a decision."""

    decision: str
    text: str | None = None
    why: str | None = None
    date: str | None = None
    meeting: str | None = None
    people: list[str] | None = None
    about: list[str] | None = None

    def decide(self, work: Workspace) -> str:
        """A decision that was taken back is a decision of its own."""
        decision = work.get(Decision, self.decision)
        fields = changes(self, "decision")
        for name, what in (("text", "text"), ("why", "reason")):
            if name in fields:
                fields[name] = required(fields[name], what, "a decision")
        if self.date is not None:
            fields["date"] = check_date(self.date, "date of the decision")
        work.set(decision, **fields)
        return decision.id


class DropDecision(Operation, tag="decisions.drop"):
    """Remove a decision that was put on record by mistake."""

    decision: str

    def decide(self, work: Workspace) -> None:
        """Its words stay in the history."""
        work.drop(work.get(Decision, self.decision))
