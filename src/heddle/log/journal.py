"""The journal: the one path by which anything gets into a study.

All writing goes through one thread. It takes whatever is waiting, decides and applies each
gesture inside one transaction, commits once (group commit, synchronous=FULL), and only then
tells the callers: what has been acknowledged is on the disk. A gesture that is refused leaves
its neighbours untouched; if the commit itself fails, none of them is acknowledged.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from heddle.errors import HeddleError, StorageFailed
from heddle.log import tables
from heddle.log.clock import Clock
from heddle.log.ids import id_of_request, new_id
from heddle.log.patches import Gesture, Patch, gesture_hash, reason_hash, salts
from heddle.log.records import Schema
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.store.database import Database, friendly, unstorable

_MOST_IN_A_GROUP: Final = 256
_PATCH_ROWS: Final = 20_000


class Draft(msgspec.Struct, kw_only=True):
    """What a caller asks the journal to do."""

    decide: Callable[[Workspace], Any]
    operation: str
    actor: str = ""
    reason: str = ""
    undoes: str = ""
    request: str = ""
    """Whose gesture is logged once only, however often it is asked for (see `Journal.earlier`)."""


class Done(msgspec.Struct, kw_only=True):
    """An acknowledged gesture; `result` is what the operation returned."""

    seq: int
    gesture: str
    result: Any = None
    patches: int = 0
    repeated: bool = False
    """It was on the disk already; `result` then lists the ids of the records that it made."""

    @property
    def id(self) -> str:
        """The id of the record that the operation made, where it made one."""
        return self.result if isinstance(self.result, str) else ""


class Head(msgspec.Struct):
    """Where the log stands: last seq, clock, and this replica's last hash."""

    seq: int
    clock: Clock
    previous: bytes


_Work = tuple[Callable[[sa.Connection], Any], "Future[Any]"]


