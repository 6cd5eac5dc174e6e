"""The process that is to be killed: a warm parent that forks a child for each order it reads.

Orders come as JSON lines on standard input: {"job": ..., "folder": ..., ...}. The child does its
job and says so on standard output, one short line at a time (such a write arrives whole or not
at all): `done <gesture> <operation>` for every step that Heddle has acknowledged. The parent
writes `born <pid>` and, when the child has ended in whatever way, `dead <status>`.

Children are forked because a fresh Python takes a third of a second to import everything.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heddle import client
from heddle.errors import HeddleError, Refused
from heddle.log.erasure import Wipe
from heddle.privacy.withdrawal import Request
from heddle.store.database import SqliteDatabase
from heddle.study.codes import Code
from heddle.study.memos import Memo
from heddle.study.sources import Turn
from heddle.study.themes import LIVING, Theme

Order = dict[str, Any]


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


# --- Work from several threads, until killed ---------------------------------------------------
class Worker:
    """One of several people at work in one process."""

    def __init__(self, study: client.Study, seed: str) -> None:
        self.study = study
        self.random = random.Random(seed)
        self.seed = seed
        self.count = 0

    def work(self) -> None:
        steps = [
            (8, self.code_words),
            (4, self.correct),
            (2, self.import_source),
            (2, self.merge_themes),
            (2, self.undo),
            (1, self.erase),
        ]
        doable = [step for weight, step in steps for _ in range(weight)]
        while True:
            self.count += 1
            step = self.random.choice(doable)
            # Threads may take away what another is about to use: refusals are part of life.
            with contextlib.suppress(Refused):
                step()

    def did(self, done: Any, operation: str) -> None:
        if done.gesture:
            say("done", done.gesture, operation)

    def do(self, operation: str, **fields: Any) -> Any:
        done = self.study.do(operation, **fields)
        self.did(done, operation)
        return done

    def some(self, cls: Any) -> Any:
        with self.study.view() as view:
            found = view.find(cls)
        return self.random.choice(found) if found else None

    def name(self, what: str) -> str:
        return f"{what} {self.seed} {self.count}"

    def code_words(self) -> None:
        turn, code = self.some(Turn), self.some(Code)
        if turn is None or code is None:
            self.do("codes.add", name=self.name("code"))
            return
        start = self.random.randrange(len(turn.text))
        where = {"turn": turn.id, "start": start, "end": len(turn.text), "code": code.id}
        self.do("codings.add", codings=[where])

    def correct(self) -> None:
        turn = self.some(Turn)
        if turn is not None:
            words = turn.text.split()
            words.insert(self.random.randrange(len(words) + 1), f"word{self.count}")
            self.do("turns.correct", turn=turn.id, text=" ".join(words[-12:]))

    def import_source(self) -> None:
        turns = [{"text": f"turn {i} of {self.seed}"} for i in range(60)]
        self.do("sources.add", name=self.name("source"), turns=turns)

    def merge_themes(self) -> None:
        with self.study.view() as view:
            living = [theme.id for theme in view.find(Theme) if theme.stage in LIVING]
        if len(living) < 2:
            self.do("themes.add", name=self.name("theme"))
        else:
            chosen = self.random.sample(living, 2)
            self.do("themes.merge", themes=chosen, name=self.name("theme"))

    def undo(self) -> None:
        self.did(self.study.undo(), "undo")

    def erase(self) -> None:
        secret = f"secret-{self.seed}-{self.count}-{self.random.getrandbits(64):016x}"
        # Told before it is written: the test looks for these words in every file.
        memo = self.do("memos.add", text=f"about {secret} and more", title=secret)
        say("secret", secret, memo.id)
        wipes = [Wipe("memos", memo.id, field, "[erased]") for field in ("text", "title")]
        self.did(self.study.erase(wipes, reason="withdrawn"), "erase")
        say("erased", secret)


def work(order: Order) -> None:
    study = client.open_study(order["folder"])
    threads = [
        threading.Thread(target=guarded, args=(Worker(study, f"{order['seed']}-{i}").work,))
        for i in range(order["threads"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def guarded(job: Callable[[], None]) -> None:
    """Run a thread's work; anything but being killed is told to the test."""
    try:
        job()
    except BaseException as error:
        say("fault", type(error).__name__, *str(error).split())
        raise


