"""Links between turns, and reactions to a question: what people do with each other's words.

Both are coded by hand. A link says what one turn does with another: agrees, builds on it, jokes. A
reaction says what a participant did with a question's topic: assent or dissent, in words or
otherwise, with an example of their own or without (the micro-interlocutor analysis of Onwuegbuzie
et al. 2009, doi:10.1177/160940690900800301). Who has no reaction did not respond, which is
neither.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.guide import Question
from heddle.study.participants import Participant
from heddle.study.rules import changes, refuse
from heddle.study.sessions import Attendance, Session
from heddle.study.sources import Turn, check_turn

Sort = Literal["agrees", "disagrees", "builds", "challenges", "jokes", "redirects", "answers"]
Side = Literal["assent", "dissent"]


class Link(Record):
    """What one turn does with another of its source, as a coder sees it."""

    kind: ClassVar[str] = "links"
    label: ClassVar[str] = "sort"

    source: Annotated[str, Ref("sources")] = ""
    turn: Annotated[str, Ref("turns")] = ""
    """The turn that does something."""
    to: Annotated[str, Ref("turns")] = ""
    """The turn that it does it with."""
    sort: Sort = "agrees"
    coder: Annotated[str, Ref("members")] = ""
    note: str = ""


class Reaction(Record):
    """What a participant did with the topic of a question, as a coder sees it."""

    kind: ClassVar[str] = "reactions"
    label: ClassVar[str] = "side"
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("session", "question"),)

    session: Annotated[str, Ref("sessions")] = ""
    question: Annotated[str, Ref("questions")] = ""
    participant: Annotated[str, Ref("participants")] = ""
    side: Side = "assent"
    example: bool = False
    """They gave an example or another statement of weight."""
    turn: Annotated[str, Ref("turns")] = ""
    """Where they did; empty: not in words (a nod, say), or not told."""
    coder: Annotated[str, Ref("members")] = ""
    note: str = ""


class AddLink(Operation, tag="links.add"):
    """Say what one turn does with another."""

    turn: str
    to: str
    sort: Sort
    note: str = ""
    coder: str = ""

    def decide(self, work: Workspace) -> str:
        """Both are of one source; the same link by the same coder is there once."""
        turn, to = work.get(Turn, self.turn), work.get(Turn, self.to)
        if turn.source != to.source or turn.id == to.id:
            refuse(
                "A link joins two turns of one source, and these are not; nothing was changed.",
                "Choose two different turns of the same transcript.",
                "two-sources",
            )
        coder = _coder(work, self.coder)
        if work.find(Link, turn=turn.id, to=to.id, sort=self.sort, coder=coder):
            refuse("This link is on record already; nothing was changed.", "", "there")
        fields = {**changes(self), "coder": coder, "source": turn.source}
        return work.create(Link(**fields))


class ChangeLink(Operation, tag="links.change"):
    """Change what a link says."""

    link: str
    sort: Sort | None = None
    note: str | None = None

    def decide(self, work: Workspace) -> str:
        """Its turns stay; another pair of turns is another link."""
        link = work.get(Link, self.link)
        work.set(link, **changes(self, "link"))
        return link.id


class DropLinks(Operation, tag="links.drop"):
    """Remove links between turns."""

    links: list[str]

    def decide(self, work: Workspace) -> None:
        """The turns stay as they are."""
        for link in self.links:
            work.get(Link, link)
        work.drop_many(Link, self.links)


class SetReaction(Operation, tag="reactions.set"):
    """Say what a participant did with a question: assent or dissent, with an example or not."""

    session: str
    question: str
    participant: str
    side: Side
    example: bool = False
    turn: str = ""
    note: str = ""
    coder: str = ""

    def decide(self, work: Workspace) -> str:
        """The same coder's reaction of one person to one question has each side once.

        Somebody who changed their mind has both.
        """
        work.get(Session, self.session)
        work.get(Question, self.question)
        person = work.get(Participant, self.participant)
        listed = work.count(Attendance, session=self.session)
        if listed and not work.count(Attendance, session=self.session, participant=person.id):
            refuse(
                f"Participant {person.code} is not on the present list of this session; nothing "
                "was changed.",
                "Choose somebody who was there, or correct the list first.",
                "not-present",
            )
        if self.turn:
            check_turn(work, self.session, self.turn)
        coder = _coder(work, self.coder)
        fields = {**changes(self), "coder": coder}
        same = {name: fields[name] for name in ("session", "question", "participant", "side")}
        old = work.first(Reaction, **same, coder=coder)
        if old is None:
            return work.create(Reaction(**fields))
        work.set(old, example=self.example, turn=self.turn, note=self.note)
        return old.id


class DropReactions(Operation, tag="reactions.drop"):
    """Remove reactions."""

    reactions: list[str]

    def decide(self, work: Workspace) -> None:
        """Who has none left did not respond."""
        for reaction in self.reactions:
            work.get(Reaction, reaction)
        work.drop_many(Reaction, self.reactions)


def _coder(work: Workspace, named: str) -> str:
    coder = named or work.actor
    if not coder:
        refuse("This needs a coder; nothing was changed.", "Say who you are (--by NAME).")
    return coder


def linked_to(work: Workspace, turn: str) -> list[Link]:
    """Return the links that begin or end at a turn."""
    table = work.table(Link)
    return work.where(Link, (table.c.turn == turn) | (table.c.to == turn))


def move_links(work: Workspace, old: str, new: str) -> None:
    """Put what points at a turn on the one that it was joined to.

    A link between the two, and one that the same coder has made there already, goes: it would
    say nothing.
    """
    for link in linked_to(work, old):
        turn, to = (new if end == old else end for end in (link.turn, link.to))
        twins = work.find(Link, turn=turn, to=to, sort=link.sort, coder=link.coder)
        if turn == to or twins:
            work.drop(link)
        else:
            work.set(link, turn=turn, to=to)
    for reaction in work.find(Reaction, turn=old):
        work.set(reaction, turn=new)