class Journal:
    """Appends gestures to one study; safe to use from many threads."""

    def __init__(self, database: Database, schema: Schema, replica: str) -> None:
        self.database = database
        self.schema = schema
        self.replica = replica
        self.listeners: list[Callable[[int], None]] = []
        self._queue: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._head: Head | None = None

    def perform(self, draft: Draft) -> Done:
        """Decide, apply and log one gesture; returns when it is on the disk."""
        done: Done = self.write(lambda connection: self.perform_within(connection, draft))
        return done

    def view(self, connection: sa.Connection) -> View:
        """Return the records as one connection sees them."""
        return View(connection, self.schema)

    def write(self, work: Callable[[sa.Connection], Any]) -> Any:
        """Run `work` in the writer's next transaction; returns its result after the commit."""
        future: Future[Any] = Future()
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
                self._thread.start()
            self._queue.put((work, future))
        return future.result()

    def close(self) -> None:
        """Finish what is waiting and stop the writer thread."""
        with self._starting:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._queue.put(None)
        if thread is not None:
            thread.join()

    @property
    def head(self) -> Head:
        """Where the log stands within the transaction under way."""
        if self._head is None:
            raise RuntimeError("the head is known inside a write only")
        return self._head

    def append(self, connection: sa.Connection, gesture: Gesture) -> int:
        """Write a sealed gesture and its patches as the next of the log; returns its seq."""
        self.head.seq += 1
        gesture.seq = self.head.seq
        row = {
            name: getattr(gesture, name) for name in Gesture.__struct_fields__ if name != "patches"
        }
        connection.execute(tables.gestures.insert(), row)
        insert = tables.patches.insert()
        for start in range(0, len(gesture.patches), _PATCH_ROWS):
            connection.execute(
                insert,
                [
                    {
                        "pid": tables.pid(gesture.seq, start + offset),
                        "kind": patch.kind,
                        "record": patch.record,
                        "action": patch.action,
                        "content": patch.content,
                        "salt": patch.salt,
                        "hash": patch.hash,
                    }
                    for offset, patch in enumerate(gesture.patches[start : start + _PATCH_ROWS])
                ],
            )
        return gesture.seq

    def log(self, connection: sa.Connection, draft: Draft, patches: list[Patch]) -> Gesture:
        """Seal patches into this replica's next gesture and append it."""
        if "\0" in draft.reason:
            raise unstorable("a NUL character")
        salt = salts(1)[0]
        gesture = Gesture(
            id=id_of_request(self.replica, draft.request) if draft.request else new_id(),
            replica=self.replica,
            clock=self.head.clock.tick(),
            at=dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
            actor=draft.actor,
            operation=draft.operation,
            undoes=draft.undoes,
            reason=draft.reason,
            reason_salt=salt,
            reason_hash=reason_hash(draft.reason, salt),
            previous=self.head.previous,
            hash=b"",
            patches=patches,
        )
        gesture.hash = gesture_hash(gesture, (patch.hash for patch in patches))
        self.append(connection, gesture)
        self.head.previous = gesture.hash
        return gesture

    def perform_within(self, connection: sa.Connection, draft: Draft) -> Done:
        """Decide, apply and log one gesture inside a write that is under way."""
        before = self.earlier(connection, draft.request)
        if before is not None:
            return before
        work = Workspace(connection, self.schema, actor=draft.actor)
        result = draft.decide(work)
        patches = work.finish()
        if not patches:
            # Nothing changed: nothing to log, and that is worth knowing.
            return Done(seq=self.head.seq, gesture="", result=result)
        if len(patches) > tables.MOST_PATCHES:
            raise HeddleError("One step cannot change more than 16 million records.")
        gesture = self.log(connection, draft, patches)
        return Done(seq=gesture.seq, gesture=gesture.id, result=result, patches=len(patches))

    def earlier(self, connection: sa.Connection, request: str) -> Done | None:
        """Return the gesture that a request has led to already; None for a new one.

        Whoever asked and got no answer asks again with the same request, and nothing is done
        twice; this holds over restarts, for it is the log that remembers.
        """
        if not request:
            return None
        g, p = tables.gestures.c, tables.patches.c
        gesture = id_of_request(self.replica, request)
        seq = connection.scalar(sa.select(g.seq).where(g.id == gesture))
        if seq is None:
            return None
        rows = connection.execute(
            sa.select(p.record, p.action).where(tables.pid_range(seq, seq)).order_by(p.pid)
        ).all()
        made = [row.record for row in rows if row.action == "create"]
        return Done(seq=seq, gesture=gesture, result=made, patches=len(rows), repeated=True)

    # The writer thread.

    def _run(self) -> None:
        connection: sa.Connection | None = None
        while (first := self._queue.get()) is not None:
            group, stop = self._gather(first)
            try:
                if connection is None:
                    with friendly():
                        connection = self.database.connect_writer()
                self._commit_group(connection, group)
            except BaseException as error:  # noqa: BLE001 - every caller must hear of it
                self._head = None
                _discard(connection)
                connection = None
                for _, future in group:
                    if not future.done():
                        future.set_exception(error)
            if stop:
                break
        if connection is not None:
            connection.close()

    def _gather(self, first: _Work) -> tuple[list[_Work], bool]:
        group = [first]
        while len(group) < _MOST_IN_A_GROUP:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                return group, False
            if waiting is None:
                return group, True
            group.append(waiting)
        return group, False

    def _commit_group(self, connection: sa.Connection, group: list[_Work]) -> None:
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        with friendly(), connection.begin():
            self.database.lock(connection)
            self._load_head(connection)
            before = self.head.seq
            if len(group) == 1:
                # Alone it needs no savepoint: what undoes it is the transaction itself.
                answers.append((group[0][1], *self._alone(connection, group[0][0])))
            else:
                for work, future in group:
                    answers.append((future, *self._attempt(connection, work)))
            after = self.head.seq if self._head else before
        for future, result, error in answers:
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)
        if after > before:
            for listener in list(self.listeners):
                listener(after)

    def _alone(
        self, connection: sa.Connection, work: Callable[[sa.Connection], Any]
    ) -> tuple[Any, BaseException | None]:
        """Run the only piece of work of a transaction; a refusal rolls all of it back."""
        try:
            with friendly():
                return work(connection), None
        except StorageFailed:
            raise
        except Exception as error:  # noqa: BLE001 - handed to the caller as it is
            transaction = connection.get_transaction()
            if transaction is not None:
                transaction.rollback()
            self._head = None
            return None, error

    def _attempt(
        self, connection: sa.Connection, work: Callable[[sa.Connection], Any]
    ) -> tuple[Any, BaseException | None]:
        """Run one piece of work in a savepoint; a refusal undoes it alone."""
        head = self.head
        kept = Head(head.seq, Clock(head.clock.last), head.previous)
        savepoint = connection.begin_nested()
        try:
            with friendly():
                result = work(connection)
        except StorageFailed:
            # SQLite may have rolled back everything already: the whole group fails.
            raise
        except Exception as error:  # noqa: BLE001 - handed to the caller as it is
            savepoint.rollback()
            self._head = kept
            return None, error
        savepoint.commit()
        return result, None

    def _load_head(self, connection: sa.Connection) -> None:
        if not self.database.changed_elsewhere(connection) and self._head is not None:
            return
        g = tables.gestures.c
        seq = connection.scalar(sa.select(sa.func.max(g.seq))) or 0
        latest = connection.scalar(sa.select(sa.func.max(g.clock))) or 0
        previous = connection.scalar(
            sa.select(g.hash).where(g.replica == self.replica).order_by(g.seq.desc()).limit(1)
        )
        self._head = Head(seq, Clock(latest), previous or b"")


def _discard(connection: sa.Connection | None) -> None:
    if connection is not None:
        connection.invalidate()
        connection.close()
