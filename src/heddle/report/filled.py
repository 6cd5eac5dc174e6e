"""A filled-in checklist: an answer to each item, as far as the record has one.

Items that the record can answer are computed; for others it drafts, and a person confirms;
some only an author can write. An answer that a person has written always stands; where the
record says otherwise, that is noted beside it. Nothing is scored: reporting is not rigour.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, get_args

import msgspec

from heddle.log.view import View
from heddle.report import checklist
from heddle.report.checklist import Checklist, Item
from heddle.report.coreq import NEVER_ON_RECORD
from heddle.report.makers import maker
from heddle.report.material import Material
from heddle.report.model import (
    Cell,
    Column,
    Inlines,
    Note,
    Row,
    Table,
    Text,
    Trace,
    runs,
)
from heddle.report.places import Place, Places
from heddle.report.prose import value_of
from heddle.report.statements import Statement
from heddle.study.checklist import Answer, Status, answers_of
from heddle.study.checklists import Kind

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
_STATUS_OF: Final[dict[str, Status]] = {"full": "reported", "partial": "partly", "none": "missing"}


class FilledItem(msgspec.Struct, kw_only=True):
    """The answer to one item."""

    number: int
    """Its place in the list, from 1."""
    id: str
    """As in the published list: "12", "S9"."""
    domain: int
    group: str
    item: str
    """What is to be reported, in our words."""
    kind: Kind
    status: Status
    text: str
    """The answer; a draft where the status is "partly" and `written` is false."""
    written: bool
    """True: a person wrote or confirmed it (answers.write)."""
    evidence: list[str]
    """Ids of the records that it was made from."""
    location: str
    """Where it is told: in the manuscript draft, or where the person says."""
    anchor: str
    """The anchor of that section's heading in the manuscript; empty where there is none."""
    record_says: str
    """What the record says, also where a person wrote another answer."""
    contradiction: str = ""
    """Where the record says otherwise than the written answer."""
    note: str = ""
    """Why the item sits ill with reflexive thematic analysis; in such studies only."""
    suggestion: str = ""
    """A sentence that an author may take over where a step was left out on purpose."""


class Filled(msgspec.Struct, kw_only=True):
    """A checklist as data.

    JSON: ``{"checklist", "title", "items", "summary": {status: count}, "citation", "disclaimer"}``;
    an item is ``{"number", "id", "domain", "group", "item", "kind", "status", "text", "written",
    "evidence", "location", "anchor", "record_says", "contradiction", "note", "suggestion"}``.
    There is no score.
    """

    checklist: str
    """Its id: "coreq"."""
    title: str
    """What people call it: "COREQ"."""
    items: list[FilledItem]
    summary: dict[Status, int]
    """How many items have each status, zero included."""
    citation: str
    disclaimer: str


def filled(view: View, name: str) -> Filled:
    """Answer a checklist from the record and from what the team has written.

    Raises:
        NotFound: Neither Heddle nor the study has a checklist of that name.
    """
    return compute(Material(view), checklist.find(view, name))


def compute(material: Material, listed: Checklist, places: Places | None = None) -> Filled:
    """Answer a checklist from material that is read already.

    Args:
        material: The study.
        listed: The checklist.
        places: The manuscript's sections; None: items say where they are usually told.
    """
    told = answers_of(material.view, listed.id)
    written = {_key(item): answer for item, answer in told.items()}
    reflexive = material.facts.approach == "reflexive"
    items = []
    for number, item in enumerate(listed.items, 1):
        make, usual = maker(listed, item)
        found, answer = make(material), written.get(_key(item.key))
        traces = [inline for inline in found.inlines if isinstance(inline, Trace)]
        place = (places or Places()).of(traces, usual, answer.id if answer else "")
        items.append(_answered(number, item, found, place, answer, reflexive=reflexive))
    counts = Counter(item.status for item in items)
    return Filled(
        checklist=listed.id,
        title=listed.name,
        items=items,
        summary={status: counts[status] for status in STATUSES},
        citation=listed.citation,
        disclaimer=listed.disclaimer,
    )


def _key(item: str) -> str:
    return item.strip().casefold().removeprefix("0")


