"""What an engine is to the rest: something that finds speech in sound and words in speech."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import msgspec

from heddle.speech.jobs import Options
from heddle.speech.results import Segment
from heddle.speech.windows import Stretch


class About(msgspec.Struct, kw_only=True):
    """Which engine it is, as the Methods name it."""

    engine: str
    version: str
    device: str = "cpu"
    precision: str = ""
    many_languages: bool = True


class Engine(Protocol):
    """Recognises one window after the other; knows nothing of files, channels or the study."""

    about: About

    def speech(self, samples: Any) -> list[Stretch]:
        """Return where somebody speaks in a window, in samples of it, in order."""

    def language_of(self, samples: Any) -> str:
        """Return the language of speech, for a job that does not say it; empty: cannot tell."""

    def words(
        self, samples: Any, speech: list[Stretch], language: str, options: Options, seed: int
    ) -> Iterator[Segment]:
        """Yield what is said in the window's speech, with times in seconds of the window.

        The same arguments give the same words; `seed` is for engines that draw lots.
        """
