"""What a printed mean says about the sum behind it.

The mean of n whole numbers is a fraction with denominator n, so a printed mean stands for few
sums, and for none at all where it is a misprint. Sums add up where means do not: the sums that
groups can have bound what their total can be.

Source: the GRIM test, Brown & Heathers (2017), Social Psychological and Personality Science
8(4), 363-369, doi:10.1177/1948550616673876. There and here a mean that lies on a half may have
been rounded up or down, unless the rule is known.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

Span = tuple[int, int]
"""Smallest and largest whole number; nothing fits where the first is the larger one."""

Ties = Literal["either", "up", "none"]
"""How a mean that lies on a half was printed: not known, up (half-up), or no mean lies there."""


def sums(n: int, printed: Fraction, decimals: int, ties: Ties = "either", scale: int = 1) -> Span:
    """Return the sums of n whole numbers whose mean is printed so.

    ``sums(4, Fraction(43), 0, "up") == (170, 173)``: 170/4 = 42.5 is printed as 43.

    Args:
        n: How many numbers, at least 1; none of them is negative.
        printed: The mean as printed.
        decimals: With how many decimals it is printed.
        ties: What is known of rounding; "either" takes both ends for possible.
        scale: How many of the units that the numbers are whole in make one of the mean's
            (10: the numbers are tenths).
    """
    low, high = (end * scale for end in real_sums(n, printed, decimals))
    first = -(-low.numerator // low.denominator)
    last = high.numerator // high.denominator
    if ties == "none" and first == low:
        first += 1
    if ties in ("none", "up") and last == high:
        last -= 1
    return first, last


def real_sums(n: int, printed: Fraction, decimals: int) -> tuple[Fraction, Fraction]:
    """Return the smallest and largest sum of n numbers of any kind behind a printed mean."""
    half = Fraction(1, 2) / 10**decimals
    return n * (printed - half), n * (printed + half)


def range_sums(n: int, least: int, most: int) -> Span:
    """Return the sums of n whole numbers that reach from `least` to `most`.

    Both ends are among the numbers; the others lie anywhere between, so all sums between the
    two can be had.
    """
    if n == 1:
        return (least, least) if least == most else (1, 0)
    return least * (n - 1) + most, least + most * (n - 1)


def common(*spans: Span) -> Span:
    """Return what is in all spans."""
    return max(low for low, _ in spans), min(high for _, high in spans)


def added(*spans: Span) -> Span:
    """Return what the sum of one number from each span can be."""
    return sum(low for low, _ in spans), sum(high for _, high in spans)


def fits(span: Span) -> bool:
    """Tell whether there is anything in a span."""
    return span[0] <= span[1]
