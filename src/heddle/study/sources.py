"""Sources: transcripts, field notes, written answers and documents, with their speakers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import msgspec
import sqlalchemy as sa

from heddle.log.ids import new_id
from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.participants import Participant
from heddle.study.recognitions import drop_recognition
from heddle.study.rules import changes, refuse, required, unique_name
from heddle.study.sessions import Attendance, Session
from heddle.study.team import Member
from heddle.study.turn_rules import checked_marks, checked_timings
from heddle.text import marks as marking
from heddle.text.marks import Mark
from heddle.text.timing import Timed, fitting

Form = Literal["transcript", "document", "field note", "written answer"]
SpeakerRole = Literal["participant", "moderator", "observer", "unknown"]

_HASH = re.compile(r"[0-9a-f]{64}")

POSITION_STEP = 1 << 20
"""Distance between turns at import, so that turns can be put between."""


class Source(Record):
    """A text of the study: an ordered list of turns."""

    kind: ClassVar[str] = "sources"

    name: str = ""
    form: Form = "transcript"
    session: Annotated[str, Ref("sessions")] = ""
    participant: Annotated[str, Ref("participants")] = ""
    """Whose written answer this is; empty for talk of several people."""
    language: str = ""
    file_name: str = ""
    file_hash: str = ""
    """SHA-256 of the original file, which is kept in the media folder under this name."""
    file_format: str = ""
    encoding: str = ""
    convention: str = ""
    """How it was transcribed: verbatim, intelligent verbatim, Jefferson light, or own words."""
    transcriber: Annotated[str, Ref("members")] = ""
    checked: str = ""
    """What was checked against the recording, by whom and when, in words."""
    notes: list[str] = []
    """What the import decided or could not carry."""
    foreign_id: str = ""
    """What it is called in the program that it came from (a GUID), to find it again."""
    made: str = ""
    """When it was made there, as ISO 8601; empty: made here, and the history says when."""


class Speaker(Record):
    """A speaker's label in one source, joined to a participant or a team member."""

    kind: ClassVar[str] = "speakers"
    label: ClassVar[str] = "name"

    source: Annotated[str, Ref("sources")] = ""
    name: str = ""
    """The label as written in the file."""
    role: SpeakerRole = "unknown"
    participant: Annotated[str, Ref("participants")] = ""
    member: Annotated[str, Ref("members")] = ""


class Turn(Record):
    """One speaker's turn, or one paragraph without a speaker."""

    kind: ClassVar[str] = "turns"
    label: ClassVar[str] = "text"
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("source", "position"),)
    searched: ClassVar[tuple[str, ...]] = ("text",)

    source: Annotated[str, Ref("sources")] = ""
    position: int = 0
    """Order in the source; unique but not dense."""
    speaker: Annotated[str, Ref("speakers")] = ""
    text: str = ""
    start: float | None = None
    end: float | None = None
    """Seconds from the start of the recording."""
    timings: list[list[int]] = []
    """When words of it were spoken, as `text.timing.Timed` has them: first and last code point
    (half-open), milliseconds from and to, per cent of certainty (-1: not said). Read it with
    `timings_of`."""
    marks: list[list[int | str]] = []
    """What is heard in it and is no word, as `text.marks.Mark` has it: number of the kind, first
    and last code point, amount, milliseconds, words. Read it with `marks_of`."""
    withdrawn: bool = False
    """Its speaker has withdrawn the words; the text is a placeholder and stays one."""
    draft: bool = False
    """A machine made its words; `turn_checks` says what follows."""
    heard: Annotated[str, Ref("members")] = ""
    heard_on: str = ""
    """Who checked the words against the sound, and when (ISO 8601, UTC)."""
    guessed: bool = False
    """A machine or a file named its speaker, and nobody has confirmed it."""
    speaker_sure: int = -1
    """How sure a machine was of the speaker, in per cent; -1: it did not say."""


