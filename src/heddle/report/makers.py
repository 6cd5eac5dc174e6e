"""What answers the items of checklists: the shipped ones, and a team's that refer to them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from heddle.report import bc15, coreq, gripp2, srqr
from heddle.report.checklist import Checklist, Item
from heddle.report.material import Material
from heddle.report.statements import Maker, Makers, Statement, nothing
from heddle.study.checklists import shipped_item

MAKERS: Final[Mapping[str, Makers]] = MappingProxyType({
    "bc15": bc15.MAKERS,
    "coreq": coreq.MAKERS,
    "gripp2": gripp2.MAKERS,
    "srqr": srqr.MAKERS,
})  # fmt: skip


def maker(listed: Checklist, item: Item) -> tuple[Maker, str]:
    """Return what answers an item, and where in the manuscript that is told."""
    if listed.id in MAKERS:
        return MAKERS[listed.id][item.key]
    if item.answered_as:
        name, key = shipped_item(item.answered_as)
        return MAKERS[name][key]
    return _left_to_authors, ""


def _left_to_authors(material: Material) -> Statement:
    del material
    return nothing("")
