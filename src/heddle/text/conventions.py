"""How marks look: a text with its marks shown by a transcription convention, and the way back.

Showing only ever puts signs between characters. No word is left out or changed by any convention,
so every offset of the text has its place in what is shown and the other way round; what a
convention does not show, its legend says. `web/src/lib/marks.ts` does the same in the browser, and
both are held to `web/src/lib/marks.vectors.json`.

Jefferson light is a small part of the notation of conversation analysis: timed and untimed pauses,
overlap, dubious hearings, descriptions, stress and cut-offs, after Gail Jefferson, "Glossary of
transcript symbols with an introduction", in G. H. Lerner (ed.), Conversation Analysis: Studies from
the First Generation (John Benjamins, 2004), pp. 13-31. Where she underlines, plain text has
low lines; capitals would be other characters than those that were written. In verbatim
transcripts signs stand in round brackets, since square ones are an editor's in a quote.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from heddle.text.marks import (
    CUTOFF,
    EMPHASIS,
    INAUDIBLE,
    LAUGHTER,
    OVERLAP,
    PAUSE,
    UNCLEAR,
    UNSAID,
    Mark,
    fitting,
)

Convention = Literal["verbatim", "intelligent verbatim", "jefferson light", "as imported"]
"""Ways to show marks. "As imported" shows none: what is heard stands in the characters."""
HIDDEN: Final[dict[Convention, frozenset[int]]] = {
    "verbatim": frozenset(),
    "intelligent verbatim": frozenset({PAUSE, OVERLAP, EMPHASIS, CUTOFF}),
    "jefferson light": frozenset(),
    "as imported": frozenset(range(1, 9)),
}
"""Kinds that a convention does not show. That words are doubtful is never hidden but "as
imported", where the characters say it."""

SHORT: Final = 200
"""Milliseconds up to which a pause is Jefferson's (.), a tenth of a second more or less."""
_BEFORE: Final = frozenset(" \t\n([{“‘«„-–—/")
_BEHIND: Final = frozenset(" \t\n)]}”’».,;:!?…-–—/")
_JOINERS: Final = frozenset("\u200c\u200d\ufe0e\ufe0f")
WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "pause": "pause",
        "unclear": "unclear",
        "inaudible": "inaudible",
        "laughs": "laughs",
        "laughing": "laughing",
        "point": ".",
    },
    "da": {
        "pause": "pause",
        "unclear": "utydeligt",
        "inaudible": "uhørligt",
        "laughs": "ler",
        "laughing": "leende",
        "point": ",",
    },
}


class Inserted(NamedTuple):
    """A sign that was put in: where in the text, what, and for which of the marks."""

    at: int
    words: str
    mark: int
    """Place of the mark in the list that was shown."""
    part: Literal["point", "opens", "closes"]


