"""Readings side by side: where two people coded the same sources differently.

Of a round that was opened, what each had coded by then is compared; without a round, what is
coded now. It is a list to talk about; a number is given only where the study's method asks for
one (`study.method`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from heddle.analysis.pairings import Kind, Pairing, Stretch, pairings
from heddle.errors import Refused
from heddle.findings.corpus import Corpus, corpus
from heddle.findings.rounds import code_ids, frozen, place, round_named
from heddle.log.view import View
from heddle.study.codings import Coding
from heddle.study.memos import Memo
from heddle.study.method import permits
from heddle.study.reconciliations import Reconciliation
from heddle.study.round_readings import Original, RoundReading
from heddle.study.rounds import Round, compared
from heddle.study.sources import Turn
from heddle.study.team import Member

DifferenceKind = Literal["extent", "code", "first only", "second only"]


_KINDS: Final[dict[Kind, DifferenceKind]] = {
    "extent": "extent",
    "code": "code",
    "first only": "first only",
    "second only": "second only",
}


class Piece(msgspec.Struct, kw_only=True):
    """What one person coded in one place; offsets are code points of its turns."""

    coding: str
    code: str
    path: str
    turn: str
    start: int
    end_turn: str
    end: int
    words: str
    stands: bool
    """The coding is still there."""


class Settled(msgspec.Struct, kw_only=True):
    """How a difference was settled."""

    id: str
    by: str
    """Id of the member."""
    why: str
    dropped: list[str]
    made: list[str]


class Difference(msgspec.Struct, kw_only=True):
    """A place that two people coded differently."""

    kind: DifferenceKind
    source: str
    source_name: str
    turn: str
    """Where it begins."""
    number: int
    """The number of that turn in its source, from 1."""
    first: Piece | None
    second: Piece | None
    settled: Settled | None
    memos: list[str]
    """Ids of memos about this round and this turn."""


class Comparison(msgspec.Struct, kw_only=True):
    """Two people's readings of the sources that both coded."""

    round: str
    """Id; empty: what is coded now."""
    name: str
    first: str
    """Id of a member; so is the second."""
    first_name: str
    second: str
    second_name: str
    coders: list[str]
    """Ids of all whose readings can be compared."""
    sources: list[str]
    """Ids of the sources that both coded, by name."""
    differences: list[Difference]
    alike: int | None
    """Codings that are alike; None where the method wants no number."""
    reason: str
    """Why there is none, in words; empty where there is one."""
    lost: int
    """Codings whose turns are there no more."""


def compare(
    view: View, *, round_: str = "", first: str = "", second: str = "", source: str = ""
) -> Comparison:
    """Compare two people's readings of the sources that both coded.

    Args:
        view: the study.
        round_: id or name of a round that was opened; empty: compare what is coded now.
        first: id of a member; empty: the first who coded. So for the second.
        second: id of another member.
        source: id of the only source to look at; empty: all that both coded.

    Raises:
        Refused: the round is not open, or there are no two readings to compare.
    """
    found = round_named(view, round_) if round_ else None
    texts = _of_round(view, found) if found else _as_they_are(view)
    coders = list(dict.fromkeys(coder for coder, _ in texts))
    one, other = _two(view, coders, first, second)
    shared = {text for coder, text in texts if coder == one}
    shared &= {text for coder, text in texts if coder == other}
    if source:
        shared &= {source}
    whole = corpus(view)
    ordered = [each.id for each in whole.sources if each.id in shared]
    if not ordered:
        raise Refused(
            "These two coded no source in common, so there is nothing to compare.",
            "Assign the same source to both.",
            code="no-overlap",
        )
    pairs = _Pairs(view, whole, found)
    for each in ordered:
        pairs.add(each, texts[one, each], texts[other, each])
    verdict = permits(view, "agreement")
    names = {member.id: member.name for member in view.find(Member)}
    return Comparison(
        round=found.id if found else "",
        name=found.name if found else "",
        first=one,
        first_name=names.get(one, ""),
        second=other,
        second_name=names.get(other, ""),
        coders=coders,
        sources=ordered,
        differences=pairs.told(),
        alike=pairs.alike if verdict.permitted else None,
        reason="" if verdict.permitted else f"{verdict.reason} {verdict.instead}".strip(),
        lost=pairs.lost,
    )


_Texts = dict[tuple[str, str], list[Original]]
"""What was coded, by coder and source."""


def _of_round(view: View, round_: Round) -> _Texts:
    frozen(view, round_)
    return {
        (each.coder, each.source): each.codings for each in view.find(RoundReading, round=round_.id)
    }


def _as_they_are(view: View) -> _Texts:
    found: _Texts = {}
    for coding in view.find(Coding, gone=False):
        found.setdefault((coding.coder, coding.source), []).append(
            Original(
                coding=coding.id,
                code=coding.code,
                turn=coding.turn,
                start=coding.start,
                end_turn=coding.end_turn,
                end=coding.end,
            )
        )
    return found


