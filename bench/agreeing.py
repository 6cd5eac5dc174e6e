"""Agreement between coders: how fast, in how much memory, and beside other programs.

The data are made up by a fixed seed: five coders (or three, or two) who give the true value of a
unit in three of four cases. Each large row runs in a process of its own, so that its memory is
its own. Of the peers, krippendorff, scikit-learn and statsmodels come with the tests, and
pygamma-agreement is installed into bench/.peer-gamma at the first `--peer`. They give no interval;
ours have one where the row says so.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
import venv
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from heddle.analysis import gamma, presence, unitizing
from heddle.analysis.agreement import compute
from measures import Results, apart, best
from workload import BENCH, Workload

HOME = BENCH / ".peer-gamma"
PYTHON = HOME / "bin" / "python"
WISHES = ("pygamma-agreement==0.5.9",)
PATIENCE = 120
"""So many seconds a peer is waited for."""
MILLION = 1_000_000


def ratings(units: int, coders: int, values: int, seed: int = 1) -> Any:
    """Return made-up ratings, as small whole numbers."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, values, units, dtype=np.int8)
    found = np.empty((units, coders), np.int8)
    for coder in range(coders):
        own = random.integers(0, values, units, dtype=np.int8)
        found[:, coder] = np.where(random.random(units, dtype=np.float32) < 0.75, truth, own)
    return found


def segments(units: int, coders: int, seed: int = 1) -> tuple[list[tuple[int, int, int, int]], int]:
    """Return made-up segments that do not overlap, 20 codes, and the length of the text."""
    random = np.random.default_rng(seed)
    found = []
    for coder in range(coders):
        cuts = np.sort(random.choice(units * 40, 2 * units, replace=False)).tolist()
        codes = random.integers(0, 20, units).tolist()
        found += [(coder, a, b, c) for a, b, c in zip(cuts[::2], cuts[1::2], codes, strict=True)]
    return found, units * 40


def noisy(units: int, coders: int, seed: int = 3) -> list[tuple[int, int, int, int]]:
    """Return segments that coders saw alike but for their ends and some codes."""
    random = np.random.default_rng(seed)
    base = np.sort(random.choice(units * 50, 2 * units, replace=False)).reshape(units, 2).tolist()
    return [
        (
            coder,
            start + int(random.integers(0, 9)),
            end + 10 + int(random.integers(0, 9)),
            start % 20 if random.random() < 0.7 else int(random.integers(20)),
        )
        for coder in range(coders)
        for start, end in base
        if random.random() < 0.9
    ]


def measure(load: Workload, folder: Path, results: Results, *, beside: bool = False) -> None:
    """Measure all rows; the workload and its folder are not needed."""
    del load, folder
    data = ratings(10_000, 3, 5)
    for key, name in (
        ("agree-alpha", "alpha"),
        ("agree-kappa", "light"),
        ("agree-fleiss", "fleiss"),
    ):
        results.put(key, "ours", best(partial(compute, data, name)) * 1000, 5)
    found, length = segments(10_000, 3)
    results.put("agree-units", "ours", best(lambda: unitizing.compute(found, length)) * 1000, 5)
    for key, action in (("agree-million", _million), ("agree-bits", _bits)):
        done = apart(action)
        results.put(key, "ours", done.result)
        results.put(f"{key}-memory", "ours", done.peak_mb)
    for key, units, coders in (("agree-gamma", 300, 2), ("agree-gamma-3", 100, 3)):
        made = noisy(units, coders)
        results.put(key, "ours", best(partial(gamma.compute, made), 3), 3)
    if beside:
        _peers(data, results)


def _million() -> float:
    data = ratings(MILLION, 5, 50)
    start = time.perf_counter()
    compute(data, "alpha")
    return time.perf_counter() - start


def _bits() -> float:
    random = np.random.default_rng(1)
    truth = random.integers(0, 256, (50, 1, MILLION // 8), dtype=np.uint8)
    packed = np.repeat(truth, 5, axis=1)
    for code in range(50):
        packed[code] ^= random.integers(0, 256, packed[code].shape, dtype=np.uint8) & 17
    start = time.perf_counter()
    presence.compute_each(packed, "alpha", units=MILLION)
    return time.perf_counter() - start


def _peers(data: Any, results: Results) -> None:
    """Measure other people's programs on the same ratings and segments."""
    alpha = importlib.import_module("krippendorff").alpha
    kappa = importlib.import_module("sklearn.metrics").cohen_kappa_score
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rater = importlib.import_module("statsmodels.stats.inter_rater")
    pairs = [(0, 1), (0, 2), (1, 2)]
    actions: dict[str, tuple[str, Callable[[], object]]] = {
        "agree-alpha": ("krippendorff", lambda: alpha(data.T, level_of_measurement="nominal")),
        "agree-kappa": ("scikit-learn", lambda: [kappa(data[:, i], data[:, j]) for i, j in pairs]),
        "agree-fleiss": (
            "statsmodels",
            lambda: rater.fleiss_kappa(rater.aggregate_raters(data)[0]),
        ),
    }
    for key, (name, action) in actions.items():
        results.put(key, "peer", best(action) * 1000, 5, note=name)
    done = apart(_million_peer)
    results.put("agree-million", "peer", done.result, note="statsmodels, Fleiss")
    results.put("agree-million-memory", "peer", done.peak_mb, note="statsmodels, Fleiss")
    _install()
    for key, units, coders in (("agree-gamma", 300, 2), ("agree-gamma-3", 100, 3)):
        taken = _gamma_peer(noisy(units, coders))
        if taken is None:
            results.refuse(key, "peer", f"> {PATIENCE} s")
        else:
            results.put(key, "peer", taken, note="pygamma-agreement, exact")


def _million_peer() -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rater = importlib.import_module("statsmodels.stats.inter_rater")
    data = ratings(MILLION, 5, 50)
    start = time.perf_counter()
    rater.fleiss_kappa(rater.aggregate_raters(data)[0])
    return time.perf_counter() - start


def _install() -> None:
    """Make the environment of the peer that needs its own libraries."""
    if PYTHON.exists():
        return
    venv.create(HOME, with_pip=False, clear=True)
    base = Path(sys.base_prefix) / "bin" / "python3"
    pip = [str(base), "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-input", *WISHES], check=True)


_GAMMA = """
import sys, time, json
import numpy as np
from pyannote.core import Segment
from pygamma_agreement import Continuum
np.random.seed(1)
def made(segments):
    found = Continuum()
    for coder, start, end, code in segments:
        found.add(str(coder), Segment(start, end), str(code))
    return found
segments = json.load(sys.stdin)
made(segments[:4] + segments[-4:]).compute_gamma(n_samples=2)  # compiles what it compiles
start = time.perf_counter()
made(segments).compute_gamma(n_samples=30)
print(time.perf_counter() - start)
"""


def _gamma_peer(found: list[tuple[int, int, int, int]]) -> float | None:
    """Return the seconds that pygamma-agreement takes; None where patience ended before."""
    try:
        told = subprocess.run(
            [str(PYTHON), "-W", "ignore", "-c", _GAMMA],
            input=json.dumps(found),
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return None
    return float(told.stdout.split()[-1])
