"""What printed figures give away of single people: exact bounds on every value of a group.

A table says of each group how many people there are and, as far as it is printed, between which
bounds the smallest value, the largest value and the sum lie; of all groups together the same.
Whoever reads it can ask, for the second youngest of group 2 say, which values fit everything
that is printed. `solve` answers this exactly for whole numbers. A value with one possibility is
printed in all but name.

Why it is exact. Take the smallest and the largest value of a group within their bounds, and one
value in between as fixed. The other values can be raised one by one, each by 1, from as low as
they go to as high as they go, so the sums that are possible are all whole numbers between two
ends, and these ends only grow with the fixed value. Groups meet only in the total: its sum,
which is an equation between such intervals, and its smallest (largest) value, which is that of
one of the groups: each choice of that group is tried. Property tests compare the result with
all populations there are.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from heddle.analysis.grim import Span, added, common, fits


@dataclass(frozen=True, slots=True)
class Told:
    """What a table says of n whole numbers; a figure that is not printed has wide bounds."""

    n: int
    least: Span
    most: Span
    total: Span


def solve(groups: Sequence[Told], whole: Told | None = None) -> list[list[Span]] | None:
    """Return for each group the bounds of its smallest, second smallest ... largest value.

    Bounds are sharp: both ends are the value in some population that fits all that is told, so
    a value with two equal bounds is certain. None: no population fits.

    Args:
        groups: What is told of each group; nobody is in two of them.
        whole: What is told of all together; its `n` is not looked at.
    """
    return joined(_bounds(each, whole) for each in _cases(groups, whole))


def joined(cases: Iterable[list[list[Span]] | None]) -> list[list[Span]] | None:
    """Return the bounds that hold whichever of several cases is true; None: none can be."""
    found: list[list[Span]] | None = None
    for one in cases:
        if one is not None and found is not None:
            found = [_wider(a, b) for a, b in zip(found, one, strict=True)]
        elif one is not None:
            found = one
    return found


def _wider(one: list[Span], other: list[Span]) -> list[Span]:
    pairs = zip(one, other, strict=True)
    return [(min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs]


def _cases(groups: Sequence[Told], whole: Told | None) -> Iterator[list[Told]]:
    """Yield the ways in which the total's ends are those of groups."""
    if whole is None:
        yield list(groups)
        return
    inside = [
        replace(
            each,
            least=(max(each.least[0], whole.least[0]), min(each.least[1], whole.most[1])),
            most=(max(each.most[0], whole.least[0]), min(each.most[1], whole.most[1])),
        )
        for each in groups
    ]
    places = [at for at, each in enumerate(inside) if each.n]
    for low, high in itertools.product(places, repeat=2):
        case = list(inside)
        case[low] = replace(case[low], least=common(case[low].least, whole.least))
        case[high] = replace(case[high], most=common(case[high].most, whole.most))
        yield case


def _bounds(groups: Sequence[Told], whole: Told | None) -> list[list[Span]] | None:
    """Return all bounds in one case, or None where nothing fits."""
    free = [_sums(each) for each in groups]
    if not all(map(fits, free)):
        return None
    if whole is not None:
        low, high = added(*free)
        if not fits(common((low, high), whole.total)):
            return None
        free = [
            common(each, (whole.total[0] - (high - each[1]), whole.total[1] - (low - each[0])))
            for each in free
        ]
    made = [_values(each, total) for each, total in zip(groups, free, strict=True)]
    return made if all(fits(span) for spans in made for span in spans) else None


def _sums(told: Told) -> Span:
    """Return the sums that a group can have."""
    if not told.n:
        return common((0, 0), told.total)
    if told.n == 1:
        return common(told.least, told.most, told.total)
    (low, low_end), (high_start, high) = told.least, told.most
    if not (fits(told.least) and fits(told.most) and low <= high):
        return 1, 0
    smallest = low * (told.n - 1) + max(low, high_start)
    largest = min(low_end, high) + high * (told.n - 1)
    return common((smallest, largest), told.total)


def _values(told: Told, total: Span) -> list[Span]:
    """Return the bounds of each value, from the smallest to the largest."""
    if told.n == 1:
        return [common(told.least, told.most, total)]
    return [_value(told, place, total) for place in range(1, told.n + 1)]


def _value(told: Told, place: int, total: Span) -> Span:
    """Return the bounds of the value at a place, counted from 1; n is at least 2."""
    n = told.n
    (low, low_end), (high_start, high) = told.least, told.most
    first, last = low, high
    if place == 1:
        last = min(low_end, high)
    elif place == n:
        first = max(low, high_start)

    def smallest(value: int) -> int:
        """The smallest sum with this value at its place."""
        below = value if place == 1 else low
        top = value if place == n else max(value, high_start)
        return below * (place - 1) + value * (n - place) + top

    def largest(value: int) -> int:
        above = value if place == n else high
        bottom = value if place == 1 else min(value, low_end)
        return bottom + value * (place - 1) + above * (n - place)

    values = range(first, last + 1)
    start = bisect_left(values, total[0], key=largest)
    end = bisect_right(values, total[1], key=smallest)
    return first + start, first + end - 1


def populations(
    n: int, span: Span, allowed: Callable[[tuple[int, ...]], bool], limit: int = 200_000
) -> list[tuple[int, ...]] | None:
    """Return all groups of n whole numbers within `span` that are allowed, each in order.

    For figures that `solve` does not know (medians, quartiles, standard deviations), in groups
    small enough to try everything; None where more than `limit` would have to be tried.
    """
    width = span[1] - span[0] + 1
    tries = 1
    for at in range(n):
        tries = tries * (width + at) // (at + 1)
    if width < 1 or tries > limit:
        return None
    every = itertools.combinations_with_replacement(range(span[0], span[1] + 1), n)
    return [each for each in every if allowed(each)]
