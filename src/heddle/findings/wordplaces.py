"""Where the words of the talk are, so that the words of any stretch can be counted at once.

A word is what `text.units.words` counts: a run without white space that holds a letter or digit,
here from its first letter or digit to its last. A stretch has a word if it has any of that.
"""

from __future__ import annotations

import re
import threading
import weakref
from typing import Final, NamedTuple

import numpy as np
import sqlalchemy as sa

from heddle.findings.corpus import Corpus, Count, Turns
from heddle.log.view import View
from heddle.study.columns import tuples
from heddle.study.sources import Turn

_WORD: Final = re.compile(r"[^\W_](?:\S*[^\W_])?")


class WordPlaces(NamedTuple):
    """Words of all sources in one row: source by source, in reading order."""

    base: Count
    """What to add to a place in each source."""
    start: Count
    end: Count

    def span(self, source: Count, start: Count, end: Count) -> tuple[Count, Count]:
        """Return the first word of each stretch, and the one after its last."""
        first = np.searchsorted(self.end, start + self.base[source], side="right")
        last = np.searchsorted(self.start, end + self.base[source], side="left")
        return first.astype(np.int64), np.maximum(first, last).astype(np.int64)


_kept: weakref.WeakKeyDictionary[sa.Engine, tuple[Turns, WordPlaces]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def word_places(view: View, found: Corpus) -> WordPlaces:
    """Return where the words of a corpus are; read once for its talk. No word itself is kept."""
    with _lock:
        known = _kept.get(view.connection.engine)
        if known is not None and known[0] is found.turns:
            return known[1]
        made = _read(view, found)
        _kept[view.connection.engine] = found.turns, made
        return made


def _read(view: View, found: Corpus) -> WordPlaces:
    turns = found.turns
    sizes = np.zeros(len(found.sources) + 1, dtype=np.int64)
    if len(turns):
        np.maximum.at(sizes, turns.source + 1, turns.end + 1)
    base = np.cumsum(sizes)
    t = view.table(Turn).c
    starts: list[int] = []
    ends: list[int] = []
    texts = dict(tuples(view, sa.select(t.id, t.text)))
    at = (turns.start + base[turns.source]).tolist() if len(turns) else []
    for turn, offset in zip(turns.id, at, strict=True):
        for word in _WORD.finditer(texts[turn]):
            starts.append(offset + word.start())
            ends.append(offset + word.end())
    return WordPlaces(base, np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))
