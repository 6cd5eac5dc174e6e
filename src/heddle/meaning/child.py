"""The other end of `meaning.worker`: starts it, asks it, and ends it when nobody asks."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

import msgspec
import numpy as np
import numpy.typing as npt

from heddle.errors import Unavailable, Unreadable
from heddle.meaning.worker import Answer, Task, read_frame, write_frame

IDLE: Final = 300.0
"""Seconds without a question after which the process ends and gives its memory back."""

Vectors = npt.NDArray[np.float32]
Stretches = list[tuple[int, int]]


class Child:
    """An encoder in a process of its own; safe to use from many threads."""

    def __init__(self, folder: Path, *, idle: float = IDLE) -> None:
        """Nothing is started yet."""
        self.folder = folder
        self._idle = idle
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._timer: threading.Timer | None = None
        self._about = Answer()
        self._owner = os.getpid()

    @property
    def digest(self) -> str:
        """The hash of the model, by which its vectors are kept; loads the model."""
        with self._lock:
            self._started()
            return self._about.digest

    def passages(self, texts: Sequence[str]) -> Iterator[tuple[Stretches, Vectors]]:
        """Return, for each text, its passages (code points) and their vectors (n x d)."""
        answer = self._ask(Task(texts=list(texts)))
        vectors = np.frombuffer(answer.vectors, "<f4").reshape(-1, self._about.size)
        at = 0
        for stretches in answer.stretches:
            yield stretches, vectors[at : at + len(stretches)]
            at += len(stretches)

    def question(self, text: str) -> Vectors:
        """Return the vector (d) of what is looked for."""
        return np.frombuffer(self._ask(Task(question=text)).vectors, "<f4").astype(np.float32)

    def close(self) -> None:
        """End the process; the next question starts another."""
        with self._lock:
            self._end()

    def _ask(self, task: Task) -> Answer:
        with self._lock:
            process = self._started()
            try:
                write_frame(_pipe(process.stdin), task)
                return msgspec.msgpack.decode(read_frame(_pipe(process.stdout)), type=Answer)
            except (EOFError, OSError) as error:
                self._end()
                raise Unavailable(
                    "The process that finds passages by meaning was ended, perhaps because the "
                    "memory ran out; nothing was changed.",
                    "Try again; close other programs if it happens twice.",
                ) from error
            finally:
                self._wind()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self._process = process = subprocess.Popen(
            [sys.executable, "-P", "-m", "heddle.meaning.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        atexit.register(self.close)
        try:
            name = os.fsencode(self.folder)
            write_frame(_pipe(process.stdin), name)
            self._about = msgspec.msgpack.decode(read_frame(_pipe(process.stdout)), type=Answer)
        except (EOFError, OSError) as error:
            self._end()
            raise Unavailable(
                "The model could not be loaded: its process ended.",
                "The memory may have run out; close other programs and try again.",
            ) from error
        if self._about.problem:
            about = self._about
            self._end()
            kind = Unavailable if about.code == Unavailable.code else Unreadable
            raise kind(about.problem, about.hint)
        return process

    def _wind(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(self._idle, self.close)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        process, self._process = self._process, None
        atexit.unregister(self.close)
        if process is None or os.getpid() != self._owner:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe
