"""The hybrid logical clock that orders patches of several copies of a study.

A reading is one integer: 48 bits of wall-clock milliseconds and 16 bits of counter (Kulkarni
and others 2014, "Logical Physical Clocks"). It never runs backwards, is always later than
every reading it has seen, and stays close to wall time, so it can be shown to people. Ties
between copies are broken by the replica's id, in `fold.order`.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Final

_COUNTER_BITS: Final = 16


def wall_milliseconds() -> int:
    """Return the wall clock in milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


class Clock:
    """A clock for one copy of a study; `last` is the latest reading it gave or saw."""

    def __init__(self, last: int = 0, wall: Callable[[], int] = wall_milliseconds) -> None:
        self.last = last
        self._wall = wall

    def tick(self) -> int:
        """Return a new reading, later than every one before."""
        self.last = max(self.last + 1, self._wall() << _COUNTER_BITS)
        return self.last

    def see(self, reading: int) -> None:
        """Take note of a reading made elsewhere; later ticks come after it."""
        self.last = max(self.last, reading)


def moment(reading: int) -> dt.datetime:
    """Return the wall-clock part of a reading as a UTC time."""
    return dt.datetime.fromtimestamp((reading >> _COUNTER_BITS) / 1000, tz=dt.UTC)


def reading_at(when: dt.datetime) -> int:
    """Return the last reading that belongs to the millisecond of `when`."""
    milliseconds = int(when.timestamp() * 1000)
    return (milliseconds << _COUNTER_BITS) | ((1 << _COUNTER_BITS) - 1)
