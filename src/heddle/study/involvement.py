"""Involvement: what patients and the public had to do with the study, as GRIPP2 asks.

GRIPP2 (Staniszewska and others 2017, doi 10.1186/s40900-017-0062-2) asks why and how people were
involved, what came of it, and what others can learn. Levels run from being told to leading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.memos import Memo
from heddle.study.rules import changes, required
from heddle.study.team import Member
from heddle.study.values import check_date, once_each

Stage = Literal[
    "question", "design", "recruitment", "data collection", "analysis", "writing", "sharing",
    "whole study",
]  # fmt: skip
Level = Literal["inform", "consult", "involve", "collaborate", "lead"]


class Involvement(Record):
    """One event or stretch of time in which people were involved."""

    kind: ClassVar[str] = "involvement"
    label: ClassVar[str] = "contribution"
    searched: ClassVar[tuple[str, ...]] = ("contribution", "change", "reflection")

    who: str = ""
    """As what: "two people with lived experience"; never a name."""
    members: Annotated[list[str], Ref("members")] = []
    """Members of the team among them, where they wish it to be said."""
    stage: Stage = "analysis"
    level: Level = "involve"
    date: str = ""
    aim: str = ""
    """Why they were involved here."""
    contribution: str = ""
    change: str = ""
    """What was done otherwise because of it."""
    pay: str = ""
    """What it cost, and what they were paid."""
    reflection: str = ""
    """What went well and what did not."""
    about: Annotated[list[str], Ref("*")] = []
    """Ids of what shows it: comments, meetings, themes."""


class AddInvolvement(Operation, tag="involvement.add"):
    """Put on record how people were involved, and what came of it."""

    who: str
    contribution: str
    stage: Stage = "analysis"
    level: Level = "involve"
    members: list[str] = []
    date: str = ""
    aim: str = ""
    change: str = ""
    pay: str = ""
    reflection: str = ""
    about: list[str] = []

    def decide(self, work: Workspace) -> str:
        """Who and what they contributed are the least."""
        fields = {
            **changes(self),
            "who": required(self.who, "role", "those who were involved"),
            "contribution": required(self.contribution, "contribution", "an involvement"),
            "date": check_date(self.date, "date"),
            "about": once_each(self.about),
            "members": once_each(self.members),
        }
        return work.create(Involvement(**fields))


class ChangeInvolvement(Operation, tag="involvement.change"):
    """Change what is on record of an involvement."""

    involvement: str
    who: str | None = None
    contribution: str | None = None
    stage: Stage | None = None
    level: Level | None = None
    members: list[str] | None = None
    date: str | None = None
    aim: str | None = None
    change: str | None = None
    pay: str | None = None
    reflection: str | None = None
    about: list[str] | None = None

    def decide(self, work: Workspace) -> str:
        """The rules for new ones hold."""
        involvement = work.get(Involvement, self.involvement)
        fields = changes(self, "involvement")
        for name, what in (("who", "role"), ("contribution", "contribution")):
            if name in fields:
                fields[name] = required(fields[name], what, "an involvement")
        if self.date is not None:
            fields["date"] = check_date(self.date, "date")
        work.set(involvement, **fields)
        return involvement.id


class DropInvolvement(Operation, tag="involvement.drop"):
    """Remove an involvement that was put on record by mistake."""

    involvement: str

    def decide(self, work: Workspace) -> None:
        """The comments that it named stay."""
        work.drop(work.get(Involvement, self.involvement))


class Suggestion(msgspec.Struct, kw_only=True):
    """Comments of somebody who is no analyst, on record as no involvement yet."""

    member: str
    comments: list[str]
    """Ids of memos of type "comment"."""
    about: list[str]
    """Ids of what they comment on."""


def suggestions(view: View) -> list[Suggestion]:
    """Return whose comments could be put on record as involvement, in the order of the team.

    Whether a person was involved as a patient or citizen only the team knows, so it is asked.
    """
    counted = {record for each in view.find(Involvement) for record in each.about}
    found = []
    for member in view.find(Member):
        if {"analyst", "principal investigator"} & set(member.roles):
            continue
        comments = [
            memo
            for memo in view.find(Memo, author=member.id, type="comment")
            if memo.id not in counted
        ]
        if comments:
            found.append(
                Suggestion(
                    member=member.id,
                    comments=[memo.id for memo in comments],
                    about=once_each([each for memo in comments for each in memo.about]),
                )
            )
    return found


def in_levels(events: Sequence[Involvement]) -> dict[Level, list[Involvement]]:
    """Return involvements by level, from inform to lead, levels without any left out."""
    levels: tuple[Level, ...] = ("inform", "consult", "involve", "collaborate", "lead")
    groups = {level: [each for each in events if each.level == level] for level in levels}
    return {level: those for level, those in groups.items() if those}
