"""Transcribing: the words of a turn as they are typed, and when they were spoken.

Who types while listening saves at each pause, so a step is a few words and comes before the last
one is answered. Such a step says which words it goes on from: what somebody else, or the same
person in another window, has written there meanwhile is never overwritten.
"""

from __future__ import annotations

import re
from typing import Final

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse
from heddle.study.seen import overtaken
from heddle.study.sources import Turn, timings_of
from heddle.study.turns import CorrectTurn, refuse_withdrawn
from heddle.text.timing import LONGEST, Timed

_WORD: Final = re.compile(r"\S+")
_THOUSAND: Final = 1000


class WriteTurn(Operation, tag="turns.write"):
    """Write on in a turn; refused if its words are not those that the writer saw."""

    turn: str
    was: str
    """The words that the writing goes on from."""
    text: str

    def decide(self, work: Workspace) -> dict[str, list[str]]:
        """Codings and quotes move with the words; returns what `turns.correct` returns."""
        turn = work.get(Turn, self.turn)
        if turn.text not in (self.was, self.text):
            raise overtaken(work, turn, "text", self.text)
        if turn.text == self.text:
            return {"gone": [], "quotes": []}
        return CorrectTurn(turn=self.turn, text=self.text).decide(work)


class StampTurn(Operation, tag="turns.stamp"):
    """Note when a turn, or the word at a place in it, was spoken."""

    turn: str
    seconds: float | None
    """From the start of the session; None takes the time of the turn away."""
    at: int = 0
    """Code point of the text; at its beginning it is the time of the turn itself."""

    def decide(self, work: Workspace) -> None:
        """The time belongs to a word, so it moves with it when the turn is corrected."""
        turn = work.get(Turn, self.turn)
        refuse_withdrawn(turn)
        if self.seconds is not None and not 0 <= self.seconds <= LONGEST / _THOUSAND:
            refuse(
                "This is no time on a recording; nothing was changed.",
                "It is counted in seconds from the start of the session.",
                "time",
            )
        if not turn.text[: self.at].strip():
            work.set(turn, start=self.seconds)
            return
        word = next((w for w in _WORD.finditer(turn.text) if w.end() > self.at), None)
        if word is None or self.seconds is None:
            refuse(
                "There is no word at this place in the turn to note a time for; nothing was "
                "changed.",
                "Put the time before a word, or begin a new turn.",
                "no-word",
            )
        milliseconds = round(self.seconds * _THOUSAND)
        new = Timed(word.start(), word.end(), milliseconds, milliseconds)
        kept = [t for t in timings_of(turn) if t.end <= new.start or t.start >= new.end]
        work.set(turn, timings=[list(each) for each in sorted([*kept, new])])
