"""The network of codes that are used on the same words."""

from __future__ import annotations

import math
from typing import Final

from heddle.findings.network import Network
from heddle.report.figures.picture import picture
from heddle.report.figures.sheet import Sheet, wide
from heddle.report.model import Figure

_WIDTH: Final = 760.0
_TALL: Final = 520.0
_EDGE: Final = 90.0
_LARGEST: Final = 11.0


def code_network(net: Network) -> Figure:
    """Draw codes as circles by how often they are used, and a line where two overlap."""
    sheet = Sheet("network", _WIDTH)
    sheet.height = _TALL
    most = max((tie.pairs for tie in net.ties), default=1)
    often = max((node.codings for node in net.nodes), default=1)
    places = [
        (_EDGE + node.x * (_WIDTH - 2 * _EDGE), 30 + node.y * (_TALL - 70)) for node in net.nodes
    ]
    for tie in reversed(net.ties):
        (x1, y1), (x2, y2) = places[tie.one], places[tie.other]
        told = f"{net.nodes[tie.one].name} and {net.nodes[tie.other].name}: {tie.pairs}"
        d = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        sheet.path(d, "bond", told, width=1 + 6 * tie.pairs / most)
    for node, (x, y) in zip(net.nodes, places, strict=True):
        radius = 4 + _LARGEST * math.sqrt(node.codings / often)
        sheet.circle(x, y, radius, "box", f"{node.name}: {node.codings} codings", node.code)
    for node, (x, y) in zip(net.nodes, places, strict=True):
        radius = 4 + _LARGEST * math.sqrt(node.codings / often)
        half = wide(node.name, 11) / 2
        at = min(max(x, half + 2), _WIDTH - half - 2) if half * 2 < _WIDTH else x
        sheet.text(at, y + radius + 12, node.name, anchor="middle", size=11, room=200)
    told = "; ".join(
        f"{net.nodes[t.one].name} – {net.nodes[t.other].name} {t.pairs}" for t in net.ties[:5]
    )
    shown = f"{len(net.nodes)} of {net.codes} codes, {len(net.ties)} of {net.pairs} pairs"
    return picture(
        sheet,
        title="Codes on the same words",
        told=f"{shown} of codes that overlap. Most pairs of codings: {told}."
        if net.ties else "No two codes overlap.",
        caption=f"Codes that are used on the same words ({shown} are shown). Lines are as wide "
        "as there are pairs of overlapping codings; circles as large as the code is used often. "
        "Where a code stands has no meaning of its own.",
        columns=("Code", "With", "Pairs of codings", "Codings of the first", "of the second"),
        rows=[
            [net.nodes[t.one].name, net.nodes[t.other].name, t.pairs,
             net.nodes[t.one].codings, net.nodes[t.other].codings]
            for t in net.ties
        ],
        numbers=(2, 3, 4),
    )  # fmt: skip
