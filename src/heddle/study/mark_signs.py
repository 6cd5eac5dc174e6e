"""Turning characters of a transcript into marks: "(pause)" that somebody typed becomes a pause.

The characters leave the words, and a mark stands in their place; codings and quotes move with
the words as at any correction. What there is to be turned is shown first.
"""

from __future__ import annotations

import msgspec

from heddle.log.operations import Operation
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.sources import Source, Turn, marks_of, turns_of
from heddle.study.turns import CorrectTurn
from heddle.text.conventions import chosen
from heddle.text.mark_signs import Sign, signs, unsigned
from heddle.text.marks import MarkKind


class FoundSign(msgspec.Struct, kw_only=True):
    """Characters of a turn that can be read as a mark."""

    turn: str
    start: int
    end: int
    """Code points of the turn, the words between included where they stand around some."""
    characters: str
    kind: MarkKind
    on_words: bool
    """The mark is on words, which stay."""
    seconds: float | None
    """Length of a pause, or of what is inaudible, where it says so."""
    at: float | None
    """Time in seconds from the start of the session, where it says one."""
    words: str


class Signs(msgspec.Struct, kw_only=True):
    """What of a source can be turned into marks."""

    source: str
    found: list[FoundSign]
    alone: int
    """Turns that hold nothing but signs; they stay as they are, since a turn has words."""


class ReadMarks(Operation, tag="turns.read_marks"):
    """Turn signs among the words of a transcript into marks; codings move with the words."""

    source: str
    turns: list[str] = []
    """Only these; empty: all turns of the source."""
    kinds: list[MarkKind] = []
    """Only these kinds of marks; empty: all."""

    def decide(self, work: Workspace) -> dict[str, int]:
        """Return how many marks were made of signs, by kind."""
        source = work.get(Source, self.source)
        for named in self.turns:
            work.get(Turn, named)
        made: dict[str, int] = {}
        for turn in _wanted(work, source, self.turns):
            found = _signs(turn, source, self.kinds)
            marks = marks_of(turn)
            read = unsigned(turn.text, found, marks)
            if not found or not read.text.strip():
                continue
            CorrectTurn(turn=turn.id, text=read.text).decide(work)
            # Where the marks are is known more closely than the correction could tell.
            work.set(work.get(Turn, turn.id), marks=[mark.kept() for mark in read.marks])
            for sign in found:
                made[sign.mark.name] = made.get(sign.mark.name, 0) + 1
        return made


def signs_in(view: View, source: str) -> Signs:
    """Return what `turns.read_marks` would turn into marks in a source, in the order of talk."""
    record = view.get(Source, source)
    answer = Signs(source=source, found=[], alone=0)
    for turn in _wanted(view, record, []):
        found = _signs(turn, record, [])
        if found and not unsigned(turn.text, found).text.strip():
            answer.alone += 1
            continue
        answer.found += [_told(turn, sign) for sign in found]
    return answer


def _wanted(view: View, source: Source, only: list[str]) -> list[Turn]:
    turns = turns_of(view, source.id)
    return [t for t in turns if not t.withdrawn and (not only or t.id in set(only))]


def _signs(turn: Turn, source: Source, kinds: list[MarkKind]) -> list[Sign]:
    declared = chosen(source.convention) if source.convention.strip() else "as imported"
    found = signs(turn.text, declared)
    return [sign for sign in found if not kinds or sign.mark.name in kinds]


def _told(turn: Turn, sign: Sign) -> FoundSign:
    mark = sign.mark
    return FoundSign(
        turn=turn.id,
        start=sign.start,
        end=sign.end,
        characters=turn.text[sign.start : sign.end],
        kind=mark.name,
        on_words=mark.start < mark.end,
        seconds=None if mark.amount < 0 else mark.amount / 1000,
        at=None if mark.at < 0 else mark.at / 1000,
        words=mark.words,
    )
