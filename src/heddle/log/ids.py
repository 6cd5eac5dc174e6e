"""Stable ids: UUID version 7 (RFC 9562), increasing within one process.

The 48-bit millisecond time stamp comes first, so ids made later sort later and indexes grow
at their end. Within a millisecond the 74 free bits count upwards from a random start (method
2 of RFC 9562 section 6.2), so ids of one gesture keep their order of creation.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import threading
import time
import uuid
from typing import Final

_RANDOM_BITS: Final = 74
_MASK: Final = (1 << _RANDOM_BITS) - 1


class IdMaker:
    """Makes ids that increase; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._tail = 0

    def __call__(self) -> str:
        """Return a new id in the usual 36-character form."""
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._millisecond:
                self._millisecond = now
                # The top bit stays free, so counting up cannot overflow in practice.
                self._tail = int.from_bytes(os.urandom(10), "big") & (_MASK >> 1)
            else:
                self._tail = (self._tail + 1) & _MASK
                if self._tail == 0:
                    self._millisecond += 1
            return _format(self._millisecond, self._tail)


def _format(millisecond: int, tail: int) -> str:
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    number = (millisecond & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def id_of_request(replica: str, request: str) -> str:
    """Return the id of the gesture that a copy of the study makes for one request.

    The same request gives the same id in the same copy, and another one in every other copy, so
    that a request which comes twice is known by the log itself. A UUID of version 8 made from
    SHA-256, as RFC 9562 (appendix B.2) shows it.
    """
    digest = hashlib.sha256(f"{replica}\n{request}".encode()).digest()
    number = int.from_bytes(digest[:16], "big")
    number = number & ~(0xF << 76) | 0x8 << 76
    number = number & ~(0b11 << 62) | 0b10 << 62
    return str(uuid.UUID(int=number))


def made_on(record: str) -> str:
    """Return the day in UTC on which an id was made, as an ISO date.

    It is the wall clock of the computer that made it: to be shown, never to order by.
    """
    return made_at(record).date().isoformat()


def made_at(record: str) -> dt.datetime:
    """Return the moment in UTC at which an id was made, as `made_on` does the day."""
    millisecond = int(record.replace("-", "")[:12], 16)
    return dt.datetime.fromtimestamp(millisecond / 1000, tz=dt.UTC)


new_id: Final = IdMaker()
