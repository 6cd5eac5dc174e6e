"""Heard: the timed turns of a session, with whoever the record says spoke."""

from __future__ import annotations

import msgspec

from heddle.log.view import View
from heddle.study.sources import Source, Speaker, Turn


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that has a time."""

    turn: str
    source: str
    start: float
    end: float | None
    key: str
    """Id of the participant or the member who speaks; empty: that is not known."""


def spoken(view: View, session: str) -> list[Spoken]:
    """Return the timed turns of a session in the order of their times; withdrawn ones left out."""
    sources = [s.id for s in view.find(Source, session=session, form="transcript")]
    people = {s.id: s.participant or s.member for s in view.among(Speaker, "source", sources)}
    found = [
        Spoken(
            turn=turn.id,
            source=turn.source,
            start=turn.start,
            end=turn.end,
            key=people.get(turn.speaker, ""),
        )
        for turn in view.among(Turn, "source", sources)
        if turn.start is not None and not turn.withdrawn
    ]
    return sorted(found, key=lambda turn: (turn.start, turn.turn))
