"""Claims: the sentences of the Results that state a finding, and what speaks for and against each.

A claim is a sentence of the authors' own. Its evidence points at words (a coding, a quote, or a
stretch of a turn) or at a participant as a whole, and supports, contradicts or qualifies it. What
follows from that (groups, speakers, what has no evidence) is derived in `ledger` and never scored.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.anchors import Anchor, check_anchor
from heddle.study.codings import Coding
from heddle.study.participants import Participant
from heddle.study.quotes import Quote
from heddle.study.rules import changes, refuse, required
from heddle.study.sources import Turn
from heddle.study.themes import Theme, check_living

Stance = Literal["supports", "contradicts", "qualifies"]
_STEP = 1024


class Claim(Record):
    """A sentence of the Results that states a finding."""

    kind: ClassVar[str] = "claims"
    label: ClassVar[str] = "sentence"
    searched: ClassVar[tuple[str, ...]] = ()

    sentence: str = ""
    theme: Annotated[str, Ref("themes")] = ""
    quantifier: str = ""
    """The quantifier as a person reads it, where the words alone mislead; empty: as found."""
    none_found: str = ""
    """Contradictions were looked for and none was found: where, how, and why that may be."""
    position: int = 0
    """Order in the Results; unique but not dense."""
    note: str = ""


class Evidence(Anchor):
    """What speaks for or against a claim: a coding, a quote, a stretch, or a participant."""

    kind: ClassVar[str] = "claim_evidence"
    label: ClassVar[str] = "words"

    claim: Annotated[str, Ref("claims")] = ""
    stance: Stance = "supports"
    coding: Annotated[str, Ref("codings")] = ""
    quote: Annotated[str, Ref("quotes")] = ""
    participant: Annotated[str, Ref("participants")] = ""
    words: str = ""
    """Of a stretch: the words that it was put on; compared with the transcript when shown."""
    note: str = ""


class AddClaim(Operation, tag="claims.add"):
    """Put a sentence of the Results into the claims ledger."""

    sentence: str
    theme: str = ""
    quantifier: str = ""
    none_found: str = ""
    note: str = ""

    def decide(self, work: Workspace) -> str:
        """It stands after the other claims until it is moved."""
        if self.theme:
            check_living(work.get(Theme, self.theme))
        last = work.find(Claim, "position")
        fields = {
            **changes(self),
            "sentence": required(self.sentence, "sentence", "a claim"),
            "position": last[-1].position + _STEP if last else _STEP,
        }
        return work.create(Claim(**fields))


class ChangeClaim(Operation, tag="claims.change"):
    """Change a claim's sentence, theme, quantifier or what was found against it."""

    claim: str
    sentence: str | None = None
    theme: str | None = None
    quantifier: str | None = None
    none_found: str | None = None
    note: str | None = None

    def decide(self, work: Workspace) -> str:
        """Its evidence stays: whether that still fits the sentence is for a person to read."""
        claim = work.get(Claim, self.claim)
        fields = changes(self, "claim")
        if self.sentence is not None:
            fields["sentence"] = required(self.sentence, "sentence", "a claim")
        if self.theme:
            check_living(work.get(Theme, self.theme))
        work.set(claim, **fields)
        return claim.id


class MoveClaim(Operation, tag="claims.move"):
    """Move a claim before another one, or to the end."""

    claim: str
    before: str = ""

    def decide(self, work: Workspace) -> str:
        """Only the moved claim changes, unless there is no room between its new neighbours."""
        claim = work.get(Claim, self.claim)
        others = [each for each in work.find(Claim, "position") if each.id != claim.id]
        ids = [each.id for each in others]
        if self.before:
            work.get(Claim, self.before)
        at = ids.index(self.before) if self.before in ids else len(others)
        low = others[at - 1].position if at else 0
        high = others[at].position if at < len(others) else low + 2 * _STEP
        if high - low > 1:
            work.set(claim, position=(low + high) // 2)
        else:
            for place, each in enumerate([*others[:at], claim, *others[at:]], 1):
                work.set(each, position=place * _STEP)
        return claim.id


class DropClaim(Operation, tag="claims.drop"):
    """Take a claim out of the ledger, with its evidence."""

    claim: str

    def decide(self, work: Workspace) -> None:
        """The words, codings and quotes that it pointed at stay."""
        claim = work.get(Claim, self.claim)
        work.drop_many(Evidence, [each.id for each in work.find(Evidence, claim=claim.id)])
        work.drop(claim)


class AddEvidence(Operation, tag="evidence.add"):
    """Put what speaks for or against a claim beside it."""

    claim: str
    stance: Stance
    coding: str = ""
    quote: str = ""
    participant: str = ""
    turn: str = ""
    start: int = 0
    end: int = 0
    end_turn: str = ""
    note: str = ""

    def decide(self, work: Workspace) -> str:
        """It is one of a coding, a quote, a stretch or a participant; never twice for a claim."""
        work.get(Claim, self.claim)
        pointed = [bool(self.coding), bool(self.quote), bool(self.participant), bool(self.turn)]
        if sum(pointed) != 1:
            refuse(
                "Evidence is one thing: a coding, a quote, a stretch of a turn, or a participant; "
                "nothing was changed.",
                "Name exactly one: coding, quote, participant, or turn with start and end.",
                "one-thing",
            )
        made = self._made(work)
        there = work.find(
            Evidence,
            claim=made.claim, coding=made.coding, quote=made.quote, participant=made.participant,
            turn=made.turn, start=made.start, end_turn=made.end_turn, end=made.end,
        )  # fmt: skip
        if there:
            work.set(there[0], stance=self.stance, note=self.note or there[0].note)
            return there[0].id
        return work.create(made)

    def _made(self, work: Workspace) -> Evidence:
        made = Evidence(claim=self.claim, stance=self.stance, note=self.note)
        if self.coding:
            made.coding = work.get(Coding, self.coding).id
        elif self.quote:
            made.quote = work.get(Quote, self.quote).id
        elif self.participant:
            made.participant = work.get(Participant, self.participant).id
        else:
            made.turn, made.start = self.turn, self.start
            made.end_turn, made.end = self.end_turn or self.turn, self.end
            made.words = check_anchor(work, made.turn, made.start, made.end_turn, made.end)
            made.source = work.get(Turn, self.turn).source
        return made


class ChangeEvidence(Operation, tag="evidence.change"):
    """Change what a piece of evidence says to its claim, or its note."""

    evidence: str
    stance: Stance | None = None
    note: str | None = None

    def decide(self, work: Workspace) -> str:
        """The earlier stance stays in the history."""
        evidence = work.get(Evidence, self.evidence)
        work.set(evidence, **changes(self, "evidence"))
        return evidence.id


class DropEvidence(Operation, tag="evidence.drop"):
    """Take a piece of evidence away from its claim."""

    evidence: str

    def decide(self, work: Workspace) -> None:
        """The words it pointed at stay as they are."""
        work.drop(work.get(Evidence, self.evidence))


def claims_of(view: View, theme: str) -> list[Claim]:
    """Return the claims of a theme in the order of the Results."""
    return view.find(Claim, "position", theme=theme)


def evidence_of(view: View, claim: str) -> list[Evidence]:
    """Return the evidence of a claim: for it first, then what qualifies it, then against it."""
    order = {"supports": 0, "qualifies": 1, "contradicts": 2}
    return sorted(view.find(Evidence, claim=claim), key=lambda each: (order[each.stance], each.id))
