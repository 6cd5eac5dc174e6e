"""Sessions: focus groups and interviews, who led and watched them, and who was present."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.consent import check_scope
from heddle.study.invitees import events_of, invitees_of
from heddle.study.participants import Participant
from heddle.study.rules import changes, refuse, required, unique_name
from heddle.study.team import Member
from heddle.study.values import (
    check_clock,
    check_date,
    check_length,
    emptied,
    once_each,
    seconds_between,
    spoken_length,
    spoken_list,
)

SessionForm = Literal["focus group", "interview"]
_TIMES = {"started", "stopped", "duration", "breaks"}


class Session(Record):
    """A focus group or an interview."""

    kind: ClassVar[str] = "sessions"

    name: str = ""
    form: SessionForm = "focus group"
    date: str = ""
    place: str = ""
    moderators: Annotated[list[str], Ref("members")] = []
    """Who led it: one moderator or interviewer as a rule."""
    observers: Annotated[list[str], Ref("members")] = []
    grouping: str = ""
    """By what rule these people were put together ("location 1", "mentors")."""
    guide: Annotated[str, Ref("guides")] = ""
    guide_version: str = ""
    """As noted on the day, for a guide that is not itself on record."""
    duration: int | None = None
    """Seconds, as entered by hand; recordings are held against it."""
    started: str = ""
    stopped: str = ""
    """Times of day, as 10:05 or 10:05:30."""
    breaks: int = 0
    """Seconds between start and stop that do not count in the duration."""
    language: str = ""
    notes: str = ""


class Attendance(Record):
    """A participant's presence in a session."""

    kind: ClassVar[str] = "attendances"
    label: ClassVar[str] = "participant"

    session: Annotated[str, Ref("sessions")] = ""
    participant: Annotated[str, Ref("participants")] = ""
    seat: str = ""


class AddSession(Operation, tag="sessions.add"):
    """Add a focus group or an interview."""

    name: str
    form: SessionForm = "focus group"
    date: str = ""
    place: str = ""
    moderators: list[str] = []
    observers: list[str] = []
    grouping: str = ""
    guide: str = ""
    guide_version: str = ""
    duration: int | None = None
    started: str = ""
    stopped: str = ""
    breaks: int = 0
    language: str = ""
    notes: str = ""

    def decide(self, work: Workspace) -> str:
        """Names are unique; times and people must fit together."""
        name = required(self.name, "name", "a session")
        unique_name(work, Session, name, what="a session")
        fields = _clean({**changes(self), "name": name})
        session = Session(**fields)
        _check(work, session, set(fields))
        return work.create(session)


class ChangeSession(Operation, tag="sessions.change"):
    """Change a session's name, date, place, times, people or guide."""

    session: str
    name: str | None = None
    form: SessionForm | None = None
    date: str | None = None
    place: str | None = None
    moderators: list[str] | None = None
    observers: list[str] | None = None
    grouping: str | None = None
    guide: str | None = None
    guide_version: str | None = None
    duration: int | None = None
    started: str | None = None
    stopped: str | None = None
    breaks: int | None = None
    language: str | None = None
    notes: str | None = None
    clear: list[str] = []
    """Names of fields to set back to "not stated"."""

    def decide(self, work: Workspace) -> str:
        """The rules for adding hold; a new date needs everybody's consent by then."""
        session = work.get(Session, self.session)
        asked = {**emptied(session, self.clear), **changes(self, "session", "clear")}
        fields = _clean(asked)
        if "name" in fields:
            fields["name"] = required(fields["name"], "name", "a session")
            unique_name(work, Session, fields["name"], but=session.id, what="a session")
        planned = msgspec.structs.replace(session, **fields)
        _check(work, planned, set(fields))
        if planned.date != session.date:
            _check_consents(work, planned, present(work, session.id))
        work.set(session, **fields)
        return session.id


class DropSession(Operation, tag="sessions.drop"):
    """Remove a session with its present list; refused while it has recordings or sources."""

    session: str

    def decide(self, work: Workspace) -> None:
        """References are checked: recordings, transcripts and events keep their session."""
        session = work.get(Session, self.session)
        work.drop_many(Attendance, [a.id for a in work.find(Attendance, session=session.id)])
        work.drop(session)


class Attend(Operation, tag="sessions.attend"):
    """Put participants on a session's present list."""

    session: str
    participants: list[str]
    seats: dict[str, str] = {}
    """Seat by participant id, for seating plans; may name some only."""

    def decide(self, work: Workspace) -> list[str]:
        """Who is present has consented, where the study keeps consents; nobody sits twice.

        Returns the ids of the attendances, in the order of the participants. Naming somebody
        who is on the list already changes at most the seat.
        """
        session = work.get(Session, self.session)
        wanted = once_each(self.participants)
        if not wanted:
            refuse("Nobody was named; nothing was changed.", "Name who was present.")
        for person in wanted:
            _check_no_absence(work, session, work.get(Participant, person))
        stray = sorted(set(self.seats) - set(wanted))
        if stray:
            refuse(
                "A seat is given to somebody who is not among those named; nothing was changed.",
                "Name everybody who has a seat as present too.",
            )
        listed = {a.participant: a for a in work.find(Attendance, session=session.id)}
        _check_consents(work, session, [p for p in wanted if p not in listed])
        attendances = [self._seat(work, listed.get(person), person) for person in wanted]
        _check_seats(work, session)
        return attendances

    def _seat(self, work: Workspace, listed: Attendance | None, person: str) -> str:
        seat = self.seats.get(person, "").strip()
        if listed is None:
            return work.create(Attendance(session=self.session, participant=person, seat=seat))
        if person in self.seats:
            work.set(listed, seat=seat)
        return listed.id


