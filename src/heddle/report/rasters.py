"""Drawings as pictures, for formats that do not know SVG (Word)."""

from __future__ import annotations

import json
from typing import Any

from heddle.report import drawing

# Twice the resolution of a screen: enough for print at the sizes of a journal's column.
_PIXELS_PER_INCH = 192.0
# The drawing is data: it reaches typst as a JSON string, never as typst code.
_PAGE = b"""
#let given = json(bytes(sys.inputs.data))
#set page(width: given.width * 0.75pt, height: given.height * 0.75pt, margin: 0pt)
#set text(font: "Libertinus Serif")
#image(bytes(given.svg), format: "svg", width: 100%, height: 100%, fit: "contain")
"""


def typst_module() -> Any | None:
    """Return the optional typst library, or None where it is not installed."""
    try:
        import typst  # noqa: PLC0415 - an optional extra
    except ImportError:
        return None
    return typst


def to_png(svg: str) -> bytes | None:
    """Draw a checked SVG as PNG; None where typst is missing or cannot draw it."""
    typst = typst_module()
    if typst is None:
        return None
    width, height = drawing.size(svg)
    data = json.dumps({"svg": svg, "width": width, "height": height})
    try:
        made = typst.compile(
            _PAGE,
            format="png",
            ppi=_PIXELS_PER_INCH,
            sys_inputs={"data": data},
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        return None
    return made if isinstance(made, bytes) else None
