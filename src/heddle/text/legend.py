"""The legend of a transcript: what the signs mean that stand in it, and what is not shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from heddle.text.conventions import HIDDEN, SHORT, WORDS, Convention, Signs, spoken_in
from heddle.text.marks import (
    CUTOFF,
    EMPHASIS,
    INAUDIBLE,
    LAUGHTER,
    NONVERBAL,
    OVERLAP,
    PAUSE,
    UNCLEAR,
    UNSAID,
    Mark,
)


class Meaning(NamedTuple):
    """One line of a legend: a sign and what it means; without a sign, what is not shown."""

    sign: str
    meaning: str


_SAMPLES: Final[dict[str, tuple[Mark, str]]] = {
    "pause": (Mark(PAUSE, 0, 0), ""),
    "timed": (Mark(PAUSE, 0, 0, 1_500), ""),
    "overlap": (Mark(OVERLAP, 0, 1), ""),
    "doubtful": (Mark(UNCLEAR, 0, 1), ""),
    "either": (Mark(UNCLEAR, 0, 1), "other"),
    "guess": (Mark(UNCLEAR, 0, 0), "word"),
    "unclear": (Mark(UNCLEAR, 0, 0), ""),
    "inaudible": (Mark(INAUDIBLE, 0, 0), ""),
    "did": (Mark(NONVERBAL, 0, 0), "nods"),
    "doing": (Mark(NONVERBAL, 0, 1), "whispers"),
    "laughs": (Mark(LAUGHTER, 0, 0), ""),
    "laughing": (Mark(LAUGHTER, 0, 1), ""),
    "emphasis": (Mark(EMPHASIS, 0, 1), ""),
    "cutoff": (Mark(CUTOFF, 0, 0), ""),
}
"""One mark for each sign, in the order of a legend, and which of the words below it has."""
_MEANINGS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "pause": "a pause that was not timed",
        "short": "a short pause, or one that was not timed",
        "timed": "a pause, in seconds",
        "overlap": "words spoken while somebody else was speaking",
        "doubtful": "words that were heard with doubt",
        "either": "words that were heard with doubt, and what else they may have been",
        "guess": "what was perhaps said where it was hard to hear",
        "unclear": "words that could not be understood, with the time where it was noted",
        "inaudible": "nothing to be heard, with its length or time where they were noted",
        "did": "what somebody did, or a sound that is no word",
        "doing": "how the words were said, or what was done meanwhile",
        "laughs": "laughter",
        "laughing": "words spoken with laughter in the voice",
        "emphasis": "words that were stressed",
        "cutoff": "a word that was broken off",
        "hidden": "Marked, but not shown",
    },
    "da": {
        "pause": "en pause, hvis længde ikke er målt",
        "short": "en kort pause, eller en, hvis længde ikke er målt",
        "timed": "en pause i sekunder",
        "overlap": "ord, der blev sagt, mens en anden talte",
        "doubtful": "ord, der er hørt med tvivl",
        "either": "ord, der er hørt med tvivl, og hvad der ellers kan være sagt",
        "guess": "hvad der måske blev sagt, hvor det var svært at høre",
        "unclear": "ord, der ikke kunne forstås, med tidspunkt, hvor det er noteret",
        "inaudible": "intet at høre, med længde eller tidspunkt, hvor de er noteret",
        "did": "hvad nogen gjorde, eller en lyd, der ikke er et ord",
        "doing": "hvordan ordene blev sagt, eller hvad der skete imens",
        "laughs": "latter",
        "laughing": "ord, der blev sagt med latter i stemmen",
        "emphasis": "ord, der blev sagt med tryk",
        "cutoff": "et ord, der blev afbrudt",
        "hidden": "Mærket, men ikke vist",
    },
}
_EXAMPLES: Final[dict[str, dict[str, str]]] = {
    "en": {"": "", "word": "word", "other": "world", "nods": "nods", "whispers": "whispers"},
    "da": {"": "", "word": "ord", "other": "jord", "nods": "nikker", "whispers": "hvisker"},
}
_NAMES: Final[dict[str, dict[int, str]]] = {
    "en": {PAUSE: "pauses", OVERLAP: "overlap", EMPHASIS: "emphasis", CUTOFF: "words broken off"},
    "da": {PAUSE: "pauser", OVERLAP: "overlap", EMPHASIS: "tryk", CUTOFF: "afbrudte ord"},
}


def legend(marks: Iterable[Mark], convention: Convention, language: str = "en") -> list[Meaning]:
    """Explain the signs of those marks that occur, and name what is marked and not shown.

    Args:
        marks: all marks of what the legend stands below.
        convention: how they are shown; "as imported" has no signs, and so no legend.
        language: of the explanations, by its tag; English where Heddle has no others.
    """
    if convention == "as imported":
        return []
    tongue = spoken_in(language)
    jefferson = convention == "jefferson light"
    kinds, found = set(), set()
    for mark in marks:
        if mark.kind in HIDDEN[convention]:
            kinds.add(mark.kind)
        else:
            found.add(_variant(mark, jefferson=jefferson))
    told = _MEANINGS[tongue]
    lines = [
        Meaning(
            _sample(name, Signs(convention, language), tongue),
            told["short" if name == "pause" and jefferson else name],
        )
        for name in _SAMPLES
        if name in found
    ]
    # In some conventions a guess looks like words that were heard with doubt.
    first: dict[str, Meaning] = {}
    for meaning in lines:
        first.setdefault(meaning.sign, meaning)
    lines = list(first.values())
    if kinds:
        names = ", ".join(name for kind, name in _NAMES[tongue].items() if kind in kinds)
        lines.append(Meaning("", f"{told['hidden']}: {names}."))
    return lines


def line(meanings: Iterable[Meaning]) -> str:
    """Return a legend as one line of text."""
    return "; ".join(f"{sign} {told}" if sign else told for sign, told in meanings)


def _variant(mark: Mark, *, jefferson: bool) -> str:
    """Say which of the signs of its kind a mark has."""
    on_words = mark.start < mark.end
    if mark.kind == PAUSE:
        untimed = mark.amount <= SHORT if jefferson else mark.amount == UNSAID
        return "pause" if untimed else "timed"
    if mark.kind == UNCLEAR:
        if on_words:
            return "either" if mark.words else "doubtful"
        return "guess" if mark.words else "unclear"
    if mark.kind == NONVERBAL:
        return "doing" if on_words else "did"
    if mark.kind == LAUGHTER:
        return "laughing" if on_words else "laughs"
    return mark.name


def _sample(name: str, signs: Signs, tongue: str) -> str:
    mark, example = _SAMPLES[name]
    words = _EXAMPLES[tongue]
    mark = mark._replace(words=words[example])
    if mark.start == mark.end:
        return signs.point(mark)
    opens, closes = signs.around(mark)
    return f"{opens}{words['word']}{closes}"


def words() -> dict[str, Any]:
    """Return the words of signs and legends as the browser is told them."""
    return {
        "short": SHORT,
        "words": WORDS,
        "samples": [[name, mark.kept(), example] for name, (mark, example) in _SAMPLES.items()],
        "meanings": _MEANINGS,
        "examples": _EXAMPLES,
        "names": _NAMES,
    }
