"""The coding timeline of one session: a line for each code along the talk."""

from __future__ import annotations

from typing import Final

from heddle.findings.timeline import Timeline, Track
from heddle.report.figures.picture import Given, picture, traced
from heddle.report.figures.sheet import Sheet, widest
from heddle.report.model import Figure

_WIDTH: Final = 560.0
_TALL: Final = 17.0
_TOP: Final = 40.0
_THINNEST: Final = 1.6


def coding_timeline(line: Timeline | None) -> Figure:
    """Draw where in a session's talk each code lies; above it where the team speaks."""
    sheet = Sheet("timeline", 0)
    tracks = line.tracks if line else []
    left = widest([track.name for track in tracks], 11, most=230) + 14
    sheet.width = left + _WIDTH + 10
    sheet.height = _TOP
    if line is not None:
        _frame(sheet, line, left)
    for at, track in enumerate(tracks):
        y = _TOP + at * _TALL
        if at % 2:
            sheet.rect(left, y, _WIDTH, _TALL, "dim")
        sheet.text(left - 8, y + 12, track.name, anchor="end", size=11, room=left - 10)
        for mark in track.marks:
            width = max((mark.end - mark.start) * _WIDTH, _THINNEST)
            sheet.rect(left + mark.start * _WIDTH, y + 3, width, _TALL - 6, "mark", track.name,
                       data=mark.id)  # fmt: skip
    name = line.name if line else "no session"
    told = ", ".join(f"{track.name} ({len(track.marks)})" for track in _often(tracks))
    return picture(
        sheet,
        title=f"Coding along the talk: {name}",
        told=f"{len(tracks)} codes, one below the other in the order of their first use. Most "
        f"often: {told}." if tracks else "Nothing is coded in it yet.",
        caption=f"Coding along the talk of {name}, from left to right by its words. Above: turns "
        "of moderators and observers.",
        columns=("Code", "Coded parts of turns", "Turns", "First at", "Last at"),
        rows=[_row(track) for track in tracks],
        numbers=(1, 2, 3, 4),
    )  # fmt: skip


def _frame(sheet: Sheet, line: Timeline, left: float) -> None:
    sheet.text(left - 8, _TOP - 10, "Team speaks", "soft", "end", 11)
    for mark in line.moderator:
        width = max((mark.end - mark.start) * _WIDTH, 1.0)
        sheet.rect(left + mark.start * _WIDTH, _TOP - 20, width, 12, "two")
    for number, (at, _) in enumerate(line.questions, 1):
        x = left + at * _WIDTH
        sheet.line(x, _TOP - 22, x, _TOP + len(line.tracks) * _TALL, "dash")
        sheet.text(x + 2, _TOP - 25, f"Q{number}", "soft", size=10)
    for part in (0, 25, 50, 75, 100):
        x = left + part / 100 * _WIDTH
        sheet.text(x, _TOP + len(line.tracks) * _TALL + 14, f"{part}%", "soft", "middle", 10)


def _often(tracks: list[Track]) -> list[Track]:
    return sorted(tracks, key=lambda track: -len(track.marks))[:5]


def _row(track: Track) -> list[Given]:
    ids = list(dict.fromkeys(mark.id for mark in track.marks))
    return [
        track.name,
        traced(str(len(track.marks)), ids, f"codings with {track.name}"),
        track.turns,
        f"{track.marks[0].start:.0%}",
        f"{max(mark.end for mark in track.marks):.0%}",
    ]
