"""Numbering of lists in a Word template, whatever its own lists look like."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from heddle.report.docx_styles import element


class ListNumbers:
    """Adds bullets and numbers to a numbering part; numbered lists begin at 1 each time."""

    def __init__(self, numbering: Any) -> None:
        self.numbering = numbering
        self.made: dict[bool, int] = {}

    def instance(self, *, ordered: bool) -> int:
        """Return the number of a list: one for all with bullets, a new one with numbers."""
        if not ordered and False in self.made:
            return self.made[False]
        abstract = self._abstract(ordered=ordered)
        number = self._free("w:num", "w:numId")
        made = element("w:num", element("w:abstractNumId", val=abstract), numId=number)
        # The schema wants instances behind all definitions, and little else behind them.
        others = self.numbering.findall(qn("w:num"))
        (others[-1] if others else self._last_abstract()).addnext(made)
        self.made[ordered] = number
        return number

    def _abstract(self, *, ordered: bool) -> int:
        number = self._free("w:abstractNum", "w:abstractNumId")
        level = element(
            "w:lvl",
            element("w:start", val=1),
            element("w:numFmt", val="decimal" if ordered else "bullet"),
            element("w:lvlText", val="%1." if ordered else "•"),
            element("w:lvlJc", val="left"),
            element("w:pPr", element("w:ind", left=360, hanging=360)),
            ilvl=0,
        )
        kind = element("w:multiLevelType", val="singleLevel")
        made = element("w:abstractNum", kind, level, abstractNumId=number)
        last = self._last_abstract()
        if last is None:
            # Only pictures of bullets may stand before definitions.
            pictures = self.numbering.findall(qn("w:numPicBullet"))
            self.numbering.insert(len(pictures), made)
        else:
            last.addnext(made)
        return number

    def _last_abstract(self) -> Any:
        found = self.numbering.findall(qn("w:abstractNum"))
        return found[-1] if found else None

    def _free(self, tag: str, attribute: str) -> int:
        used = [int(each.get(qn(attribute), 0)) for each in self.numbering.findall(qn(tag))]
        return max(used, default=0) + 1
