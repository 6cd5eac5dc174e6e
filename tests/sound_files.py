"""Sound files for the tests of recordings: one of each form, and everything that is wrong."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

import spoken

SECONDS = 6.0
ONSET = 2.0
"""Nothing is heard before this second, noise up to the next, then a tone."""
VARIABLE = {"flags": "+qscale", "global_quality": str(118 * 4)}
"""Has LAME write frames of different sizes (quality 4)."""
_BITS = {"amr": 12_200, "wma": 64_000, "mp3": 64_000}


@functools.cache
def sound() -> np.ndarray[Any, Any]:
    """Return silence, noise and a tone."""
    return np.concatenate([
        spoken.silence(ONSET)[0], spoken.noise(1.0, level=0.2), spoken.tone(SECONDS - ONSET - 1),
    ])  # fmt: skip


@functools.cache
def in_form(form: str) -> bytes:
    """Return that sound as a file of a form; "vbr" and "live" are MP3 and WebM without an index."""
    if form == "vbr":
        return spoken.encoded(sound(), "mp3", options=VARIABLE, file_options={"write_xing": "0"})
    if form == "live":
        return spoken.encoded(sound(), "webm", file_options={"live": "1"})
    if form == "video":
        return spoken.encoded(sound(), "webm", picture=True)
    return spoken.encoded(sound(), form, bit_rate=_BITS.get(form, 0))
