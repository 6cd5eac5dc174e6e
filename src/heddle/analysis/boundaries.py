"""How alike two people cut a text: boundary similarity, WindowDiff and Pk.

    >>> round(boundary_similarity([2, 5, 9], [2, 6, 9], 12).value, 4)
    0.8333

Sources: boundary similarity, Fournier (2013), Evaluating text segmentation using boundary edit
distance, ACL 2013, 1702-1712; WindowDiff, Pevzner & Hearst (2002, doi:10.1162/089120102317341756);
Pk, Beeferman, Berger & Lafferty (1999, doi:10.1023/A:1007506220214). The last two compare with a
reference, so they change when the two change places; boundary similarity does not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from heddle.analysis.outcomes import Outcome, undefined
from heddle.analysis.ratings import UnusableError

Boundary = int | tuple[int, Hashable]
Cuts = dict[int, frozenset[Hashable]]

METHODS = {
    "boundary_similarity": "Boundary similarity B (Fournier 2013)",
    "window_diff": "WindowDiff (Pevzner & Hearst 2002): a penalty, 0 is best",
    "pk": "Pk (Beeferman, Berger & Lafferty 1999): a penalty, 0 is best",
}


def boundary_similarity(
    first: Iterable[Boundary], second: Iterable[Boundary], length: int, *, reach: int = 2
) -> Outcome:
    """Compare two sets of boundaries by the edits that lead from one to the other.

    Args:
        first: boundaries, each the number of units before it (1 to length - 1), or a pair of that
            and its type.
        second: those of the other coder.
        length: how many units the text has.
        reach: two boundaries less than so many places apart may count as one that was moved;
            a move of k places costs k/reach, anything else 1.

    Returns:
        1 - cost / (edits + matches), from 0 to 1; undefined where nobody set a boundary.
    """
    try:
        one, other = _cuts(first, length), _cuts(second, length)
    except UnusableError as error:
        return undefined("boundary_similarity", METHODS["boundary_similarity"], str(error))
    edits = edit(one, other, max(1, reach))
    matches = sum(len(one[place] & other.get(place, frozenset())) for place in one)
    total = edits.additions + edits.substitutions + len(edits.moves) + matches
    known: dict[str, Any] = {
        "coefficient": "boundary_similarity",
        "method": METHODS["boundary_similarity"],
        "coders": 2,
        "units": length,
        "pairable": total,
        "indices": {
            "matches": float(matches),
            "additions": float(edits.additions),
            "substitutions": float(edits.substitutions),
            "moves": float(len(edits.moves)),
        },
    }
    if total == 0:
        reason = "Neither set any boundary, so there is nothing to compare."
        return undefined(reason=reason, **known)
    cost = edits.additions + edits.substitutions + sum(edits.moves) / max(1, reach)
    value = 1 - cost / total
    return Outcome(
        value=value, observed=value, interval_method="No interval is made for boundaries.", **known
    )


def _cuts(boundaries: Iterable[Boundary], length: int) -> Cuts:
    if not isinstance(length, int | np.integer) or length < 1:
        raise UnusableError("The length of a text is the number of its units, 1 or more.")
    found: dict[int, set[Hashable]] = {}
    for each in boundaries:
        place, kind = each if isinstance(each, tuple) else (each, None)
        if not isinstance(place, int | np.integer) or not 0 < place < length:
            raise UnusableError(
                f"The boundary {place} does not lie inside the text, which has {length} units."
            )
        found.setdefault(int(place), set()).add(kind)
    return {place: frozenset(kinds) for place, kinds in found.items()}


@dataclass
class Edits:
    """What leads from one segmentation to the other."""

    additions: int
    substitutions: int
    moves: list[int]
    """How far each moved boundary went."""


def edit(one: Cuts, other: Cuts, reach: int) -> Edits:
    """Return the boundary edit distance: moves first, the nearest and leftmost first."""
    nothing: frozenset[Hashable] = frozenset()
    left: dict[int, tuple[set[Hashable], set[Hashable]]] = {}
    for place in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(place, nothing), other.get(place, nothing)
        if mine != theirs:
            left[place] = (set(mine - theirs), set(theirs - mine))
    moves: list[int] = []
    moved: set[tuple[int, Hashable]] = set()
    for far in range(1, reach):
        for place in list(left):
            for kind in _movable(one, other, place, place + far):
                ends = {(place, kind), (place + far, kind)}
                if place + far not in left or ends & moved or _two_swaps(left, place, far, kind):
                    continue
                moves.append(far)
                moved |= ends
                for end in (place, place + far):
                    for side in left[end]:
                        side.discard(kind)
    additions = sum(abs(len(mine) - len(theirs)) for mine, theirs in left.values())
    swaps = sum(min(len(mine), len(theirs)) for mine, theirs in left.values())
    return Edits(additions, swaps, moves)


def _movable(one: Cuts, other: Cuts, place: int, target: int) -> list[Hashable]:
    """Return the types of boundary that are at one place for one coder, at the other for both."""
    nothing: frozenset[Hashable] = frozenset()
    mine, mine_there = one.get(place, nothing), one.get(target, nothing)
    theirs, theirs_there = other.get(place, nothing), other.get(target, nothing)
    crossed = (mine ^ theirs) & (mine_there ^ theirs_there) & (mine ^ mine_there)
    return sorted(crossed & (theirs ^ theirs_there), key=str)


def _two_swaps(
    left: dict[int, tuple[set[Hashable], set[Hashable]]], place: int, far: int, kind: Hashable
) -> bool:
    """Tell whether a move would use up two substitutions, which explain more."""
    return all(
        kind in mine | theirs and min(len(mine), len(theirs)) > 0
        for mine, theirs in (left[place], left[place + far])
    )


def window_diff(
    reference: Iterable[int], other: Iterable[int], length: int, *, window: int | None = None
) -> Outcome:
    """Share of windows in which the two have different numbers of boundaries.

    Args:
        reference: boundaries of the reference, each the number of units before it.
        other: those that are judged.
        length: how many units the text has.
        window: size of the window; else half the mean segment of the reference, at least 2.
    """
    return _windows("window_diff", reference, other, length, window)


def pk(
    reference: Iterable[int], other: Iterable[int], length: int, *, window: int | None = None
) -> Outcome:
    """Share of windows whose two ends lie in one segment for the one and not for the other.

    Args:
        reference: boundaries of the reference, each the number of units before it.
        other: those that are judged.
        length: how many units the text has.
        window: size of the window; else half the mean segment of the reference, at least 2.
    """
    return _windows("pk", reference, other, length, window)


def _windows(
    name: str, reference: Iterable[int], other: Iterable[int], length: int, window: int | None
) -> Outcome:
    try:
        one, two = _cuts(reference, length), _cuts(other, length)
    except UnusableError as error:
        return undefined(name, METHODS[name], str(error))
    size = window if window is not None else max(2, round(length / (len(one) + 1) / 2))
    known: dict[str, Any] = {
        "coefficient": name,
        "method": f"{METHODS[name]}, window {size}",
        "coders": 2,
    }
    places = length - size
    if size < 1 or places < 1:
        return undefined(
            reason=f"The text has {length} units, too few for a window of {size}.", **known
        )
    marks = [np.zeros(length + 1, int) for _ in range(2)]
    for cuts, mark in zip((one, two), marks, strict=True):
        mark[list(cuts)] = 1
    counts = [np.cumsum(mark)[size:length] - np.cumsum(mark)[:places] for mark in marks]
    seen = [count > 0 for count in counts] if name == "pk" else counts
    differ = seen[0] != seen[1]
    value = float(differ.mean())
    return Outcome(
        value=value,
        observed=value,
        scale="disagreement",
        units=length,
        pairable=places,
        interval_method="No interval is made for boundaries.",
        **known,
    )
