"""A desk for the analytic trail: a study with a small team, and journals whose keys are at hand.

Locking a key takes a second on purpose, so tests take the two of the demo study.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pyrage
import pytest

from heddle.client import Study, create
from heddle.demo import trail
from heddle.store import sealing

PHRASE = "thread and needle"
KEYS: list[dict[str, Any]] = trail.parts("journals")


class QuickLocks:
    """Locks as age's are, but quick: the real ones take a second each, on purpose."""

    def encrypt(self, data: bytes, words: str) -> bytes:
        return hashlib.sha256(words.encode()).digest() + data

    def decrypt(self, data: bytes, words: str) -> bytes:
        if data[:32] != hashlib.sha256(words.encode()).digest():
            raise pyrage.DecryptError
        return data[32:]


def quick_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lock journals quickly, those of the desk too."""
    monkeypatch.setattr(sealing, "passphrase", QuickLocks())
    for pair in KEYS:
        monkeypatch.setitem(pair, "locked", sealing.lock(pair["identity"], PHRASE))


class TrailDesk:
    """A study with Ada and Bo, each with a journal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.study = create(folder, title="A trail")
        self.people = {name: self.study.do("team.add", name=name).id for name in ("Ada", "Bo")}
        self.desks = {name: self._at(name) for name in self.people}
        self.keys: dict[str, str] = {}
        for name, pair in zip(self.people, KEYS, strict=True):
            fields = {part: pair[part] for part in ("recipient", "locked")}
            key = self.desks[name].do("journal.begin", **fields).id
            self.keys[key] = pair["identity"]

    def _at(self, name: str) -> Study:
        whole = self.study
        return Study(whole.database, whole.journal, whole.media, by=name, folder=whole.folder)

    def bytes(self) -> bytes:
        """Everything that lies in the study's folder, side files included."""
        return b"\n".join(p.read_bytes() for p in sorted(self.folder.rglob("*")) if p.is_file())

    def close(self) -> None:
        self.study.close()


def holds(data: bytes, text: str) -> bool:
    """Whether bytes hold a text in any of the encodings that a file could keep it in."""
    forms = (text, text.encode("unicode_escape").decode("ascii"))
    return any(
        form.encode(encoding) in data for form in forms for encoding in ("utf-8", "utf-16-le")
    )
