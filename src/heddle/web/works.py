"""Long works of the server: peaks of a recording, a copy to play, recognition of speech.

A work runs in a thread of its own, which as a rule watches a child process. It tells how far it
is, can be stopped at any time, and leaves what it made as a whole or not at all: a work that was
cut off is begun again when it is asked for. Nothing of it is on the log, and nothing that it
tells has a word of the talk or a name in it.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final, Literal

import msgspec

from heddle.errors import HeddleError, NotFound
from heddle.web.security import note_failure

KEPT: Final = 50
"""So many works that have ended are remembered, the newest ones."""
_EVERY: Final = 0.2
"""Seconds between two tellings of how far a work is."""
_PATIENCE: Final = 10.0
"""Seconds that a work has to end when the server closes."""

State = Literal["waiting", "running", "done", "stopped", "failed"]


class Work(msgspec.Struct, kw_only=True):
    """A work as windows see it."""

    id: str
    kind: str
    """What is made: "peaks", "playback", "recognition" ..."""
    about: str
    """Id of the record that it is about."""
    state: State = "waiting"
    progress: float = 0.0
    """From 0 to 1."""
    doing: str = ""
    """What it is at, in a few words."""
    code: str = ""
    """Of the problem that ended it."""
    problem: str = ""
    hint: str = ""

    @property
    def ended(self) -> bool:
        """Whether it is over, well or not."""
        return self.state in ("done", "stopped", "failed")


class Stopped(Exception):
    """The work is to end: somebody stopped it, or the server closes."""


class Hand:
    """What a work holds while it runs: it tells how far it is, and hears that it is to end."""

    def __init__(self, tell: Callable[[float, str], None]) -> None:
        self._tell = tell
        self._ends: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether the work is to end."""
        return self._stopped

    def tell(self, progress: float, doing: str = "") -> None:
        """Say how far the work is (0 to 1) and what it is at; raises Stopped where it is to end."""
        if self._stopped:
            raise Stopped
        self._tell(min(1.0, max(0.0, progress)), doing)

    @contextlib.contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Have something (a child process) ended at once when the work is stopped meanwhile.

        An error that comes of that is told as Stopped.
        """
        with self._lock:
            if self._stopped:
                raise Stopped
            self._ends.append(end)
        try:
            yield
        except Exception as error:
            if self._stopped:
                raise Stopped from error
            raise
        finally:
            with self._lock:
                self._ends.remove(end)

    def stop(self) -> None:
        """Have the work end; safe from any thread."""
        with self._lock:
            self._stopped = True
            ends = list(self._ends)
        for end in ends:
            end()


Run = Callable[[Hand], None]


class _Entry:
    """A work with its thread."""

    def __init__(self, work: Work, run: Run, tell: Callable[[_Entry], None]) -> None:
        self.work = work
        self.run = run
        self.thread: threading.Thread | None = None
        self._told = 0.0
        self._tell = tell
        self.hand = Hand(self._progress)

    def _progress(self, progress: float, doing: str) -> None:
        self.work = msgspec.structs.replace(
            self.work, progress=progress, doing=doing or self.work.doing
        )
        now = time.monotonic()
        if now - self._told >= _EVERY:
            self._told = now
            self._tell(self)


class Works:
    """All works of one open study; safe to use from many threads.

    One work of a kind runs at a time, the others of its kind wait in turn.
    """

    def __init__(self, tell: Callable[[Work], None] = lambda _work: None) -> None:
        """Nothing runs yet; `tell` is called with each work that has changed."""
        self._tell_all = tell
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._closed = False

    def start(self, kind: str, about: str, run: Run) -> Work:
        """Begin a work, or return the one of this kind about this record that has not ended.

        Args:
            kind: What is made.
            about: Id of the record that it is about.
            run: Does it, in a thread of its own; raises HeddleError where it cannot be done.
        """
        with self._lock:
            standing = self._standing(kind, about)
            if standing is not None:
                return standing.work
            entry = _Entry(Work(id=secrets.token_hex(8), kind=kind, about=about), run, self._told)
            if self._closed:
                entry.work.state = "stopped"
                return entry.work
            self._entries[entry.work.id] = entry
            self._forget_old()
            self._next(kind)
        self._told(entry)
        return entry.work

    def find(self, kind: str, about: str) -> Work | None:
        """Return the newest work of a kind about a record."""
        with self._lock:
            found = [e.work for e in self._entries.values() if _is(e.work, kind, about)]
        return found[-1] if found else None

    def get(self, work: str) -> Work:
        """Return a work; raises NotFound."""
        return self._entry(work).work

    def all(self) -> list[Work]:
        """Return all works that are remembered, oldest first."""
        with self._lock:
            return [entry.work for entry in self._entries.values()]

    def cancel(self, work: str) -> Work:
        """Stop a work; raises NotFound. One that has ended stays as it is."""
        entry = self._entry(work)
        with self._lock:
            waited = entry.work.state == "waiting"
            if waited:
                self._end(entry, "stopped")
        if waited:
            self._told(entry)
        entry.hand.stop()
        return entry.work

    def stop(self) -> None:
        """Stop all works and wait until they have ended: words are to be erased."""
        with self._lock:
            running = [entry for entry in self._entries.values() if not entry.work.ended]
            for entry in running:
                if entry.work.state == "waiting":
                    self._end(entry, "stopped")
        for entry in running:
            entry.hand.stop()
        for entry in running:
            self.wait(entry.work.id, _PATIENCE)

    def wait(self, work: str, seconds: float) -> Work:
        """Wait until a work has ended, so many seconds at most."""
        entry = self._entry(work)
        if entry.thread is not None and entry.thread is not threading.current_thread():
            entry.thread.join(seconds)
        return entry.work

    def close(self) -> None:
        """Stop all works for good: the server closes."""
        self._closed = True
        self.stop()

    def _entry(self, work: str) -> _Entry:
        with self._lock:
            entry = self._entries.get(work)
        if entry is None:
            raise NotFound("There is no such work any more.", "Ask for it again.")
        return entry

    def _standing(self, kind: str, about: str) -> _Entry | None:
        for entry in self._entries.values():
            if _is(entry.work, kind, about) and not entry.work.ended:
                return entry
        return None

    def _next(self, kind: str) -> None:
        """Begin the first work of a kind that waits, unless one runs."""
        of_kind = [e for e in self._entries.values() if e.work.kind == kind]
        if self._closed or any(entry.work.state == "running" for entry in of_kind):
            return
        for entry in of_kind:
            if entry.work.state == "waiting":
                entry.work = msgspec.structs.replace(entry.work, state="running")
                entry.thread = threading.Thread(target=self._do, args=(entry,), daemon=True)
                entry.thread.start()
                return

    def _do(self, entry: _Entry) -> None:
        try:
            entry.run(entry.hand)
        except Stopped:
            self._finish(entry, "stopped")
        except HeddleError as error:
            told = {"code": error.code, "problem": error.problem, "hint": error.hint}
            self._finish(entry, "failed", **told)
        except Exception as error:  # noqa: BLE001 - a work's surprise must not end the server
            note_failure(error)
            self._finish(
                entry,
                "failed",
                code="error",
                problem="It could not be finished; nothing of the study was changed.",
                hint="Ask for it again.",
            )
        else:
            self._finish(entry, "done", progress=1.0)

    def _finish(self, entry: _Entry, state: State, **told: str | float) -> None:
        with self._lock:
            self._end(entry, state, **told)
            self._next(entry.work.kind)
        self._told(entry)

    def _end(self, entry: _Entry, state: State, **told: str | float) -> None:
        entry.work = msgspec.structs.replace(entry.work, state=state, **told)

    def _told(self, entry: _Entry) -> None:
        self._tell_all(entry.work)

    def _forget_old(self) -> None:
        ended = [name for name, entry in self._entries.items() if entry.work.ended]
        for name in ended[: max(0, len(ended) - KEPT)]:
            del self._entries[name]


def _is(work: Work, kind: str, about: str) -> bool:
    return work.kind == kind and work.about == about
