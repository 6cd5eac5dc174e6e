"""Agreement between coders: every coefficient by its name, from ratings of units by coders.

    >>> compute([["a", "a"], ["b", "b"], ["a", "b"], ["b", "b"]], "cohen", interval=None).value
    0.5

Which coefficient says what, and when none should be used, is told in docs/methods.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from heddle.analysis import measures, multivalued, tallies
from heddle.analysis.differences import (
    LEVELS,
    Distance,
    Matrix,
    Weights,
    distances,
    need_order,
    weights_of,
)
from heddle.analysis.intervals import Spread, krippendorff, resampled, wilson
from heddle.analysis.measures import Measure
from heddle.analysis.outcomes import Outcome, undefined
from heddle.analysis.ratings import Ratings, UnusableError, read
from heddle.errors import Refused

IntervalKind = Literal["bootstrap", "krippendorff"]
_MANY_VALUES = 3_000
_MOST_BY_CATEGORY = 200


@dataclass(frozen=True)
class Coefficient:
    """A coefficient that can be asked for."""

    name: str
    method: str
    make: Callable[[int, int, Matrix | None], Measure]
    weighted: bool = True
    two: bool = False
    """Whether it is of exactly two coders."""


COEFFICIENTS: Mapping[str, Coefficient] = {
    each.name: each
    for each in (
        Coefficient(
            "percent_unit",
            "Percent agreement: the mean over units of the share of agreeing pairs of coders",
            measures.PercentUnit,
        ),
        Coefficient(
            "percent_coincidence",
            "Percent agreement: the share of agreeing coincidences (Krippendorff's 1 - Do)",
            measures.PercentCoincidence,
            weighted=False,
        ),
        Coefficient(
            "percent_all_agree",
            "Percent agreement: the share of units on which all coders agree",
            measures.PercentAll,
            weighted=False,
        ),
        Coefficient(
            "holsti", "Holsti's CR = 2M/(N1+N2), mean of pairs", measures.Holsti, weighted=False
        ),
        Coefficient("cohen", "Cohen's kappa (1960)", measures.Light, two=True),
        Coefficient("light", "Light's kappa: the mean of Cohen's over pairs", measures.Light),
        Coefficient("conger", "Hubert's and Conger's kappa (1977, 1980)", measures.Conger),
        Coefficient("scott", "Scott's pi (1955)", measures.Fleiss, two=True),
        Coefficient("fleiss", "Fleiss' kappa (1971)", measures.Fleiss),
        Coefficient(
            "bennett",
            "Bennett's S, Brennan & Prediger, Randolph (1954, 1981, 2005)",
            measures.Bennett,
        ),
        Coefficient("gwet_ac1", "Gwet's AC1 (2008)", measures.Gwet, weighted=False),
        Coefficient("gwet_ac2", "Gwet's AC2 (2014)", measures.Gwet),
        Coefficient(
            "krippendorff", "Krippendorff's alpha (2011)", measures.Alpha, weighted=False
        ),
    )
}
ALIASES: Mapping[str, str] = {
    "percent": "percent_unit",
    "percent_agreement": "percent_unit",
    "kappa": "cohen",
    "cohen_kappa": "cohen",
    "hubert": "conger",
    "scott_pi": "scott",
    "pi": "scott",
    "fleiss_kappa": "fleiss",
    "s": "bennett",
    "brennan_prediger": "bennett",
    "randolph": "bennett",
    "ac1": "gwet_ac1",
    "ac2": "gwet_ac2",
    "alpha": "krippendorff",
    "krippendorff_alpha": "krippendorff",
    "multivalued_alpha": "multivalued",
    "alpha_multivalued": "multivalued",
}
NAMES = (*COEFFICIENTS, "multivalued")


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
        coefficient: one of `NAMES` (or an alias).
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
    name = _name(coefficient)
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
        groups = _groups(data, clusters, seed, plain=interval is None)
    except UnusableError as error:
        return undefined(name, asked.method, str(error), **_counts(ratings))
    return _answer(asked, measure, data, groups, interval, resamples, seed, level, distance)


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
        coefficient: one of `NAMES`, but "multivalued".
        categories: the values, in order.
        clusters: what each row lies in, and is drawn again with; None: rows are units by themselves.
        clustered: what the clusters are called.
        interval: see `compute`.
        resamples: see `compute`.
        seed: see `compute`.
    """
    name = _name(coefficient)
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
        places = np.arange(len(often))
        groups = tallies.Groups(data.codes, places, len(often), often, "units")
    else:
        groups = tallies.by_cluster(data.codes, _clusters(np.asarray(clusters)[kept]), clustered)
        groups = replace(groups, times=often)
    return _answer(asked, measure, data, groups, interval, resamples, seed, "nominal", None)


