"""Verdicts of the reverse checker, and how their numbers are written."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import msgspec

Verdict = Literal["holds", "impossible", "possible, not derivable", "cannot be checked"]


class Checked(msgspec.Struct, kw_only=True):
    """One check."""

    what: str
    """What was looked at: "age: range of the total"."""
    verdict: Verdict
    why: str
    """The arithmetic, in words."""


def number(value: Fraction | int) -> str:
    """Print a number with as many decimals as it has."""
    return f"{value}" if Fraction(value).denominator == 1 else f"{float(value):.10g}"


def made(what: str, verdict: Verdict, why: str) -> Checked:
    """Return a check with its verdict."""
    return Checked(what=what, verdict=verdict, why=why)


def holds(what: str, passed: bool, why: str) -> Checked:
    """Return a check that holds, or else is impossible."""
    return made(what, "holds" if passed else "impossible", why)
