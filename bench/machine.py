"""What the machine is like while it is measured: its speed, its disk, its load, its software.

A figure without these is worth little on a machine that others use as well. The yardstick U
is the wall time of a Python loop of two million steps: about 0.08 s here when nothing else
runs, up to ten times that when crowded. Every measurement is kept with the U around it.
"""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

CALM = 0.12  # seconds of U; above this the machine is crowded and wall times say little
_SYNCS = 200
_PAGE = b"\0" * 4096


def yardstick() -> float:
    """Return U, the seconds that a fixed loop of pure Python takes now."""
    start = time.perf_counter()
    total = 0
    for step in range(2_000_000):
        total += step
    return time.perf_counter() - start


def sync_times(folder: Path) -> tuple[float, float]:
    """Return p50 and p95, in milliseconds, of making one written page durable in `folder`.

    This is the floor under every acknowledged save; a figure below it is not durable.
    """
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_SYNCS):
            file.write(_PAGE)
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), quantile(taken, 0.95)


def quantile(values: list[float], share: float) -> float:
    """Return the smallest of `values` that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def resident(pid: int) -> float:
    """Return the memory in MB that the process `pid` and its children hold now."""
    pages = 0
    for process in [pid, *_children(pid)]:
        try:
            pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
        except FileNotFoundError:  # it has ended meanwhile
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _children(pid: int) -> list[int]:
    """Return the ids of all processes below `pid`."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [below for child in listed for below in [int(child), *_children(int(child))]]


def describe(folder: Path) -> dict[str, object]:
    """Return what a reader needs to judge figures measured here, for writing as JSON."""
    p50, p95 = sync_times(folder)
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "yardstick_s": yardstick(),
        "fdatasync_p50_ms": p50,
        "fdatasync_p95_ms": p95,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "versions": _versions("heddle-qda", "sqlalchemy", "msgspec", "lxml", "psycopg", "numpy"),
    }


def _versions(*names: str) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
