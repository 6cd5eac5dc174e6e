"""Hyphens at the end of a printed row: part of the word, or made by the printer?

The document itself is the dictionary. "non-" + "linear" loses its hyphen if "nonlinear" is
printed elsewhere in one piece, keeps it if "non-linear" is; if neither is, the habit of the
document decides: does it divide words at row ends, as books do, or not, as most transcripts?
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from heddle.exchange.rows import Row

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LAST = re.compile(r"([^\W_]+(?:['’-][^\W_]+)*)-$")
_FIRST = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class Hyphens:
    """Joins rows of one document, knowing the words that its other rows print."""

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self.dropped = 0
        self.kept = 0
        self._words: Counter[str] = Counter()
        for row in rows:
            self._words.update(word.lower() for word in _WORD.findall(_whole_words(row.text)))
        self._divides = self._habit(rows)

    def _habit(self, rows: list[Row]) -> bool:
        """Tell whether words are divided here: more proofs for it than against it."""
        balance = 0
        for row, after in pairwise(rows):
            balance += {False: 1, True: -1, None: 0}[self._proof(row.text, after.text)]
        return balance > 0

    def _proof(self, text: str, after: str) -> bool | None:
        """Tell whether other rows prove the hyphen between two rows (None: no proof)."""
        before, behind = (word.lower() for word in _halves(text, after))
        joined, hyphened = self._words[before + behind], self._words[f"{before}-{behind}"]
        return None if not behind or joined == hyphened else hyphened > joined

    def join(self, texts: Iterable[str]) -> str:
        """Join the rows of one paragraph, with a space where words end."""
        parts: list[str] = []
        for text in texts:
            if parts:
                last, space = self._seam(parts[-1], text)
                parts[-1] = last + space
            parts.append(text)
        return "".join(parts)

    def _seam(self, text: str, after: str) -> tuple[str, str]:
        """Give a row as it is to stand before the next, and what goes between them."""
        if text.endswith("\u00ad"):
            self.dropped += 1
            return text[:-1], ""  # a soft hyphen exists only to divide a word
        before, behind = _halves(text, after)
        if not behind:
            return text, "" if text.endswith(("—", "/")) else " "
        proof = self._proof(text, after)
        divided = self._divides and behind[0].islower() and not before[-1].isdigit()
        if proof if proof is not None else not divided:
            self.kept += 1
            return text, ""
        self.dropped += 1
        return text[:-1], ""


def _whole_words(text: str) -> str:
    """Give a row without a word that its end cuts off."""
    return text.rpartition(" ")[0] if text.endswith(("-", "\u00ad")) else text


def _halves(text: str, after: str) -> tuple[str, str]:
    """Give the words before and behind a hyphen at a row's end, or nothing twice."""
    if not text.endswith("-"):
        return "", ""
    last, first = _LAST.search(text[-80:]), _FIRST.match(after)
    return (last[1], first[0]) if last and first else ("", "")
