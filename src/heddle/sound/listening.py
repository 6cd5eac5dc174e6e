"""Listening: what a recording is asked, answered by a child process that can be ended.

A hostile or damaged file harms only the child: it has no rights, little memory and no time
without end. The bytes never leave the study unsealed; what the child makes comes back over a
pipe and is kept by `store.derived`.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, Self

import msgspec

from heddle.errors import NotFound, StorageFailed, Unavailable, Unreadable
from heddle.sound.facts import PEAKS, PLAYBACK, Facts, facts, keep_facts
from heddle.sound.worker import DATA, DONE, LENGTH, MESSAGE, TOLD, WRONG, Task, Wrong
from heddle.store.children import environment
from heddle.store.media import Media

STALLS: Final = 300.0
"""Seconds without a word after which a child is ended."""
_LONGEST: Final = 64 << 20
_BODY: Final = "playback.body"

Tell = Callable[[float], None]


class Child:
    """One child process on one kept file; `kill` ends it from any thread."""

    def __init__(self, task: Task) -> None:
        """Start it on a task; see `asked`. Raises Unavailable."""
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "heddle.sound.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a library may quote the file
                env=environment(),
                close_fds=True,
            )
        except OSError:
            raise _no_reader() from None
        self.result = b""
        """The last message, once `data` has ended."""
        self._waits: float | None = None
        self._late = False
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()
        packed = msgspec.msgpack.encode(task)
        with contextlib.suppress(OSError):  # a child that is gone is told of when it is read
            questions = self._pipe(self._process.stdin)
            questions.write(LENGTH.pack(len(packed)) + packed)
            questions.flush()

    def data(self, tell: Tell = lambda _: None) -> Iterator[bytes]:
        """Yield the bytes that the child makes, and keep its `result`.

        Args:
            tell: Is called with how far it is, from 0 to 1; what it raises ends the reading.

        Raises:
            Unreadable: The file cannot be read, or the child had to be ended.
        """
        while True:
            kind, body = self._next()
            if kind == TOLD:
                tell(float(body))
            elif kind == DATA:
                yield body
            elif kind == DONE:
                self.result = body
                return
            else:
                wrong = msgspec.msgpack.decode(body, type=Wrong)
                raise Unreadable(wrong.problem, wrong.hint, code=wrong.code)

    def kill(self) -> None:
        """End the child now; safe from any thread, and to be called twice."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End the child and wait for its end."""
        self._over.set()
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                self._pipe(pipe).close()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the child."""
        self.close()

    def _next(self) -> tuple[bytes, bytes]:
        answers = self._pipe(self._process.stdout)
        self._waits = time.monotonic()
        try:
            head = answers.read(MESSAGE.size)
            if len(head) == MESSAGE.size:
                kind, length = MESSAGE.unpack(head)
                if kind in (TOLD, DATA, DONE, WRONG) and length <= _LONGEST:
                    body = answers.read(length)
                    if len(body) == length:
                        return kind, body
        finally:
            self._waits = None
        raise self._post_mortem()

    def _watch(self) -> None:
        """End a child that says nothing any more while somebody waits for it."""
        while not self._over.wait(1.0):
            waits = self._waits
            if waits is not None and time.monotonic() - waits > STALLS:
                self._late = True
                self.kill()
                return

    def _post_mortem(self) -> Unreadable:
        problem = "reading it took far too long and was stopped" if self._late else ""
        return Unreadable(
            "This recording cannot be read: "
            f"{problem or 'its reader crashed on it, so it is damaged or hostile'}. "
            "The file itself is untouched, and nothing else is harmed.",
            "Save it again with the program that made it, or in another form (WAV, M4A).",
            code="damaged",
        )

    def _pipe(self, pipe: Any) -> Any:
        if pipe is None:  # cannot be: both were asked for
            raise OSError
        return pipe


def asked(
    media: Media,
    digest: str,
    do: Literal["probe", "peaks", "playback", "samples"],
    *,
    rate: int = 0,
    mono: bool = True,
    start: float = 0.0,
) -> Task:
    """Return what a child is asked of the kept file with a hash."""
    return Task(
        do=do,
        folder=str(media.folder.absolute()),
        digest=digest,
        identity=media.identity,
        rate=rate,
        mono=mono,
        start=start,
    )


Ending = Callable[[Callable[[], None]], contextlib.AbstractContextManager[None]]
"""Takes what ends a child, for as long as the child may be ended from elsewhere."""


@contextlib.contextmanager
def never_ended(_end: Callable[[], None]) -> Iterator[None]:
    """Let nobody end the child but its own clock."""
    yield


def measure(media: Media, digest: str, *, ending: Ending = never_ended) -> Facts:
    """Return what a kept file is, from what was found before or by asking a child.

    Raises:
        Unreadable: It is no sound, has none, or cannot be read.
    """
    known = facts(media, digest)
    if known is not None:
        return known
    found = _probed(asked(media, digest, "probe"), ending)
    keep_facts(media, digest, found)
    return found


def measure_path(path: Path) -> Facts:
    """Return what a file is that is not kept yet.

    Raises:
        Unreadable: It is not there, is no sound, has none, or cannot be read.
    """
    if path.exists() and not path.is_file():  # a pipe could keep us waiting for ever
        raise Unreadable(
            "It is no file (a folder, or something that only looks like one); nothing was read.",
            "Name the files themselves.",
            code="no-file",
        )
    return _probed(Task(do="probe", path=str(path.absolute())), never_ended)


def _probed(task: Task, ending: Ending) -> Facts:
    with Child(task) as child, ending(child.kill):
        for _ in child.data():
            pass
        return msgspec.msgpack.decode(child.result, type=Facts)


def make_peaks(
    media: Media, digest: str, tell: Tell = lambda _: None, *, ending: Ending = never_ended
) -> Facts:
    """Make the peaks of a kept file, unless they are there; returns what is known of it by then.

    Raises:
        Unreadable: Nothing of it can be decoded.
        NotFound: The file was deleted meanwhile.
        StorageFailed: The disk refused; nothing of it is left.
    """
    found = measure(media, digest, ending=ending)
    if media.derived.has(digest, PEAKS) and found.loudest is not None:
        return found
    with _while_it_stands(media, digest):
        with Child(asked(media, digest, "peaks")) as child, ending(child.kill):
            made = b"".join(child.data(tell))
            heard = msgspec.msgpack.decode(child.result)
        media.derived.keep(digest, PEAKS, made)
        found = msgspec.structs.replace(found, **heard)
        keep_facts(media, digest, found)
    return found


def make_playback(
    media: Media, digest: str, tell: Tell = lambda _: None, *, ending: Ending = never_ended
) -> None:
    """Make the copy to play, unless it is there.

    Raises:
        Unreadable: Nothing of it can be decoded.
        StorageFailed: The disk refused; nothing of it is left.
    """
    derived = media.derived
    if derived.has(digest, PLAYBACK):
        return
    with _while_it_stands(media, digest), _scratch(media, digest):
        with Child(asked(media, digest, "playback")) as child, ending(child.kill):
            with derived.draft(digest, _BODY) as body:
                for piece in child.data(tell):
                    body.write(piece)
                body.settle()
            beginning = msgspec.msgpack.decode(child.result, type=bytes)
        with derived.draft(digest, PLAYBACK) as draft, derived.open(digest, _BODY) as kept:
            draft.write(beginning)
            for piece in kept.pieces(0, kept.size - 1):
                draft.write(piece)
            draft.settle()


def samples(
    media: Media,
    digest: str,
    *,
    rate: int = 16_000,
    mono: bool = True,
    start: float = 0.0,
    ending: Ending = never_ended,
) -> Iterator[Any]:
    """Yield the sound of a kept file: float32, channels x samples, pieces of about a second.

    Args:
        media: The study's kept files.
        digest: SHA-256 of the recording.
        rate: Samples per second.
        mono: All channels mixed into one; else each for itself.
        start: Second of the file at which to begin.
        ending: For who may end the child; see `Ending`.

    Raises:
        Unreadable: It is no sound, has none, or cannot be read.
    """
    import numpy as np  # noqa: PLC0415 - who only lists recordings need not load it

    child = Child(asked(media, digest, "samples", rate=rate, mono=mono, start=start))
    with child, ending(child.kill):
        for piece in child.data():
            rows = int.from_bytes(piece[:4], "little")
            yield np.frombuffer(piece, np.float32, offset=4).reshape(rows, -1)


@contextlib.contextmanager
def _while_it_stands(media: Media, digest: str) -> Iterator[None]:
    """Leave nothing of a file that is deleted meanwhile, and say so."""
    try:
        yield
    except StorageFailed:  # a draft went with the file
        if media.has(digest):
            raise
    if not media.has(digest):
        media.derived.remove(digest)
        raise NotFound("The recording was deleted meanwhile, so nothing is made of it.")


@contextlib.contextmanager
def _scratch(media: Media, digest: str) -> Iterator[None]:
    try:
        yield
    finally:
        media.derived.remove(digest, _BODY)


def _no_reader() -> Unavailable:
    return Unavailable(
        "The safe reader of recordings could not be started; nothing was read.",
        "Close other programs and try again. If it happens again, install Heddle anew.",
    )
