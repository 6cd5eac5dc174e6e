"""Ratings of units by coders, read into small whole numbers: units x coders, -1 for missing.

Missing are None and NaN (and what a numpy masked array masks). Values may be strings or numbers;
numbers are compared as numbers (1 and 1.0 are one value).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.signedinteger[Any]]

_DENSE = 1 << 20
"""Whole numbers in so wide a range are mapped by a table instead of being sorted."""


class UnusableError(ValueError):
    """Data that no measure can be computed on; the text says why, for people."""


@dataclass(frozen=True)
class Ratings:
    """Ratings as positions in a list of categories."""

    codes: Codes
    """Units x coders; -1 is missing."""
    categories: tuple[Hashable, ...]
    """The values that can occur, in order."""
    given: bool
    """Whether the caller gave the categories (the codebook) or they are what was seen."""

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.codes.shape[0])

    @property
    def coders(self) -> int:
        """How many coders there are."""
        return int(self.codes.shape[1])

    def numbers(self) -> NDArray[np.float64]:
        """Return the categories as numbers; raises UnusableError where one is none."""
        for value in self.categories:
            if isinstance(value, bool) or not isinstance(value, int | float | np.number):
                raise UnusableError(
                    f"This needs numbers, and “{str(value)[:40]}” is none. "
                    "Use level “nominal”, or give the distances."
                )
        return np.array(self.categories, float)


def read(ratings: Any, categories: Sequence[Hashable] | None = None) -> Ratings:
    """Read ratings (units x coders) of lists or of a numpy array.

    Raises:
        UnusableError: rows of different length, sets as values, values that are not among the
            categories, or no units at all.
    """
    if categories is not None and len(set(categories)) < len(tuple(categories)):
        raise UnusableError("One of the categories is given twice.")
    if hasattr(ratings, "to_numpy"):
        ratings = ratings.to_numpy()  # a data frame would yield the names of its columns
    if isinstance(ratings, np.ndarray) and ratings.dtype.kind in "biuf":
        return _read_array(ratings, categories)
    return _read_lists(ratings, categories)


def _read_array(ratings: NDArray[Any], categories: Sequence[Hashable] | None) -> Ratings:
    if ratings.ndim != 2:
        raise UnusableError("Ratings are a table: one row for each unit, one column a coder.")
    missing = np.ma.getmaskarray(ratings) if isinstance(ratings, np.ma.MaskedArray) else None
    data = np.ma.getdata(ratings)
    if data.dtype.kind == "f":
        gone = np.isnan(data)
        missing = gone if missing is None else missing | gone
        if np.isinf(data).any():
            raise UnusableError("A rating is infinite.")
    if missing is not None and not missing.any():
        missing = None
    if data.size == 0:
        return _empty(data.shape, categories)
    kept = data if missing is None else data[~missing]
    if kept.size == 0:
        return Ratings(np.full(data.shape, -1, np.int8), tuple(categories or ()), bool(categories))
    values, places = _distinct(kept)
    codes = places.reshape(data.shape) if missing is None else _spread(places, missing)
    return _onto(codes, [value.item() for value in values], categories)


def _distinct(kept: NDArray[Any]) -> tuple[NDArray[Any], Codes]:
    """Return the distinct values in order, and the place of each rating among them."""
    flat = kept.ravel()
    if flat.dtype.kind == "b":
        flat = flat.view(np.uint8)
    if flat.dtype.kind == "f" and (flat == np.rint(flat)).all() and abs(flat).max() < _DENSE:
        flat = flat.astype(np.int32)
    if flat.dtype.kind in "iu":
        low, high = int(flat.min()), int(flat.max())
        if high - low < _DENSE:
            seen = np.zeros(high - low + 1, bool)
            shifted = flat if low == 0 else flat - low
            seen[shifted] = True
            values = np.flatnonzero(seen)
            table = np.zeros(seen.size, _small(values.size))
            table[values] = np.arange(values.size)
            return values + low, table[shifted]
    values, places = np.unique(flat, return_inverse=True)
    return values, places.astype(_small(values.size)).ravel()


def _small(size: int) -> type[np.signedinteger[Any]]:
    return np.int8 if size < 127 else np.int16 if size < 32_767 else np.int32


def _spread(places: Codes, missing: NDArray[np.bool_]) -> Codes:
    codes = np.full(missing.shape, -1, places.dtype)
    codes[~missing] = places
    return codes


def _read_lists(ratings: Any, categories: Sequence[Hashable] | None) -> Ratings:
    try:
        rows = [list(row) for row in ratings]
    except TypeError:
        raise UnusableError(
            "Ratings are a table: one row for each unit, one column a coder."
        ) from None
    if len({len(row) for row in rows}) > 1:
        raise UnusableError(
            "The units have different numbers of ratings. Give one for each coder, and None "
            "where a coder gave none."
        )
    shape = (len(rows), len(rows[0]) if rows else 0)
    if 0 in shape:
        return _empty(shape, categories)
    places: dict[Hashable, int] = {}
    codes = [_place(value, places) for row in rows for value in row]
    values = list(places)
    return _onto(np.array(codes, _small(len(values))).reshape(shape), values, categories)


def _place(value: Any, places: dict[Hashable, int]) -> int:
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return -1
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise UnusableError("A rating is infinite.")
    if isinstance(value, set | frozenset | list | dict):
        raise UnusableError(
            "A rating is a set of values. Ask for “multivalued”, which compares sets."
        )
    try:
        return places.setdefault(value, len(places))
    except TypeError:
        raise UnusableError(
            f"A rating is a {type(value).__name__}; give strings or numbers."
        ) from None


def _empty(shape: tuple[int, ...], categories: Sequence[Hashable] | None) -> Ratings:
    return Ratings(
        np.empty((shape[0], shape[1]), np.int8), tuple(categories or ()), categories is not None
    )


def _onto(codes: Codes, values: list[Any], categories: Sequence[Hashable] | None) -> Ratings:
    """Put codes onto the given categories, or onto the seen values in their natural order."""
    order = list(categories) if categories is not None else in_order(values)
    places = {value: place for place, value in enumerate(order)}
    unknown = [value for value in values if value not in places]
    if unknown:
        raise UnusableError(
            f"“{str(unknown[0])[:40]}” was used, but is not among the categories that were given."
        )
    table = np.array([*(places[value] for value in values), -1], _small(len(order)))
    if (table[:-1] == np.arange(len(values))).all():
        return Ratings(codes, tuple(order), categories is not None)
    return Ratings(table[codes], tuple(order), categories is not None)


def in_order(values: Iterable[Any]) -> list[Any]:
    """Return values in their natural order: numbers by size, then texts by the alphabet."""
    return sorted(
        values, key=lambda v: (0, v, "") if isinstance(v, int | float) else (1, 0, str(v))
    )
