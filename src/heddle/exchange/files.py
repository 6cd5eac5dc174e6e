"""A file on disk to lines: the one door through which documents come in.

The file is read once. What is hashed, what is parsed and what may be kept as the original are
the same bytes, even if somebody saves the file meanwhile.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from heddle.errors import Unreadable
from heddle.exchange import sandbox
from heddle.exchange.disk import read_once
from heddle.exchange.parsing import is_harmless, parse
from heddle.exchange.reading import Reading

MAX_BYTES = 128 << 20
"""The largest document: a hundred times the longest interview, as text."""


def read_file(path: Path, *, kind: str | None = None, encoding: str | None = None) -> Reading:
    """Read a document from disk into lines.

    Args:
        path: The file. Its ending is a claim that its bytes must bear out.
        kind: Read it as this format (`heddle.exchange.kinds.KINDS`), whatever its ending.
        encoding: Its encoding, when it is text that is neither UTF-8 nor marked.

    Returns:
        The lines, what was not taken over, and the SHA-256 of the bytes that were read.

    Raises:
        Unreadable: The file cannot be opened, is too large, is no text or is not safe to
            read; `heddle.exchange.encodings.UnknownEncoding` if its encoding must be asked.
    """
    data = read_once(path, MAX_BYTES)
    return read_bytes(path.name, data, kind=kind, encoding=encoding)


def read_bytes(
    name: str, data: bytes, *, kind: str | None = None, encoding: str | None = None
) -> Reading:
    """Read a document that is in memory; see `read_file`.

    Args:
        name: The user's name for the file; not a path.
        data: The whole file.
        kind: Read it as this format, whatever its ending.
        encoding: Its encoding, when it is text that is neither UTF-8 nor marked.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"It is larger than {MAX_BYTES >> 20} MB, more than any transcript; nothing was read.",
            "Cut it into parts, or save it without pictures.",
            file=name,
            code="too-large",
        )
    if is_harmless(name, data, kind):
        reading = parse(name, data, kind=kind, encoding=encoding)
    else:
        reading = sandbox.shared().read(name, data, kind=kind, encoding=encoding)
    reading.sha256 = hashlib.sha256(data).hexdigest()
    return reading
