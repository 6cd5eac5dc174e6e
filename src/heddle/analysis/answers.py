"""From sums to an answer: the value, why there is none, how sure it is, and what goes with it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from heddle.analysis import measures, tallies
from heddle.analysis.coefficients import Coefficient
from heddle.analysis.differences import Distance
from heddle.analysis.intervals import Spread, krippendorff, resampled, wilson
from heddle.analysis.measures import Measure
from heddle.analysis.outcomes import Outcome, undefined
from heddle.analysis.ratings import Ratings

IntervalKind = Literal["bootstrap", "krippendorff"]
_MOST_BY_CATEGORY = 200
_CONSTANT = "one of the coders gave one value only, and kappa is 0 then whatever the other gave."


def answer(  # noqa: PLR0917 - what was asked, what was read, how sure it should be
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
    """Return the answer of a measure on units in groups."""
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
        known["by_category"] = _by_category(asked, data, groups)
    lone = asked.name == "cohen" and _constant_coder(measure, total)
    if lone:
        known["notes"] = (*known["notes"], _CONSTANT)
    spread = (
        Spread(None, f"No interval: {_CONSTANT}")
        if lone
        else _spread(asked, measure, groups, sums, data, interval, resamples, seed, known)
    )
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


def _method(asked: Coefficient, measure: Measure, level: str, distance: Distance | None) -> str:
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


def _constant_coder(measure: Measure, total: NDArray[np.float64]) -> bool:
    """Tell whether one of two coders gave one value only: kappa is 0 then, come what may."""
    own = measures.Conger(measure.size, 2).own(total[None])[0]
    return bool((own.max(-1) > 1 - 1e-12).any()) and measure.weights is None


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


def _indices(  # noqa: PLR0917 - see answer
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
        often = np.bincount(place, weights=groups.each()[both], minlength=4)
        cells = often / max(float(often.sum()), 1.0)
        found["pabak"] = 2 * observed - 1
        found["prevalence_index"] = float(abs(cells[0] - cells[3]))
        found["bias_index"] = float(abs(cells[1] - cells[2]))
    return found


def _by_category(
    asked: Coefficient, data: Ratings, groups: tallies.Groups
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


def _spread(  # noqa: PLR0917 - see answer
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
    return krippendorff((weight @ table).reshape(size, size), apart, chance, data.coders, seed=seed)
