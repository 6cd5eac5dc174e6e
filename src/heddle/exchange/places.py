"""Where a program's numbers point in a text: decided by the words it kept, not believed.

Programs count in code points or in UTF-16 units, and a line end CR LF as one or as two; some do
both in one file (what was coded by hand counts in one way, what was coded by a search in the
other). Where a program keeps the words beside the numbers, the words decide, one mark at a time;
a mark without words is read as most of its text is, by this call or an earlier one.

Offsets that go out are code points of `Places.text`, whose lines end in a line feed; ends are
exclusive.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

_FORGIVEN = (("\u2028", "\n"), ("\u2029", "\n"), ("\u00a0", " "))
"""What a text widget gives back in other signs than it was given; one for one."""
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_PAIR = re.compile("\r\n")
_NEAR = 2_000
"""Code points around a mark in which its words are still taken for the same place."""

Verdict = Literal["plain", "proved", "moved", "unlike", "outside", "empty"]
"""How a mark was placed: only one way to count; the words agree; the words are close by and
decided; the words agree with no way of counting; it lies outside the text; it is of no length."""


class Count(msgspec.Struct, frozen=True):
    """A way to count the signs of a text."""

    utf16: bool = False
    """UTF-16 units instead of code points."""
    joined: bool = False
    """CR LF counts as one."""


class Mark(msgspec.Struct):
    """A stretch as a program gives it, with the words it kept of it ("" for none)."""

    start: int
    end: int
    words: str = ""


class Place(msgspec.Struct):
    """Where a mark is."""

    start: int
    end: int
    verdict: Verdict

    @property
    def there(self) -> bool:
        """Whether it is on any words at all."""
        return self.verdict not in ("outside", "empty")


class Places:
    """A text, and where numbers counted in one way or another point in it."""

    def __init__(self, raw: str) -> None:
        """Scan the text as the program keeps it; `text` is what it is here."""
        self._raw = raw
        self.text = lines_fed(raw)
        self._forgiving = _forgiving(self.text)
        pairs = [found.start() + 1 for found in _PAIR.finditer(raw)]
        self._pairs = pairs
        fed = _wide(self.text)
        self._wide = {True: fed, False: _wide(raw) if pairs else fed}
        utf16 = (False, True) if self._wide[True] else (False,)
        joined = (True, False) if pairs else (True,)
        self.counts = [Count(utf16=u, joined=j) for u, j in itertools.product(utf16, joined)]
        """The ways of counting that differ on this text, the plainest first."""
        self._usual: tuple[Count, ...] = ()
        """How most marks so far were counted, where their words said so."""
        last = {len(raw), len(self.text)}
        self.sizes = last | {size - 1 for size in last}
        """Ends that are meant for the end of the text."""

    def point(self, offset: int, count: Count) -> int:
        """Return where an offset is in `text`; it may lie outside."""
        if count.utf16:
            offset -= bisect_left(self._wide[count.joined], offset)
        if self._pairs and not count.joined:
            offset -= bisect_left(self._pairs, offset)
        return offset

    def settle(self, marks: Sequence[Mark], prior: Sequence[Count] = ()) -> list[Place]:
        """Place marks by their words, and those without words as most of the others.

        Args:
            marks: All marks of the text.
            prior: The ways of counting to believe first where words decide nothing.
        """
        prior = (*self._usual, *prior)
        counts = sorted(self.counts, key=lambda each: _rank(each, prior))
        if len(counts) == 1:
            return [self._only(mark, counts[0]) for mark in marks]
        proofs = [[each for each in counts if self._proved(mark, each)] for mark in marks]
        votes = Counter(each for proof in proofs if 0 < len(proof) < len(counts) for each in proof)
        counts.sort(key=lambda each: -votes[each])
        if votes:
            self._usual = (counts[0],)
        return [
            self._placed(mark, max(proof, key=lambda each: votes[each], default=None), counts[0])
            for mark, proof in zip(marks, proofs, strict=True)
        ]

    def _only(self, mark: Mark, count: Count) -> Place:
        if mark.words and not self._proved(mark, count):
            return self._searched(mark, count)
        return self._at(mark, count, "proved" if mark.words else "plain")

    def _placed(self, mark: Mark, proved: Count | None, usual: Count) -> Place:
        if proved is not None:
            return self._at(mark, proved, "proved")
        return self._searched(mark, usual) if mark.words else self._at(mark, usual, "plain")

    def _proved(self, mark: Mark, count: Count) -> bool:
        if not mark.words:
            return False
        start, end = sorted((self.point(mark.start, count), self.point(mark.end, count)))
        words = lines_fed(mark.words)
        return (
            start >= 0
            and end - start == len(words)
            and self._forgiving[start:end] == _forgiving(words)
        )

    def _searched(self, mark: Mark, count: Count) -> Place:
        """Look for the words close to where the numbers point."""
        words = _forgiving(lines_fed(mark.words))
        start = min(max(0, self.point(mark.start, count)), len(self.text))
        near = _NEAR + 2 * len(self._wide[True]) + len(self._pairs)
        after = self._forgiving.find(words, start, start + near + len(words))
        before = self._forgiving.rfind(words, max(0, start - near), start + len(words))
        found = [at for at in (after, before) if at >= 0]
        if not found:
            return self._at(mark, count, "unlike")
        at = min(found, key=lambda each: abs(each - start))
        return Place(at, at + len(words), "moved")

    def _at(self, mark: Mark, count: Count, verdict: Verdict) -> Place:
        start, end = sorted((self.point(mark.start, count), self.point(mark.end, count)))
        size = len(self.text)
        if start == end:
            verdict = "empty"
        elif end <= 0 or start >= size:
            verdict = "outside"
        return Place(min(max(0, start), size), min(max(0, end), size), verdict)


def lines_fed(text: str) -> str:
    """Return a text with its lines ending in a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _forgiving(text: str) -> str:
    for one, other in _FORGIVEN:
        text = text.replace(one, other)
    return text


def _wide(text: str) -> list[int]:
    """Return where, in UTF-16 units, the signs of two units begin."""
    if text.isascii():
        return []
    return [found.start() + before for before, found in enumerate(_WIDE.finditer(text))]


def _rank(count: Count, prior: Sequence[Count]) -> int:
    return prior.index(count) if count in prior else len(prior)
