"""The parent's side of the recogniser: starts the child, feeds it sound, hears what it says."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import msgspec

from heddle.errors import Unavailable
from heddle.speech.engine import About
from heddle.speech.jobs import Machine
from heddle.speech.messages import (
    FRAME,
    LONGEST_FRAME,
    LONGEST_LINE,
    Done,
    Message,
    Ready,
    Task,
    Trouble,
)
from heddle.speech.whisper import OFFLINE
from heddle.speech.worker import Start

_KEPT: Final = (
    "PATH",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
    "CUDA_PATH",
    "OMP_NUM_THREADS",
)
"""Of the person's environment the child gets what processors and graphics cards need."""


class Recogniser:
    """A child process with a loaded model; hears one piece after the other, until closed."""

    _module = "heddle.speech.worker"

    def __init__(self, folder: Path, machine: Machine | None = None) -> None:
        """Take the model's folder; the child is started by the first piece."""
        self._folder = folder
        self._machine = machine or Machine()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self.about: About | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> About:
        """Load the model, which takes seconds; raises Unavailable and Refused in a sentence."""
        if self.about is None:
            self._process = self._child()
            start = Start(folder=str(self._folder), machine=self._machine)
            with contextlib.suppress(OSError):
                _pipes(self._process)[0].write(msgspec.json.encode(start) + b"\n")
                _pipes(self._process)[0].flush()
            message = self._next()
            if not isinstance(message, Ready):
                self.close()
                raise _ended(None)
            self.about = message.about
        return self.about

    def hear(self, task: Task, sound: Iterable[Any]) -> Iterator[Message]:
        """Yield what the child says of a piece: segments as they come, and whole windows.

        Args:
            task: where in its file the sound begins, and how it is to be heard.
            sound: arrays of float32, 16 kHz, from there on.

        Raises:
            HeddleError: The child was ended or says why it cannot; or `sound` itself raised.
        """
        self.start()
        process = self._process
        if process is None:
            raise _ended(None)
        feeder = _Feeder(_pipes(process)[0], task, sound)
        feeder.start()
        try:
            while not isinstance(message := self._next(feeder), Done):
                yield message
            feeder.join()
        except BaseException:
            self.close()
            feeder.join()
            raise
        if feeder.error is not None:
            self.close()
            raise feeder.error

    def stop(self) -> None:
        """End the child now, from any thread; whoever hears gets `Unavailable`."""
        self._stopped = True
        self.close()

    def close(self) -> None:
        """End the child and wait for its end, so that no zombie stays."""
        process, self._process, self.about = self._process, None, None
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()
            for pipe in _pipes(process):
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()

    def _next(self, feeder: _Feeder | None = None) -> Message:
        process = self._process
        line = b""
        if process is not None:
            with contextlib.suppress(OSError, ValueError):
                line = _pipes(process)[1].readline(LONGEST_LINE)
        try:
            message: Message = msgspec.json.decode(line, type=Message)
        except msgspec.MsgspecError:
            code = None
            if process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(1)  # it may be on its way out by itself
                code = process.poll()
            self.close()
            if feeder is not None and feeder.error is not None:
                raise feeder.error from None
            raise _stopped() if self._stopped else _ended(code) from None
        if isinstance(message, Trouble):
            self.close()
            if feeder is not None and feeder.error is not None:
                raise feeder.error
            raise Unavailable(message.problem, message.hint, code=message.code)
        return message

    def _child(self) -> subprocess.Popen[bytes]:
        package = Path(__file__).parents[2]
        kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
        own = {"PYTHONPATH": str(package), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **OFFLINE}
        try:
            return subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-P", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a library's log may quote the talk
                env={**kept, **own, **self._more()},
                close_fds=True,
            )
        except OSError:
            raise _ended(None) from None

    def _more(self) -> dict[str, str]:
        return {}


class _Feeder(threading.Thread):
    """Writes sound into the child while its answers are read."""

    def __init__(self, pipe: IO[bytes], task: Task, sound: Iterable[Any]) -> None:
        super().__init__(daemon=True, name="sound-feeder")
        self._pipe, self._task, self._sound = pipe, task, sound
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self._feed()
        except (OSError, ValueError):
            return  # the child is gone: whoever reads its answers sees that
        except Exception as error:  # noqa: BLE001 - told in the thread that waits
            # The sound itself failed: the child is told nothing more, and ends.
            self.error = error
            with contextlib.suppress(OSError, ValueError):
                self._pipe.close()
            return
        with contextlib.suppress(OSError, ValueError):
            self._pipe.write(FRAME.pack(0))
            self._pipe.flush()

    def _feed(self) -> None:
        parts = iter(self._sound)
        try:
            self._pipe.write(msgspec.json.encode(self._task) + b"\n")
            for part in parts:
                self._write(part)
        finally:
            # What decodes is a child process too, and ends with its generator.
            if isinstance(parts, Generator):
                parts.close()

    def _write(self, part: Any) -> None:
        data = memoryview(part.astype("float32", copy=False).tobytes())
        for at in range(0, len(data), LONGEST_FRAME):
            piece = data[at : at + LONGEST_FRAME]
            self._pipe.write(FRAME.pack(len(piece)))
            self._pipe.write(piece)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:  # cannot be: both were asked for
        raise OSError
    return process.stdin, process.stdout


def _stopped() -> Unavailable:
    return Unavailable(
        "Recognition was stopped; what was heard before is kept, and no transcript was made.",
        "Start it again, and it goes on from there; or make a transcript of what there is.",
        code="stopped",
    )


def _ended(code: int | None) -> Unavailable:
    why = "by the system" if code is not None and code < 0 else "before it was done"
    return Unavailable(
        f"The recogniser was ended {why}; what was heard before is kept, nothing is half done.",
        "Start it again: it goes on from there. If it ends again, the memory may be too small for "
        "this model: close other programs, or choose a smaller one.",
        code="recogniser-ended",
    )
