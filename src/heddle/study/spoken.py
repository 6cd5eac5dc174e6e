"""When the words of a source were spoken: what a player needs to go with its transcript.

Apart from `columns`, because a screen that opens a transcript of fifteen thousand words should not
wait for fifteen thousand times; it asks for them when there is a recording to be heard.
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.columns import tuples
from heddle.study.sources import Source, Turn
from heddle.text.timing import Timed, fitting

_TIMINGS = msgspec.json.Decoder(list[list[int]])


class SpokenTimes(msgspec.Struct, kw_only=True):
    """The times of a source's words, by turn; turns without any are left out."""

    turn: list[str]
    timings: list[list[Timed]]
    """For each of these turns: first and last code point (half-open), milliseconds of the session
    from and to, per cent of certainty (-1: not said); in the order of the words."""
    seq: int


def spoken_times(view: View, source: str, *, seq: int) -> SpokenTimes:
    """Return when words of a source were spoken; raises NotFound. `seq` is where the log stands."""
    view.get(Source, source)
    t = view.table(Turn).c
    statement = (
        sa.select(t.id, t.timings, sa.func.length(t.text))
        .where(t.source == source, t.withdrawn.is_(False), t.timings != "[]")
        .order_by(t.position, t.id)
    )
    found = SpokenTimes(turn=[], timings=[], seq=seq)
    for turn, kept, length in tuples(view, statement):
        timings = fitting(
            (Timed(*each) for each in _TIMINGS.decode(kept) if len(each) == 5), length
        )
        if timings:
            found.turn.append(turn)
            found.timings.append(timings)
    return found