class NewSpeaker(msgspec.Struct, kw_only=True):
    """A speaker of a source that is being added."""

    name: str
    role: SpeakerRole = "unknown"
    participant: str = ""
    member: str = ""


class NewTurn(msgspec.Struct, kw_only=True):
    """A turn of a source that is being added; `speaker` is a label or empty."""

    text: str
    speaker: str = ""
    start: float | None = None
    end: float | None = None
    timings: list[list[int]] = []
    """When its words were spoken, as in `Turn`; in their order, none over another."""
    draft: bool = False
    guessed: bool = False
    """Made by a machine, and spoken by whom a machine or a file says, as in `Turn`."""
    marks: list[list[int | str]] = []
    """What is heard in it and is no word, as in `Turn`."""


class AddSource(Operation, tag="sources.add"):
    """Add a source with its turns and speakers."""

    name: str
    turns: list[NewTurn] = []
    speakers: list[NewSpeaker] = []
    form: Form = "transcript"
    session: str = ""
    participant: str = ""
    language: str = ""
    file_name: str = ""
    file_hash: str = ""
    file_format: str = ""
    encoding: str = ""
    convention: str = ""
    transcriber: str = ""
    notes: list[str] = []
    foreign_id: str = ""
    made: str = ""

    def decide(self, work: Workspace) -> str:
        """The name is unique; every label used by a turn becomes a speaker."""
        name = required(self.name, "name", "a source")
        unique_name(work, Source, name, what="a source")
        check_hash(self.file_hash)
        fields = changes(self, "turns", "speakers")
        source = work.create(Source(**{**fields, "name": name}))
        speakers = self._speakers(work, source)
        for index, turn in enumerate(self.turns):
            work.create(
                Turn(
                    source=source,
                    position=(index + 1) * POSITION_STEP,
                    speaker=speakers[turn.speaker] if turn.speaker else "",
                    text=turn.text,
                    start=turn.start,
                    end=turn.end,
                    timings=checked_timings(turn.timings, turn.text),
                    draft=turn.draft,
                    guessed=turn.guessed and bool(turn.speaker),
                    marks=checked_marks(turn.marks, turn.text),
                )
            )
        return source

    def _speakers(self, work: Workspace, source: str) -> dict[str, str]:
        known = {speaker.name: speaker for speaker in self.speakers}
        if len(known) < len(self.speakers):
            refuse(
                "Two speakers of this source have the same label; nothing was changed.",
                "Give each its own.",
            )
        for turn in self.turns:
            if turn.speaker and turn.speaker not in known:
                known[turn.speaker] = NewSpeaker(name=turn.speaker)
        ids = {}
        for name, new in known.items():
            speaker = Speaker(
                id=new_id(),
                source=source,
                name=name,
                role=new.role,
                participant=new.participant,
                member=new.member,
            )
            check_join(work, speaker, session=self.session)
            ids[name] = work.create(speaker)
        return ids


class ChangeSource(Operation, tag="sources.change"):
    """Change a source's name, form, session or description."""

    source: str
    name: str | None = None
    form: Form | None = None
    session: str | None = None
    participant: str | None = None
    language: str | None = None
    convention: str | None = None
    transcriber: str | None = None
    checked: str | None = None

    def decide(self, work: Workspace) -> str:
        """A new name must not be another source's."""
        source = work.get(Source, self.source)
        fields = changes(self, "source")
        if self.name is not None:
            fields["name"] = required(self.name, "name", "a source")
            unique_name(work, Source, self.name, but=source.id, what="a source")
        work.set(source, **fields)
        if self.session:
            for speaker in work.find(Speaker, source=source.id):
                check_join(work, speaker, session=self.session)
        return source.id


class DropSource(Operation, tag="sources.drop"):
    """Remove a source with its turns and speakers; refused while it is coded or quoted."""

    source: str

    def decide(self, work: Workspace) -> None:
        """Codings, quotes and memos are never dropped in passing: references are checked."""
        source = work.get(Source, self.source)
        work.drop_many(Turn, [turn.id for turn in turns_of(work, source.id)])
        work.drop_many(Speaker, [s.id for s in work.find(Speaker, source=source.id)])
        drop_recognition(work, source.id)
        work.drop(source)


