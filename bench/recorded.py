"""Recordings: what two hours of sound cost to draw, and how soon a second in them is heard.

The sound is ten minutes of AAC (M4A, 44.1 kHz, 64 kb/s) twelve times over, as a recorder would
have written it. CPU seconds and memory are those of the process that decodes; the seek asks the
workbench's server for a piece beyond the middle, over loopback, until its first bytes are here.
"""

from __future__ import annotations

import http.cookiejar
import io
import random
import time
import urllib.request
from pathlib import Path
from typing import Any

import av
import numpy as np

from drive import STUDY
from heddle import client
from heddle.sound.peaks import peaks
from measures import Results, apart
from served import opened
from workload import Workload

ROWS = ("sound-peaks", "sound-peaks-memory", "sound-seek")
_RATE, _PART, _TIMES, _SEEKS = 44_100, 600, 12, 20


def measure(_load: Workload, folder: Path, results: Results) -> None:
    """Draw two hours, put them on record, and jump about in them."""
    path = folder / "two-hours.m4a"
    path.write_bytes(_two_hours())
    seen = apart(_drawn, path)
    results.put("sound-peaks", "ours", seen.result)
    results.put("sound-peaks-memory", "ours", seen.peak_mb)
    with client.open_study(folder / STUDY) as study:
        if study.media is None:
            raise RuntimeError("the study keeps no files")
        digest = study.media.keep(path.read_bytes())
        session = study.do("sessions.add", name="Two hours").id
        study.do("recordings.add", session=session, file_hash=digest)
    with opened(folder / STUDY) as served:
        results.put("sound-seek", "ours", _sought(served.link, digest, path.stat().st_size), _SEEKS)


def _two_hours() -> bytes:
    noise = np.random.default_rng(1).standard_normal(_RATE * _PART).astype(np.float32) * 0.1
    made, whole = io.BytesIO(), io.BytesIO()
    with av.open(made, "w", format="adts") as out:
        stream: Any = out.add_stream("aac", rate=_RATE)
        stream.layout, stream.bit_rate = "mono", 64_000
        for at in range(0, len(noise), _RATE):
            piece = noise[None, at : at + _RATE]
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = _RATE, at
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    source: Any = av.open(io.BytesIO(made.getvalue() * _TIMES), format="aac")
    with source, av.open(whole, "w", format="ipod") as out:
        copy = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = copy
                out.mux(packet)
    return whole.getvalue()


def _drawn(path: Path) -> float:
    """Return the CPU seconds that the peaks take."""
    with path.open("rb") as file:
        begun = time.process_time()
        _, heard = peaks(file)
        used = time.process_time() - begun
    if not 7190 < heard.seconds < 7210:
        raise RuntimeError(f"two hours were read as {heard.seconds} s")
    return used


def _sought(link: str, digest: str, size: int) -> float:
    """Return the slowest of some seeks, in milliseconds."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    browser.open(link, timeout=60).close()
    address = link.partition("/?")[0] + f"/api/media/{digest}"
    slowest, chance = 0.0, random.Random(1)
    for _ in range(_SEEKS):
        first = chance.randrange(size // 2, size - 70_000)
        request = urllib.request.Request(address, headers={"Range": f"bytes={first}-"})
        begun = time.perf_counter()
        with browser.open(request, timeout=60) as answer:
            if answer.status != 206 or len(answer.read(65_536)) != 65_536:
                raise RuntimeError("the piece did not come")
            slowest = max(slowest, time.perf_counter() - begun)
    return slowest * 1000
