"""Letters without their accents, for searching on request; stored text is never folded.

What has a canonical decomposition loses its marks: å and ä become a, é becomes e, ü becomes u.
Letters without one, which Unicode takes for letters of their own, become what people type on a
keyboard that has not got them: ø o, æ ae, ß ss, œ oe, ð d, þ th, đ d, ł l, ı i. So "møde" is
found by "mode", "måtte" by "matte" and "lære" by "laere". The spelling "aa" is no folded å:
"gaa" does not find "gå".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_OWN: Final = {
    "ø": "o", "æ": "ae", "ß": "ss", "œ": "oe", "ð": "d", "þ": "th", "đ": "d", "ł": "l", "ı": "i",
    "ħ": "h", "ŧ": "t", "ŋ": "n",
}  # fmt: skip
OWN_LETTERS: Final[dict[str, str]] = {
    **_OWN, **{k.upper(): v for k, v in _OWN.items() if len(k.upper()) == 1 and k not in "ßı"},
}  # fmt: skip
"""Letters without a decomposition, in both cases, and what they fold to."""

_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")
_LAST_LATIN: Final = 0x1EFF


def plain(text: str) -> str:
    """Return a text in small letters without accents; it may be shorter or longer."""
    return _NOT_ASCII.sub(lambda found: _letter(found.group()), text.lower())


def plain_with_places(text: str) -> tuple[str, list[int]]:
    """Return a text folded, and for each of its characters where it stands in the text.

    One more place stands at the end: the length of the text.
    """
    pieces = [_letter(character.lower()) for character in text]
    places = [at for at, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*places, len(text)]


@cache
def _letter(character: str) -> str:
    if character.isascii():
        return character
    parts = unicodedata.normalize("NFD", character)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return "".join(OWN_LETTERS.get(part, part) for part in bare).lower()


@cache
def variants(first: str) -> tuple[str, ...]:
    """Return the small letters whose folded form begins with a letter, that letter first."""
    latin = (chr(point) for point in range(0x80, _LAST_LATIN + 1))
    return (first, *(c for c in latin if c.islower() and _letter(c).startswith(first)))
