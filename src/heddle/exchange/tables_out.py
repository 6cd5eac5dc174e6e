"""A study's rows as files that other programs, and `heddle import`, read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from heddle.exchange.cells import write_csv

_CODINGS = {
    "document": "source",
    "code": "path",
    "words": "text",
    "coder": "coder",
    "speaker": "speaker",
    "note": "note",
}
"""Column of the file -> key of the listing; the first five are what an import reads."""


def codings(rows: Sequence[dict[str, Any]]) -> tuple[bytes, int]:
    """Return codings as a CSV file and their number; words that are gone keep their last form."""
    lines = [[str(row[key]) for key in _CODINGS.values()] for row in rows]
    return write_csv(list(_CODINGS), lines), len(lines)


def everything(whole: Mapping[str, list[dict[str, Any]]]) -> bytes:
    """Return all listings as one JSON object, by noun; the keys are those of docs/json.md."""
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)
