"""The research team: members, what they are, and what they do in the study."""

from __future__ import annotations

from typing import ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, required, same_name, unique_name

Role = Literal[
    "principal investigator",
    "planner",
    "recruiter",
    "moderator",
    "observer",
    "transcriber",
    "translator",
    "analyst",
    "author",
    "data manager",
    "reader",
]


class Member(Record):
    """A member of the research team; coder, moderator, author of memos."""

    kind: ClassVar[str] = "members"

    name: str = ""
    roles: list[Role] = []
    credentials: str = ""
    job: str = ""
    """Occupation at the time of the study."""
    gender: str = ""
    experience: str = ""
    """Training and experience, for COREQ item 5."""
    affiliations: list[str] = []
    orcid: str = ""
    in_setting: bool | None = None
    """Employed in the organisation that is studied; None: not stated."""
    prior_tie: str = ""
    """Relationship with participants before the study; empty: not stated."""
    author: bool = False
    foreign_id: str = ""
    """What it is called in the program that it came from (a GUID), to find it again."""
    made: str = ""
    """When it was made there, as ISO 8601; empty: made here, and the history says when."""


class AddMember(Operation, tag="team.add"):
    """Add a member to the research team."""

    name: str
    roles: list[Role] = []
    credentials: str = ""
    job: str = ""
    gender: str = ""
    experience: str = ""
    affiliations: list[str] = []
    orcid: str = ""
    in_setting: bool | None = None
    prior_tie: str = ""
    author: bool = False
    foreign_id: str = ""
    made: str = ""

    def decide(self, work: Workspace) -> str:
        """Names are unique, for they stand beside codings and memos."""
        name = required(self.name, "name", "a team member")
        unique_name(work, Member, name, what="a team member")
        fields = {**changes(self), "name": name}
        return work.create(Member(**fields))


class ChangeMember(Operation, tag="team.change"):
    """Change what is on record about a team member."""

    member: str
    name: str | None = None
    roles: list[Role] | None = None
    credentials: str | None = None
    job: str | None = None
    gender: str | None = None
    experience: str | None = None
    affiliations: list[str] | None = None
    orcid: str | None = None
    in_setting: bool | None = None
    prior_tie: str | None = None
    author: bool | None = None

    def decide(self, work: Workspace) -> str:
        """A new name must not be another member's."""
        member = work.get(Member, self.member)
        fields = changes(self, "member")
        if self.name is not None:
            fields["name"] = required(self.name, "name", "a team member")
            unique_name(work, Member, self.name, but=member.id, what="a team member")
        work.set(member, **fields)
        return member.id


class DropMember(Operation, tag="team.drop"):
    """Remove a member from the team; refused while something is under the name."""

    member: str

    def decide(self, work: Workspace) -> None:
        """Codings, memos and sessions keep their people: references are checked."""
        work.drop(work.get(Member, self.member))


def member_named(view: View, name: str) -> Member | None:
    """Return the member whom people would take for this name."""
    return next((m for m in view.find(Member) if same_name(m.name, name)), None)
