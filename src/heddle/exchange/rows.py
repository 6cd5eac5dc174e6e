"""A printed row: what a page description knows about one line of print."""

from __future__ import annotations

import msgspec


class Row(msgspec.Struct):
    """One printed row; lengths are PDF points, the origin is the page's bottom left corner."""

    text: str
    page: int
    x0: float
    x1: float
    y0: float
    y1: float
    word_x1: float = 0.0
    """Where the first word ends."""
    second_x0: float = 0.0
    """Where the second word begins."""
    bold: int = 0
    """Characters at the beginning that are set in bold."""
    hyphen: bool = False
    """The row ends in a hyphen behind which a word goes on."""
    width: float = 595.0
    """Of the page."""
    cut: bool = False
    """Part of the row's height lies beyond the edge of the page."""
    begins: bool | None = None
    """Whether a paragraph number says that a paragraph begins here; None: no such numbers."""

    @property
    def size(self) -> float:
        """The height of its characters, which stands for the size of its type."""
        return max(1.0, self.y1 - self.y0)
