"""Who may come in: one-time links, and the sessions that they open.

A session's id is a secret of 32 random bytes, kept by the browser in an HttpOnly cookie. Here
only its SHA-256 is known, so that what is written down to survive a restart lets nobody in.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

_LASTS: Final = 7 * 24 * 3600
"""Seconds for which a session is remembered across restarts."""
_MOST: Final = 50
_LINK_LASTS: Final = 10 * 60
"""Seconds for which a token that another process has left can be used."""


class Session(msgspec.Struct):
    """A browser that has come in through a one-time link."""

    mark: str
    """SHA-256 of the id in the cookie."""
    member: str = ""
    """Id of the team member who works in it; empty: the first member of the team."""
    since: float = 0.0


class Sessions:
    """All sessions of one served study; safe to use from many threads."""

    def __init__(self, file: Path | None = None, now: Callable[[], float] = time.time) -> None:
        """Begin with the sessions remembered in `file`; None: remember nothing."""
        self._file = file
        self._now = now
        self._lock = threading.Lock()
        self._tokens: dict[str, str] = {}
        """Mark of a token -> the member who will work in its session."""
        self._sessions: dict[str, Session] = {s.mark: s for s in _remembered(file, now())}

    def new_token(self, member: str = "") -> str:
        """Return a token that opens one session, once."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[_mark(token)] = member
        return token

    def enter(self, token: str) -> str:
        """Use up a token; returns the id of the new session, empty for a wrong or used one."""
        with self._lock:
            # The marks are compared, not the tokens: their timing tells nothing.
            mark = _mark(token)
            member = self._tokens.pop(mark, None)
            if member is None:
                member = self._left(mark)
            if member is None:
                return ""
            secret = secrets.token_urlsafe(32)
            session = Session(mark=_mark(secret), member=member, since=self._now())
            self._sessions[session.mark] = session
            self._remember()
        return secret

    def find(self, secret: str) -> Session | None:
        """Return the session with this id, or None."""
        return self._sessions.get(_mark(secret)) if secret else None

    def member(self, mark: str) -> str:
        """Return the member who was chosen in the session with this mark; empty: none was."""
        found = self._sessions.get(mark)
        return found.member if found else ""

    def choose(self, session: Session, member: str) -> None:
        """Note which team member works in a session."""
        with self._lock:
            session.member = member
            self._remember()

    def _left(self, mark: str) -> str | None:
        """Use up a token that `heddle open` has left in another process; None: there is none."""
        if self._file is None:
            return None
        place = _link_file(self._file, mark)
        try:
            old = self._now() - place.stat().st_mtime
            member = place.read_text(encoding="utf-8")
            place.unlink()  # whoever removes it has it: two cannot
        except (OSError, UnicodeError):
            return None
        return member if abs(old) <= _LINK_LASTS else None

    def _remember(self) -> None:
        if self._file is None:
            return
        newest = sorted(self._sessions.values(), key=lambda s: s.since)[-_MOST:]
        # A session that cannot be written down works all the same until the server stops.
        with contextlib.suppress(OSError):
            write_privately(self._file, msgspec.json.encode(newest))


def write_privately(file: Path, data: bytes) -> None:
    """Write a file of the state folder, at once and for this person's eyes only."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(data)
    draft.replace(file)


def leave_token(state: Path, study: str, port: int, token: str, member: str) -> None:
    """Leave a token for the server of a study on a port, which takes it once and not for long."""
    place = _link_file(state / f"sessions-{study}-{port}.json", _mark(token))
    write_privately(place, member.encode())


def _link_file(sessions: Path, mark: str) -> Path:
    return sessions.with_name(f"{sessions.stem.replace('sessions', 'link', 1)}-{mark}.txt")


def state_file(study: str, port: int) -> Path:
    """Return where the sessions of a study (by its id) on a port are remembered."""
    return state_folder() / f"sessions-{study}-{port}.json"


def state_folder() -> Path:
    """Return the person's private folder for what a server must know again: never in a study.

    HEDDLE_STATE overrides the system's own place for such things.
    """
    home = Path.home()
    if own := os.environ.get("HEDDLE_STATE"):
        base = Path(own)
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Heddle"
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support" / "Heddle"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "heddle"
    return base


def _mark(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _remembered(file: Path | None, now: float) -> list[Session]:
    if file is None:
        return []
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=list[Session])
    except (OSError, msgspec.MsgspecError):
        return []
    # A session from the future comes of a clock that was set back: it is not revived.
    return [session for session in kept if 0 <= now - session.since < _LASTS]
