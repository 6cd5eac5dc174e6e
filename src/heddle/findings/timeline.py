"""The coding of one session along its talk: where each code lies, and who speaks there."""

from __future__ import annotations

import msgspec
import numpy as np

from heddle.findings.corpus import corpus
from heddle.findings.meetings import meetings
from heddle.log.view import View


class Mark(msgspec.Struct, kw_only=True):
    """A stretch of the talk, as shares of all of it (0 to 1)."""

    start: float
    end: float
    id: str


class Track(msgspec.Struct, kw_only=True):
    """One code along the talk."""

    code: str
    name: str
    marks: list[Mark]
    turns: int


class Timeline(msgspec.Struct, kw_only=True):
    """The codes of one session, those first that are used first."""

    session: str
    name: str
    turns: int
    tracks: list[Track]
    moderator: list[Mark]
    """Turns of the team."""
    questions: list[tuple[float, str]]
    """Where each question was asked, and its words."""


def timeline(view: View, session: str = "") -> Timeline | None:
    """Return the coding of a session along its words; None without any transcript.

    Args:
        view: The study.
        session: Its id or name; empty: the first.

    Raises:
        Refused: There is no such session.
    """
    found = corpus(view)
    held = meetings(view, session)
    if not held:
        return None
    meeting, turns = held[0], found.turns
    sizes = turns.end[meeting.turns] - turns.start[meeting.turns]
    after = np.cumsum(sizes)
    whole = float(after[-1]) if len(after) and after[-1] else 1.0
    begins = dict(zip(meeting.turns.tolist(), (after - sizes).tolist(), strict=True))
    pieces = found.pieces
    those = np.flatnonzero(np.isin(pieces.turn, meeting.turns))
    tracks: dict[int, list[Mark]] = {}
    spoken: dict[int, set[int]] = {}
    for piece in those.tolist():
        turn, coding = int(pieces.turn[piece]), int(pieces.coding[piece])
        code = int(found.codings.code[coding])
        shift = begins[turn] - int(turns.start[turn])
        tracks.setdefault(code, []).append(
            Mark(
                start=(int(pieces.start[piece]) + shift) / whole,
                end=(int(pieces.end[piece]) + shift) / whole,
                id=found.codings.id[coding],
            )
        )
        spoken.setdefault(code, set()).add(turn)
    leads = meeting.turns[meeting.leads].tolist()
    question = turns.question[meeting.turns]
    new = np.flatnonzero(np.diff(question, prepend=-1) != 0)
    return Timeline(
        session=meeting.id,
        name=meeting.name,
        turns=len(meeting.turns),
        tracks=sorted(
            (
                Track(
                    code=found.codes[code].id,
                    name=found.codes[code].name,
                    marks=sorted(marks, key=lambda mark: mark.start),
                    turns=len(spoken[code]),
                )
                for code, marks in tracks.items()
            ),
            key=lambda track: (track.marks[0].start, track.name),
        ),
        moderator=[
            Mark(
                start=begins[at] / whole,
                end=(begins[at] + int(turns.end[at] - turns.start[at])) / whole,
                id=turns.id[at],
            )
            for at in leads
        ],
        questions=[
            (begins[int(meeting.turns[at])] / whole, found.questions[question[at]].text)
            for at in new.tolist()
            if question[at] >= 0
        ],
    )
