"""Amendments: what was changed on the way in how the study is done, against its protocol."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, required
from heddle.study.values import check_date, once_each

Area = Literal[
    "recruitment", "data collection", "guide", "information and consent", "analysis",
    "data protection", "other",
]  # fmt: skip


class Amendment(Record):
    """A dated change of the protocol."""

    kind: ClassVar[str] = "amendments"
    label: ClassVar[str] = "text"
    searched: ClassVar[tuple[str, ...]] = ("text", "why")

    area: Area = "data collection"
    text: str = ""
    """What is done otherwise from now on."""
    before: str = ""
    """What was planned."""
    why: str = ""
    date: str = ""
    approved: str = ""
    """By whom it was approved, or why nobody had to."""
    about: Annotated[list[str], Ref("*")] = []


class AddAmendment(Operation, tag="amendments.add"):
    """Put a change of the protocol on record, with its date and reason."""

    text: str
    why: str
    date: str
    area: Area = "data collection"
    before: str = ""
    approved: str = ""
    about: list[str] = []

    def decide(self, work: Workspace) -> str:
        """What, why and from when are the least."""
        fields = {
            **changes(self),
            "text": required(self.text, "text", "an amendment"),
            "why": required(self.why, "reason", "an amendment"),
            "date": check_date(required(self.date, "date", "an amendment"), "date"),
            "about": once_each(self.about),
        }
        return work.create(Amendment(**fields))


class ChangeAmendment(Operation, tag="amendments.change"):
    """Correct what is on record of an amendment."""

    amendment: str
    text: str | None = None
    why: str | None = None
    date: str | None = None
    area: Area | None = None
    before: str | None = None
    approved: str | None = None
    about: list[str] | None = None

    def decide(self, work: Workspace) -> str:
        """The rules for new ones hold."""
        amendment = work.get(Amendment, self.amendment)
        fields = changes(self, "amendment")
        for name, what in (("text", "text"), ("why", "reason"), ("date", "date")):
            if name in fields:
                fields[name] = required(fields[name], what, "an amendment")
        if self.date is not None:
            fields["date"] = check_date(fields["date"], "date")
        work.set(amendment, **fields)
        return amendment.id


class DropAmendment(Operation, tag="amendments.drop"):
    """Remove an amendment that was put on record by mistake."""

    amendment: str

    def decide(self, work: Workspace) -> None:
        """Its words stay in the history."""
        work.drop(work.get(Amendment, self.amendment))
