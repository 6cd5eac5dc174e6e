"""Recordings: sound and pictures of sessions, whose media stay outside the log.

A recording is known by the hash of its file. No recording before consent: where the study
keeps consents, everybody present must have agreed to be recorded.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Final, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.consent import check_scope
from heddle.study.rules import changes, refuse, required
from heddle.study.sessions import Session, present
from heddle.study.sources import Source
from heddle.study.values import check_date, check_length, spoken_length, surely_before

SLACK: Final = 2
"""Seconds by which a file's length may differ from the duration that was written down."""
_HASH = re.compile(r"[0-9a-f]{64}")


class Recording(Record):
    """An audio or video file of a session."""

    kind: ClassVar[str] = "recordings"
    label: ClassVar[str] = "file_name"

    session: Annotated[str, Ref("sessions")] = ""
    file_hash: str = ""
    """SHA-256 of the file, in small hexadecimal digits; empty: the file is kept elsewhere."""
    file_name: str = ""
    form: Literal["audio", "video"] = "audio"
    duration: int | None = None
    """Seconds, as measured from the file."""
    device: str = ""
    custody: str = ""
    """Where it lies and who answers for it."""
    delete_by: str = ""
    deleted: str = ""
    """Date on which the file was deleted; the entry stays as the proof."""
    why: str = ""
    """Why its length differs from the session's, where it does."""
    begins: float = 0.0
    """Second of the session at which the file begins; parts follow each other."""
    track: str = ""
    """What this file has of the sound, where several run at once: "table left", "moderator"."""


class Channel(Record):
    """Whose microphone a channel of a recording is."""

    kind: ClassVar[str] = "channels"
    label: ClassVar[str] = "number"

    recording: Annotated[str, Ref("recordings")] = ""
    number: int = 0
    """From 0, in the order of the file; a file of one person has number 0."""
    participant: Annotated[str, Ref("participants")] = ""
    member: Annotated[str, Ref("members")] = ""


class AddRecording(Operation, tag="recordings.add"):
    """Put a session's recording on record."""

    session: str
    file_hash: str = ""
    file_name: str = ""
    form: Literal["audio", "video"] = "audio"
    duration: int | None = None
    device: str = ""
    custody: str = ""
    delete_by: str = ""
    why: str = ""
    begins: float = 0.0
    track: str = ""

    def decide(self, work: Workspace) -> str:
        """Everybody present has consented, the file is new, and its length fits."""
        session = work.get(Session, self.session)
        fields = _clean(changes(self))
        recording = Recording(**fields)
        _check_file(work, recording)
        check_difference(work, recording, session)
        _check_agreed(work, session)
        return work.create(recording)


class ChangeRecording(Operation, tag="recordings.change"):
    """Change what is on record about a recording."""

    recording: str
    file_hash: str | None = None
    file_name: str | None = None
    form: Literal["audio", "video"] | None = None
    duration: int | None = None
    device: str | None = None
    custody: str | None = None
    delete_by: str | None = None
    why: str | None = None
    begins: float | None = None
    track: str | None = None

    def decide(self, work: Workspace) -> str:
        """The rules for adding hold for what is changed."""
        recording = work.get(Recording, self.recording)
        fields = _clean(changes(self, "recording"))
        planned = msgspec.structs.replace(recording, **fields)
        session = work.get(Session, recording.session)
        if fields.get("file_hash"):
            _check_not_deleted(recording)
            _check_file(work, planned)
            _check_agreed(work, session)
        if {"duration", "why", "begins"} & fields.keys():
            check_difference(work, planned, session)
        work.set(recording, **fields)
        return recording.id


class NoteDeletion(Operation, tag="recordings.deleted"):
    """Note that a recording's file was deleted, and when."""

    recording: str
    date: str

    def decide(self, work: Workspace) -> str:
        """A file is deleted once, and not before the session took place."""
        recording = work.get(Recording, self.recording)
        _check_not_deleted(recording)
        date = check_date(required(self.date, "date", "a deletion"), "date of the deletion")
        session = work.get(Session, recording.session)
        if surely_before(date, session.date):
            refuse(
                f"A recording of {session.name} ({session.date}) cannot have been deleted on "
                f"{date}; nothing was changed.",
                "Correct one of the two dates.",
                "dates-clash",
            )
        work.set(recording, deleted=date)
        return recording.id


class DropRecording(Operation, tag="recordings.drop"):
    """Remove the entry of a recording that was made by mistake."""

    recording: str

    def decide(self, work: Workspace) -> None:
        """For a file that was really deleted note that instead: the entry is the proof."""
        recording = work.get(Recording, self.recording)
        work.drop_many(Channel, [c.id for c in work.find(Channel, recording=recording.id)])
        work.drop(recording)