# --- Jobs that kill themselves at a given tick ---------------------------------------------------
class Ticks:
    """Counts the steps of SQLite's virtual machine by the thousand, and dies at one of them."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self.last = last
        prepare = SqliteDatabase._prepare

        def counted(database: SqliteDatabase, connection: Any, record: Any) -> None:
            prepare(database, connection, record)
            connection.set_progress_handler(self.tick, 1000)

        SqliteDatabase._prepare = counted  # type: ignore[method-assign]

    def tick(self) -> int:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0


def mortal(order: Order) -> None:
    """Do one large thing, and die at tick `order["last"]` of it (0: never)."""
    ticks = Ticks(0)
    study = client.open_study(order["folder"])
    ticks.count, ticks.last = 0, order["last"]
    large = order["thing"]
    if large == "withdraw":
        study.withdraw(Request(**order["request"]))
        say("done", "-", large)
    elif large == "rebuild":
        study.rebuild()
        say("done", "-", large)
    elif large == "import":
        turns = [{"text": f"turn {i} of a long talk"} for i in range(order["size"])]
        done = study.do("sources.add", name=order["name"], turns=turns)
        say("done", done.gesture, large)
    else:
        with study.view() as view:
            memo = view.find(Memo)[0]
        done = study.erase([Wipe("memos", memo.id, "text", "[erased]")], reason="withdrawn")
        say("done", done.gesture, large)
    say("ticks", ticks.count)
    study.close()


# --- Several processes, a full disk, somebody without rights -------------------------------------
def code(order: Order) -> None:
    """Add codings from several threads and end; each thread says when it is through."""
    study = client.open_study(order["folder"])
    with study.view() as view:
        turn, used = view.find(Turn)[0], view.find(Code)[0]

    def add() -> None:
        for _ in range(order["each"]):
            where = {"turn": turn.id, "start": 0, "end": len(turn.text), "code": used.id}
            done = study.do("codings.add", codings=[where])
            say("done", done.gesture, done.result[0])

    threads = [threading.Thread(target=guarded, args=(add,)) for _ in range(order["threads"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    study.close()


def fill(order: Order) -> None:
    """Write until files must not grow any more, then get room and write once more."""
    study = client.open_study(order["folder"])
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (order["limit"], hard))
    for number in range(1000):
        try:
            done = study.do("memos.add", text=f"{number} " + "words " * 500)
        except HeddleError as error:
            say("refused", type(error).__name__, error.code)
            say("readable", len(study.rows("memos")))
            break
        say("done", done.gesture, "memos.add")
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    done = study.do("memos.add", text="there is room again")
    say("done", done.gesture, "memos.add")
    study.close()


def nobody(order: Order) -> None:
    """Open a study as a user who has no rights to it."""
    # Paths above the study may be closed to others, but not the folder that we stand in.
    os.chdir(order["folder"])
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        study = client.open_study(Path(order["study"]))
        study.do("memos.add", text="may I?")
    except HeddleError as error:
        say("refused", type(error).__name__, error.code)


def hold(order: Order) -> None:
    """Hold the study's write lock until killed."""
    raw = sqlite3.connect(Path(order["folder"]) / "study.sqlite", isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    say("held")
    signal.pause()


JOBS = {"work": work, "mortal": mortal, "code": code, "fill": fill, "nobody": nobody, "hold": hold}


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                JOBS[order["job"]](order)
            except BaseException as error:  # noqa: BLE001 - the test must hear of it
                say("fault", type(error).__name__, *str(error).split())
                os._exit(1)
            os._exit(0)
        say("born", child)
        _, status = os.waitpid(child, 0)
        say("dead", status)


if __name__ == "__main__":
    main()
