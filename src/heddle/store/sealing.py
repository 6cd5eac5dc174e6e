"""Sealing texts for one person: age files (https://age-encryption.org/v1) through pyrage.

A key pair is an X25519 recipient, which anybody may use to seal, and an identity, which opens
what was sealed. The identity itself is locked with a passphrase (age's scrypt recipient, which
takes about a second on purpose). What is sealed is padded, so that its length tells little.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

import pyrage
from pyrage import passphrase, x25519

from heddle.errors import Refused

_PAD: Final = 512
"""Sealed texts are a multiple of this many bytes long before they are sealed."""


def new_pair(words: str) -> tuple[str, str]:
    """Return a new recipient, and its identity locked with a passphrase."""
    identity = x25519.Identity.generate()
    return str(identity.to_public()), lock(str(identity), words)


def lock(identity: str, words: str) -> str:
    """Return an identity locked with a passphrase, as base64."""
    return base64.b64encode(passphrase.encrypt(identity.encode(), words)).decode()


def unlock(locked: str, words: str) -> str:
    """Return the identity that a passphrase locks.

    Raises:
        Refused: "wrong-passphrase".
    """
    try:
        return bytes(passphrase.decrypt(base64.b64decode(locked), words)).decode()
    except (pyrage.DecryptError, binascii.Error, UnicodeError) as error:
        raise Refused(
            "This passphrase does not open the key; nothing was changed.",
            "Try again. Nobody can recover a passphrase that is forgotten.",
            code="wrong-passphrase",
        ) from error


def seal(recipient: str, text: str) -> str:
    """Return a text that only the recipient's identity opens, as base64."""
    data = text.encode()
    padded = data + b" " * (-len(data) % _PAD)
    return base64.b64encode(pyrage.encrypt(padded, [_recipient(recipient)])).decode()


def unseal(identity: str, sealed: str) -> str | None:
    """Return a sealed text without its padding; None where this identity does not open it."""
    try:
        data: bytes = pyrage.decrypt(base64.b64decode(sealed), [x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, pyrage.IdentityError, binascii.Error):
        return None
    return data.decode().rstrip(" ")


def is_recipient(text: str) -> bool:
    """Tell whether a text is a recipient that can be sealed for."""
    try:
        x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def _recipient(text: str) -> x25519.Recipient:
    return x25519.Recipient.from_str(text)
