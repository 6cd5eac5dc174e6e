"""The live feed: every step, told to every window as soon as it is on the disk.

Server-Sent Events with the step's seq as id. A window that comes back says which it saw last
(Last-Event-ID) and gets what it missed, or is told what to read anew where that is less work.
Steps of other programs on the same study are found by looking at the log; which programs these
are is told by their marks in the study folder. Long works (`works`) are told as they go on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from heddle.client import Study
from heddle.log import tables
from heddle.log.curtain import Curtain
from heddle.log.operations import sentence
from heddle.log.touched import Step, Touched, head, kinds_touched, steps_after, touched
from heddle.log.view import View
from heddle.store.presence import Presence, Program
from heddle.study.blindness import CHANGES_SIGHT, veiled_kinds
from heddle.study.journal_keys import PERSONAL
from heddle.study.round_readings import RoundReading
from heddle.study.sources import Turn

MOST_RECORDS: Final = 500
"""A step that touches more is told by the kinds to read anew."""
MOST_STEPS: Final = 200
"""So many missed steps are told one by one."""
HEARTBEAT: Final = 15.0
"""Seconds; proxies and browsers give up on silent streams."""
LOOK_EVERY: Final = 1.0
"""Seconds between looks for other programs and their steps."""
_WAITING: Final = 1000


class Told(msgspec.Struct, kw_only=True):
    """A step as the feed tells it: the records it touched, or the kinds to read anew."""

    seq: int
    gesture: str
    actor: str
    operation: str
    what: str
    undoes: str = ""
    changed: list[Touched] = []
    reload: list[str] = []


class Place(msgspec.Struct):
    """Where somebody reads or works at the moment; never logged."""

    member: str
    source: str
    turn: str


class _Window:
    """One open stream."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.waiting: asyncio.Queue[tuple[int, bytes] | None] = asyncio.Queue(_WAITING)
        self.behind = False

    def put(self, seq: int, data: bytes) -> None:
        """Have an event wait to be sent."""
        try:
            self.waiting.put_nowait((seq, data))
        except asyncio.QueueFull:
            # A window that does not read (a sleeping laptop) is told to begin anew.
            self.behind = True


