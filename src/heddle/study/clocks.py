"""Clocks: when a session began and paused, so that what observers note meets its recording.

A clock is started in the room, by whoever presses the button first. What is tapped or written
keeps the seconds since then as they passed; where that is on the session's timeline (the one that
turns and recordings use) follows from the clock's pauses and its offset. So one correction moves
everything that was noted by a clock, and two computers that were apart, each with a clock of its
own, are set right one by one after their copies have been merged.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Annotated, ClassVar

import msgspec

from heddle.errors import Refused
from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse
from heddle.study.sessions import Session, check_times
from heddle.study.values import spoken_length

_LONGEST = 24 * 3600
"""Seconds: a clock that seems to run longer was forgotten, or a date is wrong."""


class SessionClock(Record):
    """The clock of a session, as it ran on one computer."""

    kind: ClassVar[str] = "clocks"
    label: ClassVar[str] = "began"

    session: Annotated[str, Ref("sessions")] = ""
    began: str = ""
    """The moment at which it was started: ISO 8601 with the distance from UTC."""
    paused: float | None = None
    """Second at which it was paused and still stands; seconds count from the start, on and on."""
    pauses: list[list[float]] = []
    """The pauses that are over: first and last second of each, in their order."""
    stopped: float | None = None
    """Second at which it was stopped."""
    offset: float = 0.0
    """Seconds to add so that what was noted meets the session's timeline."""
    through: bool = False
    """The recorder ran on in the pauses, so they are part of the timeline."""
    by: Annotated[str, Ref("members")] = ""
    """Who started it."""


class StartClock(Operation, tag="clocks.start"):
    """Start the clock of a session."""

    session: str
    at: str
    """The moment, as ISO 8601 with the distance from UTC: 2026-11-03T10:05:00+01:00."""

    def decide(self, work: Workspace) -> str:
        """A session has one clock here; where it has no start on record, this is it."""
        session = work.get(Session, self.session)
        moment = moment_of(self.at)
        if work.count(SessionClock, session=session.id):
            refuse(
                f"The clock of {session.name} was started already; nothing was changed.",
                "Go on with that one; its offset can be corrected at any time.",
                "clock-runs",
            )
        _note_time(work, session, started=f"{moment:%H:%M:%S}")
        return work.create(SessionClock(session=session.id, began=self.at.strip(), by=work.actor))


class PauseClock(Operation, tag="clocks.pause"):
    """Pause the clock of a session, for a break."""

    session: str
    at: str

    def decide(self, work: Workspace) -> str:
        """Only a running clock can be paused."""
        clock = _needed(work, self.session)
        if clock.paused is not None or clock.stopped is not None:
            refuse(
                "The clock stands already; nothing was changed.", "Let it go on first.", "stands"
            )
        work.set(clock, paused=since(clock, self.at))
        return clock.id


class ResumeClock(Operation, tag="clocks.resume"):
    """Let the clock of a session go on, after a pause or when it was stopped too early."""

    session: str
    at: str

    def decide(self, work: Workspace) -> str:
        """The time in between becomes a pause."""
        clock = _needed(work, self.session)
        stood = clock.paused if clock.paused is not None else clock.stopped
        if stood is None:
            refuse("The clock runs; nothing was changed.", "Pause or stop it first.", "runs")
        work.set(
            clock, paused=None, stopped=None, pauses=_with(clock, stood, since(clock, self.at))
        )
        return clock.id


class StopClock(Operation, tag="clocks.stop"):
    """Stop the clock at the end of a session."""

    session: str
    at: str

    def decide(self, work: Workspace) -> str:
        """Where the session has no end on record, this is it; its breaks are the pauses."""
        clock = _needed(work, self.session)
        if clock.stopped is not None:
            refuse("The clock was stopped already; nothing was changed.", "", "stands")
        end = since(clock, self.at)
        pauses = clock.pauses if clock.paused is None else _with(clock, clock.paused, end)
        work.set(clock, paused=None, stopped=end, pauses=pauses)
        session = work.get(Session, clock.session)
        breaks = session.breaks or round(sum(to - of for of, to in pauses))
        _note_time(work, session, stopped=f"{moment_of(self.at):%H:%M:%S}", breaks=breaks)
        return clock.id


