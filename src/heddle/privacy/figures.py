"""What Table 1 tells of each variable and group, as bounds that `analysis.recover` reasons with.

Values are counted in the finest unit that they have (years, tenths or hundredths of a year), so
that they are whole numbers. Finer values are not reasoned about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, NamedTuple

from heddle.analysis import exact, grim
from heddle.analysis.grim import Span
from heddle.analysis.recover import Told, joined, populations, solve
from heddle.privacy.protection import (
    Options,
    Shown,
    banded,
    shown_in_group,
    shown_in_total,
    values_of,
)
from heddle.study.participants import OLDEST, YOUNGEST, Participant
from heddle.study.seating import Group

_SCALES: Final = (1, 10, 100)
_BOUNDS: Final = {"age": (YOUNGEST, OLDEST)}
_TRIES: Final = 5_000
_ANY: Final = (0, 1 << 40)


class Seen(NamedTuple):
    """What a reader can work out of one variable in one row."""

    shown: Shown
    values: list[Fraction]
    """The stated values in order: the truth, which the reader does not have."""
    spans: list[Span] | None
    """What each of them can be, in units of 1/`scale`; None: this was not worked out."""
    scale: int
    rest: Span | None
    """What those between the ends are together, where the ends and a mean are printed."""

    @property
    def printed(self) -> set[int]:
        """Places of the values that are printed as the ends of a range."""
        return {0, len(self.values) - 1} if self.shown == "full" else set()

    @property
    def solved(self) -> list[int]:
        """Places of the values that are not printed and yet certain."""
        spans = self.spans or []
        return [
            at for at, (low, high) in enumerate(spans) if low == high and at not in self.printed
        ]


def seen(
    groups: Sequence[Group], everybody: Sequence[Participant], variable: str, options: Options
) -> dict[str, Seen]:
    """Return what can be worked out of a variable in the row of each group."""
    values = {group.label: _stated(group.people, variable) for group in groups}
    shown = {group.label: shown_in_group(group.people, variable, options) for group in groups}
    scale = _scale([value for each in values.values() for value in each])
    if scale is None or options.statistic != "mean (range)":
        return {
            label: Seen(shown[label], each, _tried(each, shown[label], scale, variable, options),
                        scale or 1, None)
            for label, each in values.items()
        }  # fmt: skip
    held = [label for label in values if values[label]]
    told = [_told(values[label], shown[label], scale, variable, options) for label in held]
    whole = None
    together: Shown = "nothing"
    if options.total:
        together = shown_in_total(everybody, groups, variable, options)
        stated = _stated(everybody, variable)
        whole = _told(stated, together, scale, variable, options)
        if len(stated) != sum(len(each) for each in values.values()):
            # Somebody sits in two groups: sums do not add up, and ends still do.
            whole = Told(whole.n, whole.least, whole.most, _ANY)
    hidden = [at for at, label in enumerate(held) if shown[label] != "full"]
    ways = _ways(told, hidden) if whole and together != "full" and hidden else [told]
    if options.suppression == "all ranges" or variable in options.without_range:
        ways = [told]  # the total's range is held back whoever is at its ends
    solved = joined(solve(way, whole) for way in ways)
    spans = dict(zip(held, solved, strict=True)) if solved else {}
    sums = dict(zip(held, told, strict=True))
    return {
        label: Seen(shown[label], each, spans.get(label), scale,
                    _rest(sums[label]) if each and shown[label] == "full" else None)
        for label, each in values.items()
    }  # fmt: skip


def _ways(told: list[Told], hidden: list[int]) -> list[list[Told]]:
    """Return the ways in which the total's range came to be held back.

    That it is says something: one of the hidden people lies beyond all that are shown.
    """
    ends = [each for at, each in enumerate(told) if at not in hidden]
    if not ends:
        return [told]
    low = min(each.least[0] for each in ends)
    high = max(each.most[1] for each in ends)
    ways = []
    for at in hidden:
        each = told[at]
        for beyond in (
            replace(each, least=(each.least[0], min(each.least[1], low - 1))),
            replace(each, most=(max(each.most[0], high + 1), each.most[1])),
        ):
            ways += [[*told[:at], beyond, *told[at + 1 :]]]
    return ways


def _rest(told: Told) -> Span | None:
    if told.n < 3:
        return None
    ends = told.least[0] + told.most[0]
    between = (told.least[0] * (told.n - 2), told.most[0] * (told.n - 2))
    return grim.common((told.total[0] - ends, told.total[1] - ends), between)


def _stated(people: Sequence[Participant], variable: str) -> list[Fraction]:
    return sorted(exact.exact(v) for v in values_of(people, variable) if v is not None)


def _scale(values: Sequence[Fraction]) -> int | None:
    """Return how many of the finest unit make a year; None where it is finer than a hundredth."""
    return next((s for s in _SCALES if all((v * s).denominator == 1 for v in values)), None)


def _told(
    values: Sequence[Fraction], shown: Shown, scale: int, variable: str, options: Options
) -> Told:
    low, high = _BOUNDS.get(variable, (0, OLDEST - YOUNGEST))
    wide = (low * scale, high * scale)
    if not values or shown == "nothing":
        return Told(len(values), wide, wide, _ANY)
    printed = exact.round_to(exact.mean(values) or Fraction(0), options.decimals, options.rounding)
    ties: grim.Ties = "up" if options.rounding == "half-up" else "either"
    total = grim.sums(len(values), printed, options.decimals, ties, scale)
    if shown == "middle":
        return Told(len(values), wide, wide, total)
    if shown == "bands":
        start, end = banded(values[0], values[-1], options.band)
        last = (end + 1) * scale - 1
        least = (max(start * scale, wide[0]), (start + options.band) * scale - 1)
        most = (last - options.band * scale + 1, min(last, wide[1]))
        return Told(len(values), least, most, total)
    ends = int(values[0] * scale), int(values[-1] * scale)
    return Told(len(values), (ends[0], ends[0]), (ends[1], ends[1]), total)


def _tried(
    values: Sequence[Fraction], shown: Shown, scale: int | None, variable: str, options: Options
) -> list[Span] | None:
    """Try all groups that other statistics than mean (range) leave open, where they are few."""
    if not values or scale is None or shown == "nothing":
        return None
    low, high = _BOUNDS.get(variable, (0, OLDEST - YOUNGEST))
    ranged = shown == "full" and options.statistic.endswith("(range)")
    whole = [int(value * scale) for value in values]
    truth = _printed(values, shown, options)
    # Where the ends are printed, only what lies between them is open.
    ends = (whole[0], whole[-1]) if ranged and len(values) > 1 else None
    n = len(values) - 2 if ends else len(values)
    span = ends or (low * scale, high * scale)

    def filled(inner: tuple[int, ...]) -> list[int]:
        return [ends[0], *inner, ends[1]] if ends else list(inner)

    def allowed(inner: tuple[int, ...]) -> bool:
        return _printed([Fraction(v, scale) for v in filled(inner)], shown, options) == truth

    found = populations(n, span, allowed, _TRIES)
    if not found:
        return None
    every = [filled(inner) for inner in found]
    return [(min(each[at] for each in every), max(each[at] for each in every))
            for at in range(len(values))]  # fmt: skip


def _printed(
    values: Sequence[Fraction], shown: Shown, options: Options
) -> tuple[Fraction | None, ...]:
    """Return the figures that a cell shows of values."""
    summary = exact.summarise(values, options.quartiles)

    def rounded(value: Fraction | None) -> Fraction | None:
        return None if value is None else exact.round_to(value, options.decimals, options.rounding)

    middle = summary.mean if options.statistic.startswith("mean") else summary.median
    if shown in ("middle", "nothing"):
        return (rounded(middle),)
    if shown == "bands" and summary.minimum is not None and summary.maximum is not None:
        start, end = banded(summary.minimum, summary.maximum, options.band)
        return rounded(middle), Fraction(start), Fraction(end)
    if options.statistic.endswith("(IQR)"):
        return rounded(middle), rounded(summary.lower_quartile), rounded(summary.upper_quartile)
    if options.statistic.endswith("(SD)"):
        spread = summary.variance
        root = None if spread is None else exact.root(spread, options.decimals)
        return rounded(middle), root
    return rounded(middle), summary.minimum, summary.maximum
