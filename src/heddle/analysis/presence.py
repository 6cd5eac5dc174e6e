"""Agreement on many codes at once, each there or not in each unit: bits instead of tables.

A million units by five coders by fifty codes are 31 MB as bits. How often each pattern of coders
occurs (32 patterns for five) is all that any coefficient needs, interval included.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from heddle.analysis.agreement import compute_counted
from heddle.analysis.answers import IntervalKind
from heddle.analysis.outcomes import Outcome
from heddle.errors import Refused

MOST_CODERS = 12
_ONES = np.array([int(byte).bit_count() for byte in range(256)], np.uint8)


def patterns(packed: NDArray[np.uint8], units: int) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Return all patterns of coders, and how often each occurs with each code.

    Args:
        packed: codes x coders x bytes, of `numpy.packbits` over the units.
        units: how many units there are.

    Returns:
        Patterns x coders (0 or 1), and codes x patterns.
    """
    codes, coders, _ = packed.shape
    if not 1 <= coders <= MOST_CODERS:
        raise Refused(
            f"Patterns are counted for up to {MOST_CODERS} coders, and there are {coders}; "
            "nothing was computed.",
            "Compute each code by itself (agreement.compute).",
            code="many-coders",
        )
    size = 1 << coders
    rows = ((np.arange(size)[:, None] >> np.arange(coders)) & 1).astype(np.int8)
    counts = np.zeros((codes, size), np.int64)
    for code in range(codes):
        both: dict[int, NDArray[np.uint8]] = {}
        counts[code, 0] = units
        for pattern in range(1, size):
            lowest = (pattern & -pattern).bit_length() - 1
            rest = pattern & (pattern - 1)
            own = packed[code, lowest]
            both[pattern] = own if rest == 0 else both[rest] & own
            counts[code, pattern] = _ones(both[pattern])
    # So far: units with at least these coders. Take off those with one more, coder by coder.
    for coder in range(coders):
        without = np.flatnonzero(rows[:, coder] == 0)
        counts[:, without] -= counts[:, without | (1 << coder)]
    return rows, counts


def _ones(packed: NDArray[np.uint8]) -> int:
    if hasattr(np, "bitwise_count"):
        eight = len(packed) // 8 * 8
        wide = np.bitwise_count(packed[:eight].view(np.uint64)).sum(dtype=np.int64)
        return int(wide) + int(np.bitwise_count(packed[eight:]).sum(dtype=np.int64))
    return int(_ONES[packed].sum(dtype=np.int64))


def compute_each(
    there: NDArray[Any],
    coefficient: str,
    *,
    units: int | None = None,
    interval: IntervalKind | None = "bootstrap",
    resamples: int = 1_000,
    seed: int = 1,
) -> list[Outcome]:
    """Compute a coefficient for each code by itself: there or not.

    Args:
        there: codes x coders x units of truth values, or packed (bytes) with `units`.
        coefficient: see `agreement.compute`.
        units: how many units there are, where `there` is packed.
        interval: see `agreement.compute`.
        resamples: see `agreement.compute`.
        seed: see `agreement.compute`.
    """
    if units is None:
        units = there.shape[2]
        there = np.packbits(there, axis=2)
    rows, counts = patterns(np.ascontiguousarray(there), units)
    return [
        compute_counted(
            rows,
            counts[code],
            coefficient,
            categories=(False, True),
            interval=interval,
            resamples=resamples,
            seed=seed,
        )
        for code in range(len(counts))
    ]
