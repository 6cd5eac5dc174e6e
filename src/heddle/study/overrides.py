"""Overrides: where a person goes on although a check objects, and why; the reason is printed.

A check (of disclosure, of the method, of the manuscript's words ...) names what it objects to by
a gate and an item. An override answers one item of one gate. The Methods draft prints all that
stand, so a reader of the manuscript learns of them.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import required

Gate = Literal["identity", "disclosure", "consent", "quotes", "translation", "method", "language"]


class Override(Record):
    """A decision to go on although a check objects."""

    kind: ClassVar[str] = "overrides"
    label: ClassVar[str] = "item"

    gate: Gate = "disclosure"
    item: str = ""
    """What was objected to, as the check names it."""
    why: str = ""


class WriteOverride(Operation, tag="overrides.write"):
    """Go on although a check objects, with the reason that is printed."""

    gate: Gate
    item: str
    why: str

    def decide(self, work: Workspace) -> str:
        """An item has one override; a new reason takes the place of the earlier one."""
        item = required(self.item, "item", "an override")
        why = required(self.why, "reason", "an override")
        there = work.find(Override, gate=self.gate, item=item)
        if there:
            work.set(there[0], why=why)
            return there[0].id
        return work.create(Override(gate=self.gate, item=item, why=why))


class DropOverride(Operation, tag="overrides.drop"):
    """Take back an override: the check objects again."""

    override: str

    def decide(self, work: Workspace) -> None:
        """What left the study while it stood stays on record."""
        work.drop(work.get(Override, self.override))


def overrides_of(view: View, gate: Gate) -> dict[str, Override]:
    """Return the overrides of one gate by item."""
    return {each.item: each for each in view.find(Override, gate=gate)}
