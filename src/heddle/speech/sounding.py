"""The sound of a job's pieces, out of a study's kept files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from heddle.sound.listening import Ending, never_ended, samples
from heddle.speech.course import Sound
from heddle.speech.gate import BLOCK, gated
from heddle.speech.jobs import Piece
from heddle.speech.results import RATE
from heddle.store.media import Media


def sound_of(media: Media, ending: Ending = never_ended) -> Sound:
    """Return what gives a piece's sound from a sample on; raises Unreadable and NotFound.

    Args:
        media: the study's kept files.
        ending: for who may end the child that decodes.
    """

    def sound(piece: Piece, begin: int) -> Iterator[Any]:
        if piece.channel is None:
            for part in samples(
                media, piece.recording, rate=RATE, start=begin / RATE, ending=ending
            ):
                yield part[0]
            return
        # Blocks of the gate count from the file's start, wherever the job goes on.
        first = begin // BLOCK * BLOCK
        parts = samples(
            media, piece.recording, rate=RATE, mono=False, start=first / RATE, ending=ending
        )
        skip = begin - first
        for part in gated(parts, piece.channel):
            if skip < len(part):
                yield part[skip:]
            skip = max(0, skip - len(part))

    return sound
