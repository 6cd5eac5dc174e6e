"""The material of a report: records that several of its parts need, each kind read once.

A report is made of one view, so everything in it is as of one moment.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.clock import moment
from heddle.log.records import Record
from heddle.log.view import View
from heddle.study.facts import StudyFacts, facts_of
from heddle.study.participants import Participant
from heddle.study.recordings import Recording
from heddle.study.rules import name_key
from heddle.study.sessions import Attendance, Session
from heddle.study.team import Member
from heddle.study.themes import Theme, final_themes
from heddle.study.withdrawals import erased_people

_GROUP_WORDS = re.compile(r"^(focus ?group|fokus ?gruppe|group|gruppe|fg)\b[\s.:#-]*|^fg(?=\d)")


class Group(NamedTuple):
    """The people who sat together, with their sessions: a row of Table 1."""

    label: str
    people: list[Participant]
    sessions: list[Session]


class Material:
    """Records of one study as of one moment."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def facts(self) -> StudyFacts:
        """What is true of the whole study."""
        return facts_of(self.view)

    @cached_property
    def participants(self) -> dict[str, Participant]:
        """All participants by id, in the order of their groups and numbers.

        Of those who had everything deleted there is nothing left to report; the flow counts them.
        """
        gone = erased_people(self.view)
        people = [p for p in self.view.find(Participant) if p.id not in gone]
        return {p.id: p for p in sorted(people, key=_place)}

    @cached_property
    def members(self) -> dict[str, Member]:
        """The research team by id, in the order in which they were put on record."""
        return {member.id: member for member in self.view.find(Member)}

    @cached_property
    def sessions(self) -> list[Session]:
        """All sessions by date, then name."""
        return sorted(self.view.find(Session), key=lambda s: (s.date, natural(s.name)))

    @cached_property
    def present(self) -> dict[str, list[str]]:
        """Ids of the participants on each session's present list."""
        lists: dict[str, list[str]] = {}
        for attendance in self.view.find(Attendance):
            if attendance.participant in self.participants:
                lists.setdefault(attendance.session, []).append(attendance.participant)
        return lists

    @cached_property
    def recordings(self) -> dict[str, list[Recording]]:
        """Each session's recordings."""
        found: dict[str, list[Recording]] = {}
        for recording in self.view.find(Recording):
            found.setdefault(recording.session, []).append(recording)
        return found

    @cached_property
    def finals(self) -> list[Theme]:
        """The themes that are reported, in their order."""
        return final_themes(self.view)

    @cached_property
    def groups(self) -> list[Group]:
        """The people who took part, group by group, by their labels.

        A group is who was present at a session; where a session has no present list, those
        whose own label is the session's. Sessions with one group's people are one group. Who
        has a group label but was on none of that group's present lists did not take part.
        """
        people: dict[str, list[Participant]] = {}
        held: dict[str, list[Session]] = {}
        labels: dict[str, str] = {}
        listed: set[str] = set()
        for session in self.sessions:
            there = [self.participants[i] for i in self.present.get(session.id, [])]
            for label, those in self._split(session, there).items():
                key = name_key(label)
                labels.setdefault(key, label)
                held.setdefault(key, []).append(session)
                people.setdefault(key, []).extend(those)
            if there:
                listed |= {name_key(self._label(session, there)), *_own_labels(there)}
        seated = {person.id for those in people.values() for person in those}
        for person in self.participants.values():
            key = name_key(person.group)
            if person.id not in seated and key not in listed and (key or not listed):
                labels.setdefault(key, person.group.strip() or "All")
                people.setdefault(key, []).append(person)
        return [
            Group(labels[key], _once(people[key]), held.get(key, []))
            for key in sorted(people, key=lambda key: natural(labels[key]))
            if people[key]
        ]

    def _split(self, session: Session, there: list[Participant]) -> dict[str, list[Participant]]:
        """Return the people of a session by the label of the row that they belong to."""
        if session.form == "interview":
            rows: dict[str, list[Participant]] = {}
            for person in there:
                rows.setdefault(person.group.strip() or "Interviews", []).append(person)
            return rows
        return {self._label(session, there): there}

    def _label(self, session: Session, there: list[Participant]) -> str:
        own = {name_key(p.group): p.group.strip() for p in there if p.group.strip()}
        if len(own) == 1:
            return next(iter(own.values()))
        known = {name_key(p.group): p.group.strip() for p in self.participants.values() if p.group}
        bare = _GROUP_WORDS.sub("", name_key(session.name))
        for key in (name_key(session.name), bare, name_key(session.grouping)):
            if not there and key in known:
                return known[key]
        return session.name

    @cached_property
    def attended(self) -> list[Participant]:
        """Everybody who took part, once each."""
        return _once([person for group in self.groups for person in group.people])

    @cached_property
    def absent(self) -> list[Participant]:
        """Participants on record who are on no present list though their group has one."""
        there = {person.id for person in self.attended}
        return [person for person in self.participants.values() if person.id not in there]

    def length(self, session: Session) -> int | None:
        """Return a session's length in seconds: as entered, as recorded, or start to stop.

        Several recordings of a session may be parts or copies, so they are not added up.
        """
        if session.duration is not None:
            return session.duration
        lengths = [r.duration for r in self.recordings.get(session.id, []) if r.duration]
        if len(lengths) == 1:
            return lengths[0]
        if session.started and session.stopped:
            start, stop = (_seconds(clock) for clock in (session.started, session.stopped))
            return (stop - start) % 86_400 - session.breaks
        return None

    def on_record(self, cls: type[Record]) -> tuple[str, str] | None:
        """Return the first and last day on which records of a kind were made, by the log.

        Days are those of the logical clock, UTC. None where nothing was made, and in a look
        back, which has no log of its own.
        """
        connection = self.view.connection
        places = connection.get_execution_options().get("schema_translate_map") or {}
        if not sa.inspect(connection).has_table("log_gestures", schema=places.get(None)):
            return None
        gestures, patches = tables.gestures.c, tables.patches.c
        statement = (
            sa.select(sa.func.min(gestures.clock), sa.func.max(gestures.clock))
            .select_from(tables.patches.join(tables.gestures, gestures.seq == tables.gesture_seq()))
            .where(patches.kind == cls.kind, patches.action == "create")
        )
        found = self.view.rows(statement)[0]
        if found[0] is None:
            return None
        first, last = (moment(clock).date().isoformat() for clock in found)
        return first, last


def natural(label: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts "2" before "10" and letters without regard to case."""
    parts = re.findall(r"\d+|\D+", label.casefold())
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts]


def _own_labels(people: list[Participant]) -> set[str]:
    return {name_key(person.group) for person in people if person.group.strip()}


def _place(person: Participant) -> tuple[object, ...]:
    number = person.number if person.number is not None else 1 << 30
    return natural(person.group), number, natural(person.code)


def _once(people: list[Participant]) -> list[Participant]:
    return sorted({person.id: person for person in people}.values(), key=_place)


def _seconds(clock: str) -> int:
    hours, minutes, *rest = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest)
