"""Rounds: who codes which sources apart from the others, until the readings are compared.

A round is planned, coded, opened and closed. While it is coded nobody who codes in it sees what
others have coded in its sources (`study.blindness`). When its owner opens it, what each has coded
is noted as that person's reading (`study.round_readings`), and differences can be settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import Code
from heddle.study.round_readings import freeze
from heddle.study.rules import changes, refuse, required, unique_name
from heddle.study.sources import Source
from heddle.study.team import Member
from heddle.study.values import once_each

State = Literal["planned", "coding", "opened", "closed"]
Unit = Literal["turn", "sentence", "character", "second", "segment"]
"""What counts as one unit where agreement is computed."""


class Round(Record):
    """Several people code the same sources apart, to compare how they read them."""

    kind: ClassVar[str] = "rounds"

    name: str = ""
    purpose: str = ""
    codes: list[str] = []
    """Ids of codes that are compared, with all below them; empty: all. No reference: a code may be
    merged into another when the round is long over."""
    unit: Unit = "turn"
    owner: Annotated[str, Ref("members")] = ""
    """Who begins, opens and closes it."""
    state: State = "planned"
    opened_why: str = ""
    """Why it was opened before everybody had finished."""
    why: str = ""
    """Why it was closed, or what came of it."""


class Assignment(Record):
    """A source that a person codes in a round."""

    kind: ClassVar[str] = "assignments"
    label: ClassVar[str] = "round"

    round: Annotated[str, Ref("rounds")] = ""
    source: Annotated[str, Ref("sources")] = ""
    member: Annotated[str, Ref("members")] = ""
    done: bool = False
    """The person says that it is coded."""


class PlanRound(Operation, tag="rounds.plan"):
    """Plan a round in which several people code apart."""

    name: str
    purpose: str = ""
    codes: list[str] = []
    unit: Unit = "turn"
    owner: str = ""
    sources: list[str] = []
    coders: list[str] = []
    """Each gets all the sources; `rounds.assign` says it one by one."""

    def decide(self, work: Workspace) -> str:
        """Nothing is hidden before it begins."""
        name = required(self.name, "name", "a round")
        unique_name(work, Round, name, what="a round")
        round_ = Round(
            name=name,
            purpose=self.purpose,
            codes=_known(work, self.codes),
            unit=self.unit,
            owner=self.owner or work.actor,
        )
        work.create(round_)
        for coder in once_each(self.coders):
            _give(work, round_, coder, once_each(self.sources))
        return round_.id


class ChangeRound(Operation, tag="rounds.change"):
    """Change what a round is for, what it compares, or who owns it."""

    round: str
    name: str | None = None
    purpose: str | None = None
    codes: list[str] | None = None
    unit: Unit | None = None
    owner: str | None = None

    def decide(self, work: Workspace) -> str:
        """Codes and unit are settled before anybody codes."""
        round_ = _of_owner(work, self.round, "change it")
        fields = changes(self, "round")
        if self.name is not None:
            fields["name"] = required(self.name, "name", "a round")
            unique_name(work, Round, self.name, but=round_.id, what="a round")
        if round_.state != "planned" and {"codes", "unit"} & fields.keys():
            refuse(
                "What a round compares is settled before it begins, so that nobody can choose it "
                "by what came out; nothing was changed.",
                "Plan another round.",
                "round-begun",
            )
        if self.codes is not None:
            fields["codes"] = _known(work, self.codes)
        work.set(round_, **fields)
        return round_.id


class AssignSources(Operation, tag="rounds.assign"):
    """Say which sources a person codes in a round."""

    lasting: ClassVar[bool] = True

    round: str
    coder: str
    sources: list[str] = []

    def decide(self, work: Workspace) -> str:
        """These and no others; once it has begun, sources can be added only."""
        round_ = _of_owner(work, self.round, "assign sources")
        _in(round_, "planned", "coding")
        work.get(Member, self.coder)
        wanted = once_each(self.sources)
        present = work.find(Assignment, round=round_.id, member=self.coder)
        gone = [each for each in present if each.source not in wanted]
        if gone and round_.state == "coding":
            refuse(
                "The round has begun: whoever leaves it would see what the others have coded; "
                "nothing was changed.",
                "Assign more sources, or open the round.",
                "round-begun",
            )
        for each in gone:
            work.drop(each)
        there = {each.source for each in present}
        _give(work, round_, self.coder, [source for source in wanted if source not in there])
        return round_.id


class BeginRound(Operation, tag="rounds.begin"):
    """Begin a round: from now on nobody in it sees what the others code."""

    lasting: ClassVar[bool] = True

    round: str

    def decide(self, work: Workspace) -> str:
        """At least one source is coded by two people: else there is nothing to compare."""
        round_ = _of_owner(work, self.round, "begin it")
        _in(round_, "planned")
        coders: dict[str, set[str]] = {}
        for each in work.find(Assignment, round=round_.id):
            coders.setdefault(each.source, set()).add(each.member)
        if not any(len(people) > 1 for people in coders.values()):
            refuse(
                "No source of this round is coded by two people, so there is nothing to compare; "
                "nothing was changed.",
                "Assign one source to at least two people.",
                "no-overlap",
            )
        work.set(round_, state="coding")
        return round_.id


class FinishSources(Operation, tag="rounds.finish"):
    """Say that your sources of a round are coded."""

    round: str
    sources: list[str] = []
    """Empty: all that are assigned to you."""
    done: bool = True

    def decide(self, work: Workspace) -> str:
        """Others learn that you are done, not what you coded."""
        round_ = work.get(Round, self.round)
        _in(round_, "coding")
        mine = work.find(Assignment, round=round_.id, member=work.actor)
        wanted = set(self.sources) or {each.source for each in mine}
        if not mine or not wanted <= {each.source for each in mine}:
            refuse(
                "These sources are not assigned to you in this round; nothing was changed.",
                "See the round for who codes what.",
                "not-assigned",
            )
        for each in mine:
            if each.source in wanted:
                work.set(each, done=self.done)
        return round_.id


class OpenRound(Operation, tag="rounds.open"):
    """Open a round: everybody's codings are kept as they are and shown to all."""

    lasting: ClassVar[bool] = True

    round: str
    why: str = ""

    def decide(self, work: Workspace) -> str:
        """What people have seen they have seen: a round is not made blind again."""
        round_ = _of_owner(work, self.round, "open it")
        _in(round_, "coding")
        assigned = work.find(Assignment, round=round_.id)
        if not all(each.done for each in assigned):
            required(self.why, "reason", "opening before everybody has finished")
        freeze(work, round_.id, [(a.member, a.source) for a in assigned], compared(work, round_))
        work.set(round_, state="opened", opened_why=self.why.strip())
        return round_.id


