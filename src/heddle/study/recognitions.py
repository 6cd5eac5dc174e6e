"""Recognitions: which transcripts a machine has drafted, with what, and where to doubt it.

Written down in the step that makes the transcript, so that the Methods can say what was used.
Neither record holds a word of the talk: a doubt is a stretch of time, and of the vocabulary that
a recogniser was given only the number of words is kept, as names can be among them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse, required

DoubtAbout = Literal["no words", "repetition", "pace", "times", "unsure", "no speech"]


class Recognition(Record):
    """How a transcript was recognised."""

    kind: ClassVar[str] = "recognitions"
    label: ClassVar[str] = "model"

    source: Annotated[str, Ref("sources")] = ""
    recordings: list[str] = []
    """SHA-256 of the files that were heard."""
    engine: str = ""
    engine_version: str = ""
    model: str = ""
    """What the person calls it."""
    model_hash: str = ""
    licence: str = ""
    language: str = ""
    """The one that it was told, or found."""
    manner: Literal["verbatim", "clean"] = "verbatim"
    effort: Literal["careful", "quick"] = "careful"
    precision: str = ""
    vocabulary: int = 0
    """How many words it was given beforehand."""
    by_channel: bool = False
    """Whether each speaker's channel was heard apart."""
    seconds: float = 0.0
    """How much sound was heard; less than the recordings have where it was stopped."""
    whole: bool = True


class Doubt(Record):
    """A stretch of a recognised transcript that should be heard again."""

    kind: ClassVar[str] = "doubts"
    label: ClassVar[str] = "about"

    source: Annotated[str, Ref("sources")] = ""
    about: DoubtAbout = "unsure"
    """no words: somebody speaks and nothing is written; no speech: the reverse; repetition: the
    same words over and over; pace: too many or too few for the time; times: they run back;
    unsure: the recogniser gave its words little chance."""
    start: float = 0.0
    end: float = 0.0
    """Seconds of the session."""
    settled: Annotated[str, Ref("members")] = ""
    settled_on: str = ""
    """Who has listened and put right what was wrong, and when (ISO 8601, UTC)."""


class NewDoubt(msgspec.Struct, kw_only=True):
    """A stretch to be heard again."""

    about: DoubtAbout
    start: float
    end: float


class NoteRecognition(Operation, tag="recognitions.note"):
    """Note with what a transcript was recognised, and which stretches to doubt."""

    source: str
    engine: str
    model: str
    model_hash: str
    recordings: list[str] = []
    engine_version: str = ""
    licence: str = ""
    language: str = ""
    manner: Literal["verbatim", "clean"] = "verbatim"
    effort: Literal["careful", "quick"] = "careful"
    precision: str = ""
    vocabulary: int = 0
    by_channel: bool = False
    seconds: float = 0.0
    whole: bool = True
    doubts: list[NewDoubt] = []

    def decide(self, work: Workspace) -> str:
        """A transcript is recognised once; what is heard again is another transcript."""
        required(self.model, "model", "a recognition")
        if work.first(Recognition, source=self.source) is not None:
            refuse("It is on record already how this transcript was recognised; nothing changed.")
        for doubt in self.doubts:
            if not 0 <= doubt.start <= doubt.end:
                refuse("A doubt ends before it begins; nothing was changed.", code="times")
            work.create(Doubt(source=self.source, **msgspec.structs.asdict(doubt)))
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "doubts"}
        return work.create(Recognition(**fields))


class SettleDoubts(Operation, tag="doubts.settle"):
    """Tick off stretches that were heard again."""

    doubts: list[str]

    def decide(self, work: Workspace) -> int:
        """Whoever does it stands for it by name; returns how many changed."""
        if not work.actor:
            refuse(
                "A person ticks off what was heard again; nothing was changed.",
                "Say who you are (--by NAME).",
                "nobody-named",
            )
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        open_ones = [doubt for doubt in _doubts(work, self.doubts) if not doubt.settled]
        for doubt in open_ones:
            work.set(doubt, settled=work.actor, settled_on=now)
        return len(open_ones)


class ReopenDoubts(Operation, tag="doubts.reopen"):
    """Put stretches that were ticked off back on the list."""

    doubts: list[str]

    def decide(self, work: Workspace) -> int:
        """Returns how many changed."""
        settled = [doubt for doubt in _doubts(work, self.doubts) if doubt.settled]
        for doubt in settled:
            work.set(doubt, settled="", settled_on="")
        return len(settled)


def drop_recognition(work: Workspace, source: str) -> None:
    """Remove what is on record of how a source was recognised, with the source itself."""
    work.drop_many(Doubt, [each.id for each in work.find(Doubt, source=source)])
    work.drop_many(Recognition, [each.id for each in work.find(Recognition, source=source)])


def _doubts(work: Workspace, ids: Sequence[str]) -> list[Doubt]:
    if not ids:
        refuse("No stretch was named; nothing was changed.", "Name those that were heard again.")
    return [work.get(Doubt, each) for each in dict.fromkeys(ids)]
