"""What a measure of agreement answers: a number with all it rests on, or why there is none.

A measure that is undefined (0/0, a code that nobody or everybody used, no unit that two people
coded) has the value None and a reason in plain words; it is never shown as 0 or 1.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Scale = Literal["agreement", "disagreement"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The answer of one measure on one set of data."""

    coefficient: str
    """The name that it was asked for by, in its full form ("krippendorff")."""
    method: str
    """The definition that was computed, with its source."""
    value: float | None
    """The coefficient; None where it is undefined."""
    reason: str = ""
    """Why there is no value; empty where there is one."""
    observed: float | None = None
    """Observed agreement (or disagreement, see `scale`)."""
    expected: float | None = None
    """Agreement (or disagreement) expected by chance; None for measures without chance."""
    scale: Scale = "agreement"
    """What `observed` and `expected` count."""
    interval: tuple[float, float] | None = None
    """The 95 % interval."""
    interval_method: str = ""
    """How the interval was made, or why there is none."""
    p_below_667: float | None = None
    """Probability that the coefficient is below .667, from the same distribution."""
    p_below_800: float | None = None
    """Probability that it is below .800."""
    seed: int | None = None
    """The seed of what was drawn at random; the same seed gives the same figures."""
    units: int = 0
    """Units that were given."""
    pairable: int = 0
    """Units that at least two coders rated: what the value rests on."""
    coders: int = 0
    prevalence: Mapping[Hashable, float] = field(default_factory=dict)
    """The share of each value among the ratings that count."""
    by_category: Mapping[Hashable, float | None] = field(default_factory=dict)
    """The coefficient of each value against all others, where the measure has one."""
    pairs: Mapping[tuple[int, int], float | None] = field(default_factory=dict)
    """The coefficient of each pair of coders (columns from 0), where the measure has one."""
    indices: Mapping[str, float | None] = field(default_factory=dict)
    """Further figures by name: kappa_max, pabak, prevalence_index, bias_index, coverage."""
    notes: tuple[str, ...] = ()
    """What a reader of the value should know."""


def undefined(coefficient: str, method: str, reason: str, **known: object) -> Outcome:
    """Return the answer of a measure that has no value, with its reason."""
    return Outcome(coefficient=coefficient, method=method, value=None, reason=reason, **known)  # type: ignore[arg-type]  # fields of Outcome
