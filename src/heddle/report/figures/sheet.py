"""The sheet that pictures are drawn on: shapes and words, written as SVG.

Every look is both an attribute and a class. Printed, or opened by itself, the attributes hold: dark
ink on white, greys, and hatching where two things must be told apart without colour. The
workbench's style sheet gives the classes the colours of the screen, light or dark, and a style
sheet is stronger than an attribute. Words are written as words.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

FONT: Final = "'Liberation Sans',Arial,Helvetica,sans-serif"
SIZE: Final = 12.0
_LETTER: Final = 0.56
"""Mean width of a letter, in units of its size."""

_LOOKS: Final[dict[str, dict[str, str]]] = {
    "ink": {"fill": "#1a1a1a"},
    "soft": {"fill": "#4d4d4d"},
    "rule": {"fill": "none", "stroke": "#8c8c8c", "stroke-width": "1"},
    "firm": {"fill": "none", "stroke": "#1a1a1a", "stroke-width": "1.5"},
    "bond": {"fill": "none", "stroke": "#6b6b6b", "stroke-opacity": "0.65"},
    "pale": {"fill": "#c9c9c9", "fill-opacity": "0.4"},
    "flow": {"fill": "#9a9a9a", "fill-opacity": "0.45"},
    "one": {"fill": "#d4d4d4", "stroke": "#ffffff", "stroke-width": "1"},
    "two": {"fill": "#ababab", "stroke": "#ffffff", "stroke-width": "1"},
    "box": {"fill": "#ffffff", "stroke": "#1a1a1a", "stroke-width": "1.2"},
    "mild": {"fill": "#eeeeee", "stroke": "#6b6b6b", "stroke-width": "1"},
    "dim": {"fill": "#f4f4f4"},
    "mark": {"fill": "#333333"},
    "heat": {"fill": "#3a3a3a"},
    "dash": {"fill": "none", "stroke": "#8c8c8c", "stroke-width": "1", "stroke-dasharray": "3 3"},
}
LOOKS: Final = tuple(_LOOKS)
"""Classes that a style sheet may give other colours; also "hatch", lines across a shape."""


class Sheet:
    """A drawing while it is made; lengths are CSS pixels, angles radians."""

    def __init__(self, name: str, width: float) -> None:
        self.name = name
        self.width = width
        self.height = 0.0
        self._parts: list[str] = []
        self._hatched = False

    def text(  # noqa: PLR0917 - where, what and how
        self,
        x: float,
        y: float,
        words: str,
        look: str = "ink",
        anchor: str = "start",
        size: float = SIZE,
        *,
        bold: bool = False,
        turn: float = 0.0,
        room: float = 0.0,
    ) -> None:
        """Write words with their baseline at y.

        With `room` they are cut to fit, and kept whole in their title.
        """
        shown = fitting(words, room, size) if room else words
        more = {"text-anchor": anchor} if anchor != "start" else {}
        more |= {"font-weight": "bold"} if bold else {}
        more |= {"transform": f"rotate({short(turn)} {short(x)} {short(y)})"} if turn else {}
        inner = escape(printable(shown))
        inner += f"<title>{escape(printable(words))}</title>" if shown != words else ""
        self._put("text", look, {"x": x, "y": y, "font-size": size, **more}, inner)
        self._grow(y + size * 0.3)

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str = "rule") -> None:
        """Draw a straight line."""
        self._put("path", look, {"d": f"M{short(x1)} {short(y1)}L{short(x2)} {short(y2)}"})
        self._grow(max(y1, y2))

    def rect(  # noqa: PLR0917 - a rectangle has four sides
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        look: str,
        told: str = "",
        *,
        opacity: float | None = None,
        round_by: float = 0.0,
        data: str = "",
    ) -> None:
        """Draw a rectangle; what it stands for is told to who points at it."""
        given: dict[str, float | str] = {"x": x, "y": y, "width": width, "height": height}
        given |= {"rx": round_by} if round_by else {}
        given |= {"fill-opacity": f"{opacity:.2f}"} if opacity is not None else {}
        given |= {"data-record": data} if data else {}
        self._put("rect", look, given, _told(told))
        self._grow(y + height)

    def circle(  # noqa: PLR0917 - where, how large, how, of what
        self, x: float, y: float, radius: float, look: str, told: str = "", data: str = ""
    ) -> None:
        """Draw a circle."""
        given: dict[str, float | str] = {"cx": x, "cy": y, "r": radius}
        self._put("circle", look, given | ({"data-record": data} if data else {}), _told(told))
        self._grow(y + radius)

    def path(self, d: str, look: str, told: str = "", *, width: float | None = None) -> None:
        """Draw a path; `d` holds numbers and letters only."""
        more = {} if width is None else {"stroke-width": short(width)}
        self._put("path", look, {"d": d, **more}, _told(told))

    def hatch(self, x: float, y: float, width: float, height: float) -> None:
        """Lay lines across a rectangle, to tell it from others without colour."""
        self._hatched = True
        box = f'x="{short(x)}" y="{short(y)}" width="{short(width)}" height="{short(height)}"'
        self._parts.append(f'<rect {box} fill="url(#{self.name}-hatch)"/>')

    @contextlib.contextmanager
    def group(self, **data: str) -> Iterator[None]:
        """Put what is drawn meanwhile into one group, with what a program needs to know of it."""
        told = "".join(f' data-{key}="{escape(value)}"' for key, value in data.items())
        self._parts.append(f"<g{told}>")
        yield
        self._parts.append("</g>")

    def svg(self, title: str, description: str, *, bottom: float = 8.0) -> str:
        """Return the drawing, with its title and its description for who cannot see it."""
        width, height = math.ceil(self.width), math.ceil(self.height + bottom)
        pattern = (
            f'<defs><pattern id="{self.name}-hatch" width="5" height="5" '
            'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<path class="hatch" d="M0 0V5" stroke="#1a1a1a" stroke-width="1.4"/></pattern></defs>'
            if self._hatched
            else ""
        )
        head = f"{_told(title)}<desc>{escape(printable(description))}</desc>"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="{FONT}" role="img">'
            f"{head}{pattern}{''.join(self._parts)}</svg>"
        )

    def _put(self, tag: str, look: str, given: dict[str, float | str], inner: str = "") -> None:
        looks = _LOOKS[look] | {
            key: short(value) if isinstance(value, float | int) else value
            for key, value in given.items()
        }
        told = "".join(f' {key}="{escape(value)}"' for key, value in looks.items())
        end = f">{inner}</{tag}>" if inner else "/>"
        self._parts.append(f'<{tag} class="{look}"{told}{end}')

    def _grow(self, y: float) -> None:
        self.height = max(self.height, y)


def _told(told: str) -> str:
    return f"<title>{escape(printable(told))}</title>" if told else ""


def short(value: float | str) -> str:
    """Return a number as it stands in a drawing: two decimals at most."""
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def printable(text: str) -> str:
    """Replace characters that XML has no place for."""
    return "".join(c if c.isprintable() else " " for c in text)


def wide(words: str, size: float = SIZE) -> float:
    """Estimate how wide words are; capitals and wide letters are taken for wider."""
    return sum(1.25 if c.isupper() or c in "mwMW%@" else 1.0 for c in words) * _LETTER * size


def fitting(words: str, room: float, size: float = SIZE) -> str:
    """Cut words to fit a width, with a mark where something is left out."""
    if wide(words, size) <= room:
        return words
    cut = words
    while cut and wide(cut + "…", size) > room:
        cut = cut[:-1]
    return f"{cut.rstrip()}…" if cut.strip() else ""


def widest(words: Iterable[str], size: float = SIZE, most: float = 260.0) -> float:
    """Return the width of the widest of some words, up to a limit."""
    return min(most, max((wide(each, size) for each in words), default=0.0))


def steps(points: Sequence[tuple[float, float]]) -> str:
    """Return a path along points, level first and then up: a curve that counts."""
    if not points:
        return ""
    (x, y), *rest = points
    return f"M{short(x)} {short(y)}" + "".join(f"H{short(a)}V{short(b)}" for a, b in rest)


def ribbon(x1: float, top1: float, x2: float, top2: float, *heights: float) -> str:
    """Return a band from one place to another; one height, or one for each end."""
    first, last = heights[0], heights[-1]
    middle = (x1 + x2) / 2
    upper = _curve(middle, top1, top2, x2)
    lower = _curve(middle, top2 + last, top1 + first, x1)
    return f"M{short(x1)} {short(top1)}{upper}V{short(top2 + last)}{lower}Z"


def _curve(middle: float, y1: float, y2: float, to: float) -> str:
    mid, from_y, to_y = short(middle), short(y1), short(y2)
    return f"C{mid} {from_y} {mid} {to_y} {short(to)} {to_y}"
