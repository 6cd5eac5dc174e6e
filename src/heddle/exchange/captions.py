"""WebVTT and SubRip captions: cues with times, and who speaks where the format says so.

Both formats are read by one machine, because files in the wild mix them: numbers are missing,
commas stand for points, blank lines are forgotten. A line with `-->` begins a cue; nothing
else is relied on. Rows of one cue are one line, as they were wrapped for a screen, unless a
row begins with a dash, `>>` or a label: then two people speak in one cue.

A time within a cue ("<00:00:07.860>") says when the words behind it are spoken. A file that Heddle
wrote itself is read turn by turn (`heddle.exchange.talk.captions_out`).

Format: https://www.w3.org/TR/webvtt1/ (cue text tags, NOTE, STYLE and REGION blocks).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from heddle.exchange.draft import LINE_END, Draft
from heddle.exchange.reading import Reading
from heddle.exchange.talk.asides import parts
from heddle.exchange.talk.own_captions import HEADER, read_own
from heddle.exchange.talk.values import milliseconds
from heddle.text.timing import LONGEST, Timed

_TIME = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s+.*)?$")
_TAG = re.compile(
    r"<(/?)(v|c|i|b|u|s|lang|ruby|rt|font)((?:\.[^\s>]*)?)(?:\s+([^>]*))?>"
    r"|<(\d{1,4}:\d{1,3}(?::\d{1,2})?(?:[.,]\d{1,3})?)>"  # when the next words are spoken
    r"|\{\\[^}]*\}",  # position marks of other subtitle formats, {\an8}
    re.IGNORECASE,
)
_TURN = re.compile(r"\s*(?:[-–—]\s|>>|[^\s:<][^:<]{0,40}:\s)")
_BLOCK = re.compile(r"(NOTE|STYLE|REGION)(?:\s|$)")
_LANGUAGE = re.compile(r"Language:\s*(\S+)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


class _Cue(msgspec.Struct):
    start: float
    end: float | None
    rows: list[str] = []


def read_vtt(text: str) -> Reading:
    """Read decoded WebVTT; voice tags become `Line.speaker`, times are seconds."""
    return _read(text, "vtt")


def read_srt(text: str) -> Reading:
    """Read decoded SubRip captions, also malformed ones; times are seconds."""
    return _read(text, "srt")


def _read(text: str, form: str) -> Reading:
    draft = Draft()
    rows = LINE_END.split(text)
    if rows[0].rstrip() == HEADER:
        return read_own(rows, draft)
    draft.machine = "captions, which programs make as a rule"
    language = ""
    if rows[0].startswith("WEBVTT"):
        header = next((i for i, row in enumerate(rows) if not row.strip()), len(rows))
        header = next((i for i in range(header) if "-->" in rows[i]), header)
        found = _LANGUAGE.search("\n".join(rows[1:header]))
        language = found[1] if found else ""
        rows[:header] = [""] * header  # line numbers stay true
    for cue in _cues(rows, draft):
        _add(cue, draft)
    return draft.finish(form, language=language)


def _cues(rows: list[str], draft: Draft) -> Iterator[_Cue]:
    """Cut rows into cues; text before the first timing is added as lines without a time."""
    cue: _Cue | None = None
    skipping = False
    number = 0
    for i, row in enumerate(rows):
        before = rows[i - 1].strip() if i else ""
        after = rows[i + 1] if i + 1 < len(rows) else ""
        if "-->" in row and (timing := _TIMING.match(row)):
            if cue:
                yield cue
            cue = _timed(timing, draft, i + 1)
            skipping = False
        elif not row.strip():
            skipping = False
        elif skipping or (not before and _BLOCK.match(row) and "-->" not in after):
            skipping = _lose_block(row, draft, i + 1, begins=not skipping)
        elif (
            "-->" in after and _TIMING.match(after) and (not before or _follows(row, number))
        ):  # the cue's number or name; where a blank line is missing, only the next number
            number = int(row) if _follows(row, number) else number + 1
        elif "-->" in row:
            draft.lose("timings that cannot be read", where=f"line {i + 1}")
        elif cue:
            cue.rows.append(row)
        else:
            draft.add(row)
    if cue:
        yield cue


def _follows(row: str, number: int) -> bool:
    """Tell whether a row is the number that comes after the cue `number`."""
    return row.strip().isdecimal() and int(row[-9:]) == number + 1


def _lose_block(row: str, draft: Draft, number: int, *, begins: bool) -> bool:
    """Count a NOTE as a loss; styles and regions say nothing about talk."""
    if begins and row.startswith("NOTE"):
        draft.lose("notes between captions", where=f"line {number}")
    return True


def _timed(timing: re.Match[str], draft: Draft, number: int) -> _Cue:
    start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
    if end < start:
        draft.lose("end times before their start", where=f"line {number}")
        return _Cue(start, None)
    return _Cue(start, end)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    # A thousandth that is written ".5" means half a second, not five thousandths.
    thousandths = int(fraction.ljust(3, "0"))
    return (
        int(hours) * 3_600_000 + int(minutes) * 60_000 + int(seconds) * 1000 + thousandths
    ) / 1e3


def _add(cue: _Cue, draft: Draft) -> None:
    """Add one cue: a line for each voice in it, and for each row that begins a turn."""
    voice = _Voice(cue, draft)
    bold = 0
    for number, row in enumerate(cue.rows):
        if number and _TURN.match(_TAG.sub("", row)):
            voice.flush()
        elif voice.held:
            voice.held.append((" ", False))
        at = 0
        stripped = row.strip(" \t")
        for tag in _TAG.finditer(stripped):
            _hold(voice.held, stripped[at : tag.start()], bold > 0)
            at = tag.end()
            name, closes = (tag[2] or "").lower(), tag[1] == "/"
            if tag[5]:
                voice.time(tag[5])
            elif name == "v":
                voice.flush()
                voice.speaker = None if closes else _voice(tag[4])
            elif name == "b":
                bold += -1 if closes and bold else 0 if closes else 1
        _hold(voice.held, stripped[at:], bold > 0)
    voice.flush()


class _Voice:
    """What one person says in a cue, with the times that stand between the words."""

    def __init__(self, cue: _Cue, draft: Draft) -> None:
        self.held: list[tuple[str, bool]] = []
        self.speaker: str | None = None
        self._cue = cue
        self._draft = draft
        self._marks: list[tuple[int, int]] = []
        """Places in the words, and the milliseconds at which they are spoken."""
        self._now = milliseconds(cue.start)
        self._length = self._counted = 0
        """Of the held words, and how many pieces of them are in it: counted once each."""

    def time(self, clock: str) -> None:
        """Note that the next words are spoken at a time."""
        hours, minutes, rest = ["0", *clock.replace(",", ".").split(":")][-3:]
        now = round((int(hours) * 60 + int(minutes)) * 60_000 + float(rest) * 1000)
        self._length += sum(len(text) for text, _ in self.held[self._counted :])
        self._counted = len(self.held)
        self._marks.append((self._length, now))

    def flush(self) -> None:
        """Add the words as a line, and those of others that are spoken meanwhile as theirs."""
        cue = self._cue
        text = "".join(words for words, _ in self.held)
        timings = self._timings(text)
        said = list(parts(text, self.speaker, timings))
        if len(said) > 1:
            for part in said:
                self._draft.add(
                    part.text,
                    speaker=part.speaker,
                    start=cue.start,
                    end=cue.end,
                    timings=part.timings,
                )
        else:
            who = said[0].speaker if said else self.speaker
            self._draft.add_runs(
                self.held, speaker=who, start=cue.start, end=cue.end, timings=timings
            )
        self.held.clear()
        self._marks.clear()
        self._length = self._counted = 0

    def _timings(self, text: str) -> list[Timed]:
        if not self._marks:
            return []
        last = milliseconds(self._cue.end)
        marks = [(0, self._now), *self._marks, (len(text), max(last, self._marks[-1][1]))]
        self._now = self._marks[-1][1]
        timings = []
        for (start, begin), (end, finish) in pairwise(marks):
            words = text[start:end].strip()
            if not words:
                continue
            place = text.index(words, start)
            if begin <= finish <= LONGEST:
                timings.append(Timed(place, place + len(words), begin, finish))
            else:
                self._draft.lose("times of words that run backwards")
        return timings


def _hold(held: list[tuple[str, bool]], text: str, bold: bool) -> None:
    """Keep words with their entities resolved; no space begins a line."""
    words = _resolved(text)
    if not held:
        words = words.lstrip(" \t")
    if words:
        held.append((words, bold))


def _voice(annotation: str | None) -> str | None:
    """Give the speaker of a `<v Name>` tag with its entities resolved."""
    name = " ".join(_resolved(annotation or "").split())
    return name or None


def _resolved(text: str) -> str:
    """Resolve entities that end in a semicolon; "R&D" and "&copy" stay as they are."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
