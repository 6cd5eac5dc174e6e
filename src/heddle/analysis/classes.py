"""How many people share what is told of each: classes of equal rows (k-anonymity).

A row is what a reader learns of a person by some keys. People with equal rows cannot be told
apart by these keys; the size of a class is its k.

Source: Samarati & Sweeney (1998), "Protecting privacy when disclosing information".
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def classes(
    people: Iterable[T], *keys: Callable[[T], Hashable]
) -> dict[tuple[Hashable, ...], list[T]]:
    """Return the people by what the keys say of them, in the order of first appearance."""
    found: dict[tuple[Hashable, ...], list[T]] = {}
    for person in people:
        found.setdefault(tuple(key(person) for key in keys), []).append(person)
    return found


def smallest(found: Mapping[tuple[Hashable, ...], Sequence[T]]) -> int:
    """Return the size of the smallest class (the k of the whole); 0 for nobody."""
    return min((len(each) for each in found.values()), default=0)


def unique(found: Mapping[tuple[Hashable, ...], Sequence[T]]) -> int:
    """Return how many people are alone in their class."""
    return sum(len(each) == 1 for each in found.values())


def band(value: int | None, width: int) -> tuple[int, int] | None:
    """Return the band that a value lies in, both ends included: 43 in (40, 49) for width 10."""
    if value is None:
        return None
    low = value // width * width
    return low, low + width - 1
