"""Figures as other programs for qualitative analysis print them, from the same codings.

They are reproduced from what the programs' manuals say, so that a number in an earlier report can
be traced: NVivo (help pages of versions 9 to 12, "Coding comparison"), MAXQDA (online manual,
intercoder agreement), ATLAS.ti (manual of version 9; González-Prieto et al. 2020,
arXiv:2008.00977). They were not compared with the programs themselves. What is better used instead
is told in docs/methods.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heddle.analysis.measures import ratio
from heddle.analysis.outcomes import Outcome, undefined
from heddle.analysis.ratings import UnusableError
from heddle.analysis.stretches import Points, Stretches, need_two, read

_NO_INTERVAL = "No interval: the program gives none."


def nvivo(
    segments: Iterable[Sequence[Any]],
    length: float,
    code: Hashable,
    *,
    coders: Sequence[Hashable] | None = None,
) -> dict[str, Outcome]:
    """Return NVivo's percentage agreement and kappa of two coders on one code.

    The unit is the character (or the tenth of a second): percent = (both + neither) / all, kappa is
    Cohen's. Most of a text is coded by nobody, which raises the percentage.
    `coders` names both, where one of them may have coded nothing.

    Returns:
        "percent" and "kappa".
    """
    methods = {
        "percent": "NVivo: percentage agreement by characters",
        "kappa": "NVivo: kappa by characters (Cohen)",
    }
    try:
        found = read(segments, length, coders=coders)
        _two(found)
    except UnusableError as error:
        return {name: undefined(name, method, str(error)) for name, method in methods.items()}
    _, widths, there = _laid(found.where(found.code == _place(found, code)))
    first, second = there[0] > 0, there[1] > 0
    total = found.length
    agreed = float(widths[first == second].sum())
    one, other = float(widths[first].sum()), float(widths[second].sum())
    chance = one * other / total + (total - one) * (total - other) / total
    known: dict[str, Any] = {"coders": 2, "units": int(total), "pairable": int(total)}
    known["interval_method"] = _NO_INTERVAL
    percent = Outcome(
        coefficient="percent", method=methods["percent"], value=agreed / total,
        observed=agreed / total, **known,
    )  # fmt: skip
    if abs(total - chance) < 1e-9:
        reason = "The code is nowhere or everywhere for both: agreement cannot be told from chance."
        return {"percent": percent, "kappa": undefined("kappa", methods["kappa"], reason, **known)}
    kappa = Outcome(
        coefficient="kappa", method=methods["kappa"], value=(agreed - chance) / (total - chance),
        observed=agreed / total, expected=chance / total, **known,
    )  # fmt: skip
    return {"percent": percent, "kappa": kappa}


def maxqda(
    segments: Iterable[Sequence[Any]],
    length: float,
    *,
    overlap: float = 0.9,
    coders: Sequence[Hashable] | None = None,
) -> dict[str, Outcome]:
    """Return MAXQDA's segment agreement of two coders: percent, and kappa by Brennan & Prediger.

    Each segment of either coder counts once: as agreed if the other has one with the same code that
    covers at least `overlap` of the longer of the two. Chance is 1 / number of codes.
    `coders` names both, where one of them may have coded nothing.

    Returns:
        "percent" and "kappa".
    """
    methods = {
        "percent": f"MAXQDA: segments that agree, overlap of {overlap:.0%}",
        "kappa": "MAXQDA: kappa of segments, chance 1/codes (Brennan & Prediger)",
    }
    try:
        found = read(segments, length, coders=coders)
        _two(found)
        _check_share(overlap)
    except UnusableError as error:
        return {name: undefined(name, method, str(error)) for name, method in methods.items()}
    agreed = int(_partnered(found, overlap).sum())
    total = len(found.start)
    if not total:
        reason = "Neither of them coded anything here."
        return {name: undefined(name, method, reason) for name, method in methods.items()}
    known: dict[str, Any] = {
        "coders": 2,
        "units": total,
        "pairable": total,
        "interval_method": _NO_INTERVAL,
        "indices": {"agreed": float(agreed), "alone": float(total - agreed)},
    }
    observed, chance = agreed / total, 1 / len(found.codes)
    percent = Outcome(
        coefficient="percent", method=methods["percent"], value=observed, observed=observed, **known
    )
    if len(found.codes) < 2:
        reason = "There is one code: chance in equal parts would always agree."
        return {"percent": percent, "kappa": undefined("kappa", methods["kappa"], reason, **known)}
    kappa = Outcome(
        coefficient="kappa", method=methods["kappa"], value=(observed - chance) / (1 - chance),
        observed=observed, expected=chance, **known,
    )  # fmt: skip
    return {"percent": percent, "kappa": kappa}


def _partnered(found: Stretches, overlap: float) -> NDArray[np.bool_]:
    """Tell of each segment whether the other coder has one like it."""
    agreed = np.zeros(len(found.start), bool)
    for code in range(len(found.codes)):
        one = np.flatnonzero((found.code == code) & (found.coder == 0))
        other = np.flatnonzero((found.code == code) & (found.coder == 1))
        shared = np.minimum(found.end[one][:, None], found.end[other]) - np.maximum(
            found.start[one][:, None], found.start[other]
        )
        sizes = found.end - found.start
        longer = np.maximum(sizes[one][:, None], sizes[other])
        alike = shared >= overlap * longer - 1e-9
        agreed[one] = alike.any(1)
        agreed[other] = alike.any(0)
    return agreed


def atlas(
    segments: Iterable[Sequence[Any]],
    length: float,
    domains: Mapping[Hashable, Sequence[Hashable]],
    *,
    coders: Sequence[Hashable] | None = None,
) -> dict[str, Outcome]:
    """Return ATLAS.ti's figures of codes in semantic domains (codes of one exclude each other).

    All go by characters. Of each domain: "percent NAME" (Holsti: 2 x agreed / coded by each),
    "binary NAME" (alpha of coded or not) and "cu NAME" (alpha of the codes, where at least two
    coded); of all together: "Cu" (alpha of which domains were seen in what was coded). `coders`
    names all, where one of them may have coded nothing.
    """
    found: dict[str, Outcome] = {}
    rows = list(segments)
    try:
        whole = read(rows, length, coders=coders)
        need_two(whole)
    except UnusableError as error:
        return {"Cu": undefined("Cu", "ATLAS.ti: Cu-alpha", str(error))}
    counts = np.zeros((0, 0))
    _, widths, _ = _laid(whole)
    for name, codes in domains.items():
        place = [whole.codes.index(code) for code in codes if code in whole.codes]
        own = whole.where(np.isin(whole.code, place))
        there = _values(own, whole)
        found |= _domain(name, widths, there, len(whole.coders))
        row = (there > 0).sum(0)[None]
        counts = row if not counts.size else np.vstack([counts, row])
    found["Cu"] = _alpha("Cu", "ATLAS.ti: Cu-alpha, which domains were seen", counts, widths)
    return found


def _values(own: Stretches, whole: Stretches) -> NDArray[np.intp]:
    """Return each coder's value (0: none) on the pieces that all segments make."""
    starts, _, _ = _laid(whole)
    return _laid(own, starts)[2]


