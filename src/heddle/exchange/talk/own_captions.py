"""WebVTT that Heddle writes, and reading it again turn by turn.

The header says that each cue is one turn; any player shows the file as captions. A cue's name
tells what the time does not say (`spoken.slots`), times inside a cue stand before and behind
words that have one, and words without one among them are of the class "untimed".

Format: https://www.w3.org/TR/webvtt1/ (cue components, character references).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading
from heddle.exchange.talk.spoken import (
    Slot,
    Spoken,
    SpokenTurn,
    Written,
    flagged,
    slots,
    unsaid,
)
from heddle.text.timing import LONGEST, Timed

HEADER: Final = "WEBVTT Heddle: each cue is one turn"
_CLOCK = r"(\d{2,4}):([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_CLOCK} --> {_CLOCK}(?:\s.*)?\Z")
_TOKEN = re.compile(rf"<v ([^>]*)>|<(c\.untimed)>|<(/c)>|<{_CLOCK}>|<[^>]*>")
_LANGUAGE = re.compile(r"Language: (\S+)")


def write_vtt(talk: Spoken) -> Written:
    """Write a transcript as WebVTT: one cue a turn, voices, and times of words.

    Raises:
        Refused: No turn has a time.
    """
    notes: list[str] = []
    parts = [HEADER + (f"\nLanguage: {talk.language}" if talk.language else "")]
    if talk.legend:
        # A comment of the format; players pass it over.
        parts.append(f"NOTE\n{_escaped(talk.legend)}")
    places = slots(talk.turns, notes)
    backwards = 0
    for number, (turn, slot) in enumerate(zip(talk.turns, places, strict=True), 1):
        name = " ".join((str(number), *slot.flags))
        words, missed = _payload(turn, slot)
        backwards += missed
        parts.append(f"{name}\n{clock(slot.start)} --> {clock(slot.end)}\n{words}")
    unsaid(talk.turns, notes, words=True)
    if backwards:
        notes.append(f"Times of {backwards} words that do not follow each other are not in it.")
    if any(one.start > other.start for one, other in pairwise(places)):
        notes.append("Its turns are in the order of the source, which is not that of their times.")
    return Written(data=("\n\n".join(parts) + "\n").encode(), notes=notes)


def clock(ms: int, mark: str = ".") -> str:
    """Return milliseconds as captions write them."""
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{ms:03}"


def _payload(turn: SpokenTurn, slot: Slot) -> tuple[str, int]:
    """Return the words of a cue with their times, and how many times do not fit into it."""
    text, parts = turn.text, []
    at, now, missed = 0, slot.start, 0
    behind: int | None = None  # the end of the words before, not written yet
    for timed in turn.timings:
        if not now <= timed.begin <= timed.finish <= slot.end:
            missed += 1
            continue
        parts.append(_untimed(text[at : timed.start], behind, timed.begin))
        parts += (f"<{clock(timed.begin)}>", _escaped(text[timed.start : timed.end]))
        at, now, behind = timed.end, timed.finish, timed.finish
    if behind is not None:
        parts.append(_untimed(text[at:], behind, slot.end))
    else:
        parts.append(_escaped(text[at:]))
    words = "".join(parts)
    return (f"<v {_escaped(turn.speaker)}>{words}</v>" if turn.speaker else words), missed


def _untimed(text: str, behind: int | None, ahead: int) -> str:
    """Write what stands between words with times: blanks as they are, words as of no time."""
    ends = f"<{clock(behind)}>" if behind is not None and behind != ahead else ""
    if not text.strip():
        return ends + text
    return f"{ends}<c.untimed>{_escaped(text)}</c>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def read_own(rows: Sequence[str], draft: Draft) -> Reading:
    """Read a file of `write_vtt`, also one that was edited since."""
    found = _LANGUAGE.fullmatch(rows[1]) if len(rows) > 1 else None
    for name, timing, words in _cues(rows):
        clocks = _TIMING.match(timing)
        if clocks is None:
            draft.lose("timings that cannot be read")
            continue
        parts = clocks.groups()
        begin, finish = _ms(parts[:4]), _ms(parts[4:])
        speaker, text, timings = _said(words, begin, finish)
        start, end = flagged((begin / 1000, finish / 1000), name.split()[1:])
        draft.add_turn(text, speaker=speaker, start=start, end=end, timings=timings)
    return draft.finish("vtt", language=found[1] if found else "", voiced=True)


def _cues(rows: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the timing and the words of each cue."""
    i = 1
    while i < len(rows):
        if "-->" not in rows[i]:
            i += 1
            continue
        end = next((j for j in range(i + 1, len(rows)) if not rows[j].strip()), len(rows))
        yield rows[i - 1], rows[i], "\n".join(rows[i + 1 : end])
        i = end


def _said(words: str, begin: int, finish: int) -> tuple[str | None, str, list[Timed]]:
    """Take a cue apart: who speaks, the words, and when single ones were spoken."""
    speaker: str | None = None
    text = ""
    timings: list[Timed] = []
    at, since, timed, untimed = 0, begin, False, False
    start = 0
    for tag in [*_TOKEN.finditer(words), None]:
        text += html.unescape(words[at : tag.start() if tag else len(words)])
        if tag is None or tag[4] or tag[2]:
            now = _ms(tag.groups()[3:7]) if tag and tag[4] else since
            until = finish if tag is None else now
            stretch = text[start:].strip()
            if timed and not untimed and stretch and since <= until <= LONGEST:
                start = text.index(stretch, start)
                timings.append(Timed(start, start + len(stretch), since, until))
            since, start, timed = now, len(text), timed or bool(tag and tag[4])
            untimed = bool(tag and tag[2])
        elif tag[3]:
            untimed, start = False, len(text)
        elif tag[1] is not None:
            speaker = " ".join(html.unescape(tag[1]).split()) or None
        at = tag.end() if tag else at
    return speaker, text, timings


def _ms(parts: Sequence[str]) -> int:
    hours, minutes, seconds, thousandths = map(int, parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
