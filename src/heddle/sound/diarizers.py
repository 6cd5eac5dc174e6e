"""Programs that tell voices apart: installed beside Heddle, asked in a process of their own.

Heddle has none: they need models, and guess wrongly where people speak at once. A package offers
one as an entry point of the group `heddle.diarizers`, a function as `Diarizer` describes it. It is
told how many people were in the room, which helps such programs more than anything else. What it
says are proposals that wait for a person. docs/speakers.md tells how to write one.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, Protocol

import msgspec

from heddle.errors import NotFound, Unavailable
from heddle.store.children import environment

GROUP: Final = "heddle.diarizers"
RATE: Final = 16_000
"""Samples per second of the sound that a diarizer gets."""
_LONGEST: Final = 64 << 20


class Voiced(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch that one voice speaks, as a diarizer says."""

    begins: float
    ends: float
    """Seconds from the beginning of the sound."""
    label: str
    """What it calls the voice; the same voice has the same label."""
    sure: float = -1.0
    """From 0 to 1; -1: it does not say."""


class Diarizer(Protocol):
    """What an entry point of the group `heddle.diarizers` is."""

    def __call__(self, pieces: Iterator[Any], *, rate: int, people: int) -> Iterable[Any]:
        """Tell voices apart.

        Args:
            pieces: One-dimensional float32 arrays of a second or so, one channel, -1 to 1.
            rate: Samples per second.
            people: How many people were in the room, those who led the talk among them; 0: that
                is not known.

        Returns:
            Stretches with the fields of `Voiced`, as objects or dicts, in any order.
        """


class Asked(msgspec.Struct, kw_only=True):
    """What the child is told before the sound comes."""

    module: str
    name: str
    folder: str
    """Where the package is installed."""
    rate: int
    people: int


def names() -> list[str]:
    """Return the names of the diarizers that are installed."""
    return sorted({each.name for each in entry_points(group=GROUP)})


def voiced(name: str, pieces: Iterable[Any], people: int) -> list[Voiced]:
    """Let a diarizer tell voices apart, in a child process.

    Args:
        name: As `names` has it.
        pieces: Sound: channels x samples, `RATE` a second; all channels are mixed.
        people: How many people were in the room; 0: not known.

    Raises:
        NotFound: None of this name is installed.
        Unavailable: It cannot be started, failed, or answered what makes no sense.
    """
    asked = _asked(_entry(name), people)
    try:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "heddle.sound.diarizer_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # such programs write what they hear into their logs
            env=environment() | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"},
            close_fds=True,
        )
    except OSError:
        raise _failed(name) from None
    with contextlib.ExitStack() as after:
        after.callback(child.wait)
        after.callback(child.kill)
        if child.stdin is None or child.stdout is None:  # cannot be: both were asked for
            raise _failed(name)
        after.callback(child.stdout.close)
        # A child that is gone is told of when its answer is read.
        with contextlib.suppress(OSError):
            child.stdin.write(msgspec.json.encode(asked) + b"\n")
            for piece in pieces:
                child.stdin.write(piece.mean(axis=0, dtype="float32").tobytes())
        with contextlib.suppress(OSError):
            child.stdin.close()
        answer = child.stdout.read(_LONGEST)
    try:
        found = msgspec.json.decode(answer, type=list[Voiced])
    except msgspec.MsgspecError:
        raise _failed(name) from None
    return sorted((each for each in found if each.ends > each.begins >= 0), key=_begin)


def _begin(each: Voiced) -> float:
    return each.begins


def _entry(name: str) -> EntryPoint:
    for each in entry_points(group=GROUP):
        if each.name == name:
            return each
    there: Sequence[str] = names()
    raise NotFound(
        f"There is no program “{name[:60]}” that tells voices apart; nothing was changed.",
        f"Installed are: {', '.join(there)}." if there else
        "None is installed. Heddle works without one: give turns to people by hand, or use one "
        "channel a person (docs/speakers.md).",
        code="no-diarizer",
    )  # fmt: skip


def _asked(entry: EntryPoint, people: int) -> Asked:
    folder = str(entry.dist.locate_file("")) if entry.dist is not None else ""
    return Asked(
        module=entry.module, name=entry.attr, folder=folder, rate=RATE, people=max(0, people)
    )


def _failed(name: str) -> Unavailable:
    return Unavailable(
        f"The program “{name[:60]}” stopped without an answer; nothing was changed.",
        "Try it on a shorter recording, or ask who made it; turns can be given to people by hand.",
    )
