"""The theme map: where the analysts have put themes and codes on their drawing.

A place points at a theme or code by id without holding it fast: what is gone is not drawn, and
comes back to its place when the step is undone.
"""

from __future__ import annotations

import math
from typing import ClassVar

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import Code
from heddle.study.rules import refuse
from heddle.study.themes import Theme


class MapPlace(Record):
    """Where a theme or a code stands on the map."""

    kind: ClassVar[str] = "map_places"
    label: ClassVar[str] = "on"
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("on",),)

    on: str = ""
    """Id of the theme or code."""
    x: float = 0.0
    y: float = 0.0
    """From 0 (left, top) to 1 (right, bottom) of the drawing."""


class Put(msgspec.Struct, kw_only=True):
    """A theme or code, and where to put it."""

    on: str
    x: float
    y: float


class PlaceOnMap(Operation, tag="map.place"):
    """Put themes and codes in their places on the theme map."""

    places: list[Put]

    def decide(self, work: Workspace) -> list[str]:
        """What has a place moves; places lie within the drawing."""
        known = {place.on: place for place in work.find(MapPlace)}
        made = []
        for put in self.places:
            if not all(math.isfinite(at) and 0 <= at <= 1 for at in (put.x, put.y)):
                refuse(
                    "A place on the map runs from 0 to 1 each way, and this does not; nothing was "
                    "changed.",
                    "0 is left and top, 1 is right and bottom.",
                    "outside",
                )
            if work.maybe(Theme, put.on) is None:
                work.get(Code, put.on)
            old = known.get(put.on)
            if old is not None:
                work.set(old, x=put.x, y=put.y)
                made.append(old.id)
            else:
                made.append(work.create(MapPlace(on=put.on, x=put.x, y=put.y)))
        return made


class ClearMap(Operation, tag="map.clear"):
    """Take everything off its place on the theme map; Heddle arranges it anew."""

    def decide(self, work: Workspace) -> None:
        """Themes and codes stay as they are."""
        work.drop_many(MapPlace, [place.id for place in work.find(MapPlace)])


def places_of(view: View) -> dict[str, tuple[float, float]]:
    """Return where things were put, by id; of two that a merge brought together, the later."""
    return {place.on: (place.x, place.y) for place in view.find(MapPlace)}
