"""Probing: what a sound file is, how long it is exactly, and how it can be played.

The length is measured from the packets of the sound, not believed from the header: a recorder
that lost power leaves headers that promise more, and those of several formats are guesses.
"""

from __future__ import annotations

import os
from typing import BinaryIO, Final

from heddle.errors import Unreadable
from heddle.sound.decoding import SoundFile
from heddle.sound.facts import Facts, Why

_SLOWEST: Final = 1000
"""Samples per second below which there is no voice in a sound."""
CUT: Final = 2.0
"""Seconds by which a file may be shorter than it says without having been cut off."""

_PLAYS: Final[dict[str, frozenset[str]]] = {
    "mov": frozenset({"aac", "mp3", "opus", "flac"}),
    "mp3": frozenset({"mp3"}),
    "wav": frozenset({"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le", "pcm_alaw", "pcm_mulaw"}),
    "ogg": frozenset({"opus", "vorbis", "flac"}),
    "matroska": frozenset({"opus", "vorbis"}),
    "flac": frozenset({"flac"}),
}
"""By container, the codecs that the usual browsers play and find their way in.

Source: MDN, "Media container formats" and "Web audio codec guide". Raw AAC plays too, but has
no index, as AMR, WMA and AIFF play nowhere or in one browser only.
"""


def probe(file: BinaryIO) -> Facts:
    """Measure a sound file; its packets are read, nothing is decoded.

    Raises:
        Unreadable: It is no sound file, has no sound, or not a tenth of a second of it.
    """
    with SoundFile(file) as sound:
        seconds, rates = _measured(sound)
        container = sound.container.format.name.split(",")[0]
        codec = sound.stream.codec_context.name
        declared = sound.container.duration
        found = Facts(
            container=container,
            codec=_CODECS.get(codec, codec),
            seconds=round(seconds, 3),
            rate=sound.rate,
            channels=sound.channels,
            form="video" if _moves(sound) else "audio",
            spoilt=sound.spoilt,
        )
        if sound.rate < _SLOWEST or not sound.channels or seconds < 0.1:
            raise Unreadable(
                "There is no sound in this file: it is 0 seconds long; nothing was kept.",
                "Look whether the recorder has a longer one of this session.",
                code="no-sound",
            )
    says = max((declared or 0) / 1_000_000, _riff_seconds(file, found))
    if _says_its_length(file, container) and says > found.seconds + CUT:
        found.promised = round(says, 3)
    found.copy = _copy(found, rates, has_length=bool(declared))
    return found


_CODECS: Final = {"mp3float": "mp3", "libopus": "opus", "libvorbis": "vorbis"}
_TRUSTED: Final = frozenset({"mov", "wav", "flac", "matroska", "asf", "aiff", "w64", "caf"})
"""Containers whose headers say a length that was written down, not estimated."""


def _measured(sound: SoundFile) -> tuple[float, set[int]]:
    """Return the seconds of sound, and how many kB each second of it takes (the extremes)."""
    base = float(sound.stream.time_base)
    first = last = None
    counted = 0
    rates: list[int] = []
    for packet in sound.packets():
        if not packet.size:
            continue
        length = packet.duration or 0
        counted += length
        at = packet.pts
        if at is not None:
            first = at if first is None else min(first, at)
            last = max(last or 0, at + length)
        if length:
            rates.append(round(packet.size / (length * base) / 1000))
            if len(rates) > _RATES:
                rates = [rates[0], min(rates[1:-1]), max(rates[1:-1]), rates[-1]]
    span = (last - first) if first is not None and last is not None else 0
    # The first packet may be an index and no sound, the last one cut off.
    return (span or counted) * base, set(rates[1:-1])


_RATES: Final = 1000
"""So many rates are remembered before only the lowest and the highest of them are."""


def _copy(found: Facts, rates: set[int], *, has_length: bool) -> Why:
    if found.codec not in _PLAYS.get(found.container, frozenset()):
        return "form"
    # A frame of MP3 may be a byte longer than its neighbour, which is less than 1 kB a second.
    if found.container == "mp3" and rates and max(rates) - min(rates) > 1:
        return "rates vary"
    if found.container == "matroska" and not has_length:
        return "no index"
    return ""


def _moves(sound: SoundFile) -> bool:
    """Tell whether there are moving pictures; a cover picture is none."""
    return any(not _cover(stream) for stream in sound.container.streams.video)


def _cover(stream: object) -> bool:
    disposition = getattr(stream, "disposition", None)
    return bool(disposition and "attached_pic" in str(disposition))


def _says_its_length(file: BinaryIO, container: str) -> bool:
    """Tell whether a file's header has a length in it; where not, FFmpeg estimates one."""
    if container != "mp3":
        return container in _TRUSTED
    file.seek(0)
    head = file.read(1 << 16)
    return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))


def _riff_seconds(file: BinaryIO, found: Facts) -> float:
    """Return the length that a WAV file's header says, where the file is shorter than that."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE" or not size:
        return 0.0
    says = int.from_bytes(head[4:8], "little") + 8
    # Recorders that write to a pipe, or more than 4 GB, leave a number that means "unknown".
    return found.seconds * says / size if size < says < 0xFFFF_FF00 else 0.0
