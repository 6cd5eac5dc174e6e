"""Documents of meeting services: what in them is talk, and what a machine wrote around it.

Teams puts a title, a date and "Anna Jensen started transcription" before the talk; Otter signs
below it. Google Meet's document also holds a summary, tasks and the e-mail addresses of all who
were invited: that part is no talk, names people who may never have agreed to anything, and is
left out whole. Every rule needs marks that ordinary documents do not have together.

Forms seen: Teams .docx (August 2026), Google Meet .docx and .md (2025-26), Otter .txt (2023-25).
"""

from __future__ import annotations

import re

from heddle.exchange.draft import Draft
from heddle.exchange.labels import plausible
from heddle.exchange.reading import Line

_BY_TEAMS = re.compile(r"(?P<who>[^:]{1,80})\s(?:started|stopped) transcription\Z")
_HEAD = re.compile(r".{1,80}?\s{2,}\d{1,2}(?::\d{2}){1,2}\Z")
_MEET = re.compile(r"[\W_]*Transcript[\W_]*\Z|.{1,200} - Transcript\Z")
_CLOCK = re.compile(r"[\W_]*\d{1,2}:\d{2}:\d{2}[\W_]*\Z")
_ENDED = re.compile(r"[\W_]*Transcription ended after \d{1,2}:\d{2}:\d{2}[\W_]*\Z")
_DISCLAIMER = re.compile(r"[\W_]*This editable transcript was computer generated\b.*")
_NOTES = re.compile(
    r"[\W_]*(?:Notes|Summary|Details|Suggested next steps|Invited\b.*|Attachments\b.*|Attendees"
    r"|Meeting records\b.*|You should review Gemini.s notes.*)\Z"
)
_OTTER = re.compile(r"Transcribed by https?://otter\.ai/?\s*\Z")
_FEW = 12
"""Lines from the beginning or the end of a file, among which frames are looked for."""


def tidy(draft: Draft) -> None:
    """Leave out what a meeting service wrote around the talk, and say so."""
    lines = draft.lines
    if any(_ENDED.match(line.text) or _DISCLAIMER.match(line.text) for line in lines[-_FEW:]):
        draft.machine = "Google Meet"
        draft.lines = _meet(lines, draft)
    elif any(_by_teams(line) for line in (*lines[:_FEW], *lines[-_FEW:])):
        draft.machine = "Teams"
        draft.lines = _teams(lines, draft)
    elif lines and _OTTER.match(lines[-1].text):
        draft.machine = "Otter"
        draft.lose("lines about the program and the recording")
        draft.lines = lines[:-1]


def _teams(lines: list[Line], draft: Draft) -> list[Line]:
    """Leave out the title, the date, and who switched the transcription on and off."""
    first = next((i for i, line in enumerate(lines) if _by_teams(line)), -1)
    begin = next((i for i, line in enumerate(lines) if _HEAD.match(line.text)), len(lines))
    above = first + 1 if first < begin and first < _FEW else 0
    kept = [line for line in lines[above:] if not _by_teams(line)]
    draft.lose("lines about the program and the recording", len(lines) - len(kept))
    return kept


def _meet(lines: list[Line], draft: Draft) -> list[Line]:
    """Keep what stands between the head of the transcript and its end."""
    last = next(i for i, line in enumerate(lines) if _ends(line))
    begin = _begin(lines, last)
    written = sum(1 for line in lines[:begin] if len(line.text) > 60 or _NOTES.match(line.text))
    frame = begin - written + len(lines) - last
    draft.lose("paragraphs of notes that a machine wrote, and lists of the invited", written)
    draft.lose("lines about the program and the recording", frame)
    for line in lines[begin:last]:
        if _CLOCK.match(line.text):
            line.text = line.text.strip(" *#_")
            line.heading = 0
    return lines[begin:last]


def _begin(lines: list[Line], last: int) -> int:
    """Return where the talk begins: at the first time that stands alone below "Transcript"."""
    heads = [i for i in range(last) if _MEET.match(lines[i].text)]
    head = heads[0] if heads else -1
    clock = next((i for i in range(head + 1, last) if _CLOCK.match(lines[i].text)), None)
    if clock is not None:
        return clock
    return heads[-1] + 1 if heads else 0


def _by_teams(line: Line) -> bool:
    """Tell the line that says who switched the transcription on or off, and no sentence of talk."""
    found = _BY_TEAMS.match(line.text)
    return found is not None and plausible(found["who"])


def _ends(line: Line) -> bool:
    return bool(_ENDED.match(line.text) or _DISCLAIMER.match(line.text))
