"""Profiles: how each program is known to count and to name, where the standard leaves room.

The standard counts Unicode code points and says nothing of line ends. What programs really do is
gathered in docs/interchange.md with where it was seen; only what is known there is in here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final, Literal

import msgspec

Name = Literal["standard", "nvivo", "maxqda", "atlasti", "qualcoder", "heddle"]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file for one program is like."""

    name: Name
    folder: str = "sources"
    """Folder of the texts; NVivo for Windows writes it with a capital."""
    crlf: bool = False
    """Lines end in CR LF instead of LF."""
    line_end: int = 1
    """How much a line end counts in offsets."""
    bom: bool = False
    """Texts begin with a byte order mark, which does not count."""
    utf16: bool = False
    """Offsets count UTF-16 units instead of code points."""
    capitals: bool = True
    """GUIDs in capital letters."""
    notes_as_descriptions: bool = False
    """What is noted of a coding stands at its selection, where the program looks for it."""
    history: bool = False
    """The study's history and original files lie beside, for Heddle itself."""
    unseen: tuple[str, ...] = ()
    """What the program is known not to show, in words."""


PROFILES: Final[dict[str, Profile]] = {
    each.name: each
    for each in (
        Profile(name="standard"),
        Profile(
            name="nvivo",
            folder="Sources",
            crlf=True,
            line_end=2,
            bom=True,
            utf16=True,
            capitals=False,
            unseen=("NVivo takes the colours of codes only if it is told to.",),
        ),
        Profile(name="maxqda", crlf=True),
        Profile(
            name="atlasti",
            unseen=("ATLAS.ti has no variables for cases: it makes groups such as “age: 67”.",),
        ),
        Profile(
            name="qualcoder",
            notes_as_descriptions=True,
            unseen=(
                "QualCoder does not keep sets of codes, so themes are not seen there.",
                "QualCoder has each memo as a journal, whose name says what it is about.",
                "Codes and texts with equal names get different ones, as QualCoder asks for.",
                "QualCoder takes whole numbers for decimal ones, and yes or no for text.",
            ),
        ),
        Profile(name="heddle", history=True),
    )
}


class Ruler:
    """Offsets of one text in the units of a profile."""

    def __init__(self, text: str, profile: Profile) -> None:
        """Scan `text`, whose lines end in LF, once."""
        wide = ["\n"] if profile.line_end == 2 else []
        wide += ["\U00010000-\U0010ffff"] if profile.utf16 else []
        found = re.finditer(f"[{''.join(wide)}]", text) if wide else ()
        self._beyond = [each.start() for each in found]

    def there(self, offset: int) -> int:
        """Return where a code point offset is."""
        return offset + bisect_left(self._beyond, offset)


def encoded(text: str, profile: Profile) -> bytes:
    """Return a text, whose lines end in LF, as the bytes of its file."""
    lines = text.replace("\n", "\r\n") if profile.crlf else text
    return (("\ufeff" if profile.bom else "") + lines).encode()
