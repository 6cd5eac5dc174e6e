"""Decoding: a sound file as numbers, in pieces, however long it is.

FFmpeg's own readers are used through PyAV. Only readers of sound and video files are allowed
(`format_whitelist`): others follow names of further files that a file holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, Self

import av
import numpy as np

from heddle.errors import Unreadable

FORMATS: Final = (
    "aac,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,flac,flv,matroska,mov,mp3,mpeg,mpegts,ogg,"
    "rm,tta,w64,wav,wv"
)
"""Names of FFmpeg's readers."""
LONGEST: Final = 24 * 3600.0
"""Seconds; a file that says it is longer is broken."""
PIECE: Final = 1.0
"""Seconds of a piece, about."""
_GAP: Final = 0.1
"""Seconds of missing sound that are filled with silence, so that times stay true."""
_BUFFER: Final = 1 << 18

Samples = np.ndarray[Any, np.dtype[np.float32]]
"""Channels x samples, -1 to 1."""


class SoundFile:
    """An open file with sound in it; close it, or use it as a context."""

    def __init__(self, file: BinaryIO) -> None:
        """Open a file that can be read and sought in.

        Raises:
            Unreadable: It has no sound, is cut off before anything can be read, or is none.
        """
        self._file = file
        self._size = max(1, file.seek(0, os.SEEK_END))
        file.seek(0)
        try:
            self.container = av.open(
                file,
                mode="r",
                metadata_errors="ignore",
                buffer_size=_BUFFER,
                options={"format_whitelist": FORMATS},
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            raise _no_sound_file(file) from error
        if not self.container.streams.audio:
            self.container.close()
            raise Unreadable(
                "There is no sound in this file, only pictures or nothing; nothing was kept.",
                "Choose the file with the sound: some cameras and meetings keep it apart.",
                code="no-sound",
            )
        self.stream: Any = self.container.streams.audio[0]
        self.spoilt = 0
        """Packets that could not be decoded so far."""

    @property
    def rate(self) -> int:
        """Samples per second, as they are in the file."""
        return int(self.stream.rate or 0)

    @property
    def channels(self) -> int:
        """How many channels the sound has."""
        return int(self.stream.channels or 0)

    def packets(self) -> Iterator[Any]:
        """Yield the packets of the sound; ends where the file is broken."""
        packets = self.container.demux(self.stream)
        while True:
            try:
                yield next(packets)
            except StopIteration:
                return
            except av.FFmpegError:
                self.spoilt += 1
                return

    def frames(self) -> Iterator[Any]:
        """Yield the decoded frames; a packet that is spoilt is passed over."""
        for packet in self.packets():
            try:
                yield from packet.decode()
            except av.FFmpegError:
                self.spoilt += 1

    def pieces(self, rate: int = 0, *, mono: bool = False) -> Iterator[Samples]:
        """Yield the sound from its beginning, in pieces of about a second.

        Args:
            rate: Samples per second; 0 as they are in the file.
            mono: All channels mixed into one; else each for itself.

        Yields:
            float32, channels x samples. Where sound is missing within the file there is silence,
            so that a place in it is a time.
        """
        wanted = rate or self.rate
        layout = "mono" if mono or self.channels < 2 else self.stream.layout.name
        rows = 1 if mono else max(1, self.channels)
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=wanted)
        fifo = av.AudioFifo()
        size = max(1, round(PIECE * wanted))
        for frame, missing in self._timed():
            if missing:
                yield from _rest(fifo)
                yield from _silence(rows, missing, wanted)
            _pour(fifo, resampler, frame)
            while fifo.samples >= size:
                yield _numbers(fifo.read(size))
        _pour(fifo, resampler, None)
        yield from _rest(fifo)

    def _timed(self) -> Iterator[tuple[Any, float]]:
        """Yield frames of one form, each with the seconds of sound that are missing before it."""
        form: tuple[Any, ...] = ()
        due: float | None = None
        for frame in self.frames():
            found = (frame.sample_rate, frame.layout.name, frame.format.name)
            form = form or found
            if found != form or not frame.sample_rate:
                self.spoilt += 1  # some files change their rate midway, by a fault
                continue
            at = frame.time if frame.time is not None else due
            missing = 0.0 if at is None or due is None else at - due if at - due > _GAP else 0.0
            if (at or 0.0) > LONGEST or missing > LONGEST:
                self.spoilt += 1
                continue
            due = max(at or 0.0, due or 0.0) if missing else (due if due is not None else at or 0.0)
            due += frame.samples / frame.sample_rate
            yield frame, missing

    def place(self) -> float:
        """Return how far in the file reading is, from 0 to 1."""
        return min(1.0, self._file.tell() / self._size)

    def close(self) -> None:
        """Let go of the file."""
        self.container.close()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.close()


def _pour(fifo: Any, resampler: Any, frame: Any) -> None:
    for part in resampler.resample(frame):
        part.pts = None  # the queue counts by itself
        fifo.write(part)


def _rest(fifo: Any) -> Iterator[Samples]:
    if fifo.samples:
        yield _numbers(fifo.read())


def _numbers(frame: Any) -> Samples:
    found: Samples = frame.to_ndarray()
    return found


def _silence(rows: int, seconds: float, rate: int) -> Iterator[Samples]:
    left = round(seconds * rate)
    while left > 0:
        count = min(left, rate)
        yield np.zeros((rows, count), np.float32)
        left -= count


def _no_sound_file(file: BinaryIO) -> Unreadable:
    """Say why a file cannot be opened as sound."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(1 << 16)
    if not size:
        return Unreadable(
            "This file is empty (0 bytes); nothing was kept.",
            "Copy it from the recorder again, and look whether it has a length there.",
            code="empty-file",
        )
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI ")):
        return Unreadable(
            "This recording was cut off: what says where its sound lies stands at its end and is "
            "missing, so nothing of it can be played; nothing was kept.",
            "Copy it from the recorder again. If it is so there, a program that repairs MP4 "
            "files may bring it back.",
            code="cut-off",
        )
    return Unreadable(
        "This file is no sound or video that can be read; nothing was kept.",
        "WAV, MP3, M4A, MP4, Ogg, Opus, FLAC, AAC, WebM, WMA, AMR and AIFF are known, and more. "
        "Put a recording in another form on record without its file, and say where it lies.",
        code="no-recording",
    )
