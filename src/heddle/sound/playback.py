"""The copy to play: one channel of AAC in MP4, its index first, so that every second is found.

It is made only where browsers play the original badly (`probe.Probe.copy`). An MP4 writer puts
the index behind the sound and goes back to note sizes; here the sound leaves as it is made, and
the index is moved in front of it at the end (ISO/IEC 14496-12, boxes "moov", "stco", "co64").
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import av

from heddle.errors import Unreadable
from heddle.sound.decoding import SoundFile

RATE: Final = 24_000
"""Samples per second at most: what there is above 12 kHz tells nobody what was said."""
BITS: Final = 48_000
"""Per second: 21 MB an hour."""
_RATES: Final = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000)
"""What AAC knows of rates up to `RATE`."""
_HEAD: Final = 256
_BOX: Final = struct.Struct(">I4s")
_WITHIN: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})


def playback(
    file: BinaryIO, put: Callable[[bytes], None], tell: Callable[[float], None] = lambda _: None
) -> bytes:
    """Make the copy: `put` takes its body piece by piece, and its beginning is returned.

    The copy is what was returned, then everything that was put.

    Args:
        file: The original.
        put: Takes bytes.
        tell: Is called with how far it is, from 0 to 1.

    Raises:
        Unreadable: Nothing of it can be decoded.
    """
    sink = _Sink(put)
    with SoundFile(file) as sound, av.open(sink, "w", format="mp4") as out:
        rate = next((each for each in _RATES if each >= sound.rate), RATE)
        stream: Any = out.add_stream("aac", rate=rate)
        stream.layout = "mono"
        stream.bit_rate = BITS
        samples = 0
        for piece in sound.pieces(rate, mono=True):
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = rate, samples
            samples += piece.shape[1]
            out.mux(stream.encode(frame))
            tell(sound.place())
        if not samples:
            raise Unreadable(
                "None of the sound in this file can be decoded: it is damaged.",
                "Copy it from the recorder again.",
                code="damaged",
            )
        out.mux(stream.encode(None))
        sink.closing = True
    return sink.beginning()


class _Sink:
    """Takes what an MP4 writer writes: the body leaves at once, beginning and end stay."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self._put = put
        self._at = 0
        self._head = bytearray()
        self._gone = 0
        self._tail = bytearray()
        self.closing = False
        """From now on what is written stays here: the index is in it."""

    def write(self, data: bytes) -> int:
        """Append bytes, or correct some that stay here."""
        whole = bytes(data)
        rest = whole
        if self._at < _HEAD:
            part = rest[: _HEAD - self._at]
            self._head[self._at : self._at + len(part)] = part
            rest = rest[len(part) :]
        if rest:
            at = self._at + len(whole) - len(rest) - _HEAD - self._gone
            if at < 0 or (at < len(self._tail) and not self.closing):
                raise OSError("what has left cannot be corrected")
            self._tail[at : at + len(rest)] = rest
            if not self.closing:
                self._put(bytes(self._tail))
                self._gone += len(self._tail)
                self._tail.clear()
        self._at += len(whole)
        return len(whole)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        end = len(self._head) + self._gone + len(self._tail)
        self._at = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: end}[whence] + offset
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def beginning(self) -> bytes:
        """Return the file's beginning with the index in it; the last of the body is put."""
        first = _BOX.unpack_from(self._head)[0]
        sound = first
        while (box := _BOX.unpack_from(self._head, sound))[1] != b"mdat":
            sound += box[0]
        ends = sound + box[0] - _HEAD - self._gone
        if ends < 0:  # so short that all of it stayed here
            whole = bytes(self._head) + bytes(self._tail)
            cut = sound + box[0]
            index = _moved(whole[cut:])
            return whole[:first] + index + whole[first:cut]
        index = _moved(bytes(self._tail[ends:]))
        self._put(bytes(self._tail[:ends]))
        return bytes(self._head[:first]) + index + bytes(self._head[first:])


def _moved(index: bytes) -> bytes:
    """Return an index for sound that lies further back by the index's own length."""
    made = bytearray(index)
    _shift(made, 0, len(made), len(made))
    return bytes(made)


def _shift(data: bytearray, at: int, end: int, by: int) -> None:
    while at + _BOX.size <= end:
        size, name = _BOX.unpack_from(data, at)
        if size < _BOX.size:
            return
        if name in _WITHIN:
            _shift(data, at + _BOX.size, at + size, by)
        elif name in (b"stco", b"co64"):
            one = struct.Struct(">I" if name == b"stco" else ">Q")
            (count,) = struct.unpack_from(">I", data, at + 12)
            for place in range(at + 16, at + 16 + count * one.size, one.size):
                one.pack_into(data, place, one.unpack_from(data, place)[0] + by)
        at += size
