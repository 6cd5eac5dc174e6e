"""Recordings on their way into a study's media folder, and out of it for good.

Whether a session may have a recording (consent, length) is asked before the first byte is sent;
the bytes go into a draft in the media folder as they come and are never held in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Request, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from heddle.client import Study
from heddle.errors import HeddleError, NotFound, Refused, Unreadable
from heddle.exchange.recording_in import check_cut
from heddle.log.operations import Operation, name_of, sentence
from heddle.log.rehearsal import rehearse
from heddle.sound.listening import measure
from heddle.store.media import Draft, Media
from heddle.study.recordings import (
    AddRecording,
    ChangeRecording,
    NoteDeletion,
    Recording,
    deletable_file,
)
from heddle.web.errors import WrongInput
from heddle.web.given import TheHouse, TheSession
from heddle.web.security import MAX_RECORDING
from heddle.web.sound import end_works
from heddle.web.steps import DoneSteps, finished

_PIECE: Final = 1 << 20
_HEAD: Final = 16
_SAID: Final = 4000
"""Characters: percent-encoded, an address must fit into the 64 KiB that the server reads of it."""


class NewFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is said of a recording whose file is about to be sent."""

    session: str = ""
    recording: str = ""
    """The entry that the file belongs to; empty: a new one for the session."""
    file_name: str = ""
    form: Literal["audio", "video"] = "audio"
    duration: int | None = None
    """Seconds, as the window has measured them; what counts is what is measured from the bytes."""
    device: str = ""
    custody: str = ""
    delete_by: str = ""
    why: str = ""
    begins: float = 0.0
    """Second of the session at which the file begins."""
    track: str = ""
    size: int = 0
    """Bytes."""

    def operation(self, file_hash: str = "") -> Operation:
        """Return the step that puts the file on record."""
        if self.recording:
            return ChangeRecording(
                recording=self.recording,
                file_hash=file_hash,
                file_name=self.file_name,
                form=self.form,
                duration=self.duration,
                why=self.why or None,
                begins=self.begins or None,
                track=self.track or None,
            )
        fields = msgspec.structs.asdict(self)
        for name in ("recording", "size"):
            del fields[name]
        return AddRecording(**fields, file_hash=file_hash)


class MayBeSent(msgspec.Struct, kw_only=True):
    """The study would take the recording."""

    most: int
    """The largest file that is taken, in bytes."""


class Gone(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The day on which a recording's file was deleted."""

    date: str


@post("/recordings/check", status_code=HTTP_200_OK, sync_to_thread=True)
def check_recording(data: JSONBody[NewFile], house: TheHouse, session: TheSession) -> MayBeSent:
    """Ask the rules of the study whether a recording may come in; nothing is written."""
    _check_size(data.size)
    _try(house.desk(session), data)
    return MayBeSent(most=MAX_RECORDING)


@post("/recordings", status_code=HTTP_200_OK, request_max_body_size=MAX_RECORDING)
async def send_recording(
    request: Request[Any, Any, Any],
    house: TheHouse,
    session: TheSession,
    about: Annotated[str, QueryParameter(max_length=_SAID)],
) -> DoneSteps:
    """Take a recording's bytes as they come and put it on record as one step.

    The body is the file itself; `about` is a `NewFile` as JSON.
    """
    try:
        said = msgspec.json.decode(about, type=NewFile)
    except msgspec.MsgspecError as error:
        raise WrongInput("What is said of the recording cannot be read.") from error
    desk = house.desk(session)
    if desk.media is None:
        raise NotFound("This study keeps no files.")
    await asyncio.to_thread(_try, desk, said)
    with desk.media.draft() as draft:
        await _received(request.stream(), draft)
        return await asyncio.to_thread(_settled, desk, desk.media, draft, said)


@post("/recordings/{recording:str}/delete", status_code=HTTP_200_OK, sync_to_thread=True)
def delete_recording(
    recording: FromPath[str], data: JSONBody[Gone], house: TheHouse, session: TheSession
) -> DoneSteps:
    """Note that a recording was deleted, and delete its file from the media folder."""
    desk = house.desk(session)
    operation = NoteDeletion(recording=recording, date=data.date)
    name = name_of(operation)
    done = desk.perform(operation.decide, name=name)
    with desk.view() as view:
        digest = deletable_file(view, view.get(Recording, recording))
    if digest and desk.media is not None:
        end_works(house, recording)
        desk.media.remove(digest)
    return finished(desk, done.seq, done.gesture, [done.result], sentence(name))


def _try(desk: Study, said: NewFile) -> None:
    operation = said.operation()
    rehearse(desk, operation.decide, name=name_of(operation))


async def _received(pieces: AsyncIterator[bytes], draft: Draft) -> None:
    size = 0
    waiting = bytearray()
    first = b""
    async for piece in pieces:
        size += len(piece)
        _check_size(size)
        waiting += piece
        if not first and len(waiting) >= _HEAD:
            first = _checked(bytes(waiting[:_HEAD]))
        if len(waiting) >= _PIECE:
            await asyncio.to_thread(draft.write, bytes(waiting))
            waiting.clear()
    if not first:
        _checked(bytes(waiting))
    await asyncio.to_thread(draft.write, bytes(waiting))


def _settled(desk: Study, media: Media, draft: Draft, said: NewFile) -> DoneSteps:
    kept_before = media.has(draft.digest)
    digest = draft.settle()
    try:
        operation = _measured(media, digest, said).operation(digest)
        name = name_of(operation)
        done = desk.perform(operation.decide, name=name)
    except HeddleError:
        if not kept_before:
            media.remove(digest)
        raise
    return finished(desk, done.seq, done.gesture, [done.result], sentence(name))


def _measured(media: Media, digest: str, said: NewFile) -> NewFile:
    """Return what is said of a file with what was found in it: its length, sound or video."""
    try:
        found = measure(media, digest)
    except Unreadable as error:
        raise Refused(error.problem, error.hint, code=error.code) from error
    check_cut(found, said.why)
    length = max(1, round(found.seconds))
    return msgspec.structs.replace(said, duration=length, form=found.form)


def _checked(head: bytes) -> bytes:
    """Refuse what is surely no recording by its first bytes, before all of it was sent."""
    if not head or head.startswith(_OTHERS):
        raise Refused(
            "This file is no sound or video that can be read; nothing was kept.",
            "WAV, MP3, M4A, MP4, Ogg, Opus, FLAC, AAC, WebM, WMA, AMR and AIFF are known, and "
            "more. Put a recording in another form on record without its file, and say where it "
            "lies.",
            code="no-recording",
        )
    return head


_OTHERS: Final = (b"<", b"{", b"%PDF", b"PK\x03\x04", b"MZ", b"\x7fELF", b"{\\rtf", b"SQLite")
"""How pages, documents and programs begin."""


def _check_size(size: int) -> None:
    if size > MAX_RECORDING:
        raise Refused(
            f"The recording is larger than {MAX_RECORDING >> 30} GB; nothing was kept.",
            "Save it in a smaller form (MP3 or M4A), or in parts.",
            code="too-large",
        )
