"""The lineage from codes to themes over time: what fed what, and what was made of it."""

from __future__ import annotations

import msgspec

from heddle.log.ids import made_on
from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.themes import Feed, Theme


class Stage(msgspec.Struct, kw_only=True):
    """A code or theme in its column."""

    id: str
    kind: str
    """codes or themes."""
    name: str
    column: int
    """0: codes; then themes by how many steps of merging or splitting lie before them."""
    stage: str
    made: str
    """The day on which it was put on record, ISO."""
    why: str


class Step(msgspec.Struct, kw_only=True):
    """From a code to a theme that it feeds, or from a theme to what was made of it."""

    one: str
    other: str
    codes: int
    """How many codes go this way: how wide it is drawn."""


class Lineage(msgspec.Struct, kw_only=True):
    """Codes and themes in columns, earliest first."""

    stages: list[Stage]
    steps: list[Step]


def lineage(view: View) -> Lineage:
    """Return the way from codes to themes; merged, split and dropped themes are part of it."""
    themes = {theme.id: theme for theme in view.find(Theme, "position")}
    feeds = [feed for feed in view.find(Feed) if feed.theme in themes]
    codes = {code.id: code for code in view.among(Code, "id", {feed.code for feed in feeds})}
    fed: dict[str, set[str]] = {}
    for feed in feeds:
        if feed.code in codes:
            fed.setdefault(feed.theme, set()).add(feed.code)
    column = {theme: _generation(themes, theme, set()) for theme in themes}
    steps = []
    for theme in themes.values():
        before = [old for old in theme.came_from if old in themes]
        carried: set[str] = set()
        for old in before:
            through = fed.get(old, set()) & fed.get(theme.id, set())
            carried |= through
            steps.append(Step(one=old, other=theme.id, codes=max(1, len(through))))
        fresh = sorted(fed.get(theme.id, set()) - carried)
        steps += [Step(one=code, other=theme.id, codes=1) for code in fresh]
    used = {step.one for step in steps}
    stages = [
        Stage(
            id=code.id, kind="codes", name=code.name, column=0, stage="",
            made=made_on(code.id), why="",
        )
        for code in sorted(codes.values(), key=lambda code: code.id)
        if code.id in used
    ]  # fmt: skip
    stages += [
        Stage(
            id=theme.id, kind="themes", name=theme.name, column=column[theme.id],
            stage=theme.stage, made=theme.made[:10] or made_on(theme.id), why=theme.rationale,
        )
        for theme in sorted(themes.values(), key=lambda t: (column[t.id], t.id))
    ]  # fmt: skip
    return Lineage(stages=stages, steps=steps)


def _generation(themes: dict[str, Theme], theme: str, seen: set[str]) -> int:
    """Return a theme's column; a circle that a merge has made ends where it began."""
    if theme in seen:
        return 1
    before = [old for old in themes[theme].came_from if old in themes]
    return 1 + max((_generation(themes, old, seen | {theme}) for old in before), default=0)
