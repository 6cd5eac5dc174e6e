"""Identity keys that are open in windows: in memory only, and not for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from heddle.errors import Refused
from heddle.privacy.identity import IdentityKey

IDLE: Final = 15 * 60.0
"""Seconds after the last use until a key is forgotten."""


class OpenKeys:
    """The keys that are open, one a session; safe to use from many threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._open: dict[str, tuple[IdentityKey, float]] = {}

    def put(self, session: str, key: IdentityKey) -> None:
        """Keep a key that was opened in a session."""
        with self._lock:
            self._open[session] = (key, self._now())

    def maybe(self, session: str) -> IdentityKey | None:
        """Return a session's key, or None; asking counts as use."""
        with self._lock:
            self._sweep()
            found = self._open.get(session)
            if found is None:
                return None
            self._open[session] = (found[0], self._now())
            return found[0]

    def get(self, session: str) -> IdentityKey:
        """Return a session's key; raises Refused where none is open."""
        found = self.maybe(session)
        if found is None:
            raise Refused(
                "The identity key is closed; nothing was changed.",
                f"Open it again: it is forgotten after {IDLE / 60:.0f} minutes without use.",
                code="key-closed",
            )
        return found

    def peek(self, session: str) -> IdentityKey | None:
        """Return a session's key without keeping it open longer."""
        with self._lock:
            self._sweep()
            found = self._open.get(session)
        return found[0] if found else None

    def forget(self, session: str) -> None:
        """Close a session's key."""
        with self._lock:
            self._open.pop(session, None)

    def clear(self) -> None:
        """Close all."""
        with self._lock:
            self._open.clear()

    def _sweep(self) -> None:
        for session in [s for s, (_, used) in self._open.items() if self._now() - used > IDLE]:
            del self._open[session]
