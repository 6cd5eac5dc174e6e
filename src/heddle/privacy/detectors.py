"""Detectors: what in a text may say who somebody is, with how certain that is.

Patterns are those of `text.signs`; names and places come from an opened identity key or a list.
Pure: the same text and names give the same signs, and no sign repeats the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from heddle.text.mentions import Mentions, phrase_key
from heddle.text.signs import EMAIL, Certainty, Sign, signs

WORDS_FOR: Final = {
    "cpr": "a personal number (CPR)",
    "phone": "a phone number",
    "email": "an e-mail address",
    "url": "a web address",
    "name": "a name of the identity key",
    "place": "a place or word of the identity key",
}
_PARTICLES: Final = frozenset({
    "af", "al", "and", "bin", "da", "dal", "de", "del", "den", "der", "di", "dos", "du", "el", "en",
    "la", "le", "mac", "og", "ten", "ter", "und", "van", "von", "y",
})  # fmt: skip
_TITLES: Final = frozenset({
    "mr", "mrs", "ms", "the", "hon", "rt", "dr", "prof", "sir", "lady", "fru", "hr", "frk", "am",
    "mp", "ma", "phd",
})  # fmt: skip
_PART: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST_LETTERS: Final = 2
_LEAST_DIGITS: Final = 7


class Detector:
    """What to look for in many texts, made ready once."""

    def __init__(self, names: Iterable[str] = (), places: Iterable[str] = ()) -> None:
        """Take names as the key has them: whole names, nicknames, addresses and numbers."""
        whole, parts, self._numbers, self._mails = _sorted_out(names)
        spots = [place for place in places if phrase_key(place)]
        self._kinds: list[tuple[str, Certainty]] = [
            *(("name", "sure") for _ in whole),
            *(("place", "likely") for _ in spots),
            *(("name", "likely") for _ in parts),
        ]
        self._mentions = Mentions([*whole, *spots, *parts])

    def find(self, text: str) -> list[Sign]:
        """Return the signs in a text from left to right, none over another."""
        found = self.known(text)
        for sign in signs(text):
            if not any(sign.start < other.end and other.start < sign.end for other in found):
                found.append(sign)
        return sorted(found)

    def known(self, text: str) -> list[Sign]:
        """Return only the signs that the key itself knows."""
        return sorted([*self._named(text), *self._numbered(text), *self._mailed(text)])

    def _mailed(self, text: str) -> Iterator[Sign]:
        if self._mails and "@" in text:
            for match in EMAIL.finditer(text):
                if match.group().casefold().rstrip(".") in self._mails:
                    yield Sign(match.start(), match.end(), "email", "sure")

    def _named(self, text: str) -> Iterator[Sign]:
        for mention in self._mentions.find(text):
            kind, certainty = self._kinds[mention.phrase]
            if certainty != "sure" and not mention.capital:
                # In small letters it may be any word ("bo" is a name and "to live").
                certainty = "possible"
            yield Sign(mention.start, mention.end, kind, certainty)  # type: ignore[arg-type]

    def _numbered(self, text: str) -> Iterator[Sign]:
        """Find the key's own phone numbers, however they are set."""
        for digits in self._numbers:
            for match in re.finditer(r"[ .()/–-]{0,2}".join(digits), text):
                free = not text[match.end() : match.end() + 1].isdigit()
                if free and not text[max(0, match.start() - 1) : match.start()].isdigit():
                    yield Sign(match.start(), match.end(), "phone", "sure")


def _sorted_out(names: Iterable[str]) -> tuple[list[str], list[str], list[str], set[str]]:
    """Return whole names, parts of names that may stand alone, digits of numbers, addresses."""
    whole: list[str] = []
    parts: dict[str, str] = {}
    numbers: list[str] = []
    mails: set[str] = set()
    for name in names:
        digits = re.sub(r"\D", "", name)
        if len(digits) >= _LEAST_DIGITS and not re.search(r"[^\W\d_]", name):
            # The last eight digits are a Danish number without its country code.
            numbers.append(digits[-8:] if name.strip().startswith(("+45", "0045")) else digits)
        elif EMAIL.fullmatch(name.strip()):
            mails.add(name.strip().casefold())
        elif phrase_key(name):
            alone = [part for part in _PART.findall(name) if _speaks(part)]
            if len(_PART.findall(name)) > 1:
                whole.append(name)
                for part in alone:
                    parts.setdefault(phrase_key(part), part)
            else:
                parts.setdefault(phrase_key(name), name)
    return whole, list(parts.values()), numbers, mails


def _speaks(part: str) -> bool:
    plain = part.casefold()
    return len(part) >= _LEAST_LETTERS and plain not in _PARTICLES and plain not in _TITLES


def kinds_in(found: Sequence[Sign], *, least: Certainty = "likely") -> list[str]:
    """Return the kinds of signs that are at least so certain, each once."""
    order: tuple[Certainty, ...] = ("possible", "likely", "sure")
    wanted = [sign for sign in found if order.index(sign.certainty) >= order.index(least)]
    return list(dict.fromkeys(sign.kind for sign in wanted))