class Shown(NamedTuple):
    """A text with signs put in."""

    text: str
    inserted: tuple[Inserted, ...]
    """In order; several can be at one place."""

    def there(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the text is, without the signs at its edges."""
        ats, sums = self._sums()
        first = start + sums[bisect_right(ats, start)]
        if start >= end:
            return first, first
        return first, end + sums[bisect_left(ats, end)]

    def here(self, offset: int) -> int:
        """Return the code point of the text that an offset of what is shown stands for.

        Within a sign it is the place where that was put in.
        """
        shift = 0
        for sign in self.inserted:
            if offset <= sign.at + shift:
                break
            if offset < sign.at + shift + len(sign.words):
                return sign.at
            shift += len(sign.words)
        return offset - shift

    def _sums(self) -> tuple[list[int], list[int]]:
        sums = [0]
        for sign in self.inserted:
            sums.append(sums[-1] + len(sign.words))
        return [sign.at for sign in self.inserted], sums


def chosen(declared: str) -> Convention:
    """Return how to show marks by what is declared of a source in words of any kind.

    What names none of the known conventions is shown as verbatim, which hides nothing.
    """
    told = " ".join(declared.casefold().replace("-", " ").replace("_", " ").split())
    if "jefferson" in told:
        return "jefferson light"
    if any(
        word in told for word in ("intelligent", "clean verbatim", "clean read", "uden fyldord")
    ):
        return "intelligent verbatim"
    if told in ("as imported", "as it was imported", "som importeret"):
        return "as imported"
    return "verbatim"


def render(text: str, marks: Iterable[Mark], convention: Convention, language: str = "en") -> Shown:
    """Show a text with its marks.

    Args:
        text: the words; every character of them is in what is shown, in its order.
        marks: of the text; those that cannot be true of it are passed over.
        convention: how they look.
        language: of the signs that are words, by its tag; English where Heddle has no others.
    """
    signs = Signs(convention, language)
    put: list[tuple[tuple[int, int, int, int], Inserted]] = []
    for number, mark in enumerate(fitting(marks, len(text))):
        if mark.kind in HIDDEN[convention]:
            continue
        if mark.start == mark.end:
            at = _whole(text, mark.start)
            rank = 0 if mark.kind == CUTOFF else 2
            put.append(((at, rank, number, 0), Inserted(at, signs.point(mark), number, "point")))
            continue
        start, end = _trimmed(text, mark)
        opens, closes = signs.around(mark)
        # What begins first closes last; of two that begin together, the longer one.
        put.append(((start, 3, -end, number), Inserted(start, opens, number, "opens")))
        put.append(((end, 1, -start, -number), Inserted(end, closes, number, "closes")))
    inserted = _spaced(text, [sign for _, sign in sorted(put)])
    parts: list[str] = []
    at = 0
    for sign in inserted:
        parts += (text[at : sign.at], sign.words)
        at = sign.at
    return Shown("".join([*parts, text[at:]]), tuple(inserted))


def _whole(text: str, at: int) -> int:
    """Return the next place where no letter is parted from its accents."""
    while 0 < at < len(text) and (
        unicodedata.category(text[at])[0] == "M" or text[at] in _JOINERS or text[at - 1] == "\u200d"
    ):
        at += 1
    return at


def _trimmed(text: str, mark: Mark) -> tuple[int, int]:
    words = text[mark.start : mark.end]
    start = mark.start + len(words) - len(words.lstrip())
    end = mark.end - (len(words) - len(words.rstrip()))
    if start >= end:
        start, end = mark.start, mark.end
    return _whole(text, start), _whole(text, end)


def _spaced(text: str, signs: Sequence[Inserted]) -> list[Inserted]:
    """Put blanks around signs that stand like words, where the text has none."""
    made: list[Inserted] = []
    for i, sign in enumerate(signs):
        if sign.part != "point" or sign.words == "-":
            made.append(sign)
            continue
        words = sign.words
        last = made[-1] if made and made[-1].at == sign.at else None
        before = last.words[-1] if last else text[sign.at - 1 : sign.at]
        if before and before not in _BEFORE:
            words = " " + words
        following = signs[i + 1] if i + 1 < len(signs) and signs[i + 1].at == sign.at else None
        behind = text[sign.at : sign.at + 1]
        # Another point brings its own blank.
        if (following is None or following.part == "opens") and behind and behind not in _BEHIND:
            words += " "
        made.append(sign._replace(words=words))
    return made


class Signs:
    """The signs of one convention in one language."""

    def __init__(self, convention: Convention, language: str) -> None:
        self._jefferson = convention == "jefferson light"
        self._words = WORDS[spoken_in(language)]

    def point(self, mark: Mark) -> str:
        """Return the sign for something between words."""
        words = self._words
        if mark.kind == CUTOFF:
            return "-"
        if mark.kind == PAUSE:
            return self._pause(mark.amount)
        if mark.kind == UNCLEAR:
            return self._unclear(mark)
        if mark.kind == INAUDIBLE:
            told = [words["inaudible"]]
            if mark.amount != UNSAID:
                told.append(f"{self._seconds(mark.amount)} s")
            if mark.at != UNSAID:
                told.append(clock(mark.at))
            return self._described(" ".join(told))
        return self._described(words["laughs"] if mark.kind == LAUGHTER else mark.words)

    def around(self, mark: Mark) -> tuple[str, str]:
        """Return the signs before and behind words that a mark is on."""
        if mark.kind == OVERLAP:
            return ("[", "]") if self._jefferson else ("//", "//")
        if mark.kind == EMPHASIS:
            return "_", "_"
        if mark.kind == UNCLEAR:
            other = mark.words
            if self._jefferson:
                return "(", f")/({other})" if other else ")"
            return "(", f"? / {other}?)" if other else "?)"
        if mark.kind == LAUGHTER and self._jefferson:
            return "£", "£"
        words = self._words["laughing"] if mark.kind == LAUGHTER else mark.words
        return (f"(({words}: ", "))") if self._jefferson else (f"({words}: ", ")")

    def _pause(self, amount: int) -> str:
        if self._jefferson:
            timed = amount > SHORT
            return f"({tenths(amount)})" if timed else "(.)"
        name = self._words["pause"]
        return f"({name})" if amount == UNSAID else f"({name} {self._seconds(amount)} s)"

    def _unclear(self, mark: Mark) -> str:
        if self._jefferson:
            return f"({mark.words})" if mark.words else "( )"
        at = "" if mark.at == UNSAID else f" {clock(mark.at)}"
        guess = f": {mark.words}?" if mark.words else ""
        return f"({self._words['unclear']}{at}{guess})"

    def _described(self, words: str) -> str:
        return f"(({words}))" if self._jefferson else f"({words})"

    def _seconds(self, amount: int) -> str:
        return tenths(amount).removesuffix(".0").replace(".", self._words["point"])


def spoken_in(language: str) -> str:
    """Return in which of Heddle's languages signs that are words are written."""
    tongue = language.strip().casefold().replace("_", "-").partition("-")[0]
    return {"da": "da", "dan": "da", "danish": "da", "dansk": "da"}.get(tongue, "en")


def tenths(amount: int) -> str:
    """Return milliseconds as seconds with one decimal."""
    rounded = (amount + 50) // 100
    return f"{rounded // 10}.{rounded % 10}"


def clock(at: int) -> str:
    """Return milliseconds as hours, minutes and seconds: 00:12:03."""
    seconds = at // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
