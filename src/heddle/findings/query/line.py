"""All talk of a study on one line, so that a stretch is two numbers.

The line counts the characters of all turns, source by source, with one place left free between
two sources: stretches of two sources never touch. Ends of lines between turns are no places.
"""

from __future__ import annotations

import weakref

import numpy as np

from heddle.analysis import stretch_sets as stretches
from heddle.analysis.stretch_sets import Places, Stretches
from heddle.findings.corpus import ROLES, Corpus, Truth

_TEAM = [ROLES.index(role) for role in ("moderator", "observer", "member")]


class Line:
    """The turns and codings of a corpus on one line."""

    def __init__(self, corpus: Corpus) -> None:
        turns = corpus.turns
        self.length: Places = turns.end - turns.start
        before = np.cumsum(self.length) - self.length
        self.at: Places = before + turns.source
        """Where each turn begins."""
        self.until: Places = self.at + self.length
        self.team: Truth = np.isin(turns.role, _TEAM)
        """Turns of the moderator, observers and other members of the team."""
        self.turns = Stretches(self.at, self.until)
        self.ground = stretches.runs(stretches.of(self.at, self.until))
        """All talk: a stretch a source."""
        codings = corpus.codings
        self.coding_start = self.at[codings.first] + codings.start - turns.start[codings.first]
        self.coding_end = self.at[codings.last] + codings.end - turns.start[codings.last]
        np.minimum(self.coding_start, self.until[codings.first], out=self.coding_start)
        np.minimum(self.coding_end, self.until[codings.last], out=self.coding_end)

    def of_turns(self, keep: Truth) -> Stretches:
        """Return the runs of turns that an array says to keep."""
        return stretches.runs(stretches.of(self.at[keep], self.until[keep]))

    def of_codings(self, keep: Truth) -> Stretches:
        """Return the stretches of the codings that an array says to keep."""
        return stretches.of(self.coding_start[keep], self.coding_end[keep])

    def turn(self, places: Places) -> Places:
        """Return the turn of each character."""
        return np.asarray(np.searchsorted(self.at, places, "right") - 1, dtype=np.int64)

    def first(self, one: Stretches) -> Places:
        """Return the turn in which each stretch begins."""
        return self.turn(one.start)

    def last(self, one: Stretches) -> Places:
        """Return the turn in which each stretch ends."""
        return self.turn(one.end - 1)

    def touched(self, one: Stretches) -> Truth:
        """Tell which turns hold a character of any stretch."""
        return stretches.overlapping(self.turns, one) & (self.length > 0)

    def said_by_others(self, one: Stretches) -> Truth:
        """Tell which stretches hold words of anybody who is not of the team."""
        others = np.concatenate([[0], np.cumsum(~self.team & (self.length > 0))])
        found = others[self.last(one) + 1] - others[self.first(one)]
        return np.asarray(found > 0, dtype=np.bool_)


_kept: weakref.WeakKeyDictionary[Corpus, Line] = weakref.WeakKeyDictionary()


def line_of(corpus: Corpus) -> Line:
    """Return a corpus on its line; kept as long as the corpus is."""
    line = _kept.get(corpus)
    if line is None:
        line = _kept[corpus] = Line(corpus)
    return line
