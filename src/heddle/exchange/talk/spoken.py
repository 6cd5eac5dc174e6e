"""A transcript on its way out: turns as they are shown, in the form that the writers take.

Every format that is written states whole turns, so each writer has its own mark by which
reading one of Heddle's own files gives the same turns again. What a format cannot say is filled
in (a caption must have a time) and told: in the notes, and by flags beside the turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from heddle.errors import Refused
from heddle.exchange.draft import LINE_END, counted
from heddle.text.conventions import Convention
from heddle.text.marks import Mark
from heddle.text.timing import Timed

NO_START, NO_END, INSTANT = "no-start", "no-end", "instant"
"""What a format that needs a time does not say of a turn: that it had none, or no length."""
_FILLED: Final = 1000
"""Milliseconds for a turn of which nothing tells how long it took."""


class SpokenTurn(msgspec.Struct, kw_only=True):
    """One turn: a speaker's label (empty: none), the words, and when they were spoken."""

    text: str
    speaker: str = ""
    start: float | None = None
    end: float | None = None
    timings: list[Timed] = []
    marks: list[Mark] = []
    """What is heard in it and is no word."""
    records: tuple[str, ...] = ()
    """Ids of what it was made of."""


class SpokenSpeaker(msgspec.Struct, kw_only=True):
    """A speaker's label and part in the talk."""

    label: str
    role: str = "unknown"


class Spoken(msgspec.Struct, kw_only=True):
    """One source, ready to be written as a transcript."""

    title: str
    turns: list[SpokenTurn]
    speakers: list[SpokenSpeaker] = []
    language: str = ""
    convention: Convention = "verbatim"
    """How marks are shown where a format has no elements for them."""
    legend: str = ""
    """What the signs mean that stand in it, in one line; empty where there are none."""
    made: str = ""
    """When the source was made, as ISO 8601 with a zone; some formats must say a date."""
    replaced: int = 0
    """Characters that no file can hold, written as U+FFFD."""


class Slot(msgspec.Struct, frozen=True):
    """When a turn is written to begin and end (milliseconds), and what of that was not so."""

    start: int
    end: int
    flags: tuple[str, ...] = ()


class Written(msgspec.Struct, kw_only=True):
    """A transcript as a file, and what a person should know of it."""

    data: bytes
    notes: list[str] = []


Writer = Callable[[Spoken], Written]


def plain(text: str) -> str:
    """Return words as every import cleans them: line ends, no empty lines, no blanks at ends."""
    rows = (row.rstrip(" \t") for row in LINE_END.split(text.replace("\0", "")))
    return "\n".join(row for row in rows if row.strip())


def slots(turns: Sequence[SpokenTurn], notes: list[str], *, shortest: int = 1) -> list[Slot]:
    """Give every turn a begin and an end, for formats that must have both.

    A turn without a time is put between its neighbours; `notes` tells how many those are.

    Args:
        turns: in the order of the source.
        notes: where that is told.
        shortest: milliseconds that a turn lasts at least.

    Raises:
        Refused: No turn has a time, so that all would be made up.
    """
    known = [None if turn.start is None else round(turn.start * 1000) for turn in turns]
    if all(start is None for start in known):
        raise Refused(
            "None of its turns has a time, and in this format each must have one; nothing was "
            "written.",
            "Write it as .tei, .eaf or .docx, which can do without.",
            code="no-times",
        )
    starts = _between(known, turns)
    made: list[Slot] = []
    for i, (turn, start) in enumerate(zip(turns, starts, strict=True)):
        flags = [NO_START] if known[i] is None else []
        end = None if turn.end is None else round(turn.end * 1000)
        if end is None or end < start:
            flags.append(NO_END)
            after = starts[i + 1] if i + 1 < len(starts) else start + _FILLED
            end = after if after > start else start + _FILLED
        elif end - start < shortest:
            flags += [INSTANT] if end == start else []
            end = start + shortest
        made.append(Slot(start, end, tuple(flags)))
    timeless = sum(NO_START in slot.flags for slot in made)
    endless = sum(NO_END in slot.flags and NO_START not in slot.flags for slot in made)
    if timeless:
        notes.append(
            f"Turns without a time of their own: {timeless}. They stand between their neighbours, "
            "as this format must have a time."
        )
    if endless:
        notes.append(
            f"Turns without an end of their own: {endless}. They end where the next begins, as "
            "this format must have an end."
        )
    return made


def flagged(slot: tuple[float, float], flags: Sequence[str]) -> tuple[float | None, float | None]:
    """Take back what `slots` filled in, by its flags; the way that files are read again."""
    start, end = slot
    if NO_END in flags:
        return (None if NO_START in flags else start), None
    if INSTANT in flags:
        return start, start
    return (None if NO_START in flags else start), end


def laid(turn: SpokenTurn, slot: Slot) -> list[Timed]:
    """Return the times of words that can lie side by side on a tier, within those of the turn."""
    kept: list[Timed] = []
    now = slot.start
    for each in turn.timings:
        if now <= each.begin < each.finish <= slot.end:
            kept.append(each)
            now = each.finish
    return kept


def unlaid(placed: Sequence[tuple[Slot, SpokenTurn]], notes: list[str]) -> None:
    """Tell how many times of words a tier cannot hold, and what else is not in it."""
    missed = sum(len(turn.timings) - len(laid(turn, slot)) for slot, turn in placed)
    if missed:
        notes.append(f"Times of {missed} words that do not follow each other are not in it.")
    unsaid([turn for _, turn in placed], notes, words=True)


def unsaid(turns: Sequence[SpokenTurn], notes: list[str], *, words: bool) -> None:
    """Tell what of the timings of words a format leaves out."""
    timed = sum(bool(turn.timings) for turn in turns)
    if timed and not words:
        notes.append(
            f"When single words were spoken is not in it ({counted(timed, 'turn', 'turns')}); "
            ".vtt keeps that."
        )
    elif any(each.sure >= 0 for turn in turns for each in turn.timings):
        notes.append("How sure the recogniser was of each word is not in it.")


def _between(known: Sequence[int | None], turns: Sequence[SpokenTurn]) -> list[int]:
    """Spread turns without a begin evenly over the time between those that have one."""
    starts: list[int] = []
    last = 0
    i = 0
    while i < len(known):
        at = known[i]
        if at is not None:
            starts.append(at)
            end = turns[i].end
            last = at if end is None else max(at, round(end * 1000))
            i += 1
            continue
        after = next((j for j in range(i, len(known)) if known[j] is not None), len(known))
        until = known[after] if after < len(known) else None
        room = max(0, until - last) if until is not None else _FILLED * (after - i)
        starts += [last + room * step // (after - i) for step in range(after - i)]
        last = starts[-1]
        i = after
    return starts
