"""The stretch of a source that is most like a quotation that is not in it.

For a person to look at, never for a program to act on. Words are compared without regard to
capitals and typography. Every word votes for where the quotation would begin; the stretch with
most votes is then compared word by word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import Match, SequenceMatcher, get_close_matches
from typing import NamedTuple

from heddle.text.folding import fold
from heddle.text.segment import tokens
from heddle.text.spans import Point, Span, words_of

_COMMON = 400
"""A word that occurs more often says little about the place, and is left out of the vote."""
_BUCKET = 16
"""Votes are gathered in stretches of so many words, so that small changes do not scatter them."""
_ENOUGH_VOTERS = 3
"""With fewer words in common, words that are merely alike ("recieve") vote too."""
_MOST_GUESSED = 12
"""Looking for words that are alike is slow, so only the first of a long quotation are tried."""
_MOST_WORDS = 600
"""Longer quotations are compared by their first words only, to keep a miss cheap."""


class Near(NamedTuple):
    """A stretch that is like a quotation, with both texts for a person to compare."""

    place: Span
    similarity: float
    """Twice the words in common (in order) divided by the words of both, from 0 to 1; where hardly
    a word is the same, words that are merely alike count too."""
    found: str
    wanted: str


class Nearest:
    """The words of one source, indexed by what they are."""

    def __init__(self, turns: Sequence[str]) -> None:
        """Index the words of `turns`."""
        self._turns = turns
        self._words: list[str] = []
        self._where: list[tuple[int, int, int]] = []
        self._index: defaultdict[str, list[int]] = defaultdict(list)
        for i, turn in enumerate(turns):
            for start, end, word in tokens(turn):
                if word:
                    plain = _plain(turn[start:end])
                    self._index[plain].append(len(self._words))
                    self._words.append(plain)
                    self._where.append((i, start, end))

    def find(self, words: str, within: range | None = None) -> Near | None:
        """Give the most similar stretch, or None if not one word is like any of the source."""
        wanted = [_plain(words[start:end]) for start, end, word in tokens(words) if word]
        wanted = wanted[:_MOST_WORDS]
        if sum(word in self._index for word in wanted) < _ENOUGH_VOTERS:
            wanted[:_MOST_GUESSED] = [self._known(word) for word in wanted[:_MOST_GUESSED]]
        begins = self._votes(wanted, within)
        best: tuple[float, int, int] | None = None
        for begin in begins:
            first = max(0, begin - _BUCKET)
            window = self._words[first : begin + len(wanted) + 2 * _BUCKET]
            blocks = _common(wanted, window)
            if blocks:
                start, end = self._extent(blocks, len(wanted), first)
                common = sum(block.size for block in blocks)
                similarity = 2 * common / (len(wanted) + end - start)
                if best is None or similarity > best[0]:
                    best = (similarity, start, end)
        if best is None:
            return None
        similarity, start, end = best
        place = self._place(start, end)
        return Near(place, similarity, words_of(self._turns, place), words.strip())

    def _extent(self, blocks: Sequence[Match], wanted: int, first: int) -> tuple[int, int]:
        """Give the words [start, end) that face the quotation.

        Words of the quotation before the first common one face as many words of the source, but
        only of the same turn: they may be a speaker's label. The same holds behind the last.
        """
        start, end = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size
        for _ in range(blocks[0].a):
            if start and self._where[start - 1][0] == self._where[start][0]:
                start -= 1
        for _ in range(wanted - blocks[-1].a - blocks[-1].size):
            if end < len(self._where) and self._where[end][0] == self._where[end - 1][0]:
                end += 1
        return start, end

    def _place(self, start: int, end: int) -> Span:
        """Give the span of words [start, end), with the punctuation that closes the last."""
        first, (turn, _, stop) = self._where[start], self._where[end - 1]
        text = self._turns[turn]
        while stop < len(text) and not (text[stop].isspace() or text[stop].isalnum()):
            stop += 1
        return Span(Point(first[0], first[1]), Point(turn, stop))

    def _known(self, word: str) -> str:
        """Take a word that the source does not hold for the one most like it, if any."""
        if word in self._index:
            return word
        close = get_close_matches(word, self._index, n=1, cutoff=0.8) if len(word) > 3 else []
        return close[0] if close else ""

    def _votes(self, wanted: Sequence[str], within: range | None) -> list[int]:
        """Give up to three places where the quotation may begin, most voted first."""
        places = [self._index.get(word, []) for word in wanted]
        commonest = max(_COMMON, min((len(at) for at in places if at), default=0))
        votes: Counter[int] = Counter()
        for k, at in enumerate(places):
            if len(at) <= commonest:
                for place in at:
                    if within is None or self._where[place][0] in within:
                        votes[max(0, place - k) // _BUCKET] += 1
        return [bucket * _BUCKET for bucket, _ in votes.most_common(3)]


def _common(wanted: Sequence[str], window: Sequence[str]) -> list[Match]:
    """Give the runs of words that both have in common, in order."""
    matcher = SequenceMatcher(None, wanted, window, autojunk=False)
    return [block for block in matcher.get_matching_blocks() if block.size]


def _plain(word: str) -> str:
    return fold(word).casefold()
