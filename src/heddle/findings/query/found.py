"""What a query finds: its stretches with the talk around them, and how much it is of whom."""

from __future__ import annotations

import msgspec
import numpy as np

from heddle.analysis.stretch_sets import Stretches
from heddle.findings.corpus import Corpus, corpus
from heddle.findings.query.hits import Hit, Shown
from heddle.findings.query.line import Line
from heddle.findings.query.meaning import Meaning
from heddle.log.view import View
from heddle.study.query.naming import to_keep, to_show
from heddle.study.query.reading import read


class Counts(msgspec.Struct, kw_only=True):
    """How much a query finds; the team's own turns are counted only where they were asked for."""

    segments: int
    """Stretches, each place once however many people coded it."""
    turns: int
    words: int
    """Of those turns, whole."""
    speakers: int
    """Participants, and labels with the role of one that are joined to nobody."""
    participants: int
    groups: int
    sources: int
    left_out: int
    """Stretches in which nobody but the moderator or another member of the team speaks."""


class Found(msgspec.Struct, kw_only=True):
    """One page of what a query finds, in reading order."""

    query: str
    """As it reads now, with names."""
    kept: str
    """As it is saved, with ids."""
    counts: Counts
    offset: int
    rows: list[Hit]
    seq: int
    """The step as of which this is so."""


class Search:
    """One query on a study as its view shows it.

    Raises:
        QueryProblem: the query cannot be read.
        Refused: it names what is not in the study.
    """

    def __init__(self, view: View, query: str, *, team: bool = False) -> None:
        """Work the query out; with `team` the moderator's words count as everybody's do."""
        self.view = view
        self.kept = to_keep(view, query)
        self.corpus: Corpus = corpus(view)
        meaning = Meaning(view, self.corpus)
        self.line: Line = meaning.line
        every = meaning.of(read(self.kept))
        keep = np.ones(len(every.start), dtype=np.bool_) if team else (
            self.line.said_by_others(every)
        )  # fmt: skip
        self.team = team
        self.stretches: Stretches = every.only(keep)
        self.left_out = len(every.start) - len(self.stretches.start)
        self.shown = Shown(view, self.corpus, self.line)

    def counts(self) -> Counts:
        """Return how much it finds."""
        turns = self.corpus.turns
        touched = self.line.touched(self.stretches)
        if not self.team:
            touched &= ~self.line.team
        voices = touched & (turns.voice >= 0)
        return Counts(
            segments=len(self.stretches.start),
            turns=int(touched.sum()),
            words=int(turns.words[touched].sum()),
            speakers=_distinct(turns.voice[voices]),
            participants=_distinct(turns.participant[voices & (turns.participant >= 0)]),
            groups=_distinct(turns.group[touched & (turns.group >= 0)]),
            sources=_distinct(turns.source[touched]),
            left_out=self.left_out,
        )

    def page(self, *, offset: int = 0, limit: int = 50) -> list[Hit]:
        """Return some of the stretches in reading order."""
        part = Stretches(*(ends[offset : offset + limit] for ends in self.stretches))
        return self.shown.hits(part)


def find(view: View, query: str, *, team: bool = False, offset: int = 0, limit: int = 50) -> Found:
    """Return a page of what a query finds; see `Search` for what it raises."""
    search = Search(view, query, team=team)
    return Found(
        query=to_show(view, search.kept),
        kept=search.kept,
        counts=search.counts(),
        offset=offset,
        rows=search.page(offset=offset, limit=limit),
        seq=search.corpus.seq,
    )


def _distinct(values: np.ndarray) -> int:
    return len(np.unique(values))
