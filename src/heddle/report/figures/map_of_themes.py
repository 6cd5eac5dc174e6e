"""The theme map: themes in boxes, the codes that feed them around, where people have put them."""

from __future__ import annotations

import textwrap
from typing import Final

from heddle.findings.theme_map import Spot, ThemeMap
from heddle.report.figures.picture import Given, picture
from heddle.report.figures.sheet import Sheet, wide
from heddle.report.model import Figure

WIDTH: Final = 880.0
TALL: Final = 600.0
EDGE_X: Final = 112.0
EDGE_Y: Final = 34.0
_LINE: Final = 14.0
_LETTERS: Final = {"themes": 24, "codes": 30}


def map_of_themes(drawn: ThemeMap) -> Figure:
    """Draw the themes that stand and the codes that feed them."""
    sheet = Sheet("map", WIDTH)
    sheet.height = TALL - 8
    spots = {spot.id: spot for spot in drawn.spots}
    for join in drawn.joins:
        (x1, y1), (x2, y2) = place(spots[join.one]), place(spots[join.other])
        sheet.line(x1, y1, x2, y2, "firm" if join.part else "rule")
    sheet.height = TALL - 8
    for spot in sorted(drawn.spots, key=lambda each: each.kind):
        _spot(sheet, spot)
    sheet.height = TALL - 8
    fed: dict[str, list[str]] = {}
    for join in drawn.joins:
        fed.setdefault(join.other, []).append(spots[join.one].name)
    themes = [spot for spot in drawn.spots if spot.kind == "themes"]
    told = "; ".join(f"{each.name} ({len(fed.get(each.id, []))})" for each in themes)
    rows: list[list[Given]] = [
        [theme.name, theme.stage, spots[join.one].name, "part" if join.part else "code"]
        for theme in themes
        for join in drawn.joins
        if join.other == theme.id
    ]
    rows += [[theme.name, theme.stage, "", ""] for theme in themes if theme.id not in fed]
    return picture(
        sheet,
        title="Theme map",
        told=f"Themes in boxes, with how many codes around them: {told}."
        if told else "There is no theme yet.",
        caption="Themes (framed) and the codes that feed them. Where they stand was arranged "
        "by the analysts." if any(spot.placed for spot in drawn.spots)
        else "Themes (framed) and the codes that feed them.",
        columns=("Theme", "Stage", "Fed by", "Is"),
        rows=rows,
    )  # fmt: skip


def place(spot: Spot) -> tuple[float, float]:
    """Return where the middle of a spot is drawn."""
    return EDGE_X + spot.x * (WIDTH - 2 * EDGE_X), EDGE_Y + spot.y * (TALL - 2 * EDGE_Y)


def _spot(sheet: Sheet, spot: Spot) -> None:
    theme = spot.kind == "themes"
    lines = textwrap.wrap(spot.name, _LETTERS[spot.kind]) or [""]
    size = 12.0 if theme else 11.0
    width = max(wide(line, size) for line in lines) * (1.1 if theme else 1.0) + 14
    tall = len(lines) * _LINE + (12 if theme else 6)
    x, y = place(spot)
    look = "box" if theme else "mild"
    room = {"wide": f"{WIDTH - 2 * EDGE_X:g}", "tall": f"{TALL - 2 * EDGE_Y:g}"}
    with sheet.group(record=spot.id, x=f"{spot.x:.4f}", y=f"{spot.y:.4f}", **room):
        left, top = x - width / 2, y - tall / 2
        sheet.rect(left, top, width, tall, look, spot.name, round_by=3 if theme else 9)
        first = y - (len(lines) - 1) * _LINE / 2 + 4
        for at, line in enumerate(lines):
            bold = spot.stage == "final"
            sheet.text(x, first + at * _LINE, line, anchor="middle", size=size, bold=bold)
