"""Phase notes: when a phase of the analysis was worked on and what for, as the people say.

The log knows when steps were made in Heddle; people also read on paper, talk and think. What
they note stands beside what the log shows, and neither is made to fit the other.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, refuse
from heddle.study.values import check_date, once_each, surely_before

Number = Annotated[int, msgspec.Meta(ge=1, le=6)]


class PhaseNote(Record):
    """A stretch of work on one of the six phases."""

    kind: ClassVar[str] = "phase_notes"
    label: ClassVar[str] = "purpose"
    searched: ClassVar[tuple[str, ...]] = ("purpose",)

    phase: int = 1
    started: str = ""
    ended: str = ""
    """The last day; empty: not said, or still under way."""
    purpose: str = ""
    """What was done, or why the team went back to it."""
    people: Annotated[list[str], Ref("members")] = []


class AddPhaseNote(Operation, tag="phases.note"):
    """Note when a phase of the analysis was worked on, and what for."""

    phase: Number
    started: str
    ended: str = ""
    purpose: str = ""
    people: list[str] = []

    def decide(self, work: Workspace) -> str:
        """A phase may be noted as often as it was worked on."""
        note = PhaseNote(**{**changes(self), "people": once_each(self.people)})
        note.started = check_date(self.started, "first day")
        note.ended = check_date(self.ended, "last day")
        _check(note)
        return work.create(note)


class ChangePhaseNote(Operation, tag="phases.change_note"):
    """Change what is noted of the work on a phase."""

    note: str
    phase: Number | None = None
    started: str | None = None
    ended: str | None = None
    purpose: str | None = None
    people: list[str] | None = None

    def decide(self, work: Workspace) -> str:
        """The rules for new notes hold."""
        note = work.get(PhaseNote, self.note)
        fields = changes(self, "note")
        for name in {"started", "ended"} & fields.keys():
            fields[name] = check_date(fields[name], "day")
        work.set(note, **fields)
        _check(note)
        return note.id


class DropPhaseNote(Operation, tag="phases.drop_note"):
    """Remove a note on a phase."""

    note: str

    def decide(self, work: Workspace) -> None:
        """What the log shows of the phase stays."""
        work.drop(work.get(PhaseNote, self.note))


def _check(note: PhaseNote) -> None:
    if not note.started:
        refuse("A phase note needs its first day; nothing was changed.", "Say when it began.")
    if surely_before(note.ended, note.started):
        refuse(
            f"Work that began on {note.started} cannot have ended on {note.ended}; "
            "nothing was changed.",
            "Look at both dates.",
            "before",
        )
