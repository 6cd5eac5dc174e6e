"""Letter forms that people take for the same: quotes, dashes, ligatures, accents.

Used only to compare; stored text is never folded. Each character folds for itself, so a map from
the folded text back to the original exists character by character.
"""

from __future__ import annotations

import re
import unicodedata

_ALIKE = {
    "'": "‘’‚‛′´`ʼ＇",
    '"': "“”„‟″«»＂",
    "-": "‐‑‒–—―−﹣－",
    "...": "…",
    "ff": "ﬀ",
    "fi": "ﬁ",
    "fl": "ﬂ",
    "ffi": "ﬃ",
    "ffl": "ﬄ",
    "st": "ﬆﬅ",
    "": "\u00ad\u200b\u200c\u200d\u2060\ufeff",
}

FOLDED: dict[str, str] = {
    variant: plain for plain, variants in _ALIKE.items() for variant in variants
}
"""Typographic variants and the plain form they fold to."""

JOINS = frozenset(chr(point) for point in (*range(0x0300, 0x0370), 0x200D, 0xFE0E, 0xFE0F))
"""Characters that belong to the one before them; no quotation ends before one."""

_NOT_ASCII = re.compile("[^\x00-\x7f]")


def fold(text: str) -> str:
    """Replace every character by its plain form; accents become separate characters."""
    return _NOT_ASCII.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    character = found.group()
    plain = FOLDED.get(character)
    return unicodedata.normalize("NFD", character) if plain is None else plain
