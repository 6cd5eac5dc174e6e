"""Where windows that were heard wait until a transcript is made of them.

Derived files of the recording (`store.derived`): sealed in an encrypted study, on no log, and
gone with the recording, a withdrawal or an erasure.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from typing import Final, Protocol

import msgspec

from heddle.speech.jobs import Job, Piece
from heddle.speech.results import Window
from heddle.store.derived import Derived

_NAME: Final = "heard."
_JOB: Final = "job."


class Shelf(Protocol):
    """Keeps windows of a job's pieces, in order."""

    def windows(self, job: Job, piece: Piece) -> list[Window]:
        """Return the windows from the beginning on, without a gap."""

    def put(self, job: Job, piece: Piece, window: Window) -> None:
        """Keep the next one."""

    def clear(self, job: Job) -> None:
        """Remove all windows of a job."""


class DerivedShelf:
    """A shelf in the folder of derived files."""

    def __init__(self, derived: Derived) -> None:
        self._derived = derived

    def windows(self, job: Job, piece: Piece) -> list[Window]:
        """Read what is there; what does not fit on is as if it were not there."""
        found: list[Window] = []
        for name in self._names(job, piece):
            try:
                window = msgspec.json.decode(self._derived.read(piece.recording, name), type=Window)
            except msgspec.MsgspecError:
                break
            if window.begin != (found[-1].end if found else 0):
                break
            found.append(window)
        return found

    def put(self, job: Job, piece: Piece, window: Window) -> None:
        """Write one file, whole or not at all; raises StorageFailed."""
        name = f"{_NAME}{job.key(piece)}.{window.begin:012d}"
        self._derived.keep(piece.recording, name, msgspec.json.encode(window))

    def clear(self, job: Job) -> None:
        """Overwrite and remove them: a transcript was made, or nobody wants one."""
        for piece in job.pieces:
            for name in self._names(job, piece):
                self._derived.remove(piece.recording, name)
        self._derived.remove(job.pieces[0].recording, f"{_JOB}{_key(job)}")

    def note(self, job: Job) -> None:
        """Write down that a job was begun, so that it is known after a restart."""
        self._derived.keep(job.pieces[0].recording, f"{_JOB}{_key(job)}", job.to_json())

    def jobs(self, recordings: Iterable[str]) -> list[Job]:
        """Return the jobs that were begun on some files and neither kept nor given up."""
        found = []
        for recording in recordings:
            for name in self._derived.names(recording):
                if name.startswith(_JOB):
                    with contextlib.suppress(msgspec.MsgspecError):
                        found.append(Job.from_json(self._derived.read(recording, name)))
        return found

    def _names(self, job: Job, piece: Piece) -> list[str]:
        begin = f"{_NAME}{job.key(piece)}."
        return [name for name in self._derived.names(piece.recording) if name.startswith(begin)]


def _key(job: Job) -> str:
    return hashlib.sha256(job.to_json()).hexdigest()[:16]