def due_for_deletion(view: View, today: str) -> list[Recording]:
    """Return recordings that should be deleted by a day (ISO text) and are not."""
    waiting = view.find(Recording, "delete_by", deleted="")
    return [r for r in waiting if r.delete_by and not surely_before(today, r.delete_by)]


def deletable_file(view: View, recording: Recording) -> str:
    """Return the hash of the file that a deleted recording leaves behind; empty: none.

    A file that anything else in the study names is not the recording's alone.
    """
    digest = recording.file_hash
    if not digest or not recording.deleted or view.count(Source, file_hash=digest):
        return ""
    standing = view.count(Recording, file_hash=digest, deleted="")
    return "" if standing else digest


def differing(view: View) -> list[tuple[Recording, Session]]:
    """Return recordings that end more than 2 s off the session's length, with the session.

    Those with a reason on record are among them: a report prints it.
    """
    sessions = {session.id: session for session in view.find(Session)}
    return [
        (recording, sessions[recording.session])
        for recording in view.find(Recording)
        if recording.session in sessions and _differs(view, recording, sessions[recording.session])
    ]


def check_difference(view: View, recording: Recording, session: Session) -> None:
    """Refuse a file that ends more than 2 s off the session's length, unless it is said why.

    A part that another one follows is not held against the session: its last part is.
    """
    check_length(recording.duration, "recording")
    if recording.begins < 0:
        refuse(
            "A recording begins at the session's beginning or after it, not before; "
            "nothing was changed.",
            "Give the second of the session at which the file begins, or 0.",
            "begins",
        )
    if _differs(view, recording, session) and not recording.why.strip():
        refuse(
            f"{_said(recording)}, but {session.name} is entered with "
            f"{spoken_length(session.duration or 0)}; nothing was changed.",
            "Correct one of the two, or say why they differ (why): a second part, a late start.",
            "lengths-differ",
        )


def in_order(view: View, session: str) -> list[Recording]:
    """Return the recordings of a session as they run: parts in order, tracks beside each other."""
    found = view.find(Recording, session=session)
    return sorted(found, key=lambda each: (each.begins, each.track, each.id))


def recordings(view: View) -> list[dict[str, Any]]:
    """Return all recordings, session by session; `length` is the duration as h:mm:ss."""
    sessions = view.find(Session, "name")
    return [_row(each, session) for session in sessions for each in in_order(view, session.id)]


def _row(recording: Recording, session: Session) -> dict[str, Any]:
    return {
        "id": recording.id,
        "session": session.name,
        "name": recording.file_name,
        "form": recording.form,
        "begins": recording.begins,
        "duration": recording.duration,
        "length": spoken_length(recording.duration) if recording.duration else "",
        "track": recording.track,
        "device": recording.device,
        "custody": recording.custody,
        "delete_by": recording.delete_by,
        "deleted": recording.deleted,
        "why": recording.why,
        "hash": recording.file_hash,
    }


def _said(recording: Recording) -> str:
    length = spoken_length(recording.duration or 0)
    if not recording.begins:
        return f"The recording is {length} long"
    ends = spoken_length(round(recording.begins) + (recording.duration or 0))
    return f"The recording begins at {spoken_length(round(recording.begins))} and ends at {ends}"


def _differs(view: View, recording: Recording, session: Session) -> bool:
    if recording.duration is None or session.duration is None:
        return False
    ends = recording.begins + recording.duration
    if abs(ends - session.duration) <= SLACK:
        return False
    parts = view.find(Recording, "begins", session=session.id)
    return not any(
        each.id != recording.id and not each.deleted and each.begins >= ends - SLACK
        for each in parts
        if each.begins
    )


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(fields)
    if "delete_by" in fields:
        cleaned["delete_by"] = check_date(fields["delete_by"], "date to delete by")
    if fields.get("file_hash"):
        cleaned["file_hash"] = fields["file_hash"].strip().lower()
        if not _HASH.fullmatch(cleaned["file_hash"]):
            refuse(
                "The hash of a recording is 64 hexadecimal digits (SHA-256), and this is not; "
                "nothing was changed.",
                "Import the file, and Heddle works it out; or leave it empty.",
                "hash",
            )
    return cleaned


def _check_agreed(work: Workspace, session: Session) -> None:
    silent = f"{session.name} cannot have a recording"
    check_scope(work, present(work, session.id), "audio", on=session.date, so=silent)


def _check_not_deleted(recording: Recording) -> None:
    if recording.deleted:
        refuse(
            f"This recording was deleted on {recording.deleted}; nothing was changed.",
            "Undo that step if the date is wrong.",
            "deleted",
        )


def _check_file(work: Workspace, recording: Recording) -> None:
    if not recording.file_hash:
        return
    for other in work.find(Recording, file_hash=recording.file_hash):
        if other.id != recording.id:
            session = work.get(Session, other.session)
            refuse(
                f"This very file is on record already, as a recording of {session.name}; "
                "nothing was changed.",
                "Look whether this is the right file.",
                "file-known",
            )
