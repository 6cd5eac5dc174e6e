"""The moderator's paper pack as a document: pages to read from, to tick and to write on."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from heddle.report.model import (
    Block,
    Cell,
    Column,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    Table,
    Text,
    Trace,
    cell,
    runs,
)
from heddle.report.pack import Asking, Pack, Packs, Place
from heddle.report.pack_words import SCOPES, WORDS

BOX: Final = "☐"
_LINES: Final = 16
"""Lines on a sheet for the written task: they fit on its page in large print too."""
_NOTES: Final = 3


def blocks(found: Packs, study: str) -> list[Block]:
    """Return the packs as one document, each part on a page of its own."""
    made: list[Block] = []
    for pack in found.packs:
        if made:
            made.append(PageBreak())
        made += _of_session(pack, WORDS[pack.language], study)
    return made


def _of_session(pack: Pack, words: dict[str, str], study: str) -> list[Block]:
    return [
        Heading(1, pack.session),
        _cover(pack, words, study),
        Paragraph(runs(words["codes"])),
        PageBreak(),
        *_said(pack, words),
        PageBreak(),
        *_guide(pack, words),
        PageBreak(),
        *_seats(pack, words),
        *_list(pack, words),
        *_sheets(pack, words),
    ]


def _cover(pack: Pack, words: dict[str, str], study: str) -> Table:
    told = {
        "study": study,
        "session": pack.session,
        "form": words[pack.form],
        "date": pack.date,
        "place": pack.place,
        "moderators": ", ".join(pack.moderators),
        "observers": ", ".join(pack.observers),
        "guide": pack.guide,
    }
    rows = [
        Row((cell(words[key], head=True), cell(value or words["not stated"])))
        for key, value in told.items()
    ]
    rows.append(Row((cell(words["times"], head=True), Cell()), room=1))
    return Table(
        columns=(Column(runs(words["on paper"]), width=30), Column(width=62)), rows=tuple(rows)
    )


def _said(pack: Pack, words: dict[str, str]) -> list[Block]:
    sheet = words["sheet"].format(version=pack.sheet) if pack.sheet else ""
    deadline = pack.deadline.strip().removesuffix(".") or words["unknown"]
    first = (
        words["consent"].format(sheet=sheet),
        words["free"],
        words["until"].format(deadline=deadline),
        words["group" if pack.form == "focus group" else "alone"],
        words["record"],
    )
    last = (
        words["more"],
        words["stop"],
        words["after"].format(deadline=deadline),
        words["thanks"],
    )
    return [
        Heading(2, words["say first"]),
        *_ticked(first),
        Heading(2, words["say last"]),
        *_ticked(last),
    ]


def _ticked(sentences: Sequence[str]) -> list[Paragraph]:
    return [Paragraph(runs(f"{BOX}\u00a0 {each}")) for each in sentences]


def _guide(pack: Pack, words: dict[str, str]) -> list[Block]:
    made: list[Block] = [Heading(2, words["questions"])]
    if not pack.questions:
        return [*made, Paragraph(runs(words["no guide"]))]
    rows: list[Row] = []
    for (block, aim), asked in itertools.groupby(
        pack.questions, key=lambda q: (q.block, q.research_question)
    ):
        told = words["to answer"].format(question=aim) if aim else ""
        title = [runs(block)] if block else []
        if title or told:
            aims = [(Text(told, italic=True),)] if told else []
            rows.append(Row((Cell((*title, *aims), span=3, head=True),), kind="group"))
        rows += [_question(each, words) for each in asked]
    columns = (
        Column(runs(words["asked"]), align="center", width=13),
        Column(runs(words["question"]), width=45),
        Column(runs(words["notes"]), width=34),
    )
    return [*made, Table(columns=columns, rows=tuple(rows))]


def _question(asked: Asking, words: dict[str, str]) -> Row:
    prefix = words.get(asked.form, "")
    trace = Trace(asked.text, (asked.id,), kind="claim", query="question of the guide")
    text = (Text(f"{prefix}: ", italic=True), trace) if prefix else (trace,)
    return Row((cell(BOX), cell(text), Cell()), room=_NOTES)


def _code(place: Place) -> Trace:
    return Trace(place.code, (place.id,), kind="claim", query="participant")


def _seats(pack: Pack, words: dict[str, str]) -> list[Block]:
    made: list[Block] = [Heading(2, words["seats"])]
    if not pack.people:
        return [*made, Paragraph(runs(words["nobody"]))]
    # Seats that are numbers or letters stand in the order of the table.
    placed = sorted(pack.people, key=lambda each: (not each.seat, len(each.seat), each.seat))
    rows = tuple(
        Row((cell(p.seat or words["unseated"], head=True), cell(_code(p)), Cell()), room=1)
        for p in placed
    )
    columns = (
        Column(runs(words["seat"]), width=22),
        Column(runs(words["code"]), width=26),
        Column(runs(words["notes"]), width=44),
    )
    return [*made, Table(columns=columns, rows=rows)]


def _list(pack: Pack, words: dict[str, str]) -> list[Block]:
    made: list[Block] = [Heading(2, words["list"])]
    if not pack.people:
        return [*made, Paragraph(runs(words["nobody"]))]
    if pack.planned:
        made.append(Paragraph(runs(words["planned"])))
    if not pack.keeps_consents:
        made.append(Paragraph(runs(words["unkept"])))
    columns = (
        Column(runs(words["here"]), align="center", width=9),
        Column(runs(words["code"]), width=18),
        Column(runs(words["scopes"]), width=25),
        Column(runs(words["signed on"]), width=12),
        Column(runs(words["lacks"]), width=28),
    )
    return [
        *made,
        Table(columns=columns, rows=tuple(_present(p, pack, words) for p in pack.people)),
    ]


def _present(place: Place, pack: Pack, words: dict[str, str]) -> Row:
    names = SCOPES[pack.language]
    agreed = words["all"] if not place.missing else ", ".join(names[s] for s in place.scopes)
    lacks = _lacks(place, pack, words)
    return Row(
        (
            cell(BOX),
            cell(_code(place), head=True),
            cell(agreed if place.signed else "–"),
            cell(place.sheet or "–"),
            Cell(tuple(runs(each) for each in lacks)),
        ),
        room=1,
    )


def _lacks(place: Place, pack: Pack, words: dict[str, str]) -> list[str]:
    """Say in words what stands between a person and this session."""
    if not pack.keeps_consents:
        return []
    if place.withdrawn:
        return [words["withdrawn"].format(date=place.withdrawn)]
    if not place.signed:
        return [words["no consent"]]
    names = SCOPES[pack.language]
    found = []
    if place.missing:
        listed = ", ".join(names[scope] for scope in place.missing)
        found.append(words["not agreed"].format(scopes=listed))
    if place.newer:
        found.append(words["older"].format(version=place.newer))
    return found or [words["nothing"]]


def _sheets(pack: Pack, words: dict[str, str]) -> list[Block]:
    """Return a sheet for the written task of each participant."""
    tasks = [q for q in pack.questions if q.form == "opening task"]
    if not tasks:
        return [Paragraph(runs(words["no task"]))] if pack.questions else []
    made: list[Block] = []
    for place in pack.people:
        made += [PageBreak(), Heading(2, words["task of"].format(code=place.code))]
        made += [Paragraph((Text(task.text, bold=True),)) for task in tasks]
        made.append(Paragraph(runs(words["task how"])))
        lines = tuple(Row((Cell(),), room=1) for _ in range(_LINES))
        made.append(Table(columns=(Column(width=92),), rows=lines))
    return made
