"""How sure a coefficient is: resampling, the jackknife, Krippendorff's scheme and Wilson's.

The default draws units (or the sources they come from) again, with replacement, a thousand times
(Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13: percentiles). Below 30 of them
it leaves each out in turn (jackknife, with Student's t; so does Hughes 2021, krippendorffsalpha,
doi:10.32614/RJ-2021-046). Krippendorff's own scheme draws from the coincidences ("Algorithm for
bootstrapping a distribution of alpha", 2006, rev. 2011); on much data it is far too wide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from heddle.analysis.tallies import Groups, Sums

FEW = 30
"""Below so many units or sources the jackknife is used."""
LIMITS = (0.667, 0.8)
"""Krippendorff's limits: below the first not to be relied on, from the second on reliable."""
_NORMAL = 1.959963984540054
_KEPT = 2_000_000


@dataclass(frozen=True)
class Spread:
    """An interval of 95 % with the probabilities of lying below the limits."""

    interval: tuple[float, float] | None
    how: str
    below: tuple[float, float] | None = None
    seed: int | None = None


def resampled(
    values: Callable[[Sums], NDArray[np.float64]],
    sums: Sums,
    groups: Groups,
    times: int,
    seed: int,
) -> Spread:
    """Return the interval of a coefficient from its sums by group.

    Args:
        values: the coefficient of sums (... x sums).
        sums: groups x sums, of one occurrence of each group.
        groups: how often each occurs.
        times: how many resamples.
        seed: of the random numbers.
    """
    draws = groups.draws
    if draws < 2:
        return Spread(None, f"No interval: there is one of the {groups.how} only.")
    if draws < FEW:
        return _jackknife(values, sums, groups)
    how = f"bootstrap over {draws:,} {groups.how}, {times:,} times"
    if groups.weight is None and groups.count * times <= _KEPT:
        return from_sample(values(_once(groups.count, times, seed) @ sums), how, seed)
    random = np.random.default_rng(seed)
    weight = np.ones(groups.count) if groups.weight is None else groups.weight
    found = np.empty(times)
    # In parts, so that many groups do not need much memory at once.
    step = max(1, min(times, 4_000_000 // max(groups.count, sums.shape[1])))
    for start in range(0, times, step):
        size = min(step, times - start)
        drawn = random.multinomial(draws, weight / weight.sum(), size).astype(float)
        found[start : start + size] = values(drawn @ sums)
    return from_sample(found, how, seed)


@lru_cache(maxsize=2)
def _once(count: int, size: int, seed: int) -> NDArray[np.float64]:
    """Return how often each of some groups that occur once is drawn in each of `size` resamples.

    It is kept, as the next coefficient asks for the same draws.
    """
    places = np.random.default_rng(seed).integers(count, size=(size, count))
    places += count * np.arange(size)[:, None]
    often = np.bincount(places.ravel(), minlength=size * count)
    drawn = often.reshape(size, count).astype(float)
    drawn.flags.writeable = False
    return drawn


def from_sample(found: NDArray[np.float64], how: str, seed: int) -> Spread:
    """Return the interval that a sample of coefficients gives (percentiles)."""
    kept = found[np.isfinite(found)]
    if len(kept) < 0.9 * len(found):
        return Spread(
            None, "No interval: the coefficient is undefined in many of the resamples.", seed=seed
        )
    low, high = np.quantile(kept, [0.025, 0.975])
    below = tuple(float((kept < limit).mean()) for limit in LIMITS)
    if len(kept) < len(found):
        how += f" ({len(found) - len(kept)} undefined and left out)"
    return Spread((float(low), float(high)), how, (below[0], below[1]), seed)


def _jackknife(values: Callable[[Sums], NDArray[np.float64]], sums: Sums, groups: Groups) -> Spread:
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415 - start-up must not wait for scipy

    weight = np.ones(groups.count) if groups.weight is None else groups.weight
    total = weight @ sums
    whole = float(values(total[None])[0])
    left = values(total - sums)
    if not np.isfinite(left).all():
        return Spread(
            None,
            f"No interval: there are {groups.draws} {groups.how}, and without one of them the "
            "coefficient is undefined.",
        )
    count = groups.draws
    mean = (weight * left).sum() / count
    error = sqrt((count - 1) / count * (weight * (left - mean) ** 2).sum())
    how = f"jackknife over {count} {groups.how}, with Student's t"
    if error == 0:
        return Spread((whole, whole), how, (float(whole < LIMITS[0]), float(whole < LIMITS[1])))
    reach = float(stdtrit(count - 1, 0.975)) * error
    below = [float(stdtr(count - 1, (limit - whole) / error)) for limit in LIMITS]
    return Spread((max(-1.0, whole - reach), min(1.0, whole + reach)), how, (below[0], below[1]))


def krippendorff(
    coincidences: NDArray[np.float64],
    distances: NDArray[np.float64],
    expected: float,
    coders: int,
    *,
    times: int = 20_000,
    seed: int = 1,
) -> Spread:
    """Return the interval of alpha by Krippendorff's own scheme.

    Args:
        coincidences: values x values, with the diagonal.
        distances: squared differences of the values.
        expected: the expected disagreement De.
        coders: how many coders there are.
        times: how many times alpha is drawn.
        seed: of the random numbers.
    """
    total = coincidences.sum()
    cells = int((coincidences > 0).sum())
    draws = int(min(25 * cells, (coders - 1) * total / 2))
    if draws < 1 or expected <= 0:
        return Spread(None, "No interval: there is nothing to draw from.")
    random = np.random.default_rng(seed)
    share = (coincidences / total).ravel()
    apart = distances.ravel()
    used = share > 0
    drawn = random.multinomial(draws, share[used] / share[used].sum(), times)
    found = np.maximum(1 - (drawn @ apart[used]) / draws / expected, -1)
    perfect = found == 1
    diagonal = np.diag(coincidences)
    if (diagonal > 0).sum() == 1:
        found[perfect] = 0
    elif perfect.any():
        # Samples without any variation say nothing; as many as chance makes of them count as 0.
        same = round(times * float(((diagonal / total) ** draws).sum()))
        found[np.flatnonzero(perfect)[:same]] = 0
    return from_sample(
        found, f"Krippendorff's bootstrap, {draws:,} of the coincidences, {times:,} times", seed
    )


def wilson(hits: float, units: int) -> Spread:
    """Return Wilson's interval of a share (1927, doi:10.1080/01621459.1927.10502953)."""
    if units == 0:
        return Spread(None, "No interval: there are no units.")
    share, square = hits / units, _NORMAL**2
    middle = (share + square / (2 * units)) / (1 + square / units)
    reach = _NORMAL / (1 + square / units)
    reach *= sqrt(share * (1 - share) / units + square / (4 * units**2))
    return Spread(
        (max(0.0, middle - reach), min(1.0, middle + reach)), f"Wilson's, of {units:,} units"
    )
