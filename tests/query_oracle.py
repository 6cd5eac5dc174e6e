"""Queries worked out the slow way: every stretch is a set of characters, every rule a sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from findings_desk import FindingsDesk
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.query.language import (
    And,
    Is,
    Near,
    Not,
    Or,
    Query,
    Related,
    Whole,
    Words,
)
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.team import Member

Segment = frozenset[int]
"""Characters of all sources, numbered in reading order; between two sources one number is free."""


class Oracle:
    """A study as its turns and codings, read from records only."""

    def __init__(self, desk: FindingsDesk) -> None:
        self.turns: list[Turn] = []
        self.at: dict[str, int] = {}
        self.speakers = {speaker.id: speaker for speaker in desk.find(Speaker)}
        self.codes = {code.name: code.id for code in desk.find(Code)}
        self.members = {member.name: member.id for member in desk.find(Member)}
        place = 0
        for source in sorted(desk.find(Source), key=lambda one: one.name):
            for turn in desk.find(Turn, "position", source=source.id):
                self.turns.append(turn)
                self.at[turn.id] = place
                place += len(turn.text)
            place += 1
        self.codings = desk.find(Coding)
        self.everything = {c for turn in self.turns for c in self.characters(turn)}

    def characters(self, turn: Turn) -> range:
        return range(self.at[turn.id], self.at[turn.id] + len(turn.text))

    def turn_of(self, character: int) -> int:
        return next(i for i, turn in enumerate(self.turns) if character in self.characters(turn))

    def of(self, query: Query, coder: str = "") -> set[Segment]:  # noqa: C901 - a case a part
        match query:
            case And(parts):
                named = [p.value for p in parts if isinstance(p, Is) and p.field == "coder"]
                coder = "&".join(n for n in (coder, *named) if n)
                others = [p for p in parts if not (isinstance(p, Is) and p.field == "coder")]
                found = [self.of(p, coder) for p in others]
                if not found:
                    return self.by(coder)
                result = found[0]
                for other in found[1:]:
                    result = {a & b for a in result for b in other if a & b}
                return result
            case Or(parts):
                return {segment for part in parts for segment in self.of(part, coder)}
            case Not(part):
                covered = set().union(*self.of(part, coder))
                return self.runs(self.everything - covered)
            case Related():
                right = self.of(query.right, coder)
                return {
                    a for a in self.of(query.left, coder)
                    if any(self.related(query, a, b, right) for b in right) != query.unlike
                }  # fmt: skip
            case Whole("turn", part):
                found = self.of(part, coder)
                turns = [frozenset(self.characters(turn)) for turn in self.turns]
                return {turn for turn in turns if any(turn & segment for segment in found)}
            case Is("code", value):
                return {self.anchored(c) for c in self.codings if c.code == self.codes[value]
                        and self.fits(c, coder)}  # fmt: skip
            case Is("coder", value):
                return self.by("&".join(n for n in (coder, value) if n))
            case Is("speaker", value):
                return self.runs(c for turn in self.turns for c in self.characters(turn)
                                 if self.label(turn) == value)  # fmt: skip
            case Words():
                return {s for turn in self.turns for s in self.said(turn, query)}
            case Near(left, right, gap):
                return {
                    frozenset(range(min(a | b), max(a | b) + 1))
                    for turn in self.turns
                    for a in self.said(turn, left)
                    for b in self.said(turn, right)
                    if not a & b and self.between(turn, a, b) <= gap
                }
        raise AssertionError(query)

    def by(self, coder: str) -> set[Segment]:
        return {self.anchored(coding) for coding in self.codings if self.fits(coding, coder)}

    def fits(self, coding: Coding, coder: str) -> bool:
        """Whether all say so who narrow the codings: "Anna&Bo" is nobody."""
        return not coder or all(name == self.name(coding.coder) for name in coder.split("&"))

    def related(self, query: Related, a: Segment, b: Segment, right: set[Segment]) -> bool:
        match query.relation:
            case "overlapping":
                return bool(a & b)
            case "within":
                return a <= b
            case "containing":
                return a >= b
            case "followed by":
                later = [s for s in right if min(s) > max(a)]
                return b in later and self.apart(a, b) <= query.distance
            case _:
                earlier = [s for s in right if max(s) < min(a)]
                return b in earlier and self.apart(b, a) <= query.distance

    def apart(self, earlier: Segment, later: Segment) -> float:
        one, other = self.turn_of(max(earlier)), self.turn_of(min(later))
        if self.turns[one].source != self.turns[other].source:
            return float("inf")
        return other - one

    def anchored(self, coding: Coding) -> Segment:
        return frozenset(
            range(self.at[coding.turn] + coding.start, self.at[coding.end_turn] + coding.end)
        )

    def runs(self, characters: Iterable[int]) -> set[Segment]:
        found: set[Segment] = set()
        run: list[int] = []
        for character in sorted(characters):
            if run and character != run[-1] + 1:
                found.add(frozenset(run))
                run = []
            run.append(character)
        return found | ({frozenset(run)} if run else set())

    def name(self, member: str) -> str:
        return next(name for name, i in self.members.items() if i == member)

    def label(self, turn: Turn) -> str:
        return self.speakers[turn.speaker].name if turn.speaker else ""

    def spoken(self, turn: Turn) -> list[tuple[str, list[int]]]:
        """The words of a turn with their characters."""
        words: list[tuple[str, list[int]]] = []
        inside = False
        for character, letter in zip(self.characters(turn), turn.text, strict=True):
            if letter.isalnum():
                if not inside:
                    words.append(("", []))
                word, places = words[-1]
                words[-1] = (word + letter.lower(), [*places, character])
            inside = letter.isalnum()
        return words

    def said(self, turn: Turn, asked: Words) -> set[Segment]:
        wanted = "".join(c if c.isalnum() else " " for c in asked.text.lower()).split()
        words = self.spoken(turn)
        found = set()
        for begin in range(len(words) - len(wanted) + 1):
            part = words[begin : begin + len(wanted)]
            last = len(wanted) - 1
            if all(
                bare(word, asked.folded) == bare(want, asked.folded)
                or (
                    at == last
                    and asked.text.endswith("*")
                    and bare(word, asked.folded).startswith(bare(want, asked.folded))
                )
                for at, ((word, _), want) in enumerate(zip(part, wanted, strict=True))
            ):
                found.add(frozenset(range(part[0][1][0], part[-1][1][-1] + 1)))
        return found

    def between(self, turn: Turn, a: Segment, b: Segment) -> int:
        first, second = sorted((a, b), key=min)
        return sum(1 for _, places in self.spoken(turn)
                   if min(places) > max(first) and max(places) < min(second))  # fmt: skip


def bare(word: str, folded: bool) -> str:
    if not folded:
        return word
    for letter, plain in (("ø", "o"), ("æ", "ae"), ("ß", "ss")):
        word = word.replace(letter, plain)
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
