"""Places for the nodes of a network, the same for the same network each time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

_ROUNDS = 200


def ring(count: int) -> Points:
    """Return points evenly around a circle with radius 1, from the top clockwise."""
    turns = np.arange(count) * (2 * np.pi / max(count, 1)) - np.pi / 2
    found: Points = np.c_[np.cos(turns), np.sin(turns)]
    return found


def springs(weights: npt.NDArray[np.float64]) -> Points:
    """Return places in [0, 1] x [0, 1] at which linked nodes lie near each other.

    The method of Fruchterman and Reingold (1991, doi:10.1002/spe.4380211102), begun on a circle
    rather than at random, so that it gives the same picture each time.

    Args:
        weights: n x n, symmetric, 0 where there is no link; only their ratios matter.
    """
    n = len(weights)
    if n < 3:
        return np.array([[0.5, 0.5], [1.0, 0.5]])[:n] if n < 2 else np.array([[0, 0.5], [1, 0.5]])
    pull = weights / (weights.max() or 1.0)
    places = ring(n)
    ideal = np.sqrt(4.0 / n)
    for heat in np.linspace(0.2, 0.005, _ROUNDS):
        apart = places[:, None, :] - places[None, :, :]
        far = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-6)
        push = ideal**2 / far - pull * far**2 / ideal
        np.fill_diagonal(push, 0)
        move = (apart / far[:, :, None] * push[:, :, None]).sum(axis=1) - places * 0.05
        length = np.maximum(np.sqrt((move**2).sum(axis=1)), 1e-9)
        places = places + move / length[:, None] * np.minimum(length, heat)[:, None]
    low, high = places.min(axis=0), places.max(axis=0)
    found: Points = (places - low) / np.where(high > low, high - low, 1.0)
    return found


def apart(places: Points, wide: float, tall: float) -> Points:
    """Return places moved as little as it takes for labels of one size not to overlap.

    Args:
        places: In [0, 1] x [0, 1], where they stay as far as there is room.
        wide: How wide a label is, as a part of the drawing.
        tall: How tall one is.
    """
    found = places.copy()
    upper = np.triu(np.ones((len(found), len(found)), dtype=np.bool_), 1)
    for _ in range(_ROUNDS):
        gap = found[:, None, :] - found[None, :, :]
        need = np.array([wide, tall]) - np.abs(gap)
        close = upper & (need > 0).all(axis=2)
        if not close.any():
            break
        for one, other in zip(*np.nonzero(close), strict=True):
            axis = int(np.argmin(need[one, other] / (wide, tall)))
            sign = 1.0 if gap[one, other, axis] >= 0 else -1.0
            push = sign * (need[one, other, axis] / 2 + 1e-4)
            found[one, axis] += push
            found[other, axis] -= push
        found = np.clip(found, 0.0, 1.0)
    return found
