"""Who is known to a study and to the plan in the making, and how they belong together.

Participants, invitation list and sessions come in three tables, in any order. Whatever is
imported last completes the others: invitees are matched to participants by code, events get
their session, and who attended is put on the present list of the session of their group.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from heddle.exchange.groups import group_key, is_plain
from heddle.exchange.plan import Sketch
from heddle.log.operations import Operation
from heddle.log.view import View
from heddle.study.invitees import Event, Invitee
from heddle.study.participants import AddParticipant, Participant
from heddle.study.recruitment import CorrectEvent, MatchInvitee, RecordEvent
from heddle.study.rules import name_key
from heddle.study.sessions import Attend, Attendance, Session

_OUTCOMES = ("attended", "cancelled", "no-show")


class Person(msgspec.Struct):
    """A participant, of the study or of the plan."""

    id: str
    code: str
    group: str = ""
    number: int | None = None
    known: Participant | None = None
    """As it stands in the study; None for one that the plan makes."""


class Guest(msgspec.Struct):
    """An invitee with the events so far."""

    id: str
    code: str
    planned_group: str = ""
    participant: str = ""
    events: list[Event] = []
    known: Invitee | None = None

    def states(self) -> set[str]:
        """Give the states on record."""
        return {event.state for event in self.events}


class Meeting(msgspec.Struct):
    """A session with its present list."""

    id: str
    name: str
    present: list[str] = []
    """Ids of participants."""
    expected: int | None = None
    """How many a table says there were."""
    known: Session | None = None


class Roster:
    """Everybody, as they will be once the plan is carried out."""

    def __init__(self, view: View, sketch: Sketch) -> None:
        """Read who is in the study."""
        self._sketch = sketch
        self.people = {
            name_key(p.code): Person(p.id, p.code, p.group, p.number, p)
            for p in view.find(Participant)
        }
        self.guests = {
            name_key(i.code): Guest(i.id, i.code, i.planned_group, i.participant, [], i)
            for i in view.find(Invitee)
        }
        by_id = {guest.id: guest for guest in self.guests.values()}
        for event in view.find(Event):
            if event.invitee in by_id:
                by_id[event.invitee].events.append(event)
        self.meetings = [Meeting(s.id, s.name, [], None, s) for s in view.find(Session, "name")]
        rooms = {meeting.id: meeting for meeting in self.meetings}
        for attendance in view.find(Attendance):
            if attendance.session in rooms:
                rooms[attendance.session].present.append(attendance.participant)

    def person(self, code: str, place: str) -> Person:
        """Give the participant of this code; one that is not known yet is made, code only.

        A table of participants that comes later fills in the rest.
        """
        known = self.people.get(name_key(code))
        if known is not None:
            return known
        made = self._sketch.make(AddParticipant(code=code), "participants (code only)", place=place)
        self.people[name_key(code)] = Person(made, code)
        return self.people[name_key(code)]

    def meeting(self, group: str) -> Meeting | None:
        """Give the session that a name or a group's number means; None if it may be several."""
        if not group:
            return None
        named = [m for m in self.meetings if name_key(m.name) == name_key(group)]
        alike = named or [m for m in self.meetings if group_key(m.name) == group_key(group)]
        return alike[0] if len(alike) == 1 else None

    def same(self, name: str) -> Meeting | None:
        """Give the session that a row of a table of sessions is about, if it is there.

        "Focus group 1" is "FG1"; "FG1, second meeting" is another session.
        """
        meeting = self.meeting(name)
        if meeting is None or name_key(meeting.name) == name_key(name):
            return meeting
        return meeting if is_plain(name) and is_plain(meeting.name) else None

    def record(
        self, guest: Guest, state: Any, place: str, *, date: str = "", why: str = ""
    ) -> None:
        """Add an event to a guest, with its session where there is one."""
        session = self._session_of(guest, state)
        if state in _OUTCOMES:
            guest.events.append(Event(state=state, date=date, why=why, session=session))
        else:
            session = ""
            guest.events.append(Event(state=state, date=date, why=why))
        operation = RecordEvent(invitee=guest.id, state=state, date=date, why=why, session=session)
        guest.events[-1].id = self._sketch.make(operation, "recruitment events", place=place)

    def match(self, guest: Guest, person: Person, place: str = "") -> None:
        """Say that a guest became a participant."""
        if guest.participant == person.id:
            return
        guest.participant = person.id
        operation = MatchInvitee(invitee=guest.id, participant=person.id)
        self._sketch.change(operation, "invitees matched to participants", place=place)

    def join(self) -> None:
        """Complete what the tables so far say about each other."""
        for guest in self.guests.values():
            namesake = self.people.get(name_key(guest.code))
            if not guest.participant and namesake is not None:
                self.match(guest, namesake)
        by_id = {person.id: person for person in self.people.values()}
        for guest in self.guests.values():
            self._place_events(guest)
        for meeting in self.meetings:
            self._fill(meeting, by_id)
            self._compare(meeting)

    def _place_events(self, guest: Guest) -> None:
        for event in guest.events:
            if event.state in _OUTCOMES and not event.session:
                session = self._session_of(guest, event.state)
                if session:
                    event.session = session
                    self._sketch.change(
                        CorrectEvent(event=event.id, session=session),
                        "recruitment events placed in their session",
                    )

    def _session_of(self, guest: Guest, state: str) -> str:
        group = guest.planned_group
        if state == "attended" and guest.participant:
            person = next((p for p in self.people.values() if p.id == guest.participant), None)
            group = person.group if person and person.group else group
        meeting = self.meeting(group)
        return meeting.id if meeting else ""

    def _fill(self, meeting: Meeting, by_id: dict[str, Person]) -> None:
        """Put those who attended on the present list of their group's session."""
        came = [
            guest.participant
            for guest in self.guests.values()
            if guest.participant in by_id
            and self.meeting(by_id[guest.participant].group) is meeting
            and any(e.state == "attended" and e.session == meeting.id for e in guest.events)
        ]
        self.attend(meeting, came)

    def attend(self, meeting: Meeting, people: Iterable[str], place: str = "") -> None:
        """Put people on a session's present list, those who are not on it yet."""
        new = [person for person in dict.fromkeys(people) if person not in meeting.present]
        if not new:
            return
        meeting.present += new
        operation: Operation = Attend(session=meeting.id, participants=new)
        self._sketch.change(operation, place=place)
        made = self._sketch.preview.made
        made["people on present lists"] = made.get("people on present lists", 0) + len(new)

    def _compare(self, meeting: Meeting) -> None:
        if meeting.expected is None or meeting.expected == len(meeting.present):
            return
        self._sketch.ask(
            f"{meeting.name}: the table says {meeting.expected} participants, and "
            f"{len(meeting.present)} are on the present list. Import the other tables, or put "
            "them on the list (sessions.attend)."
        )
