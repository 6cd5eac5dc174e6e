"""Peaks: the shape of a recording for the eye, twenty steps a second, small enough to send whole.

The file is a header of 20 bytes and then, for each step, the lowest and the highest sample of
all channels mixed, as two signed bytes. A sample is `byte / 127 * loudest`. All numbers are
little-endian: "HPKS", version (2 bytes, 1), 2 bytes of 0, steps per second (4 bytes), count of
steps (4 bytes), loudest sample (float of 4 bytes).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, Final

import msgspec
import numpy as np

from heddle.errors import Unreadable
from heddle.sound.decoding import SoundFile

PER_SECOND: Final = 20
HEADER: Final = struct.Struct("<4sHHIIf")
MAGIC: Final = b"HPKS"
VERSION: Final = 1


class Measured(msgspec.Struct, kw_only=True):
    """What was found while a file was decoded."""

    seconds: float
    loudest: float
    spoilt: int = 0


def peaks(file: BinaryIO, tell: Callable[[float], None] = lambda _: None) -> tuple[bytes, Measured]:
    """Decode a file and return its peaks as a file, and what was measured on the way.

    Args:
        file: The sound file.
        tell: Is called with how far it is, from 0 to 1.

    Raises:
        Unreadable: Nothing of it can be decoded.
    """
    with SoundFile(file) as sound:
        rate = sound.rate
        lows, highs, samples = [], [], 0
        left = np.zeros(0, np.float32)
        for piece in sound.pieces(mono=True):
            whole = np.concatenate([left, piece[0]])
            low, high, used = _steps(whole, samples - len(left), rate)
            lows.append(low)
            highs.append(high)
            left = whole[used:]
            samples += piece.shape[1]
            tell(sound.place())
        if len(left):
            lows.append(left.min(keepdims=True))
            highs.append(left.max(keepdims=True))
        spoilt = sound.spoilt
    if not samples:
        raise Unreadable(
            "None of the sound in this file can be decoded: it is damaged.",
            "Copy it from the recorder again.",
            code="damaged",
        )
    made = packed(np.concatenate(lows), np.concatenate(highs))
    loudest = HEADER.unpack_from(made)[-1]
    return made, Measured(seconds=round(samples / rate, 3), loudest=loudest, spoilt=spoilt)


def _steps(whole: Any, before: int, rate: int) -> tuple[Any, Any, int]:
    """Return lowest and highest samples of the whole steps in `whole`, and how much they take.

    Steps begin at the samples floor(k * rate / PER_SECOND), so that none drifts.
    """
    first = -(-before * PER_SECOND // rate)
    last = (before + len(whole)) * PER_SECOND // rate
    edges = np.arange(first, last + 1, dtype=np.int64) * rate // PER_SECOND - before
    if len(edges) < 2:
        return np.zeros(0, np.float32), np.zeros(0, np.float32), 0
    used = int(edges[-1])
    body, starts = whole[:used], edges[:-1]
    return np.minimum.reduceat(body, starts), np.maximum.reduceat(body, starts), used


def packed(lows: Iterable[float], highs: Iterable[float]) -> bytes:
    """Return the file of lowest and highest samples, step by step."""
    rows = np.stack([np.asarray(lows, np.float32), np.asarray(highs, np.float32)], axis=1)
    rows = np.nan_to_num(np.clip(rows, -8, 8))
    loudest = float(np.abs(rows).max(initial=0.0))
    small = np.round(rows * (127 / loudest)) if loudest else rows
    head = HEADER.pack(MAGIC, VERSION, 0, PER_SECOND, len(rows), loudest)
    return head + small.astype(np.int8).tobytes()


def unpacked(data: bytes) -> tuple[Any, Any]:
    """Return the lowest and highest samples of a file of peaks."""
    magic, version, _, _, count, loudest = HEADER.unpack_from(data)
    if magic != MAGIC or version != VERSION:
        raise ValueError("not a file of peaks")
    rows = np.frombuffer(data, np.int8, offset=HEADER.size).reshape(count, 2) * (loudest / 127)
    return rows[:, 0], rows[:, 1]
