"""How a program counted: found out for each text by evidence, and never guessed in silence.

The standard says code points; NVivo writes UTF-16 units. A line end of two characters counts one
or two, a byte order mark nothing or one, and an end is exclusive in practice but inclusive by the
letter. Each of these ways is held against the text. Evidence, by weight:

- an edge that would lie beyond the text, or within a character: nobody codes there;
- the quoted words, where a program writes them as a selection's name or description;
- how many edges lie at the edges of words, compared with how many would by chance. With k of n
  edges clean and a share f of all places in the text, that is worth n·KL(k/n, f) nats, the log of
  the likelihood ratio of a coder who codes whole words against one who codes anywhere;
- what the program named in `origin` is known to do, and what the other texts of the project say.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

import msgspec

from heddle.exchange.refi.container_in import Raw
from heddle.exchange.refi.profiles import PROFILES, Profile
from heddle.exchange.refi.tree_in import lines_of

_SAMPLES: Final = 400
"""Places at which a text is asked how often an edge is clean by chance; and most selections that
bear evidence in one text."""
_IMPOSSIBLE: Final = -8.0
_UNQUOTED: Final = -10.0
_KNOWN: Final = -8.0
"""A way that the program is known not to count in."""
_SPACES: Final = re.compile(r"\s+")
_SHORTENED: Final = re.compile(r"\s*(?:…|\.\.\.)$")
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_PAIR: Final = re.compile("\r\n")
_BREAK: Final = re.compile("\n")
_CLINGING: Final = "\u200d\u202c\u2069"
"""Joiners, and marks that end a stretch of the other direction."""
_OURS: Final = re.compile(r"Heddle [^ ]+ \((\w+)\)")


_Lines = Literal["file", "one", "two"]


class Way(NamedTuple):
    """One way of counting."""

    utf16: bool = False
    lines: _Lines = "one"
    """What a line end counts: as many characters as the file has, always one, or always two."""
    bom: bool = False
    """The byte order mark counts."""
    inclusive: bool = False

    def __str__(self) -> str:
        """Say it in plain English."""
        units = "UTF-16 units" if self.utf16 else "code points"
        lines = {
            "file": "line ends as in the file",
            "one": "each line end as one",
            "two": "each line end as two",
        }[self.lines]
        mark = ["the byte order mark as one"] if self.bom else []
        ends = "ends inclusive" if self.inclusive else "ends exclusive"
        return ", ".join([units, lines, *mark, ends])


_WAYS: Final = tuple(
    Way(utf16, lines, bom, inclusive)
    for utf16 in (False, True)
    for lines in cast("tuple[_Lines, ...]", ("one", "file", "two"))
    for bom in (False, True)
    for inclusive in (False, True)
)


class Edges(NamedTuple):
    """A selection as it is written: two offsets, and words that may be a quotation of it."""

    start: int
    end: int
    quotes: tuple[str, ...] = ()


class Place(NamedTuple):
    """A selection in code points of the text, whose lines end in LF; the end is exclusive."""

    start: int
    end: int
    flawed: bool = False
    """An edge had to be moved: it lay outside, or within a character."""


class Prior(NamedTuple):
    """What a program is known to do."""

    way: Way
    known: bool = False
    certain: bool = False
    """It was written by this program's own hand, which says how."""


def prior_of(origin: str) -> Prior:
    """Return what is known of the program that is named as the origin of a project."""
    ours = _OURS.match(origin)
    if ours and ours[1] in PROFILES:
        return Prior(_way_of(PROFILES[ours[1]]), known=True, certain=True)
    name = origin.casefold().replace(".", "")
    if "nvivo" in name:
        return Prior(Way(utf16=True, lines="file"), known=True)
    if any(each in name for each in ("atlas", "qualcoder", "maxqda", "heddle", "dedoose")):
        return Prior(Way(), known="dedoose" not in name)
    return Prior(Way(lines="file"))


def _way_of(profile: Profile) -> Way:
    return Way(utf16=profile.utf16, lines="two" if profile.line_end == 2 else "one")


class Held(msgspec.Struct, frozen=True):
    """A text whose lines end in LF, and what of its file is gone by that."""

    text: str
    bom: bool
    pairs: list[int]
    """Where in `text` the line ends stand that are CR LF in the file."""

    @classmethod
    def of(cls, raw: Raw) -> Held:
        """Read a text; the n-th CR LF stands n-1 places further right than its LF will."""
        pairs = [m.start() - n for n, m in enumerate(_PAIR.finditer(raw.text))]
        return cls(lines_of(raw.text), raw.bom, pairs if "\r" in raw.text else [])


