"""The sound of a session: its files on one line of time, how each is played, and its shape.

What is missing (peaks, a copy to play) is begun when somebody asks for the session's sound, and
told on the feed as it goes on.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from litestar import get
from litestar.params import FromPath

from heddle.sound.facts import PEAKS, PLAYBACK, Facts, facts
from heddle.sound.listening import make_peaks, make_playback
from heddle.store.media import Media
from heddle.study.participants import Participant
from heddle.study.recordings import Recording, in_order
from heddle.study.sessions import Session, present
from heddle.study.team import Member
from heddle.web.given import TheHouse, TheSession
from heddle.web.house import House
from heddle.web.media import COPY_TYPE
from heddle.web.works import Hand, Run, Work

Missing = Literal["", "elsewhere", "deleted", "making", "damaged"]
"""Why a file does not play now: it is not kept here, was deleted, is being copied, or broken."""
_PATIENCE: Final = 10.0
_MENDS: Final = frozenset({"disk-full", "unavailable", "error", "storage-failed"})
"""Codes of what may go well when it is tried again."""


class Shape(msgspec.Struct, kw_only=True):
    """Where the peaks of a file are; their form is told in `heddle.sound.peaks`."""

    url: str
    per_second: int


class SoundFile(msgspec.Struct, kw_only=True):
    """One recording of a session."""

    recording: str
    begins: float
    """Second of the session at which it begins."""
    duration: float | None
    """Seconds; measured where the file is here, else as it was entered."""
    track: str
    form: Literal["audio", "video"]
    name: str
    url: str = ""
    """Plays it, in pieces too (Range); empty where it cannot be played."""
    media_type: str = ""
    copy: bool = False
    """What plays is a copy: browsers find their way in the original badly."""
    channels: int | None = None
    silent: bool = False
    """There is nothing to be heard in it."""
    peaks: Shape | None = None
    ready: bool = False
    """It can be played now."""
    why: Missing = ""
    problem: str = ""
    hint: str = ""
    works: list[Work] = []
    """What is being made of it."""


class Heard(msgspec.Struct, kw_only=True):
    """Somebody who was in the room: a participant, or a member of the team."""

    name: str
    """A participant's code, a member's name."""
    role: Literal["participant", "moderator", "observer"]
    participant: str = ""
    member: str = ""


class SessionSound(msgspec.Struct, kw_only=True):
    """All that can be heard of a session."""

    session: str
    seconds: float | None
    """Where the last file ends; None where nothing is known."""
    files: list[SoundFile]
    participants: list[Heard]
    """Who was in the room: participants, then moderators and observers."""


@get("/sessions/{of_session:str}/sound", sync_to_thread=True)
def read_sound(house: TheHouse, session: TheSession, of_session: FromPath[str]) -> SessionSound:
    """Return a session's recordings on its line of time; begins to make what is missing."""
    with house.view(session) as view:
        of = view.get(Session, of_session)
        recordings = in_order(view, of.id)
        people = _people(view.among(Participant, "id", present(view, of.id)), of, view.find(Member))
    files = [sound_of(house, each) for each in recordings]
    ends = [each.begins + each.duration for each in files if each.duration is not None]
    return SessionSound(
        session=of.id, seconds=max(ends, default=None), files=files, participants=people
    )


def sound_of(house: House, recording: Recording) -> SoundFile:
    """Return how a recording is played, and begin to make what is missing for that."""
    said = SoundFile(
        recording=recording.id,
        begins=recording.begins,
        duration=recording.duration,
        track=recording.track,
        form=recording.form,
        name=recording.file_name,
    )
    media, digest = house.study.media, recording.file_hash
    if recording.deleted:
        said.why = "deleted"
    elif media is None or not digest or not media.has(digest):
        said.why = "elsewhere"
    else:
        _play(house, media, recording, said)
    return said


def end_works(house: House, recording: str) -> None:
    """Stop what is being made of a recording, and wait until that has ended."""
    for work in house.works.all():
        if work.about == recording and not work.ended:
            house.works.cancel(work.id)
            house.works.wait(work.id, _PATIENCE)


def _play(house: House, media: Media, recording: Recording, said: SoundFile) -> None:
    digest = recording.file_hash
    found = facts(media, digest)
    if found is None or found.loudest is None or not media.derived.has(digest, PEAKS):
        _begin_peaks(house, media, recording, said)
    else:
        said.peaks = Shape(url=f"/api/media/{digest}/peaks", per_second=20)
    if found is not None:
        said.duration, said.channels, said.silent = found.seconds, found.channels, found.silent
    with media.open(digest) as kept:
        said.media_type = kept.media_type(video=recording.form == "video")
    if found is not None and found.copy:
        if media.derived.has(digest, PLAYBACK):
            said.copy, said.media_type = True, COPY_TYPE
            said.url = f"/api/media/{digest}/play"
        else:
            _begin_copy(house, media, recording, said)
            # Until then the original, where a browser plays it at all.
            said.media_type = "" if found.copy == "form" else said.media_type
    if said.media_type and not said.url:
        said.url = f"/api/media/{digest}"
    said.ready = bool(said.url) and not said.problem
    if not said.ready:
        said.why = "damaged" if said.problem else "making"


def _begin_peaks(house: House, media: Media, recording: Recording, said: SoundFile) -> None:
    def run(hand: Hand) -> None:
        hand.tell(0.0, "Drawing the sound")
        found = make_peaks(media, recording.file_hash, hand.tell, ending=hand.ending)
        if needs_copy(media, recording, found):
            house.works.start("playback", recording.id, copying(media, recording))

    _begin(house, "peaks", recording, run, said)


def _begin_copy(house: House, media: Media, recording: Recording, said: SoundFile) -> None:
    _begin(house, "playback", recording, copying(media, recording), said)


def copying(media: Media, recording: Recording) -> Run:
    """Return the work that makes a recording's copy to play."""

    def run(hand: Hand) -> None:
        hand.tell(0.0, "Making a copy to play")
        make_playback(media, recording.file_hash, hand.tell, ending=hand.ending)

    return run


def needs_copy(media: Media, recording: Recording, found: Facts) -> bool:
    """Tell whether a copy to play is still to be made of a recording."""
    return bool(found.copy) and not media.derived.has(recording.file_hash, PLAYBACK)


def _begin(house: House, kind: str, recording: Recording, run: Run, said: SoundFile) -> None:
    work = house.works.find(kind, recording.id)
    if work is not None and work.state == "failed" and work.code not in _MENDS:
        said.problem, said.hint = work.problem, work.hint
    else:
        work = house.works.start(kind, recording.id, run)
    said.works.append(work)


def _people(there: list[Participant], of: Session, team: list[Member]) -> list[Heard]:
    found = [Heard(name=p.code, role="participant", participant=p.id) for p in there]
    names = {member.id: member.name for member in team}
    found += [Heard(name=names[i], role="moderator", member=i) for i in of.moderators if i in names]
    found += [Heard(name=names[i], role="observer", member=i) for i in of.observers if i in names]
    return found
