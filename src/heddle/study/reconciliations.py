"""Reconciliations: how differences between the readings of a round were settled, and why.

They write new codings and give up others; the readings as they were when the round was opened
stay (`study.round_readings`), so what was coded independently can always be looked at.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from heddle.errors import NotFound
from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.codings import AddCodings, Coding, NewCoding
from heddle.study.round_readings import RoundReading
from heddle.study.rounds import Round
from heddle.study.rules import refuse, required


class Reconciliation(Record):
    """How a difference between readings was settled, and why."""

    kind: ClassVar[str] = "reconciliations"
    label: ClassVar[str] = "why"

    round: Annotated[str, Ref("rounds")] = ""
    source: Annotated[str, Ref("sources")] = ""
    by: Annotated[str, Ref("members")] = ""
    originals: list[str] = []
    """Ids of the codings that differed, as the readings have them; some may be gone since."""
    dropped: list[str] = []
    """Those that were given up."""
    made: list[str] = []
    """Ids of the codings that were made instead."""
    why: str = ""


class AddReconciliation(Operation, tag="reconciliations.add"):
    """Settle a difference between readings, with the reason."""

    round: str
    originals: list[str]
    why: str
    drop: list[str] = []
    """Originals that are given up; the others stand."""
    codings: list[NewCoding] = []
    """What is coded instead; without a coder named they are the actor's."""

    def decide(self, work: Workspace) -> str:
        """The readings as they were stay on record; nobody's is rewritten."""
        round_ = work.get(Round, self.round)
        if round_.state != "opened":
            refuse(
                "Differences are settled once the round is open to all and not yet closed; "
                "nothing was changed.",
                "Open the round first.",
                "round-state",
            )
        why = required(self.why, "reason", "what was settled")
        source = self._source(work)
        unknown = set(self.drop) - set(self.originals)
        if unknown:
            refuse("Only a coding that differed can be given up here; nothing was changed.")
        gone = [coding.id for coding in work.among(Coding, "id", self.drop)]
        work.drop_many(Coding, gone)
        made = AddCodings(codings=self.codings).decide(work) if self.codings else []
        return work.create(
            Reconciliation(
                round=round_.id,
                source=source,
                by=work.actor,
                originals=list(self.originals),
                dropped=gone,
                made=made,
                why=why,
            )
        )

    def _source(self, work: Workspace) -> str:
        for reading in work.find(RoundReading, round=self.round):
            if {each.coding for each in reading.codings} & set(self.originals):
                return reading.source
        raise NotFound(
            "None of these codings is in the readings of this round; nothing was changed.",
            "Take them from the list of differences.",
        )


class DropReconciliation(Operation, tag="reconciliations.drop"):
    """Treat a settled difference as open again."""

    reconciliation: str

    def decide(self, work: Workspace) -> None:
        """What it gave up and made stays as it is; undo takes all of it back."""
        work.drop(work.get(Reconciliation, self.reconciliation))
