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

_FIELDS = len(Timed._fields)
_TIMINGS = msgspec.json.Decoder(list[list[int]])


class SpokenTimes(msgspec.Struct, kw_only=True):
    """The times of a source's words, by turn; turns without any are left out."""

    turn: list[str]
    timings: list[list[Timed]]
    """For each of these turns: first and last code point (half-open), milliseconds of the session
    from and to, per cent of certainty (-1: not said); in the order of the words."""
    unchecked: list[str]
    """All turns whose words nobody has heard, or whose speaker nobody has confirmed."""
    seq: int


def spoken_times(view: View, source: str, *, seq: int) -> SpokenTimes:
    """Return when words of a source were spoken; raises NotFound. `seq` is where the log stands."""
    view.get(Source, source)
    t = view.table(Turn).c
    here = t.source == source, t.withdrawn.is_(False)
    order = t.position, t.id
    timed = sa.select(t.id, t.timings, sa.func.length(t.text)).where(*here, t.timings != "[]")
    waiting = sa.select(t.id).where(*here, sa.or_(t.heard == "", t.guessed.is_(True)))
    unchecked = [row[0] for row in tuples(view, waiting.order_by(*order))]
    found = SpokenTimes(turn=[], timings=[], unchecked=unchecked, seq=seq)
    for turn, kept, length in tuples(view, timed.order_by(*order)):
        each = (Timed(*one) for one in _TIMINGS.decode(kept) if len(one) == _FIELDS)
        if timings := fitting(each, length):
            found.turn.append(turn)
            found.timings.append(timings)
    return found
