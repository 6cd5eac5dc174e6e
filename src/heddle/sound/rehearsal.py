"""Rehearsing: everything that reading sound loads late, loaded while files can be opened."""

from __future__ import annotations

import importlib
import io
import pkgutil
import wave

import av

from heddle.sound.peaks import peaks
from heddle.sound.playback import playback
from heddle.sound.probe import probe
from heddle.sound.sampling import samples

_LEFT_OUT = {"av.__main__", "av.datasets"}
"""Programs of that library, not parts of it."""


def rehearse() -> None:
    """Read a tenth of a second of sound in every way that there is."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if module.name not in _LEFT_OUT:
            importlib.import_module(module.name)
    for name in ("linecache", "locale", "traceback"):
        importlib.import_module(name)  # what the standard library loads late
    data = _sound()
    probe(io.BytesIO(data))
    peaks(io.BytesIO(data))
    playback(io.BytesIO(data), lambda _: None)
    for _ in samples(io.BytesIO(data), 16_000, start=0.05):
        pass


def _sound() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(4 * 1600))
    return made.getvalue()
