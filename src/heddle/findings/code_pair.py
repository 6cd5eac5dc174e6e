"""Two codes in detail: on every base, how their stretches lie, and how far from chance that is."""

from __future__ import annotations

import msgspec
import numpy as np

from heddle.analysis import cooccurrence as co
from heddle.analysis import proximity
from heddle.errors import Refused
from heddle.findings.cooccurring import (
    BASES,
    NO_TIMES,
    UNITS,
    Base,
    Chosen,
    CoAsk,
    Unit,
    choose,
    segments_of,
    shares_on,
    timed,
)
from heddle.findings.corpus import Corpus, Count, Truth
from heddle.log.view import View
from heddle.study.extracts import Extract, extracts_of
from heddle.study.method import Verdict, permits


class OnBase(msgspec.Struct, kw_only=True):
    """Two codes on one base."""

    base: Base
    one: float | None = None
    other: float | None = None
    shared: float | None = None
    whole: float | None = None
    coefficient: float | None = None
    given_one: float | None = None
    """P(other | one): the part of the first code's that the second has too."""
    given_other: float | None = None
    lift: float | None = None
    mark: str = ""
    why: str = ""
    """Why a figure is missing."""


class Distance(msgspec.Struct, kw_only=True):
    """How near the second code comes after the first."""

    unit: Unit
    within: float
    followed: int | None
    """Pairs in which the second begins within the distance after the first's end."""
    median_gap: float | None
    """From an end of the first to the next beginning of the second."""
    why: str = ""


class Pair(msgspec.Struct, kw_only=True):
    """Two codes in detail."""

    one: str
    other: str
    bases: list[OnBase]
    same: int
    within: int
    """Pairs in which the first code's stretch lies inside the second's."""
    around: int
    """Pairs in which it lies around it."""
    crosses: int
    expected: float | None
    """Overlapping pairs that chance would make; see docs/methods/cooccurrence.md."""
    p: float | None
    shifts: int
    seed: int
    why: str = ""
    """Why there is no test, or no coefficient."""
    distances: list[Distance]
    codings: list[str]
    """Ids of the first code's codings that overlap one of the second."""
    extracts: list[Extract] = []


def pair(
    view: View,
    one: str,
    other: str,
    ask: CoAsk,
    *,
    within: float = 3,
    unit: Unit = "turns",
    shifts: int = proximity.SHIFTS,
    seed: int = 1,
    limit: int = 100,
) -> Pair:
    """Return two codes on all bases, how their stretches lie, and how far from chance that is.

    Args:
        view: the study.
        one: id of the first code.
        other: id of the second, another one.
        ask: which codings count; its base does not matter.
        within: how far after the first's end the second may begin to follow it.
        unit: of `within`.
        shifts: of the test.
        seed: of the test.
        limit: extracts at most.
    """
    if one == other:
        raise Refused("A code does not co-occur with itself.", "Choose two different codes.")
    chosen = choose(view, msgspec.structs.replace(ask, codes=[one, other]))
    found, codings = chosen.found, chosen.codings
    a, b = (int(chosen.place[found.code_at[code]]) for code in (one, other))
    verdict = permits(view, "counts as validity")
    all_segments = segments_of(chosen, codings)
    lie = co.overlaps(all_segments, 2)
    mine, theirs = all_segments.code == a, all_segments.code == b
    first, second = (_of(all_segments, which) for which in (mine, theirs))
    met = proximity.touching(first, second)
    ids = [codings.id[at] for at in np.flatnonzero(mine)[met].tolist()]
    size = _sizes(found)
    test = proximity.shift_test(first, second, size, shifts=shifts, seed=seed)
    tested = verdict.permitted and bool(len(first.code) and len(second.code))
    return Pair(
        one=one,
        other=other,
        bases=[_on_base(chosen, base, a, b, permitted=verdict.permitted) for base in BASES],
        same=int(lie.same[a, b]),
        within=int(lie.within[a, b]),
        around=int(lie.within[b, a]),
        crosses=int(lie.crosses[a, b]),
        expected=float(co.expected_pairs(all_segments, 2, size)[a, b]) if tested else None,
        p=test.p if tested else None,
        shifts=shifts,
        seed=seed,
        why=_why(verdict, tested=tested),
        distances=[
            _distance(chosen, a, b, name, within if name == unit else None) for name in UNITS
        ],
        codings=ids,
        extracts=extracts_of(view, ids[:limit]),
    )


