"""The material of a report: records that several of its parts need, each kind read once.

A report is made of one view, so everything in it is as of one moment.
"""

from __future__ import annotations

from functools import cached_property

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.clock import moment
from heddle.log.records import Record
from heddle.log.view import View
from heddle.privacy.protection import Options, remembered
from heddle.study.facts import StudyFacts, facts_of
from heddle.study.participants import Participant
from heddle.study.recordings import Recording
from heddle.study.seating import (
    Group,
    Seating,
    once,
    participants_of,
    present_of,
    sessions_of,
)
from heddle.study.sessions import Session
from heddle.study.team import Member
from heddle.study.themes import Theme, final_themes


class Material:
    """Records of one study as of one moment."""

    def __init__(self, view: View, table1: Options | None = None) -> None:
        """Take the study and how Table 1 is printed; None: as the team has chosen."""
        self.view = view
        self.table1 = remembered(view) if table1 is None else table1

    @cached_property
    def facts(self) -> StudyFacts:
        """What is true of the whole study."""
        return facts_of(self.view)

    @cached_property
    def participants(self) -> dict[str, Participant]:
        """All participants by id, in the order of their groups and numbers."""
        return participants_of(self.view)

    @cached_property
    def members(self) -> dict[str, Member]:
        """The research team by id, in the order in which they were put on record."""
        return {member.id: member for member in self.view.find(Member)}

    @cached_property
    def sessions(self) -> list[Session]:
        """All sessions by date, then name."""
        return sessions_of(self.view)

    @cached_property
    def present(self) -> dict[str, list[str]]:
        """Ids of the participants on each session's present list."""
        return present_of(self.view, self.participants)

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
        """The people who took part, group by group, by their labels; see `Seating.groups`."""
        return Seating(self.participants, self.sessions, self.present).groups()

    @cached_property
    def attended(self) -> list[Participant]:
        """Everybody who took part, once each."""
        return once([person for group in self.groups for person in group.people])

    @cached_property
    def absent(self) -> list[Participant]:
        """Participants on record who are on no present list though their group has one."""
        there = {person.id for person in self.attended}
        return [person for person in self.participants.values() if person.id not in there]

    def length(self, session: Session) -> int | None:
        """Return a session's length in seconds: as entered, as recorded, or start to stop.

        Recordings that begin later are parts, and the last one tells the length; several that
        begin with the session may be copies, so they are not added up.
        """
        if session.duration is not None:
            return session.duration
        files = [r for r in self.recordings.get(session.id, []) if r.duration]
        if len(files) == 1 or any(r.begins for r in files):
            return max(round(r.begins) + (r.duration or 0) for r in files)
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


def _seconds(clock: str) -> int:
    hours, minutes, *rest = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest)
