"""Texts: a source as one running text, and where its turns stand in it.

Each turn is a paragraph; where somebody is known to speak, their label and a colon stand before
it, as transcripts are read everywhere. Offsets here are code points of the running text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from heddle.study.anchors import Anchor
from heddle.study.sources import Turn
from heddle.study.wording import Wording


class Stretch(NamedTuple):
    """A stretch of a running text; the end is exclusive."""

    start: int
    end: int


class Running:
    """The running text of one source in one wording."""

    def __init__(self, turns: Sequence[Turn], labels: dict[str, str], said: Wording) -> None:
        """Lay out turns, which are in order; `labels` are the names of speakers by their id."""
        self._said = said
        self._places: dict[str, Stretch] = {}
        lines, at = [], 0
        for turn in turns:
            label = labels.get(turn.speaker, "")
            before = f"{label}: " if label else ""
            words = said.turn(turn)
            start = at + len(before)
            self._places[turn.id] = Stretch(start, start + len(words))
            lines.append(before + words)
            at = start + len(words) + 1
        self.text = "\n".join(lines)

    def turn(self, turn: str) -> Stretch | None:
        """Return where the words of a turn stand, None where there are none."""
        place = self._places.get(turn)
        return place if place and place.start < place.end else None

    def anchor(self, anchor: Anchor) -> Stretch | None:
        """Return where an anchor lies; None where it is on no words of this text."""
        first, last = self._places.get(anchor.turn), self._places.get(anchor.end_turn)
        if first is None or last is None:
            return None
        start = first.start + self._said.offset(anchor.turn, anchor.start, ends=False)
        end = last.start + self._said.offset(anchor.end_turn, anchor.end, ends=True)
        return Stretch(start, end) if first.start <= start < end <= last.end else None
