"""What a recogniser says: words, segments and windows, in seconds of the file that it heard."""

from __future__ import annotations

import msgspec

RATE = 16_000
"""Samples a second of all sound that a recogniser gets."""


class Word(msgspec.Struct):
    """A word as the recogniser wrote it, with its leading space, and when it was spoken."""

    text: str
    start: float
    end: float
    sure: float = -1.0
    """Probability, 0 to 1; -1: not said."""


class Segment(msgspec.Struct):
    """A run of words that the recogniser gave as one, about a sentence."""

    text: str
    start: float
    end: float
    words: list[Word] = []


class Window(msgspec.Struct, kw_only=True):
    """A stretch of a file from one cut to the next, with all that was heard in it."""

    begin: int
    end: int
    """Samples from the start of the file, at `RATE`; the next window begins where this ends."""
    speech: list[tuple[float, float]] = []
    """Where somebody spoke, in seconds of the file (voice activity detection)."""
    segments: list[Segment] = []
    language: str = ""
    """The language that it was heard in."""
