"""The fold: how the patches of a record become the record.

A record is the fold of its patches in clock order, field by field, last writer wins. That one
rule gives replay, the study as of any moment and merging in any order of arrival:

- ``create`` sets fields and makes the record live (with no fields it brings a dropped one
  back, which is how a drop is undone);
- ``set`` sets fields, whether or not the record is live, so an edit made elsewhere while
  somebody dropped the record is not lost when the drop is undone;
- ``drop`` makes it not live.

A blanked patch keeps its action and has no fields. Two edits of one field that did not know
of each other are noticed here as well: the later one's ``before`` is not what the fold holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from heddle.log.patches import Patch


class Placed(msgspec.Struct):
    """A patch with its place in the order of all copies and the gesture it came in."""

    clock: int
    replica: str
    gesture: str
    index: int
    patch: Patch


class Clash(msgspec.Struct, frozen=True):
    """Two edits of one field that did not know of each other; both values are kept."""

    field: str
    kept: Any
    lost: Any
    kept_gesture: str
    lost_gesture: str


class Folded(msgspec.Struct):
    """The state of one record: its fields, whether it is live, and unresolved clashes."""

    fields: dict[str, Any] = {}
    live: bool = False
    clashes: list[Clash] = []


def order(placed: Placed) -> tuple[int, str, str, int]:
    """Return the key that all copies of a study sort patches by."""
    return placed.clock, placed.replica, placed.gesture, placed.index


def fold(patches: Iterable[Placed]) -> Folded:
    """Fold the patches of one record, given in any order."""
    folding = _Folding()
    for placed in sorted(patches, key=order):
        folding.take(placed)
    clashes = [folding.clashes[name] for name in sorted(folding.clashes)]
    return Folded(fields=folding.fields, live=folding.live, clashes=clashes)


class _Folding:
    """A fold under way: what the fields hold and which gesture wrote them."""

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.live = False
        self.clashes: dict[str, Clash] = {}
        self._writer: dict[str, str] = {}

    def take(self, placed: Placed) -> None:
        patch = placed.patch
        if patch.action == "drop":
            self.live = False
            return
        if patch.action == "create":
            self.live = True
        before = patch.before
        for name, value in patch.after.items():
            self._compare(name, value, before, placed.gesture)
            self.fields[name] = value
            self._writer[name] = placed.gesture

    def _compare(self, name: str, value: Any, before: dict[str, Any], gesture: str) -> None:
        known = name in before and name in self.fields
        if not known or before[name] == self.fields[name]:
            # A create, an erased value, or a writer who had seen the present value:
            # nothing to contradict, and an earlier clash is settled.
            self.clashes.pop(name, None)
        elif value != self.fields[name]:
            self.clashes[name] = Clash(
                field=name,
                kept=value,
                lost=self.fields[name],
                kept_gesture=gesture,
                lost_gesture=self._writer[name],
            )
