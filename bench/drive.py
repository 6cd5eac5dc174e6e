"""Driving Heddle as its own commands do: import documents, add codes and codings."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, groupby, islice
from pathlib import Path

import msgspec
import sqlalchemy as sa

from heddle import client
from heddle.exchange import speakers
from heddle.exchange.files import read_file
from heddle.exchange.reading import Transcript
from heddle.study.codes import AddCode
from heddle.study.codings import AddCodings, NewCoding
from heddle.study.sources import AddSource, NewTurn, Source, Turn
from heddle.study.team import Member
from workload import Span, Workload, workload

STUDY = "study"


def transcript(path: Path) -> Transcript:
    """Read a file and tell its speakers apart."""
    return speakers.detect(read_file(path))


def import_document(study: client.Study, name: str, path: Path) -> None:
    """Import one file as one step, as `heddle import` does."""
    found = transcript(path)
    turns = [NewTurn(text=turn.text, speaker=turn.speaker or "") for turn in found.turns]
    study.do(AddSource(name=name, turns=turns, file_name=path.name, file_format=found.format))


def import_texts(size: str, folder: Path) -> float:
    """Make the study of a workload and import its documents; return the seconds.

    Runs in a process of its own, so that its memory can be measured.
    """
    load = workload(size)
    start = time.perf_counter()
    with client.create(folder, title=f"Workload {size}") as study:
        for document in load.documents:
            import_document(study, document.name, document.path)
    return time.perf_counter() - start


@dataclass
class Places:
    """The ids that a study gave to what a workload counts."""

    turns: list[list[str]]
    codes: list[str]
    members: dict[str, str]

    def coding(self, span: Span) -> NewCoding:
        """Return a coding of the workload in the study's terms."""
        turns = self.turns[span.document]
        return NewCoding(
            code=self.codes[span.code],
            coder=self.members[span.coder],
            turn=turns[span.first_turn],
            start=span.start,
            end_turn=turns[span.last_turn],
            end=span.end,
        )


def places(study: client.Study, load: Workload) -> Places:
    """Look up the ids of all turns, codes and coders; make codes and coders that are missing."""
    known = {row["name"]: row["id"] for row in study.codes()}
    if not known:
        made = study.do_all([AddCode(name=name) for name in load.codes])
        known = dict(zip(load.codes, made.result, strict=True))
        study.do("team.add", name="Researcher 2", roles=["analyst"])
    with study.view() as view:
        people = {member.name: member.id for member in view.find(Member)}
        source, turn = view.table(Source), view.table(Turn)
        rows = view.rows(
            sa.select(source.c.name, turn.c.id)
            .join(turn, turn.c.source == source.c.id)
            .order_by(source.c.name, turn.c.position)
        )
        turns: dict[str, list[str]] = {}
        for row in rows:
            turns.setdefault(row.name, []).append(row.id)
    for document in load.documents:
        if len(turns[document.name]) != len(document.turns):
            raise RuntimeError(f"{document.name} came in with other turns than it has")
    return Places(
        turns=[turns[document.name] for document in load.documents],
        codes=[known[name] for name in load.codes],
        members={"A": people["Researcher 1"], "B": people["Researcher 2"]},
    )


def import_codings(study: client.Study, load: Workload) -> float:
    """Add all codings, those of a document as one step; return the seconds."""
    at = places(study, load)
    start = time.perf_counter()
    for _, spans in groupby(load.spans(), key=lambda span: span.document):
        study.do(AddCodings(codings=[at.coding(span) for span in spans]))
    return time.perf_counter() - start


def as_fields(coding: NewCoding) -> dict[str, object]:
    """Return a coding as the fields that a program or a page sends."""
    return dict(msgspec.to_builtins(coding))


def many(load: Workload, count: int) -> Iterator[Span]:
    """Yield `count` codings of the workload's first document, again and again."""
    return islice(cycle(list(load.first_document().spans())), count)


def batches(spans: Iterable[Span], size: int) -> Iterator[list[Span]]:
    """Yield the spans in lists of `size`."""
    waiting = iter(spans)
    while batch := list(islice(waiting, size)):
        yield batch
