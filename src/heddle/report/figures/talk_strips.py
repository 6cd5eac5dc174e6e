"""Talk-share strips: a bar for each session, in it each person's part of the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from heddle.findings.talk import Part, SessionTalk
from heddle.report.figures.picture import Given, picture, share, traced
from heddle.report.figures.sheet import Sheet, wide, widest
from heddle.report.model import Figure

_WIDTH: Final = 620.0
_TALL: Final = 34.0
_STEP: Final = 74.0


def talk_strips(sessions: Sequence[SessionTalk]) -> Figure:
    """Draw how the words of each session are shared out; the team's part is hatched."""
    sheet = Sheet("strips", 0)
    left = widest([each.name for each in sessions], most=150) + 16
    sheet.width = left + _WIDTH + 8
    y = 10.0
    for each in sessions:
        _strip(sheet, each, left, y)
        y += _STEP
    names = ", ".join(each.name for each in sessions) or "no session"
    told = "; ".join(_told(each) for each in sessions)
    return picture(
        sheet,
        title=f"Who says how much: {names}",
        told=f"One bar a session, all its words from left to right. Shares of the "
        f"participants’ words: {told}." if told else
        "No session has a transcript yet.",
        caption="Shares of the words of each session. Hatched: moderators and observers. Who is "
        "silent is named below the bar; silence is not agreement.",
        columns=("Session", "Who", "Role", "Turns", "Words", "Share of participants’ words",
                 "Median words a turn"),
        rows=[_row(each, part) for each in sessions for part in each.people],
        numbers=(3, 4, 5, 6),
        notes=[note for each in sessions for note in each.notes],
    )  # fmt: skip


def _strip(sheet: Sheet, talk: SessionTalk, left: float, y: float) -> None:
    sheet.text(0, y + _TALL / 2 + 4, talk.name, bold=True, room=left - 10)
    x, light = left, True
    silent = [part.name for part in talk.people if not part.turns]
    for part in _ordered(talk):
        width = part.words / talk.words * _WIDTH if talk.words else 0
        team = part.role != "participant"
        percent = share(part.words / talk.words if talk.words else None)
        sheet.rect(x, y, width, _TALL, "one" if light else "two",
                   f"{part.name}: {part.words} words ({percent})")  # fmt: skip
        if team:
            sheet.hatch(x, y, width, _TALL)
        if wide(percent) + 6 < width and not team:
            sheet.text(x + width / 2, y + _TALL / 2 + 4, percent, anchor="middle")
        name = part.name.removeprefix(f"{talk.name}-").removeprefix(f"{talk.name} ")
        name += f" {percent}" if team else ""
        if wide(name, 11) + 2 < width:
            sheet.text(x + width / 2, y + _TALL + 14, name, "soft", "middle", 11)
        x, light = x + width, not light
    if silent:
        sheet.text(left, y + _TALL + 29, f"Silent: {', '.join(silent)}", "soft", size=11,
                   room=_WIDTH)  # fmt: skip


def _ordered(talk: SessionTalk) -> list[Part]:
    """Return who spoke, those first who said most, the team last."""
    spoke = [part for part in talk.people if part.turns]
    return sorted(spoke, key=lambda part: (part.role != "participant", -part.words))


def _told(talk: SessionTalk) -> str:
    parts = [f"{part.name} {share(part.share_words)}" for part in _ordered(talk)
             if part.role == "participant"]  # fmt: skip
    return f"{talk.name}: {', '.join(parts) or '–'}"


def _row(talk: SessionTalk, part: Part) -> list[Given]:
    query = f"turns of {part.name} in {talk.name}"
    return [
        talk.name,
        part.name,
        part.role if part.role != "none" else "unknown",
        traced(str(part.turns), part.ids, query),
        traced(str(part.words), part.ids, f"words in {query}"),
        share(part.share_words),
        None if part.length is None else f"{part.length.median:g}",
    ]
