"""Turns of a transcript, made of what was heard: joined and parted at pauses, merged by time.

Where several people speak into one channel nobody knows here who does. So a turn is kept short:
it ends at a pause in which somebody else may have begun. Where each has a channel, a turn lasts
until another person is heard. A person confirms either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from heddle.speech.results import Segment, Word
from heddle.text.timing import Timed, found

PARTING: Final = 1.0
"""Seconds of silence at which a turn ends whose speaker is not known."""
OWN_PARTING: Final = 2.5
"""The same where the channel says that it is the same person still."""
LONGEST: Final = 45.0
"""Seconds after which a turn ends with the next segment, so that it can be checked at one go."""


class Heard(msgspec.Struct, kw_only=True):
    """What was heard of one piece, moved to the session's timeline by its begin."""

    segments: list[Segment]
    speaker: str = ""
    """Whose channel it is."""
    begins: float = 0.0


class Drafted(msgspec.Struct, kw_only=True):
    """A turn as the machine heard it."""

    text: str
    start: float
    end: float
    """Seconds of the session."""
    speaker: str = ""
    timings: list[Timed] = []


class _Run(msgspec.Struct):
    """Words that go into one turn."""

    speaker: str
    words: list[Word]


def turns(pieces: Iterable[Heard]) -> list[Drafted]:
    """Make the turns of a session, in the order in which they begin."""
    runs = [
        _Run(piece.speaker, words)
        for piece in pieces
        for segment in piece.segments
        for words in _parted(_words(segment, piece.begins), _gap(piece.speaker))
    ]
    runs.sort(key=lambda run: run.words[0].start)
    joined: list[_Run] = []
    for run in runs:
        if joined and _together(joined[-1], run):
            joined[-1].words += run.words
        else:
            joined.append(_Run(run.speaker, list(run.words)))
    return [turn for run in joined if (turn := _drafted(run)) is not None]


def _gap(speaker: str) -> float:
    return OWN_PARTING if speaker else PARTING


def _words(segment: Segment, begins: float) -> list[Word]:
    """Return a segment's words; one without any is a single word of all its text."""
    words = segment.words or [Word(segment.text, segment.start, segment.end)]
    return [
        Word(word.text, word.start + begins, max(word.start, word.end) + begins, word.sure)
        for word in words
        if word.text.strip()
    ]


def _parted(words: Sequence[Word], gap: float) -> list[list[Word]]:
    parts: list[list[Word]] = []
    for word in words:
        if parts and word.start - parts[-1][-1].end < gap:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _together(before: _Run, after: _Run) -> bool:
    start, end = before.words[0].start, before.words[-1].end
    return (
        before.speaker == after.speaker
        and after.words[0].start - end < _gap(after.speaker)
        and after.words[-1].end - start < LONGEST
    )


def _drafted(run: _Run) -> Drafted | None:
    text = " ".join("".join(word.text for word in run.words).split())
    if not text:
        return None
    start = max(0.0, min(word.start for word in run.words))
    end = max(start, *(word.end for word in run.words))
    timings, _ = found(
        (
            (word.text, round(word.start * 1000), round(word.end * 1000), _per_cent(word))
            for word in run.words
        ),
        text,
    )
    return Drafted(
        text=text, start=round(start, 3), end=round(end, 3), speaker=run.speaker, timings=timings
    )


def _per_cent(word: Word) -> int:
    return -1 if word.sure < 0 else min(100, round(word.sure * 100))
