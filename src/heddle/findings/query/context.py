"""Words in context: each stretch with the words to its left and right, sorted by either side."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from heddle.analysis.stretch_sets import Stretches
from heddle.findings.query.found import Counts, Search
from heddle.findings.query.hits import Place
from heddle.findings.query.texts import Texts
from heddle.log.view import View
from heddle.study.query.naming import to_show
from heddle.study.rules import refuse

Sorting = Literal["place", "left", "right", "words"]
MOST: Final = 20_000
"""So many lines are sorted at most."""
_LONGEST: Final = 200
_LETTERS: Final = 24
"""Characters a word of context has at most, on average: so far is read on each side."""


class Line(msgspec.Struct, kw_only=True):
    """A stretch in its line of talk."""

    place: Place
    source: str
    number: int
    speaker: str
    left: str
    words: str
    right: str


class Context(msgspec.Struct, kw_only=True):
    """One page of lines."""

    query: str
    counts: Counts
    offset: int
    lines: list[Line]
    seq: int


def in_context(
    view: View,
    query: str,
    *,
    words: int = 10,
    sort: Sorting = "place",
    team: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> Context:
    """Return what a query finds with `words` words of the same turns on each side.

    Sorted by the words to the left the nearest word counts first. Case does not count.

    Raises:
        Refused: there are more than MOST lines to sort by their words.
    """
    search = Search(view, query, team=team)
    part = search.stretches
    sorted_by_words = sort != "place"
    if sorted_by_words and len(part.start) > MOST:
        refuse(
            f"There are {len(part.start):,} lines; up to {MOST:,} are sorted by their words.",
            "Read them in the order of the sources, or ask for less.",
            "query-large",
        )
    if not sorted_by_words:
        part = Stretches(*(ends[offset : offset + limit] for ends in part))
    lines = _lines(search, part, words)
    if sorted_by_words:
        lines.sort(key=lambda line: _key(line, sort))
        lines = lines[offset : offset + limit]
    return Context(
        query=to_show(view, search.kept),
        counts=search.counts(),
        offset=offset,
        lines=lines,
        seq=search.corpus.seq,
    )


def _lines(search: Search, part: Stretches, words: int) -> list[Line]:
    corpus, turns = search.corpus, search.corpus.turns
    texts = Texts(search.view, corpus, search.line)
    texts.fetch(part, _LONGEST)
    found = []
    firsts = search.line.first(part).tolist()
    rows = zip(
        search.shown.places(part), part.start.tolist(), part.end.tolist(), firsts, strict=True
    )
    for place, start, end, first in rows:
        before, after = texts.around(start, end, words * _LETTERS)
        said, longer = texts.words(start, end, _LONGEST)
        label = int(turns.speaker[first])
        found.append(
            Line(
                place=place,
                source=corpus.sources[int(turns.source[first])].name,
                number=int(turns.position[first]) + 1,
                speaker=corpus.people.names[label] if label >= 0 else "",
                left=_last(before, words),
                words=" ".join(said.split()) + ("…" if longer else ""),
                right=_first(after, words),
            )
        )
    return found


def _last(text: str, words: int) -> str:
    kept = " ".join(text.split()[-words:]) if words else ""
    return kept + " " if kept and text[-1].isspace() else kept


def _first(text: str, words: int) -> str:
    kept = " ".join(text.split()[:words]) if words else ""
    return " " + kept if kept and text[0].isspace() else kept


def _key(line: Line, sort: Sorting) -> tuple[list[str], list[str]]:
    left = [word.casefold() for word in reversed(line.left.split())]
    right = [word.casefold() for word in line.right.split()]
    if sort == "left":
        return left, right
    if sort == "right":
        return right, left
    return line.words.casefold().split(), right
