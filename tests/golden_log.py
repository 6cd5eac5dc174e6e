"""How a golden log stands in files: one step a line, and a digest of each query table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec

from heddle.log.patches import Gesture, Patch
from heddle.log.records import Schema, encode_json
from heddle.log.view import View
from heddle.store.database import Database

#: takes a step of the golden study: an operation by name with its fields, answered by its result
Do = Callable[..., Any]


class Held(msgspec.Struct):
    """What a query table held: its fields then, how many records, and a digest of them."""

    fields: list[str]
    count: int
    digest: str


def line(gesture: Gesture) -> str:
    """One step as a line of JSON; bytes as hexadecimal digits."""
    plain = {name: getattr(gesture, name) for name in gesture.__struct_fields__}
    plain["patches"] = [
        {name: getattr(patch, name) for name in patch.__struct_fields__}
        for patch in gesture.patches
    ]
    return json.dumps(plain, default=bytes.hex, sort_keys=True)


def gesture_of(text: str) -> Gesture:
    """The step of a line."""
    plain = json.loads(text)
    for name in ("reason_salt", "reason_hash", "previous", "hash"):
        plain[name] = _bytes(plain[name])
    plain["patches"] = [
        Patch(**{**patch, "salt": _bytes(patch["salt"]), "hash": _bytes(patch["hash"])})
        for patch in plain["patches"]
    ]
    return Gesture(**plain)


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)


def digests(
    database: Database, schema: Schema, known: dict[str, Held] | None = None
) -> dict[str, Held]:
    """What the tables hold, by kind; only the `known` kinds and fields where they are given.

    A field or a kind that came later does not count: what was known then must still be there.
    """
    held: dict[str, Held] = {}
    with database.reading() as connection:
        view = View(connection, schema)
        for name, kind in schema.kinds.items():
            if known is not None and name not in known:
                continue
            fields = [f.name for f in kind.own] if known is None else known[name].fields
            rows: list[Any] = []
            for record in view.find(kind.cls):
                plain = kind.plain(record)
                rows.append([record.id, *(plain[field] for field in fields)])
            told = hashlib.sha256(encode_json(sorted(rows, key=lambda row: row[0]))).hexdigest()
            held[name] = Held(fields, len(rows), told)
    return held
