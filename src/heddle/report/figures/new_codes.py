"""The new-code curve: how many different codes have been used by each point of the talk."""

from __future__ import annotations

from typing import Final

from heddle.findings.saturation import Curve
from heddle.report.figures.picture import Given, picture, traced
from heddle.report.figures.sheet import Sheet, steps
from heddle.report.model import Figure

_LEFT: Final = 46.0
_WIDTH: Final = 580.0
_TOP: Final = 34.0
_TALL: Final = 250.0


def new_codes(curve: Curve) -> Figure:
    """Draw the codes that were used so far against the turns so far, session by session."""
    sheet = Sheet("curve", _LEFT + _WIDTH + 40)
    most, turns = max(curve.codes, 1), max(curve.turns, 1)
    bottom = _TOP + _TALL

    def x_of(turn: int) -> float:
        return _LEFT + turn / turns * _WIDTH

    def y_of(codes: int) -> float:
        return bottom - codes / most * _TALL

    for at, session in enumerate(curve.sessions):
        width = session.turns / turns * _WIDTH
        if at % 2:
            sheet.rect(x_of(session.begins), _TOP, width, _TALL, "dim")
        sheet.text(x_of(session.begins) + width / 2, _TOP - 18, session.name, "ink", "middle",
                   room=max(width, 24))  # fmt: skip
        sheet.text(x_of(session.begins) + width / 2, _TOP - 5, f"{session.new} new", "soft",
                   "middle", 11, room=max(width, 24))  # fmt: skip
        sheet.line(x_of(session.begins + session.turns), _TOP, x_of(session.begins + session.turns),
                   bottom, "dash")  # fmt: skip
    for codes in _scale(curve.codes):
        sheet.line(_LEFT - 4, y_of(codes), _LEFT + _WIDTH, y_of(codes), "dash" if codes else "rule")
        sheet.text(_LEFT - 8, y_of(codes) + 4, str(codes), "soft", "end", 11)
    points = [(x_of(0), y_of(0))]
    points += [(x_of(first.place), y_of(at)) for at, first in enumerate(curve.firsts, 1)]
    sheet.path(steps([*points, (x_of(curve.turns), y_of(curve.codes))]), "firm", width=2)
    sheet.line(_LEFT, _TOP, _LEFT, bottom)
    sheet.text(_LEFT + _WIDTH / 2, bottom + 22, f"Turns of talk (0 to {curve.turns})", "soft",
               "middle", 11)  # fmt: skip
    sheet.text(12, _TOP + _TALL / 2, "Codes used so far", "soft", "middle", 11, turn=-90)
    by = "; ".join(f"{s.name} {s.new}" for s in curve.sessions)
    return picture(
        sheet,
        title="New codes as the talk goes on",
        told=f"A curve of steps that rises to {curve.codes} codes over {curve.turns} turns. New in "
        f"each session: {by}."
        if curve.codes else "No code is used on a participant’s words yet.",
        caption=f"Codes used so far, by turns of talk. {curve.note}",
        columns=("Code", "First used in", "By then, turns", "By then, codes"),
        rows=[_row(curve, at) for at in range(len(curve.firsts))],
        numbers=(2, 3),
    )  # fmt: skip


def _row(curve: Curve, at: int) -> list[Given]:
    first = curve.firsts[at]
    ids = [first.coding, first.turn]
    return [
        first.name,
        curve.sessions[first.session].name,
        traced(str(first.place), ids, f"first use of {first.name}"),
        at + 1,
    ]


def _scale(most: int) -> list[int]:
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if most / s <= 6)
    return list(range(0, most + 1, step))
