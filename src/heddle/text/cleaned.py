r"""A text of another program cleaned for a study, with its old offsets still understood.

Programs count in the text as they hold it: with CR LF, a byte order mark, NULs. A study keeps
``\n`` and no marks (`units.clean`). Whoever imports stretches needs both at once.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from heddle.text.units import OffsetMap

_CHANGED = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]|\0|[\ud800-\udfff]")
_BOM = "\ufeff"
_REPLACEMENT = "\ufffd"


class Cleaned:
    r"""What `units.clean` makes of a text, without NULs, and the way from offsets in the old one.

    A lone surrogate, which JSON lets through and no file can hold, becomes U+FFFD.
    """

    def __init__(self, raw: str) -> None:
        """Clean `raw` once."""
        marks = len(raw) - len(raw.lstrip(_BOM))
        self.nuls = 0
        """NULs that were taken out."""
        self.broken = 0
        """Lone surrogates that were replaced."""
        self._gone = list(range(marks))
        """Where characters of the old text have none in the new one, rising."""
        pieces, at = [], marks
        for found in _CHANGED.finditer(raw, marks):
            pieces += [raw[at : found.start()], self._instead(found)]
            at = found.end()
        self.text = "".join([*pieces, raw[at:]])
        self._length = len(raw)
        self._raw = raw
        self._units: OffsetMap | None = None

    def _instead(self, found: re.Match[str]) -> str:
        what = found.group()
        if what == "\0":
            self.nuls += 1
            self._gone.append(found.start())
            return ""
        if "\ud800" <= what <= "\udfff":
            self.broken += 1
            return _REPLACEMENT
        if what == "\r\n":
            self._gone.append(found.start())
        return "\n"

    def at(self, offset: int, *, ends: bool = False) -> int | None:
        """Give the offset in `text` of a code point offset of the old text; None if outside it.

        Between CR and LF a stretch that begins or `ends` there has the line end in it.
        """
        if not 0 <= offset <= self._length:
            return None
        halves = ends and self._raw[offset - 1 : offset + 1] == "\r\n"
        return offset - bisect_left(self._gone, offset) + halves

    def at_utf16(self, offset: int, *, ends: bool = False) -> int | None:
        """Give the offset in `text` of a UTF-16 offset of the old text.

        None if it is outside it, or between the halves of one character.
        """
        if self._units is None:
            # A lone surrogate is one unit, and so is what takes its place here.
            self._units = OffsetMap(re.sub("[\ud800-\udfff]", _REPLACEMENT, self._raw))
        try:
            return self.at(self._units.from_utf16(offset), ends=ends)
        except ValueError:
            return None

    def stretch(self, start: int, end: int, *, utf16: bool = False) -> tuple[int, int] | None:
        """Give a stretch of the old text as one of `text`, the right way round.

        None where it lies outside the text, cuts a character, or has nothing left in it.
        """
        find = self.at_utf16 if utf16 else self.at
        first, last = find(min(start, end)), find(max(start, end), ends=True)
        if start == end or first is None or last is None or first >= last:
            return None
        return first, last