class Measure:
    """Takes offsets of one text, as one way counts, to code points."""

    def __init__(self, held: Held, way: Way) -> None:
        """Scan the text once."""
        text = held.text
        self._length = len(text)
        self._shift = 1 if way.bom and held.bom else 0
        self._inclusive = way.inclusive
        wide = [] if not way.utf16 else [m.start() for m in _ASTRAL.finditer(text)]
        if way.lines == "two":
            wide += [m.start() for m in _BREAK.finditer(text)]
        elif way.lines == "file":
            wide += held.pairs
        wide.sort()
        self._there = [at + n for n, at in enumerate(wide)]

    def place(self, start: int, end: int) -> Place:
        """Return where a selection lies, its edges put in order and into the text."""
        if end < start:
            start, end = end, start
        if start == end and not self._inclusive:
            at = self.point(start)
            return Place(at, at)
        end += self._inclusive
        low, cut = self._at(start - self._shift)
        high, split = self._at(end - self._shift)
        high += split  # an end within a character takes the character
        flawed = bool(cut or split)
        if low < 0 or high > self._length:
            flawed = True
        return Place(max(0, min(low, self._length)), max(0, min(high, self._length)), flawed)

    def point(self, at: int) -> int:
        """Return where one place of the text is; a point is never inclusive."""
        return max(0, min(self._at(at - self._shift)[0], self._length))

    def _at(self, there: int) -> tuple[int, int]:
        """Return a code point offset, and 1 if the place lies within a character of two units."""
        before = bisect_left(self._there, there)
        within = int(before > 0 and self._there[before - 1] == there - 1)
        return there - before, within


class Found(msgspec.Struct):
    """How a text was counted, and on what evidence."""

    way: Way
    score: float
    clean: int = 0
    edges: int = 0
    quoted: int = 0
    quotes: int = 0
    next_clean: int = 0
    """Clean edges of the best other way that differs."""
    by: str = ""
    """"evidence", "origin", "other texts" or "no difference"."""


