"""Talk for the tests, made by espeak-ng with known times, and sound made by sums.

    talk = conversation([("M", "What helps?"), ("P1", "Hope, mostly.")])
    talk.turns[1].begins          # seconds, exact to a few milliseconds
    wav(talk.mono(), talk.rate)   # bytes of a WAV file
    wav(talk.channels(), talk.rate)  # one channel for each speaker

Nothing here is a fixture: a test that talks begins with `need_speech()`, which skips where
espeak-ng is missing. Words are spoken once for all tests of a run.
"""

from __future__ import annotations

import functools
import io
import shutil
import subprocess
import wave
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import av
import numpy as np
import pytest

RATE: Final = 22_050
"""Samples per second of espeak-ng's voices, and of everything here unless said otherwise."""
VOICES: Final = ("en-gb+m3", "en-us+f3", "en-gb-scotland+m7", "en-gb+f5", "en-us+m1", "en-gb+f2")
"""One for each speaker, in the order in which they first speak."""
_QUIET: Final = 0.01


@dataclass(frozen=True)
class Turn:
    """What somebody says, and when its sound begins and ends (seconds)."""

    speaker: str
    words: str
    begins: float
    ends: float


@dataclass
class Talk:
    """A conversation: its turns, and the sound of each (float32, -1 to 1)."""

    turns: list[Turn]
    seconds: float
    rate: int = RATE
    sounds: list[np.ndarray[Any, Any]] = field(default_factory=list, repr=False)

    @property
    def speakers(self) -> list[str]:
        """Everybody who speaks, in the order of their first turns."""
        return list(dict.fromkeys(turn.speaker for turn in self.turns))

    def channels(self, *, bleed: float = 0.0) -> np.ndarray[Any, Any]:
        """Return a channel for each speaker (channels x samples); `bleed` of 0.05 is -26 dB."""
        order = self.speakers
        made = np.zeros((len(order), round(self.seconds * self.rate)), np.float32)
        for turn, sound in zip(self.turns, self.sounds, strict=True):
            at = round(turn.begins * self.rate)
            made[order.index(turn.speaker), at : at + len(sound)] += sound
        return made + bleed * (made.sum(axis=0) - made) if bleed else made

    def mono(self) -> np.ndarray[Any, Any]:
        """Return everybody on one channel."""
        return self.channels().sum(axis=0)


def need_speech() -> None:
    """Skip the test where espeak-ng is not on the machine."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not on this machine")


@functools.cache
def say(words: str, voice: str = VOICES[0]) -> np.ndarray[Any, Any]:
    """Return words as sound, from the first sound to the last without the silence around."""
    command = ["espeak-ng", "--stdout", "-v", voice, "--", words]
    spoken = subprocess.run(command, capture_output=True, check=True).stdout
    # The header of what is written to a pipe does not know its length: 44 bytes, then samples.
    sound = np.frombuffer(spoken[44:], "<i2").astype(np.float32) / 32768
    loud = np.flatnonzero(np.abs(sound) > _QUIET)
    sound = sound[loud[0] : loud[-1] + 1]
    sound.flags.writeable = False
    return sound


def conversation(
    lines: Iterable[tuple[str, str]], *, gap: float = 0.4, before: float = 0.5
) -> Talk:
    """Speak lines (speaker, words) one after the other, `gap` seconds apart.

    A negative gap makes people talk at once.
    """
    need_speech()
    turns: list[Turn] = []
    sounds = []
    voices: dict[str, str] = {}
    at = before
    for speaker, words in lines:
        voice = voices.setdefault(speaker, VOICES[len(voices) % len(VOICES)])
        sound = say(words, voice)
        at = round(at * RATE) / RATE
        turns.append(Turn(speaker, words, at, at + len(sound) / RATE))
        sounds.append(sound)
        at = turns[-1].ends + gap
    ends = max((turn.ends for turn in turns), default=0.0)
    return Talk(turns, round((ends + 0.5) * RATE) / RATE, RATE, sounds)


def silence(seconds: float, *, rate: int = RATE, channels: int = 1) -> np.ndarray[Any, Any]:
    """Return no sound at all."""
    return np.zeros((channels, round(seconds * rate)), np.float32)


def noise(
    seconds: float, *, level: float = 0.1, rate: int = RATE, seed: int = 0
) -> np.ndarray[Any, Any]:
    """Return white noise, the same for the same seed."""
    made = np.random.default_rng(seed).standard_normal(round(seconds * rate))
    return np.clip(level * made, -1, 1).astype(np.float32)


def tone(
    seconds: float, *, pitch: float = 440.0, level: float = 0.5, rate: int = RATE
) -> np.ndarray[Any, Any]:
    """Return a sine."""
    at = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * pitch * at)).astype(np.float32)


def wav(sound: np.ndarray[Any, Any], rate: int = RATE) -> bytes:
    """Return sound (samples, or channels x samples) as a WAV file of 16 bits."""
    rows = np.atleast_2d(sound)
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(len(rows))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(np.clip(rows, -1, 1) * 32767).astype("<i2").T.tobytes())
    return made.getvalue()


FORMS: Final[dict[str, tuple[str, str, int]]] = {
    "wav": ("wav", "pcm_s16le", 22_050),
    "flac": ("flac", "flac", 22_050),
    "mp3": ("mp3", "libmp3lame", 22_050),
    "m4a": ("ipod", "aac", 22_050),
    "ogg": ("ogg", "libopus", 48_000),
    "webm": ("webm", "libopus", 48_000),
    "wma": ("asf", "wmav2", 22_050),
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "aiff": ("aiff", "pcm_s16be", 22_050),
}
"""Container, codec and rate of what `encoded` writes."""


def encoded(
    sound: np.ndarray[Any, Any],
    form: str,
    *,
    rate: int = RATE,
    options: dict[str, str] | None = None,
    bit_rate: int = 0,
    picture: bool = False,
    file_options: dict[str, str] | None = None,
) -> bytes:
    """Return sound as a file of another form; `picture` puts a small grey video beside it.

    Args:
        sound: Samples, or channels x samples (one or two).
        form: One of `FORMS`.
        rate: Samples per second of the sound.
        options: Options of the codec by FFmpeg's names.
        bit_rate: Bits per second; 0 lets the codec choose.
        picture: For "webm".
        file_options: Options of the container by FFmpeg's names.
    """
    rows = np.atleast_2d(sound).astype(np.float32)
    container, codec, out_rate = FORMS[form]
    made = io.BytesIO()
    layout = "mono" if len(rows) == 1 else "stereo"
    with av.open(made, "w", format=container, options=file_options or {}) as out:
        stream: Any = out.add_stream(codec, rate=out_rate, options=options or {})
        stream.layout = layout
        if bit_rate:
            stream.bit_rate = bit_rate
        video: Any = out.add_stream("libvpx", rate=5) if picture else None
        if video is not None:
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
            grey = np.full((72, 64), 128, np.uint8)
            for number in range(int(rows.shape[1] / rate * 5)):
                shown = av.VideoFrame.from_ndarray(grey, format="yuv420p")
                shown.pts = number
                out.mux(video.encode(shown))
            out.mux(video.encode(None))
        resampler = av.AudioResampler(format=stream.format, layout=layout, rate=out_rate)
        for at in range(0, rows.shape[1], rate):
            piece = np.ascontiguousarray(rows[:, at : at + rate])
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = rate, at
            for each in resampler.resample(frame):
                out.mux(stream.encode(each))
        for each in resampler.resample(None):
            out.mux(stream.encode(each))
        out.mux(stream.encode(None))
    return made.getvalue()