class CorrectClock(Operation, tag="clocks.correct"):
    """Correct a clock's offset, so that everything noted by it meets the recording."""

    clock: str
    offset: float | None = None
    through: bool | None = None

    def decide(self, work: Workspace) -> str:
        """What was noted stays as it was noted; where it is on the timeline follows."""
        clock = work.get(SessionClock, self.clock)
        fields: dict[str, float | bool] = {}
        if self.offset is not None:
            if not math.isfinite(self.offset) or abs(self.offset) > _LONGEST:
                refuse(
                    "The offset of a clock is a number of seconds, at most a day; nothing was "
                    "changed.",
                    "Take the second of the recording, less the second that the note shows.",
                    "offset",
                )
            fields["offset"] = round(self.offset, 2)
        if self.through is not None:
            fields["through"] = self.through
        work.set(clock, **fields)
        return clock.id


class DropClock(Operation, tag="clocks.drop"):
    """Remove a clock that was started by mistake; refused once something was noted by it."""

    clock: str

    def decide(self, work: Workspace) -> None:
        """References are checked."""
        work.drop(work.get(SessionClock, self.clock))


def clock_of(view: View, session: str, member: str = "") -> SessionClock | None:
    """Return the clock to note by in a session: one that runs, a member's own before others'."""
    clocks = view.find(SessionClock, session=session)
    ranked = sorted(clocks, key=lambda c: (c.stopped is None, c.by == member, c.id))
    return ranked[-1] if ranked else None


def noted_at(view: View, session: str, at: str, member: str = "") -> tuple[str, float | None]:
    """Return clock and second of a moment; ("", None) where the session has no clock.

    Raises:
        Refused: It is no moment, or lies before the start.
    """
    clock = clock_of(view, session, member)
    if not at or clock is None:
        return "", None
    return clock.id, since(clock, at)


def since(clock: SessionClock, at: str) -> float:
    """Return the seconds between a clock's start and a moment."""
    passed = (moment_of(at) - moment_of(clock.began)).total_seconds()
    # Two windows on one machine share its clock; a second is for the rounding between them.
    if passed < -1 or passed > _LONGEST:
        refuse(
            f"The clock was started at {moment_of(clock.began):%H:%M:%S} and this is "
            f"{'before that' if passed < 0 else 'more than a day later'}; nothing was changed.",
            "Look whether the computer's own clock is right.",
            "not-in-time",
        )
    return round(max(passed, 0.0), 2)


def on_timeline(clock: SessionClock | None, second: float | None) -> float | None:
    """Return where a clock's second is on the session's timeline, in seconds.

    Pauses are taken off (what was noted in one stands where it began), unless the recorder ran
    on; then comes the offset. None where no second was noted.
    """
    if clock is None or second is None:
        return second
    stood = 0.0
    if not clock.through:
        spells = clock.pauses if clock.paused is None else [*clock.pauses, [clock.paused, second]]
        stood = sum(max(0.0, min(to, second) - of) for of, to in spells)
    return round(second - stood + clock.offset, 2)


def timeline_text(second: float | None) -> str:
    """Return a place on the timeline as people write it, empty where there is none."""
    if second is None:
        return ""
    return f"{'-' if second < 0 else ''}{spoken_length(int(abs(second)))}"


def moment_of(text: str) -> dt.datetime:
    """Return the moment that a text tells; refuses one that is not told from UTC."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        refuse(
            f"“{text[:40]}” is not a moment; nothing was changed.",
            "Write it as 2026-11-03T10:05:00+01:00: date, time, and the distance from UTC.",
            "not-a-moment",
        )
    return moment


def _needed(work: Workspace, session: str) -> SessionClock:
    clock = clock_of(work, work.get(Session, session).id, work.actor)
    if clock is None:
        refuse(
            "The clock of this session was not started; nothing was changed.",
            "Start it first.",
            "no-clock",
        )
    return clock


def _with(clock: SessionClock, of: float, to: float) -> list[list[float]]:
    return [*clock.pauses, [of, max(of, to)]]


def _note_time(work: Workspace, session: Session, **times: str | int) -> None:
    """Put a time on the session's record where none is and it fits to what is there."""
    name = next(iter(times))
    if getattr(session, name):
        return
    planned = msgspec.structs.replace(session, **times)
    try:
        check_times(planned)
    except Refused:
        return  # what a person has entered stands; the clock has its own times
    work.set(session, **times)
