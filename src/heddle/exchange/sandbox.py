"""Parsing in a child process that can be killed, so that a hostile file harms only itself.

One warm worker (`heddle.exchange.worker`) serves many files: its start is paid once, a file
costs little more than its own parsing. A file that takes too much time or memory, or crashes
a parser, takes the worker down with it; the next file gets a new one. The bytes go through a
pipe: there is no temporary file, and the worker never opens a file itself.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from types import TracebackType
from typing import IO, Self

import msgspec

from heddle.errors import Unavailable, Unreadable
from heddle.exchange.project import Project
from heddle.exchange.reading import Reading
from heddle.exchange.worker import ANSWER, QUESTION, Answer, Task
from heddle.store.children import environment

_SIGXCPU = getattr(signal, "SIGXCPU", None)


class Limits(msgspec.Struct, frozen=True):
    """What one file may cost. Source: security.md section 3."""

    cpu_seconds: int = 60
    wall_seconds: float = 180.0
    """For a crowded machine, and for systems that cannot limit CPU time."""
    memory: int = 1 << 30
    """Bytes of address space above what the loaded readers take."""
    output_factor: int = 4
    output_floor: int = 50 << 20
    """An answer may have `output_factor` times the file's bytes and this many more."""


class Sandbox:
    """A warm worker and its replacement, safe to use from many threads (one file at a time)."""

    _module = "heddle.exchange.worker"

    def __init__(self, limits: Limits | None = None, *, readers: str = "") -> None:
        """Nothing is started yet; `readers` "projects" makes a worker for whole projects."""
        self.limits = limits or Limits()
        self._readers = readers
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._owner = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(
        self, name: str, data: bytes, *, kind: str | None = None, encoding: str | None = None
    ) -> Reading:
        """Read a file in the worker; see `heddle.exchange.parsing.parse` for the arguments.

        Raises:
            Unreadable: The reader refused the file, or it exceeded the limits and the worker
                was ended (`code` is then "too-complex").
        """
        answer = self._ask(Task(name, kind, encoding, self._output(data)), data)
        if answer.reading is None:
            raise _unreadable(name, "Its reader gave no answer.")
        return answer.reading

    def read_project(
        self, name: str, data: bytes, *, program: str = "", which: str = ""
    ) -> Project | None:
        """Read a whole project in the worker; see `heddle.exchange.projects.read`.

        Raises:
            Unreadable: As for `read`.
        """
        task = Task(name, program or None, None, self._output(data), project=True, which=which)
        return self._ask(task, data).project

    def _output(self, data: bytes) -> int:
        return self.limits.output_factor * len(data) + self.limits.output_floor

    def _ask(self, task: Task, data: bytes) -> Answer:
        self._adopt()
        with self._lock:
            worker = self._warm()
            try:
                answer = worker.ask(task, data)
            except BaseException:
                self._worker = None
                worker.kill()
                raise
            if answer is None:
                self._worker = None
                raise worker.post_mortem(task.name)
            if answer.retires:
                self._worker = None
                worker.close()
        if answer.problem is not None:
            raise answer.problem.as_error()
        return answer

    def close(self) -> None:
        """End the worker, if there is one; a later file starts another."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None and self._owner == os.getpid():
            worker.close()

    def _adopt(self) -> None:
        """After a fork of our process: leave the worker to the process that started it."""
        if self._owner != os.getpid():
            self._owner = os.getpid()
            self._lock = threading.Lock()
            self._worker = None

    def _warm(self) -> _Worker:
        if self._worker is not None and not self._worker.is_alive():
            self._worker.kill()
            self._worker = None
        if self._worker is None:
            self._worker = _Worker(self._module, self.limits, self._readers)
        return self._worker


class _Worker:
    """One child process and the two pipes to it."""

    def __init__(self, module: str, limits: Limits, readers: str = "") -> None:
        self._limits = limits
        self._late = False
        command = [sys.executable, "-P", "-m", module, str(limits.cpu_seconds), str(limits.memory)]
        command += [readers] if readers else []
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a traceback may quote the file
                env=environment(),
                close_fds=True,
            )
        except OSError:
            raise _no_reader() from None
        timer = self._timer()
        ready = self._pipes()[1].read(ANSWER.size)
        timer.cancel()
        if len(ready) < ANSWER.size:
            self.kill()
            raise _no_reader()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, task: Task, data: bytes) -> Answer | None:
        """Send a file and wait for the answer; None if the worker is gone or babbles."""
        timer = self._timer()
        try:
            questions, answers = self._pipes()
            packed = msgspec.msgpack.encode(task)
            questions.write(QUESTION.pack(len(packed), len(data)) + packed)
            questions.write(data)
            questions.flush()
            header = answers.read(ANSWER.size)
            length = ANSWER.unpack(header)[0] if len(header) == ANSWER.size else task.output + 1
            if length > task.output:
                return None
            body = answers.read(length)
            return msgspec.msgpack.decode(body, type=Answer) if len(body) == length else None
        except (OSError, msgspec.DecodeError):
            return None
        finally:
            timer.cancel()

    def post_mortem(self, name: str) -> Unreadable:
        """End what is left of the worker and say why it failed on the file `name`."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)  # it may be on its way out by itself
        self.kill()
        code = self._process.returncode
        if self._late or (_SIGXCPU is not None and code == -_SIGXCPU):
            return _unreadable(name, "Reading it took far too long and was stopped.")
        return _unreadable(
            name, "It made its reader crash: it is damaged, hostile or far too complex."
        )

    def close(self) -> None:
        """Let the worker end by itself; make sure that it does."""
        with contextlib.suppress(OSError):
            self._pipes()[0].close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self.kill()

    def kill(self) -> None:
        """End the worker now, wait for its end (no zombie stays) and close the pipes."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in self._pipes():
            with contextlib.suppress(OSError):
                pipe.close()

    def _timer(self) -> threading.Timer:
        timer = threading.Timer(self._limits.wall_seconds, self._expire)
        timer.daemon = True
        timer.start()
        return timer

    def _expire(self) -> None:
        self._late = True
        with contextlib.suppress(OSError):
            self._process.kill()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:  # cannot be: both were asked for
            raise OSError
        return questions, answers


def shared() -> Sandbox:
    """Give the sandbox that this process shares; it ends with the process."""
    return _SHARED


def projects() -> Sandbox:
    """Give the sandbox for whole projects that this process shares."""
    return _PROJECTS


def _no_reader() -> Unavailable:
    return Unavailable(
        "The safe reader of documents could not be started; nothing was read.",
        "Close other programs and try again. If it happens again, install Heddle anew.",
    )


def _unreadable(name: str, problem: str) -> Unreadable:
    return Unreadable(
        f"{problem} Nothing was read, and nothing else is harmed.",
        "Open it in its own program, save it again, or import another format of it.",
        file=name,
        code="too-complex",
    )


_SHARED = Sandbox()
_PROJECTS = Sandbox(readers="projects")
atexit.register(_SHARED.close)
atexit.register(_PROJECTS.close)
