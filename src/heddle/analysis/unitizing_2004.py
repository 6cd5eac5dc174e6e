"""The older unitizing alpha (1995/2004), by name, for figures to be compared with earlier work.

Source: Krippendorff (1995), On the reliability of unitizing continuous data, Sociological
Methodology 25, 47-76, doi:10.2307/271061; as corrected in Krippendorff (2004), Content Analysis,
2nd ed., p. 251-256. Its authors have replaced it: it can mislead with more than two coders.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import combinations
from typing import Any

import numpy as np

from heddle.analysis.outcomes import Outcome, undefined
from heddle.analysis.ratings import UnusableError
from heddle.analysis.stretches import Stretches, refuse_overlaps

METHOD = "Unitizing alpha of 1995/2004 (Krippendorff 2004, superseded in 2016)"
Section = tuple[int, int, bool]
"""Start, end and whether it is a unit (else a gap)."""


def compute(found: Stretches) -> Outcome:
    """Compute the coefficient over all codes, and of each code (`by_category`).

    Raises:
        UnusableError: positions that are no whole numbers, or overlaps within a code of a coder.
    """
    points = np.concatenate([found.start, found.end, [found.length]])
    if (points != np.rint(points)).any():
        raise UnusableError("This version needs whole numbers for positions and length.")
    refuse_overlaps(found, within_code=True)
    observed, expected = 0.0, 0.0
    by_code: dict[Hashable, float | None] = {}
    for place, code in enumerate(found.codes):
        seen, chance = disagreements(found.where(found.code == place))
        by_code[code] = 1 - seen / chance if chance > 0 else None
        observed += seen
        expected += chance
    known: dict[str, Any] = {
        "coefficient": "unitizing",
        "method": METHOD,
        "by_category": by_code,
        "coders": len(found.coders),
        "units": len(found.start),
        "pairable": len(found.start),
        "scale": "disagreement",
        "observed": observed,
        "expected": expected,
        "notes": ("This version was replaced by its authors in 2016.",),
    }
    if expected <= 0:
        return undefined(
            reason="Nothing that was coded can disagree by chance, so there is nothing to correct "
            "for.",
            **known,
        )
    return Outcome(
        value=1 - observed / expected,
        interval_method="No interval is known for this version.",
        **known,
    )


def disagreements(found: Stretches) -> tuple[float, float]:
    """Return observed and expected disagreement of the stretches of one code."""
    length, coders = int(found.length), len(found.coders)
    sections = [_sections(found, coder, length) for coder in range(coders)]
    apart = sum(_apart(one, other) for one, other in combinations(sections, 2))
    observed = 2 * apart / (coders * (coders - 1) * length**2)
    units = [end - start for each in sections for start, end, unit in each if unit]
    gaps = np.array([end - start for each in sections for start, end, unit in each if not unit])
    room = coders * length * (coders * length - 1) - sum(size * (size - 1) for size in units)
    if not units or room <= 0:
        return observed, 0.0
    total = 0.0
    for size in units:
        total += (len(units) - 1) * (2 * size**3 - 3 * size**2 + size) / 3
        total += size**2 * float((gaps[gaps >= size] - size + 1).sum())
    return observed, 2 / length * total / room


def _sections(found: Stretches, coder: int, length: int) -> list[Section]:
    own = found.of(coder)
    sections: list[Section] = []
    at = 0
    for start, end in zip(own.start.astype(int), own.end.astype(int), strict=True):
        if start > at:
            sections.append((at, int(start), False))
        sections.append((int(start), int(end), True))
        at = int(end)
    if at < length:
        sections.append((at, length, False))
    return sections


def _apart(one: list[Section], other: list[Section]) -> float:
    """Sum the squared distances of the sections of two coders that meet."""
    total, place = 0.0, 0
    starts = [start for start, _, _ in other]
    for start, end, unit in one:
        while place + 1 < len(starts) and starts[place + 1] <= start:
            place += 1
        for begin, stop, also in _from(other, place, end):
            if unit and also:
                total += (start - begin) ** 2 + (end - stop) ** 2
            elif unit and begin <= start and end <= stop:
                total += (end - start) ** 2
            elif also and start <= begin and stop <= end:
                total += (stop - begin) ** 2
    return total


def _from(sections: list[Section], place: int, end: int) -> list[Section]:
    found = []
    while place < len(sections) and sections[place][0] < end:
        found.append(sections[place])
        place += 1
    return found
