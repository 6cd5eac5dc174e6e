"""Words of one speaker within another's, as noScribe marks them: "and so //S02: yes // we did".

Who speaks while somebody else is speaking has a turn of their own here, at the same time, so
that it is counted and coded as theirs. (Form seen in noScribe 0.7, main.py.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from heddle.text.timing import Timed, within

_ASIDE = re.compile(r"(?<![^\s(])//\s?(?P<who>[^\s:/][^:/\n]{0,40}):\s(?P<said>[^/\n]+)//")
_MARK = re.compile(r"(?:S\d{1,3}|SPEAKER[ _]\d{1,3})\Z")


class Part(NamedTuple):
    """A stretch of a caption that one person speaks."""

    speaker: str | None
    text: str
    timings: list[Timed]
    aside: bool = False
    """It is spoken while somebody else speaks."""


def parts(text: str, speaker: str | None, timings: Sequence[Timed] = ()) -> Iterator[Part]:
    """Cut a caption into what its speaker says and what others say meanwhile."""
    at = 0
    if speaker is not None and "//" in text:
        for aside in _ASIDE.finditer(text):
            if not _MARK.match(aside["who"]):
                continue  # a web address, or words of the transcriber
            yield from _part(text, at, aside.start(), speaker, timings)
            said = _part(text, *aside.span("said"), aside["who"], timings)
            yield from (part._replace(aside=True) for part in said)
            at = aside.end()
    yield from _part(text, at, len(text), speaker, timings)


def _part(
    text: str, start: int, end: int, speaker: str | None, timings: Sequence[Timed]
) -> Iterator[Part]:
    said = text[start:end]
    words = said.strip(" ") if (start, end) != (0, len(text)) else said
    if words.strip():
        begin = start + said.index(words)
        yield Part(speaker, words, within(timings, begin, begin + len(words)))
