"""The child process that reads strangers' sound files: one task, then it ends.

Started as `python -P -m heddle.sound.worker`. The task comes over its standard input, with the
identity of an encrypted study in it, and its messages leave over its standard output. When it
has opened the one file it can open nothing further, write nothing, and reach no network.
"""

from __future__ import annotations

import io
import signal
import struct
from pathlib import Path
from typing import BinaryIO, Final, Literal

import msgspec

from heddle.errors import BrokenStudy, HeddleError, NotFound, Unreadable
from heddle.store.children import give_up_rights, take_pipes
from heddle.store.media import Media
from heddle.store.pieces import KeptFile

LENGTH: Final = struct.Struct("<I")
"""Before the task: its length in msgpack."""
MESSAGE: Final = struct.Struct("<cI")
"""Before each message: its kind, and its length in bytes."""
TOLD, DATA, DONE, WRONG = b"p", b"d", b"r", b"e"
"""Kinds of messages: how far (JSON), bytes, the result (msgpack; it is the last), a `Wrong`."""
_SMALL: Final = 0.002
_BUFFER: Final = 1 << 18


class Task(msgspec.Struct, kw_only=True):
    """What is to be done with one kept file."""

    do: Literal["probe", "peaks", "playback", "samples"]
    folder: str = ""
    digest: str = ""
    path: str = ""
    """A file that is not kept yet, in the place of folder and hash."""
    identity: str = ""
    rate: int = 0
    mono: bool = True
    start: float = 0.0
    memory: int = 1 << 30
    cpu_seconds: int = 3600


class Wrong(msgspec.Struct, kw_only=True):
    """An error for people on its way through the pipe."""

    problem: str
    hint: str
    code: str


class _Answers:
    """The way out."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._told = -1.0

    def send(self, kind: bytes, data: bytes) -> None:
        self._pipe.write(MESSAGE.pack(kind, len(data)) + data)
        self._pipe.flush()

    def put(self, data: bytes) -> None:
        if data:
            self.send(DATA, data)

    def tell(self, progress: float) -> None:
        if progress - self._told >= _SMALL:
            self._told = progress
            self.send(TOLD, msgspec.json.encode(round(progress, 4)))


def main() -> None:
    """Do the task."""
    questions, pipe = take_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    (length,) = LENGTH.unpack(questions.read(LENGTH.size))
    task = msgspec.msgpack.decode(questions.read(length), type=Task)
    answers = _Answers(pipe)
    try:
        result = _done(task, answers)
    except (Unreadable, NotFound, BrokenStudy) as error:
        answers.send(WRONG, _wrong(error))
    except MemoryError:
        answers.send(WRONG, _wrong(_failed("it needs more memory than sound may take")))
    except Exception as error:  # noqa: BLE001 - a message of a library may quote the file
        answers.send(WRONG, _wrong(_failed(f"its reader failed ({type(error).__name__})")))
    else:
        answers.send(DONE, result)


def _done(task: Task, answers: _Answers) -> bytes:
    # The libraries are loaded before any rights are given up.
    from heddle.sound.peaks import peaks  # noqa: PLC0415
    from heddle.sound.playback import playback  # noqa: PLC0415
    from heddle.sound.probe import probe  # noqa: PLC0415
    from heddle.sound.rehearsal import rehearse  # noqa: PLC0415
    from heddle.sound.sampling import samples  # noqa: PLC0415

    rehearse()
    with _opened(task) as file:
        give_up_rights(task.memory, task.cpu_seconds)
        if task.do == "probe":
            return msgspec.msgpack.encode(probe(file))
        if task.do == "peaks":
            made, measured = peaks(file, answers.tell)
            answers.put(made)
            return msgspec.msgpack.encode(measured)
        if task.do == "playback":
            return msgspec.msgpack.encode(playback(file, answers.put, answers.tell))
        for piece in samples(file, task.rate, mono=task.mono, start=task.start):
            answers.put(struct.pack("<I", piece.shape[0]) + piece.tobytes())
        return msgspec.msgpack.encode(None)


def _opened(task: Task) -> BinaryIO:
    if not task.path:
        media = Media(Path(task.folder), task.identity)
        return io.BufferedReader(KeptFile(media.open(task.digest)), _BUFFER)
    try:
        return Path(task.path).open("rb", buffering=_BUFFER)
    except OSError as error:
        raise Unreadable(
            f"It could not be opened ({error.strerror or 'the disk failed'}); nothing was read.",
            "Check that it is there, that it is a file and that you may read it.",
            code="no-file",
        ) from None


def _failed(how: str) -> Unreadable:
    return Unreadable(
        f"This recording cannot be read: {how}. The file itself is untouched.",
        "Save it again with the program that made it, or in another form (WAV, M4A).",
        code="damaged",
    )


def _wrong(error: HeddleError) -> bytes:
    return msgspec.msgpack.encode(Wrong(problem=error.problem, hint=error.hint, code=error.code))


if __name__ == "__main__":
    main()
