"""Random continua for gamma: what coders would have made who did not look at the text.

Two ways (Mathet, Widlöcher & Métivier 2015, section 5.2, and its reference programs): "statistical"
draws the number of segments, gaps, lengths and codes as they occur in the data; "shuffle" takes a
coder's own segments and turns them round the continuum by a random amount. They do not give the
same gamma: say which was used.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from heddle.analysis.alignments import Continuum, Floats

Sampler = Literal["statistical", "shuffle"]
SAMPLERS: tuple[Sampler, ...] = get_args(Sampler)


class Statistical:
    """Continua with the number, gaps, lengths and codes of the data, by normal distributions."""

    def __init__(self, data: Continuum) -> None:
        counts = np.bincount(data.coder, minlength=data.coders)
        lengths = data.end - data.start
        gaps: list[Floats] = [np.zeros(1)]
        for coder in range(data.coders):
            own = data.coder == coder
            start, end = data.start[own], data.end[own]
            gaps += [start[1:] - end[:-1], start[:1]]
        every = np.concatenate(gaps)
        self.coders = data.coders
        self.count = (float(counts.mean()), float(counts.std()))
        self.length = (float(lengths.mean()), float(lengths.std()))
        self.gap = (float(every.mean()), float(every.std()))
        codes = np.bincount(data.code)
        self.codes = codes / codes.sum()

    def draw(self, random: np.random.Generator) -> Continuum:
        """Return one random continuum; it has at least one segment."""
        counts = abs(random.normal(*self.count, self.coders)).astype(np.intp)
        if not counts.any():
            counts[0] = 1
        coder = np.repeat(np.arange(self.coders), counts)
        total = len(coder)
        lengths = abs(random.normal(*self.length, total))
        lengths = np.maximum(lengths, 1e-6 * max(self.length[0], 1e-9))
        steps = random.normal(*self.gap, total) + lengths
        run = np.cumsum(steps)
        first = np.cumsum(counts) - counts
        before = np.where(first > 0, run[np.maximum(first - 1, 0)], 0)
        end = run - before[coder]
        code = random.choice(len(self.codes), size=total, p=self.codes)
        return Continuum(coder, end - lengths, end, code, self.coders)


class Shuffle:
    """Continua of the coders' own segments, each turned round the continuum by a random amount."""

    def __init__(self, data: Continuum) -> None:
        self.data = data
        self.low, self.high = float(data.start.min()), float(data.end.max())
        self.apart = float((data.end - data.start).mean()) / 2

    def draw(self, random: np.random.Generator) -> Continuum:
        """Return one random continuum; turns are half a mean segment apart where possible."""
        data, turns = self.data, self._turns(random)
        parts = []
        for place, turn in enumerate(turns):
            own = data.coder == random.integers(data.coders)
            start, end = data.start[own] + turn, data.end[own] + turn
            over = start > self.high
            back = np.where(over, self.high - self.low, 0)
            order = np.argsort(start - back, kind="stable")
            parts.append(
                (
                    np.full(len(order), place),
                    (start - back)[order],
                    (end - back)[order],
                    data.code[own][order],
                )
            )
        coder, start, end, code = (np.concatenate(part) for part in zip(*parts, strict=True))
        if not len(coder):
            return self.draw(random)
        return Continuum(coder, start, end, code, data.coders)

    def _turns(self, random: np.random.Generator) -> list[float]:
        found: list[float] = []
        size = self.high - self.low
        for _ in range(self.data.coders):
            for _ in range(100):
                turn = float(random.uniform(0, size))
                if all(self.apart <= abs(turn - each) <= size - self.apart for each in found):
                    break
            found.append(turn)
        return found
