"""What parent and child say to each other: a line of JSON each, and sound as numbers between.

To the child: a `Task` as one line, then frames (a length in bytes, 32 bits, and that many bytes
of float32 in the machine's order); a frame of length 0 ends the sound. From it: JSON lines.
"""

from __future__ import annotations

import struct
from typing import Final

import msgspec

from heddle.speech.engine import About
from heddle.speech.jobs import Options
from heddle.speech.results import Segment, Window

FRAME: Final = struct.Struct("=I")
LONGEST_FRAME: Final = 1 << 22
LONGEST_LINE: Final = 1 << 24


class Task(msgspec.Struct, kw_only=True):
    """One piece to be heard from a sample on."""

    begin: int = 0
    """Sample of the file that the first one sent is."""
    options: Options = Options()
    language: str = ""
    """As found in earlier windows; empty: to be found out, or as the options say."""


class Ready(msgspec.Struct, tag="ready"):
    """The model is loaded."""

    about: About


class Heard(msgspec.Struct, tag="heard"):
    """A segment of the window that is being worked on, to be shown; the window follows."""

    segment: Segment


class Finished(msgspec.Struct, tag="window"):
    """A window is done."""

    window: Window


class Done(msgspec.Struct, tag="done"):
    """The piece is done."""


class Trouble(msgspec.Struct, tag="trouble"):
    """It cannot be done; the child ends."""

    problem: str
    hint: str
    code: str


Message = Ready | Heard | Finished | Done | Trouble
