"""A drawing of boxes: a way from top to bottom, and beside it what left the way."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

_WIDTH: Final = 260
_SIDE: Final = 300
_GAP: Final = 70
_LINE: Final = 18
_PAD: Final = 12
_BETWEEN: Final = 34
_LETTERS: Final = 40
"""How many letters fit into a side box, at about 6.6 units a letter."""
_STYLE: Final = (
    "text{font-family:'Liberation Sans',Arial,Helvetica,sans-serif;font-size:13px;fill:#111}"
    ".t{font-weight:bold}rect{fill:#fff;stroke:#333;stroke-width:1}"
    "path{fill:none;stroke:#333;stroke-width:1}polygon{fill:#333}"
)


class Box(NamedTuple):
    """A box with a title and lines below it."""

    title: str
    lines: tuple[str, ...]


def drawn(main: Sequence[Box], sides: Mapping[int, Box]) -> str:
    """Draw boxes one below the other; `sides` stand below right of the box with that place.

    Returns:
        An SVG drawing of shapes and words only, sized in CSS pixels.
    """
    parts: list[str] = []
    y = 1.0
    middle = 1 + _WIDTH / 2
    for place, box in enumerate(main):
        height = _height(box, _WIDTH)
        parts += _box(box, 1, y, _WIDTH, height, centred=True)
        y += height
        last = place == len(main) - 1
        side = sides.get(place)
        if side is not None:
            at = y + _BETWEEN / 2
            tall = _height(side, _SIDE)
            parts += _box(side, 1 + _WIDTH + _GAP, at, _SIDE, tall)
            turn = at + min(tall, _LINE + 2 * _PAD) / 2
            edge = 1 + _WIDTH + _GAP
            parts.append(f'<path d="M{middle} {y}V{turn}H{edge - 6}"/>')
            parts.append(_arrow(edge, turn, right=True))
            below = at + tall + _BETWEEN / 2
        else:
            below = y + _BETWEEN
        if not last:
            parts.append(f'<path d="M{middle} {y}V{below - 6}"/>')
            parts.append(_arrow(middle, below, right=False))
            y = below
        elif side is not None:
            y = below
    width = 2 + _WIDTH + (_GAP + _SIDE if sides else 0)
    height = round(y) + 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><style>{_STYLE}</style>{"".join(parts)}</svg>'
    )


def _lines(box: Box, width: int) -> list[tuple[str, bool]]:
    letters = _LETTERS if width == _SIDE else _LETTERS - 6
    lines = [(line, True) for line in textwrap.wrap(box.title, letters)]
    for text in box.lines:
        indent = "  " if text.startswith("–") else ""
        wrapped = textwrap.wrap(text, letters + 4, subsequent_indent=indent)
        lines += [(line, False) for line in wrapped]
    return lines


def _height(box: Box, width: int) -> float:
    return len(_lines(box, width)) * _LINE + 2 * _PAD - 4


def _box(
    box: Box, x: float, y: float, width: int, height: float, *, centred: bool = False
) -> list[str]:
    parts = [f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="3"/>']
    for place, (line, bold) in enumerate(_lines(box, width)):
        at = x + (width / 2 if centred else _PAD)
        anchor = ' text-anchor="middle"' if centred else ""
        kind = ' class="t"' if bold else ""
        base = y + _PAD + place * _LINE + 11
        parts.append(f'<text x="{at}" y="{base}"{anchor}{kind}>{escape(_printable(line))}</text>')
    return parts


def _arrow(x: float, y: float, *, right: bool) -> str:
    if right:
        points = f"{x},{y} {x - 7},{y - 4} {x - 7},{y + 4}"
    else:
        points = f"{x},{y} {x - 4},{y - 7} {x + 4},{y - 7}"
    return f'<polygon points="{points}"/>'


def _printable(text: str) -> str:
    """Replace characters that XML has no place for."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