def _answered(
    number: int,
    item: Item,
    found: Statement,
    place: Place,
    answer: Answer | None,
    *,
    reflexive: bool,
) -> FilledItem:
    status = _STATUS_OF[found.complete]
    # A draft waits for a person's word, however much the record says.
    if item.kind != "computed" and status == "reported":
        status = "partly"
    made = FilledItem(
        number=number,
        id=item.key,
        domain=item.domain,
        group=item.group,
        item=item.text,
        kind=item.kind,
        status=status,
        text=found.text if status != "missing" else "",
        written=False,
        evidence=found.evidence,
        location=place.text if status != "missing" else "",
        anchor=place.anchor if status != "missing" else "",
        record_says=found.text,
        note=item.note if reflexive else "",
        suggestion=item.not_used if reflexive else "",
    )
    if answer is not None:
        made.contradiction = _contradiction(item, found, answer, reflexive=reflexive)
        made.written = True
        made.status = answer.status
        made.text = answer.text or (found.text if answer.status in ("reported", "partly") else "")
        made.evidence = list(dict.fromkeys([answer.id, *answer.evidence, *found.evidence]))
        told = place if answer.status in ("reported", "partly") else Place()
        made.location = answer.location or told.text
        made.anchor = "" if answer.location else told.anchor
    return made


def _contradiction(item: Item, found: Statement, answer: Answer, *, reflexive: bool) -> str:
    """Say where a written answer and the record cannot both be right; empty where they can."""
    if answer.status in ("not done", "not applicable", "missing"):
        # Reflexive studies may call an item not applicable however many people coded.
        excused = reflexive and bool(item.note) and answer.status == "not applicable"
        if found.complete == "full" and found.evidence and not excused:
            return f"Marked “{answer.status}”, but the record says: {found.text}"
        return ""
    if found.complete == "none":
        # Answers of kinds that the record has no place for (member checks) are the only word.
        known = item.kind == "computed" and item.key not in NEVER_ON_RECORD
        return f"The record does not show this: {found.text}" if known else ""
    if found.figure is None:
        return ""
    values = [value_of(word) for word in re.findall(r"[^\W_]+", answer.text)]
    numbers = [value for value in values if value is not None]
    # An answer may well name other numbers too: only if the one that counts is not among them.
    own = [value_of(word) for word in re.findall(r"[^\W_]+", found.text)]
    if numbers and found.figure not in numbers and not set(numbers) <= set(own):
        return f"The numbers differ: the record says: {found.text}"
    return ""


def block(found: Filled, number: str = "", *, pages: bool = False) -> Table:
    """Make the printed checklist: a row for each item, under its group where it has one.

    Args:
        found: The list.
        number: Of the table.
        pages: Print page numbers too: the manuscript is in the same document.
    """
    rows: list[Row] = []
    group = ""
    for item in found.items:
        if item.group and item.group != group:
            group = item.group
            rows.append(Row((Cell((runs(group),), span=5, head=True),), kind="group"))
        rows.append(_row(item, found.title, pages=pages))
    return Table(
        columns=(
            Column(runs("No"), "right", width=6),
            Column(runs("What to report"), width=22),
            Column(runs("Status"), width=12),
            Column(runs("Answer"), width=42),
            Column(runs("Where"), width=18),
        ),
        rows=tuple(rows),
        caption=runs(f"{found.title} checklist"),
        number=number,
        notes=(Note(runs(f"{summary(found)} {found.disclaimer} {found.citation}")),),
    )


def summary(found: Filled) -> str:
    """Say how many items have each status: "18 reported, 6 partly, 8 missing."."""
    told = [f"{count} {status}" for status, count in found.summary.items() if count]
    return f"{', '.join(told)}."


def _row(item: FilledItem, title: str, *, pages: bool) -> Row:
    paragraphs: list[Inlines] = []
    if item.text:
        evidence, query = tuple(item.evidence), f"{title} item {item.id}"
        paragraphs.append((Trace(item.text, evidence, kind="claim", query=query),))
    if not item.written and item.status != "missing" and item.kind != "computed":
        draft = "[Draft from the record: read, correct and confirm.]"
        paragraphs.append((Text(draft, italic=True),))
    if item.status == "missing" and not item.text:
        ask = f"[To be answered by an author. {item.record_says}".strip() + "]"
        paragraphs.append((Text(ask, italic=True),))
    if item.contradiction:
        paragraphs.append((Text(f"[Check: {item.contradiction}]", bold=True),))
    if item.note and not item.written:
        paragraphs.append((Text(f"[{item.note}]", italic=True),))
        if item.suggestion and item.status == "missing":
            paragraphs.append((Text(f"[Possible answer: {item.suggestion}]", italic=True),))
    return Row((
        Cell((runs(item.id),), head=True, value=int(item.id) if item.id.isdecimal() else None),
        Cell((runs(item.item),)),
        Cell((runs(item.status),)),
        Cell(tuple(paragraphs)),
        Cell((_where(item) if pages else runs(item.location or "–"),)),
    ))  # fmt: skip


def _where(item: FilledItem) -> Inlines:
    """Say in which section an item is told, and on which page where the format has pages."""
    if not item.anchor:
        return runs(item.location or "–")
    return (Text(item.location, page=item.anchor),)
