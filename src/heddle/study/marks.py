"""Marking what is heard in a turn and is no word, and taking marks off again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse
from heddle.study.sources import Turn, marks_of, turns_of
from heddle.study.turn_rules import Marks, kept_marks
from heddle.study.turns import refuse_withdrawn
from heddle.text.marks import LASTING, OVERLAP, UNSAID, Mark, MarkKind, number

_THOUSAND = 1000


class NewMark(msgspec.Struct, kw_only=True):
    """A mark to put on a turn; without `end` it is at a point between two characters."""

    turn: str
    kind: MarkKind
    start: int
    end: int | None = None
    seconds: float | None = None
    """How long a pause, or what is inaudible, lasted."""
    group: int | None = None
    """Number of an overlap in its source: stretches of one number were spoken at once. Without
    one, all overlaps of a step get a new number together."""
    at: float | None = None
    """When it was, in seconds from the start of the session, where somebody noted it."""
    words: str = ""
    """What was done (nonverbal), or what may have been said (unclear)."""


class WhichMark(msgspec.Struct, kw_only=True):
    """Marks of a turn to take off: those that are as said; what is not said does not matter."""

    turn: str
    kind: MarkKind | None = None
    start: int | None = None
    end: int | None = None
    words: str | None = None


class MarkTurns(Operation, tag="turns.mark"):
    """Mark pauses, overlap, laughter, unclear words and the like in turns; the words stay."""

    marks: list[NewMark]

    def decide(self, work: Workspace) -> list[str]:
        """Each must fit its turn; the same mark twice is one. Returns the turns."""
        groups: dict[str, int] = {}
        new: dict[str, list[Mark]] = defaultdict(list)
        for each in self.marks:
            turn = work.get(Turn, each.turn)
            new[turn.id].append(_mark(work, turn, each, groups))
        for name, marks in new.items():
            turn = work.get(Turn, name)
            refuse_withdrawn(turn)
            work.set(turn, marks=kept_marks([*marks_of(turn), *marks], turn.text))
        return list(new)


class UnmarkTurns(Operation, tag="turns.unmark"):
    """Take marks off turns; the words stay."""

    marks: list[WhichMark]

    def decide(self, work: Workspace) -> list[str]:
        """A mark that is not there is refused: somebody else may have moved it. Returns turns."""
        for each in self.marks:
            turn = work.get(Turn, each.turn)
            now = marks_of(turn)
            left = [mark for mark in now if not _is(mark, each)]
            if len(left) == len(now):
                refuse(
                    "There is no such mark in this turn; nothing was changed.",
                    "Look at the turn as it is now: somebody may have changed it since.",
                    "no-mark",
                )
            work.set(turn, marks=[mark.kept() for mark in left])
        return list(dict.fromkeys(each.turn for each in self.marks))


def new_overlaps(turn: Turn, stretches: Sequence[Sequence[int]]) -> Marks:
    """Return a turn's marks with stretches of its words on which others speak too.

    Refuses what does not fit the turn. They have no number: who else it was is for a person.
    """
    there = marks_of(turn)
    spoken = [(mark.start, mark.end) for mark in there if mark.kind == OVERLAP]
    new = [
        Mark(kind=OVERLAP, start=each[0], end=each[1])
        for each in stretches
        if len(each) == 2 and (each[0], each[1]) not in spoken
    ]
    return kept_marks([*there, *new], turn.text)


def _mark(work: Workspace, turn: Turn, new: NewMark, groups: dict[str, int]) -> Mark:
    kind = number(new.kind)
    if new.seconds is not None and kind not in LASTING:
        refuse(
            f"A mark of the kind “{new.kind}” has no length in seconds; nothing was changed.",
            "Only a pause and what is inaudible have one.",
            "marks",
        )
    if new.group is not None and kind != OVERLAP:
        refuse(
            f"A mark of the kind “{new.kind}” has no group; nothing was changed.",
            "Only overlaps are numbered.",
            "marks",
        )
    amount = _milliseconds(new.seconds)
    if kind == OVERLAP:
        amount = _group(work, turn.source, groups) if new.group is None else new.group
    return Mark(
        kind=kind,
        start=new.start,
        end=new.start if new.end is None else new.end,
        amount=amount,
        at=_milliseconds(new.at),
        words=" ".join(new.words.split()),
    )


def _milliseconds(seconds: float | None) -> int:
    if seconds is None:
        return UNSAID
    # What is below nothing must not look like "not said": the rules are to refuse it.
    return round(seconds * _THOUSAND) if seconds >= 0 else UNSAID - 1


def _group(work: Workspace, source: str, groups: dict[str, int]) -> int:
    """Return the number that all new overlaps of a source have in this step."""
    if source not in groups:
        overlaps = (
            mark.amount
            for turn in turns_of(work, source)
            for mark in marks_of(turn)
            if mark.kind == OVERLAP
        )
        groups[source] = max(0, *overlaps, 0) + 1
    return groups[source]


def _is(mark: Mark, which: WhichMark) -> bool:
    return (
        which.kind in (None, mark.name)
        and which.start in (None, mark.start)
        and which.end in (None, mark.end)
        and which.words in (None, mark.words)
    )
