"""When stretches of a turn were spoken: words, or the captions that a turn was put together from.

A timing is five whole numbers, so that a turn of a thousand words stays small in the log: where
the stretch begins and ends in the text (code points, half-open), when it begins and ends
(milliseconds from the start of the recording), and how sure the recogniser was (0 to 100 per
cent; -1: not said). Timings of a turn are in the order of its words and do not overlap there; in
time they may overlap or run back, because recognisers' do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from heddle.text.splice import Splice

LONGEST = 30 * 24 * 3_600_000
"""Milliseconds of the longest recording that is believed: a month."""
UNSAID = -1
"""How sure a recogniser was that did not say so."""


class Timed(NamedTuple):
    """A stretch of a text and when it was spoken."""

    start: int
    end: int
    """Code points [start, end) of the text."""
    begin: int
    finish: int
    """Milliseconds from the start of the recording."""
    sure: int = UNSAID
    """Per cent, or -1."""


def fitting(timings: Iterable[Timed], length: int) -> list[Timed]:
    """Return those timings that can be true of a text of `length` code points, in order.

    Two copies of a study can each correct a turn; what is left after they met may then no longer
    fit the words, and no reader of a timing should stumble over that.
    """
    kept: list[Timed] = []
    at = 0
    for each in timings:
        if at <= each.start < each.end <= length and 0 <= each.begin <= each.finish <= LONGEST:
            kept.append(each)
            at = each.end
    return kept


def moved(timings: Sequence[Timed], splices: Sequence[Splice], text: str) -> list[Timed]:
    """Carry timings over to a corrected text by the edit script that made it.

    A stretch keeps its time while some of its words are left, or when all of it was replaced at
    once (a word that the recogniser misheard); what has no words any more loses it.

    Args:
        timings: of the text as it was.
        splices: what `splice.edit` gave.
        text: the text as it is now.
    """
    if not timings or not splices:
        return list(timings)
    starts = [each.start for each in splices]
    ends = [each.end for each in splices]
    shifts = [0]
    for each in splices:
        shifts.append(shifts[-1] + len(each.text) - (each.end - each.start))
    kept = []
    for timed in timings:
        start = _start(timed.start, splices, ends, shifts)
        end = _end(timed.end, splices, starts, shifts)
        if start < end and text[start:end].strip():
            kept.append(timed._replace(start=start, end=end))
    return fitting(kept, len(text))


def _start(offset: int, splices: Sequence[Splice], ends: list[int], shifts: list[int]) -> int:
    """Do what `splice.move_start` does, without going through all splices for each word."""
    before = bisect_right(ends, offset)
    if before < len(splices) and splices[before].start < offset:
        inside = splices[before]
        return inside.start + shifts[before] + len(inside.text)
    return offset + shifts[before]


def _end(offset: int, splices: Sequence[Splice], starts: list[int], shifts: list[int]) -> int:
    """Do what `splice.move_end` does, without going through all splices for each word."""
    before = bisect_left(starts, offset)
    if before and splices[before - 1].end > offset:
        return splices[before - 1].start + shifts[before - 1]
    return offset + shifts[before]


def shifted(timings: Iterable[Timed], by: int) -> list[Timed]:
    """Return timings of a text that now begins `by` code points later."""
    return [each._replace(start=each.start + by, end=each.end + by) for each in timings]


def within(timings: Sequence[Timed], start: int, end: int) -> list[Timed]:
    """Return the timings (in order) that lie wholly in [start, end), in offsets from `start`."""
    first = bisect_left(timings, start, key=_starts)
    last = bisect_left(timings, end, key=_starts)
    return shifted((each for each in timings[first:last] if each.end <= end), -start)


def _starts(timed: Timed) -> int:
    return timed.start


def found(words: Iterable[tuple[str, int, int, int]], text: str) -> tuple[list[Timed], int]:
    """Find words in the text that they were put together to, one after the other.

    Args:
        words: as the recogniser wrote them, each with begin and finish in ms and how sure it was.
        text: the text that holds them in this order.

    Returns:
        The timings, and how many words were not found or have times that cannot be.
    """
    timings: list[Timed] = []
    at = missed = 0
    for written, begin, finish, sure in words:
        word = written.strip()
        place = text.find(word, at) if word else -1
        if place < 0 or not 0 <= begin <= finish <= LONGEST:
            missed += 1
            continue
        at = place + len(word)
        timings.append(Timed(place, at, begin, finish, sure))
    return timings, missed
