"""One person's channel without the others, who are heard in it too, only fainter.

A microphone of one's own takes up the neighbours as well. So a channel counts where it is nearly
as loud as the loudest; elsewhere it is made silent before it is recognised, or the neighbour's
words would be written twice. Everything here is by blocks of a fixed length from the file's
start, so that a job that goes on in the middle hears the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from heddle.speech.results import RATE

BLOCK: Final = 10 * RATE
_FRAME: Final = RATE // 50
NEAR: Final = 0.25
"""Share of the loudest channel's level (-12 dB) that one has to reach to count."""
FLOOR: Final = 0.005
"""Share of the loudest moment's level (-46 dB) below which nobody speaks."""
_HOLD: Final = 10
"""Frames before and after that count too: a fifth of a second, the soft edges of words."""


def gated(pieces: Iterable[Any], channel: int) -> Iterator[Any]:
    """Yield one channel (float32, mono), silent where it only hears others.

    Args:
        pieces: arrays of float32, channels x samples, at `RATE`, of any lengths.
        channel: from 0; a file with fewer channels gives silence.
    """
    import numpy as np  # noqa: PLC0415 - only where somebody recognises

    held: list[Any] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += piece.shape[1]
        while size >= BLOCK:
            whole = np.concatenate(held, axis=1)
            yield _own(whole[:, :BLOCK], channel)
            held, size = [whole[:, BLOCK:]], size - BLOCK
    if size:
        yield _own(np.concatenate(held, axis=1), channel)


def _own(block: Any, channel: int) -> Any:
    import numpy as np  # noqa: PLC0415

    rows, length = block.shape
    if channel >= rows:
        return np.zeros(length, np.float32)
    if rows == 1:
        return block[0]
    frames = -(-length // _FRAME)
    padded = np.zeros((rows, frames * _FRAME), np.float32)
    padded[:, :length] = block
    level = np.sqrt((padded.reshape(rows, frames, _FRAME) ** 2).mean(axis=2))
    heard = level[channel] > FLOOR * level.max()
    counts = heard & (level[channel] >= NEAR * level.max(axis=0))
    # Somebody counts for a little longer than the frames in which they do.
    near = np.convolve(counts.astype(np.float32), np.ones(2 * _HOLD + 1), "same")[:frames] > 0
    loud = np.repeat(near, _FRAME)[:length]
    return np.where(loud, block[channel], np.float32(0))
