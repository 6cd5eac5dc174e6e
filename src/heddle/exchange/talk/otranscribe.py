"""oTranscribe (.otr): JSON around a page, with time marks that only say when something begins.

    {"text": "<p><span class='timestamp' data-timestamp='9.48'>00:09</span> Anna: ...</p>",
     "media": "...", "media-source": "...", "media-time": 12.3}

A mark at the beginning of a line is the time of what is said there; one between words is the
time of the words behind it. The page is sanitised like any other (`heddle.exchange.webpage`).

Format: github.com/oTranscribe/oTranscribe, src/js/app/export.js.
"""

from __future__ import annotations

import re
from typing import Any

from heddle.exchange.draft import Draft
from heddle.exchange.reading import Line, Reading
from heddle.exchange.talk.values import milliseconds, seconds, words
from heddle.exchange.webpage import read_page
from heddle.text.timing import LONGEST, Timed

_MARK = re.compile(
    r"<span\b(?P<about>[^<>]{0,400})>(?P<shown>[^<>]{0,40})</span\s*>", re.IGNORECASE
)
_TIME = re.compile(r"data-timestamp\s*=\s*[\"']?\s*(-?\d{1,9}(?:\.\d{1,20})?)", re.IGNORECASE)
_FREE = ["\ue000", "\uf8ff", "\U000f0000", "\U00100000"]
"""Private characters; one that the words do not hold stands for a mark while the page is read."""


def read(value: dict[str, Any], draft: Draft) -> Reading:
    """Read a parsed file; the recording that it names is not opened."""
    page = words(value.get("text"), draft)
    draft.lose("names of recordings and linked files (not opened)", 1 if value.get("media") else 0)
    sign = next((each for each in _FREE if each not in page), "")
    times: list[float | None] = []

    def marked(span: re.Match[str]) -> str:
        time = _TIME.search(span["about"])
        if time is None or not sign:
            return span[0]
        times.append(seconds(time[1], draft))
        return f" {sign}{len(times) - 1}{sign} "

    read_page(_MARK.sub(marked, page), draft)
    for line in draft.lines:
        if sign and sign in line.text:
            _place(line, sign, times)
    draft.lines = [line for line in draft.lines if line.text.strip()]
    return draft.finish("otr")


def _place(line: Line, sign: str, times: list[float | None]) -> None:
    """Take the marks out of a line: the first becomes a written time, the others timings."""
    before, *pieces = line.text.split(sign)
    numbers, texts = pieces[::2], pieces[1::2]
    text = before.rstrip(" ")
    marks: list[tuple[int, float]] = []
    for number, words_behind in zip(numbers, texts, strict=False):
        time = times[int(number)] if number.isdecimal() and int(number) < len(times) else None
        if not text and not marks and time is not None:
            text = f"[{_clock(time)}]"
        elif time is not None:
            marks.append((len(text) + bool(text), time))
        text = f"{text} {words_behind.strip(' ')}" if text else words_behind.strip(" ")
    line.text = text.rstrip(" ")
    line.bold = []
    line.timings = list(_timings(marks, line.text))


def _timings(marks: list[tuple[int, float]], text: str) -> list[Timed]:
    """Let words last until the next mark; how long the last ones last is not known."""
    timed = []
    following = [*marks[1:], (len(text), None)]
    for (start, time), (end, until) in zip(marks, following, strict=False):
        said = text[start:end].strip()
        begin, finish = milliseconds(time), milliseconds(time if until is None else until)
        if said and begin <= finish <= LONGEST:
            place = text.index(said, start)
            timed.append(Timed(place, place + len(said), begin, finish))
    return timed


def _clock(time: float) -> str:
    ms = milliseconds(time)
    seconds_, ms = divmod(ms, 1000)
    return f"{seconds_ // 3600:02}:{seconds_ // 60 % 60:02}:{seconds_ % 60:02}.{ms:03}"
