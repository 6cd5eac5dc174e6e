"""What a query finds: its stretches with the talk around them, and how much it is of whom."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from heddle.analysis.stretch_sets import Stretches
from heddle.findings.corpus import ROLES, Corpus, corpus
from heddle.findings.query.line import Line
from heddle.findings.query.meaning import Meaning
from heddle.findings.query.texts import Texts
from heddle.log.view import View
from heddle.study.query.naming import to_keep, to_show
from heddle.study.query.reading import read

AROUND: Final = 120
"""How many characters before and after a stretch are shown."""
LONGEST: Final = 1200
"""How many characters of a stretch are shown."""


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


class Place(msgspec.Struct, kw_only=True):
    """Where a stretch is; offsets are code points of its turns."""

    source: str
    turn: str
    start: int
    end_turn: str
    end: int


class Hit(msgspec.Struct, kw_only=True):
    """A stretch with whose it is and what stands around it."""

    place: Place
    source: str
    """Name of the source."""
    number: int
    """Of the turn in which it begins, from 1."""
    speaker: str
    """The label in the transcript where it begins; empty: none."""
    role: str
    participant: str
    """Code of the participant who speaks there; empty: not joined, or of the team."""
    group: str
    words: str
    longer: bool
    """There are more words than are shown."""
    before: str
    after: str
    codings: list[str]
    """Ids of the codings that lie on some of these words."""
    codes: list[str]
    """Ids of their codes, each once."""


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
        return self.hits(part)

    def places(self, part: Stretches) -> list[Place]:
        """Return where stretches are."""
        sources, ids = self.corpus.sources, self.corpus.turns.id
        first, last = self.line.first(part), self.line.last(part)
        starts, ends = part.start - self.line.at[first], part.end - self.line.at[last]
        return [
            Place(
                source=sources[int(self.corpus.turns.source[begin])].id,
                turn=ids[begin],
                start=start,
                end_turn=ids[stop],
                end=end,
            )
            for begin, stop, start, end in zip(
                first.tolist(), last.tolist(), starts.tolist(), ends.tolist(), strict=True
            )
        ]

    def hits(self, part: Stretches) -> list[Hit]:
        """Return stretches as people read them."""
        texts = Texts(self.view, self.corpus, self.line)
        texts.fetch(part, LONGEST)
        places = self.places(part)
        firsts = self.line.first(part).tolist()
        return [
            self._hit(place, int(start), int(end), first, texts)
            for place, start, end, first in zip(places, part.start, part.end, firsts, strict=True)
        ]

    def _hit(self, place: Place, start: int, end: int, first: int, texts: Texts) -> Hit:
        corpus, turns = self.corpus, self.corpus.turns
        words, longer = texts.words(start, end, LONGEST)
        before, after = texts.around(start, end, AROUND)
        codings = self._codings(start, end)
        person, group, label = (
            int(array[first]) for array in (turns.participant, turns.group, turns.speaker)
        )
        return Hit(
            place=place,
            source=corpus.sources[int(turns.source[first])].name,
            number=int(turns.position[first]) + 1,
            speaker=corpus.people.names[label] if label >= 0 else "",
            role=ROLES[int(turns.role[first])],
            participant=corpus.participants[person].code if person >= 0 else "",
            group=corpus.groups[group].label if group >= 0 else "",
            words=words,
            longer=longer,
            before=before,
            after=after,
            codings=[corpus.codings.id[at] for at in codings],
            codes=list(dict.fromkeys(
                corpus.codes[int(corpus.codings.code[at])].id for at in codings
            )),
        )  # fmt: skip

    def _codings(self, start: int, end: int) -> list[int]:
        """Return the codings that lie on some characters of a stretch."""
        line = self.line
        # Codings are sorted by where they begin: those that begin after the stretch are left out.
        until = int(np.searchsorted(line.coding_start, end, "left"))
        found: list[int] = np.flatnonzero(line.coding_end[:until] > start).tolist()
        return found


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
