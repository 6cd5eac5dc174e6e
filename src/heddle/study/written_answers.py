"""Written answers: what participants wrote at the start of a session, typed in or photographed."""

from __future__ import annotations

from typing import Final

from heddle.log.operations import Operation
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.consent import check_scope
from heddle.study.deletions import order_original
from heddle.study.participants import Participant
from heddle.study.rules import name_key, refuse
from heddle.study.sessions import Session
from heddle.study.sources import (
    POSITION_STEP,
    AddSource,
    NewSpeaker,
    Source,
    Speaker,
    Turn,
    check_hash,
    turns_of,
)
from heddle.study.turns import CorrectTurn
from heddle.study.withdrawals import erased_people

FORM: Final = "written answer"


class TakeAnswer(Operation, tag="sources.write_answer"):
    """Type in what a participant wrote in a session, or keep the picture of it."""

    session: str
    participant: str
    text: str | None = None
    """Their words; None: only the picture is new."""
    file_hash: str = ""
    """SHA-256 of the picture, which is kept in the media folder; empty: it stays as it is."""
    file_name: str = ""
    file_format: str = ""

    def decide(self, work: Workspace) -> str:
        """Who wrote it takes part and was there. Returns the id of the source.

        One answer is one turn; typing again corrects it, and codings move along. Another picture
        takes the place of the first, whose file is then to be deleted.
        """
        session = work.get(Session, self.session)
        person = work.get(Participant, self.participant)
        check_hash(self.file_hash)
        self._check(work, session, person)
        source = answer_of(work, session.id, person.id)
        made = source or work.get(Source, _new(work, session, person))
        if self.text is not None:
            self._type(work, made, self.text.strip())
        if self.file_hash and self.file_hash != made.file_hash:
            if made.file_hash:
                order_original(work, made, why="another picture was taken in its place")
            _keep(work, made, self)
        return made.id

    def _check(self, work: Workspace, session: Session, person: Participant) -> None:
        if person.id in erased_people(work):
            refuse(
                "This participant had everything deleted, so nothing of theirs is taken in; "
                "nothing was changed.",
                "Look whether this is the right person.",
                "withdrawn",
            )
        silent = f"what they wrote in {session.name} cannot be kept"
        check_scope(work, [person.id], "take part", on=session.date, so=silent)
        nothing = not self.file_hash and not (self.text or "").strip()
        if nothing and answer_of(work, session.id, person.id) is None:
            refuse(
                "A written answer has words or a picture, and this has neither; nothing was "
                "changed.",
                "Type what was written, or photograph it.",
            )

    def _type(self, work: Workspace, source: Source, text: str) -> None:
        turns = turns_of(work, source.id)
        if len(turns) > 1:
            refuse(
                f"“{source.name}” has {len(turns)} parts, so it is corrected part by part; "
                "nothing was changed.",
                "Open it among the sources.",
                "several-turns",
            )
        if turns:
            if turns[0].text != text:
                CorrectTurn(turn=turns[0].id, text=text).decide(work)
        elif text:
            speaker = work.first(Speaker, source=source.id)
            work.create(
                Turn(
                    source=source.id,
                    position=POSITION_STEP,
                    speaker=speaker.id if speaker else "",
                    text=text,
                )
            )


def answer_of(view: View, session: str, participant: str) -> Source | None:
    """Return a participant's written answer in a session, if there is one."""
    return view.first(Source, form=FORM, session=session, participant=participant)


def _new(work: Workspace, session: Session, person: Participant) -> str:
    taken = {name_key(source.name) for source in work.find(Source)}
    plain = f"{person.code} written answer"
    name = plain if name_key(plain) not in taken else f"{plain}, {session.name}"
    speaker = NewSpeaker(name=person.code, role="participant", participant=person.id)
    return AddSource(
        name=name,
        form=FORM,
        session=session.id,
        participant=person.id,
        language=session.language,
        speakers=[speaker],
    ).decide(work)


def _keep(work: Workspace, source: Source, picture: TakeAnswer) -> None:
    work.set(
        source,
        file_hash=picture.file_hash,
        file_name=picture.file_name,
        file_format=picture.file_format,
    )
