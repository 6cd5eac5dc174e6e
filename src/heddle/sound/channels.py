"""Who speaks when, where everybody has a microphone: told by how loud each channel is.

A microphone hears its neighbours too, more softly: a channel counts as speaking while it is near
the loudest one, each measured against its own usual loudness, so that a microphone that was set
low is no quieter person. Two channels that are near each other at once are two people at once.

Everything here is arithmetic on numbers: levels in decibels (full scale is 0), one for each
channel and each 20 ms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec
import numpy as np

PER_SECOND: Final = 50
"""Levels in a second."""
QUIET: Final = -100.0
"""What no sound at all counts as, in decibels."""
OPENS: Final = 9.0
KEEPS: Final = 14.0
"""A channel begins to speak within so many decibels of the loudest, and goes on within so many.
A neighbour's voice comes 15 to 30 dB softer over a lapel microphone."""
ABOVE_FLOOR: Final = 12.0
"""Speech is so many decibels over the channel's own quiet, ..."""
BELOW_VOICE: Final = 30.0
"""... and no softer than this under its own voice."""
LOWEST: Final = -60.0
"""Nothing below this is speech, however quiet the room."""
OWN: Final = 3.0
"""A channel is alone in speaking where it is so many decibels over all others; from such moments
its usual loudness is known, if they last `OWN_SECONDS` together."""
OWN_SECONDS: Final = 0.3
PAUSE: Final = 0.4
"""A shorter silence is within somebody's stretch."""
SHORTEST: Final = 0.1
"""A shorter sound is a click or a cough."""
TOGETHER: Final = 0.15
"""Two people speak at once if they do for so many seconds."""

Levels = np.ndarray[Any, np.dtype[np.float32]]
"""Channels x moments, in decibels."""
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Pieces = Iterable[np.ndarray[Any, np.dtype[np.float32]]]
"""Sound in pieces, each channels x samples."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's speaking without a longer pause, in seconds."""

    channel: int
    begins: float
    ends: float


class Speaking(msgspec.Struct, frozen=True, kw_only=True):
    """How long each channel speaks within a time, and how long two or more do at once."""

    seconds: tuple[float, ...]
    together: float

    @property
    def channel(self) -> int:
        """The channel that speaks longest; -1 where none does."""
        longest = max(self.seconds, default=0.0)
        return self.seconds.index(longest) if longest > 0 else -1

    @property
    def share(self) -> float:
        """The part of all speaking that is that channel's, from 0 to 1."""
        whole = sum(self.seconds)
        return max(self.seconds) / whole if whole else 0.0


def levels(pieces: Pieces, rate: int) -> Levels:
    """Return how loud each channel is, `PER_SECOND` times a second.

    Args:
        pieces: Sound, from its beginning; all of as many channels.
        rate: Samples per second, a multiple of `PER_SECOND`.
    """
    size = rate // PER_SECOND
    made: list[Levels] = []
    held: Any = None
    for piece in pieces:
        whole = piece if held is None else np.concatenate([held, piece], axis=1)
        count = whole.shape[1] // size
        held = whole[:, count * size :]
        if count:
            made.append(_decibels(whole[:, : count * size].reshape(len(whole), count, size)))
    if held is not None and held.shape[1]:
        made.append(_decibels(held[:, None, :]))
    return np.concatenate(made, axis=1) if made else np.zeros((0, 0), np.float32)


def _decibels(frames: np.ndarray[Any, np.dtype[np.float32]]) -> Levels:
    power = np.mean(np.square(frames, dtype=np.float32), axis=2)
    made: Levels = (10 * np.log10(np.maximum(power, 10 ** (QUIET / 10)))).astype(np.float32)
    return made


def same(first: Levels, second: Levels) -> bool:
    """Tell whether two channels are one microphone, as in a stereo file of a single one."""
    length = min(len(first), len(second))
    loud = np.maximum(first[:length], second[:length]) > LOWEST
    if not loud.any():
        return True
    apart = np.abs(first[:length] - second[:length])[loud]
    return bool(np.quantile(apart, 0.95) < 1.0)


