"""Coding everything that a query finds, as one step that can be looked at first."""

from __future__ import annotations

from typing import Final, Literal

import msgspec
import numpy as np

from heddle.analysis import stretch_sets
from heddle.analysis.stretch_sets import Stretches
from heddle.findings.query.found import Search
from heddle.findings.query.texts import Texts
from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.codings import AddCodings, NewCoding
from heddle.study.rules import refuse
from heddle.text.segment import sentences, trim

Unit = Literal["words", "sentence", "turn"]
MOST: Final = 5000
"""So many stretches are coded at once at most."""


class Plan(msgspec.Struct, kw_only=True):
    """What would be coded."""

    codings: list[NewCoding]
    already: int
    """Stretches that this coder has coded so already; they are left as they are."""
    turns: int
    sources: int

    @property
    def step(self) -> AddCodings:
        """The step that codes it."""
        return AddCodings(codings=self.codings)


def plan(
    view: View, query: str, *, code: str, coder: str, unit: Unit = "words", team: bool = False
) -> Plan:
    """Return the codings of one code on all that a query finds; nothing is changed.

    Args:
        view: the study.
        query: what to code.
        code: id of the code.
        coder: id of the member who codes.
        unit: the stretches themselves, widened to whole sentences, or the turns they touch.
        team: the moderator's words too.

    Raises:
        NotFound: there is no such code.
        Refused: there is nothing to code, or more than MOST stretches.
    """
    view.get(Code, code)
    search = Search(view, query, team=team)
    line, found = search.line, search.stretches
    if unit == "turn":
        keep = line.touched(found)
        keep = keep if team else keep & ~line.team
        found = stretch_sets.of(line.at[keep], line.until[keep])
    elif unit == "sentence":
        found = _sentences(search, found)
    if not len(found.start):
        refuse("The query finds nothing to code.", "Look at what it finds first.", "query-empty")
    if len(found.start) > MOST:
        refuse(
            f"The query finds {len(found.start):,} stretches; up to {MOST:,} are coded at once.",
            "Ask for less: one source, one group or one question at a time.",
            "query-large",
        )
    fresh = found.only(~_coded(search, found, code, coder))
    places = search.shown.places(fresh)
    return Plan(
        codings=[
            NewCoding(
                code=code,
                turn=place.turn,
                start=place.start,
                end=place.end,
                end_turn="" if place.end_turn == place.turn else place.end_turn,
                coder=coder,
            )
            for place in places
        ],
        already=len(found.start) - len(fresh.start),
        turns=int(line.touched(fresh).sum()),
        sources=len({place.source for place in places}),
    )


def _coded(search: Search, found: Stretches, code: str, coder: str) -> np.ndarray:
    """Tell which stretches have this very coding already."""
    corpus, line = search.corpus, search.line
    members = [member.id for member in corpus.members]
    mine = corpus.codings.code == corpus.code_at[code]
    mine &= corpus.codings.coder == (members.index(coder) if coder in members else -1)
    there = set(zip(line.coding_start[mine].tolist(), line.coding_end[mine].tolist(), strict=True))
    ends = zip(found.start.tolist(), found.end.tolist(), strict=True)
    return np.array([pair in there for pair in ends], dtype=np.bool_)


def _sentences(search: Search, found: Stretches) -> Stretches:
    """Return stretches widened to whole sentences of their first and last turns."""
    line, texts = search.line, Texts(search.view, search.corpus, search.line)
    texts.fetch(found)
    starts, ends = [], []
    firsts, lasts = line.first(found).tolist(), line.last(found).tolist()
    for start, end, first, last in zip(*(e.tolist() for e in found), firsts, lasts, strict=True):
        begin, stop = int(line.at[first]), int(line.at[last])
        starts.append(begin + _around(texts.of(first), start - begin)[0])
        ends.append(stop + _around(texts.of(last), end - 1 - stop)[1])
    return stretch_sets.of(np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))


def _around(text: str, offset: int) -> tuple[int, int]:
    """Return the sentence that a character stands in, without white space at its ends."""
    for start, end in sentences(text):
        if start <= offset < end:
            trimmed = trim(text, start, end)
            # A stretch may begin in the white space after a sentence: that stays in it.
            return min(trimmed.start, offset), max(trimmed.end, offset + 1)
    return offset, offset + 1
