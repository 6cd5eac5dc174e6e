"""Words and sentences of English and Danish talk.

Rules, not a model: they run in the browser's time, need no data, and a person can predict them.
Every function returns half-open stretches of code points; `sentences` and `tokens` tile the text,
so that nothing is ever between two of them.

Sentence rule: a full stop, question or exclamation mark or ellipsis ends a sentence when white
space follows (closing quotes and brackets may stand between), unless the stop belongs to an
abbreviation, an initial or an ordinal number, or talk goes on in lower case after a full stop, an
ellipsis or a closing quote. A line end always ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff"
_MARKS += "\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200c\u200d"
"""Characters that belong to the one before them: accents, joiners, the soft hyphen."""

_RUN = rf"[^\W_][\w{_MARKS}]*"
_WORD = re.compile(rf"{_RUN}(?:['’\-‐‑.,:/@&]{_RUN})*", re.UNICODE)
"""Letters and digits, joined inside by apostrophe, hyphen, or a point as in "f.eks" and "3.5"."""
_LOOSE_JOINT = re.compile(r"(?<=[^\W\d_])[,:/](?=[^\W\d_])|(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})")
"""Joints that hold digits together but not words: "yes,but", "and/or", "end.Then"."""

_STOP = re.compile(r"[.!?…]+|\n+")
_CLOSERS = "\"'”’»«“)]}›‹"
_OPENERS = "\"'“‘„»«([{‹›-–—¿¡"
_LAST_WORD = re.compile(r"[\w.]*\Z")
_FIRST_PERSON = re.compile(r"I(?:['’]\w+)?\b")

_NEVER_LAST = frozenset(
    """
    adm adr afd afs ang avg bd bl.a bl ca cand cf dept dr e.g eg ekskl eksp evt f.eks feks ff fhv
    forf frk gen.sekr hhv i.e ie ift ifm iht inkl jf jr kap kl ldr mdr medd mht mr mrs ms nuv o.a
    obs omkr opg overf pga pkt pp prof resp s.k sml sr stk tlf udg ung v vedr vha vol vs årg
    """.split()  # noqa: SIM905 (a list of sixty quoted words would hide what it says)
)
"""Abbreviations that always have something after them and are no words themselves."""

_MAYBE_LAST = frozenset(
    """
    a.m aps a/s bros corp dk dvs et.al etc f.kr inc i.v kr ltd m.fl m.m m.v mfl mia mio mv o.l
    o.lign o.s.v osv p.m p.t pct pm pt sek u.k u.s u.s.a
    """.split()  # noqa: SIM905
)
"""Abbreviations that can end a sentence: they do when a capital letter follows."""

_BEFORE_NUMBER = frozenset({"art", "fig", "no", "nr", "p", "s", "st", "tab"})
"""Abbreviations before a number; elsewhere most of them are ordinary words."""


class Stretch(NamedTuple):
    """A half-open range [start, end) of code points of one text."""

    start: int
    end: int


class Token(NamedTuple):
    """A word, or what stands between two words."""

    start: int
    end: int
    word: bool


def sentences(text: str) -> list[Stretch]:
    """Cut a text into sentences, each with the white space that follows it; they tile the text."""
    cuts = [0, *_ends(text)]
    if cuts[-1] != len(text):
        cuts.append(len(text))
    return [Stretch(start, end) for start, end in pairwise(cuts)]


def tokens(text: str) -> list[Token]:
    """Cut a text into words and the stretches between them; they tile the text."""
    tiles: list[Token] = []
    done = 0
    for start, end in _words(text):
        if done < start:
            tiles.append(Token(done, start, word=False))
        tiles.append(Token(start, end, word=True))
        done = end
    if done < len(text):
        tiles.append(Token(done, len(text), word=False))
    return tiles


def trim(text: str, start: int, end: int) -> Stretch:
    """Leave white space at both ends out; a stretch of white space alone shrinks to its start."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Stretch(start, end)


def snap(text: str, start: int, end: int) -> Stretch:
    """Widen a stretch to whole words and leave white space at its ends out.

    An empty stretch inside or at the edge of a word becomes that word (of two, the later one);
    one in white space stays empty where it is. Punctuation that was chosen stays chosen.

    Raises:
        ValueError: the stretch does not lie within the text.
    """
    if not 0 <= start <= end <= len(text):
        msg = f"[{start}, {end}) does not lie within a text of length {len(text)}."
        raise ValueError(msg)
    empty = start == end
    if not empty:
        start, end = trim(text, start, end)
        if start == end:
            return Stretch(start, end)
    around = _line_around(text, start, end)
    first, last = start, end
    for begin, stop in _words(text[around.start : around.end]):
        word = Stretch(begin + around.start, stop + around.start)
        if empty and word.start <= start <= word.end:
            first, last = word
        elif not empty and word.start < start < word.end:
            first = word.start
        if not empty and word.start < end < word.end:
            last = word.end
    return Stretch(first, last)


def _words(text: str) -> Iterator[Stretch]:
    for found in _WORD.finditer(text):
        start = found.start()
        for joint in _LOOSE_JOINT.finditer(text, found.start(), found.end()):
            yield Stretch(start, joint.start())
            start = joint.end()
        yield Stretch(start, found.end())


def _line_around(text: str, start: int, end: int) -> Stretch:
    """Give the lines that a stretch touches: no word runs over a line end."""
    after = text.find("\n", end)
    return Stretch(text.rfind("\n", 0, start) + 1, len(text) if after < 0 else after)


def _ends(text: str) -> Iterator[int]:
    """Yield where the next sentence begins, for every sentence that has a next."""
    done = 0
    for stop in _STOP.finditer(text):
        if stop.start() < done:
            continue
        close = stop.end()
        if not stop.group().startswith("\n"):
            while close < len(text) and text[close] in _CLOSERS:
                close += 1
            if close < len(text) and not text[close].isspace():
                continue
        following = close
        while following < len(text) and text[following].isspace():
            following += 1
        if following == len(text):
            return
        if "\n" in text[stop.start() : following] or _closes(text, stop, close, following):
            if text[done : stop.start()].strip() or done:
                yield following
            done = following


def _closes(text: str, stop: re.Match[str], close: int, following: int) -> bool:
    """Say whether the mark at `stop` ends a sentence, given what surrounds it on its line."""
    begin = following
    while begin < len(text) and text[begin] in _OPENERS:
        begin += 1
    goes_on = text[begin : begin + 1].islower()
    mark = stop.group()
    if mark == ".":
        return not goes_on and not _abbreviated(text, stop.start(), begin)
    if mark in {"…", ".."} or mark.startswith("..."):
        return not goes_on and not _FIRST_PERSON.match(text, begin)
    return not (goes_on and close > stop.end())


def _abbreviated(text: str, stop: int, begin: int) -> bool:
    """Say whether the full stop at `stop` belongs to the word before it."""
    found = _LAST_WORD.search(text, max(0, stop - 20), stop)
    word = found.group() if found else ""
    if len(word) == 1 and word.isupper() and word != "I":
        return True
    if word.isdigit():
        # "den 3. maj" goes on in lower case; "3. The plan" at the beginning of a line is a number.
        return text[max(0, stop - len(word) - 1) : stop - len(word)] in {"", "\n"}
    lowered, after = word.lower(), text[begin : begin + 1]
    return (
        lowered in _NEVER_LAST
        or (lowered in _BEFORE_NUMBER and after.isdigit())
        or (lowered in _MAYBE_LAST and not after.isupper())
    )