class Voices:
    """Which channels speak at which moment."""

    def __init__(self, loud: Levels) -> None:
        """Take the levels of all channels on one time line; `QUIET` where a channel has none."""
        self.speaks = _speaking(loud)
        """Channels x moments."""
        self._sums = np.cumsum(np.pad(self.speaks, ((0, 0), (1, 0))), axis=1)
        several = _lasting(self.speaks.sum(axis=0) > 1, TOGETHER)
        self.together: Mask = several
        """Moments at which two or more speak, for `TOGETHER` seconds at least."""
        self._together = np.cumsum(np.pad(several, (1, 0)))

    def stretches(self) -> list[Stretch]:
        """Return everybody's stretches of speaking, in their order; short pauses are within."""
        found = []
        for channel, row in enumerate(self.speaks):
            for begin, end in _runs(_lasting(_bridged(row, PAUSE), SHORTEST)):
                found.append(
                    Stretch(channel=channel, begins=begin / PER_SECOND, ends=end / PER_SECOND)
                )
        return sorted(found, key=lambda each: (each.begins, each.channel))

    def overlaps(self) -> list[tuple[float, float]]:
        """Return when two or more speak at once, in seconds."""
        return [(a / PER_SECOND, b / PER_SECOND) for a, b in _runs(self.together)]

    def within(self, begins: float, ends: float) -> Speaking:
        """Return who speaks from one second to another."""
        last = self.speaks.shape[1]
        a = min(last, max(0, round(begins * PER_SECOND)))
        b = max(a, min(last, round(ends * PER_SECOND)))
        told: Any = (self._sums[:, b] - self._sums[:, a]) / PER_SECOND
        together = float(self._together[b] - self._together[a]) / PER_SECOND
        return Speaking(seconds=tuple(told.tolist()), together=together)


def laid(files: Sequence[tuple[Levels, float]]) -> Levels:
    """Lay the levels of several files on one time line, one row a channel.

    Args:
        files: The levels of each, and the second at which it begins.
    """
    starts = [round(begins * PER_SECOND) for _, begins in files]
    length = max(
        (at + rows.shape[1] for (rows, _), at in zip(files, starts, strict=True)), default=0
    )
    whole = np.full((sum(len(rows) for rows, _ in files), length), QUIET, np.float32)
    done = 0
    for (rows, _), at in zip(files, starts, strict=True):
        whole[done : done + len(rows), at : at + rows.shape[1]] = rows
        done += len(rows)
    return whole


def _speaking(loud: Levels) -> Mask:
    if not loud.size:
        return np.zeros(loud.shape, np.bool_)
    smooth = _smoothed(loud)
    floor = np.quantile(smooth, 0.1, axis=1, keepdims=True)
    voice = _usual(smooth)
    relative = smooth - voice
    behind = relative.max(axis=0, keepdims=True) - relative
    audible = smooth > np.maximum(voice - BELOW_VOICE, LOWEST)
    # A channel without a quiet moment has no floor: somebody speaks in it all the time.
    clear = smooth > np.minimum(floor + ABOVE_FLOOR, voice - ABOVE_FLOOR)
    begins = audible & clear & (behind < OPENS)
    goes_on = audible & (behind < KEEPS)
    return np.stack([_hysteresis(b, g) for b, g in zip(begins, goes_on, strict=True)])


def _smoothed(loud: Levels) -> Levels:
    """Return the mean power of three moments: within a sound, levels of 20 ms jump."""
    power = np.pad(10 ** (loud / 10), ((0, 0), (1, 1)), mode="edge")
    mean = (power[:, :-2] + power[:, 1:-1] + power[:, 2:]) / 3
    return (10 * np.log10(np.maximum(mean, 10 ** (QUIET / 10)))).astype(np.float32)


def _usual(smooth: Levels) -> Levels:
    """Return each channel's usual loudness while it alone speaks.

    Who hardly speaks is measured by the others: a channel that only hears its neighbours must not
    be turned up until they sound like a voice of its own.
    """
    rows = len(smooth)
    usual = np.full((rows, 1), np.nan, np.float32)
    for row in range(rows):
        others = np.delete(smooth, row, axis=0)
        alone = smooth[row] > LOWEST
        if len(others):
            alone &= smooth[row] > others.max(axis=0) + OWN
        if alone.sum() >= OWN_SECONDS * PER_SECOND:
            usual[row] = np.quantile(smooth[row][alone], 0.75)
    known = usual[~np.isnan(usual)]
    return np.where(np.isnan(usual), known.max() if len(known) else 0.0, usual).astype(np.float32)


def _hysteresis(begins: Mask, goes_on: Mask) -> Mask:
    """Keep each run of `goes_on` in which there is a moment of `begins`, from its first one."""
    made = np.zeros(len(begins), np.bool_)
    for a, b in _runs(goes_on | begins):
        inside = np.flatnonzero(begins[a:b])
        if len(inside):
            made[a + inside[0] : b] = True
    return made


def _bridged(row: Mask, seconds: float) -> Mask:
    """Fill silences that are shorter than so many seconds between two sounds."""
    made = row.copy()
    runs = _runs(row)
    for (_, a), (b, _) in pairwise(runs):
        if b - a < seconds * PER_SECOND:
            made[a:b] = True
    return made


def _lasting(row: Mask, seconds: float) -> Mask:
    """Leave out runs that are shorter than so many seconds."""
    made = np.zeros(len(row), np.bool_)
    for a, b in _runs(row):
        if b - a >= seconds * PER_SECOND:
            made[a:b] = True
    return made


def _runs(row: Mask) -> list[tuple[int, int]]:
    """Return where a row is true: first moments, and those after the last."""
    edges = np.flatnonzero(np.diff(np.pad(row.astype(np.int8), 1)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
