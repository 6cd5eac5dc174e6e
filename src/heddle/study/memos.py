"""Memos: notes on anything, typed and dated by their gesture."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, refuse, required

MemoType = Literal[
    "familiarisation",
    "code",
    "theme",
    "method",
    "reflexive",
    "decision",
    "interaction",
    "other",
    "comment",
    "negative case",
]
"""A comment is what anybody says to something, analyst or not; a negative case is what a team
has thought about what speaks against a theme."""


class Memo(Record):
    """A note by one person, on one or several records or on the study as a whole."""

    kind: ClassVar[str] = "memos"
    label: ClassVar[str] = "title"
    searched: ClassVar[tuple[str, ...]] = ("title", "text")

    title: str = ""
    text: str = ""
    type: MemoType = "other"
    author: Annotated[str, Ref("members")] = ""
    about: Annotated[list[str], Ref("*")] = []
    """Ids of what it is about; empty: the whole study."""
    date: str = ""
    """The day it speaks of, if not the day it was written."""
    foreign_id: str = ""
    """What it is called in the program that it came from (a GUID), to find it again."""
    made: str = ""
    """When it was made there, as ISO 8601; empty: made here, and the history says when."""
    reply_to: Annotated[str, Ref("memos")] = ""
    """The memo that it answers."""


class WriteMemo(Operation, tag="memos.add"):
    """Write a memo on anything."""

    text: str
    title: str = ""
    type: MemoType = "other"
    about: list[str] = []
    author: str = ""
    date: str = ""
    foreign_id: str = ""
    made: str = ""
    reply_to: str = ""

    def decide(self, work: Workspace) -> str:
        """Without an author named it is the actor's; a reply is about what its memo is about."""
        required(self.text, "text", "a memo")
        fields = {**changes(self), "author": self.author or work.actor}
        if self.reply_to and not self.about:
            fields["about"] = work.get(Memo, self.reply_to).about
        return work.create(Memo(**fields))


class ChangeMemo(Operation, tag="memos.change"):
    """Change a memo's words, type or what it is about."""

    memo: str
    text: str | None = None
    title: str | None = None
    type: MemoType | None = None
    about: list[str] | None = None
    date: str | None = None

    def decide(self, work: Workspace) -> str:
        """The words before stay in the history."""
        memo = work.get(Memo, self.memo)
        if self.text is not None and not self.text.strip():
            refuse("A memo cannot be empty; nothing was changed.", "Remove it instead.")
        work.set(memo, **changes(self, "memo"))
        return memo.id


class DropMemo(Operation, tag="memos.drop"):
    """Remove a memo."""

    memo: str

    def decide(self, work: Workspace) -> None:
        """Its words stay in the history until they are erased."""
        work.drop(work.get(Memo, self.memo))
