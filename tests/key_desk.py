"""A quick lock in the place of scrypt, for tests that open a key often.

The real one takes a second each time, on purpose; tests/test_names_story.py uses it.
"""

from __future__ import annotations

import hashlib
import types
from collections.abc import Iterator

import pytest
from pyrage import DecryptError

from heddle.privacy import identity

HEAD = b"age-encryption.org/v1\n-> scrypt "


def _stream(passphrase: str, length: int) -> bytes:
    seed = hashlib.shake_256(passphrase.encode())
    return seed.digest(length)


def encrypt(plain: bytes, passphrase: str) -> bytes:
    mark = hashlib.sha256(plain + passphrase.encode()).digest()
    mixed = zip(plain, _stream(passphrase, len(plain)), strict=True)
    return HEAD + mark + bytes(a ^ b for a, b in mixed)


def decrypt(data: bytes, passphrase: str) -> bytes:
    mark, mixed = data[len(HEAD) : len(HEAD) + 32], data[len(HEAD) + 32 :]
    plain = bytes(a ^ b for a, b in zip(mixed, _stream(passphrase, len(mixed)), strict=True))
    if hashlib.sha256(plain + passphrase.encode()).digest() != mark:
        raise DecryptError("Decryption failed")
    return plain


@pytest.fixture
def quick_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lock keys quickly for one test."""
    lock = types.SimpleNamespace(encrypt=encrypt, decrypt=decrypt)
    stand_in = types.SimpleNamespace(passphrase=lock, DecryptError=DecryptError)
    monkeypatch.setattr(identity, "pyrage", stand_in)
    return