class Feed:
    """Tells steps and places to all windows; lives in the server's event loop."""

    def __init__(self, study: Study, presence: Presence, working: Callable[[str], str]) -> None:
        """Follow a study; `working` says who works in the session with a mark."""
        self._study = study
        self._working = working
        self._presence = presence
        self._elsewhere: list[Program] = []
        self._windows: set[_Window] = set()
        self._places: dict[str, Place] = {}
        self._seen = 0
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Begin to follow the log."""
        self._loop = asyncio.get_running_loop()
        self._seen = await asyncio.to_thread(self.head)
        self._study.journal.listeners.append(self._committed)
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """End all streams and stop following."""
        with contextlib.suppress(ValueError):
            self._study.journal.listeners.remove(self._committed)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self.hang_up()

    def hang_up(self) -> None:
        """End all streams; windows come back by themselves if the server goes on."""
        for window in self._windows:
            with contextlib.suppress(asyncio.QueueFull):
                window.waiting.put_nowait(None)

    async def stream(self, session: str, after: int | None) -> AsyncIterator[bytes]:
        """Yield events for one window, beginning after a seq (None: from now on)."""
        window = _Window(session)
        self._windows.add(window)
        try:
            yield b"retry: 1000\n\n"
            caught, missed = await asyncio.to_thread(self._missed, session, after)
            self._elsewhere = await asyncio.to_thread(self._presence.others)
            if len(self._windows) == 1:
                self._seen = max(self._seen, caught)  # nobody else waits for what came before
            for told in missed:
                yield _event("step", told, told.seq)
            yield self._here()
            while True:
                try:
                    found = await asyncio.wait_for(window.waiting.get(), HEARTBEAT)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if found is None:
                    return
                seq, data = found
                if seq == 0 or seq > caught:
                    yield data
                if window.behind and window.waiting.empty():
                    window.behind = False
                    caught, missed = await asyncio.to_thread(self._missed, session, 0)
                    for told in missed:
                        yield _event("step", told, told.seq)
        finally:
            self._windows.discard(window)
            if not any(other.session == session for other in self._windows):
                self._places.pop(session, None)
            self._send(0, self._here())

    def here(self, session: str, place: Place) -> None:
        """Note where the person in a session is, and tell all windows."""
        if place.source:
            self._places[session] = place
        else:
            self._places.pop(session, None)
        self._send(0, self._here())

    def work(self, work: Any) -> None:
        """Tell all windows how a long work stands; called in any thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
                self._loop.call_soon_threadsafe(self._send, 0, _event("work", work, None))

    def texts_changed(self, view: View, after: int, until: int) -> set[str] | None:
        """Return the sources whose turns changed in some steps; None: any may have."""
        p = tables.patches.c
        condition = tables.pid_range(after + 1, until) & (p.kind == Turn.kind)
        rows = view.rows(sa.select(p.record).where(condition).distinct().limit(MOST_RECORDS + 1))
        if after == 0 or len(rows) > MOST_RECORDS:
            return None
        ids = [row[0] for row in rows]
        found = {turn.id: turn.source for turn in view.among(Turn, "id", ids)}
        # A dropped turn does not say any more which source it was in.
        return set(found.values()) if len(found) == len(ids) else None

    # What follows the log.

    def _committed(self, _seq: int) -> None:
        """Wake the follower; called in the journal's thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
                self._loop.call_soon_threadsafe(self._news.set)

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_EVERY)
            self._news.clear()
            if not self._windows:
                continue
            # A failed look (a busy disk) is tried again at the next one.
            with contextlib.suppress(Exception):
                until, news = await asyncio.to_thread(self._since)
                for member, steps in news.items():
                    for told in steps:
                        self._tell(member, told)
                self._seen = until
                elsewhere = await asyncio.to_thread(self._presence.others)
                if elsewhere != self._elsewhere:
                    self._elsewhere = elsewhere
                    self._send(0, self._here())

    def head(self) -> int:
        """Return the seq of the last step."""
        with self._study.whole() as view:
            return head(view.connection)

    def _since(self) -> tuple[int, dict[str, list[Told]]]:
        """Return where the log stands and what is new to each member who has a window open."""
        until = self.head()
        if until == self._seen:
            return until, {}
        found: dict[Curtain | None, list[Told]] = {}
        news: dict[str, list[Told]] = {}
        for member in {self._working(window.session) for window in list(self._windows)}:
            with self._study.view_of(member) as view:
                if view.curtain not in found:
                    found[view.curtain] = _told_all(view, self._seen)
                news[member] = [told for told in found[view.curtain] if told.seq <= until]
        return until, news

    def _missed(self, session: str, after: int | None) -> tuple[int, list[Told]]:
        """Return where the log stands for a window and what it missed since `after`."""
        with self._study.view_of(self._working(session)) as view:
            last = head(view.connection)
            if after is None or after == last:
                return last, []
            if after > last:
                # The study was replaced by an older copy: nothing of the window's holds.
                return last, [_anew(last, _shared(list(view.schema.kinds)))]
            return last, _told_all(view, after)

    # What goes out.

    def _here(self) -> bytes:
        told = {"who": list(self._places.values()), "elsewhere": self._elsewhere}
        return _event("here", told, None)

    def _tell(self, member: str, told: Told) -> None:
        """Tell a step to the windows of a member, who sees it so."""
        data = _event("step", told, told.seq)
        for window in self._windows:
            if self._working(window.session) == member:
                window.put(told.seq, data)

    def _send(self, seq: int, data: bytes) -> None:
        for window in self._windows:
            window.put(seq, data)


def told(view: View, step: Step) -> Told:
    """Return a step as the feed tells it, its records as they are now."""
    result = Told(
        seq=step.seq,
        gesture=step.gesture,
        actor=step.actor,
        operation=step.operation,
        what=sentence(step.operation),
        undoes=step.undoes,
    )
    if sights := sight_changed(view, step.seq, step.seq):
        result.reload = sights
    elif step.patches > MOST_RECORDS:
        result.reload = _shared(kinds_touched(view, step.seq, step.seq))
    else:
        result.changed = public(touched(view, step.seq, step.seq))
    return result


def sight_changed(view: View, first: int, last: int) -> list[str]:
    """Return the kinds to read anew where steps may have changed what a person sees.

    That is when sources are assigned in a round, and when a round begins or is opened.
    """
    kinds = kinds_touched(view, first, last)
    if CHANGES_SIGHT.isdisjoint(kinds):
        return []
    seen = [*veiled_kinds(view), *(kind for kind in kinds if kind in CHANGES_SIGHT)]
    return [kind for kind in _shared(seen) if kind != RoundReading.kind]  # compared by the server


def public(found: list[Touched]) -> list[Touched]:
    """Return touched records without those that concern one person only."""
    return [each for each in found if each.kind not in PERSONAL]


def _shared(kinds: list[str]) -> list[str]:
    return [kind for kind in kinds if kind not in PERSONAL]


def _told_all(view: View, after: int) -> list[Told]:
    steps = steps_after(view.connection, after, limit=MOST_STEPS + 1)
    if len(steps) > MOST_STEPS or sum(step.patches for step in steps) > 2 * MOST_RECORDS:
        last = head(view.connection)
        return [_anew(last, _shared(kinds_touched(view, after + 1, last)))]
    return [told(view, step) for step in steps]


def _anew(seq: int, kinds: list[str]) -> Told:
    """Return the advice to read some kinds anew."""
    return Told(seq=seq, gesture="", actor="", operation="", what="", reload=kinds)


def _event(name: str, data: Any, seq: int | None) -> bytes:
    head_line = f"id: {seq}\n" if seq is not None else ""
    # JSON of msgspec has no line break in it, so one data line holds it whole.
    return f"{head_line}event: {name}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"
