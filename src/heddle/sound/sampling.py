"""Sampling: the sound of a file from a second on, at a wanted rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from heddle.sound.decoding import Samples, SoundFile


def samples(
    file: BinaryIO, rate: int = 0, *, mono: bool = True, start: float = 0.0
) -> Iterator[Samples]:
    """Yield float32 pieces (channels x samples) of about a second.

    What lies before `start` is decoded and left out: so the place is exact in every form.

    Args:
        file: The sound file.
        rate: Samples per second; 0 as they are in the file.
        mono: All channels mixed into one.
        start: Second of the file at which to begin.
    """
    with SoundFile(file) as sound:
        skip = round(start * (rate or sound.rate))
        for piece in sound.pieces(rate, mono=mono):
            if skip >= piece.shape[1]:
                skip -= piece.shape[1]
                continue
            yield piece[:, skip:]
            skip = 0
