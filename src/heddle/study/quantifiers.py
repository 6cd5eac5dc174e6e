"""Quantifiers: the words of a sentence that say how many, in English and Danish.

Pure functions on text. A quantifier is shown beside the groups and speakers that stand behind its
claim; whether it fits is for a person to judge, so nothing here compares or corrects. What only
looks like one is left out ("at all", "no doubt", "most important"; "one" and Danish "en").
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

Extent = Literal["all", "most", "many", "several", "some", "few", "none", "general", "number"]


class Quantifier(msgspec.Struct, frozen=True, kw_only=True):
    """A word that says how many; [start, end) are code points of the sentence."""

    word: str
    extent: Extent
    start: int
    end: int


_ENGLISH: Final[dict[Extent, str]] = {
    "all": r"(?<!\bat )(?<!\bafter )(?<!\babove )(?<!\bfirst of )all(?! but\b)"
    r"|every(?:one|body)?|each|both|unanimous(?:ly)?",
    "most": r"most(?! (?:important|of all|notabl[ey]|likely|recent)\b)|majority|mostly|largely"
    r"|predominantly|mainly",
    "many": r"many|numerous|widespread|a lot of|often|frequently|usually",
    "several": r"several|various|a number of|multiple",
    "some": r"some(?:times)?|certain(?= (?:participants|people|staff|members))|partly",
    "few": r"few(?:er)?|hardly any|rare(?:ly)?|seldom|occasional(?:ly)?|minority",
    "none": r"none|no ?one|nobody|not (?:one|a single)|never",
    "general": r"(?:in )?general(?:ly)?|typical(?:ly)?|common(?:ly)?|overall|as a rule|tended to",
    "number": r"\d+(?:[.,]\d+)?\s?(?:%|per ?cent)"
    r"|\d+(?= (?:of|participants|people|groups|women|men|persons|interviews|focus groups)\b)"
    r"|(?:half|one third|a third|two thirds|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve)(?= (?:of|participants|people|groups|focus groups|women|men|persons|others)\b)",
}
_DANISH: Final[dict[Extent, str]] = {
    "all": r"(?<!\bfrem for )(?<!\bblandt )(?<!\btrods )alle|samtlige|enhver|hver eneste|begge"
    r"|enstemmigt?",
    "most": r"de fleste|flertallet|størstedelen|hovedparten|overvejende|hovedsageligt",
    "many": r"mange|adskillige|ofte|tit|hyppigt",
    "several": r"flere(?! end\b)|forskellige(?= (?:deltagere|personer|medarbejdere))|en række",
    "some": r"nogle|nogen|visse|somme|sommetider|til dels",
    "few": r"(?:kun|ganske|nogle) få|få(?= (?:af|deltagere|personer|medarbejdere|gange|steder)\b)"
    r"|enkelte|sjældent|mindretallet",
    "none": r"ingen|aldrig|ikke (?:en|én) eneste",
    "general": r"generelt|generel(?:le)?|typisk|almindelig(?:t|vis)?|som regel|gennemgående",
    "number": r"\d+(?:[.,]\d+)?\s?(?:%|procent|pct\.?)"
    r"|\d+(?= (?:af|deltagere|personer|grupper)\b)|halvdelen|en tredjedel|to tredjedele"
    r"|(?:to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv)"
    r"(?= (?:af|deltagere|personer|grupper|fokusgrupper|kvinder|mænd|andre)\b)",
}


def _compiled(words: dict[Extent, str]) -> list[tuple[Extent, re.Pattern[str]]]:
    return [
        (extent, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE))
        for extent, pattern in words.items()
    ]


_LISTS: Final = {"en": _compiled(_ENGLISH), "da": _compiled(_DANISH)}


def quantifiers(sentence: str, language: str = "") -> list[Quantifier]:
    """Return the quantifiers of a sentence in their order.

    Args:
        sentence: A claim or any other text.
        language: "en", "da" or a tag that begins so; with anything else both lists are used.
    """
    chosen = language.strip().casefold()[:2]
    lists = [_LISTS[chosen]] if chosen in _LISTS else list(_LISTS.values())
    found = [
        Quantifier(word=match.group(), extent=extent, start=match.start(), end=match.end())
        for patterns in lists
        for extent, pattern in patterns
        for match in pattern.finditer(sentence)
    ]
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Quantifier] = []
    for each in found:
        # "in general" holds "general", and "hardly any" is one thing.
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept
