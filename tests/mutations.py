"""Broken versions of a file: bytes changed, archives repacked, tables with wrong values."""

from __future__ import annotations

import io
import random
import re
import sqlite3
import warnings
import zipfile
import zlib
from collections.abc import Callable

_ODD_TEXTS = [
    b"", b"-1", b"0", b"99999999999999999999", b"1e309", b"NaN", b"null", b"true", b"[]", b"{}",
    b"\xff\xfe", b"\xed\xa0\x80", b"\x00", b"\xf0\x9f\x98\x80", b"e\xcc\x81", b"&#0;", b"&a;",
    b"\r\n", b"\r", b"<a>", b"]]>", b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"../../x", b"A" * 3000,
]  # fmt: skip
_ODD_VALUES: list[str | int | float | bytes | None] = [
    None, "", "x", -1, 0, 2**62, -(2**62), 1e308, 0.5, b"", b"\xff\x00", "\x00", "9" * 400,
    "\U0001f600", "2026-13-45", "[[[[", '{"type": 1, "tags": "x"}', "a.b.c.d/e/f", "e\u0301",
]  # fmt: skip
_TOKEN = re.compile(rb"[-+.\w]+")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return a broken version of a file."""
    kinds: list[Callable[[bytes, random.Random], bytes]] = [_bytes, _tokens]
    if data.startswith(b"PK"):
        kinds += [_archive] * 4
    elif data.startswith(b"SQLite format 3"):
        kinds += [_table] * 4
    else:
        kinds += [_tokens] * 3
    for _ in range(chance.randint(1, 3)):
        data = chance.choice(kinds)(data, chance)
    return data


def _bytes(data: bytes, chance: random.Random) -> bytes:
    at, to = sorted(chance.randint(0, len(data)) for _ in range(2))
    to = min(to, at + chance.choice([1, 8, 64, 1 << 20]))
    what = chance.randrange(5)
    if what == 0:
        return data[:at]
    if what == 1:
        return data[:at] + data[to:]
    if what == 2:
        return data[:to] + data[at:]
    if what == 3:
        return data[:at] + chance.randbytes(to - at) + data[to:]
    return data[:at] + chance.choice(_ODD_TEXTS) + data[at:]


def _tokens(data: bytes, chance: random.Random) -> bytes:
    """Put odd values, or others of the file, in the place of its words and numbers."""
    found = list(_TOKEN.finditer(data))
    if not found:
        return _bytes(data, chance)
    token = chance.choice(found)
    other = chance.choice([chance.choice(_ODD_TEXTS), chance.choice(found)[0]])
    if chance.random() < 0.2:
        return data.replace(token[0], other)
    return data[: token.start()] + other + data[token.end() :]


def _archive(data: bytes, chance: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return _bytes(data, chance)
    if not parts:
        return _bytes(data, chance)
    at = chance.randrange(len(parts))
    name, content = parts[at]
    what = chance.randrange(6)
    if what == 0:
        del parts[at]
    elif what == 1:
        parts[at] = (chance.choice(["../x", "/x", name.upper(), "a/" + name, "x\u0301"]), content)
    else:
        parts[at] = (name, mutated(content, chance) if len(content) < 1 << 20 else content[:99])
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # two parts of one name are what is wanted
        for part, inside in parts:
            archive.writestr(zipfile.ZipInfo(part), inside)
    return out.getvalue()


def _table(data: bytes, chance: random.Random) -> bytes:
    """Change a value of a table, drop the table, or double its rows."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.deserialize(data)
        tables = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not str(row[0]).startswith("sqlite_")
        ]
        table = chance.choice(tables)
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        column = chance.choice(columns)
        what = chance.randrange(8)
        if what == 0:
            connection.execute(f'DROP TABLE "{table}"')
        elif what == 1:
            connection.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}"')
        elif what == 2 and len(columns) > 1:
            connection.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
        else:
            value = chance.choice(_ODD_VALUES)
            connection.execute(f'UPDATE "{table}" SET "{column}" = ?', (value,))
        return connection.serialize()
    except (sqlite3.Error, IndexError, UnicodeError, MemoryError):
        return _bytes(data, chance)
    finally:
        connection.close()
