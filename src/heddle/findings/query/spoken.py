"""Words in the talk: the index says in which turns, reading them says where.

A word is a run of letters and digits with the accents that stand on them; what stands between
two words of a phrase (spaces, marks, line ends) does not count. The same words are found on
SQLite and PostgreSQL, because the index only proposes turns. Where it proposes many, the places of
all words are asked (`concordance`), and no turn is read.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from heddle.analysis import stretch_sets
from heddle.analysis.stretch_sets import Stretches
from heddle.findings.corpus import Corpus
from heddle.findings.query.concordance import Concordance, Said, concordance, known
from heddle.findings.query.line import line_of
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.store import search
from heddle.study.query.language import Near, Words
from heddle.study.sources import Turn
from heddle.text.plain_letters import plain, plain_with_places

FEW: Final = 2_000
"""So many turns are read for a query at most; where more are proposed, the concordance is asked."""
_MARKS: Final = "\u0300-\u036f"
_LETTER: Final = rf"(?:[^\W_]|[{_MARKS}])"
_WORD: Final = re.compile(f"{_LETTER}+")
_BETWEEN: Final = rf"(?:(?![{_MARKS}])[\W_])+"
_BEGIN: Final = rf"(?<![^\W_])(?<![{_MARKS}])"
_END: Final = f"(?!{_LETTER})"


def pattern(words: Words) -> re.Pattern[str]:
    """Return what finds words in a text (folded words: in a folded text)."""
    text = plain(words.text) if words.folded else words.text
    inside = _BETWEEN.join(re.escape(word) for word in _WORD.findall(text))
    rest = f"{_LETTER}*" if words.text.endswith("*") else ""
    return re.compile(_BEGIN + inside + rest + _END, re.IGNORECASE)


def spoken(view: View, corpus: Corpus, words: Words) -> Stretches:
    """Return where words were said; words that were withdrawn are said no more."""
    proposed = _proposed(view, corpus, words)
    if proposed is None:
        return _said(concordance(view, corpus), words).at
    look = pattern(words)
    at, starts, ends = line_of(corpus).at, [], []
    for turn, text in proposed:
        begin = int(at[turn])
        for start, end in _places(text, look, folded=words.folded):
            starts.append(begin + start)
            ends.append(begin + end)
    return stretch_sets.of(np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))


def near(view: View, corpus: Corpus, query: Near) -> Stretches:
    """Return stretches from one word or phrase to another with few words between them."""
    proposed = _proposed(view, corpus, query.left, query.right)
    if proposed is None:
        book = concordance(view, corpus)
        left, right = _said(book, query.left), _said(book, query.right)
        return stretch_sets.of(*book.near(left, right, query.gap))
    looks = [(pattern(words), words.folded) for words in (query.left, query.right)]
    at, starts, ends = line_of(corpus).at, [], []
    for turn, text in proposed:
        begin = int(at[turn])
        one, other = (list(_places(text, look, folded=folded)) for look, folded in looks)
        if not one or not other:
            continue
        begins = [word.start() for word in _WORD.finditer(text)]
        for a in one:
            for b in other:
                first, second = min(a, b), max(a, b)
                between = bisect_left(begins, second[0]) - bisect_left(begins, first[1])
                if first[1] <= second[0] and between <= query.gap:
                    starts.append(begin + first[0])
                    ends.append(begin + second[1])
    return stretch_sets.of(np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))


def _said(book: Concordance, words: Words) -> Said:
    parts = _WORD.findall(plain(words.text) if words.folded else words.text)
    open_end = "*" if words.text.endswith("*") else ""
    looks = [pattern(Words(part)) for part in parts[:-1]]
    looks += [pattern(Words(part + open_end)) for part in parts[-1:]]
    return book.said(looks, folded=words.folded)


def _proposed(view: View, corpus: Corpus, *wanted: Words) -> Iterator[tuple[int, str]] | None:
    """Return turns (index, text) that may hold all of some words; None: ask the concordance.

    That is so where the turns are many, or the concordance is there already.
    """
    terms = [
        search.Term(
            _WORD.findall(plain(words.text) if words.folded else words.text),
            prefix=words.text.endswith("*"),
            folded=words.folded,
        )
        for words in wanted
    ]
    if not all(term.words for term in terms):
        return iter(())
    if not isinstance(view, Workspace):
        book = known(view, corpus)
        if book is None and search.more_than(view.connection, view.schema, Turn, terms, FEW):
            book = concordance(view, corpus)
        if book is not None and (book.folds or not any(words.folded for words in wanted)):
            return None
    return _turns(corpus, search.texts(view.connection, view.schema, Turn, "text", terms))


def _turns(corpus: Corpus, found: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    withdrawn = corpus.turns.withdrawn
    for record, text in found:
        turn = corpus.turn_at.get(record, -1)
        if turn >= 0 and not withdrawn[turn]:
            yield turn, text


def _places(text: str, look: re.Pattern[str], *, folded: bool) -> Iterator[tuple[int, int]]:
    if not folded:
        yield from (found.span() for found in look.finditer(text))
        return
    flat, places = plain_with_places(text)
    for found in look.finditer(flat):
        # The last letter may have folded to two, and marks may stand on it: they belong to it.
        end = places[found.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        yield places[found.start()], end
