"""Imports that wait for a person's word: kept in memory only, and not for long."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

import msgspec

from heddle.errors import NotFound
from heddle.exchange.plan import Plan

LASTS: Final = 30 * 60.0
"""Seconds for which a plan waits."""
MOST_BYTES: Final = 256 << 20
"""So much of uploaded files is kept; the oldest go first."""


class Waiting(msgspec.Struct, kw_only=True):
    """A planned import with the file that it was planned from."""

    file: str
    data: bytes
    options: dict[str, Any]
    plan: Plan
    seq: int
    """Where the log stood when it was planned."""
    since: float = 0.0


class Plans:
    """All waiting imports; safe to use from many threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, Waiting] = OrderedDict()

    def keep(self, waiting: Waiting) -> str:
        """Keep a plan; returns its id."""
        name = secrets.token_hex(16)
        with self._lock:
            waiting.since = self._now()
            self._waiting[name] = waiting
            self._sweep()
        return name

    def get(self, name: str) -> Waiting:
        """Return a waiting plan; raises NotFound."""
        with self._lock:
            self._sweep()
            found = self._waiting.get(name)
        if found is None:
            raise NotFound(
                "This import does not wait any more; nothing was imported.",
                "Choose the file again: a preview is kept for half an hour.",
                code="plan-gone",
            )
        return found

    def drop(self, name: str) -> None:
        """Forget a plan and its file."""
        with self._lock:
            self._waiting.pop(name, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._waiting.clear()

    def _sweep(self) -> None:
        for name in [n for n, w in self._waiting.items() if self._now() - w.since > LASTS]:
            del self._waiting[name]
        while (
            len(self._waiting) > 1 and sum(len(w.data) for w in self._waiting.values()) > MOST_BYTES
        ):
            self._waiting.popitem(last=False)