def _clusters(clusters: Sequence[Hashable] | NDArray[Any]) -> NDArray[np.intp]:
    """Return clusters as numbers."""
    names: dict[Hashable, int] = {}
    return np.array([names.setdefault(each, len(names)) for each in clusters], np.intp)


def _name(coefficient: str) -> str:
    name = str(coefficient).strip().lower().replace("-", "_").replace(" ", "_")
    name = ALIASES.get(name, name)
    if name not in NAMES:
        raise Refused(
            f"There is no coefficient “{str(coefficient)[:40]}”; nothing was computed.",
            f"Use one of {', '.join(NAMES)}.",
            code="unknown-coefficient",
        )
    return name


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
    return tallies.by_row(data.codes, len(data.categories), seed)


def _answer(  # noqa: PLR0917 - what was asked, what was read, how sure it should be
    asked: Coefficient,
    measure: Measure,
    data: Ratings,
    groups: tallies.Groups,
    interval: IntervalKind | None,
    resamples: int,
    seed: int,
    level: str,
    distance: Distance | None,
) -> Outcome:
    sums = measure.sums(groups)
    total = sums.sum(0) if groups.weight is None else groups.weight @ sums
    observed, expected = (float(part[0]) for part in measure.formula(total[None]))
    value = float(measure.values(total[None])[0])
    metric = asked.name == "krippendorff" and (level != "nominal" or distance is not None)
    share = measure.share(total[None])[0]
    constant = measure.chance and np.isfinite(value) and share.size > 0 and share.max() > 1 - 1e-12
    defined = np.isfinite(value) and not constant
    known: dict[str, Any] = {
        "units": groups.rows,
        "coders": data.coders,
        "pairable": groups.rows_where(tallies.ratings_in(groups.codes) >= 2),
        "prevalence": {
            category: float(part)
            for category, part in zip(data.categories, share, strict=False)
            if share.size <= _MOST_BY_CATEGORY
        },
        "observed": _or_none(1 - observed if metric else observed),
        "expected": _or_none(1 - expected if metric else expected) if measure.chance else None,
        "scale": "disagreement" if metric else "agreement",
        "notes": tuple(_notes(asked, data, observed)),
    }
    method = _method(asked, measure, level, distance)
    if isinstance(measure, measures.Light) and measure.coders > 2:
        each = measure.each(total[None])[0]
        known["pairs"] = dict(zip(measure.pairs(), map(_or_none, each.tolist()), strict=True))
    if asked.name in {"cohen", "scott", "gwet_ac1", "bennett", "percent_unit"}:
        known["indices"] = _indices(asked, measure, groups, observed, expected, total)
    if not defined:
        return undefined(asked.name, method, _why(data, share, known.get("pairs")), **known)
    if measure.binary and measure.weights is None and distance is None and level == "nominal":
        known["by_category"] = _by_category(asked, measure, data, groups)
    spread = _spread(asked, measure, groups, sums, data, interval, resamples, seed, known)
    return Outcome(
        coefficient=asked.name,
        method=method,
        value=value,
        interval=spread.interval,
        interval_method=spread.how,
        p_below_667=spread.below[0] if spread.below and measure.chance else None,
        p_below_800=spread.below[1] if spread.below and measure.chance else None,
        seed=spread.seed,
        **known,
    )


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _method(
    asked: Coefficient, measure: Measure, level: str, distance: Distance | None
) -> str:
    if asked.name == "krippendorff":
        return f"{asked.method}, {'own differences' if distance is not None else level}"
    return f"{asked.method}, weighted" if measure.weights is not None else asked.method


def _why(
    data: Ratings,
    share: NDArray[np.float64],
    pairs: Mapping[tuple[int, int], float | None] | None,
) -> str:
    """Say why a coefficient is undefined although units were rated by two."""
    used = np.flatnonzero(np.nan_to_num(share) > 0)
    if len(used) == 1:
        return (
            f"Every rating is “{str(data.categories[used[0]])[:40]}”: where nothing varies, "
            "agreement cannot be told from chance."
        )
    for pair, value in (pairs or {}).items():
        if value is None:
            return (
                f"Coders {pair[0] + 1} and {pair[1] + 1} rated no unit in common, or gave one "
                "value only: their kappa is undefined, and so is the mean."
            )
    return "Chance alone would agree on every unit, so there is nothing to correct for."


