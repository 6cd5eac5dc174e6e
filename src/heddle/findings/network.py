"""The network of codes that lie together: pairs of overlapping codings, with places to draw."""

from __future__ import annotations

import msgspec
import numpy as np

from heddle.analysis import layout
from heddle.analysis.cooccurrence import Segments, overlaps
from heddle.findings.corpus import corpus
from heddle.log.view import View


class Node(msgspec.Struct, kw_only=True):
    """A code of the network."""

    code: str
    name: str
    codings: int
    x: float
    y: float
    """From 0 to 1."""


class Tie(msgspec.Struct, kw_only=True):
    """Two codes with stretches in common."""

    one: int
    other: int
    """Indexes of nodes."""
    pairs: int
    """Pairs of codings, one of each code, that share at least a character."""


class Network(msgspec.Struct, kw_only=True):
    """The codes that lie on the same words most often, and what ties them."""

    nodes: list[Node]
    ties: list[Tie]
    """Strongest first."""
    codes: int
    """All codes that are used."""
    pairs: int
    """All pairs of codes with stretches in common."""


def network(view: View, *, most: int = 24, ties: int = 60) -> Network:
    """Return the codes that overlap most, with their strongest ties; the same picture each time."""
    found = corpus(view)
    codings, count = found.codings, len(found.codes)
    used = np.bincount(codings.code, minlength=count) if len(codings) else np.zeros(count, int)
    segments = Segments(codings.source, codings.start, codings.end, codings.code)
    pairs = overlaps(segments, count).pairs if len(codings) else np.zeros((count, count), int)
    np.fill_diagonal(pairs, 0)
    tied = pairs.sum(axis=1)
    order = np.lexsort((-used, -tied))[: min(most, int((tied > 0).sum()))]
    # What is tied only to codes that are left out would stand alone.
    kept = np.sort(order[pairs[np.ix_(order, order)].any(axis=1)])
    among = pairs[np.ix_(kept, kept)]
    places = layout.apart(layout.springs(np.sqrt(among.astype(np.float64))), 0.24, 0.13)
    strongest = sorted(
        (
            Tie(one=int(a), other=int(b), pairs=int(among[a, b]))
            for a, b in zip(*np.nonzero(np.triu(among)), strict=True)
        ),
        key=lambda tie: (-tie.pairs, tie.one, tie.other),
    )
    return Network(
        nodes=[
            Node(
                code=found.codes[code].id,
                name=found.codes[code].name,
                codings=int(used[code]),
                x=float(places[at, 0]),
                y=float(places[at, 1]),
            )
            for at, code in enumerate(kept.tolist())
        ],
        ties=strongest[:ties],
        codes=int((used > 0).sum()),
        pairs=int((np.triu(pairs) > 0).sum()),
    )