class CloseRound(Operation, tag="rounds.close"):
    """Close a round: its differences have been talked about."""

    round: str
    why: str = ""

    def decide(self, work: Workspace) -> str:
        """Nothing is hidden or removed by it."""
        round_ = _of_owner(work, self.round, "close it")
        _in(round_, "opened")
        work.set(round_, state="closed", why=self.why.strip())
        return round_.id


class DropRound(Operation, tag="rounds.drop"):
    """Remove a round that has not begun."""

    round: str

    def decide(self, work: Workspace) -> None:
        """Once it has begun it belongs to the record."""
        round_ = _of_owner(work, self.round, "remove it")
        _in(round_, "planned")
        for each in work.find(Assignment, round=round_.id):
            work.drop(each)
        work.drop(round_)


def compared(view: View, round_: Round) -> set[str] | None:
    """Return the ids of the codes that a round compares, those below them too; None: all."""
    if not round_.codes:
        return None
    wanted = set(round_.codes)
    codes = view.find(Code)
    while below := {code.id for code in codes if code.parent in wanted} - wanted:
        wanted |= below
    return wanted


def _known(work: Workspace, codes: Sequence[str]) -> list[str]:
    return [work.get(Code, code).id for code in once_each(codes)]


def _give(work: Workspace, round_: Round, coder: str, sources: Sequence[str]) -> None:
    work.get(Member, coder)
    for source in sources:
        work.get(Source, source)
        work.create(Assignment(round=round_.id, source=source, member=coder))


def _of_owner(work: Workspace, round_: str, what: str) -> Round:
    """Return a round for its owner; refuses anybody else."""
    found = work.get(Round, round_)
    if found.owner and found.owner != work.actor:
        owner = work.maybe(Member, found.owner)
        name = owner.name if owner else "its owner"
        refuse(
            f"This round is {name}’s, who alone can {what}; nothing was changed.",
            f"Ask {name}.",
            "not-owner",
        )
    return found


def _in(round_: Round, *states: State) -> None:
    """Refuse a step that a round's state does not allow."""
    if round_.state in states:
        return
    told = {
        "planned": ("has not begun", "Begin it first."),
        "coding": ("is being coded", "Open it first."),
        "opened": ("is open to all", "Plan another round, or close this one."),
        "closed": ("is closed", "Plan another round."),
    }
    what, hint = told[round_.state]
    refuse(f"This round {what}; nothing was changed.", hint, "round-state")
