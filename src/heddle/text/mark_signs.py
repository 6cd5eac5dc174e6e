"""Signs of transcribers among the words of a text, read as marks: "(pause)", "(0.5)", "[laughs]".

What stands in brackets is taken for a sign only where it says one of a few things: a pause, with
or without its length; laughter; that something was unclear or inaudible, with or without a time;
what some usual verbs say that people do; and anything in double brackets. Everything else in
brackets stays words: it may be an editor's insertion, a name that others stand for, a year.
Signs around words are read by the convention that the source declares, never by guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import Final, NamedTuple

from heddle.text.conventions import Convention
from heddle.text.marks import (
    EMPHASIS,
    INAUDIBLE,
    LAUGHTER,
    MOST_WORDS,
    NONVERBAL,
    OVERLAP,
    PAUSE,
    UNCLEAR,
    UNSAID,
    Mark,
    fitting,
    moved,
    ordered,
)
from heddle.text.sayings import merged
from heddle.text.splice import Splice, apply

_BRACKETS: Final = re.compile(
    r"\(\((?P<done>[^()\n]{1,200})\)\)|\((?P<round>[^()\n]{1,60})\)|\[(?P<square>[^\[\]\n]{1,60})\]"
)
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_UNIT = r"(?:s|sec|secs|second|seconds|sek|sekund|sekunder)\b\.?"
_TENTHS: Final = re.compile(r"(\d{1,2}[.,]\d{1,2})")
_SECONDS: Final = re.compile(
    rf"({_NUMBER})\s?{_UNIT}(?: (?:pause|silence|pause\.|tavshed|stilhed))?"
)
_PAUSE: Final = re.compile(
    r"(?:(?:short|brief|long|lengthy|kort|lang|længere) )?(?:pause|pauses|silence|stilhed|tavshed)"
    rf"(?:[,:]? ({_NUMBER})\s?(?:{_UNIT})?)?"
)
_MINUTES: Final = re.compile(r"(\d{1,3}) minutes?,? ?(?:(\d{1,2}) seconds? )?pause")
_CLOCK = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,]\d{1,3})?"
_UNHEARD: Final = re.compile(
    r"(unclear|unintelligible|indistinct|utydeligt?|uforståeligt?|utydelig tale|xxx?|\?{1,3})"
    rf"(?:[,:]? (?:at )?{_CLOCK})?"
)
_INAUDIBLE: Final = re.compile(
    rf"(inaudible|uhørligt?|kan ikke høres)(?:[,:]? (?:at )?{_CLOCK}|[,:]? ({_NUMBER})\s?{_UNIT})?"
)
_LAUGHTER: Final = re.compile(
    r"(?:all |everybody |alle )?(?:laughs?|laughing|laughter|chuckles?|chuckling|giggles?|ler|"
    r"griner|latter|grin|fniser)"
)
_ACTS: Final = re.compile(
    r"(?:nods?|nodding|shakes? head|sighs?|sighing|coughs?|coughing|clears throat|claps?|applause|"
    r"cries|crying|weeps|smiles?|smiling|shrugs?|whispers?|whispering|crosstalk|nikker|ryster på "
    r"hovedet|sukker|hoster|rømmer sig|klapper|græder|smiler|trækker på skuldrene|hvisker)"
    r"(?: \w+){0,3}"
)
_EMPTY: Final = re.compile(r"(?<!\()\(\s\)(?!\))")
_AROUND: Final[dict[Convention, tuple[tuple[re.Pattern[str], int], ...]]] = {
    "verbatim": (
        (re.compile(r"//(?=\S)([^/\n]{1,400}?)(?<=\S)//"), OVERLAP),
        (re.compile(r"(?<![\w_])_(?=[^\W_])([^_\n]{1,200}?)(?<=[^\W_])_(?![\w_])"), EMPHASIS),
        (re.compile(r"\((?=\w)([^()\n?/]{1,80})\?\)"), UNCLEAR),
        (re.compile(r"\((?:laughing|leende): ([^()\n]{1,200})\)"), LAUGHTER),
    ),
    "jefferson light": (
        (re.compile(r"\[(?=\S)([^\[\]\n]{1,400}?)\]"), OVERLAP),
        (re.compile(r"(?<![\w_])_(?=[^\W_])([^_\n]{1,200}?)(?<=[^\W_])_(?![\w_])"), EMPHASIS),
        (re.compile(r"(?<!\()\((?=\w)([^()\n]{1,80})\)(?!\))"), UNCLEAR),
        (re.compile(r"£(?=\S)([^£\n]{1,200}?)(?<=\S)£"), LAUGHTER),
    ),
    "intelligent verbatim": (),
    "as imported": (),
}


class Sign(NamedTuple):
    """A sign in a text: where its characters stand, and the mark that it says."""

    start: int
    end: int
    """Code points [start, end) of the text as it is, with the words between for a stretch."""
    mark: Mark
    """In the text as it is: the place of the words, or the point where the sign begins."""


class Unsigned(NamedTuple):
    """A text without its signs."""

    text: str
    marks: list[Mark]
    cuts: list[Splice]
    """What was taken out, in offsets of the text as it was."""


def signs(text: str, convention: Convention = "as imported", *, dots: bool = False) -> list[Sign]:
    """Find the signs of a text, in order, none over another.

    Args:
        text: words with signs among them.
        convention: as the source declares it; says which signs stand around words.
        dots: "(..)" is a pause of as many seconds as it has dots, as noScribe writes.
    """
    found: list[Sign] = []
    taken = bytearray(len(text))  # characters that are part of a sign

    def take(sign: Sign, *edges: tuple[int, int]) -> None:
        found.append(sign)
        for start, end in edges:
            taken[start:end] = b"\1" * (end - start)

    for match in _BRACKETS.finditer(text):
        mark = _point(match, dots=dots)
        if mark is not None:
            take(Sign(*match.span(), mark), match.span())
    if convention == "jefferson light":
        for match in _EMPTY.finditer(text):
            mark = Mark(UNCLEAR, match.start(), match.start())
            take(Sign(*match.span(), mark), match.span())
    for pattern, kind in _AROUND[convention]:
        for match in pattern.finditer(text):
            start, end = match.span()
            edges = ((start, match.start(1)), (match.end(1), end))
            if not any(any(taken[x:y]) for x, y in edges):
                take(Sign(start, end, Mark(kind, *match.span(1))), *edges)
    return sorted(found)


def unsigned(text: str, found: list[Sign], marks: list[Mark] | None = None) -> Unsigned:
    """Take signs out of a text and put marks in their place.

    Args:
        text: as `signs` was given it.
        found: what of its answer is to be taken.
        marks: what is marked in the text already.
    """
    cuts = _cuts(text, found)
    bare = apply(text, cuts)
    kept = moved(marks or [], cuts, bare)
    starts = [cut.start for cut in cuts]
    gone = list(accumulate((cut.end - cut.start for cut in cuts), initial=0))
    for sign in found:
        start = _there(sign.mark.start, starts, cuts, gone)
        end = start
        if sign.mark.start < sign.mark.end:
            end = _there(sign.mark.end, starts, cuts, gone)
        kept.append(sign.mark._replace(start=start, end=max(start, end)))
    return Unsigned(bare, fitting(ordered(kept), len(bare)), cuts)


def _cuts(text: str, found: list[Sign]) -> list[Splice]:
    """Say which characters go with signs: their own, and one blank that they stood between."""
    edges: list[tuple[int, int]] = []
    rows: list[tuple[int, int]] = []
    for start, end, mark in found:
        if mark.start < mark.end:
            edges += ((start, mark.start), (mark.end, end))
        elif rows and not text[rows[-1][1] : start].strip(" "):
            rows[-1] = (rows[-1][0], end)  # several in a row are as one
        else:
            rows.append((start, end))
    return [Splice(a, b, "") for a, b in merged([*edges, *(_wide(text, *row) for row in rows)])]


def _wide(text: str, start: int, end: int) -> tuple[int, int]:
    behind = text[end : end + 1]
    if start and text[start - 1] in " \t" and (not behind or behind in " \t\n.,;:!?…)]”’»"):
        return start - 1, end
    if behind in (" ", "\t") and (not start or text[start - 1] == "\n"):
        return start, end + 1
    return start, end


def _there(offset: int, starts: list[int], cuts: list[Splice], gone: list[int]) -> int:
    """Return where an offset is once the cuts are made; within a cut: where that was."""
    before = bisect_left(starts, offset)
    if not before:
        return offset
    last = cuts[before - 1]
    return offset - gone[before - 1] - (min(last.end, offset) - last.start)


def _point(match: re.Match[str], *, dots: bool) -> Mark | None:
    """Read what stands in brackets; None where it is no sign."""
    at = match.start()
    double = match["done"] is not None
    said = " ".join((match["done"] or match["round"] or match["square"] or "").split())
    small = said.casefold()
    if match["round"] and (small == "." or (dots and set(small) == {"."})):
        return Mark(PAUSE, at, at, UNSAID if small == "." and not dots else len(small) * 1000)
    if match["round"] and (timed := _TENTHS.fullmatch(small)):
        return Mark(PAUSE, at, at, _ms(timed[1]))
    if timed := _SECONDS.fullmatch(small) or _PAUSE.fullmatch(small):
        return Mark(PAUSE, at, at, _ms(timed[1]) if timed[1] else UNSAID)
    if long := _MINUTES.fullmatch(small):
        return Mark(PAUSE, at, at, int(long[1]) * 60_000 + int(long[2] or 0) * 1000)
    if heard := _UNHEARD.fullmatch(small):
        return Mark(UNCLEAR, at, at, UNSAID, _clocked(heard.groups()[1:4]))
    if heard := _INAUDIBLE.fullmatch(small):
        amount = _ms(heard[5]) if heard[5] else UNSAID
        return Mark(INAUDIBLE, at, at, amount, _clocked(heard.groups()[1:4]))
    if _LAUGHTER.fullmatch(small):
        return Mark(LAUGHTER, at, at)
    if double or _ACTS.fullmatch(small):
        fits = said.isprintable() and 0 < len(said) <= MOST_WORDS
        return Mark(NONVERBAL, at, at, words=said) if fits else None
    return None


def _ms(number: str) -> int:
    return round(float(number.replace(",", ".")) * 1000)


def _clocked(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds = parts
    if minutes is None or seconds is None:
        return UNSAID
    return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000
