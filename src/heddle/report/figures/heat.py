"""The heat map: themes or codes by groups, shaded, with the number always in its cell."""

from __future__ import annotations

from typing import Final

from heddle.findings.spread import SMALL, Cell, Spread
from heddle.report.figures.picture import Given, picture, traced
from heddle.report.figures.sheet import Sheet, widest
from heddle.report.model import Figure

_CELL: Final = 96.0
_TALL: Final = 28.0
_DARKEST: Final = 0.55
"""So that ink can be read on it."""
THERE: Final = "there"


def heat(spread: Spread, *, counted: bool, team: bool) -> Figure:
    """Draw in which groups themes or codes are found.

    Args:
        spread: What is found where.
        counted: How many people is told; False: whether it is there at all, where the method
            lets no number of people stand for a finding.
        team: For the team: small cells are numbered too.
    """
    sheet = Sheet("heat", 0)
    left = widest([line.name for line in spread.lines], most=390) + 14
    sheet.width = left + _CELL * len(spread.groups) + 4
    for at, (group, people) in enumerate(zip(spread.groups, spread.people, strict=True)):
        x = left + at * _CELL + _CELL / 2
        sheet.text(x, 14, f"Group {group}" if len(group) < 3 else group, anchor="middle",
                   bold=True, room=_CELL - 4)  # fmt: skip
        sheet.text(x, 29, f"{people} people", "soft", "middle", 11)
    y = 38.0
    for line in spread.lines:
        sheet.text(left - 10, y + _TALL / 2 + 4, line.name, anchor="end", room=left - 12)
        for at, cell in enumerate(line.cells):
            shown = _shown(cell, counted=counted, team=team)
            strength = _strength(cell, spread.people[at], counted=counted and shown != THERE)
            x = left + at * _CELL
            sheet.rect(x, y, _CELL - 2, _TALL - 2, "heat", f"{line.name}, {spread.groups[at]}",
                       opacity=strength)  # fmt: skip
            sheet.text(x + _CELL / 2 - 1, y + _TALL / 2 + 3, shown or "–", anchor="middle")
        y += _TALL
    what = "Themes" if spread.of == "themes" else "Codes"
    hidden = counted and not team and any(
        _shown(c, counted=True, team=False) == THERE for line in spread.lines for c in line.cells
    )  # fmt: skip
    notes = [f"{THERE}: found there, on the words of fewer than {SMALL} people."] if hidden else []
    if not counted:
        notes.append("How many people said something does not decide what it means, so it is "
                     "told whether it is there, and not how often.")  # fmt: skip
    told = "; ".join(f"{line.name}: {line.groups}" for line in spread.lines)
    return picture(
        sheet,
        title=f"{what} by groups",
        told=f"In how many of {len(spread.groups)} groups each is found: {told}."
        if told
        else "Nothing is coded on participants’ words yet.",
        caption=f"{what} by groups: participants on whose words each is coded. Moderators are left "
        "out."
        if counted
        else f"{what} by groups: where each is found. Moderators are left out.",
        columns=(what[:-1], *(f"Group {group}" for group in spread.groups), "In groups"),
        rows=[_row(spread, at, counted=counted, team=team) for at in range(len(spread.lines))],
        numbers=range(1, len(spread.groups) + 2),
        notes=notes,
    )


def _row(spread: Spread, at: int, *, counted: bool, team: bool) -> list[Given]:
    line = spread.lines[at]
    cells: list[Given] = [
        traced(_shown(cell, counted=counted, team=team) or "–", cell.ids, f"{line.name} in {group}")
        for cell, group in zip(line.cells, spread.groups, strict=True)
    ]
    return [line.name, *cells, line.groups]


def _shown(cell: Cell, *, counted: bool, team: bool) -> str:
    """Return what stands in a cell; empty where nothing is found."""
    if not cell.people:
        return ""
    if not counted or (not team and len(cell.people) < SMALL):
        return THERE
    return str(len(cell.people))


def _strength(cell: Cell, people: int, *, counted: bool) -> float:
    if not cell.people:
        return 0.0
    return _DARKEST * (len(cell.people) / people if people else 1.0) if counted else 0.25
