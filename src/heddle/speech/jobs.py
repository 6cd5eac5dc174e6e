"""A job of recognition: what is to be heard and how, without a word about where files lie.

It goes to JSON and back unchanged. Whoever has recordings with these hashes and a model with
this hash can do it, on this computer or another, and gets the same windows.
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal

import msgspec

Manner = Literal["verbatim", "clean"]
Effort = Literal["careful", "quick"]
Device = Literal["auto", "cpu", "cuda"]
Precision = Literal["auto", "int8", "float16", "float32"]

LANGUAGE_LENGTH: Final = 8


class Piece(msgspec.Struct, kw_only=True, frozen=True):
    """What is heard at one go: a file, or one channel of it."""

    recording: str
    """SHA-256 of the file."""
    channel: int | None = None
    """From 0; None: all channels together."""
    speaker: str = ""
    """Label of whoever speaks in it; empty: several, or not known."""
    begins: float = 0.0
    """Second of the session at which the file begins."""


class Options(msgspec.Struct, kw_only=True, frozen=True):
    """How it is to be heard."""

    language: str = ""
    """Code such as "da"; empty: the engine finds out by the first words, which is less safe."""
    manner: Manner = "verbatim"
    """verbatim: the engine is asked to keep hesitations and broken-off words; clean: it writes
    as it learned to, which leaves most of them out. Either is a leaning and no guarantee."""
    vocabulary: tuple[str, ...] = ()
    """Words that may come up: places, institutions, terms of the field."""
    effort: Effort = "careful"
    """careful: five beams, and a second try where the text looks wrong; quick: one go."""


class Job(msgspec.Struct, kw_only=True, frozen=True):
    """All that a recogniser has to know."""

    pieces: tuple[Piece, ...]
    model: str
    model_hash: str
    engine: str
    options: Options = Options()

    def to_json(self) -> bytes:
        """Return it as JSON."""
        return msgspec.json.encode(self)

    @staticmethod
    def from_json(data: bytes) -> Job:
        """Read one back; raises msgspec.ValidationError."""
        return msgspec.json.decode(data, type=Job)

    def key(self, piece: Piece) -> str:
        """Return a short name for what is heard of a piece in this way.

        The same sound with the same model and options gives the same words, whatever the model
        is called, who speaks in it and where in the session it begins.
        """
        heard = (piece.recording, piece.channel, self.model_hash, self.engine, self.options)
        return hashlib.sha256(msgspec.json.encode(heard)).hexdigest()[:16]


class Machine(msgspec.Struct, kw_only=True, frozen=True):
    """With which means of this computer it is done; no part of the job."""

    device: Device = "auto"
    """auto: a graphics card (CUDA) where there is one that works, else the processor."""
    precision: Precision = "auto"
    """auto: float16 on a graphics card, int8 on the processor."""
    threads: int = 0
    """0: as many as the engine likes."""