def check_hash(file_hash: str) -> None:
    """Refuse what is not the hash of an original file; empty is for none."""
    if file_hash and not _HASH.fullmatch(file_hash):
        refuse(
            "The hash of an original file is 64 small hexadecimal digits (SHA-256), and this "
            "is not; nothing was changed.",
            "Import the file, and Heddle works it out; or leave it empty.",
            "hash",
        )


def check_join(work: Workspace, speaker: Speaker, *, session: str) -> None:
    """Refuse a speaker who is two people, or who was not in the room."""
    if speaker.participant and speaker.member:
        refuse(
            f"The speaker “{speaker.name}” cannot be a participant and a team member at once.",
            "Choose one of the two.",
        )
    if speaker.participant:
        person = work.get(Participant, speaker.participant)
        if session and not was_present(work, session, person.id):
            name = work.get(Session, session).name
            refuse(
                f"Participant {person.code} is not on the present list of session {name}, so "
                f"the speaker “{speaker.name}” cannot be joined to them; nothing was changed.",
                "Put the participant on the present list first (sessions.attend), or check "
                "which session this is.",
                "not-present",
            )
    if speaker.member:
        work.get(Member, speaker.member)


def was_present(work: Workspace, session: str, participant: str) -> bool:
    """Tell whether somebody was in a session, as far as its present list is kept."""
    listed = work.count(Attendance, session=session)
    return not listed or bool(work.count(Attendance, session=session, participant=participant))


def check_turn(work: Workspace, session: str, turn: str) -> None:
    """Refuse a turn of another session's transcript."""
    source = work.get(Source, work.get(Turn, turn).source)
    if source.session != session:
        refuse(
            f"The turn is of “{source.name}”, which is no transcript of this session; nothing "
            "was changed.",
            "Choose a turn of the session's own transcript.",
            "other-session",
        )


def timings_of(turn: Turn) -> list[Timed]:
    """Return when words of a turn were spoken, as far as that fits the words that it has now."""
    if turn.withdrawn or not turn.timings:
        return []
    return fitting((Timed(*each) for each in turn.timings if len(each) == 5), len(turn.text))


def marks_of(turn: Turn) -> list[Mark]:
    """Return what is marked in a turn, as far as that fits the words that it has now."""
    if turn.withdrawn or not turn.marks:
        return []
    return marking.fitting(marking.read(turn.marks), len(turn.text))


def turns_of(view: View, source: str) -> list[Turn]:
    """Return a source's turns in order."""
    return view.find(Turn, "position", source=source)


def turn_number(view: View, turn: Turn | None) -> int:
    """Return the number of a turn in its source, from 1; 0 for none."""
    if turn is None:
        return 0
    t = view.table(Turn).c
    before = (t.source == turn.source) & (t.position <= turn.position)
    return int(view.connection.scalar(sa.select(sa.func.count()).where(before)) or 0)


def speaker_names(view: View, source: str) -> dict[str, str]:
    """Return label by speaker id for one source."""
    return {speaker.id: speaker.name for speaker in view.find(Speaker, source=source)}


class Order:
    """The turns of a source in order, to read stretches from."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.turns = turns
        self.places = {turn.id: place for place, turn in enumerate(turns)}

    def words(self, turn: str, start: int, end_turn: str, end: int) -> str:
        """Return the words from a point in one turn to a point in the same or a later one.

        Turns are joined by a line end, as everywhere in Heddle (`text.spans`). A stretch that
        runs backwards, or whose turns are not here, has no words.
        """
        first, last = self.places.get(turn), self.places.get(end_turn)
        if first is None or last is None or first > last:
            return ""
        if first == last:
            return self.turns[first].text[start:end]
        middle = [t.text for t in self.turns[first + 1 : last]]
        return "\n".join([self.turns[first].text[start:], *middle, self.turns[last].text[:end]])
