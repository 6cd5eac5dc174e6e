"""Notes of a session as a source of field notes, so that they can be coded beside its talk."""

from __future__ import annotations

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.observations import Observation, Placed, about, placed
from heddle.study.rules import refuse, same_name
from heddle.study.sessions import Session
from heddle.study.sources import (
    POSITION_STEP,
    AddSource,
    NewSpeaker,
    Source,
    Speaker,
    Turn,
    turns_of,
)
from heddle.study.team import Member


class GatherNotes(Operation, tag="observations.gather"):
    """Put the notes of one observer in a session into a source of field notes, to be coded."""

    session: str
    member: str = ""
    """Whose notes; empty: one's own."""

    def decide(self, work: Workspace) -> str:
        """One turn a note, in the order of their times; gathered again, what is new is added.

        A note about a person begins with their code, as in “P3: looks away”.
        """
        session = work.get(Session, self.session)
        writer = work.get(Member, self.member or work.actor)
        notes = [each for each in placed(work, session.id) if _is_note_of(each, writer.id)]
        waiting = [each for each in notes if not _is_there(work, each.observation)]
        if not waiting:
            refuse(
                f"There are no {'new ' if notes else ''}notes of {writer.name} in "
                f"{session.name}; nothing was changed.",
                "Notes that are in a source already are corrected there.",
                "nothing-new",
            )
        name = f"Notes of {writer.name}, {session.name}"
        source = next((s for s in work.find(Source) if same_name(s.name, name)), None)
        made = source.id if source is not None else _new(work, name, session, writer)
        self._add(work, made, waiting)
        return made

    def _add(self, work: Workspace, source: str, waiting: list[Placed]) -> None:
        speaker = work.first(Speaker, source=source)
        turns = turns_of(work, source)
        last = turns[-1].position if turns else 0
        whom = about(work, [each.observation for each in waiting])
        for number, each in enumerate(waiting, 1):
            note = each.observation
            told = f"{whom[note.id]}: {note.text}" if whom[note.id] else note.text
            turn = Turn(
                source=source,
                position=last + number * POSITION_STEP,
                speaker=speaker.id if speaker else "",
                text=told,
                start=each.second if each.second is not None and each.second >= 0 else None,
            )
            work.set(note, turn=work.create(turn))


def _is_note_of(each: Placed, member: str) -> bool:
    note = each.observation
    return note.by == member and bool(note.text)


def _is_there(work: Workspace, note: Observation) -> bool:
    return bool(note.turn) and work.maybe(Turn, note.turn) is not None


def _new(work: Workspace, name: str, session: Session, writer: Member) -> str:
    return AddSource(
        name=name,
        form="field note",
        session=session.id,
        language=session.language,
        speakers=[NewSpeaker(name=writer.name, role="observer", member=writer.id)],
    ).decide(work)
