"""Where a transcript is unclear: what was heard with doubt or not at all, to be listened to again.

Each place has a time as near as the record knows it: that of the mark itself, else of the word
beside it, else of the turn.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from heddle.log.view import View
from heddle.study.sources import (
    Source,
    Turn,
    marks_of,
    speaker_names,
    timings_of,
    turns_of,
)
from heddle.text.conventions import clock
from heddle.text.marks import INAUDIBLE, UNCLEAR, UNSAID, Mark

_AROUND = 40
"""Code points of words shown on each side."""


class UnclearPlace(msgspec.Struct, kw_only=True):
    """One place where what was said is not certain."""

    source: str
    source_name: str
    turn: str
    speaker: str
    """Label of who speaks; empty where nobody is named."""
    kind: Literal["unclear", "inaudible"]
    start: int
    end: int
    """Code points of the turn; equal where nothing was written down."""
    seconds: float | None
    """On the time line of the session; None where no time is known."""
    time: str
    """The same as hours, minutes and seconds; empty where no time is known."""
    near: bool
    """The time is that of the turn, so the place comes later than it says."""
    words: str
    """The words that were heard with doubt; empty where none were written."""
    guess: str
    """What else may have been said."""
    before: str
    after: str
    """Words around it."""


def unclear_places(view: View, source: str = "") -> list[UnclearPlace]:
    """Return the unclear and inaudible places of a source, or of all, in the order of the talk.

    Args:
        view: the study.
        source: id; empty for all sources, by name.
    """
    sources = [view.get(Source, source)] if source else view.find(Source, "name")
    found: list[UnclearPlace] = []
    for each in sources:
        names: dict[str, str] | None = None
        for turn in turns_of(view, each.id):
            marks = [m for m in marks_of(turn) if m.kind in (UNCLEAR, INAUDIBLE)]
            if marks and names is None:
                names = speaker_names(view, each.id)
            who = (names or {}).get(turn.speaker, "")
            found += [_place(each, turn, who, mark) for mark in marks]
    return found


def _place(source: Source, turn: Turn, speaker: str, mark: Mark) -> UnclearPlace:
    ms, near = _when(turn, mark)
    return UnclearPlace(
        source=source.id,
        source_name=source.name,
        turn=turn.id,
        speaker=speaker,
        kind="unclear" if mark.kind == UNCLEAR else "inaudible",
        start=mark.start,
        end=mark.end,
        seconds=None if ms is None else ms / 1000,
        time="" if ms is None else clock(ms),
        near=near,
        words=turn.text[mark.start : mark.end],
        guess=mark.words,
        before=turn.text[max(0, mark.start - _AROUND) : mark.start],
        after=turn.text[mark.end : mark.end + _AROUND],
    )


def _when(turn: Turn, mark: Mark) -> tuple[int | None, bool]:
    """Return when a mark is, in milliseconds, and whether only its turn's beginning is known."""
    if mark.at != UNSAID:
        return mark.at, False
    before: int | None = None
    for timed in timings_of(turn):
        if timed.end > mark.start:
            # The word that it is on; or the one behind it, if none was timed before.
            on = timed.start <= mark.start
            return (timed.begin if on or before is None else before), False
        before = timed.finish
    if before is not None:
        return before, False
    return (None, False) if turn.start is None else (round(turn.start * 1000), True)
