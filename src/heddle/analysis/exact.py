"""Exact arithmetic for printed numbers: means, medians, spreads, percentages, durations.

Every value is a fraction from the moment it is read to the moment it is printed, so a printed
number depends on the data and on the rule named beside it, never on binary floating point.
Rounding happens once, at printing. What is undefined (the mean of nothing) is None here and
the word "undefined" in print; it is never 0 and never NaN.

Rules (all are stated where the numbers are printed):

* rounding: ``half-up`` (a half goes away from zero: 2.5 -> 3, -2.5 -> -3) unless the caller
  asks for ``half-even`` (2.5 -> 2, 3.5 -> 4);
* quartiles: ``inclusive`` (type 7 of Hyndman & Fan 1996; Excel's QUARTILE.INC, R's default) or
  ``exclusive`` (type 6; SPSS, Minitab);
* standard deviation: of a sample (divided by n - 1) unless the population's is asked for;
* missing values (None) are left out and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Literal

from heddle.errors import Refused

Number = int | float | Decimal | Fraction
Rounding = Literal["half-up", "half-even"]
Quartiles = Literal["inclusive", "exclusive"]

UNDEFINED = "undefined"
_DURATION = re.compile(r"([0-9]{1,6}):([0-5][0-9]):([0-5][0-9])([.,][0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Summary:
    """What can be said about a list of numbers; None where it is undefined."""

    n: int
    """Values that are there."""
    missing: int
    """Values that are not (None)."""
    total: Fraction
    mean: Fraction | None
    minimum: Fraction | None
    maximum: Fraction | None
    median: Fraction | None
    lower_quartile: Fraction | None
    upper_quartile: Fraction | None
    variance: Fraction | None
    """Of the sample; undefined below two values."""


def exact(value: Number) -> Fraction:
    """Return a number as the fraction that its decimal form says.

    A float counts as the shortest decimal that stands for it: 0.1 is 1/10, as typed.

    Raises:
        ValueError: It is infinite, or no number (NaN).
        TypeError: It is a truth value, which is no measurement.
    """
    if isinstance(value, bool):
        raise TypeError("a truth value is not a number here")
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("infinite and undefined values cannot be counted with")
    return Fraction(value)


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """Return the arithmetic mean; None for no values."""
    return sum(values, Fraction(0)) / len(values) if values else None


def quantile(
    values: Sequence[Fraction], share: Fraction, rule: Quartiles = "inclusive"
) -> Fraction | None:
    """Return the value below which a `share` of the values lies; None for no values.

    The position among the n sorted values, counted from 1, is (n - 1) * share + 1 under
    ``inclusive`` and (n + 1) * share under ``exclusive``, kept within 1..n; between two values the
    result lies in proportion. ``share`` 1/2 is the median under both rules.

    Source: Hyndman & Fan (1996), The American Statistician 50(4), types 7 and 6.
    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    if not values:
        return None
    ordered = sorted(values)
    n = len(ordered)
    position = (n - 1) * share + 1 if rule == "inclusive" else (n + 1) * share
    position = min(max(position, Fraction(1)), Fraction(n))
    below = position.numerator // position.denominator
    rest = position - below
    lower = ordered[below - 1]
    return lower + rest * (ordered[min(below, n - 1)] - lower)


def median(values: Sequence[Fraction]) -> Fraction | None:
    """Return the middle value, or the mean of the two in the middle; None for no values."""
    return quantile(values, Fraction(1, 2))


def variance(values: Sequence[Fraction], *, population: bool = False) -> Fraction | None:
    """Return the variance: squared distances from the mean, summed, divided by n - 1.

    With `population`, divided by n. None where the divisor would be 0.
    """
    divisor = len(values) if population else len(values) - 1
    middle = mean(values)
    if middle is None or divisor < 1:
        return None
    return sum(((value - middle) ** 2 for value in values), Fraction(0)) / divisor


def summarise(values: Iterable[Number | None], quartiles: Quartiles = "inclusive") -> Summary:
    """Summarise a list in which None means that a value is missing."""
    given = list(values)
    known = [exact(value) for value in given if value is not None]
    return Summary(
        n=len(known),
        missing=len(given) - len(known),
        total=sum(known, Fraction(0)),
        mean=mean(known),
        minimum=min(known, default=None),
        maximum=max(known, default=None),
        median=median(known),
        lower_quartile=quantile(known, Fraction(1, 4), quartiles),
        upper_quartile=quantile(known, Fraction(3, 4), quartiles),
        variance=variance(known),
    )


