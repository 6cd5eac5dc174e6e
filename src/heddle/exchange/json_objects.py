"""JSON from strangers: parsed once, then looked at value by value, because nothing is promised."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.encodings import decode

_HALF = re.compile("[\ud800-\udfff]")
Object = dict[str, Any]


def parse_json(file: str, data: bytes, tell: Callable[[int], object] = int) -> Any:
    """Parse a JSON file in UTF-8 (or UTF-16 with a byte order mark).

    What Python's own writer lets out is taken, too: NaN, and halves of characters in texts,
    which become U+FFFD; `tell` is told how many.

    Raises:
        Unreadable: it is no JSON, is cut off, or is nested too deeply.
    """
    text, _ = decode(file, data)
    text = text.lstrip("\ufeff \t\r\n")
    try:
        value, halves = _parsed(text)
    except ValueError:
        problem = "It is not whole JSON: the file is damaged or something else."
    except RecursionError:
        problem = "It is nested too deeply."
    else:
        tell(halves)
        return value
    raise Unreadable(
        f"{problem} Nothing was read.", "Export it again and import that.", file=file
    ) from None


def _parsed(text: str) -> tuple[Any, int]:
    try:
        return msgspec.json.decode(text), 0
    except msgspec.DecodeError:  # the slower parser is the more forgiving one
        return _whole(json.loads(text))


def _whole(value: Any) -> tuple[Any, int]:
    """Give a value with U+FFFD for each half of a character, and how many there were."""
    if isinstance(value, str):
        return _HALF.subn("\ufffd", value)
    if isinstance(value, list):
        parts = [_whole(each) for each in value]
        return [part for part, _ in parts], sum(count for _, count in parts)
    if isinstance(value, dict):
        pairs = [(_whole(key), _whole(each)) for key, each in value.items()]
        made = {key: each for (key, _), (each, _) in pairs}
        return made, sum(one + other for (_, one), (_, other) in pairs)
    return value, 0


def looks_like_json(data: bytes) -> bool:
    """Tell whether a file begins as a JSON object or list does."""
    return data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith((b"{", b"["))


def an_object(value: Any) -> Object:
    """Give a value as an object; an empty one where it is something else."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Object]:
    """Give the objects of a list; none where it is something else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """Give a value that may stand for a name as text: strings and numbers; else nothing."""
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def whole_of(value: Any) -> int | None:
    """Give a whole number, also where it stands as text or as 3.0; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1 << 53 else None
    if isinstance(value, str):
        plain = value.strip()
        return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else None
    return value if isinstance(value, int) else None
