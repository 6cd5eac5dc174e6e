"""A report's only figure as an SVG file: the drawing itself, with its title and description."""

from __future__ import annotations

from heddle.errors import Refused
from heddle.report.model import Figure, Report

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def to_svg(report: Report) -> bytes:
    """Write the only figure of a report as a drawing.

    Raises:
        Refused: The report has no figure, or more than one.
    """
    figures = [block for block in report.blocks if isinstance(block, Figure)]
    if len(figures) != 1:
        raise Refused(
            f"An SVG file holds exactly one figure; this report has {len(figures)}.",
            "Export one figure at a time, or choose .html, .docx or .pdf, which hold them all.",
        )
    return (_HEAD + figures[0].svg).encode("utf-8")
