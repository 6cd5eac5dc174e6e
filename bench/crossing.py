"""Matrices: how fast codes are counted by people and groups, and how fast they are paired.

The matrices are those of the workload's study, through the routes of the workbench's server, each
after one that reads the talk; the slowest counts. The pairs are of a million made-up codings of
200 codes on 10,000 sources, in a process of its own.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from drive import STUDY
from heddle import client
from heddle.analysis import cooccurrence
from heddle.findings.matrices import matrix
from heddle.findings.matrix import MEASURES, By, MatrixAsk
from measures import Results, apart, best
from workload import Workload

ROWS = ("matrix", "pairs", "pairs-memory")
_BY: tuple[By, ...] = ("participant", "group", "coder", "source")
_CODINGS, _SOURCES, _CODES, _SIZE = 1_000_000, 10_000, 200, 20_000


def measure(_load: Workload, folder: Path, results: Results) -> None:
    """Count every matrix of the study, and pair a million codings."""
    with client.open_study(folder / STUDY) as study:

        def count(ask: MatrixAsk) -> None:
            with study.view() as view:
                msgspec.json.encode(matrix(view, ask))

        count(MatrixAsk(measure="words"))
        slowest = max(
            best(partial(count, MatrixAsk(by=by, measure=one)), 3) for by in _BY for one in MEASURES
        )
        results.put("matrix", "ours", slowest * 1000, 3)
    seen = apart(_pair)
    results.put("pairs", "ours", seen.result, 3)
    results.put("pairs-memory", "ours", seen.peak_mb)


def _pair() -> float:
    """Return the seconds that it takes to find all overlapping pairs."""
    random = np.random.default_rng(1)
    start = random.integers(0, _SIZE - 300, _CODINGS)
    segments = cooccurrence.Segments(
        random.integers(0, _SOURCES, _CODINGS),
        start,
        start + random.integers(1, 300, _CODINGS),
        random.integers(0, _CODES, _CODINGS),
    )
    return best(lambda: cooccurrence.overlaps(segments, _CODES), 3)
