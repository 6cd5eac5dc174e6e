"""How much two values differ: weights of agreement and squared differences of alpha.

Weights say how much a pair of values agrees (1 on the diagonal), after Gwet (2014, Handbook of
Inter-Rater Reliability, ch. 3) and Cohen (1968, doi:10.1037/h0026256); they go by rank, so that
equal steps count alike. Differences are those of Krippendorff (2011, "Computing Krippendorff's
alpha-reliability").
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from heddle.analysis.ratings import Ratings, UnusableError
from heddle.errors import Refused

Matrix = NDArray[np.float64]
Distance = Callable[[Any, Any], float] | Matrix | Sequence[Sequence[float]]
Weights = Literal["linear", "quadratic", "ordinal", "radical"] | Matrix | Sequence[Sequence[float]]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = get_args(Level)
NAMED = ("linear", "quadratic", "ordinal", "radical")


def weights_of(weights: Weights | None, ratings: Ratings) -> Matrix | None:
    """Return the weights as a matrix over the categories; None: only equal values agree.

    Raises:
        Refused: an unknown name.
        UnusableError: a matrix of the wrong size, or texts whose order nobody has given.
    """
    if weights is None or (isinstance(weights, str) and weights in {"unweighted", "identity"}):
        return None
    size = len(ratings.categories)
    if not isinstance(weights, str):
        return _own_weights(weights, size)
    if weights not in NAMED:
        raise Refused(
            f"There are no weights called “{weights[:40]}”; nothing was computed.",
            f"Use one of {', '.join(NAMED)}, or a matrix.",
            code="unknown-weights",
        )
    need_order(ratings)
    if size < 2:
        return np.ones((size, size))
    apart = abs(np.subtract.outer(np.arange(size), np.arange(size))) / 1.0
    if weights == "linear":
        return 1 - apart / (size - 1)
    if weights == "quadratic":
        return 1 - (apart / (size - 1)) ** 2
    if weights == "radical":
        return 1 - np.sqrt(apart / (size - 1))
    steps = (apart + 1) * apart / 2
    return 1 - steps / (size * (size - 1) / 2)


def _own_weights(weights: Matrix | Sequence[Sequence[float]], size: int) -> Matrix:
    """Return a person's own weights as a matrix; checks that they are weights."""
    matrix = np.array(weights, float)
    if matrix.shape != (size, size):
        raise UnusableError(
            f"There are {size} categories, so the weights are {size} x {size} numbers."
        )
    if not np.isfinite(matrix).all() or not np.allclose(np.diag(matrix), 1):
        raise UnusableError("Weights are finite, and 1 for two equal values.")
    if not np.allclose(matrix, matrix.T):
        raise UnusableError("The weights of two values do not depend on who gave which.")
    return matrix


def need_order(ratings: Ratings) -> None:
    """Raise UnusableError where categories are texts and nobody has said their order."""
    if not ratings.given and any(isinstance(value, str) for value in ratings.categories):
        raise UnusableError(
            "The order of the values matters here, and they are texts. Give `categories` in order."
        )


def distances(
    level: str, distance: Distance | None, ratings: Ratings, sizes: NDArray[np.float64]
) -> Matrix:
    """Return the squared differences of alpha between all categories.

    Args:
        level: the level of measurement; not looked at where `distance` is given.
        distance: a function of two values or a matrix; used as it is (not squared).
        ratings: for its categories.
        sizes: how often each category was used: ordinal differences depend on it. May have
            leading axes (resamples); the answer has them too.

    Raises:
        UnusableError: values without the needed numbers, or distances that are none.
    """
    if distance is not None:
        return custom(distance, ratings.categories)
    if level == "nominal":
        return 1 - np.eye(len(ratings.categories))
    if level == "ordinal":
        need_order(ratings)
        return ordinal(sizes)
    numbers = ratings.numbers()
    if level == "interval":
        return np.subtract.outer(numbers, numbers) ** 2
    if (numbers < 0).any():
        raise UnusableError(
            "Ratios need numbers from zero upwards, and there are negative ones. "
            "Use level “interval”."
        )
    sums = np.add.outer(numbers, numbers)
    sums[sums == 0] = 1
    return (np.subtract.outer(numbers, numbers) / sums) ** 2


def ordinal(sizes: NDArray[np.float64]) -> Matrix:
    """Return Krippendorff's ordinal squared differences, from how often each rank was used."""
    middles = np.cumsum(sizes, axis=-1) - sizes / 2
    apart: Matrix = (middles[..., :, None] - middles[..., None, :]) ** 2
    return apart


def custom(distance: Distance, categories: Sequence[Hashable]) -> Matrix:
    """Return a person's own distances as a matrix; checks that they are distances."""
    size = len(categories)
    if callable(distance):
        matrix = np.array(
            [[float(distance(a, b)) for b in categories] for a in categories], float
        ).reshape(size, size)
    else:
        matrix = np.array(distance, float)
    if matrix.shape != (size, size):
        raise UnusableError(
            f"There are {size} categories, so the distances are {size} x {size} numbers."
        )
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise UnusableError("A distance is a finite number from 0 upwards.")
    if np.diag(matrix).any() or not np.allclose(matrix, matrix.T):
        raise UnusableError(
            "The distance of a value to itself is 0, and of two the same both ways."
        )
    return matrix
