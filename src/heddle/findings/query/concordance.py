"""Where each word of the talk is said: kept in memory, so that a common word is found at once.

The index of the database proposes turns, which must then be read; for a word that is said hundreds
of thousands of times that takes seconds. Here are the places of all words, four bytes each and four
more for their order by word, with the list of different words; made at the first question for
a common word, and anew when the talk has changed. Talk that was withdrawn is not in it.

A word is a run of letters and digits with the accents that stand on them (`spoken.pattern`), as
a whole: so a phrase is words of one turn that follow each other.
"""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from heddle.analysis.stretch_sets import Places, Stretches
from heddle.findings.corpus import Corpus, Truth, Turns
from heddle.findings.query.line import line_of
from heddle.log.view import View
from heddle.study.columns import tuples
from heddle.study.sources import Turn
from heddle.text.plain_letters import plain_with_places

Small = npt.NDArray[np.int32]

_RUN: Final = re.compile("[\\w\u0300-\u036f]+")
_MARKS: Final = range(0x300, 0x370)
_UNKNOWN: Final = 2
_HALF: Final = 1 << 16
_HALF_BITS: Final = 16


class Said(NamedTuple):
    """Where a word or phrase is said, in reading order; words are numbered in that order too."""

    first: Places
    """Its first word."""
    last: Places
    """Its last word, included."""
    at: Stretches


class Concordance:
    """The places of all words of a corpus on its line of talk."""

    def __init__(
        self, words: list[str], between: list[str], start: Small, which: Small, begins: Places
    ) -> None:
        """Take what `_read` made; see `concordance` for how to get one.

        Args:
            words: the different words.
            between: the different characters that are of no word.
            start: where each word said begins on the line, in reading order.
            which: which of the different words each of them is.
            begins: the number of the first word said of each turn.
        """
        self._words = words
        self._start = start
        self._order = _order(which)
        self._begins = begins
        self._size = np.array([len(word) for word in words], dtype=np.int32)
        self._until: Places = np.zeros(len(words) + 1, dtype=np.int64)

        np.cumsum(np.bincount(which, minlength=len(words)), out=self._until[1:])
        self._between = between

    @cached_property
    def folds(self) -> bool:
        """Whether words can be compared folded: folding neither parts nor joins any of them."""
        return all(_stands(sign) for sign in self._between) and all(
            _folds(word) for word in self._words if not word.isascii()
        )

    @cached_property
    def _spelled(self) -> _List:
        return _List(self._words)

    @cached_property
    def _folded(self) -> _List:
        return _List([plain_with_places(word)[0] for word in self._words])

    def said(self, looks: Sequence[re.Pattern[str]], *, folded: bool) -> Said:
        """Return where words follow each other in a turn; each pattern is of one whole word."""
        words = self._folded if folded else self._spelled
        first, end = self._places(words.like(looks[0]))
        last = first
        for look in looks[1:]:
            following, ends = self._places(words.like(look))
            at = np.searchsorted(following, last + 1)
            keep = at < len(following)
            keep[keep] = following[at[keep]] == last[keep] + 1
            first, last, end = first[keep], last[keep] + 1, ends[at[keep]]
        if len(looks) > 1:
            keep = self._turn(first) == self._turn(last)
            keep[keep] = _apart(first[keep], len(looks))
            first, last, end = first[keep], last[keep], end[keep]
        return Said(first, last, Stretches(self._start[first].astype(np.int64), end))

    def near(self, one: Said, other: Said, gap: int) -> Stretches:
        """Return from where to where one is said before or after the other in the same turn.

        At most `gap` words stand between them. Not in order, and some may be there twice.
        """
        starts, ends = [], []
        for before, after in ((one, other), (other, one)):
            begin = np.searchsorted(after.first, before.last, "right")
            stop = np.searchsorted(after.first, before.last + gap + 1, "right")
            counts = stop - begin
            row = np.repeat(np.arange(len(counts)), counts)
            within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
            place = begin[row] + within
            same = self._turn(before.last[row]) == self._turn(after.first[place])
            starts.append(before.at.start[row[same]])
            ends.append(after.at.end[place[same]])
        return Stretches(np.concatenate(starts), np.concatenate(ends))

    def _turn(self, words: Places) -> Places:
        return np.asarray(np.searchsorted(self._begins, words, "right"), dtype=np.int64)

    def _places(self, words: list[int]) -> tuple[Places, Places]:
        """Return where any of some words are said: their numbers in order, and where they end."""
        parts = [self._order[self._until[word] : self._until[word + 1]] for word in words]
        if not parts:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        numbers = np.concatenate(parts)
        sizes = np.repeat(self._size[words], [len(part) for part in parts])
        if len(parts) > 1:
            turned = np.argsort(numbers, kind="stable")
            numbers, sizes = numbers[turned], sizes[turned]
        ends = (self._start[numbers] + sizes).astype(np.int64)
        return numbers.astype(np.int64), ends


