"""Plain text: every line of the file is a line; only frames of meeting services are left out."""

from __future__ import annotations

from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading
from heddle.exchange.talk.meetings import tidy


def read_plain(text: str) -> Reading:
    """Read decoded plain text; see `heddle.exchange.draft` for what happens to line ends."""
    draft = Draft()
    draft.add(text)
    tidy(draft)
    return draft.finish("txt")
