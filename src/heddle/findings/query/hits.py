"""Stretches as people read them: whose they are, and what stands around them."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from heddle.analysis.stretch_sets import Stretches
from heddle.findings.corpus import ROLES, Corpus
from heddle.findings.query.line import Line
from heddle.findings.query.texts import Texts
from heddle.log.view import View

AROUND: Final = 120
"""How many characters before and after a stretch are shown."""
LONGEST: Final = 1200
"""How many characters of a stretch are shown."""


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


class Shown:
    """Reads stretches of the line from a study."""

    def __init__(self, view: View, corpus: Corpus, line: Line) -> None:
        self._view = view
        self._corpus = corpus
        self._line = line

    def places(self, part: Stretches) -> list[Place]:
        """Return where stretches are."""
        sources, ids = self._corpus.sources, self._corpus.turns.id
        first, last = self._line.first(part), self._line.last(part)
        starts, ends = part.start - self._line.at[first], part.end - self._line.at[last]
        return [
            Place(
                source=sources[int(self._corpus.turns.source[begin])].id,
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
        texts = Texts(self._view, self._corpus, self._line)
        texts.fetch(part, LONGEST)
        places = self.places(part)
        firsts = self._line.first(part).tolist()
        return [
            self._hit(place, int(start), int(end), first, texts)
            for place, start, end, first in zip(places, part.start, part.end, firsts, strict=True)
        ]

    def _hit(self, place: Place, start: int, end: int, first: int, texts: Texts) -> Hit:
        corpus, turns = self._corpus, self._corpus.turns
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
        line = self._line
        # Codings are sorted by where they begin: those that begin after the stretch are left out.
        until = int(np.searchsorted(line.coding_start, end, "left"))
        found: list[int] = np.flatnonzero(line.coding_end[:until] > start).tolist()
        return found
