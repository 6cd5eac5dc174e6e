"""Looking through a study's transcripts for what others should stand for.

What is found goes into the queue of substitutions (`study.pseudonyms`), where a person decides
on each. Nothing is substituted by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from heddle.log.view import View
from heddle.privacy.detectors import Detector
from heddle.privacy.identity import Content, Person, names_of
from heddle.study.pseudonyms import Category, NewSubstitution, accepted
from heddle.study.sources import Turn
from heddle.text.mentions import phrase_key
from heddle.text.signs import Sign

_SUBSTITUTES: Final = {
    "cpr": "personal number",
    "phone": "phone number",
    "email": "e-mail address",
    "url": "web address",
}
_CATEGORIES: Final[dict[str, Category]] = {"name": "person", "place": "place"}


def detector_of(key: Content) -> Detector:
    """Return what looks for everything that an open key knows."""
    contacts = [value for p in key.people for value in (p.email, p.phone) if value.strip()]
    names = [name for person in key.people for name in names_of(person)]
    return Detector([*names, *contacts], [*key.places, *key.words])


def look(view: View, key: Content | None, source: str = "") -> list[NewSubstitution]:
    """Return what a study's transcripts, or one of them, hold that names somebody.

    What a name stands for is what was accepted for it before, else the code that the key has
    for it, where that is one person's; a person changes it before accepting.
    """
    detector = detector_of(key) if key else Detector()
    known = _codes(key.people if key else ())
    known |= {phrase_key(each.words or each.quote): each.substitute for each in accepted(view)}
    turns = view.find(Turn, "source", "position", **({"source": source} if source else {}))
    return [_new(turn, sign, known) for turn in turns for sign in _telling(detector, turn.text)]


def _telling(detector: Detector, text: str) -> Iterator[Sign]:
    for sign in detector.find(text):
        if sign.certainty != "possible":
            yield sign


def _new(turn: Turn, sign: Sign, known: dict[str, str]) -> NewSubstitution:
    words = phrase_key(turn.text[sign.start : sign.end])
    return NewSubstitution(
        turn=turn.id,
        start=sign.start,
        end=sign.end,
        substitute=known.get(words, "") or _SUBSTITUTES.get(sign.kind, ""),
        category=_CATEGORIES.get(sign.kind, "other"),
        scope="study" if sign.kind in _CATEGORIES else "here",
    )


def _codes(people: Iterable[Person]) -> dict[str, str]:
    """Return the code behind each name and part of a name that only one person has."""
    found: dict[str, set[str]] = {}
    for person in people:
        for name in names_of(person):
            whole = phrase_key(name)
            for part in {whole, *whole.split()}:
                found.setdefault(part, set()).add(person.code)
    return {part: codes.pop() for part, codes in found.items() if len(codes) == 1}
