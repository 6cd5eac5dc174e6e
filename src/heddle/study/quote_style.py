"""How quotes are written: one style for cuts, brackets, quotation marks and abbreviations.

Pure functions on printed texts. The house style is [...] for omitted words with a space on the
side of words, [word] for what an editor put in, and one kind of inner quotation marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

OMISSION: Final = "[...]"

_OTHER_CUT: Final = re.compile(r"\(\s*(?:\.{2,}|…)\s*\)|\[\s*(?:…|\.\.|\.{4,}|\.\s\.\s\.)\s*\]")
_TIGHT: Final = re.compile(r"[^\s“‘\"'»«(\n]\[\.\.\.\]|\[\.\.\.\][^\s.,;:!?”’\"'»«)\n]")
_NESTED: Final = re.compile(r"\[[^\[\]]*\[")
_BARE: Final = re.compile(r"(?<![\[.(])(?:\.{3}|…)(?![\].)])")
_WIDE: Final = re.compile(r"(?<=\S) {2,}(?=\S)")
_MARKS: Final[dict[str, re.Pattern[str]]] = {
    "“ ”": re.compile(r"[“”]"),
    '" "': re.compile(r'"'),
    "‘ ’": re.compile(r"(?<!\w)‘(?=\w)"),
    "' '": re.compile(r"(?<!\w)'(?=\w[^']*'(?!\w))"),
    "» «": re.compile(r"[»«]"),
    "„ “": re.compile(r"„"),
}
_BRACKET: Final = re.compile(r"\[[^\[\]]*\]")
_ABBREVIATION: Final = re.compile(r"(?<![\w&])[A-ZÆØÅ]{2,6}(?=s?(?![\w&]))")
_FREQUENT: Final = 3


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """A departure from the style, with what it is and what to write."""

    code: str
    found: str
    problem: str
    hint: str


def slips(text: str, spoken: str = "") -> list[Slip]:
    """Return where a printed text departs from the style of cuts, brackets and spaces.

    Args:
        text: The printed quote or its translation.
        spoken: What was said; three dots in it are hesitation, so they are none of ours.
    """
    found = [
        Slip(code="other-cut", found=m.group(), problem=f"A cut is written “{m.group()}”.",
             hint=f"Write {OMISSION}, as everywhere.")
        for m in _OTHER_CUT.finditer(text)
    ]  # fmt: skip
    if _TIGHT.search(text):
        found.append(
            Slip(code="tight-cut", found=OMISSION, problem=f"{OMISSION} has no space beside it.",
                 hint="Put a space on the side where words stand.")
        )  # fmt: skip
    if _NESTED.search(text):
        found.append(
            Slip(code="nested", found="[", problem="Brackets stand inside brackets.",
                 hint="Only one pair is printed around what an editor put in.")
        )  # fmt: skip
    bare = _BARE.search(text)
    if bare and not _BARE.search(spoken):
        found.append(
            Slip(code="bare-dots", found=bare.group(),
                 problem="Three dots without brackets can mean a cut or a pause.",
                 hint=f"Write {OMISSION} for a cut; a pause is not in the words that were said.")
        )  # fmt: skip
    if _WIDE.search(text):
        found.append(
            Slip(code="wide-space", found="  ", problem="Two spaces stand beside each other.",
                 hint="One is enough.")
        )  # fmt: skip
    return found


def marks_in(text: str) -> set[str]:
    """Return which kinds of inner quotation marks a text has."""
    return {name for name, pattern in _MARKS.items() if pattern.search(text)}


def odd_marks(texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the most frequent kind of inner quotation marks, and who has another, by key."""
    kinds = {key: marks_in(text) for key, text in texts.items()}
    counted = Counter(kind for found in kinds.values() for kind in sorted(found))
    if len(counted) < 2:
        return "", {}
    usual = max(counted, key=lambda kind: (counted[kind], -list(_MARKS).index(kind)))
    odd = {key: ", ".join(sorted(found - {usual})) for key, found in kinds.items()}
    return usual, {key: other for key, other in odd.items() if other}


def brackets(text: str) -> tuple[int, int]:
    """Return how many cuts and how many other brackets a printed text has."""
    found = _BRACKET.findall(text)
    cuts = sum(each == OMISSION for each in found)
    return cuts, len(found) - cuts


def odd_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Return abbreviations that are used once and are one slip from a frequent one.

    "PWS" beside many "PSW": one letter more, less, other, or two neighbours exchanged. A plural
    s does not count. Returns the frequent one by the odd one.
    """
    counted = Counter(each for text in texts for each in _ABBREVIATION.findall(text))
    frequent = [each for each, count in counted.items() if count >= _FREQUENT]
    return {
        odd: usual
        for odd, count in counted.items()
        if count == 1
        for usual in frequent
        if one_slip(odd, usual)
    }


def one_slip(a: str, b: str) -> bool:
    """Tell whether one change makes a of b: a letter more, less or other, or a swap of two."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        differ = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            i, j = differ
            return a[i] == b[j] and a[j] == b[i]
        return len(differ) == 1
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
