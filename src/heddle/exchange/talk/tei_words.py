"""The words of an utterance with what is heard in them, as elements of TEI.

Pauses, gaps, unclear words and sounds have elements of their own in TEI P5, chapter 8
("Transcriptions of Speech"). What has none (overlap, a word broken off, how words were said) is a
`seg` or an `anchor` with a type: a `shift`, which TEI has for a change of voice, says where it
begins and not where it ends. `tei_heard` reads all of this again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from heddle.text.marks import (
    CUTOFF,
    EMPHASIS,
    INAUDIBLE,
    LAUGHTER,
    NONVERBAL,
    OVERLAP,
    PAUSE,
    UNCLEAR,
    UNSAID,
    Mark,
)

LAUGHS: Final = "laughs"


def times(marks: Sequence[Mark]) -> set[int]:
    """Return the moments (milliseconds) that marks name, for the file's timeline."""
    return {mark.at for mark in marks if mark.at != UNSAID}


def utterance(text: str, marks: Sequence[Mark], points: Mapping[int, str]) -> str:
    """Return words with marks as XML; stretches that cross each other are written in pieces.

    Args:
        text: what was said.
        marks: of the text, in order.
        points: the name of each moment on the timeline.
    """
    stretches = [mark for mark in marks if mark.start < mark.end]
    places = {0, len(text)} | {edge for mark in marks for edge in (mark.start, mark.end)}
    edges = sorted(places)
    parts: list[str] = []
    open_now: list[Mark] = []
    for i, edge in enumerate(edges):
        # Whatever ends here is closed, and what was opened after it is opened anew.
        ending = next((k for k, mark in enumerate(open_now) if mark.end <= edge), len(open_now))
        again = [mark for mark in open_now[ending:] if mark.end > edge]
        parts += [_around(mark, points)[1] for mark in reversed(open_now[ending:])]
        open_now = open_now[:ending]
        parts += [_point(m, points) for m in marks if m.start == m.end == edge]
        starting = [mark for mark in stretches if mark.start == edge]
        for mark in sorted([*again, *starting], key=lambda each: -each.end):
            parts.append(_around(mark, points)[0])
            open_now.append(mark)
        if i + 1 < len(edges):
            parts.append(escape(text[edge : edges[i + 1]]).replace("\n", "<lb/>"))
    return "".join(parts)


def _point(mark: Mark, points: Mapping[int, str]) -> str:
    synch = _synch(mark, points)
    if mark.kind == PAUSE:
        return f"<pause{_lasting(mark)}/>"
    if mark.kind == CUTOFF:
        return '<anchor type="cutoff"/>'
    if mark.kind == UNCLEAR:
        guess = f"<desc>{escape(mark.words)}</desc>" if mark.words else ""
        return f'<gap reason="unclear"{synch}>{guess}</gap>'
    if mark.kind == INAUDIBLE:
        return f'<gap reason="inaudible"{_lasting(mark)}{synch}/>'
    if mark.kind == LAUGHTER:
        return f"<vocal><desc>{LAUGHS}</desc></vocal>"
    return f"<incident><desc>{escape(mark.words)}</desc></incident>"


def _around(mark: Mark, points: Mapping[int, str]) -> tuple[str, str]:
    if mark.kind == OVERLAP:
        number = f' n="{mark.amount}"' if mark.amount != UNSAID else ""
        return f'<seg type="overlap"{number}>', "</seg>"
    if mark.kind == EMPHASIS:
        return "<emph>", "</emph>"
    if mark.kind == UNCLEAR:
        other = f"<note>{escape(mark.words)}</note>" if mark.words else ""
        return f"<unclear{_synch(mark, points)}>", f"{other}</unclear>"
    if mark.kind == LAUGHTER:
        return '<seg type="laughing">', "</seg>"
    if mark.kind == NONVERBAL:
        return f'<seg type="doing" subtype={quoteattr(mark.words)}>', "</seg>"
    return "", ""


def _lasting(mark: Mark) -> str:
    """Return how long something lasted, as a duration of XML Schema."""
    if mark.amount == UNSAID:
        return ""
    return f' dur="PT{mark.amount / 1000:.3f}S"'


def _synch(mark: Mark, points: Mapping[int, str]) -> str:
    return f' synch="#{points[mark.at]}"' if mark.at in points else ""
