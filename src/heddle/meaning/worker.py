"""The child process that holds an encoder, so that the program itself stays small.

Started as `python -P -m heddle.meaning.worker`. It speaks over its standard input and output:
frames of a length (4 bytes, little-endian) and a message in msgpack. The first frame is the
folder of the model, as text; then each `Task` gets an `Answer`.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from pathlib import Path
from typing import IO

import msgspec

from heddle.errors import HeddleError
from heddle.meaning.encoder import Loaded

LENGTH = struct.Struct("<I")


class Task(msgspec.Struct):
    """Texts to cut into passages and to find vectors of, or one question."""

    texts: list[str] = []
    question: str | None = None


class Answer(msgspec.Struct):
    """What became of a task, or of the model."""

    digest: str = ""
    size: int = 0
    """Numbers of a vector."""
    stretches: list[list[tuple[int, int]]] = []
    """Passages of each text: first code point, and the one after the last."""
    vectors: bytes = b""
    """Float32, little-endian: of the passages in their order, or of the question."""
    problem: str = ""
    hint: str = ""
    code: str = ""


def main() -> None:
    """Serve until the other side closes."""
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    # A library that prints must not get into the answers.
    sys.stdout = sys.stderr
    try:
        model = Loaded(Path(read_frame(given).decode("utf-8", "surrogateescape")))
    except HeddleError as error:
        write_frame(answers, _problem(error))
        return
    write_frame(answers, Answer(digest=model.about.digest, size=model.about.shape.hidden_size))
    with contextlib.suppress(EOFError):
        while True:
            task = msgspec.msgpack.decode(read_frame(given), type=Task)
            write_frame(answers, _done(model, task))


def _done(model: Loaded, task: Task) -> Answer:
    if task.question is not None:
        return Answer(vectors=model.of_question(task.question).astype("<f4").tobytes())
    stretches = [model.passages(text) for text in task.texts]
    words = [
        text[start:end]
        for text, places in zip(task.texts, stretches, strict=True)
        for start, end in places
    ]
    vectors = model.of_passages(words) if words else None
    return Answer(
        stretches=stretches,
        vectors=b"" if vectors is None else vectors.astype("<f4").tobytes(),
    )


def _problem(error: HeddleError) -> Answer:
    return Answer(problem=error.problem, hint=error.hint, code=error.code)


def read_frame(stream: IO[bytes]) -> bytes:
    """Return the next message; raises EOFError where there is none or half of one."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return body


def write_frame(stream: IO[bytes], message: msgspec.Struct | bytes) -> None:
    """Send a message."""
    body = message if isinstance(message, bytes) else msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main()
    # What is still buffered has nobody to read it.
    os._exit(0)
