"""What changed in a corrected turn, and where a coding in it belongs now.

`edit` finds the splices between the old and the new text of one turn; `move` carries a stretch
of the old text over to the new one. Words are compared first and characters second, so that a
span keeps whole words. Anchors are words that occur once on both sides (the idea of "patience
diff", Bram Cohen): a word of which there is only one is never taken for another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"\w+|\W")
_EXACT_UP_TO = 250_000
"""Largest product of token counts for which every word is weighed; beyond it, frequent words
are no anchors (difflib's "autojunk"), which keeps a wholly rewritten turn below a second."""


class Splice(NamedTuple):
    """Replace code points [start, end) of the old text by `text`."""

    start: int
    end: int
    text: str


class Moved(NamedTuple):
    """Where a stretch of the old text is in the new one."""

    start: int
    end: int
    gone: bool
    """True when it had words and none of them is left: start and end are equal then."""


def edit(old: str, new: str) -> list[Splice]:
    """Give the splices that turn `old` into `new`, in order, none touching another.

    Whole words are kept wherever possible. Within a changed word only the changed letters are
    spliced, but letters added at a word's edge count as a change of that word ("the" to "then"
    replaces "e"), so that a span on the word takes them in.
    """
    if old == new:
        return []
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    at_old, at_new = _starts(before), _starts(after)
    splices: list[Splice] = []
    for a0, a1, b0, b1 in _unmatched(before, after):
        gap = Splice(at_old[a0], at_old[a1], new[at_new[b0] : at_new[b1]])
        splices.append(_tighten(old, gap))
    return splices


def apply(text: str, splices: Iterable[Splice]) -> str:
    """Carry out `splices` (in order, in offsets of `text`) and return the new text."""
    parts: list[str] = []
    done = 0
    for start, end, insert in splices:
        parts += (text[done:start], insert)
        done = end
    return "".join((*parts, text[done:]))


def move(start: int, end: int, splices: Iterable[Splice]) -> Moved:
    """Carry the stretch [start, end) of the old text over to the new text.

    It grows and shrinks with changes inside it and takes in a replacement of words that are all
    its own. At its borders it sticks to its words: an insertion there stays outside, and so does
    the text that replaces words on both sides of a border, since nobody can say whose it is.
    """
    splices = list(splices)
    to = move_end(end, splices)
    if start >= end:
        return Moved(to, to, gone=False)
    begin = min(move_start(start, splices), to)
    return Moved(begin, to, gone=begin == to)


def move_start(offset: int, splices: Iterable[Splice]) -> int:
    """Carry the start of a stretch over: it stays before the word that follows it."""
    shift = 0
    for start, end, text in splices:
        if end <= offset:
            shift += len(text) - (end - start)
        elif start < offset:
            return start + shift + len(text)
        else:
            break
    return offset + shift


def move_end(offset: int, splices: Iterable[Splice]) -> int:
    """Carry the end of a stretch over: it stays behind the word that precedes it."""
    shift = 0
    for start, end, text in splices:
        if start >= offset:
            break
        if end > offset:
            return start + shift
        shift += len(text) - (end - start)
    return offset + shift


def _starts(tokens: Sequence[str]) -> list[int]:
    """Give the offset of each token, and the length of the whole at the end."""
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _tighten(old: str, gap: Splice) -> Splice:
    """Leave the letters that both sides share at the ends out of a splice."""
    start, end, text = gap
    if start == end or not text:
        return gap
    was = old[start:end]
    head = _shared(was, text)
    tail = _shared(was[head:][::-1], text[head:][::-1])
    if head + tail == len(was):
        # Nothing was taken away: if letters were added at an edge of the word, let them belong
        # to the letter beside them, or a span on the word would lose its new end.
        if tail == 0:
            head -= 1
        elif head == 0:
            tail -= 1
    return Splice(start + head, end - tail, text[head : len(text) - tail])


def _shared(one: str, other: str) -> int:
    """Count the characters with which both texts begin."""
    for i, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return i
    return min(len(one), len(other))


_Gap = tuple[int, int, int, int]
"""Tokens [a0, a1) of the old text stand where tokens [b0, b1) of the new text stand."""


def _unmatched(before: Sequence[str], after: Sequence[str]) -> Iterator[_Gap]:
    """Yield the gaps between matching tokens, in order, never two side by side."""
    todo: list[tuple[_Gap, bool]] = [((0, len(before), 0, len(after)), True)]
    while todo:
        gap, divisible = todo.pop()
        a0, a1, b0, b1 = _trim(before, after, gap)
        if a0 == a1 or b0 == b1 or not divisible:
            if a0 < a1 or b0 < b1:
                yield a0, a1, b0, b1
            continue
        gap = (a0, a1, b0, b1)
        anchors = _anchors(before, after, gap)
        # Gaps between anchors may have new anchors of their own; those that difflib leaves have
        # nothing in common that it could find.
        parts = _between(anchors, gap) if anchors else _compare(before, after, gap)
        todo.extend((part, bool(anchors)) for part in reversed(parts))


def _trim(before: Sequence[str], after: Sequence[str], gap: _Gap) -> _Gap:
    a0, a1, b0, b1 = gap
    while a0 < a1 and b0 < b1 and before[a0] == after[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and before[a1 - 1] == after[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    return a0, a1, b0, b1


def _anchors(before: Sequence[str], after: Sequence[str], gap: _Gap) -> list[tuple[int, int]]:
    """Find tokens that occur once on both sides, the longest run of them in the same order.

    Words go before spaces and marks: a space is no reason to tear a word from its place.
    """
    a0, a1, b0, b1 = gap
    here, there = _only(before, a0, a1), _only(after, b0, b1)
    pairs = [(i, there[token]) for token, i in here.items() if there.get(token, -1) >= 0 <= i]
    words = [(i, j) for i, j in pairs if before[i][0].isalnum()]
    return _longest_rise(sorted(words or pairs))


def _only(tokens: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Give each token's place, or -1 where it occurs more than once."""
    places: dict[str, int] = {}
    for i in range(start, end):
        places[tokens[i]] = -1 if tokens[i] in places else i
    return places


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest subsequence whose second numbers rise (patience sorting)."""
    tops: list[int] = []
    holders: list[int] = []
    previous: list[int] = []
    for k, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        previous.append(holders[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            holders.append(k)
        else:
            tops[pile], holders[pile] = j, k
    rise: list[tuple[int, int]] = []
    k = holders[-1] if holders else -1
    while k >= 0:
        rise.append(pairs[k])
        k = previous[k]
    return rise[::-1]


def _between(anchors: Iterable[tuple[int, int]], gap: _Gap) -> list[_Gap]:
    a0, a1, b0, b1 = gap
    parts: list[_Gap] = []
    for i, j in anchors:
        parts.append((a0, i, b0, j))
        a0, b0 = i + 1, j + 1
    return [*parts, (a0, a1, b0, b1)]


def _compare(before: Sequence[str], after: Sequence[str], gap: _Gap) -> list[_Gap]:
    """Let difflib match what holds no unique token."""
    a0, a1, b0, b1 = gap
    small = (a1 - a0) * (b1 - b0) <= _EXACT_UP_TO
    matcher = SequenceMatcher(None, before[a0:a1], after[b0:b1], autojunk=not small)
    return [
        (a0 + i0, a0 + i1, b0 + j0, b0 + j1)
        for tag, i0, i1, j0, j1 in matcher.get_opcodes()
        if tag != "equal"
    ]
