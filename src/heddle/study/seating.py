"""Who sat with whom: the people who took part, group by group, as their sessions say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from heddle.log.view import View
from heddle.study.participants import Participant
from heddle.study.rules import name_key
from heddle.study.sessions import Attendance, Session
from heddle.study.withdrawals import erased_people

_GROUP_WORDS = re.compile(r"^(focus ?group|fokus ?gruppe|group|gruppe|fg)\b[\s.:#-]*|^fg(?=\d)")


class Group(NamedTuple):
    """The people who sat together, with their sessions: a row of Table 1."""

    label: str
    people: list[Participant]
    sessions: list[Session]


class Seating:
    """The people of a study and the sessions at which they were present."""

    def __init__(
        self,
        participants: Mapping[str, Participant],
        sessions: Sequence[Session],
        present: Mapping[str, Sequence[str]],
    ) -> None:
        """Take all participants by id, all sessions, and the present list of each session."""
        self._participants = participants
        self._sessions = sessions
        self._present = present

    def groups(self) -> list[Group]:
        """Return the people who took part, group by group, by their labels.

        A group is who was present at a session; where a session has no present list, those
        whose own label is the session's. Sessions with one group's people are one group. Who
        has a group label but was on none of that group's present lists did not take part.
        """
        people: dict[str, list[Participant]] = {}
        held: dict[str, list[Session]] = {}
        labels: dict[str, str] = {}
        listed: set[str] = set()
        for session in self._sessions:
            there = [self._participants[i] for i in self._present.get(session.id, [])]
            for label, those in self._split(session, there).items():
                key = name_key(label)
                labels.setdefault(key, label)
                held.setdefault(key, []).append(session)
                people.setdefault(key, []).extend(those)
            if there:
                listed |= {name_key(self._label(session, there)), *_own_labels(there)}
        seated = {person.id for those in people.values() for person in those}
        for person in self._participants.values():
            key = name_key(person.group)
            if person.id not in seated and key not in listed and (key or not listed):
                labels.setdefault(key, person.group.strip() or "All")
                people.setdefault(key, []).append(person)
        return [
            Group(labels[key], once(people[key]), held.get(key, []))
            for key in sorted(people, key=lambda key: natural(labels[key]))
            if people[key]
        ]

    def planned(self, session: Session) -> list[str]:
        """Return the ids of those whose group label is a session's, by their numbers.

        They are who is expected where there is no present list yet.
        """
        key = name_key(self._label(session, []))
        own = [p for p in self._participants.values() if p.group and name_key(p.group) == key]
        return [person.id for person in once(own)]

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
        known = {name_key(p.group): p.group.strip() for p in self._participants.values() if p.group}
        bare = _GROUP_WORDS.sub("", name_key(session.name))
        for key in (name_key(session.name), bare, name_key(session.grouping)):
            if not there and key in known:
                return known[key]
        return session.name


def participants_of(view: View) -> dict[str, Participant]:
    """Return all participants by id, in the order of their groups and numbers.

    Of those who had everything deleted there is nothing left to report; the flow counts them.
    """
    gone = erased_people(view)
    people = [person for person in view.find(Participant) if person.id not in gone]
    return {person.id: person for person in sorted(people, key=_place)}


def sessions_of(view: View) -> list[Session]:
    """Return all sessions by date, then name."""
    return sorted(view.find(Session), key=lambda s: (s.date, natural(s.name)))


def present_of(view: View, participants: Mapping[str, Participant]) -> dict[str, list[str]]:
    """Return ids of the participants on each session's present list."""
    lists: dict[str, list[str]] = {}
    for attendance in view.find(Attendance):
        if attendance.participant in participants:
            lists.setdefault(attendance.session, []).append(attendance.participant)
    return lists


def groups_of(view: View) -> list[Group]:
    """Return the people who took part, group by group; see `Seating.groups`."""
    people = participants_of(view)
    return Seating(people, sessions_of(view), present_of(view, people)).groups()


def once(people: Iterable[Participant]) -> list[Participant]:
    """Return people once each, in the order of their groups and numbers."""
    return sorted({person.id: person for person in people}.values(), key=_place)


def natural(label: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts "2" before "10" and letters without regard to case."""
    parts = re.findall(r"\d+|\D+", label.casefold())
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts]


def _own_labels(people: Iterable[Participant]) -> set[str]:
    return {name_key(person.group) for person in people if person.group.strip()}


def _place(person: Participant) -> tuple[object, ...]:
    number = person.number if person.number is not None else 1 << 30
    return natural(person.group), number, natural(person.code)
