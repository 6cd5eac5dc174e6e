"""Themes: candidates first, then split, merged, given up and named, as the analysis went.

Where the material says that a theme came from another, the log has the step that made it so:
a merge; a split and two merges where it went into two themes; and for a theme that was dropped
the codes that were taken over from it, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heddle.demo import material
from heddle.demo.coding import ANALYST
from heddle.demo.desk import Desk
from heddle.demo.material import Row, listed
from heddle.demo.planning import LEADER
from heddle.log.operations import Operation
from heddle.study.lineage import DropTheme, MergeThemes, SplitTheme
from heddle.study.themes import AddTheme, ChangeTheme, FeedTheme, UnfeedTheme

_SEARCHING: Final = "Phase 3: candidate themes"
_REVIEWING: Final = "Phase 4: reviewing themes"
_NAMING: Final = "Phase 5: defining and naming themes"

HALVES: Final[dict[str, dict[str, tuple[str, list[str]]]]] = {
    "Tired of being turned": {
        "Good work is done in the gaps": (
            "Why nobody asks for more",
            ["The work between the lines > Turned too often"],
        ),
        "Peers were welcome, but nobody had made room": (
            "How news is met",
            ["The work between the lines > Turned too often", "The run-up > Not asked"],
        ),
    }
}
"""What a candidate was split into: by the theme that it went to, the name and codes of the half."""


class Lineage:
    """The themes of the material: which came first, and what came of them."""

    def __init__(self, desk: Desk) -> None:
        """Read the material's themes."""
        self._desk = desk
        self._analyst = desk.by(ANALYST)
        self._rows = {row["name"]: row for row in material.rows("themes")}

    def search(self) -> None:
        """Set up the first candidates, then those that were made of two of them."""
        first = [row for row in self._rows.values() if not row["came_from"]]
        done = self._analyst.do_all(
            [
                AddTheme(
                    name=row["name"],
                    central_idea=row["central_idea"],
                    description=row["description"],
                    codes=self._codes(listed(row["codes"])),
                )
                for row in first
            ],
            reason=_SEARCHING,
        )
        names = (row["name"] for row in first)
        self._desk.themes |= dict(zip(names, done.result, strict=True))
        for row in self._rows.values():
            if row["came_from"] and row["stage"] != "final":
                self._merge(row, _SEARCHING)

    def review(self) -> None:
        """Split and merge candidates into the themes that went on, and give others up."""
        for name, halves in HALVES.items():
            self._split(self._rows[name], halves)
        for row in self._finals():
            self._merge(row, _REVIEWING)
        for row in self._rows.values():
            if row["stage"] == "dropped":
                given_up = DropTheme(theme=self._id(row["name"]), rationale=row["rationale"])
                self._analyst.do(given_up, reason=_REVIEWING)
            if row["stage"] == "candidate":
                left = ChangeTheme(theme=self._id(row["name"]), rationale=row["rationale"])
                self._analyst.do(left, reason=_REVIEWING)

    def name(self) -> None:
        """Make the developed themes final."""
        steps = [ChangeTheme(theme=self._id(row["name"]), stage="final") for row in self._finals()]
        self._desk.by(LEADER).do_all(steps, reason=_NAMING)

    def _finals(self) -> list[Row]:
        return [row for row in self._rows.values() if row["stage"] == "final"]

    def _id(self, name: str) -> str:
        return self._desk.themes[name]

    def _split(self, row: Row, halves: dict[str, tuple[str, list[str]]]) -> None:
        into = {name: self._codes(paths) for name, paths in halves.values()}
        step = SplitTheme(theme=self._id(row["name"]), into=into, rationale=row["rationale"])
        made = self._analyst.do(step, reason=_REVIEWING).result
        self._desk.themes |= dict(zip(into, made, strict=True))

    def _merge(self, row: Row, reason: str) -> None:
        """Merge what a theme came from; then say of each part why, and settle the codes."""
        parts = [name for name in listed(row["came_from"]) if not self._is_dropped(name)]
        halves = {part: HALVES[part][row["name"]][0] for part in parts if part in HALVES}
        merged = self._analyst.do(
            MergeThemes(
                themes=[self._id(halves.get(part, part)) for part in parts],
                name=row["name"],
                central_idea=row["central_idea"],
                description=row["description"],
                rationale=row["rationale"],
                stage="developed" if row["stage"] == "final" else "candidate",
            ),
            reason=reason,
        )
        self._desk.themes[row["name"]] = merged.id
        steps: list[Operation] = [
            ChangeTheme(theme=self._id(part), rationale=self._rows[part]["rationale"])
            for part in parts
            if part not in halves
        ]
        self._analyst.do_all([*steps, *self._code_changes(row)], reason=reason)

    def _is_dropped(self, name: str) -> bool:
        return self._rows[name]["stage"] == "dropped"

    def _code_changes(self, row: Row) -> Iterator[Operation]:
        """Yield what makes a merged theme's codes those of the material."""
        theme = self._id(row["name"])
        listing = next(t for t in self._desk.study.themes() if t["id"] == theme)
        present, wanted = set(listing["codes"]), listed(row["codes"])
        for name in filter(self._is_dropped, listed(row["came_from"])):
            taken = [path for path in listed(self._rows[name]["codes"]) if path not in present]
            present |= set(taken)
            why = f"taken over from “{name}”"
            yield FeedTheme(theme=theme, codes=self._codes(taken), why=why)
        if more := [path for path in wanted if path not in present]:
            yield FeedTheme(theme=theme, codes=self._codes(more))
        if fewer := sorted(present - set(wanted)):
            yield UnfeedTheme(theme=theme, codes=self._codes(fewer))

    def _codes(self, paths: list[str]) -> list[str]:
        return [self._desk.codes[path] for path in paths]