class _List:
    """Words to look through with a pattern."""

    def __init__(self, words: list[str]) -> None:
        self._text = "\n".join(words)
        sizes = np.array([len(word) + 1 for word in words], dtype=np.int64)
        self._at: Places = np.cumsum(sizes) - sizes

    def like(self, look: re.Pattern[str]) -> list[int]:
        """Return which words a pattern finds."""
        places = [found.start() for found in look.finditer(self._text)]
        numbers: list[int] = (np.searchsorted(self._at, places, "right") - 1).tolist()
        return numbers


def _folds(word: str) -> bool:
    flat, places = plain_with_places(word)
    return bool(_RUN.fullmatch(flat)) and places[0] == 0 and "_" not in flat


def _stands(sign: str) -> bool:
    """Tell whether what stands between words stands between them folded, too."""
    flat = plain_with_places(sign)[0]
    return bool(flat) and not _RUN.search(flat.replace("_", " "))


def _apart(first: Places, size: int) -> Truth:
    """Tell which phrases to take, reading on after the end of each: “no no” in “no no no” once."""
    keep = np.ones(len(first), dtype=np.bool_)
    if not len(first) or int(np.diff(first).min(initial=size)) >= size:
        return keep
    reached = -1
    for at, number in enumerate(first.tolist()):
        keep[at] = number >= reached
        if number >= reached:
            reached = number + size
    return keep


# Reading the talk.


class _Numbers(dict[str, int]):
    """Words, each with its number; a new one gets the next."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


_kept: weakref.WeakKeyDictionary[sa.Engine, tuple[Turns, Concordance]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def concordance(view: View, corpus: Corpus) -> Concordance:
    """Return the concordance of a corpus; kept for its talk."""
    with _lock:
        made = known(view, corpus)
        if made is None:
            _kept.pop(view.connection.engine, None)
            made = _read(view, corpus)
            _kept[view.connection.engine] = corpus.turns, made
        return made


def known(view: View, corpus: Corpus) -> Concordance | None:
    """Return the concordance of a corpus if it was made already."""
    turns, made = _kept.get(view.connection.engine, (None, None))
    return made if turns is corpus.turns else None


def _read(view: View, corpus: Corpus) -> Concordance:
    turns, line, numbers, letters = corpus.turns, line_of(corpus), _Numbers(), _Letters()
    starts: list[Small] = []
    which: list[Small] = []
    said = np.zeros(len(turns) + 1, dtype=np.int64)
    for begin, stop, texts in _sources(view, corpus):
        text = "\n".join(texts)
        sizes = np.array([len(one) + 1 for one in texts], dtype=np.int64)
        joined = np.cumsum(sizes) - sizes
        start = letters.words(text)
        turn = np.searchsorted(joined, start, "right") - 1
        starts.append((start - joined[turn] + line.at[begin:stop][turn]).astype(np.int32))
        found = map(numbers.__getitem__, _RUN.findall(text.replace("_", " ")))
        which.append(np.fromiter(found, np.int32, len(start)))
        said[begin + 1 : stop + 1] = np.bincount(turn, minlength=stop - begin)
    words = np.concatenate(which) if which else np.zeros(0, dtype=np.int32)
    return Concordance(
        list(numbers),
        letters.others(),
        np.concatenate(starts) if starts else words,
        words,
        np.cumsum(said)[:-1],
    )


def _sources(view: View, corpus: Corpus) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the texts of the turns of each source; those of withdrawn turns are empty."""
    turns, t = corpus.turns, view.table(Turn).c
    for at, source in enumerate(corpus.sources):
        begin, stop = np.searchsorted(turns.source, [at, at + 1]).tolist()
        if begin == stop:
            continue
        texts = dict(tuples(view, sa.select(t.id, t.text).where(t.source == source.id)))
        gone = turns.withdrawn[begin:stop].tolist()
        yield (
            begin,
            stop,
            [
                "" if hidden else texts.get(turn, "")
                for turn, hidden in zip(turns.id[begin:stop], gone, strict=True)
            ],
        )


class _Letters:
    """Which characters are of words; learnt as they come."""

    def __init__(self) -> None:
        self._known = np.full(0x110000, _UNKNOWN, dtype=np.uint8)

    def others(self) -> list[str]:
        """Return the characters that came and are of no word."""
        return [chr(point) for point in np.flatnonzero(self._known == 0).tolist()]

    def words(self, text: str) -> Places:
        """Return where the words of a text begin."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        there = self._known[points]
        if (there == _UNKNOWN).any():
            for point in np.unique(points[there == _UNKNOWN]).tolist():
                self._known[point] = chr(point).isalnum() or point in _MARKS
            there = self._known[points]
        begins = np.flatnonzero(there[1:] > there[:-1]) + 1
        return np.concatenate([[0], begins]) if len(there) and there[0] else begins


def _order(words: Small) -> Small:
    """Return the places of an array sorted by its values, stable: by halves, which is fast."""
    order = np.argsort((words & (_HALF - 1)).astype(np.uint16), kind="stable").astype(np.int32)
    if not len(words) or int(words.max()) < _HALF:
        return order
    high = (words >> _HALF_BITS).astype(np.uint16)[order]
    return order[np.argsort(high, kind="stable")]
