"""Recognition of speech without its model: what all the rest costs, beside the sound's own length.

Decoding a file, finding speech in it with the real detector, cutting windows, making turns and
doubts. In the model's place stands one that says a word for each half second of speech at once.
"""

from __future__ import annotations

import io
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from heddle.sound.decoding import SoundFile
from heddle.speech import checks
from heddle.speech.engine import About
from heddle.speech.jobs import Options
from heddle.speech.messages import Finished, Task
from heddle.speech.results import RATE, Segment, Word
from heddle.speech.turns import Heard, turns
from heddle.speech.whisper import stretches
from heddle.speech.windows import Stretch
from heddle.speech.worker import windows
from measures import Results
from workload import Workload

ROWS = ("recognise-rest",)
_SECONDS = 1200
_RECORDED = 44_100


class Prompt:
    """The real detector of speech, and words from nowhere."""

    about = About(engine="none", version="")

    def speech(self, samples: Any) -> list[Stretch]:
        """Find speech; an even hum has none, so all of it counts as spoken where it is loud."""
        stretches(samples)
        return [(0, len(samples))]

    def language_of(self, samples: Any) -> str:
        """Say what was not asked."""
        del samples
        return "en"

    def words(
        self, samples: Any, speech: list[Stretch], language: str, options: Options, seed: int
    ) -> Iterator[Segment]:
        """Say a word for each half second."""
        del samples, language, options, seed
        for a, b in speech:
            starts = np.arange(a, b, RATE // 2) / RATE
            said = [Word(f" word{i}", float(s), float(s) + 0.4, 0.9) for i, s in enumerate(starts)]
            for at in range(0, len(said), 10):
                part = said[at : at + 10]
                text = "".join(word.text for word in part)
                yield Segment(text, part[0].start, part[-1].end, part)


def measure(_load: Workload, _folder: Path, results: Results) -> None:
    """Recognise twenty minutes of two channels and tell the share of their length."""
    recorded = _recording()
    begun = time.process_time()
    with SoundFile(io.BytesIO(recorded)) as file:
        sound = (piece[0] for piece in file.pieces(RATE, mono=True))
        heard = [
            message.window
            for message in windows(Prompt(), Task(), sound)
            if isinstance(message, Finished)
        ]
    made = turns([Heard(segments=[segment for each in heard for segment in each.segments])])
    checks.doubts(heard)
    spent = time.process_time() - begun
    if not made or heard[-1].end < (_SECONDS - 1) * RATE:
        raise RuntimeError("not all of the sound was heard")
    results.put("recognise-rest", "ours", 100 * spent / _SECONDS)


def _recording() -> bytes:
    chance = np.random.default_rng(0)
    minute = (chance.normal(0, 2000, (60 * _RECORDED, 2))).astype("<i2").tobytes()
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(_RECORDED)
        for _ in range(_SECONDS // 60):
            file.writeframes(minute)
    return made.getvalue()
