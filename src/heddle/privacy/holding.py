"""Holding: whose words or data a file has, found by the records that it was made of.

Everything that a report prints carries the ids of what stands behind it; so does every row of a
listing. From these follow the people, and the quotes, so that a copy can be found again on the
day when somebody withdraws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from heddle.log.records import Record
from heddle.log.view import View
from heddle.privacy.gate import Passage
from heddle.study.anchors import Anchor
from heddle.study.codings import Coding
from heddle.study.invitees import Event, Invitee
from heddle.study.participants import Participant
from heddle.study.pseudonyms import Substitution
from heddle.study.quotes import Quote
from heddle.study.sources import Source, Speaker, Turn

_CHUNK = 500
_ID_LENGTH = 36
_R = TypeVar("_R", bound=Record)


class Held(msgspec.Struct, kw_only=True):
    """What a file holds."""

    passages: list[Passage]
    people: list[str]
    """Ids of participants."""
    quotes: list[str]
    turns: list[str]
    """Ids of all turns with words in it."""


def held(view: View, passages: Iterable[Passage]) -> Held:
    """Return whose words and data some passages are."""
    kept = list(passages)
    ids = {record for passage in kept for record in passage.records}
    quotes = _those(view, Quote, ids)
    codings = _those(view, Coding, ids - quotes.keys())
    turns = set(_those(view, Turn, ids - quotes.keys() - codings.keys()))
    for anchors in (quotes, codings, _those(view, Substitution, ids - quotes.keys())):
        turns |= _turns_of(view, anchors.values())
    people = set(_those(view, Participant, ids)) | _invited(view, ids) | _speaking(view, turns)
    return Held(passages=kept, people=sorted(people), quotes=sorted(quotes), turns=sorted(turns))


def passages_of(value: Any) -> Iterator[Passage]:
    """Yield the words in plain data, each with the ids that stand beside it.

    Within a dict or a list of fields, ids belong to the words of the same row.
    """
    waiting: list[tuple[Any, tuple[str, ...]]] = [(value, ())]
    while waiting:
        each, ids = waiting.pop()
        if isinstance(each, str):
            if each and not is_id(each):
                yield Passage(each, ids)
        elif isinstance(each, dict | list | tuple):
            inner = list(each.values()) if isinstance(each, dict) else list(each)
            own = tuple(dict.fromkeys(i for i in _ids_in(inner)))
            waiting += [(part, own or ids) for part in reversed(inner)]


def _ids_in(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            if is_id(value):
                yield value
        elif isinstance(value, list | tuple):
            yield from (each for each in value if isinstance(each, str) and is_id(each))


def is_id(text: str) -> bool:
    """Tell whether a text is the id of a record."""
    return len(text) == _ID_LENGTH and text[8] == text[13] == text[18] == text[23] == "-"


def _those(view: View, cls: type[_R], ids: Iterable[str]) -> dict[str, _R]:
    return {each.id: each for each in view.among(cls, "id", ids)}


def _turns_of(view: View, anchors: Iterable[Anchor]) -> set[str]:
    """Return the turns that anchors touch, those in between included."""
    found: set[str] = set()
    crossing: dict[str, list[Anchor]] = {}
    for anchor in anchors:
        found |= {anchor.turn, anchor.end_turn}
        if anchor.turn != anchor.end_turn:
            crossing.setdefault(anchor.source, []).append(anchor)
    t = view.table(Turn).c
    for source, those in crossing.items():
        statement = sa.select(t.id).where(t.source == source).order_by(t.position)
        order = [row.id for row in view.rows(statement)]
        places = {turn: at for at, turn in enumerate(order)}
        for anchor in those:
            first, last = places.get(anchor.turn, 0), places.get(anchor.end_turn, -1)
            found.update(order[first : last + 1])
    return found


def _invited(view: View, ids: set[str]) -> set[str]:
    invitees = _those(view, Invitee, ids)
    events = view.among(Event, "id", ids - invitees.keys())
    invitees |= _those(view, Invitee, {event.invitee for event in events})
    return {each.participant for each in invitees.values() if each.participant}


def _speaking(view: View, turns: set[str]) -> set[str]:
    """Return the participants who speak in some turns, or whose written answer they are."""
    t, p, s = view.table(Turn).c, view.table(Speaker).c, view.table(Source).c
    found: set[str] = set()
    wanted = sorted(turns)
    for start in range(0, len(wanted), _CHUNK):
        statement = (
            sa.select(p.participant.label("speaker"), s.participant.label("owner"))
            .select_from(view.table(Turn))
            .outerjoin(view.table(Speaker), p.id == t.speaker)
            .outerjoin(view.table(Source), s.id == t.source)
            .where(t.id.in_(wanted[start : start + _CHUNK]))
            .distinct()
        )
        for row in view.rows(statement):
            if row.speaker or row.owner:
                found.add(row.speaker or row.owner)
    return found
