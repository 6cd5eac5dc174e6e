"""The workloads H, S, M and L and the heavy documents, the same at every run.

They are made once by `gen_workload.py` of the shared folder (see its text for what is in them)
and kept in bench/.work. Here they are put into the terms of a study: turns without the label
of their speaker, and codings from a point in one turn to a point in a turn.
"""

from __future__ import annotations

import bisect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

BENCH = Path(__file__).resolve().parent
WORK = BENCH / ".work"
SIZES = ("H", "S", "M", "L")
HEAVY = {"H5": (1, 15_000, 5_000, 40), "XL": (1, 200_000, 10_000, 200)}
"""Single documents for the browser beside H: documents, words, codings and codes of each."""
_MAKE = (
    "import gen_workload, json, sys; "
    "gen_workload.SIZES |= json.loads(sys.argv.pop()); gen_workload.main()"
)
WORKERS = 4  # people who code one document at once


@dataclass(frozen=True)
class Turn:
    """One speaker's turn; offsets within `text` are code points."""

    speaker: str
    text: str


@dataclass(frozen=True)
class Span:
    """A coding: who, which code, from a point in a turn to a point in the same or a later one.

    Turns are counted within their document from 0; offsets are code points, the end exclusive.
    """

    coder: str
    document: int
    code: int
    first_turn: int
    start: int
    last_turn: int
    end: int


class Document:
    """One transcript of a workload."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path

    @cached_property
    def text(self) -> str:
        """The text of the file, one turn a line: 'P3: Yes, ...'."""
        return self.path.read_text("utf-8")

    @cached_property
    def turns(self) -> list[Turn]:
        """The turns of the text, the label cut off."""
        return [Turn(*line.split(": ", 1)) for line in self.text.split("\n")]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins, in code points of the text."""
        starts, at = [], 0
        for line in self.text.split("\n"):
            starts.append(at)
            at += len(line) + 1
        return starts

    def point(self, offset: int) -> tuple[int, int]:
        """Return turn and offset in the turn of a code point of the text.

        A point within a speaker's label becomes the start of that turn's words.
        """
        turn = bisect.bisect_right(self._starts, offset) - 1
        label = len(self.turns[turn].speaker) + 2
        return turn, min(max(0, offset - self._starts[turn] - label), len(self.turns[turn].text))


class Workload:
    """All of one size; documents are read when they are asked for."""

    def __init__(self, size: str, folder: Path) -> None:
        self.size = size
        self.folder = folder
        kept = json.loads((folder / "workload.json").read_text("utf-8"))
        self.documents = [
            Document(row["name"], folder / "docs" / row["file"]) for row in kept["docs"]
        ]
        self.codes: list[str] = [row["name"] for row in kept["codes"]]
        self.words: int = sum(row["words"] for row in kept["docs"])
        self.raw: list[tuple[str, int, int, int, int]] = [tuple(row) for row in kept["codings"]]
        """Codings as made: coder, document, start and end in the text, code counted from 1."""

    def first_document(self) -> Workload:
        """Return a workload of the first document and its codings alone."""
        one = Workload(self.size, self.folder)
        one.documents = one.documents[:1]
        one.raw = [row for row in one.raw if row[1] == 0]
        return one

    @property
    def docx(self) -> Path:
        """The first document as a Word file."""
        return self.documents[0].path.with_suffix(".docx")

    def spans(self) -> Iterator[Span]:
        """Yield the codings in the terms of a study, leaving out those of a bare label."""
        for coder, document, start, end, code in self.raw:
            at = self.documents[document]
            first, last = at.point(start), at.point(end)
            if first < last:
                yield Span(coder, document, code - 1, *first, *last)


def shared_folder() -> Path:
    """Return the folder of shared material, beside the checkout or named by HEDDLE_SHARED."""
    named = os.environ.get("HEDDLE_SHARED")
    folder = Path(named) if named else BENCH.parent.parent / "shared"
    if not (folder / "bench" / "gen_workload.py").is_file():
        raise SystemExit(
            f"There is no bench/gen_workload.py in {folder}, which makes the documents to measure "
            "with. Say where the shared folder is with HEDDLE_SHARED."
        )
    return folder


def workload(size: str) -> Workload:
    """Return the workload `size`, making it first where it is missing (L takes a minute)."""
    folder = WORK / size
    if not (folder / "workload.json").is_file():
        generator = shared_folder() / "bench" / "gen_workload.py"
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [sys.executable, "-c", _MAKE, size, str(folder), json.dumps(HEAVY)],
            env={**os.environ, "PYTHONPATH": str(generator.parent), "PYTHONDONTWRITEBYTECODE": "1"},
            check=True,
        )
    return Workload(size, folder)