def round_to(value: Fraction, decimals: int = 0, rounding: Rounding = "half-up") -> Fraction:
    """Round to a number of decimals; negative `decimals` round to tens, hundreds, ...

    ``half-up`` takes a half away from zero, ``half-even`` to the even neighbour.
    """
    scaled = value * Fraction(10) ** decimals
    if rounding == "half-even":
        whole = round(scaled)
    else:
        whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
        whole = whole if scaled >= 0 else -whole
    return Fraction(whole) / Fraction(10) ** decimals


def root(value: Fraction, decimals: int) -> Fraction:
    """Return the square root, correctly rounded half-up to a number of decimals.

    Exact for every size: floor(2 * 10^d * sqrt(x)) comes from an integer root, and
    floor(s + 1/2) = (floor(2 s) + 1) // 2.

    Raises:
        ValueError: The value is negative.
    """
    if value < 0:
        raise ValueError("a negative number has no square root")
    scaled = 4 * value * Fraction(100) ** decimals
    doubled = isqrt(scaled.numerator // scaled.denominator)
    return Fraction((doubled + 1) // 2) / Fraction(10) ** decimals


def format_number(
    value: Fraction | int | None,
    decimals: int = 0,
    decimal_mark: str = ".",
    *,
    rounding: Rounding = "half-up",
    undefined: str = UNDEFINED,
) -> str:
    """Print a number with exactly `decimals` decimals; None as the word `undefined`.

    No separator of thousands; what rounds to zero has no minus sign.

    Raises:
        ValueError: `decimals` is negative.
    """
    if decimals < 0:
        raise ValueError("a number is printed with no or some decimals")
    if value is None:
        return undefined
    whole = int(round_to(Fraction(value), decimals, rounding) * 10**decimals)
    digits = str(abs(whole)).rjust(decimals + 1, "0")
    sign = "-" if whole < 0 else ""
    if not decimals:
        return f"{sign}{digits}"
    return f"{sign}{digits[:-decimals]}{decimal_mark}{digits[-decimals:]}"


def format_root(
    value: Fraction | None,
    decimals: int = 1,
    decimal_mark: str = ".",
    *,
    undefined: str = UNDEFINED,
) -> str:
    """Print the square root of a variance: the standard deviation, rounded half-up once."""
    found = None if value is None else root(value, decimals)
    return format_number(found, decimals, decimal_mark, undefined=undefined)


def format_range(
    minimum: Fraction | None,
    maximum: Fraction | None,
    decimals: int = 0,
    decimal_mark: str = ".",
    *,
    undefined: str = UNDEFINED,
) -> str:
    """Print a range from unrounded ends with an en dash: "41–65"; one value stands alone.

    Where an end is negative, "to" stands between the ends, so that no minus is misread.
    """
    if minimum is None or maximum is None:
        return undefined
    ends = [format_number(end, decimals, decimal_mark) for end in (minimum, maximum)]
    if minimum == maximum:
        return ends[0]
    return (" to " if "-" in "".join(ends) else "–").join(ends)


def percent(part: Number, whole: Number) -> Fraction | None:
    """Return what percentage `part` is of `whole`; None where the whole is 0."""
    divisor = exact(whole)
    return exact(part) * 100 / divisor if divisor else None


def format_percent(
    part: Number,
    whole: Number,
    decimals: int = 1,
    decimal_mark: str = ".",
    *,
    sign: str = "%",
    rounding: Rounding = "half-up",
    undefined: str = UNDEFINED,
) -> str:
    """Print a percentage; `sign` is "%" in English and a no-break space and "%" in Danish."""
    value = percent(part, whole)
    if value is None:
        return undefined
    return f"{format_number(value, decimals, decimal_mark, rounding=rounding)}{sign}"


def parse_duration(text: str) -> Fraction:
    """Read a duration written h:mm:ss, with decimals of a second if wanted; in seconds.

    Raises:
        Refused: It is written in another way. Two parts ("1:44") could be hours and minutes
            or minutes and seconds, so they are not guessed at.
    """
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise Refused(
            f"“{text[:40]}” is not a duration that can be read without guessing.",
            "Write hours, minutes and seconds, such as 1:05:00 or 0:43:30.",
        )
    hours, minutes, seconds = (int(part) for part in match.groups()[:3])
    rest = Fraction((match[4] or ".0").replace(",", "."))
    return hours * 3600 + minutes * 60 + seconds + rest


def format_duration(seconds: Number | None, *, undefined: str = UNDEFINED) -> str:
    """Print seconds as h:mm:ss; fractions of a second are rounded half-up, once.

    Sums are taken of the seconds, never of printed durations.

    Raises:
        ValueError: The duration is negative.
    """
    if seconds is None:
        return undefined
    whole = int(round_to(exact(seconds)))
    if whole < 0:
        raise ValueError("a duration is not negative")
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