def _why(verdict: Verdict, *, tested: bool) -> str:
    if not verdict.permitted:
        return f"{verdict.reason} {verdict.instead}"
    return "" if tested else "One of the two codes was not used, so there is nothing to test."


def _of(segments: co.Segments, which: Truth) -> co.Segments:
    return co.Segments(*(each[which] for each in segments))


def _sizes(found: Corpus) -> Count:
    """Return how many characters each source has."""
    size = np.zeros(len(found.sources), dtype=np.int64)
    np.maximum.at(size, found.turns.source, found.turns.end)
    return size


def _on_base(chosen: Chosen, base: Base, a: int, b: int, *, permitted: bool) -> OnBase:
    if base == "pairs":
        pairs = co.overlaps(segments_of(chosen, chosen.codings), 2).pairs
        own = np.bincount(chosen.place[chosen.codings.code], minlength=2)
        made = co.coefficients(pairs, own)
        mark = "uneven" if made.uneven[a, b] else ""
        return OnBase(
            base=base,
            one=float(own[a]),
            other=float(own[b]),
            shared=float(pairs[a, b]),
            coefficient=_number(made.value[a, b]) if permitted else None,
            mark="out of range" if made.out_of_range[a, b] else mark,
            why="" if own.any() else "Neither code was used.",
        )
    shares, why = shares_on(chosen, base)
    if shares is None:
        return OnBase(base=base, why=why)
    told = OnBase(base=base, one=float(shares.own[a]), other=float(shares.own[b]),
                  shared=float(shares.shared[a, b]), whole=shares.whole)  # fmt: skip
    if permitted:
        told.coefficient = _number(shares.jaccard()[a, b])
        told.given_one = _number(shares.given()[a, b])
        told.given_other = _number(shares.given()[b, a])
        told.lift = _number(shares.lift()[a, b])
        told.why = "" if told.lift is not None else "One of the codes was not used."
    return told


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _distance(chosen: Chosen, a: int, b: int, unit: Unit, within: float | None) -> Distance:
    """Tell how near the second code comes after the first, in one unit."""
    codings, code = chosen.codings, chosen.place[chosen.codings.code]
    if unit == "seconds":
        segments = timed(chosen)
        if segments is None:
            return Distance(
                unit=unit, within=within or 0, followed=None, median_gap=None, why=NO_TIMES
            )
    else:
        segments = segments_of(chosen, codings)
    first, second = _of(segments, code == a), _of(segments, code == b)
    if unit == "turns":
        # From a stretch's last turn to the next one's first; 0 is later in the same turn.
        places = _behind(chosen, a, b)
        median = float(np.median(places)) if len(places) else None
        reach = _turn_ends(chosen, within) if within is not None else None
    else:
        gaps = proximity.gaps(first, second)
        median, reach = float(np.median(gaps)) if len(gaps) else None, None
    followed = None
    if within is not None:
        followed = int(co.following(segments, 2, within, reach)[a, b])
    why = "" if median is not None else "The second code never begins after the first has ended."
    return Distance(unit=unit, within=within or 0, followed=followed, median_gap=median, why=why)


def _turn_ends(chosen: Chosen, within: float) -> Count:
    """Return up to where a stretch may begin to be in one of the next turns of its source."""
    turns, codings = chosen.found.turns, chosen.codings
    last = np.searchsorted(turns.source, codings.source, side="right") - 1
    return turns.end[np.minimum(codings.last + int(within), last)]


def _behind(chosen: Chosen, a: int, b: int) -> Count:
    """Return how many turns after each stretch of the first code the next of the second begins."""
    codings, code = chosen.codings, chosen.place[chosen.codings.code]
    found = []
    for source in np.unique(codings.source).tolist():
        mine = np.flatnonzero((codings.source == source) & (code == a))
        theirs = np.flatnonzero((codings.source == source) & (code == b))
        at = np.searchsorted(codings.start[theirs], codings.end[mine])
        later = at < len(theirs)
        found.append(codings.first[theirs[at[later]]] - codings.last[mine[later]])
    return np.concatenate(found).astype(np.int64) if found else np.zeros(0, dtype=np.int64)
