"""Meetings of the team: debriefings with peers, sign-offs and the like, and what follows up."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, refuse, required
from heddle.study.team import Member
from heddle.study.values import check_date, once_each

MeetingForm = Literal["team meeting", "peer debriefing", "sign-off", "supervision", "other"]


class Meeting(Record):
    """A meeting about the study: who looked at what, and what came of it."""

    kind: ClassVar[str] = "meetings"
    label: ClassVar[str] = "title"
    searched: ClassVar[tuple[str, ...]] = ("title", "notes")

    title: str = ""
    form: MeetingForm = "team meeting"
    date: str = ""
    people: Annotated[list[str], Ref("members")] = []
    guests: str = ""
    """Others who were there, by what they are ("a colleague without part in the study")."""
    looked_at: Annotated[list[str], Ref("*")] = []
    """Ids of what was looked at; in a sign-off: what is agreed to."""
    notes: str = ""


class FollowUp(Record):
    """Something that a meeting left to be done."""

    kind: ClassVar[str] = "follow_ups"
    label: ClassVar[str] = "text"

    meeting: Annotated[str, Ref("meetings")] = ""
    text: str = ""
    who: Annotated[str, Ref("members")] = ""
    due: str = ""
    done: str = ""
    """The day on which it was done; empty: not yet."""


class AddMeeting(Operation, tag="meetings.add"):
    """Put a meeting on record: who, when, and what was looked at."""

    title: str
    date: str
    form: MeetingForm = "team meeting"
    people: list[str] = []
    guests: str = ""
    looked_at: list[str] = []
    notes: str = ""

    def decide(self, work: Workspace) -> str:
        """A meeting has a day; a sign-off has people and something that they agree to."""
        fields = {
            **changes(self),
            "title": required(self.title, "title", "a meeting"),
            "date": check_date(required(self.date, "date", "a meeting"), "date of the meeting"),
            "people": once_each(self.people),
            "looked_at": once_each(self.looked_at),
        }
        meeting = Meeting(**fields)
        _check(meeting)
        return work.create(meeting)


class ChangeMeeting(Operation, tag="meetings.change"):
    """Change what is on record of a meeting."""

    meeting: str
    title: str | None = None
    date: str | None = None
    form: MeetingForm | None = None
    people: list[str] | None = None
    guests: str | None = None
    looked_at: list[str] | None = None
    notes: str | None = None

    def decide(self, work: Workspace) -> str:
        """The rules for new meetings hold."""
        meeting = work.get(Meeting, self.meeting)
        fields = changes(self, "meeting")
        if self.title is not None:
            fields["title"] = required(self.title, "title", "a meeting")
        if self.date is not None:
            fields["date"] = check_date(required(self.date, "date", "a meeting"), "date")
        work.set(meeting, **fields)
        _check(meeting)
        return meeting.id


class DropMeeting(Operation, tag="meetings.drop"):
    """Remove a meeting; refused while decisions or follow-ups are under it."""

    meeting: str

    def decide(self, work: Workspace) -> None:
        """References are checked."""
        work.drop(work.get(Meeting, self.meeting))


class AddFollowUp(Operation, tag="follow_ups.add"):
    """Note what a meeting left to be done, by whom and by when."""

    text: str
    meeting: str = ""
    who: str = ""
    due: str = ""

    def decide(self, work: Workspace) -> str:
        """It may be nobody's yet."""
        fields = {
            **changes(self),
            "text": required(self.text, "text", "a follow-up"),
            "due": check_date(self.due, "date by which it is due"),
        }
        return work.create(FollowUp(**fields))


class ChangeFollowUp(Operation, tag="follow_ups.change"):
    """Change a follow-up, or say when it was done."""

    follow_up: str
    text: str | None = None
    who: str | None = None
    due: str | None = None
    done: str | None = None

    def decide(self, work: Workspace) -> str:
        """An empty date says that it is not done."""
        follow_up = work.get(FollowUp, self.follow_up)
        fields = changes(self, "follow_up")
        if self.text is not None:
            fields["text"] = required(self.text, "text", "a follow-up")
        for name in {"due", "done"} & fields.keys():
            fields[name] = check_date(fields[name], "date")
        work.set(follow_up, **fields)
        return follow_up.id


class DropFollowUp(Operation, tag="follow_ups.drop"):
    """Remove a follow-up."""

    follow_up: str

    def decide(self, work: Workspace) -> None:
        """The meeting stays."""
        work.drop(work.get(FollowUp, self.follow_up))


def names_of(members: dict[str, Member], people: list[str]) -> list[str]:
    """Return the names of members, those left out who are none any more."""
    return [members[person].name for person in people if person in members]


def _check(meeting: Meeting) -> None:
    if meeting.form == "sign-off" and not (meeting.people and meeting.looked_at):
        refuse(
            "A sign-off needs the people who agree and what they agree to; nothing was changed.",
            "Name members of the team, and link the themes or texts that they signed.",
            "sign-off",
        )
