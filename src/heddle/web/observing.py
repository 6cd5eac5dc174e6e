"""The observer's desk: what was noted in a session, and what participants wrote at its start."""

from __future__ import annotations

import hashlib
from typing import Annotated, Final

import msgspec
from litestar import get, post
from litestar.params import FromPath, QueryParameter, RawBody
from litestar.status_codes import HTTP_200_OK

from heddle.client import Study
from heddle.errors import HeddleError, NotFound, Refused
from heddle.findings.watched import Proposal, Watched, proposals, watched
from heddle.log.operations import name_of, sentence
from heddle.log.rehearsal import rehearse
from heddle.store.media import Media
from heddle.study.observations import Observation
from heddle.study.sources import Source, turns_of
from heddle.study.written_answers import FORM, TakeAnswer
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.steps import DoneSteps, finished

_PICTURES: Final = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png"}
Id = Annotated[str, QueryParameter(max_length=80)]
FileName = Annotated[str, QueryParameter(max_length=400)]


class WrittenAnswer(msgspec.Struct, kw_only=True):
    """A written answer as the desk shows it."""

    source: str
    participant: str
    text: str
    parts: int
    """More than one: it is corrected among the sources."""
    file_hash: str
    """Of its picture; empty: none."""
    file_format: str


@get("/sessions/{of_session:str}/observations", sync_to_thread=True)
def read_observations(reader: TheReader, of_session: FromPath[str]) -> list[Observation]:
    """Return what was tapped and noted in a session, in the order in which it was made."""
    with reader.view() as view:
        return view.find(Observation, session=of_session)


@get("/sessions/{of_session:str}/watched", sync_to_thread=True)
def read_watched(reader: TheReader, of_session: FromPath[str]) -> Watched:
    """Return who spoke by the taps, in which order, and how that meets the transcript."""
    with reader.view() as view:
        return watched(view, of_session)


@get("/sessions/{of_session:str}/proposals", sync_to_thread=True)
def read_proposals(reader: TheReader, of_session: FromPath[str]) -> list[Proposal]:
    """Return whose the turns of a session may be by the taps, where nobody is named yet."""
    with reader.view() as view:
        return [each for each in proposals(view, of_session) if not each.now]


@get("/sessions/{of_session:str}/answers", sync_to_thread=True)
def read_answers(reader: TheReader, of_session: FromPath[str]) -> list[WrittenAnswer]:
    """Return what the participants of a session wrote."""
    with reader.view() as view:
        found = []
        for source in view.find(Source, form=FORM, session=of_session):
            turns = turns_of(view, source.id)
            found.append(
                WrittenAnswer(
                    source=source.id,
                    participant=source.participant,
                    text="\n".join(turn.text for turn in turns),
                    parts=len(turns),
                    file_hash=source.file_hash,
                    file_format=source.file_format,
                )
            )
        return found


@post("/answers", status_code=HTTP_200_OK, sync_to_thread=True)
def send_picture(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    body: RawBody,
    of_session: Id,
    participant: Id,
    name: FileName = "",
) -> DoneSteps:
    """Keep the picture of what a participant wrote in a session; the body is the file itself."""
    desk = house.desk(session)
    if desk.media is None:
        raise NotFound("This study keeps no files.")
    form = _form(body)
    digest = hashlib.sha256(body).hexdigest()
    operation = TakeAnswer(
        session=of_session,
        participant=participant,
        file_hash=digest,
        file_name=name,
        file_format=form,
    )
    # Asked first: a picture that may not be kept never touches the disk.
    rehearse(desk, operation.decide, name=name_of(operation))
    return _kept(desk, desk.media, body, operation)


def _kept(desk: Study, media: Media, body: bytes, operation: TakeAnswer) -> DoneSteps:
    before = media.has(operation.file_hash)
    media.keep(body)
    name = name_of(operation)
    try:
        done = desk.perform(operation.decide, name=name)
    except HeddleError:
        if not before:
            media.remove(operation.file_hash)
        raise
    return finished(desk, done.seq, done.gesture, [done.result], sentence(name))


def _form(data: bytes) -> str:
    for magic, form in _PICTURES.items():
        if data.startswith(magic):
            return form
    raise Refused(
        "This file is no picture that a browser can show; nothing was kept.",
        "JPEG and PNG are known. A phone may save other forms: let it save the most compatible.",
        code="no-picture",
    )


READS: Final = [read_observations, read_watched, read_proposals, read_answers]