def _two(view: View, coders: Sequence[str], first: str, second: str) -> tuple[str, str]:
    for wanted in (first, second):
        if wanted:
            view.get(Member, wanted)
    one = first or next((coder for coder in coders if coder != second), "")
    other = second or next((coder for coder in coders if coder != one), "")
    if not one or not other or one == other:
        raise Refused(
            "There are not two people’s codings here, so there is nothing to compare.",
            "Plan a round in which two people code the same source.",
            code="one-coder",
        )
    return one, other


class _Pairs:
    """The differences of several sources as they are found."""

    def __init__(self, view: View, whole: Corpus, round_: Round | None) -> None:
        self.alike = 0
        self.lost = 0
        self._view = view
        self._whole = whole
        self._codes = dict(zip(code_ids(whole), whole.book.path, strict=True))
        self._only = compared(view, round_) if round_ else None
        self._round = round_.id if round_ else ""
        self._found: list[tuple[str, Pairing, Original | None, Original | None]] = []

    def add(self, source: str, one: Iterable[Original], other: Iterable[Original]) -> None:
        """Pair what two people coded in a source."""
        (mine, first), (theirs, second) = self._stretches(one), self._stretches(other)
        for pair in pairings(first, second):
            if pair.kind == "alike":
                self.alike += 1
                continue
            a = mine[pair.first] if pair.first >= 0 else None
            b = theirs[pair.second] if pair.second >= 0 else None
            self._found.append((source, pair, a, b))

    def _stretches(self, each: Iterable[Original]) -> tuple[list[Original], list[Stretch]]:
        kept, found = [], []
        for original in each:
            if self._only is not None and original.code not in self._only:
                continue
            there = place(self._whole, original)
            if there is None:
                self.lost += 1
                continue
            kept.append(original)
            found.append(Stretch(original.code, *there))
        return kept, found

    def told(self) -> list[Difference]:
        """Return the differences with their words, in reading order."""
        turns = self._whole.turns
        names = {source.id: source.name for source in self._whole.sources}
        pieces = [each for _, _, a, b in self._found for each in (a, b) if each is not None]
        texts, standing = self._texts(pieces), self._standing(pieces)
        settled, memos = self._settled(), self._memos()
        found = []
        for source, pair, a, b in self._found:
            begin = min(
                (each for each in (a, b) if each is not None),
                key=lambda each: place(self._whole, each) or (0, 0),
            )
            originals = {each.coding for each in (a, b) if each is not None}
            found.append(
                Difference(
                    kind=_KINDS[pair.kind],
                    source=source,
                    source_name=names.get(source, ""),
                    turn=begin.turn,
                    number=int(turns.position[self._whole.turn_at[begin.turn]]) + 1,
                    first=self._piece(a, texts, standing),
                    second=self._piece(b, texts, standing),
                    settled=next((one for ids, one in settled if originals <= ids), None),
                    memos=memos.get(begin.turn, []),
                )
            )
        return found

    def _piece(
        self, each: Original | None, texts: dict[str, str], standing: set[str]
    ) -> Piece | None:
        if each is None:
            return None
        return Piece(
            coding=each.coding,
            code=each.code,
            path=self._codes.get(each.code, ""),
            turn=each.turn,
            start=each.start,
            end_turn=each.end_turn,
            end=each.end,
            words=self._words(each, texts),
            stands=each.coding in standing,
        )

    def _between(self, each: Original) -> list[str]:
        at = self._whole.turn_at
        return self._whole.turns.id[at[each.turn] : at[each.end_turn] + 1]

    def _texts(self, pieces: Iterable[Original]) -> dict[str, str]:
        wanted = {turn for each in pieces for turn in self._between(each)}
        return {turn.id: turn.text for turn in self._view.among(Turn, "id", wanted)}

    def _words(self, each: Original, texts: dict[str, str]) -> str:
        parts = [texts.get(turn, "") for turn in self._between(each)]
        parts[-1] = parts[-1][: each.end]
        parts[0] = parts[0][each.start :]
        return "\n".join(parts)

    def _standing(self, pieces: Iterable[Original]) -> set[str]:
        return {c.id for c in self._view.among(Coding, "id", [each.coding for each in pieces])}

    def _settled(self) -> list[tuple[set[str], Settled]]:
        return [
            (
                set(each.originals),
                Settled(id=each.id, by=each.by, why=each.why, dropped=each.dropped, made=each.made),
            )
            for each in (self._view.find(Reconciliation, round=self._round) if self._round else ())
        ]

    def _memos(self) -> dict[str, list[str]]:
        """Return the memos about this round by the turns that they are about as well."""
        found: dict[str, list[str]] = {}
        for memo in self._view.find(Memo) if self._round else ():
            if self._round in memo.about:
                for about in memo.about:
                    found.setdefault(about, []).append(memo.id)
        return found
