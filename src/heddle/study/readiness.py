"""Readiness: what the analysts decided about each area and group, and who read it critically.

A status is decided by people, with a reason; nothing is computed from counts. "Not discussed" is
a status of its own and never means that all is well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

import sqlalchemy as sa

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.framework import below
from heddle.study.readiness_setup import areas_of, plan_of
from heddle.study.rules import changes, refuse, required
from heddle.study.sessions import Session
from heddle.study.sources import Source
from heddle.study.team import Member
from heddle.study.values import check_date, once_each

Status = Literal["prepared", "partly", "unprepared", "not discussed"]


class ReadinessDecision(Record):
    """What the analysts decided about one area in one group."""

    kind: ClassVar[str] = "readiness"
    label: ClassVar[str] = "status"

    area: Annotated[str, Ref("codes")] = ""
    session: Annotated[str, Ref("sessions")] = ""
    """The group, as it met that day: the same people meet again in another session."""
    status: Status = "not discussed"
    why: str = ""
    who: Annotated[list[str], Ref("members")] = []
    """Who decided."""
    ask: str = ""
    """What staff ask for."""
    owner: str = ""
    """Whose action it is: a function ("ward managers") rather than a name."""
    by_when: str = ""
    influence: str = ""
    """Known influence that the action answers to; empty: as the framework says."""


class ReadinessReview(Record):
    """That somebody with lived experience read the report critically, and what it changed."""

    kind: ClassVar[str] = "readiness_reviews"
    label: ClassVar[str] = "changed"

    member: Annotated[str, Ref("members")] = ""
    date: str = ""
    changed: str = ""


class DecideReadiness(Operation, tag="readiness.decide"):
    """Decide how prepared a group is in an area, with the reason."""

    area: str
    session: str
    status: Status | None = None
    why: str | None = None
    who: list[str] | None = None
    ask: str | None = None
    owner: str | None = None
    by_when: str | None = None
    influence: str | None = None

    def decide(self, work: Workspace) -> str:
        """One decision for area and group; "not discussed" is refused where there are codings."""
        plan_of(work)
        area, session = work.get(Code, self.area), work.get(Session, self.session)
        if area.id not in areas_of(work):
            refuse(
                f"“{area.name}” is no area of readiness; nothing was changed.",
                "Areas stand right below the framework's code in the codebook.",
                "no-area",
            )
        fields = _checked(self)
        there = work.first(ReadinessDecision, area=area.id, session=session.id)
        if self.status == "not discussed":
            _refuse_discussed(work, area, session)
        if there is None:
            if self.status is None:
                refuse("A decision needs a status; nothing was changed.", "Choose one of the four.")
            fields["why"] = required(self.why or "", "reason", "a decision on readiness")
            fields.setdefault("who", [work.actor] if work.actor else [])
            return work.create(ReadinessDecision(area=area.id, session=session.id, **fields))
        work.set(there, **fields)
        return there.id


class UndecideReadiness(Operation, tag="readiness.undecide"):
    """Take back a decision on readiness: the cell is open again."""

    decision: str

    def decide(self, work: Workspace) -> None:
        """Codings and their ratings stay."""
        work.drop(work.get(ReadinessDecision, self.decision))


class ReviewReadiness(Operation, tag="readiness.review"):
    """Note that somebody with lived experience read the report, and what changed by it."""

    member: str
    changed: str
    date: str = ""

    def decide(self, work: Workspace) -> str:
        """“Nothing” is an answer too, but it has to be said."""
        plan_of(work)
        work.get(Member, self.member)
        fields = {
            "changed": required(self.changed, "result", "a review"),
            "date": check_date(self.date, "date of the review"),
        }
        return work.create(ReadinessReview(member=self.member, **fields))


class DropReadinessReview(Operation, tag="readiness.drop_review"):
    """Remove the note of a review."""

    review: str

    def decide(self, work: Workspace) -> None:
        """The report no longer names it."""
        work.drop(work.get(ReadinessReview, self.review))


def codings_of(view: View, area: str, session: str) -> Sequence[str]:
    """Return the ids of the codings of an area and what is below it, in one session's sources."""
    c, s = view.table(Coding), view.table(Source)
    codes = [area, *below(view, area)]
    statement = (
        sa.select(c.c.id)
        .select_from(c.join(s, c.c.source == s.c.id))
        .where(s.c.session == session, c.c.code.in_(codes))
        .order_by(c.c.id)
    )
    return [str(row[0]) for row in view.rows(statement)]


def _refuse_discussed(work: Workspace, area: Code, session: Session) -> None:
    found = len(codings_of(work, area.id, session.id))
    if found:
        refuse(
            f"“{area.name}” has {found} codings in {session.name}, so it was discussed there; "
            "nothing was changed.",
            "Choose another status, or remove the codings if they do not belong to the area.",
            "discussed",
        )


def _checked(asked: DecideReadiness) -> dict[str, Any]:
    fields = changes(asked, "area", "session")
    if asked.why is not None:
        fields["why"] = required(asked.why, "reason", "a decision on readiness")
    if asked.by_when is not None:
        fields["by_when"] = check_date(asked.by_when, "date by which it is to be done")
    if asked.who is not None:
        fields["who"] = once_each(asked.who)
    return fields
