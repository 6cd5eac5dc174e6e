"""Who speaks in a source, and who has heard it: what is known, and what channels or voices say."""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from heddle.errors import NotFound, Unreadable
from heddle.findings.diarizing import by_voice
from heddle.findings.speaking import RATE, ByChannel, by_channel, channels_of, from_media
from heddle.sound import diarizers
from heddle.sound.listening import measure
from heddle.study.hearing import Hearing, hearing
from heddle.study.recordings import Channel
from heddle.study.sources import Source
from heddle.web.given import TheHouse, TheReader, TheSession


class Microphones(msgspec.Struct, kw_only=True):
    """A recording of the source's session, with whose its channels are."""

    recording: str
    name: str
    track: str
    channels: int | None
    """How many it has; None where the file is not here or cannot be read."""
    named: list[Channel]


class Telling(msgspec.Struct, kw_only=True):
    """What can tell who speaks."""

    recordings: list[Microphones]
    diarizers: list[str]


class Asked(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How it is to be found out."""

    by: Literal["channels", "voices"]
    diarizer: str = ""


@get("/sources/{source:str}/hearing", sync_to_thread=True)
def read_hearing(reader: TheReader, source: FromPath[str]) -> Hearing:
    """Return how much of a source was checked against the sound, by whom and when."""
    with reader.view() as view:
        return hearing(view, [view.get(Source, source)])[0]


@get("/sources/{source:str}/voices", sync_to_thread=True)
def read_voices(house: TheHouse, session: TheSession, source: FromPath[str]) -> Telling:
    """Return the recordings behind a source with their channels, and the diarizers there are."""
    with house.view(session) as view:
        of = view.get(Source, source).session
        found = channels_of(view, of) if of else []
    told = []
    for recording, named in found:
        count: int | None = None
        media = house.study.media
        if media is not None and media.has(recording.file_hash):
            try:
                count = measure(media, recording.file_hash).channels
            except Unreadable:
                count = None
        told.append(
            Microphones(
                recording=recording.id,
                name=recording.file_name,
                track=recording.track,
                channels=count,
                named=named,
            )
        )
    return Telling(recordings=told, diarizers=diarizers.names())


@post("/sources/{source:str}/voices", sync_to_thread=True, status_code=200)
def find_voices(
    house: TheHouse, session: TheSession, source: FromPath[str], data: JSONBody[Asked]
) -> ByChannel:
    """Say who speaks in the turns of a source; nothing is changed before `speakers.propose`."""
    media = house.study.media
    if media is None:
        raise NotFound("This study keeps no recordings here.", "Open it where its folder is.")
    with house.view(session) as view:
        if data.by == "channels":
            return by_channel(view, source, from_media(media, RATE))
        return by_voice(view, source, data.diarizer, from_media(media, diarizers.RATE))


READS: Final = [read_hearing]
"""Routes that answer for the past as well."""
