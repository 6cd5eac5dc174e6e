"""The course of a job: every piece heard to its end, from where an earlier run was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from heddle.speech.jobs import Job, Piece
from heddle.speech.messages import Finished, Heard, Message, Task
from heddle.speech.recogniser import Recogniser
from heddle.speech.results import RATE, Segment, Window
from heddle.speech.shelf import Shelf

Sound = Callable[[Piece, int], Iterable[Any]]
"""Gives a piece's sound from a sample on: arrays of float32, mono, at `RATE`."""


class Heed(msgspec.Struct, kw_only=True):
    """How far a job is."""

    piece: int
    """Which of the job's, from 0."""
    second: float
    """Of the piece, up to which it was heard."""
    segment: Segment | None = None
    """What was heard now, in seconds of the file; a whole window: None."""


def run(
    job: Job,
    sound: Sound,
    shelf: Shelf,
    recogniser: Recogniser,
    told: Callable[[Heed], None] = lambda _: None,
) -> list[list[Window]]:
    """Do a job; returns the windows of each piece.

    Each window is on the shelf before the next is heard. So whatever ends this (an error, a
    killed program, a full disk), the same job begins with the first window that is not there.

    Raises:
        HeddleError: from the recogniser, the sound or the shelf; what was heard is kept.
    """
    return [
        _heard(job, number, sound, shelf, hear=recogniser.hear, told=told)
        for number in range(len(job.pieces))
    ]


def _heard(
    job: Job,
    number: int,
    sound: Sound,
    shelf: Shelf,
    *,
    hear: Callable[[Task, Iterable[Any]], Iterable[Message]],
    told: Callable[[Heed], None],
) -> list[Window]:
    piece = job.pieces[number]
    kept = shelf.windows(job, piece)
    begin = kept[-1].end if kept else 0
    language = next((each.language for each in kept if each.language), "")
    task = Task(begin=begin, options=job.options, language=language)
    told(Heed(piece=number, second=begin / RATE))
    for message in hear(task, sound(piece, begin)):
        if isinstance(message, Heard):
            segment = message.segment
            told(Heed(piece=number, second=segment.end, segment=segment))
        elif isinstance(message, Finished):
            shelf.put(job, piece, message.window)
            kept.append(message.window)
            told(Heed(piece=number, second=message.window.end / RATE))
    return kept
