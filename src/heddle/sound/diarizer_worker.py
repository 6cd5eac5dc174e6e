"""The child process in which an installed diarizer runs: sound comes in, one answer goes out."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
import numpy as np

from heddle.sound.diarizers import Asked, Voiced
from heddle.store.children import take_pipes


def main() -> None:
    """Answer one question; whatever goes wrong ends the process without an answer."""
    questions, answers = take_pipes()
    asked = msgspec.json.decode(questions.readline(), type=Asked)
    if asked.folder and asked.folder not in sys.path:
        sys.path.append(asked.folder)
    made: Any = importlib.import_module(asked.module)
    for part in asked.name.split("."):
        made = getattr(made, part)
    found = made(_pieces(questions, asked.rate), rate=asked.rate, people=asked.people)
    told = [msgspec.convert(each, Voiced, from_attributes=True) for each in found]
    answers.write(msgspec.json.encode(told))
    answers.close()


def _pieces(pipe: BinaryIO, rate: int) -> Iterator[np.ndarray[Any, np.dtype[np.float32]]]:
    size = rate * 4
    while piece := pipe.read(size):
        yield np.frombuffer(piece[: len(piece) // 4 * 4], np.float32)


if __name__ == "__main__":
    main()
