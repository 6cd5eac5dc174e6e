"""Engines that play the part of a model, in the child process where the real one runs.

The scripted engine hears loudness alone: its words are those of a script, one line for each
stretch of sound that is not silent, so that a test knows every word and its time.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from heddle.speech.engine import About
from heddle.speech.jobs import Job, Machine, Options, Piece
from heddle.speech.recogniser import Recogniser
from heddle.speech.results import RATE, Segment, Word
from heddle.speech.windows import Stretch
from heddle.speech.worker import serve

FRAME = RATE // 50
WINDOW = 8 * RATE
JOB = Job(
    pieces=(Piece(recording="a" * 64),), model="script", model_hash="b" * 64, engine="scripted"
)


class ScriptedEngine:
    """Says line after line of `script.json` in its folder; {"kill_at": second} ends it there."""

    def __init__(self, folder: Path, machine: Machine) -> None:
        self._script = json.loads((folder / "script.json").read_text(encoding="utf-8"))
        self.about = About(engine="scripted", version="1")

    def speech(self, samples: Any) -> list[Stretch]:
        frames = len(samples) // FRAME
        loud = np.abs(samples[: frames * FRAME]).reshape(frames, FRAME).max(axis=1) > 0.01
        edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(int)))
        found: list[Stretch] = []
        for a, b in edges.reshape(-1, 2) * FRAME:
            if found and a - found[-1][1] < RATE // 4:
                found[-1] = (found[-1][0], int(b))
            else:
                found.append((int(a), int(b)))
        return found

    def language_of(self, samples: Any) -> str:
        return "da"

    def words(
        self, samples: Any, speech: list[Stretch], language: str, options: Options, seed: int
    ) -> Iterator[Segment]:
        for a, b in speech:
            at = seed + a
            if 0 <= self._script.get("kill_at", -1) * RATE <= at:
                os.kill(os.getpid(), signal.SIGKILL)
            lines = self._script["lines"]
            said = lines[int(at / RATE / self._script.get("every", 1)) % len(lines)].split()
            if not said:
                continue
            step = (b - a) / RATE / len(said)
            words = [
                Word(f" {each}", a / RATE + i * step, a / RATE + (i + 1) * step, 0.9)
                for i, each in enumerate(said)
            ]
            yield Segment("".join(w.text for w in words), words[0].start, words[-1].end, words)


class ScriptedRecogniser(Recogniser):
    """A recogniser whose child runs this module."""

    _module = "speech_child"

    def _more(self) -> dict[str, str]:
        package = Path(__file__).parents[1] / "src"
        return {"PYTHONPATH": os.pathsep.join([str(package), str(Path(__file__).parent)])}


def script(folder: Path, lines: Iterable[str], **more: Any) -> Path:
    """Write the folder of a scripted model."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "script.json").write_text(json.dumps({"lines": list(lines), **more}))
    return folder


def pulses(
    seconds: float, *, every: float = 2.0, long: float = 1.0, level: float = 0.3
) -> np.ndarray[Any, Any]:
    """Return sound at `RATE`: noise of `long` seconds at the start of each `every` seconds."""
    made = np.random.default_rng(0).normal(0, level, round(seconds * RATE)).astype(np.float32)
    made[(np.arange(len(made)) / RATE) % every >= long] = 0
    return made


def source(made: np.ndarray[Any, Any]) -> Callable[[Piece, int], Iterator[Any]]:
    """Give sound to a course in pieces of odd lengths."""

    def sound(piece: Piece, begin: int) -> Iterator[Any]:
        for at in range(begin, len(made), 12_345):
            yield made[at : at + 12_345]

    return sound


if __name__ == "__main__":
    serve(ScriptedEngine, WINDOW)
