"""Invitees: who was asked to take part, and what became of each, event by event.

An invitee stands under a code from the first mention on; whoever takes part gets a participant
record as well, and the two are matched. "Agreed", "signed consent" and "attended" are events
of their own with their own dates: a study that mixes them up cannot say whom it lost.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.participants import Participant, refuse_identity
from heddle.study.rules import changes, refuse, required, unique_name
from heddle.study.values import check_date

State = Literal[
    "invited",
    "informed",
    "agreed",
    "declined",
    "consented",
    "cancelled",
    "no-show",
    "attended",
    "withdrew",
]


class Invitee(Record):
    """A person on the invitation list."""

    kind: ClassVar[str] = "invitees"
    label: ClassVar[str] = "code"

    code: str = ""
    team: str = ""
    planned_group: str = ""
    """Label of the focus group that the person was meant for."""
    identified_by: str = ""
    """Who named the person, as a role ("team manager"): the gatekeeper."""
    approached_by: str = ""
    """How the person was asked, as a way ("e-mail")."""
    participant: Annotated[str, Ref("participants")] = ""
    """The participant that the invitee became; empty until they are matched."""


class Event(Record):
    """One step of an invitee's way into the study, or out of it."""

    kind: ClassVar[str] = "recruitment_events"
    label: ClassVar[str] = "state"

    invitee: Annotated[str, Ref("invitees")] = ""
    state: State = "invited"
    date: str = ""
    why: str = ""
    """The reason as it was given, for a cancellation or a withdrawal above all."""
    session: Annotated[str, Ref("sessions")] = ""


class Invite(Operation, tag="recruitment.invite"):
    """Put a person on the invitation list, as invited."""

    code: str
    team: str = ""
    planned_group: str = ""
    identified_by: str = ""
    approached_by: str = ""
    date: str = ""

    def decide(self, work: Workspace) -> str:
        """Codes are unique; the invitation is the first event."""
        code = required(self.code, "code", "an invitee")
        refuse_identity({"code": code, "team": self.team})
        unique_name(work, Invitee, code, what="an invitee")
        date = check_date(self.date, "date of the invitation")
        invitee = work.create(Invitee(**{**changes(self, "date"), "code": code}))
        work.create(Event(invitee=invitee, state="invited", date=date))
        return invitee


class ChangeInvitee(Operation, tag="recruitment.change"):
    """Change an invitee's code, team, planned group, or how the person was found."""

    invitee: str
    code: str | None = None
    team: str | None = None
    planned_group: str | None = None
    identified_by: str | None = None
    approached_by: str | None = None

    def decide(self, work: Workspace) -> str:
        """A new code must not be another invitee's."""
        invitee = work.get(Invitee, self.invitee)
        fields = changes(self, "invitee")
        if self.code is not None:
            fields["code"] = required(self.code, "code", "an invitee")
            unique_name(work, Invitee, self.code, but=invitee.id, what="an invitee")
        refuse_identity({"code": fields.get("code", ""), "team": fields.get("team", "")})
        work.set(invitee, **fields)
        return invitee.id


class DropInvitee(Operation, tag="recruitment.drop"):
    """Take a person off the invitation list, with the events; for entries made by mistake."""

    invitee: str

    def decide(self, work: Workspace) -> None:
        """Refused for a person who was in a session: the flow would be wrong."""
        invitee = work.get(Invitee, self.invitee)
        events = events_of(work, invitee.id)
        if any(event.state == "attended" for event in events):
            refuse(
                f"{invitee.code} has attended, so the recruitment flow needs the entry; "
                "nothing was changed.",
                "If that is wrong, take back the attendance first (recruitment.retract); if "
                "the person wants out, record that they withdrew.",
                "attended",
            )
        work.drop_many(Event, [event.id for event in events])
        work.drop(invitee)


def events_of(view: View, invitee: str) -> list[Event]:
    """Return an invitee's events in the order in which they were recorded."""
    return view.find(Event, invitee=invitee)


def invitees_of(view: View, participant: str) -> list[Invitee]:
    """Return the invitees (one, unless copies were merged) who became a participant."""
    return view.find(Invitee, participant=participant)


def called(view: View, *, participant: str = "", invitee: str = "") -> str:
    """Return the code of a participant or an invitee, for sentences."""
    if participant:
        return view.get(Participant, participant).code
    return view.get(Invitee, invitee).code
