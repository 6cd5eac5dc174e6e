"""The theme map: themes that stand, the codes that feed them, and where people have put them."""

from __future__ import annotations

import itertools
from typing import Final

import msgspec

from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.theme_map import places_of
from heddle.study.themes import LIVING, Feed, Theme

_MANY: Final = 22


class Spot(msgspec.Struct, kw_only=True):
    """A theme or code on the map."""

    id: str
    kind: str
    """themes or codes."""
    name: str
    stage: str
    """Of a theme."""
    x: float
    y: float
    """From 0 to 1."""
    placed: bool
    """Put there by a person."""


class Join(msgspec.Struct, kw_only=True):
    """A code that feeds a theme, or a theme that is part of another."""

    one: str
    other: str
    """Ids: what feeds, or the part; then the theme."""
    part: bool


class ThemeMap(msgspec.Struct, kw_only=True):
    """The map."""

    spots: list[Spot]
    joins: list[Join]


def theme_map(view: View) -> ThemeMap:
    """Return the map; what nobody has put anywhere is arranged by what it feeds."""
    themes = [theme for theme in view.find(Theme, "position") if theme.stage in LIVING]
    standing = {theme.id for theme in themes}
    feeds = [feed for feed in view.find(Feed) if feed.theme in standing]
    codes = {code.id: code for code in view.among(Code, "id", {feed.code for feed in feeds})}
    joins = [Join(one=f.code, other=f.theme, part=False) for f in feeds if f.code in codes]
    joins += [Join(one=t.id, other=t.parent, part=True) for t in themes if t.parent in standing]
    ids = [*(theme.id for theme in themes), *codes]
    arranged = _arranged(ids, joins, len(themes))
    placed = places_of(view)
    names = {theme.id: theme.name for theme in themes} | {c.id: c.name for c in codes.values()}
    stages = {theme.id: theme.stage for theme in themes}
    spots = []
    for at, each in enumerate(ids):
        x, y = placed.get(each, arranged[at])
        spots.append(
            Spot(
                id=each,
                kind="themes" if each in standing else "codes",
                name=names[each],
                stage=stages.get(each, ""),
                x=x,
                y=y,
                placed=each in placed,
            )
        )
    return ThemeMap(spots=spots, joins=joins)


def _arranged(ids: list[str], joins: list[Join], themes: int) -> list[tuple[float, float]]:
    """Return places: themes in the middle from top to bottom, their codes to both sides.

    A code stands with the first theme that it feeds. Where a side has many, every other one
    stands further in.
    """
    place = {each: at for at, each in enumerate(ids)}
    first: dict[int, int] = {}
    for join in joins:
        if not join.part:
            theme = place[join.other]
            first[place[join.one]] = min(theme, first.get(place[join.one], theme))
    sides: tuple[list[int], list[int]] = ([], [])
    for theme in range(themes):
        mine = [code for code in range(themes, len(ids)) if first[code] == theme]
        half = (len(mine) + 1) // 2 if len(sides[0]) <= len(sides[1]) else len(mine) // 2
        sides[0].extend(mine[:half])
        sides[1].extend(mine[half:])
    found: dict[int, tuple[float, float]] = {}
    for side, codes in zip((0.0, 1.0), sides, strict=True):
        for at, code in enumerate(codes):
            inward = 0.22 if len(codes) > _MANY and at % 2 else 0.0
            found[code] = abs(side - inward), (at + 0.5) / len(codes)
    for theme in range(themes):
        near = [found[code][1] for code in first if first[code] == theme]
        found[theme] = 0.5, sum(near) / len(near) if near else (theme + 0.5) / themes
    ranked = sorted(range(themes), key=lambda theme: (found[theme][1], theme))
    least = min(0.12, 1 / max(themes, 1))
    for before, theme in itertools.pairwise(ranked):
        found[theme] = 0.5, max(found[theme][1], found[before][1] + least)
    lowest = max((found[theme][1] for theme in range(themes)), default=0.0)
    if lowest > 1:
        for at, theme in enumerate(ranked):
            found[theme] = 0.5, (at + 0.5) / themes
    return [found[at] for at in range(len(ids))]
