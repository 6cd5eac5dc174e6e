"""Kept files of an encrypted study: rows of pieces, each an age message of its own.

A player jumps about in a recording of hours, so a file is not one age message (which must be
read from its beginning) but pieces of 4 MiB: 8 bytes that count the message's bytes, then the
message. What is in it begins with 8 bytes too: the piece's number, and whether it is the last;
so no piece can be left out, doubled or moved without notice. All numbers are big-endian.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

import pyrage

from heddle.errors import BrokenStudy

PIECE: Final = 1 << 22
_LENGTH: Final = struct.Struct(">Q")
_HEAD: Final = 8
_LARGEST: Final = PIECE + (1 << 16)


class Lock:
    """What seals and opens the kept files of one study."""

    def __init__(self, identity: str) -> None:
        """Take an age identity (AGE-SECRET-KEY-1...), as the study's database keeps it."""
        self._identity = pyrage.x25519.Identity.from_str(identity)
        self._recipient = self._identity.to_public()

    def seal(self, number: int, data: bytes, *, last: bool) -> bytes:
        """Return a piece as it stands in the file."""
        message: bytes = pyrage.encrypt(_head(number, last=last) + data, [self._recipient])
        return _LENGTH.pack(len(message)) + message

    def open(self, number: int, message: bytes, *, last: bool) -> bytes:
        """Return what is in a message; raises BrokenStudy where it is not that piece."""
        try:
            plain: bytes = pyrage.decrypt(message, [self._identity])
        except pyrage.DecryptError as error:
            raise _changed() from error
        if plain[:_HEAD] != _head(number, last=last):
            raise _changed()
        return plain[_HEAD:]


class Sealer:
    """Seals a file whose bytes come in pieces of any size."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._waiting = bytearray()
        self._number = 0

    def take(self, data: bytes) -> bytes:
        """Take bytes and return what can be written by now."""
        self._waiting += data
        made = b""
        # Only the end shows which piece is the last, so one is always held back.
        while len(self._waiting) > PIECE:
            made += self._lock.seal(self._number, bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
            self._number += 1
        return made

    def end(self) -> bytes:
        """Return the last piece."""
        return self._lock.seal(self._number, bytes(self._waiting), last=True)


class SealedFile:
    """A sealed file, open for reading anywhere in it."""

    def __init__(self, file: BinaryIO, lock: Lock) -> None:
        """Find the pieces of an open file; raises BrokenStudy where they do not fill it."""
        self._file = file
        self._lock = lock
        self._places = list(_places(file))
        self._last: tuple[int, bytes] = (-1, b"")
        self.size = (len(self._places) - 1) * PIECE + len(self._piece(len(self._places) - 1))

    def stretch(self, first: int, last: int) -> Iterator[bytes]:
        """Yield the bytes from `first` to `last` (inclusive), a piece at a time."""
        for number in range(first // PIECE, min(last // PIECE + 1, len(self._places))):
            start = number * PIECE
            yield self._piece(number)[max(0, first - start) : last + 1 - start]

    def _piece(self, number: int) -> bytes:
        if self._last[0] == number:  # who reads in small steps need not unseal it at each
            return self._last[1]
        place, length = self._places[number]
        self._file.seek(place)
        last = number == len(self._places) - 1
        self._last = (number, self._lock.open(number, self._file.read(length), last=last))
        return self._last[1]


def _head(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_HEAD - 1, "big") + bytes([last])


def _places(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield where each message begins and how long it is."""
    end = file.seek(0, os.SEEK_END)
    at = 0
    while True:
        file.seek(at)
        head = file.read(_LENGTH.size)
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
        at += _LENGTH.size
        if not 0 < length <= _LARGEST or at + length > end:
            raise _changed()
        yield at, length
        at += length
        if at == end:
            return


def _changed() -> BrokenStudy:
    return BrokenStudy(
        "An original file of this encrypted study was changed or cut off, so it cannot be read. "
        "The study itself is whole.",
        "Restore the file from a backup; “heddle verify” names it.",
    )
