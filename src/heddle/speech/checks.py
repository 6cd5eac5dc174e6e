"""What to doubt in what was heard, found without any model: a review list for a person.

The known failures of recognisers of the Whisper family are loops (the same words over and over,
with high certainty), whole minutes left out, words invented over silence, and times that run
back. Each leaves a trace that can be seen in segments, words and where somebody spoke.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from heddle.speech.results import Segment, Window

About = Literal["no words", "repetition", "pace", "times", "unsure", "no speech"]

MISSED: Final = 2.0
"""Seconds of speech without a word over them that are worth a look."""
_NEAR: Final = 0.5
"""Seconds by which a word's sound may go beyond its times."""
_LONGEST_GRAM: Final = 8
_TIMES: Final = {1: 5}
"""So often one word may not be said in a row; runs of more words: `_OFTEN`."""
_OFTEN: Final = 3
FASTEST, SLOWEST = 30.0, 2.0
"""Characters per second that nobody exceeds, or falls below in a segment of `_LONG` seconds.

People speak 10 to 20 of them; 30 is an auctioneer.
"""
_LONG: Final = 4.0
_SHORT: Final = 12
"""Characters below which the pace of a segment says nothing."""
_BACK: Final = 0.1
"""Seconds by which a word may begin before the word before it."""
UNSURE: Final = 0.4
"""Mean certainty of a segment's words below which it should be heard again."""
_FEW: Final = 3
_APART: Final = 1.0
"""Doubts of one kind that are closer than this become one."""


class Doubt(msgspec.Struct, frozen=True):
    """A place to listen to again, in seconds of the file."""

    about: About
    start: float
    end: float


def doubts(windows: Sequence[Window]) -> list[Doubt]:
    """Return all doubts of one piece, in the order of their begin."""
    segments = [segment for window in windows for segment in window.segments]
    speech = _joined([stretch for window in windows for stretch in window.speech])
    found = [
        *_no_words(speech, segments),
        *_no_speech(speech, segments),
        *_repetitions(segments),
        *_pace(segments),
        *_times(windows),
        *_unsure(segments),
    ]
    return _merged(found)


def _no_words(speech: Sequence[tuple[float, float]], segments: Iterable[Segment]) -> list[Doubt]:
    spoken = _joined([_span(each, _NEAR) for each in _spans(segments)])
    found = []
    for start, end in speech:
        at = start
        for a, b in spoken:
            if b <= at:
                continue
            if a >= end:
                break
            if a - at >= MISSED:
                found.append(Doubt("no words", at, a))
            at = max(at, b)
        if end - at >= MISSED:
            found.append(Doubt("no words", at, end))
    return found


def _no_speech(speech: Sequence[tuple[float, float]], segments: Iterable[Segment]) -> list[Doubt]:
    """Words where nobody was heard to speak: invented, as a rule."""
    return [
        Doubt("no speech", segment.start, segment.end)
        for segment in segments
        if segment.text.strip()
        and not any(a < segment.end + _NEAR and segment.start - _NEAR < b for a, b in speech)
    ]


def _repetitions(segments: Sequence[Segment]) -> list[Doubt]:
    words: list[tuple[str, float, float]] = []
    for segment in segments:
        plain = _plain(segment.text)
        timed = [(_bare(w.text), w.start, w.end) for w in segment.words if _bare(w.text)]
        words += timed or [(each, segment.start, segment.end) for each in plain]
    texts = [each[0] for each in words]
    found = []
    at = 0
    while at < len(texts):
        run = max((_run(texts, at, size) for size in range(1, _LONGEST_GRAM + 1)), default=0)
        if run:
            stretch = words[at : at + run]
            start, end = min(w[1] for w in stretch), max(w[2] for w in stretch)
            found.append(Doubt("repetition", start, max(start, end)))
        at += max(1, run)
    return found


def _run(texts: Sequence[str], at: int, size: int) -> int:
    """Return how many words a run of repeated grams takes that begins here; 0: there is none."""
    gram = texts[at : at + size]
    times = 1
    while texts[at + times * size : at + (times + 1) * size] == gram:
        times += 1
    return times * size if len(gram) == size and times >= _TIMES.get(size, _OFTEN) else 0


def _pace(segments: Iterable[Segment]) -> list[Doubt]:
    found = []
    for segment in segments:
        said, lasts = len(segment.text.strip()), segment.end - segment.start
        fast = said >= _SHORT and said > FASTEST * max(lasts, 0.0)
        slow = lasts >= _LONG and 0 < said < SLOWEST * lasts
        if fast or slow:
            found.append(Doubt("pace", segment.start, max(segment.start, segment.end)))
    return found


def _times(windows: Iterable[Window]) -> list[Doubt]:
    found = []
    before = 0.0
    for window in windows:
        for segment in window.segments:
            first = True
            for start, end in _spans([segment]):
                if start < before - _BACK or end < start:
                    if first:
                        found.append(Doubt("times", min(start, end), max(start, before)))
                    first = False
                before = max(before, start)
    return found


def _unsure(segments: Iterable[Segment]) -> list[Doubt]:
    found = []
    for segment in segments:
        sure = [word.sure for word in segment.words if word.sure >= 0]
        if len(sure) >= _FEW and sum(sure) / len(sure) < UNSURE:
            found.append(Doubt("unsure", segment.start, max(segment.start, segment.end)))
    return found


def _spans(segments: Iterable[Segment]) -> list[tuple[float, float]]:
    """Return when words were spoken; a segment without words counts as a whole."""
    return [
        span
        for segment in segments
        if segment.text.strip()
        for span in ([(w.start, w.end) for w in segment.words] or [(segment.start, segment.end)])
    ]


def _span(span: tuple[float, float], more: float) -> tuple[float, float]:
    return span[0] - more, max(span) + more


def _joined(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _merged(found: Iterable[Doubt]) -> list[Doubt]:
    """Join doubts of one kind that nearly touch, so that a loop of a minute is one entry."""
    merged: dict[str, list[Doubt]] = {}
    for doubt in sorted(found, key=lambda each: (each.start, each.end)):
        of_kind = merged.setdefault(doubt.about, [])
        if of_kind and doubt.start <= of_kind[-1].end + _APART:
            of_kind[-1] = Doubt(doubt.about, of_kind[-1].start, max(of_kind[-1].end, doubt.end))
        else:
            of_kind.append(doubt)
    rounded = [
        Doubt(each.about, round(max(0.0, each.start), 3), round(max(0.0, each.end), 3))
        for of_kind in merged.values()
        for each in of_kind
    ]
    return sorted(rounded, key=lambda each: (each.start, each.end, each.about))


def _plain(text: str) -> list[str]:
    return [bare for word in text.split() if (bare := _bare(word))]


def _bare(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
