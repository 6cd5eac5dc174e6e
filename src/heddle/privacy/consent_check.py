"""The consent check: nothing leaves with the words of somebody who has not agreed to that use.

Which scope a part needs: quotes need "quotes" (and, printed in translation, "translated quotes");
whole turns and extracts need "transcript"; an archive package needs "archive". A study that keeps
no consents in Heddle is not checked, save for quotes that a withdrawal has excluded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from heddle.log.view import View
from heddle.privacy.gate import Leaving, Objection
from heddle.study.consent import Scope, keeps_consents, scopes_of
from heddle.study.participants import Participant
from heddle.study.quotes import Quote
from heddle.study.sources import Source, Speaker, Turn, turns_of

QUOTING: Final = frozenset({"table3", "manuscript", "quotes", "readiness"})
TELLING: Final = frozenset({
    "extracts", "participants-extracts", "codings", "turns", "transcripts", "transcript", "qdpx",
})  # fmt: skip
KEEPING: Final = frozenset({"archive", "everything"})
"""Packages that are made to be kept and used by others."""


def check(view: View, leaving: Leaving) -> Iterator[Objection]:
    """Object to people whose consent does not cover what is about to leave."""
    yield from _excluded(view, leaving.quotes)
    if not keeps_consents(view):
        return
    for scope, people in _needed(view, leaving):
        for person in view.among(Participant, "id", sorted(people)):
            if scope not in (scopes_of(view, person.id) or set()):
                yield _lacking(person, scope, leaving.what)


def _excluded(view: View, quotes: Sequence[str]) -> Iterator[Objection]:
    for quote in view.among(Quote, "id", quotes):
        if quote.excluded:
            yield Objection(
                gate="consent",
                item=f"excluded quote {quote.id}",
                level="red",
                problem="A quote in it must not be printed: the person who said it has withdrawn.",
                hint="Take the quote out.",
                records=(quote.id,),
            )


def _lacking(person: Participant, scope: Scope, what: str) -> Objection:
    return Objection(
        gate="consent",
        item=f"{scope} {person.code}",
        level="red",
        problem=f"{person.code} has no consent to “{scope}” that stands, and “{what}” has "
        "their words or data.",
        hint="Leave them out, or register the signed consent (consent.register).",
        records=(person.id,),
    )


def _needed(view: View, leaving: Leaving) -> Iterator[tuple[Scope, set[str]]]:
    """Yield each scope that is needed with the people who need to have given it."""
    people = set(leaving.people)
    quoted = speakers_of_quotes(view, leaving.quotes)
    if leaving.what in KEEPING:
        yield "archive", people or {person.id for person in view.find(Participant)}
    if leaving.what in KEEPING | TELLING:
        yield "transcript", people or {person.id for person in view.find(Participant)}
    if quoted or leaving.what in QUOTING:
        yield "quotes", quoted or (people if leaving.what == "quotes" else set())
    if leaving.language:
        translated = [
            quote.id
            for quote in view.among(Quote, "id", leaving.quotes)
            if any(_same(each.language, leaving.language) for each in quote.translations)
        ]
        yield "translated quotes", speakers_of_quotes(view, translated)


def speakers_of_quotes(view: View, quotes: Iterable[str]) -> set[str]:
    """Return the participants whose words quotes have, those in the middle of one included."""
    people: set[str] = set()
    for quote in view.among(Quote, "id", quotes):
        order = turns_of(view, quote.source)
        places = {turn.id: place for place, turn in enumerate(order)}
        first, last = places.get(quote.turn), places.get(quote.end_turn)
        if first is not None and last is not None:
            people |= _speakers(view, order[first : last + 1])
    return people


def _speakers(view: View, turns: Sequence[Turn]) -> set[str]:
    spoken = [turn for turn in turns if not turn.withdrawn]
    labels = view.among(Speaker, "id", {turn.speaker for turn in spoken if turn.speaker})
    written = view.among(Source, "id", {turn.source for turn in spoken if not turn.speaker})
    told = [each.participant for each in labels] + [each.participant for each in written]
    return set(told) - {""}


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
