"""Starting processes that are to be killed, and hearing what they had acknowledged by then."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_HANGING = 120
"""Seconds of silence after which a test fails instead of waiting for ever."""


@contextlib.contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where the system offers it: a kill does not ask whether disks synced."""
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory, prefix="heddle-test-") as folder:
        yield Path(folder)


class Heard:
    """All that one child said before it ended."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = []
        self.status: int | None = None

    def told(self, what: str) -> list[list[str]]:
        return [words for word, *words in self.lines if word == what]

    @property
    def acknowledged(self) -> list[str]:
        return [gesture for gesture, *_ in self.told("done")]

    @property
    def killed(self) -> bool:
        return self.status is not None and os.WTERMSIG(self.status) == signal.SIGKILL


class Nursery:
    """A warm process that forks one child after the other (see `fault_child`)."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("fault_child.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        self.child = 0
        self._unread = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.child:
            self.kill()
        self.process.kill()
        self.process.communicate()

    def order(self, job: str, **fields: Any) -> None:
        """Have a child born that does a job."""
        assert self.process.stdin is not None
        line = json.dumps({"job": job, **fields}, default=str)
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """Kill the child as a power cut would: it gets no chance to tidy up."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)

    def hear(self, heard: Heard, *, until: str = "dead", times: int = 1) -> Heard:
        """Listen until the child has said a word so many times, or has ended."""
        while times > 0 and heard.status is None:
            word, *words = self._line().split()
            if word == "born":
                self.child = int(words[0])
            elif word == "dead":
                self.child, heard.status = 0, int(words[0])
            else:
                heard.lines.append([word, *words])
            times -= word == until
        return heard

    def run(self, job: str, **fields: Any) -> Heard:
        """Have a job done to its end, whichever that is."""
        self.order(job, **fields)
        return self.hear(Heard())

    def run_and_kill(self, job: str, *, after: int, **fields: Any) -> Heard:
        """Have a job begun and kill it once it has acknowledged so many steps."""
        self.order(job, **fields)
        heard = self.hear(Heard(), until="born")
        self.hear(heard, until="done", times=after - len(heard.acknowledged))
        if heard.status is None:
            self.kill()
        return self.hear(heard)

    def _line(self) -> str:
        assert self.process.stdout is not None
        pipe = self.process.stdout.fileno()
        while b"\n" not in self._unread:
            ready, _, _ = select.select([pipe], [], [], _HANGING)
            assert ready, "the child says nothing any more"
            part = os.read(pipe, 1 << 16)
            assert part, "the process that bears the children has ended"
            self._unread += part
        line, self._unread = self._unread.split(b"\n", 1)
        return line.decode()
