"""Leaks: names, numbers and addresses that must not leave a study with what leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heddle.log.view import View
from heddle.privacy.detectors import WORDS_FOR, Detector
from heddle.privacy.gate import Leaving, Level, Objection
from heddle.study.codings import Coding
from heddle.study.identity import known_keys
from heddle.study.pseudonyms import Substitution, undecided
from heddle.study.quotes import Quote
from heddle.study.sources import Source, Turn
from heddle.text.signs import Sign

_WORDS: Final[tuple[type[Coding | Quote | Turn], ...]] = (Coding, Quote, Turn)


def names(view: View, leaving: Leaving) -> Iterator[Objection]:
    """Object to what says who somebody is: red in a final export, amber in a draft.

    An item is the kind of sign and the record that it stands in, so an override holds for this
    one place; no objection repeats the words.
    """
    yield from _unchecked(view, leaving)
    detector = Detector(leaving.names or (), leaving.places)
    told: set[str] = set()
    for passage in leaving.passages:
        for sign in detector.find(passage.text):
            item = f"{sign.kind} in {passage.records[0] if passage.records else leaving.what}"
            level = _level(sign, leaving)
            if level is None or item in told:
                continue
            told.add(item)
            where = _place(view, passage.records)
            yield Objection(
                gate="identity",
                item=item,
                level=level,
                problem=f"{_what(sign)} stands in {where or 'what is printed'}.",
                hint="Put a substitute in its place (Privacy, Names), or correct the text.",
                records=passage.records,
            )


def _level(sign: Sign, leaving: Leaving) -> Level | None:
    if sign.certainty == "possible" or sign.kind == "url":
        return "amber" if leaving.purpose == "final" else None
    return "red" if leaving.purpose == "final" else "amber"


def _what(sign: Sign) -> str:
    seems = "What seems to be " if sign.certainty != "sure" else ""
    words = WORDS_FOR[sign.kind]
    return f"{seems}{words}" if seems else words[0].upper() + words[1:]


def _unchecked(view: View, leaving: Leaving) -> Iterator[Objection]:
    if leaving.purpose != "final":
        return
    if leaving.names is None and known_keys(view):
        yield Objection(
            gate="identity",
            item="names not checked",
            level="red",
            problem="Names could not be checked: the study has an identity key, and it is closed.",
            hint="Open the key for this export (--key FILE, or Privacy, Names).",
        )
    waiting = list(undecided(view))
    if waiting:
        yield Objection(
            gate="identity",
            item="substitutions undecided",
            level="amber",
            problem=f"{len(waiting)} suggested substitutions wait for a decision.",
            hint="Accept or reject each (Privacy, Names).",
            records=tuple(each.id for each in waiting[:50]),
        )
    if leaving.form == "original" and view.count(Substitution, status="accepted"):
        yield Objection(
            gate="identity",
            item="original form",
            level="amber",
            problem="The words are as they were spoken, though substitutes were accepted for some.",
            hint="Leave out --original.",
        )


def _place(view: View, records: tuple[str, ...]) -> str:
    """Say where a passage comes from, as a person would find it; never by its words."""
    for record in records:
        for cls in _WORDS:
            found = view.maybe(cls, record)
            if found is not None:
                source = view.maybe(Source, found.source)
                what = "a quote" if cls is Quote else "words"
                return f"{what} from a source" if source is None else f"{what} from {source.name}"
    return ""