def _notes(asked: Coefficient, data: Ratings, observed: float) -> list[str]:
    notes = []
    if asked.name in {"bennett", "gwet_ac1", "gwet_ac2"} and not data.given:
        notes.append(
            f"The categories were not given, so the {len(data.categories)} values that occur were "
            "taken for the codebook."
        )
    if observed > 1 - 1e-12:
        notes.append(
            "No disagreement was seen. Resampling then shows none either: the interval does not "
            "say how much there may be."
        )
    return notes


def _indices(
    asked: Coefficient,
    measure: Measure,
    groups: tallies.Groups,
    observed: float,
    expected: float,
    total: NDArray[np.float64],
) -> dict[str, float | None]:
    """Return figures that say why kappa and percent differ (Byrt et al. 1993)."""
    found: dict[str, float | None] = {}
    if measure.coders != 2:
        return found
    if asked.name == "cohen" and measure.weights is None:
        own = measures.Conger(measure.size, 2).own(total[None])[0]
        most = float(np.minimum(own[0], own[1]).sum())
        found["kappa_max"] = _or_none((most - expected) / (1 - expected)) if expected < 1 else None
    if measure.size == 2 and measure.weights is None:
        both = (groups.codes >= 0).all(1)
        place = 2 * groups.codes[both, 0].astype(np.intp) + groups.codes[both, 1]
        cells = np.bincount(place, weights=groups.each()[both], minlength=4)
        cells /= max(cells.sum(), 1)
        found["pabak"] = 2 * observed - 1
        found["prevalence_index"] = float(abs(cells[0] - cells[3]))
        found["bias_index"] = float(abs(cells[1] - cells[2]))
    return found


def _by_category(
    asked: Coefficient, measure: Measure, data: Ratings, groups: tallies.Groups
) -> dict[Hashable, float | None]:
    """Return the coefficient of each value against all others."""
    size = len(data.categories)
    if not 2 <= size <= _MOST_BY_CATEGORY or size * len(groups.codes) > 2_000_000:
        return {}
    weight = np.ones(groups.count) if groups.weight is None else groups.weight
    own = asked.make(2, data.coders, None)
    found: dict[Hashable, float | None] = {}
    for place, category in enumerate(data.categories):
        codes = np.where(groups.codes < 0, -1, groups.codes == place).astype(np.int8)
        sums = own.sums(groups.with_codes(codes))
        total = (weight @ sums)[None]
        value = float(own.values(total)[0])
        constant = own.chance and own.share(total)[0].max() > 1 - 1e-12
        found[category] = None if constant else _or_none(value)
    return found


def _spread(  # noqa: PLR0917 - see _answer
    asked: Coefficient,
    measure: Measure,
    groups: tallies.Groups,
    sums: tallies.Sums,
    data: Ratings,
    interval: IntervalKind | None,
    resamples: int,
    seed: int,
    known: Mapping[str, Any],
) -> Spread:
    if interval is None:
        return Spread(None, "No interval was asked for.")
    if interval == "krippendorff":
        if type(measure) is not measures.Alpha or len(data.categories) > _MOST_BY_CATEGORY:
            return Spread(
                None,
                "No interval: Krippendorff's own scheme is made here for alpha with fixed "
                f"differences and up to {_MOST_BY_CATEGORY} values; ask for “bootstrap”.",
            )
        return _krippendorffs(measure, data, groups, float(known["expected"]), seed)
    share_of_units = asked.name == "percent_all_agree" or (
        asked.name == "percent_unit" and data.coders == 2 and measure.weights is None
    )
    if share_of_units and groups.times is None and groups.how.startswith("units"):
        return wilson(float(known["observed"]) * known["pairable"], known["pairable"])
    return resampled(measure.values, sums, groups, resamples, seed)


def _krippendorffs(
    measure: measures.Alpha, data: Ratings, groups: tallies.Groups, expected: float, seed: int
) -> Spread:
    given = tallies.ratings_in(groups.codes)
    wide = (given >= 2) / np.maximum(given - 1, 1)
    size = len(data.categories)
    table = tallies.coincidences(groups, size, wide)
    weight = np.ones(groups.count) if groups.weight is None else groups.weight
    apart = measure.distances if measure.distances is not None else 1 - np.eye(size)
    chance = expected if measure.distances is not None else 1 - expected
    return krippendorff(
        (weight @ table).reshape(size, size), apart, chance, data.coders, seed=seed
    )

