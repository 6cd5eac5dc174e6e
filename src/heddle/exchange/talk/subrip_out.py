"""SubRip captions (.srt): one caption a turn, the speaker as "Name: " before the words.

The format has no rules for what looks like its own signs. What players or readers would take
for a tag, an entity, a place on the screen or a timing is written as an entity, and nothing else
is, so that ordinary words stay as they are.
"""

from __future__ import annotations

import re

from heddle.exchange.talk.own_captions import clock
from heddle.exchange.talk.spoken import Spoken, Written, slots, unsaid

_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_TAG = re.compile(r"<(?=/?[A-Za-z\d])")


def write_srt(talk: Spoken) -> Written:
    """Write a transcript as SubRip.

    Raises:
        Refused: No turn has a time.
    """
    notes: list[str] = []
    parts = []
    for number, (turn, slot) in enumerate(zip(talk.turns, slots(talk.turns, notes), strict=True)):
        words = escaped(turn.text)
        label = f"{escaped(turn.speaker)}: " if turn.speaker else ""
        timing = f"{clock(slot.start, ',')} --> {clock(slot.end, ',')}"
        parts.append(f"{number + 1}\n{timing}\n{label}{words}\n")
    unsaid(talk.turns, notes, words=False)
    return Written(data="\n".join(parts).encode(), notes=notes)


def escaped(text: str) -> str:
    """Return words in which nothing can be taken for a sign of the format."""
    text = _TAG.sub("&lt;", _ENTITY.sub("&amp;", text))
    return text.replace("-->", "--&gt;").replace("{\\", "{&#92;")