class Unattend(Operation, tag="sessions.unattend"):
    """Take participants off a session's present list."""

    session: str
    participants: list[str]

    def decide(self, work: Workspace) -> None:
        """Refused for somebody who is not on it: that points at the wrong session."""
        session = work.get(Session, self.session)
        listed = {a.participant: a for a in work.find(Attendance, session=session.id)}
        for person in once_each(self.participants):
            attendance = listed.get(person)
            if attendance is None:
                code = work.get(Participant, person).code
                refuse(
                    f"{code} is not on the present list of {session.name}; nothing was changed.",
                    "Look whether this is the right session.",
                    "not-present",
                )
            work.drop(attendance)


def present(view: View, session: str) -> list[str]:
    """Return the ids of the participants on a session's present list, in its order."""
    return [attendance.participant for attendance in view.find(Attendance, session=session)]


def sessions_of(view: View, participant: str) -> list[Session]:
    """Return the sessions that a participant was present at, by date."""
    attended = [a.session for a in view.find(Attendance, participant=participant)]
    return sorted(view.among(Session, "id", attended), key=lambda s: (s.date, s.name))


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(fields)
    if "date" in fields:
        cleaned["date"] = check_date(fields["date"], "date of the session")
    for name in {"started", "stopped"} & fields.keys():
        cleaned[name] = check_clock(fields[name], f"time it {name}")
    for name in {"moderators", "observers"} & fields.keys():
        cleaned[name] = once_each(fields[name])
    return cleaned


def _check(work: Workspace, session: Session, touched: set[str]) -> None:
    if touched & _TIMES:
        check_times(session)
    if touched & {"moderators", "observers"}:
        _check_roles(work, session)


def check_times(session: Session) -> None:
    """Refuse a duration that does not fit to start, stop and breaks.

    Clocks read to the second may be 2 s off, clocks read to the minute 62 s.
    """
    check_length(session.duration, "duration")
    if session.breaks < 0:
        refuse("Breaks cannot be shorter than nothing; nothing was changed.", "Correct them.")
    if not (session.started and session.stopped):
        return
    between, slack = seconds_between(session.started, session.stopped)
    if session.breaks > between:
        refuse(
            f"Breaks of {spoken_length(session.breaks)} do not fit between {session.started} "
            f"and {session.stopped}; nothing was changed.",
            "Correct one of the three.",
            "times-clash",
        )
    counted = between - session.breaks
    if session.duration is not None and abs(session.duration - counted) > slack:
        less = " less the breaks" if session.breaks else ""
        refuse(
            f"From {session.started} to {session.stopped}{less} are {spoken_length(counted)}, "
            f"but the duration is given as {spoken_length(session.duration)}; nothing was changed.",
            "Correct one of them, or say how long the breaks were.",
            "times-clash",
        )


def _check_roles(work: Workspace, session: Session) -> None:
    people = {role: getattr(session, f"{role}s") for role in ("moderator", "observer")}
    for role, members in people.items():
        known = {member.id for member in work.among(Member, "id", members)}
        if not known.issuperset(members):
            refuse(
                f"The {role} of a session is a member of the research team, and this one is "
                "not; nothing was changed.",
                "Add the person to the team first (team.add), or choose another.",
                "not-a-member",
            )
    both = work.among(Member, "id", set(people["moderator"]) & set(people["observer"]))
    if both:
        refuse(
            f"{spoken_list(member.name for member in both)} cannot moderate and observe the "
            "same session; nothing was changed.",
            "Choose one of the two roles.",
            "two-roles",
        )


def _check_consents(work: Workspace, session: Session, people: Sequence[str]) -> None:
    absent = f"they cannot be on the present list of {session.name}"
    check_scope(work, people, "take part", on=session.date, so=absent)
    # Recordings stand above sessions, so they are asked for by the name of their kind.
    recordings = work.schema.kinds.get("recordings")
    if recordings is not None and work.count(recordings.cls, session=session.id):
        recorded = f"they cannot be added to {session.name}, which was recorded"
        check_scope(work, people, "audio", on=session.date, so=recorded)


def _check_no_absence(work: Workspace, session: Session, person: Participant) -> None:
    for invitee in invitees_of(work, person.id):
        for event in events_of(work, invitee.id):
            if event.session == session.id and event.state in ("cancelled", "no-show"):
                refuse(
                    f"{person.code} is on record as “{event.state}” for {session.name}, so they "
                    "cannot be on its present list; nothing was changed.",
                    "Take that back first (recruitment.retract) if it is wrong.",
                    "absent",
                )


def _check_seats(work: Workspace, session: Session) -> None:
    taken: set[str] = set()
    for attendance in work.find(Attendance, session=session.id):
        if attendance.seat and attendance.seat in taken:
            refuse(
                f"Seat {attendance.seat} in {session.name} is given twice; nothing was changed.",
                "Give each person a seat of their own.",
                "seat-taken",
            )
        taken.add(attendance.seat)
