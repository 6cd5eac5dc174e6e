"""The texts of some turns, to read stretches of the line from."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa

from heddle.analysis.stretch_sets import Stretches
from heddle.findings.corpus import Corpus
from heddle.findings.query.line import Line
from heddle.log.view import View
from heddle.study.columns import tuples
from heddle.study.sources import Turn

_CHUNK = 500


class Texts:
    """Texts by turn, fetched for many stretches at once."""

    def __init__(self, view: View, corpus: Corpus, line: Line) -> None:
        self._view = view
        self._corpus = corpus
        self._line = line
        self._texts: dict[int, str] = {}

    def fetch(self, part: Stretches, longest: int | None = None) -> None:
        """Read the turns that stretches lie in; of each stretch as far as `longest` reaches."""
        ends = part.end if longest is None else np.minimum(part.end, part.start + longest)
        first, last = self._line.first(part), self._line.turn(ends - 1)
        # What stands after a long stretch stands in its own last turn.
        wanted = {int(at) for at in self._line.last(part)}
        for begin, stop in zip(first.tolist(), last.tolist(), strict=True):
            wanted.update(range(begin, stop + 1))
        ids = {self._corpus.turns.id[at]: at for at in sorted(wanted - self._texts.keys())}
        table = self._view.table(Turn)
        keys = list(ids)
        for begin in range(0, len(keys), _CHUNK):
            few = keys[begin : begin + _CHUNK]
            rows = tuples(
                self._view, sa.select(table.c.id, table.c.text).where(table.c.id.in_(few))
            )
            self._texts.update({ids[turn]: text for turn, text in rows})

    def of(self, turn: int) -> str:
        """Return the text of a turn that was fetched."""
        return self._texts.get(turn, "")

    def words(self, start: int, end: int, longest: int) -> tuple[str, bool]:
        """Return a stretch's words, turns joined by line ends, and whether there are more."""
        stop = min(end, start + longest)
        first, last = (int(self._line.turn(np.array([place]))[0]) for place in (start, stop - 1))
        pieces = []
        for turn in range(first, last + 1):
            at = int(self._line.at[turn])
            pieces.append(self.of(turn)[max(0, start - at) : stop - at])
        return "\n".join(pieces), stop < end

    def around(self, start: int, end: int, reach: int) -> tuple[str, str]:
        """Return what stands before and after a stretch in its first and its last turn."""
        first, last = (int(self._line.turn(np.array([place]))[0]) for place in (start, end - 1))
        begin, stop = start - int(self._line.at[first]), end - int(self._line.at[last])
        return self.of(first)[max(0, begin - reach) : begin], self.of(last)[stop : stop + reach]
