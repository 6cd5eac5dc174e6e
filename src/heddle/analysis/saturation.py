"""Code saturation as Guest, Namey and Chen (2020) assess it, and curves of new codes.

Base size, run length and new-information threshold: PLoS ONE 15(5) e0232076,
doi:10.1371/journal.pone.0232076. The base is the number of different codes in the first `base`
events (interviews, groups); each run of `run` events after it gives a ratio, its new codes over
the base's. Runs move on by one event. Saturation is reached at event n where the run after n is
the first whose ratio is not above the threshold; it is reported as "n+r".

It is about codes, not about meaning (Hennink, Kaiser and Marconi 2017,
doi:10.1177/1049732316665344). The order of events is mostly an accident, so what other orders
would have given is worked out too.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Truth = npt.NDArray[np.bool_]

BASES = (4, 5, 6)
RUNS = (2, 3)
THRESHOLDS = (0.05, 0.0)


class Step(NamedTuple):
    """One run of events after the base."""

    after: int
    """How many events come before the run."""
    new: int
    """Codes that are first used in it."""
    ratio: float


class Saturation(NamedTuple):
    """What the method says of a number of events in one order."""

    base: int | None
    """Different codes in the base; None where there are too few events."""
    steps: list[Step]
    at: int | None
    """Events before the first run with no more than the threshold; None: not reached."""
    told: str
    """As it is reported: "6+2"; empty: not reached, or not assessed."""
    reason: str = ""
    """Why nothing can be said; empty where something can."""


def new_codes(held: Truth) -> list[int]:
    """Return how many codes each event brings that no event before it had.

    Args:
        held: events x codes, in the order of the events.
    """
    given = np.asarray(held, dtype=np.bool_)
    if not given.size:
        return [0] * len(given)
    used = given.any(axis=0)
    first = given.argmax(axis=0)[used]
    return [int(n) for n in np.bincount(first, minlength=len(given))]


def assess(
    new: Sequence[int], *, base: int = 4, run: int = 2, threshold: float = 0.05
) -> Saturation:
    """Assess saturation over events in their order.

    Args:
        new: New codes of each event, as `new_codes` returns them.
        base: How many events the base has.
        run: How many events a run has.
        threshold: The largest ratio that counts as saturated, 0 to 1.

    Raises:
        ValueError: base or run is below 1, or the threshold is no share.
    """
    _check(base, run, threshold)
    needed = base + run
    if len(new) < needed:
        return Saturation(None, [], None, "", reason=too_few(len(new), base, run))
    size = sum(new[:base])
    if not size:
        return Saturation(0, [], None, "", reason="The first events have no codes, so there is "
                          "no base to compare new codes with.")  # fmt: skip
    steps = [
        Step(after, fresh := sum(new[after : after + run]), fresh / size)
        for after in range(base, len(new) - run + 1)
    ]
    at = next((step.after for step in steps if step.ratio <= threshold), None)
    return Saturation(size, steps, at, "" if at is None else f"{at}+{run}")


def too_few(events: int, base: int, run: int) -> str:
    """Say why so few events cannot carry the method."""
    have = "There is 1 event" if events == 1 else f"There are {events} events"
    return (
        f"{have}, and the method needs a base of {base} and a run of {run} after it: at least "
        f"{base + run}. With fewer, whatever came out would be chance."
    )


class Orders(NamedTuple):
    """At how many events saturation is reached when the same events come in other orders."""

    tried: int
    every: bool
    """Whether these are all orders there are, rather than a sample."""
    never: int
    """Orders in which it is not reached."""
    at: dict[int, int]
    """How many orders reach it after so many events."""

    def quantile(self, share: float) -> int | None:
        """Return the number of events by which this share of all orders is saturated."""
        needed, reached = share * self.tried, 0
        for n in sorted(self.at):
            reached += self.at[n]
            if reached >= needed:
                return n
        return None


def orders(
    held: Truth,
    *,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    times: int = 1000,
    seed: int = 0,
) -> Orders | None:
    """Assess the same events in other orders; None where there are too few events.

    Args:
        held: events x codes.
        base: As for `assess`.
        run: As for `assess`.
        threshold: As for `assess`.
        times: How many orders are drawn; all of them where there are no more.
        seed: Of the drawing, so that it can be repeated.
    """
    _check(base, run, threshold)
    given = np.asarray(held, dtype=np.bool_)
    events = len(given)
    if events < base + run or not given.any():
        return None
    every = math.factorial(events) <= times
    draw = np.random.default_rng(seed)
    tried = (
        np.array(list(itertools.permutations(range(events))))
        if every
        else np.array([draw.permutation(events) for _ in range(times)])
    )
    at: dict[int, int] = {}
    never = 0
    for order in tried:
        found = assess(new_codes(given[order]), base=base, run=run, threshold=threshold).at
        if found is None:
            never += 1
        else:
            at[found] = at.get(found, 0) + 1
    return Orders(tried=len(tried), every=every, never=never, at=dict(sorted(at.items())))


def _check(base: int, run: int, threshold: float) -> None:
    if base < 1 or run < 1:
        raise ValueError("base and run are at least 1")
    if not 0 <= threshold <= 1:
        raise ValueError("the threshold is a share from 0 to 1")
