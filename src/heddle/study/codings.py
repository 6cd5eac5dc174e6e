"""Codings: one person's use of one code on one stretch of a source."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Ref
from heddle.log.workspace import Workspace
from heddle.study.anchors import Anchor, Anchorage, check_anchor
from heddle.study.codes import Code
from heddle.study.rules import refuse
from heddle.study.sources import Turn


class Coding(Anchor):
    """A code on a stretch of a source, by one coder."""

    kind: ClassVar[str] = "codings"
    label: ClassVar[str] = "quote"
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("source", "turn"), ("code", "source"))

    code: Annotated[str, Ref("codes")] = ""
    coder: Annotated[str, Ref("members")] = ""
    quote: str = ""
    """The words it was made on; never changed."""
    words: str = ""
    """The words it is on now; empty while they are those of `quote`."""
    gone: bool = False
    """Its words were corrected away; it marks the place where they were."""
    note: str = ""
    foreign_id: str = ""
    """What it is called in the program that it came from (a GUID), to find it again."""
    made: str = ""
    """When it was made there, as ISO 8601; empty: made here, and the history says when."""


class NewCoding(msgspec.Struct, kw_only=True):
    """Where to code and with what; `end_turn` empty means the same turn."""

    code: str
    turn: str
    start: int
    end: int
    end_turn: str = ""
    coder: str = ""
    note: str = ""
    foreign_id: str = ""
    made: str = ""


class AddCodings(Operation, tag="codings.add"):
    """Code one or several stretches."""

    codings: list[NewCoding]

    def decide(self, work: Workspace) -> list[str]:
        """Each is on at least one word; without a coder named it is the actor's."""
        wanted = {i for new in self.codings for i in (new.turn, new.end_turn) if i}
        anchorage = Anchorage(work, wanted)
        return [self._add(work, anchorage, new) for new in self.codings]

    def _add(self, work: Workspace, anchorage: Anchorage, new: NewCoding) -> str:
        end_turn = new.end_turn or new.turn
        words = anchorage.words(new.turn, new.start, end_turn, new.end)
        coder = new.coder or work.actor
        if not coder:
            refuse("A coding needs a coder; nothing was changed.", "Say who you are (--by NAME).")
        return work.create(
            Coding(
                source=anchorage.turn(new.turn).source,
                turn=new.turn,
                start=new.start,
                end_turn=end_turn,
                end=new.end,
                code=new.code,
                coder=coder,
                quote=words,
                note=new.note,
                foreign_id=new.foreign_id,
                made=new.made,
            )
        )


class DropCodings(Operation, tag="codings.drop"):
    """Remove codings."""

    codings: list[str]

    def decide(self, work: Workspace) -> None:
        """Nothing else goes with them."""
        for coding in self.codings:
            work.get(Coding, coding)
        work.drop_many(Coding, self.codings)


class Recode(Operation, tag="codings.recode"):
    """Put codings under another code."""

    codings: list[str]
    code: str

    def decide(self, work: Workspace) -> None:
        """The coder stays who made the coding."""
        work.get(Code, self.code)
        for coding in self.codings:
            work.set(work.get(Coding, coding), code=self.code)


class MoveCoding(Operation, tag="codings.move"):
    """Set where a coding begins and ends; it takes the new words as its own."""

    coding: str
    turn: str
    start: int
    end: int
    end_turn: str = ""

    def decide(self, work: Workspace) -> str:
        """The words it was first made on stay on record in the history."""
        coding = work.get(Coding, self.coding)
        end_turn = self.end_turn or self.turn
        words = check_anchor(work, self.turn, self.start, end_turn, self.end)
        if work.get(Turn, self.turn).source != coding.source:
            refuse(
                "A coding stays in the source that it was made in; nothing was changed.",
                "Remove it, and code the other source.",
                "two-sources",
            )
        work.set(
            coding,
            turn=self.turn,
            start=self.start,
            end_turn=end_turn,
            end=self.end,
            words="" if words == coding.quote else words,
            gone=False,
        )
        return coding.id


class NoteCoding(Operation, tag="codings.note"):
    """Write a note on a coding."""

    coding: str
    note: str

    def decide(self, work: Workspace) -> str:
        """An empty note removes it."""
        coding = work.get(Coding, self.coding)
        work.set(coding, note=self.note)
        return coding.id


def words_now(coding: Coding) -> str:
    """Return the words that a coding is on now."""
    return coding.words or coding.quote
