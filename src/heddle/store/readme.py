"""The page in a study's folder that says how to read it without Heddle."""

from __future__ import annotations

from typing import Final

_PLAIN: Final = """\
This folder is a Heddle study.

study.sqlite   the study itself, a SQLite 3 database that many programs can read
media/         original files, each named after the SHA-256 of its bytes
derived/       what can be made anew from them (sound to see and to play); may be deleted
.open/         which running Heddle has the study open (its process number and since when)
"""
_READ_PLAIN: Final = """\
    sqlite3 study.sqlite "select name, definition from codes"
"""
_ENCRYPTED: Final = """\
This folder is a Heddle study, encrypted at rest. Without its passphrase nobody can read it.

study.sqlite   the study itself, an SQLCipher 4 database with that library's own settings
media/         original files, each named after the SHA-256 of what is in it (see below)
derived/       what can be made anew from them (sound to see and to play); may be deleted
encrypted.txt  tells programs that this folder is encrypted
.open/         which running Heddle has the study open (its process number and since when)

"heddle decrypt" makes a plain study of this folder.

A file in media/ or derived/ is a row of pieces: 8 bytes that count the bytes of an age message
(big-endian), then the message. In it, 8 bytes (7 for the number of the piece, 1 that is 1 for
the last) stand before the content. The age identity that opens them is the value of
"media-key" in the table log_meta.
"""
_READ_ENCRYPTED: Final = """\
    sqlcipher study.sqlite
    sqlite> pragma key = 'the passphrase';
    sqlite> select name, definition from codes;
"""
_TABLES: Final = """
Without Heddle: the tables whose names begin with "log_" are the record. Each row of
log_gestures is one step of one person: who, when, what, why. Each row of log_patches is one
fact of a step: "create", "set" or "drop" of one record, its content as JSON; the step it
belongs to is its key divided by 16777216. All other tables (participants, sources, turns,
codes, codings, themes, quotes ...) can be made anew from these two and are there to be read:
"""
_CARE: Final = """\
Offsets (start, end) count Unicode code points from 0, the end is exclusive. Turns of a source
are in the order of their "position".

Back up the whole folder while Heddle is closed. Do not edit the database by hand: the log is
chained by hashes, and "heddle verify" would show it.
"""


def readme(*, encrypted: bool = False) -> str:
    """Return the page that explains a study's folder to whoever finds it."""
    parts = (_ENCRYPTED, _TABLES, _READ_ENCRYPTED) if encrypted else (_PLAIN, _TABLES, _READ_PLAIN)
    return "".join(parts) + _CARE
