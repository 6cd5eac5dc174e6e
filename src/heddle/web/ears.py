"""What is heard while recognition runs: words on their way, held in memory only."""

from __future__ import annotations

import threading

import msgspec

from heddle.recognition import Make, Told
from heddle.speech.recogniser import Recogniser


class HeardPart(msgspec.Struct, kw_only=True):
    """A few words that were heard, in seconds of the session."""

    start: float
    end: float
    text: str
    speaker: str = ""


class HeardSoFar(msgspec.Struct, kw_only=True):
    """What was heard since somebody asked last."""

    parts: list[HeardPart]
    total: int
    """How many there are: ask for those after it."""
    second: float = 0.0
    """Of the session, up to which it was heard."""
    source: str = ""
    """The transcript, once it is made."""


class Ears:
    """What works of recognition are hearing, for windows to show; safe from many threads."""

    make: Make = Recogniser

    def __init__(self) -> None:
        """Nothing is heard yet."""
        self._lock = threading.Lock()
        self._heard: dict[str, HeardSoFar] = {}

    def begin(self, session: str, parts: list[HeardPart]) -> None:
        """Begin anew with what was heard earlier."""
        with self._lock:
            self._heard[session] = HeardSoFar(parts=parts, total=len(parts))

    def take(self, session: str, told: Told) -> None:
        """Note what was heard now."""
        with self._lock:
            heard = self._heard.setdefault(session, HeardSoFar(parts=[], total=0))
            heard.second = max(heard.second, told.second)
            if told.segment is not None:
                part = told.segment
                heard.parts.append(
                    HeardPart(
                        start=part.start, end=part.end, text=part.text.strip(), speaker=told.speaker
                    )
                )
                heard.total = len(heard.parts)

    def end(self, session: str, source: str) -> None:
        """Note which transcript was made; its words are in the study from now on."""
        with self._lock:
            self._heard[session] = HeardSoFar(parts=[], total=0, source=source)

    def after(self, session: str, number: int) -> HeardSoFar:
        """Return what was heard after the first `number` parts."""
        with self._lock:
            heard = self._heard.get(session) or HeardSoFar(parts=[], total=0)
            return msgspec.structs.replace(heard, parts=heard.parts[number:])

    def clear(self) -> None:
        """Forget all: words may have been erased."""
        with self._lock:
            self._heard.clear()
