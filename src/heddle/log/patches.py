"""Patches and gestures: the only facts of a study, and how they are sealed.

A *patch* creates a record, sets fields of one (with the values before), or drops one. A
*gesture* is what one person did at one time: its patches, who, when, what and why. Hashes:

    patch hash   = SHA-256(salt, kind, record, action, content)
    reason hash  = SHA-256(salt, reason)
    gesture hash = SHA-256(previous gesture of this replica, who, when, what, reason hash,
                           patch hashes)

Content and salt of a patch can be blanked later (an erasure) while every gesture hash still
verifies; without the salt a short erased content cannot be guessed from its hash.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Any, Final, Literal

import msgspec

from heddle.errors import BrokenStudy
from heddle.log.records import encode_json
from heddle.store.database import unstorable

Action = Literal["create", "set", "drop"]
SALT_BYTES: Final = 16


_decode = msgspec.json.Decoder(dict[str, dict[str, Any]]).decode


class Patch(msgspec.Struct):
    """One fact about one record.

    ``content`` is JSON: ``{"after": {...}}`` for create, ``{"after": {...}, "before": {...}}``
    for set, ``{}`` for drop; None once erased.
    """

    kind: str
    record: str
    action: Action
    content: str | None
    salt: bytes | None
    hash: bytes

    @property
    def after(self) -> dict[str, Any]:
        """Fields as this patch leaves them; empty where erased."""
        return self._part("after")

    @property
    def before(self) -> dict[str, Any]:
        """Fields as this patch found them; empty where erased."""
        return self._part("before")

    def _part(self, name: str) -> dict[str, Any]:
        if not self.content:
            return {}
        try:
            part: dict[str, Any] = _decode(self.content).get(name, {})
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise BrokenStudy(
                f"A fact about one of the {self.kind} cannot be read: the log was damaged or "
                "changed by hand.",
                "Keep the folder as it is, and restore your last backup into another one.",
                code="broken-fact",
            ) from error
        return part


class Gesture(msgspec.Struct, kw_only=True):
    """One user action on the log, with everything that its hash covers."""

    id: str
    replica: str
    clock: int
    at: str
    """Wall time in UTC, ISO 8601; shown to people, never used for order."""
    actor: str
    operation: str
    undoes: str = ""
    reason: str | None = ""
    reason_salt: bytes | None = b""
    reason_hash: bytes
    previous: bytes
    hash: bytes
    patches: list[Patch] = []
    seq: int = 0
    """Local, gap-free position; not part of the hash, differs between copies."""


def seal(kind: str, record: str, action: Action, content: dict[str, Any], salt: bytes) -> Patch:
    """Make a patch of JSON-ready content; refuses text that no store can keep faithfully."""
    try:
        text = encode_json(content).decode() if content else "{}"
    except UnicodeEncodeError as error:
        raise unstorable("half of a character pair (a lone surrogate)") from error
    if "\\u0000" in text and _has_nul(content):
        raise unstorable("a NUL character")
    digest = patch_hash(kind, record, action, text, salt)
    return Patch(kind=kind, record=record, action=action, content=text, salt=salt, hash=digest)


def unsealed(kind: str, record: str, action: Action, content: dict[str, Any]) -> Patch:
    """Make a patch without salt and hash, for folding a gesture that is still in the making."""
    text = encode_json(content).decode()
    return Patch(kind=kind, record=record, action=action, content=text, salt=None, hash=b"")


def patch_hash(kind: str, record: str, action: str, content: str, salt: bytes) -> bytes:
    """Return the hash that seals a patch."""
    head = f"{kind}\x1f{record}\x1f{action}\x1f".encode()
    return hashlib.sha256(salt + head + content.encode()).digest()


def reason_hash(reason: str, salt: bytes) -> bytes:
    """Return the hash that seals the written reason of a gesture."""
    return hashlib.sha256(salt + reason.encode()).digest()


def gesture_hash(gesture: Gesture, patch_hashes: Iterable[bytes]) -> bytes:
    """Return the hash that seals a gesture and chains it to the one before."""
    who_when_what = encode_json(
        [
            gesture.id,
            gesture.replica,
            gesture.clock,
            gesture.at,
            gesture.actor,
            gesture.operation,
            gesture.undoes,
        ]
    )
    digest = hashlib.sha256(gesture.previous + who_when_what + gesture.reason_hash)
    for value in patch_hashes:
        digest.update(value)
    return digest.digest()


def salts(count: int) -> list[bytes]:
    """Return `count` fresh salts with one call to the system's random source."""
    pool = os.urandom(SALT_BYTES * count)
    return [pool[i : i + SALT_BYTES] for i in range(0, len(pool), SALT_BYTES)]


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_has_nul(k) or _has_nul(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return any(_has_nul(item) for item in value)
    return False
