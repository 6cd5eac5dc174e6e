"""A number that may be undefined, with the reason where it is."""

from __future__ import annotations

from typing import NamedTuple


class Measure(NamedTuple):
    """A value, or None with the reason in words; an undefined number is never 0 or 1."""

    value: float | None
    reason: str = ""


def undefined(reason: str) -> Measure:
    """Return a measure without a value."""
    return Measure(None, reason)
