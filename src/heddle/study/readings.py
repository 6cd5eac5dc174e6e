"""Readings: who has read or listened to which source, and when."""

from __future__ import annotations

from typing import Annotated, ClassVar

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse
from heddle.study.sources import Source
from heddle.study.team import Member
from heddle.study.values import check_date


class Reading(Record):
    """A source, read from beginning to end by one person."""

    kind: ClassVar[str] = "readings"
    label: ClassVar[str] = "date"

    source: Annotated[str, Ref("sources")] = ""
    member: Annotated[str, Ref("members")] = ""
    date: str = ""
    note: str = ""
    """How: "twice, once with the recording"."""


class AddReading(Operation, tag="readings.add"):
    """Note that somebody has read a source."""

    source: str
    date: str = ""
    member: str = ""
    note: str = ""

    def decide(self, work: Workspace) -> str:
        """Without a member named it is the actor's reading; reading again counts again."""
        source = work.get(Source, self.source)
        who = self.member or work.actor
        if not who:
            refuse("A reading is somebody's.", "Name the member who has read.")
        work.get(Member, who)
        date = check_date(self.date, "date")
        if work.find(Reading, source=source.id, member=who, date=date, note=self.note):
            refuse("This reading is on record already; nothing was changed.", "", "there")
        return work.create(Reading(source=source.id, member=who, date=date, note=self.note))


class DropReading(Operation, tag="readings.drop"):
    """Remove a reading that was noted by mistake."""

    reading: str

    def decide(self, work: Workspace) -> None:
        """The source stays."""
        work.drop(work.get(Reading, self.reading))
