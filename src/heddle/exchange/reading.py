"""What a reader hands on: lines of a file, then turns, before anything touches a study.

A file is read in two steps. A *reader* (one module a format) turns bytes into `Page` lines
and knows nothing of talk; `speakers.detect` turns lines into turns with speaker labels and
knows nothing of formats. Both report what they could not carry as `Loss` rows, which the
import shows before and after.

All offsets are Unicode code points of ``Line.text``.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from heddle.text.marks import Mark
from heddle.text.timing import Timed


class Loss(msgspec.Struct, frozen=True):
    """Something in a file that Heddle does not take over, and how often it occurred."""

    what: str
    """Plain English, plural where counted: "images", "comments by reviewers"."""
    count: int = 1
    where: str = ""
    """Where it was first seen ("page 3", "row 12"), if that can be said."""


class Span(msgspec.Struct, frozen=True):
    """A half-open range [start, end) of code points in one line."""

    start: int
    end: int


class Line(msgspec.Struct):
    """One paragraph (or cue, or hard line) of a file, with what its format said about it."""

    text: str
    bold: list[Span] = []
    heading: int = 0
    """Heading level, 0 for body text."""
    page: int | None = None
    """Page number from 1, where the format has pages."""
    speaker: str | None = None
    """A speaker that the format itself states (a WebVTT voice tag), never a guess."""
    start: float | None = None
    """Seconds from the beginning of the recording."""
    end: float | None = None
    timings: list[Timed] = []
    """When stretches of the text were spoken, where the format says so more closely."""
    marks: list[Mark] = []
    """What is heard in the text and is no word, where the format says so."""
    turn: Literal["", "begins", "goes on"] = ""
    """What the format itself says of turns: this line begins one, or goes on with the one before
    by a line end. Empty: that is to be found out."""


class Reading(msgspec.Struct):
    """A whole file as lines, before speakers are looked for."""

    format: str
    """One of `heddle.exchange.kinds.FORMATS`."""
    lines: list[Line]
    title: str = ""
    language: str = ""
    encoding: str = ""
    losses: list[Loss] = []
    notes: list[str] = []
    """What was decided by evidence, in plain English ("paragraph numbers 1-312 left out")."""
    sha256: str = ""
    """Hex digest of exactly the bytes that were read."""
    voiced: bool = False
    """The format says who speaks: no labels are looked for in the words."""
    machine: str = ""
    """What kind of program wrote the words down, where one did; empty: people, as far as known."""


class DraftTurn(msgspec.Struct):
    """A turn as detected: a speaker's label as written (None: no speaker) and the words."""

    speaker: str | None
    text: str
    start: float | None = None
    end: float | None = None
    timings: list[Timed] = []
    marks: list[Mark] = []


class DraftSpeaker(msgspec.Struct):
    """A speaker as found in a file, with a suggestion that a person confirms."""

    label: str
    turns: int
    words: int
    role: str = "participant"
    """participant, moderator, observer or unknown; a suggestion only."""
    first_words: str = ""


class Transcript(msgspec.Struct):
    """A file as turns, ready to be shown as a preview and imported."""

    turns: list[DraftTurn]
    speakers: list[DraftSpeaker]
    form: str = "none"
    """How speakers were told apart: "none", "Name:", "[Name]", "bold", "own line", "voice tag"."""
    title: str = ""
    language: str = ""
    format: str = ""
    encoding: str = ""
    losses: list[Loss] = []
    notes: list[str] = []
    """What was decided by evidence, in plain English ("paragraph numbers 1-312 left out")."""
