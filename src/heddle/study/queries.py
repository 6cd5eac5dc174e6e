"""Saved queries: questions to the talk that are asked anew whenever they are opened."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from heddle.errors import NotFound
from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.query.naming import to_keep, to_show
from heddle.study.rules import required, same_name, unique_name
from heddle.study.team import Member


class SavedQuery(Record):
    """A query under a name; what it finds is never kept."""

    kind: ClassVar[str] = "queries"
    searched: ClassVar[tuple[str, ...]] = ("name", "why")

    name: str = ""
    text: str = ""
    """In the query language, with ids in the place of names (`study.query`)."""
    why: str = ""
    author: Annotated[str, Ref("members")] = ""


class SaveQuery(Operation, tag="queries.save"):
    """Save a query under a name, or put another in the place of a saved one."""

    name: str
    text: str
    why: str = ""
    query: str = ""
    """The saved query to change; empty: a new one."""

    def decide(self, work: Workspace) -> str:
        """It must be readable, and what it names must be in the study; ids are kept."""
        name = required(self.name, "name", "a query")
        required(self.text, "text", "a query")
        unique_name(work, SavedQuery, name, but=self.query, what="a query")
        text = to_keep(work, self.text)
        if self.query:
            work.set(work.get(SavedQuery, self.query), name=name, text=text, why=self.why)
            return self.query
        return work.create(SavedQuery(name=name, text=text, why=self.why, author=work.actor))


class RenameQuery(Operation, tag="queries.rename"):
    """Give a saved query another name, or another reason."""

    query: str
    name: str
    why: str | None = None

    def decide(self, work: Workspace) -> str:
        """What it asks stays as it is."""
        saved = work.get(SavedQuery, self.query)
        name = required(self.name, "name", "a query")
        unique_name(work, SavedQuery, name, but=saved.id, what="a query")
        work.set(saved, name=name, why=saved.why if self.why is None else self.why)
        return saved.id


class DropQuery(Operation, tag="queries.drop"):
    """Remove a saved query; nothing that it found goes with it."""

    query: str

    def decide(self, work: Workspace) -> None:
        """It stays in the history."""
        work.drop(work.get(SavedQuery, self.query))


def query_named(view: View, name: str) -> SavedQuery:
    """Return the saved query of a name (or id); raises NotFound."""
    for saved in view.find(SavedQuery, "name"):
        if name == saved.id or same_name(saved.name, name):
            return saved
    raise NotFound(
        f"There is no saved query called “{name[:60]}”.", "“heddle queries DIR” lists them."
    )


class ShownQuery(msgspec.Struct, kw_only=True):
    """A saved query as people read it."""

    id: str
    name: str
    text: str
    """With the names that its records have now."""
    why: str
    author: str
    """The name of who saved it."""


def saved_queries(view: View) -> list[ShownQuery]:
    """Return the saved queries by name."""
    members = {member.id: member.name for member in view.find(Member)}
    return [
        ShownQuery(
            id=saved.id,
            name=saved.name,
            text=to_show(view, saved.text),
            why=saved.why,
            author=members.get(saved.author, ""),
        )
        for saved in view.find(SavedQuery, "name")
    ]
