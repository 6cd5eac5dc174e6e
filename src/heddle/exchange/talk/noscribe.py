"""noScribe's pages (.html): every segment is an anchor that says when and who.

    <a name="ts_1230_4560_S01"> [00:00:01] S01: words ...</a>     (milliseconds)

The times beside the words are more exact than the clocks among them, which are left out. Pauses,
"(..)" among the words, and what is spoken meanwhile are marks of the turns. What stands above
the first segment is about the program and the recording, not talk.

Form: noScribe 0.5 to 0.7 (github.com/kaixxx/noScribe, main.py; its editor relies on it).
"""

from __future__ import annotations

import re

from heddle.exchange.draft import Draft
from heddle.exchange.reading import Line
from heddle.exchange.talk.asides import parts
from heddle.exchange.talk.values import interval
from heddle.text.mark_signs import signs, unsigned
from heddle.text.marks import OVERLAP, Mark

_ANCHOR = re.compile(
    r"<a\s[^<>]{0,200}?name\s*=\s*[\"']ts_(\d{1,12})_(\d{1,12})_([^\"'<>]{0,60})[\"'][^<>]{0,200}>",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\s*\[\d{1,3}:\d\d:\d\d\]\s*")
_FREE = ["\ue000", "\uf8ff", "\U000f0000", "\U00100000"]


def is_noscribe(page: str) -> bool:
    """Tell whether a page is one of noScribe's."""
    return _ANCHOR.search(page) is not None


def marked(page: str) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Put a sign in the place of every anchor: (page, the sign, what the anchors say)."""
    sign = next((each for each in _FREE if each not in page), _FREE[0])
    told: list[tuple[str, str, str]] = []

    def put(anchor: re.Match[str]) -> str:
        told.append((anchor[1], anchor[2], anchor[3]))
        return f"{anchor[0]}{sign}{len(told) - 1}{sign}"

    return _ANCHOR.sub(put, page.replace(sign, "")), sign, told


def place(draft: Draft, sign: str, told: list[tuple[str, str, str]]) -> None:
    """Turn the lines of such a page into segments with their times and voices."""
    lines, draft.lines = draft.lines, []
    begun = False
    above = 0
    for line in lines:
        if sign not in line.text:
            if begun:
                draft.lines.append(line)
            else:
                above += 1
            continue
        begun = True
        _segments(line, draft, sign, told)
    draft.lose("lines about the program and the recording", above)


def _segments(line: Line, draft: Draft, sign: str, told: list[tuple[str, str, str]]) -> None:
    before, *pieces = line.text.split(sign)
    if before.strip() and not _CLOCK.fullmatch(before):
        draft.add(before)
    for number, words in zip(pieces[::2], pieces[1::2], strict=False):
        if not number.isdecimal() or int(number) >= len(told):
            draft.add(words)
            continue
        begin, finish, speaker = told[int(number)]
        start, end = interval(begin, finish, draft, scale=0.001)
        text = _CLOCK.sub(" ", words).strip(" ")
        who = speaker.strip(" /") or None
        text = text.removeprefix(f"{who}:").lstrip(" ") if who else text
        for part in parts(text, who):
            # Its pauses have one dot a second; from ten seconds on they are written out.
            read = unsigned(part.text, signs(part.text, dots=True))
            said = read.text if read.text.strip() else part.text
            heard = list(read.marks) if read.text.strip() else []
            if part.aside:
                heard.append(Mark(OVERLAP, 0, len(said)))
            since = len(draft.lines)
            draft.add(said, speaker=part.speaker, start=start, end=end)
            draft.mark(since, said, heard)
