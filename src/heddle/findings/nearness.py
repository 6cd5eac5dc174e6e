"""Passages near something in meaning: an aid for looking, which finds and never codes.

How near is told by the order alone. The numbers behind it depend on the model, mean nothing by
themselves and are no finding, so they are shown nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from heddle.analysis import stretch_sets
from heddle.analysis.stretch_sets import Stretches
from heddle.errors import NotFound
from heddle.findings.corpus import Corpus, Truth, corpus
from heddle.findings.query.hits import Hit, Shown
from heddle.findings.query.line import Line, line_of
from heddle.log.view import View
from heddle.meaning.vectors import Library, Passages, Vectors, nearest
from heddle.study.columns import tuples
from heddle.study.quotes import Quote
from heddle.study.rules import refuse
from heddle.study.sources import Turn
from heddle.study.themes import Theme

Wanted = Literal["all", "uncoded", "unquoted"]
SHORTEST: Final = 4
"""Words: shorter turns (“Yes.”, “Mm, right.”) are near everything and nothing."""
PER_PERSON: Final = 3
"""Passages of one person, where it is asked who has not been quoted."""


class Unquoted(msgspec.Struct, kw_only=True):
    """Somebody who is not quoted on a code or theme, with what they said that is near it."""

    participant: str
    """Code of the participant, or the label of a voice that is joined to nobody."""
    group: str
    rows: list[Hit]
    """At most three, the nearest first."""


class Near(msgspec.Struct, kw_only=True):
    """Passages near what was asked for, the nearest first."""

    examples: int
    """Passages that it was compared with: one, or the extracts of a code."""
    rows: list[Hit]
    people: list[Unquoted]
    """Where it was asked who has not been quoted: people by their nearest passage."""
    waiting: int
    """Turns that have no vectors yet and were not looked at."""
    seq: int


def texts_of(view: View) -> list[str]:
    """Return the texts of all turns, in the order of the corpus."""
    book = corpus(view)
    table = view.table(Turn)
    found: dict[str, str] = dict(tuples(view, sa.select(table.c.id, table.c.text)))
    return [found.get(turn, "") for turn in book.turns.id]


class Nearness:
    """The passages of a study, ready to be compared."""

    def __init__(self, view: View, library: Library) -> None:
        self._view = view
        self._corpus: Corpus = corpus(view)
        self._line: Line = line_of(self._corpus)
        texts = texts_of(view)
        self._waiting = library.missing(texts)
        passages: Passages = library.of(texts)
        at = self._line.at[passages.text]
        self._turn = passages.text
        self._start = at + passages.start
        self._end = at + passages.end
        self._vectors: Vectors = passages.vectors

    def like(self, vector: Vectors, *, team: bool = False, limit: int = 20) -> Near:
        """Return passages near a vector, such as that of a text somebody typed."""
        rows = self._best(nearest(self._vectors, vector), self._said(team=team), limit)
        return self._near(1, rows)

    def like_place(
        self, turn: str, start: int, end: int, *, team: bool = False, limit: int = 20
    ) -> Near:
        """Return passages near the words at a place, those words and their turn left out."""
        at = self._corpus.turn_at.get(turn)
        if at is None:
            raise NotFound("This turn is not in the study.")
        first = int(self._line.at[at])
        here = (self._start < first + end) & (self._end > first + start)
        here &= self._turn == at
        if not here.any():
            self._refuse_unread()
        near = nearest(self._vectors, self._vectors[here])
        rows = self._best(near, self._said(team=team) & (self._turn != at), limit)
        return self._near(int(here.sum()), rows)

    def like_codes(
        self, codes: Sequence[str], *, wanted: Wanted, team: bool = False, limit: int = 20
    ) -> Near:
        """Return passages near the extracts of codes (with those below them).

        Args:
            codes: Ids.
            wanted: "uncoded": only passages that none of these codes lies on; "unquoted": by
                people who are not quoted on any of them; "all": those with other words.
            team: The moderator's and other members' passages as well.
            limit: Of passages, or of people.
        """
        mine = self._of_codes(codes)
        if not mine.any():
            self._refuse_uncoded()
        near = nearest(self._vectors, self._vectors[mine])
        keep = self._said(team=team)
        if wanted != "unquoted":
            return self._near(int(mine.sum()), self._best(near, keep & ~mine, limit))
        quoted = self._quoted(codes)
        return self._near(int(mine.sum()), [], self._people(near, keep, quoted, limit))

    def codes_of_theme(self, theme: str) -> list[str]:
        """Return the ids of the codes that feed a theme."""
        feeds = self._corpus.book.feeds.get(self._view.get(Theme, theme).id, [])
        return [self._corpus.codes[at].id for at in feeds]

    def _of_codes(self, codes: Sequence[str]) -> Truth:
        """Tell which passages hold words that any of these codes lies on."""
        book = self._corpus
        wanted: set[int] = set()
        for code in codes:
            if code not in book.code_at:
                raise NotFound("This code is not in the study.")
            wanted.update(book.below(book.code_at[code]))
        mine = np.isin(book.codings.code, list(wanted))
        return self._over(self._line.of_codings(mine))

    def _over(self, places: Stretches) -> Truth:
        """Tell which passages share a character with any of these places."""
        held = stretch_sets.runs(places)
        after = np.searchsorted(held.end, self._start, "right")
        begins = np.append(held.start, np.iinfo(np.int64).max)
        return np.asarray(begins[after] < self._end, dtype=np.bool_)

    def _said(self, *, team: bool) -> Truth:
        """Tell which passages may be shown: talk of people, long enough to mean something."""
        turns = self._corpus.turns
        keep = (turns.words >= SHORTEST) & ~turns.withdrawn
        if not team:
            keep &= ~self._line.team
        return np.asarray(keep[self._turn], dtype=np.bool_)

    def _best(self, near: Vectors, keep: Truth, limit: int) -> list[int]:
        """Return the places of the nearest passages, one of a turn."""
        order = np.argsort(-near, kind="stable")
        order = order[keep[order]]
        _, first = np.unique(self._turn[order], return_index=True)
        chosen: list[int] = order[np.sort(first)][:limit].tolist()
        return chosen

    def _quoted(self, codes: Sequence[str]) -> set[int]:
        """Return the voices that stand behind a quote on these codes or the themes they feed."""
        book = self._corpus
        wanted = {book.code_at[code] for code in codes}
        themes = {theme for theme, fed in book.book.feeds.items() if wanted & set(fed)}
        below = {book.codes[at].id for code in wanted for at in book.below(code)}
        places = [
            (book.turn_at[quote.turn], book.turn_at[quote.end_turn])
            for quote in self._view.find(Quote)
            if (quote.code in below or quote.theme in themes)
            and not quote.excluded
            and quote.turn in book.turn_at
            and quote.end_turn in book.turn_at
        ]
        voices = book.turns.voice
        return {int(v) for first, last in places for v in voices[first : last + 1] if v >= 0}

    def _people(self, near: Vectors, keep: Truth, quoted: set[int], limit: int) -> list[Unquoted]:
        voices: npt.NDArray[np.int32] = self._corpus.turns.voice[self._turn]
        keep = keep & (voices >= 0) & ~np.isin(voices, list(quoted))
        found: dict[int, list[int]] = {}
        for at in self._best(near, keep, len(keep)):
            found.setdefault(int(voices[at]), []).append(at)
        shown = []
        for voice, places in list(found.items())[:limit]:
            one = self._corpus.voices[voice]
            group = self._corpus.groups[one.group].label if one.group >= 0 else ""
            rows = self._hits(places[:PER_PERSON])
            shown.append(Unquoted(participant=one.name, group=group, rows=rows))
        return shown

    def _near(self, examples: int, rows: list[int], people: list[Unquoted] | None = None) -> Near:
        return Near(
            examples=examples,
            rows=self._hits(rows),
            people=people or [],
            waiting=self._waiting,
            seq=self._corpus.seq,
        )

    def _hits(self, places: list[int]) -> list[Hit]:
        part = Stretches(self._start[places], self._end[places])
        return Shown(self._view, self._corpus, self._line).hits(part)

    def _refuse_unread(self) -> None:
        refuse(
            "These words have not been read by the model yet; nothing was changed.",
            "Let the model read the talk first.",
            "unread",
        )

    def _refuse_uncoded(self) -> None:
        if self._waiting:
            self._refuse_unread()
        refuse(
            "Nothing is coded with this yet, so there is nothing to look for; nothing was changed.",
            "Code a few passages first, or look for passages like a text.",
            "uncoded",
        )