def _domain(
    name: Hashable, widths: Points, there: NDArray[np.intp], coders: int
) -> dict[str, Outcome]:
    coded = (there > 0).sum(0)
    binary = np.stack([coded, coders - coded])
    values = np.stack([(there == value).sum(0) for value in range(1, int(there.max(initial=0)) + 1)]
                      or [np.zeros_like(coded)])  # fmt: skip
    found = {
        f"binary {name}": _alpha(
            f"binary {name}", "ATLAS.ti: alpha binary, by characters", binary, widths
        ),
        f"cu {name}": _alpha(f"cu {name}", "ATLAS.ti: cu-alpha, by characters", values, widths),
    }
    method = "ATLAS.ti: percent agreement (Holsti), by characters"
    if coders != 2:
        found[f"percent {name}"] = undefined("percent", method, "It is of two coders.")
        return found
    agreed = float(widths[(there[0] == there[1]) & (there[0] > 0)].sum())
    both = float((widths * coded).sum())
    found[f"percent {name}"] = (
        undefined("percent", method, "Nobody coded anything in this domain.")
        if both == 0
        else Outcome(
            coefficient="percent", method=method, value=2 * agreed / both, coders=2,
            observed=2 * agreed / both, interval_method=_NO_INTERVAL,
        )
    )  # fmt: skip
    return found


def _alpha(name: str, method: str, counts: NDArray[Any], widths: Points) -> Outcome:
    """Return nominal alpha of pieces: values x pieces of counts, each piece so many characters."""
    given = counts.sum(0)
    kept = given >= 2
    counts, given, widths = counts[:, kept], given[kept], widths[kept]
    used = (counts * widths).sum(1)
    total = used.sum()
    apart = (given**2 - (counts**2).sum(0)) / np.maximum(given - 1, 1)
    observed = ratio((apart * widths).sum(), total)
    expected = ratio(total**2 - (used**2).sum(), total * (total - 1))
    if total == 0:
        return undefined(name, method, "No place was coded by two coders.")
    if expected == 0:
        return undefined(
            name, method,
            "One value only: where nothing varies, agreement cannot be told from chance.",
        )  # fmt: skip
    return Outcome(
        coefficient=name, method=method, value=float(1 - observed / expected),
        observed=float(1 - observed), expected=float(1 - expected),
        units=int(widths.sum()), pairable=int(widths.sum()), interval_method=_NO_INTERVAL,
    )  # fmt: skip


def _two(found: Stretches) -> None:
    if len(found.coders) != 2:
        raise UnusableError(f"This is of two coders, and there are {len(found.coders)}.")


def _check_share(overlap: float) -> None:
    if not 0 < overlap <= 1:
        raise UnusableError("The overlap is a share above 0, up to 1.")


def _place(found: Stretches, code: Hashable) -> int:
    return found.codes.index(code) if code in found.codes else -1


def _laid(
    found: Stretches, starts: Points | None = None
) -> tuple[Points, Points, NDArray[np.intp]]:
    """Return the pieces of the continuum (start, width) and each coder's value there (0: none).

    Where segments of a coder overlap, the one that begins last counts.
    """
    if starts is None:
        starts = np.unique(np.concatenate([[0.0], found.start, found.end]))
        starts = starts[starts < found.length]
    widths = np.diff(np.append(starts, found.length))
    there = np.zeros((len(found.coders), len(starts)), np.intp)
    first = np.searchsorted(starts, found.start)
    last = np.searchsorted(starts, found.end)
    for coder, code, begin, stop in zip(found.coder, found.code, first, last, strict=True):
        there[coder, begin:stop] = code + 1
    return starts, widths, there
