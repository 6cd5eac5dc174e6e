"""Opened journals: the identities that unseal private entries, in memory and for one window.

They are kept by the session's mark, for the member who gave the passphrase there. Working as
somebody else, closing the journal or ending the program forgets them; nothing is written down.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

from heddle.web.session import Session


class _Opened(NamedTuple):
    member: str
    identities: dict[str, str]


class Journals:
    """Who has opened which journal; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: dict[str, _Opened] = {}

    def open(self, session: Session, member: str, identities: dict[str, str]) -> None:
        """Keep a member's identities for a window."""
        with self._lock:
            self._opened[session.mark] = _Opened(member, identities)

    def of(self, session: Session, member: str) -> dict[str, str] | None:
        """Return the identities that a member has opened in a window, or None."""
        with self._lock:
            found = self._opened.get(session.mark)
        return found.identities if found is not None and found.member == member else None

    def close(self, session: Session) -> None:
        """Forget what a window has opened."""
        with self._lock:
            self._opened.pop(session.mark, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._opened.clear()
