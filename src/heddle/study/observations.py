"""Observations: what observers tap and write while a session is going on.

A tap is one press: who began to speak, a laugh, a silence. A note has words. Both are made by one
person at one second of a clock (`clocks`), about a participant, a member of the team, a seat that
nobody on the list has, or the whole room. They are data about people: they stay in the study, and
a withdrawal reaches them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Final, Literal, get_args

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.clocks import SessionClock, noted_at, on_timeline, timeline_text
from heddle.study.participants import Participant
from heddle.study.rules import changes, refuse, required
from heddle.study.sessions import Attendance, Session
from heddle.study.team import Member
from heddle.study.values import once_each

Tap = Literal[
    "speaks", "laughter", "silence", "agreement", "disagreement", "interruption",
    "leaves", "returns",
]  # fmt: skip
Sort = Literal["note", "non-verbal", "interaction", "atmosphere", "own reaction"]
TAPS: Final[tuple[Tap, ...]] = get_args(Tap)
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)


class Observation(Record):
    """A tap or a note of one observer in one session."""

    kind: ClassVar[str] = "observations"
    label: ClassVar[str] = "what"
    searched: ClassVar[tuple[str, ...]] = ("text",)

    session: Annotated[str, Ref("sessions")] = ""
    clock: Annotated[str, Ref("clocks", indexed=False)] = ""
    """The clock that it was noted by; empty: none ran."""
    second: float | None = None
    """Seconds since that clock was started, as they passed; see `clocks.on_timeline`."""
    what: Tap | Sort = "note"
    participant: Annotated[str, Ref("participants")] = ""
    member: Annotated[str, Ref("members", indexed=False)] = ""
    """The moderator, say."""
    seat: str = ""
    """A seat that no participant on the list has; empty together with the two: the room."""
    text: str = ""
    by: Annotated[str, Ref("members", indexed=False)] = ""
    """Who noted it."""
    turn: str = ""
    """Id of the turn that it became in a source of field notes (`observations.gather`)."""


class TapSeat(Operation, tag="observations.tap"):
    """Note with one press who speaks, or what happens in the room."""

    session: str
    at: str
    """The moment, as ISO 8601 with the distance from UTC."""
    what: Tap = "speaks"
    participant: str = ""
    member: str = ""
    seat: str = ""

    def decide(self, work: Workspace) -> str:
        """The clock has been started, and who is tapped is in the room."""
        session = work.get(Session, self.session)
        clock, second = noted_at(work, session.id, self.at, work.actor)
        if not clock:
            refuse(
                f"The clock of {session.name} was not started, so there is no time to note; "
                "nothing was changed.",
                "Start the clock first.",
                "no-clock",
            )
        made = Observation(**changes(self, "at"), clock=clock, second=second, by=work.actor)
        _check_about(work, made)
        return work.create(made)


class WriteNote(Operation, tag="observations.note"):
    """Write an observer's note in a session, with its time where the clock runs."""

    session: str
    text: str
    at: str = ""
    what: Sort = "note"
    participant: str = ""
    member: str = ""
    seat: str = ""

    def decide(self, work: Workspace) -> str:
        """A note has words; who it is about is in the room."""
        session = work.get(Session, self.session)
        text = required(self.text, "text", "a note")
        clock, second = noted_at(work, session.id, self.at, work.actor)
        made = Observation(
            **{**changes(self, "at"), "text": text}, clock=clock, second=second, by=work.actor
        )
        _check_about(work, made)
        return work.create(made)


class ChangeObservation(Operation, tag="observations.change"):
    """Correct a tap or a note: what it is, about whom, its words or its second."""

    observation: str
    what: Tap | Sort | None = None
    participant: str | None = None
    member: str | None = None
    seat: str | None = None
    text: str | None = None
    second: float | None = None

    def decide(self, work: Workspace) -> str:
        """It is about one person, one seat or the room; naming one takes the others off."""
        old = work.get(Observation, self.observation)
        fields = changes(self, "observation")
        if any(fields.get(name) for name in _ABOUT):
            fields = {**dict.fromkeys(_ABOUT, ""), **fields}
        if self.second is not None and (self.second < 0 or not old.clock):
            refuse(
                "A note's second counts from the start of a clock; nothing was changed.",
                "Give 0 or more, for a note that was made while the clock ran.",
                "not-in-time",
            )
        planned = msgspec.structs.replace(old, **fields)
        if planned.what in SORTS:
            fields["text"] = required(planned.text, "text", "a note")
        _check_about(work, planned)
        work.set(old, **fields)
        return old.id


class DropObservations(Operation, tag="observations.drop"):
    """Remove taps or notes that were made by mistake."""

    observations: list[str]

    def decide(self, work: Workspace) -> None:
        """Their words stay in the history until they are erased."""
        wanted = once_each(self.observations)
        for each in wanted:
            work.get(Observation, each)
        work.drop_many(Observation, wanted)


_ABOUT: Final = ("participant", "member", "seat")


class Placed(msgspec.Struct, kw_only=True):
    """An observation with its place on the session's timeline."""

    observation: Observation
    second: float | None
    """On the timeline; None: it was noted without a clock."""


def placed(view: View, session: str) -> list[Placed]:
    """Return what was observed in a session in the order of its timeline; the timeless last."""
    clocks = {clock.id: clock for clock in view.find(SessionClock, session=session)}
    found = [
        Placed(observation=each, second=on_timeline(clocks.get(each.clock), each.second))
        for each in view.find(Observation, session=session)
    ]
    return sorted(found, key=lambda p: (p.second is None, p.second or 0.0, p.observation.id))


def about(view: View, found: Sequence[Observation]) -> dict[str, str]:
    """Return whom each observation is about, by its id: a code, a name, a seat, or nothing."""
    people = view.among(Participant, "id", {each.participant for each in found})
    codes = {person.id: person.code for person in people}
    names = {member.id: member.name for member in view.find(Member)}
    return {
        each.id: codes.get(each.participant, "") or names.get(each.member, "") or each.seat
        for each in found
    }


def observations(view: View) -> list[dict[str, Any]]:
    """Return all observations as plain rows, session by session in the order of the timeline."""
    names = {member.id: member.name for member in view.find(Member)}
    rows: list[dict[str, Any]] = []
    for session in view.find(Session, "date", "name"):
        found = placed(view, session.id)
        whom = about(view, [each.observation for each in found])
        rows += [
            {
                "id": each.observation.id,
                "session": session.name,
                "second": each.second,
                "time": timeline_text(each.second),
                "what": each.observation.what,
                "about": whom[each.observation.id],
                "text": each.observation.text,
                "by": names.get(each.observation.by, ""),
                "turn": each.observation.turn,
            }
            for each in found
        ]
    return rows


def _check_about(work: Workspace, made: Observation) -> None:
    """Refuse an observation about two at once, or about somebody who is not in the room."""
    if sum(bool(getattr(made, name)) for name in _ABOUT) > 1:
        refuse(
            "What is observed is about one person, one seat or the room; nothing was changed.",
            "Name one of them, or none for the room.",
            "two-people",
        )
    if made.member:
        work.get(Member, made.member)
    if not made.participant:
        return
    person = work.get(Participant, made.participant)
    listed = work.count(Attendance, session=made.session)
    if listed and not work.count(Attendance, session=made.session, participant=person.id):
        name = work.get(Session, made.session).name
        refuse(
            f"{person.code} is not on the present list of {name}; nothing was changed.",
            "Put the participant on the list first, or choose who is in the room.",
            "not-present",
        )
