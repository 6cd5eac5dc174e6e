"""Variants: in which form a part of the report is printed, remembered for every print of it.

Table 1 alone and Table 1 in the manuscript must say the same: what one holds back, the other
must not print. So the options that a team has chosen for a part are on record, and whoever
prints it takes them unless others are asked for.
"""

from __future__ import annotations

from typing import ClassVar

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse, required

Options = dict[str, str | int | bool]


class Variant(Record):
    """The chosen form of one part of the report."""

    kind: ClassVar[str] = "variants"
    label: ClassVar[str] = "part"

    part: str = ""
    """As `report.assembly` calls it: "table1"."""
    options: Options = {}
    """As the part takes them; what is not named is as usual."""
    why: str = ""


class ChooseVariant(Operation, tag="variants.choose"):
    """Choose in which form a part of the report is printed from now on."""

    part: str
    options: Options
    why: str = ""

    def decide(self, work: Workspace) -> str:
        """A part has one variant; without options it is printed as usual again."""
        part = required(self.part, "part", "a variant")
        if len(self.options) > 40 or any(len(str(v)) > 200 for v in self.options.values()):
            refuse("These are no options of a table; nothing was changed.", "", "option")
        there = work.find(Variant, part=part)
        if there:
            work.set(there[0], options=self.options, why=self.why.strip())
            return there[0].id
        made = Variant(part=part, options=self.options, why=self.why.strip())
        return work.create(made)


def variant_of(view: View, part: str) -> Options:
    """Return the options on record for a part; none: it is printed as usual."""
    found = view.find(Variant, part=part)
    return dict(found[0].options) if found else {}
