"""Ratings: what a coded passage says of readiness, beside the coding and not in it.

A rating points to its coding by id without holding it fast: a coding that is taken back takes its
rating out of sight, and brings it along when the step is undone.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.framework import RECOVERY, TOP, below, framework_code
from heddle.study.rules import changes, refuse

Valence = Literal["", "ready", "unready", "mixed", "unclear"]
Level = Literal["", "person", "team", "organisation", "system"]
Time = Literal["", "before", "after"]


class Rating(Record):
    """What one coded passage says of readiness; empty fields are not stated."""

    kind: ClassVar[str] = "ratings"
    label: ClassVar[str] = "valence"
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("coding",),)

    coding: str = ""
    valence: Valence = ""
    level: Level = ""
    """Whose readiness it is."""
    time: Time = ""
    """Whether it speaks of the time before or after the first peer support worker began."""
    wish: bool = False
    """It asks for something to be done."""


class SetRatings(Operation, tag="ratings.set"):
    """Say of coded passages whether they speak of being ready, on which level, of which time."""

    codings: list[str]
    valence: Valence | None = None
    level: Level | None = None
    time: Time | None = None
    wish: bool | None = None

    def decide(self, work: Workspace) -> list[str]:
        """Only codings with a code of the readiness framework have ratings."""
        areas = rated_codes(work)
        fields = changes(self, "codings")
        made = []
        for coding in (work.get(Coding, each) for each in self.codings):
            if coding.code not in areas:
                name = work.get(Code, coding.code).name
                refuse(
                    f"“{name}” is no area of readiness, so its codings have no rating; nothing "
                    "was changed.",
                    "Rate codings whose code stands below the framework's, or move the code there.",
                    "not-rated",
                )
            rating = rating_of(work, coding.id)
            if rating is None:
                made.append(work.create(Rating(coding=coding.id, **fields)))
            else:
                work.set(rating, **fields)
                made.append(rating.id)
        return made


class ClearRatings(Operation, tag="ratings.clear"):
    """Take back what was said of coded passages; the codings stay."""

    codings: list[str]

    def decide(self, work: Workspace) -> None:
        """Those without a rating are passed over."""
        found = work.among(Rating, "coding", self.codings)
        work.drop_many(Rating, [rating.id for rating in found])


def rating_of(view: View, coding: str) -> Rating | None:
    """Return a coding's rating; of two that a merge brought together, the later."""
    found = view.find(Rating, coding=coding)
    return found[-1] if found else None


def rated_codes(view: View) -> set[str]:
    """Return the ids of all codes whose codings can be rated: the areas and what is below them."""
    top = framework_code(view, TOP)
    if top is None:
        return set()
    recovery = framework_code(view, RECOVERY)
    beside = recovery.id if recovery else ""
    return {code for code, area in below(view, top.id).items() if area != beside}
