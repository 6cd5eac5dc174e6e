"""A REFI-QDA project of another program, in and out again: time and memory.

The file is made here as NVivo for Windows writes it (byte order mark, CR LF, UTF-16 units, emoji),
so that each text must be counted out by evidence; nothing of Heddle's own is in it.
"""

from __future__ import annotations

import random
import time
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

from heddle import client, outgoing
from heddle.exchange.importing import import_files
from heddle.outgoing import Wish
from measures import Results, apart
from workload import Workload

SIZES = {"H": (10, 100), "S": (30, 100), "M": (200, 100), "L": (1_000, 100)}
"""Texts, and codings in each."""
WORDS, LINE = 10_000, 40
ROWS = ("qdpx-in", "qdpx-out", "qdpx-memory")
_TALK = (
    "we saw people and nobody said that it was care trust home talk because they went there "
    "så blåbær again before"
)
_SMILE, _SELDOM = "\U0001f642", 400
"""About one word in so many is an emoji, as where people write to each other."""


def measure(load: Workload, folder: Path, results: Results) -> None:
    """Import the project into a new study, and export that study as a project."""
    texts, codings = SIZES[load.size]
    make(folder / "theirs.qdpx", texts, codings)
    done = apart(there_and_back, folder)
    taken_in, taken_out, count = done.result
    if count != texts * codings:
        raise RuntimeError(f"{count} of {texts * codings} codings came in")
    note = f"{texts:,} texts of {WORDS:,} words, {count:,} codings"
    results.put("qdpx-in", "ours", taken_in, note=note)
    results.put("qdpx-out", "ours", taken_out, note=note)
    results.put("qdpx-memory", "ours", done.peak_mb, note=note)


def there_and_back(folder: Path) -> tuple[float, float, int]:
    """Return the seconds of the way in and of the way out, and how many codings came in."""
    with client.create(folder / "qdpx", title="Theirs") as study:
        start = time.perf_counter()
        (outcome,) = import_files(study, [folder / "theirs.qdpx"])
        taken_in = time.perf_counter() - start
        if outcome.report is None:
            raise RuntimeError(str(outcome.error))
        wish = Wish(part="qdpx", format="qdpx", options={"profile": "nvivo"})
        start = time.perf_counter()
        outgoing.send(study, outgoing.prepare(study, wish), folder / "ours.qdpx")
        return taken_in, time.perf_counter() - start, outcome.report.made["codings"]


def make(file: Path, texts: int, codings: int) -> None:
    """Write the project."""
    dice = random.Random(5)
    vocabulary = [*_TALK.split(" "), _SMILE]
    weights = [_SELDOM / (len(vocabulary) - 1)] * (len(vocabulary) - 1) + [1]
    body = ['<?xml version="1.0"?>']
    body.append('<Project xmlns="urn:QDA-XML:project:1.0" name="B" origin="NVivo">')
    body.append(f'<Users><User guid="{_guid("ann")}" name="Ann"/></Users><CodeBook><Codes>')
    body += [
        f'<Code guid="{_guid(f"code {n}")}" name="Code {n}" isCodable="true"/>' for n in range(50)
    ]
    body.append("</Codes></CodeBook><Sources>")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(texts):
            words = dice.choices(vocabulary, weights, k=WORDS)
            places = [*_places(words)]
            lines = [f"P{n % 5}: {' '.join(words[n : n + LINE])}" for n in range(0, WORDS, LINE)]
            guid = _guid(f"text {number}")
            archive.writestr(f"Sources/{guid}.txt", "\ufeff" + "\r\n".join(lines))
            body.append(
                f'<TextSource guid="{guid}" name="T{number}" plainTextPath="internal://{guid}.txt">'
            )
            for n in range(codings):
                first = dice.randrange(WORDS // LINE) * LINE + dice.randrange(LINE - 12)
                start, end = places[first][0], places[first + dice.randrange(12)][1]
                body.append(_coding(f"{number} {n}", start, end, dice.randrange(50)))
            body.append("</TextSource>")
        archive.writestr("project.qde", "".join([*body, "</Sources></Project>"]))


def _places(words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where each word begins and ends in the file, in UTF-16 units."""
    at = 0
    for number, word in enumerate(words):
        if number % LINE == 0:
            at += 4 + bool(number)  # a label, and the second character of the line end before it
        length = len(word.encode("utf-16-le")) // 2
        yield at, at + length
        at += length + 1


def _coding(name: str, start: int, end: int, code: int) -> str:
    return (
        f'<PlainTextSelection guid="{_guid("s " + name)}" startPosition="{start}" endPosition='
        f'"{end}"><Coding guid="{_guid("c " + name)}" creatingUser="{_guid("ann")}" '
        f'creationDateTime="2026-01-02T03:04:05Z"><CodeRef targetGUID="{_guid(f"code {code}")}"/>'
        "</Coding></PlainTextSelection>"
    )


def _guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))
