"""Agreement between coders: every coefficient by its name, from ratings of units by coders.

    >>> compute([["a", "a"], ["b", "b"], ["a", "b"], ["b", "b"]], "cohen", interval=None).value
    0.5

Which coefficient says what, and when none should be used, is told in docs/methods.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heddle.analysis import measures, multivalued, tallies
from heddle.analysis.answers import IntervalKind, answer
from heddle.analysis.coefficients import COEFFICIENTS, Coefficient, full_name
from heddle.analysis.differences import (
    LEVELS,
    Distance,
    Weights,
    distances,
    need_order,
    weights_of,
)
from heddle.analysis.measures import Measure
from heddle.analysis.outcomes import Outcome, undefined
from heddle.analysis.ratings import Ratings, UnusableError, read
from heddle.errors import Refused

_MANY_VALUES = 3_000


def compute(
    ratings: Any,
    coefficient: str,
    *,
    level: str = "nominal",
    weights: Weights | None = None,
    categories: Sequence[Hashable] | None = None,
    distance: Distance | None = None,
    clusters: Sequence[Hashable] | NDArray[Any] | None = None,
    interval: IntervalKind | None = "bootstrap",
    resamples: int = 1_000,
    seed: int = 1,
) -> Outcome:
    """Compute one coefficient of agreement.

    Args:
        ratings: units x coders, lists or a numpy array; None and NaN are missing. Values are
            texts or numbers; for "multivalued" sets of them.
        coefficient: one of `coefficients.NAMES` (or an alias).
        level: of measurement, for Krippendorff's alpha: nominal, ordinal, interval or ratio.
        weights: how much two values agree: "linear", "quadratic", "ordinal", "radical" (by rank)
            or a matrix over the categories. Not for Krippendorff's alpha.
        categories: the codebook: every value that could have been given, in order. Without it the
            values that occur are taken, which is wrong for chance in equal parts ("bennett") and
            "gwet_ac1" if one was never used.
        distance: a person's own squared differences for alpha: a function of two values, or a
            matrix over the categories. Used as it is.
        clusters: what each unit comes from (its source), one for each unit: the interval then
            draws sources, whose turns are more alike than turns of different sources.
        interval: "bootstrap" (a jackknife below 30 units), "krippendorff" (alpha only), or None.
        resamples: how often the bootstrap draws.
        seed: of its random numbers.

    Returns:
        The coefficient, or None with the reason.

    Raises:
        Refused: a coefficient, level, kind of weights or of interval that there is not.
    """
    name = full_name(coefficient)
    if name == "multivalued":
        return multivalued.compute(
            ratings, clusters=clusters, interval=interval, resamples=resamples, seed=seed
        )
    asked = COEFFICIENTS[name]
    if level not in LEVELS:
        raise Refused(
            f"There is no level of measurement “{str(level)[:40]}”; nothing was computed.",
            f"Use one of {', '.join(LEVELS)}.",
            code="unknown-level",
        )
    if interval not in {"bootstrap", "krippendorff", None}:
        raise Refused(
            f"There is no interval “{str(interval)[:40]}”; nothing was computed.",
            "Use “bootstrap”, “krippendorff” or None.",
            code="unknown-interval",
        )
    if weights is not None and not asked.weighted:
        raise Refused(
            f"“{name}” takes no weights; nothing was computed.",
            "Use “gwet_ac2”, a kappa, or alpha with a level or a distance.",
            code="no-weights",
        )
    try:
        data = read(ratings, categories)
        _check_enough(data, asked)
        measure = _measure(asked, data, level, weights, distance)
        groups = _groups(data, measure, clusters, seed, plain=interval is None)
    except UnusableError as error:
        return undefined(name, asked.method, str(error), **_counts(ratings))
    return answer(asked, measure, data, groups, interval, resamples, seed, level, distance)


def compute_counted(
    rows: NDArray[Any],
    counts: Sequence[float] | NDArray[Any],
    coefficient: str,
    *,
    categories: Sequence[Hashable],
    clusters: Sequence[Hashable] | NDArray[Any] | None = None,
    clustered: str = "sources",
    interval: IntervalKind | None = "bootstrap",
    resamples: int = 1_000,
    seed: int = 1,
) -> Outcome:
    """Compute a nominal coefficient of rows that count several times each.

    Args:
        rows: rows x coders, as places in the categories; -1 is missing.
        counts: how often each row occurs (see `presence`), or how long it is (in characters).
        coefficient: one of `coefficients.NAMES`, but "multivalued".
        categories: the values, in order.
        clusters: what each row lies in and is drawn again with; None: rows are units themselves.
        clustered: what the clusters are called.
        interval: see `compute`.
        resamples: see `compute`.
        seed: see `compute`.
    """
    name = full_name(coefficient)
    asked = COEFFICIENTS[name]
    often = np.asarray(counts, float)
    kept = often > 0
    data = Ratings(np.asarray(rows, np.int8)[kept], tuple(categories), given=True)
    try:
        _check_enough(data, asked)
    except UnusableError as error:
        known = {"units": round(float(often.sum())), "coders": data.coders}
        return undefined(name, asked.method, str(error), **known)
    measure = _measure(asked, data, "nominal", None, None)
    often = often[kept]
    if clusters is None:
        groups = tallies.by_weight(data.codes, len(data.categories), often)
    else:
        groups = tallies.by_cluster(data.codes, _clusters(np.asarray(clusters)[kept]), clustered)
        groups = replace(groups, times=often)
    return answer(asked, measure, data, groups, interval, resamples, seed, "nominal", None)


def _clusters(clusters: Sequence[Hashable] | NDArray[Any]) -> NDArray[np.intp]:
    """Return clusters as numbers."""
    if isinstance(clusters, np.ndarray) and clusters.dtype.kind in "iu":
        return clusters.astype(np.intp)
    names: dict[Hashable, int] = {}
    return np.array([names.setdefault(each, len(names)) for each in clusters], np.intp)


def _counts(ratings: Any) -> dict[str, int]:
    """Return how many units and coders there are, as far as that can be told."""
    try:
        rows = len(ratings)
        return {"units": rows, "coders": len(ratings[0]) if rows else 0}
    except (TypeError, KeyError, IndexError):
        return {}


def _check_enough(data: Ratings, asked: Coefficient) -> None:
    """Raise UnusableError where there is nothing to compare."""
    if data.units == 0:
        raise UnusableError("There are no units.")
    if data.coders < 2:
        raise UnusableError("There is one coder, and agreement is between two or more.")
    if asked.two and data.coders > 2:
        other = "light, conger or fleiss" if asked.name == "cohen" else "fleiss"
        raise UnusableError(
            f"{asked.method} is of two coders, and there are {data.coders}. Ask for {other}."
        )
    if not (tallies.ratings_in(data.codes) >= 2).any():
        raise UnusableError("No unit was rated by two coders, so there is nothing to compare.")


def _measure(
    asked: Coefficient,
    data: Ratings,
    level: str,
    weights: Weights | None,
    distance: Distance | None,
) -> Measure:
    size = len(data.categories)
    if asked.name != "krippendorff":
        return asked.make(size, data.coders, weights_of(weights, data))
    if distance is not None:
        own = distances(level, distance, data, np.zeros(size))
        return measures.Alpha(size, data.coders, distances=own)
    if level == "nominal":
        return measures.Alpha(size, data.coders)
    if level == "interval":
        numbers = data.numbers()
        centred = numbers - numbers.mean() if size else numbers
        return measures.IntervalAlpha(size, data.coders, numbers=tuple(centred.tolist()))
    if size > _MANY_VALUES:
        raise UnusableError(
            f"There are {size:,} different values; level “{level}” is computed for up to "
            f"{_MANY_VALUES:,}. Use level “interval”, or round the values."
        )
    if level == "ordinal" and size <= 60:
        need_order(data)
        return measures.OrdinalAlpha(size, data.coders)
    used = np.bincount(
        data.codes[tallies.ratings_in(data.codes) >= 2].ravel().astype(np.intp) + 1,
        minlength=size + 1,
    )[1:]
    own = distances(level, None, data, used.astype(float))
    return measures.Alpha(size, data.coders, distances=own)


def _groups(
    data: Ratings,
    measure: Measure,
    clusters: Sequence[Hashable] | NDArray[Any] | None,
    seed: int,
    *,
    plain: bool,
) -> tallies.Groups:
    if clusters is not None:
        if len(clusters) != data.units:
            raise UnusableError(
                f"There are {data.units} units and {len(clusters)} clusters; give one for each."
            )
        return tallies.by_cluster(data.codes, _clusters(clusters))
    if plain:
        return tallies.Groups(data.codes, np.zeros(data.units, np.intp), 1, None, "units")
    named = measure.named or data.coders == 2
    return tallies.by_row(data.codes, len(data.categories), seed, named=named)
