"""Plain text: every line of the file is a line, and nothing is interpreted."""

from __future__ import annotations

from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading


def read_plain(text: str) -> Reading:
    """Read decoded plain text; see `heddle.exchange.draft` for what happens to line ends."""
    draft = Draft()
    draft.add(text)
    return draft.finish("txt")
