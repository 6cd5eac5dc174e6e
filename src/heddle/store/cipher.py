"""Encryption at rest: the key of an encrypted study and the library that reads it.

The database is SQLCipher 4 with its own defaults (AES-256, an HMAC-SHA512 a page, pages of 4096
bytes, the key by PBKDF2-HMAC-SHA512 with 256,000 rounds; https://www.zetetic.net/sqlcipher/design/),
so other programs open it with the passphrase alone. The key is derived once here rather than
by each connection, since those 256,000 rounds take longer than most questions to a study.

Kept files are in the age format (https://age-encryption.org/v1) for one identity, made for the
study, that stands inside the encrypted database: what opens the database opens them, and
nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import sqlite3
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import msgspec

from heddle.errors import BrokenStudy, Refused, Unavailable

MARK: Final = "encrypted.txt"
"""A file of this name in a study's folder says that the folder is encrypted."""
MARK_TEXT: Final = "This study is encrypted; README.txt says how.\n"
SHORTEST: Final = 10
"""Characters of a passphrase."""
ENVIRONMENT: Final = "HEDDLE_PASSPHRASE"

_ROUNDS: Final = 256_000
_SALT: Final = 16


class Key(msgspec.Struct, frozen=True):
    """What opens one encrypted database; never shown or written."""

    secret: bytes
    salt: bytes

    def __repr__(self) -> str:
        """Say nothing of the key: it might end up in an error report."""
        return "Key(...)"

    @property
    def spelled(self) -> str:
        """The key and its salt as SQLCipher's PRAGMA key takes them raw."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"


def new_key(passphrase: str) -> Key:
    """Return a key for a new database; refuses a passphrase that is too short to protect it."""
    if len(passphrase) < SHORTEST:
        raise Refused(
            f"A passphrase of {len(passphrase)} characters protects nothing; nothing was changed.",
            f"Take at least {SHORTEST}, such as four or five words that do not belong together.",
            code="short-passphrase",
        )
    return _derived(passphrase, os.urandom(_SALT))


def key_of(database: Path, passphrase: str) -> Key:
    """Return the key of an existing database: its salt is the first 16 bytes of the file."""
    with database.open("rb") as file:
        salt = file.read(_SALT)
    if len(salt) < _SALT:
        raise BrokenStudy(
            "The database of this encrypted study is cut off at its beginning; it was not touched.",
            "Keep the folder as it is, and restore your last backup into another one.",
        )
    return _derived(passphrase, salt)


def _derived(passphrase: str, salt: bytes) -> Key:
    return Key(hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, _ROUNDS, 32), salt)


def driver() -> ModuleType:
    """Return the DB-API module of SQLCipher; raises Unavailable where it is not installed."""
    try:
        return importlib.import_module("sqlcipher3.dbapi2")
    except ImportError as error:
        raise Unavailable(
            "This study is encrypted, and the part of Heddle that reads encrypted studies is not "
            "installed. The study was not touched.",
            "Install it with: pip install 'heddle-qda[encrypted]'",
        ) from error


def errors(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """Return the base errors of the SQLite drivers that are loaded, and `more`."""
    loaded: Any = sys.modules.get("sqlcipher3.dbapi2")
    return (*more, sqlite3.Error) if loaded is None else (*more, sqlite3.Error, loaded.Error)


def connect(database: Path, key: Key | None, **options: Any) -> Any:
    """Open a connection with SQLCipher, keyed; None reads a database that is not encrypted."""
    module: Any = driver()
    connection = module.connect(str(database), **options)
    if key is not None:
        # Else a wrong passphrase would print lines about pages into the person's terminal.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f'PRAGMA key="{key.spelled}"')
    return connection


def check(database: Path, key: Key) -> None:
    """Refuse a key that does not open a database; the file is only read."""
    with contextlib.closing(connect(database, key)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except errors() as error:
            if "not a database" not in str(error):
                raise
            raise Refused(
                "This passphrase does not open the study, or the first page of its database is "
                "damaged; nothing was changed.",
                "Try the passphrase again, with its capital letters. Without it nobody can open "
                "the study; an older backup opens with the passphrase of its time.",
                code="wrong-passphrase",
            ) from error


def is_encrypted(folder: Path) -> bool:
    """Tell whether a study's folder is encrypted at rest."""
    return (folder / MARK).exists()


def passphrase_for(folder: Path, given: str) -> str:
    """Return the passphrase for an encrypted folder: the given one, else the environment's."""
    known = given or os.environ.get(ENVIRONMENT, "")
    if not known:
        raise Refused(
            f"The study in “{folder.name}” is encrypted and needs its passphrase; it was not "
            "touched.",
            f"Type it where you are asked, or set {ENVIRONMENT} for a program.",
            code="passphrase-needed",
        )
    return known