class Counted:
    """One text with its selections, weighed."""

    def __init__(self, held: Held, edges: Sequence[Edges]) -> None:
        """Take it; the ways are weighed when they are asked for."""
        self.held = held
        self.text = held.text
        step = max(1, len(edges) // _SAMPLES)
        self._edges = edges[::step][:_SAMPLES]
        self._breaks = self.text.count("\n")
        self._narrow = self.text.isascii() or _ASTRAL.search(self.text) is None
        self._chance = _chance(self.text) if edges else 0.0
        self._known: dict[Way, Found] | None = None if edges else {}

    @property
    def scores(self) -> dict[Way, float]:
        """What the text itself says of each way."""
        return {way: found.score for way, found in self._scores.items()}

    @property
    def _scores(self) -> dict[Way, Found]:
        if self._known is None:
            self._known = self._weigh()
        return self._known

    def decide(self, prior: Prior, elsewhere: dict[Way, float]) -> Found:
        """Return the way that fits best; ties go to what is known of the program.

        Args:
            prior: what the program is known to do.
            elsewhere: what the other texts of the project say of each way.
        """
        if prior.certain or not self._scores:
            return Found(prior.way, 0.0, by="origin" if prior.known else "no difference")
        most = max(elsewhere.values(), default=0.0)

        def worth(way: Way) -> tuple[float, float]:
            others = max(-6.0, elsewhere.get(way, most) - most)
            leaning = _leaning(way, prior)
            return self._scores[way].score + leaning + others, leaning

        ways = sorted(self._scores, key=worth, reverse=True)
        best = self._scores[ways[0]]
        rivals = [self._scores[w] for w in ways if self._scores[w] is not best]
        rivals = [r for r in rivals if r.score != best.score or r.clean != best.clean]
        best = msgspec.structs.replace(best, way=ways[0])
        best.next_clean = max((r.clean for r in rivals), default=best.clean)
        if not rivals:
            best.by = "no difference"
        elif best.score > max(r.score for r in rivals):
            best.by = "evidence"
        else:
            best.by = "origin" if prior.known else "other texts"
        return best

    def _weigh(self) -> dict[Way, Found]:
        seen: dict[tuple[Place, ...], Way] = {}
        same: dict[Way, tuple[Place, ...]] = {}
        ways = {way: self._plainest(way) for way in _WAYS}
        for way in dict.fromkeys(ways.values()):
            measure = Measure(self.held, way)
            same[way] = tuple(measure.place(each.start, each.end) for each in self._edges)
            seen.setdefault(same[way], way)
        quotable = self._quotable(seen)
        done = {places: self._found(way, places, quotable) for places, way in seen.items()}
        return {way: done[same[plain]] for way, plain in ways.items()}

    def _plainest(self, way: Way) -> Way:
        """Return the simplest way that this text cannot tell from another one."""
        breaks, pairs = self._breaks, len(self.held.pairs)
        lines = way.lines
        if lines == "file" and pairs in (0, breaks):
            lines = "two" if pairs else "one"
        wide = way.utf16 and not self._narrow
        return Way(wide, "one" if not breaks else lines, way.bom and self.held.bom, way.inclusive)

    def _quotable(self, seen: dict[tuple[Place, ...], Way]) -> set[int]:
        """Return the selections whose name or description is their words in some way."""
        return {
            number
            for number, edges in enumerate(self._edges)
            if edges.quotes and any(self._quoted(edges, places[number]) for places in seen)
        }

    def _quoted(self, edges: Edges, place: Place) -> bool:
        if place.start >= place.end:
            return False
        words = _spaced(self.text[place.start : place.end])
        return any(_is_of(quote, words) for quote in edges.quotes)

    def _found(self, way: Way, places: tuple[Place, ...], quotable: set[int]) -> Found:
        clean = flawed = edges = 0
        text = self.text
        for place in places:
            if place.start == place.end:
                continue
            edges += 2
            flawed += place.flawed
            clean += starts(text, place.start) + ends(text, place.end)
        quoted = sum(self._quoted(self._edges[n], places[n]) for n in quotable)
        score = _evidence(clean, edges, self._chance)
        score += _IMPOSSIBLE * flawed + _UNQUOTED * (len(quotable) - quoted)
        return Found(way, score, clean, edges, quoted, len(quotable))


def _leaning(way: Way, prior: Prior) -> float:
    """Return what speaks against a way before the text is looked at."""
    if prior.known:
        found = 0.0 if way == prior.way else _KNOWN
    else:
        found = -1.0 * (way.utf16 + (way.lines != prior.way.lines) + way.bom)
    return found - 2.5 * way.inclusive - 0.5 * (way.lines == "two")


def _evidence(clean: int, edges: int, chance: float) -> float:
    """Return n·KL(k/n, f) where more edges are clean than by chance; else nothing."""
    if not edges or not 0 < chance < 1 or clean <= chance * edges:
        return 0.0
    share = clean / edges
    told = share * math.log(share / chance)
    if share < 1:
        told += (1 - share) * math.log((1 - share) / (1 - chance))
    return edges * told


def starts(text: str, at: int) -> bool:
    """Tell whether a stretch that starts here begins with the beginning of a word."""
    return at < len(text) and not text[at].isspace() and not _within(text, at)


def ends(text: str, at: int) -> bool:
    """Tell whether a stretch that ends before this place ends with the end of a word."""
    return 0 < at <= len(text) and not text[at - 1].isspace() and not _within(text, at)


def _within(text: str, at: int) -> bool:
    """Tell whether a place lies within a word, or before what belongs to the letter before it."""
    if not 0 < at < len(text):
        return False
    if text[at - 1].isalnum() and text[at].isalnum():
        return True
    return text[at] > "\u02ff" and (
        text[at] in _CLINGING or unicodedata.category(text[at])[0] == "M"
    )


def _chance(text: str) -> float:
    """Return the share of places in a text where an edge is clean."""
    step = max(1, len(text) // _SAMPLES)
    places = range(0, len(text), step)
    clean = sum(starts(text, at) + ends(text, at + 1) for at in places)
    return clean / (2 * len(places)) if places else 0.0


def _is_of(quote: str, words: str) -> bool:
    """Tell whether a quotation is of these words, whole or shortened at its end."""
    if quote == words:
        return True
    short = _SHORTENED.sub("", quote)
    return short != quote and len(short) > 8 and words.startswith(short)


@lru_cache(maxsize=4096)
def _spaced(text: str) -> str:
    return _SPACES.sub(" ", text)


def quotes_of(*told: str | None) -> tuple[str, ...]:
    """Return what may be quotations of a selection; too short to be told apart is none."""
    return tuple(_spaced(each) for each in told if each and len(each.strip()) > 2)
