"""Agreement on where segments begin and end and which code they have: the unitizing alphas.

    >>> answer = compute([("A", 0, 4, "x"), ("B", 0, 4, "x"), ("B", 6, 8, "y")], 10)
    >>> round(answer.value, 4), round(answer.family["|u"].value, 4)
    (0.6948, 0.646)

"Unitizing alpha" is the name of several coefficients that do not give the same numbers. Version
"2016" (the default) is the family of Krippendorff, Mathet, Bouvry & Widlöcher (2016, Quality &
Quantity 50, 2347-2364, doi:10.1007/s11135-015-0266-1; Krippendorff 2019, Content Analysis, 4th ed.,
12.6): u for all, |u for relevant against irrelevant matter, cu for the codes of what both coded,
(k)u for one code. Version "2004" is the older coefficient (unitizing_2004).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heddle.analysis import unitizing_2004
from heddle.analysis.intervals import Spread, resampled
from heddle.analysis.measures import ratio
from heddle.analysis.outcomes import Outcome, undefined
from heddle.analysis.ratings import UnusableError
from heddle.analysis.stretches import Points, Stretches, Whole, cut, need_two, read, refuse_overlaps
from heddle.analysis.tallies import MOST_ROWS, RANDOM_GROUPS, Groups
from heddle.errors import Refused

VERSIONS = ("2016", "2004")
_SAME = {"2019": "2016", "1995": "2004"}
_METHODS = {
    "u": "u-alpha, nominal (Krippendorff et al. 2016)",
    "|u": "|u-alpha: coded or not (Krippendorff et al. 2016)",
    "cu": "cu-alpha: the codes of what was coded by both (Krippendorff et al. 2016)",
    "(k)u": "(k)u-alpha: one code (Krippendorff et al. 2016)",
}


@dataclass(frozen=True, kw_only=True)
class Unitized(Outcome):
    """u-alpha, with the other members of its family."""

    version: str = "2016"
    family: Mapping[str, Outcome] = field(default_factory=dict)
    """By name: "u", "|u", "cu"."""
    codes: Mapping[Hashable, Outcome] = field(default_factory=dict)
    """(k)u of each code; `indices["coverage"]` is the share of its length that others coded."""


def compute(
    segments: Iterable[Sequence[Any]],
    length: float,
    *,
    version: str = "2016",
    coders: Sequence[Hashable] | None = None,
    codes: Sequence[Hashable] | None = None,
    breaks: Sequence[float] | None = None,
    clusters: Sequence[float] | None = None,
    resamples: int = 1_000,
    seed: int = 1,
) -> Unitized:
    """Compute the unitizing alphas of coded segments.

    Args:
        segments: (coder, start, end, code), half-open. One coder's do not overlap.
        length: of the continuum, in the same unit.
        version: "2016" (also "2019"), or "2004" (also "1995").
        coders: all coders, also those who coded nothing; else those who occur.
        codes: the codebook; else the codes that occur.
        breaks: where documents end that were put one after the other: segments are cut there.
        clusters: where the stretches begin that an interval draws again (turns); else documents.
        resamples: how often the bootstrap draws; 0: no interval.
        seed: of its random numbers.

    Returns:
        u-alpha with its family; what is undefined is None, with the reason.

    Raises:
        Refused: an unknown version.
    """
    asked = _SAME.get(str(version), str(version))
    if asked not in VERSIONS:
        raise Refused(
            f"There is no version “{str(version)[:40]}” of unitizing alpha; nothing was computed.",
            "Use “2016” or “2004”.",
            code="unknown-version",
        )
    method = _METHODS["u"] if asked == "2016" else unitizing_2004.METHOD
    try:
        found = read(segments, length, coders=coders, codes=codes)
        need_two(found)
        if asked == "2004":
            return _older(unitizing_2004.compute(found))
        points = _inner(breaks, found.length)
        found = cut(found, points)
        refuse_overlaps(found)
    except UnusableError as error:
        return Unitized(
            coefficient="unitizing", method=method, value=None, reason=str(error), version=asked
        )
    places = _inner(clusters, found.length) if clusters is not None else points
    return _family(_Sums(found, places, seed), resamples, seed)


def _inner(points: Sequence[float] | None, length: float) -> Points:
    """Return the points that lie inside the continuum, sorted."""
    found = np.unique(np.array([] if points is None else points, float))
    return found[(found > 0) & (found < length)]


def _older(outcome: Outcome) -> Unitized:
    names = outcome.__dataclass_fields__
    return Unitized(version="2004", **{name: getattr(outcome, name) for name in names})


class _Sums:
    """The sums of the family by stretch of the continuum: lengths in common, squared lengths."""

    def __init__(self, found: Stretches, places: Points, seed: int) -> None:
        self.codes, self.coders = found.codes, len(found.coders)
        self.size = len(found.codes) + 1
        self.length = found.length
        self.segments = len(found.start)
        self.groups, owner = _groups(places, seed)
        starts = np.unique(np.concatenate([[0.0], found.start, found.end, places]))
        starts = starts[starts < found.length]
        widths = np.diff(np.append(starts, found.length))
        group = owner(starts)
        units = [self._lay(found, coder, starts) for coder in range(self.coders)]
        count, size = self.groups.count, self.size
        common = np.zeros(count * size * size)
        shared = np.zeros(count * size)
        at = owner(found.start) * size + found.code + 1
        for i, j in permutations(range(self.coders), 2):
            (one, unit), (other, _) = units[i], units[j]
            common += np.bincount(
                (group * size + one) * size + other, weights=widths, minlength=common.size
            )
            both = (one > 0) & (other > 0)
            meets = np.bincount(unit[both], weights=widths[both], minlength=self.segments)
            np.add.at(shared, at, meets[: self.segments] ** 2)
        squares = np.zeros(count * size)
        np.add.at(squares, at, (found.end - found.start) ** 2)
        own = squares.reshape(count, size)
        for values, _ in units:
            gap = values == 0
            own[:, 0] += np.bincount(group[gap], weights=widths[gap], minlength=count)
        others = self.coders - 1
        self.table = np.hstack(
            [
                common.reshape(count, size * size) / others,
                own,
                shared.reshape(count, size) / others,
            ]
        )

    def _lay(self, found: Stretches, coder: int, starts: Points) -> tuple[Whole, Whole]:
        """Return a coder's value (0: gap) and unit at each piece of the continuum."""
        own = np.flatnonzero(found.coder == coder)
        if not len(own):
            return np.zeros(len(starts), np.intp), np.zeros(len(starts), np.intp)
        place = np.searchsorted(found.start[own], starts, "right") - 1
        unit = own[np.maximum(place, 0)]
        inside = (place >= 0) & (starts < found.end[unit])
        return np.where(inside, found.code[unit] + 1, 0), unit

    def parts(self, sums: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        """Return l_ck, e_ck, l*_ck and e*_ck of sums (... x sums)."""
        size = self.size
        lead = sums.shape[:-1]
        common = sums[..., : size * size].reshape(*lead, size, size)
        own = sums[..., size * size : size * size + size]
        shared = sums[..., size * size + size + 1 :]
        both = common[..., 1:, 1:]
        return common, _chance(common, own), both, _chance(both, shared)

    def value(self, name: str, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a member of the family of sums."""
        observed, expected = self.agreement(name, sums)
        room = np.where(abs(1 - expected) < 1e-12, 0, 1 - expected)
        return ratio(observed - expected, room)

    def agreement(
        self, name: str, sums: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return agreement observed and expected, as shares of length."""
        common, chance, both, coded = self.parts(sums)
        if name == "cu":
            common, chance = both, coded
        if name == "|u":
            all_, gap, gap_chance = common.sum((-1, -2)), common[..., 0, :], chance[..., 0, :]
            observed = 1 - ratio(2 * (gap.sum(-1) - gap[..., 0]), all_)
            return observed, 1 - ratio(2 * (gap_chance.sum(-1) - gap_chance[..., 0]), all_)
        total = common.sum((-1, -2))
        same = np.trace(common, axis1=-1, axis2=-2)
        by_chance = np.trace(chance, axis1=-1, axis2=-2)
        return ratio(same, total), ratio(by_chance, total)

    def code(self, place: int, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (k)u of a code (its place in the codes)."""
        _, _, both, coded = self.parts(sums)
        seen, chance = both[..., place, :], coded[..., place, :]
        apart = seen.sum(-1) - seen[..., place]
        room = chance.sum(-1) - chance[..., place]
        room = np.where(abs(room) < 1e-9 * np.maximum(chance.sum(-1), 1e-300), 0, room)
        return 1 - ratio(ratio(chance.sum(-1), seen.sum(-1)) * apart, room)


def _chance(common: NDArray[np.float64], own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return expected lengths: products of margins, less what a unit has with itself."""
    margin = common.sum(-1)
    total = margin.sum(-1)[..., None, None]
    product = margin[..., :, None] * margin[..., None, :]
    product = product - own[..., None] * np.eye(common.shape[-1])
    return ratio(total * product, total**2 - own.sum(-1)[..., None, None])


def _groups(places: Points, seed: int) -> tuple[Groups, Any]:
    """Return the stretches of an interval, and a function from points to their places."""
    count = len(places) + 1
    onto = np.arange(count)
    how = "stretches"
    if count > MOST_ROWS:
        onto = np.random.default_rng(seed).permutation(count) * RANDOM_GROUPS // count
        how = f"stretches (in {RANDOM_GROUPS:,} random groups)"
    groups = Groups(np.zeros((0, 0), np.int8), onto, int(onto.max()) + 1, None, how)
    return groups, lambda points: onto[np.searchsorted(places, points, "right")]


def _family(sums: _Sums, resamples: int, seed: int) -> Unitized:
    total = sums.table.sum(0)[None]
    known: dict[str, Any] = {"coders": sums.coders, "units": sums.segments}
    family = {
        name: _member(sums, name, total, resamples, seed, known) for name in ("u", "|u", "cu")
    }
    codes = {code: _code(sums, place, total, known) for place, code in enumerate(sums.codes)}
    whole = family["u"]
    fields = {name: getattr(whole, name) for name in whole.__dataclass_fields__}
    return Unitized(family=family, codes=codes, **fields)


def _member(  # noqa: PLR0917 - a member of the family and how sure it is
    sums: _Sums,
    name: str,
    total: NDArray[np.float64],
    resamples: int,
    seed: int,
    known: dict[str, Any],
) -> Outcome:
    common, _, both, _ = sums.parts(total)
    observed, expected = (float(part[0]) for part in sums.agreement(name, total))
    value = float(sums.value(name, total)[0])
    coded = float(common[0, 1:].sum())
    named = {
        "coefficient": "unitizing" if name == "u" else name,
        "method": _METHODS[name],
        "observed": observed if np.isfinite(observed) else None,
        "expected": expected if np.isfinite(expected) else None,
        "pairable": sums.segments,
        "prevalence": _shares(sums, common[0]),
        "indices": {"coverage": _coverage(both[0].sum(), coded)},
        **known,
    }
    if not np.isfinite(value):
        return undefined(reason=_why(name, both[0].sum(), coded, sums), **named)
    spread = Spread(None, "No interval was asked for.")
    if resamples and sums.groups.count > 1:
        spread = resampled(
            lambda each: sums.value(name, each), sums.table, sums.groups, resamples, seed
        )
    elif resamples:
        spread = Spread(
            None, "No interval: there is one stretch. Give `breaks` (documents) or `clusters`."
        )
    return Outcome(
        value=value,
        interval=spread.interval,
        interval_method=spread.how,
        p_below_667=spread.below[0] if spread.below else None,
        p_below_800=spread.below[1] if spread.below else None,
        seed=spread.seed,
        **named,
    )


def _shares(sums: _Sums, common: NDArray[np.float64]) -> dict[Hashable, float]:
    margin = common.sum(-1)
    return {
        code: float(part / margin.sum()) for code, part in zip(sums.codes, margin[1:], strict=True)
    }


def _coverage(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def _why(name: str, both: float, coded: float, sums: _Sums) -> str:
    if coded == 0:
        return "Nobody coded anything: where nothing varies, agreement cannot be told from chance."
    if name == "cu" and both == 0:
        return "No place was coded by two coders, so there are no codes to compare."
    if name == "cu" or len(sums.codes) == 1:
        return (
            "One code only, as far as this coefficient looks: where nothing varies, agreement "
            "cannot be told from chance."
        )
    return "Everything was coded alike by everybody: agreement cannot be told from chance."


def _code(sums: _Sums, place: int, total: NDArray[np.float64], known: dict[str, Any]) -> Outcome:
    common, _, both, _ = sums.parts(total)
    own, covered = float(common[0, place + 1].sum()), float(both[0, place].sum())
    named = {
        "coefficient": "(k)u",
        "method": _METHODS["(k)u"],
        "indices": {"coverage": _coverage(covered, own)},
        "prevalence": {sums.codes[place]: own / float(common[0].sum())},
        "observed": float(both[0, place, place] / covered) if covered else None,
        **known,
    }
    if own == 0:
        return undefined(reason="Nobody used this code.", **named)
    if covered == 0:
        return undefined(reason="Where it was used, no other coder coded anything.", **named)
    value = float(sums.code(place, total)[0])
    if not np.isfinite(value):
        reason = "Where two coders coded, no other code was used that it could be taken for."
        return undefined(reason=reason, **named)
    return Outcome(value=value, interval_method="No interval is made for single codes.", **named)
