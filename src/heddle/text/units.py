"""Counting text: code points, UTF-16 units, UTF-8 bytes and words.

Heddle counts in Unicode code points everywhere. Browsers count in UTF-16 units and file formats
sometimes in UTF-8 bytes; an `OffsetMap` goes between the three. Nothing here reads or writes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_WIDE_IN_UTF16 = re.compile("[\U00010000-\U0010ffff]")
_WIDE_IN_UTF8 = re.compile("[^\x00-\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_BOM = "\ufeff"


def clean(text: str) -> str:
    r"""Turn every kind of line end into ``\n`` and drop a byte order mark at the beginning.

    Done once, when a text enters a study and before any offset exists. Counted as line ends:
    CRLF, CR, VT, FF, U+2028 and U+2029. Nothing else is touched: no Unicode normalisation,
    no trimming. Cleaning twice is the same as cleaning once.
    """
    return _LINE_ENDS.sub("\n", text.lstrip(_BOM))


def lone_surrogate(text: str) -> int | None:
    """Say where the first lone surrogate stands, as a code point offset, or None.

    Such a text cannot be written as UTF-8 and so cannot be stored; JSON lets it through.
    """
    found = _SURROGATE.search(text)
    return found.start() if found else None


def words(text: str) -> int:
    """Count words: stretches without white space that hold at least one letter or digit.

    "don't", "well-being" and "3.5" are one word each; a dash or "(...)" standing alone is none.
    This is the rule of word processors, less their counting of lone marks. It suits languages
    that put spaces between words.
    """
    pieces = text.split()
    # Most pieces are plain words; only those with marks in them need a closer look.
    marks = [piece for piece in pieces if not piece.isalnum()]
    return len(pieces) - sum(not _LETTER_OR_DIGIT.search(piece) for piece in marks)


class OffsetMap:
    """Offsets of one text in code points, UTF-16 units and UTF-8 bytes.

    Only characters that are wider than one unit are kept, so the map of a long Danish text is
    small and every look-up is one binary search. All offsets run from 0 to the length inclusive.
    """

    def __init__(self, text: str) -> None:
        """Scan `text` once; it must hold no lone surrogates (see `lone_surrogate`)."""
        self._utf16 = _Widths((m.start(), 1) for m in _WIDE_IN_UTF16.finditer(text))
        self._utf8 = _Widths(
            (m.start(), _extra_bytes(m.group())) for m in _WIDE_IN_UTF8.finditer(text)
        )
        self.length = len(text)
        self.utf16_length = self._utf16.there(self.length)
        self.utf8_length = self._utf8.there(self.length)

    def to_utf16(self, offset: int) -> int:
        """Give the UTF-16 offset of a code point offset.

        Raises:
            ValueError: `offset` is outside the text.
        """
        return self._utf16.there(_inside(offset, self.length))

    def from_utf16(self, offset: int) -> int:
        """Give the code point offset of a UTF-16 offset.

        Raises:
            ValueError: `offset` is outside the text or between the halves of one character.
        """
        return self._utf16.back(_inside(offset, self.utf16_length))

    def to_utf8(self, offset: int) -> int:
        """Give the UTF-8 byte offset of a code point offset.

        Raises:
            ValueError: `offset` is outside the text.
        """
        return self._utf8.there(_inside(offset, self.length))

    def from_utf8(self, offset: int) -> int:
        """Give the code point offset of a UTF-8 byte offset.

        Raises:
            ValueError: `offset` is outside the text or within the bytes of one character.
        """
        return self._utf8.back(_inside(offset, self.utf8_length))


class _Widths:
    """The characters of a text that take more than one unit, and how many more."""

    def __init__(self, wide: Iterable[tuple[int, int]]) -> None:
        """Take (code point offset, units beyond the first) in rising order."""
        self._at: list[int] = []
        self._before: list[int] = [0]
        """Extra units before the k-th wide character; the last entry is the sum of all."""
        self._unit_at: list[int] = []
        """Where the k-th wide character begins, in units."""
        for offset, extra in wide:
            self._unit_at.append(offset + self._before[-1])
            self._at.append(offset)
            self._before.append(self._before[-1] + extra)

    def there(self, offset: int) -> int:
        return offset + self._before[bisect_left(self._at, offset)]

    def back(self, unit: int) -> int:
        passed = bisect_right(self._unit_at, unit - 1)
        offset = unit - self._before[passed]
        if passed and offset <= self._at[passed - 1]:
            msg = f"Offset {unit} lies inside a character."
            raise ValueError(msg)
        return offset


def _extra_bytes(character: str) -> int:
    point = ord(character)
    return 1 if point < 0x800 else 2 if point < 0x10000 else 3


def _inside(offset: int, length: int) -> int:
    if not 0 <= offset <= length:
        msg = f"Offset {offset} lies outside a text of length {length}."
        raise ValueError(msg)
    return offset
