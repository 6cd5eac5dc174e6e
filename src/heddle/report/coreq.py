"""COREQ: an answer to each of the 32 items, as far as the record has one.

Items that the record can answer are computed; for others it drafts, and a person confirms;
some only an author can write. An answer that a person has written always stands; where the
record says otherwise, that is noted beside it. Nothing is scored: reporting is not rigour.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, Literal, get_args

import msgspec

from heddle.log.view import View
from heddle.report import checklist
from heddle.report import statements_design as design
from heddle.report import statements_findings as findings
from heddle.report import statements_team as team
from heddle.report import statements_trail as trail
from heddle.report.checklist import Item
from heddle.report.material import Material
from heddle.report.model import Cell, Column, Inlines, Note, Row, Table, Text, Trace, runs
from heddle.report.prose import value_of
from heddle.report.statements import Statement
from heddle.study.checklist import Answer, Status, answers_of

STATUSES: Final[tuple[Status, ...]] = get_args(Status)

# What answers each item, and the part of the manuscript where that is told.
_MAKERS: Final = {
    1: (team.moderated, "Methods: Data generation"),
    2: (team.credentials, "Methods: The research team"),
    3: (team.jobs, "Methods: The research team"),
    4: (team.genders, "Methods: The research team"),
    5: (team.experience, "Methods: The research team"),
    6: (team.ties, "Methods: The research team"),
    7: (team.informed, "Methods: The research team"),
    8: (trail.leanings, "Methods: The research team"),
    9: (design.orientation, "Methods: Design"),
    10: (design.selection, "Methods: Participants and recruitment"),
    11: (design.approach, "Methods: Participants and recruitment"),
    12: (design.sample, "Results: Participants"),
    13: (design.losses, "Results: Participants, Figure 1"),
    14: (design.places, "Methods: Data generation"),
    15: (design.others_present, "Methods: Data generation"),
    16: (design.characteristics, "Results: Participants, Table 1"),
    17: (design.guided, "Methods: Data generation, Table 2"),
    18: (design.repeats, "Methods: Data generation"),
    19: (design.recorded, "Methods: Data generation"),
    20: (design.noted, "Methods: Data generation"),
    21: (design.lasted, "Methods: Data generation"),
    22: (design.stopped, "Methods: Participants and recruitment"),
    23: (trail.returned, "Methods: Analysis"),
    24: (findings.coders, "Methods: Analysis"),
    25: (findings.tree, "Appendix B"),
    26: (findings.derived, "Methods: Analysis"),
    27: (findings.software, "Methods: Analysis"),
    28: (trail.responded, "Methods: Analysis"),
    29: (findings.quoted, "Results; Table 3"),
    30: (findings.consistent, "Results"),
    31: (findings.main_themes, "Results"),
    32: (findings.diverse, "Results"),
}
_NEVER_ON_RECORD: Final = {23, 28}
_STATUS_OF: Final[dict[str, Status]] = {"full": "reported", "partial": "partly", "none": "missing"}


class CoreqItem(msgspec.Struct, kw_only=True):
    """The answer to one item."""

    number: int
    domain: int
    group: str
    item: str
    """What is to be reported, in our words."""
    kind: Literal["computed", "drafted", "written"]
    status: Status
    text: str
    """The answer; a draft where the status is "partly" and `written` is false."""
    written: bool
    """True: a person wrote or confirmed it (answers.write)."""
    evidence: list[str]
    """Ids of the records that it was made from."""
    location: str
    """Where it is told: in the manuscript draft, or where the person says."""
    record_says: str
    """What the record says, also where a person wrote another answer."""
    contradiction: str = ""
    """Where the record says otherwise than the written answer."""
    note: str = ""
    """Why the item sits ill with reflexive thematic analysis; in such studies only."""
    suggestion: str = ""
    """A sentence that an author may take over where a step was left out on purpose."""


class Coreq(msgspec.Struct, kw_only=True):
    """COREQ as data.

    JSON: ``{"items": [32 items], "summary": {status: count}, "citation", "disclaimer"}``; an item
    is ``{"number", "domain", "group", "item", "kind", "status", "text", "written", "evidence",
    "location", "record_says", "contradiction", "note", "suggestion"}``. There is no score.
    """

    items: list[CoreqItem]
    summary: dict[Status, int]
    """How many items have each status, zero included."""
    citation: str
    disclaimer: str


def coreq(view: View) -> Coreq:
    """Answer the 32 items from the record and from what the team has written."""
    return compute(Material(view))


def compute(material: Material) -> Coreq:
    """Answer the 32 items from material that is read already."""
    listed = checklist.load("coreq")
    written = {_key(item): answer for item, answer in answers_of(material.view, "coreq").items()}
    reflexive = material.facts.approach == "reflexive"
    items = []
    for item in listed.items:
        make, location = _MAKERS[item.number]
        answer = written.get(str(item.number))
        items.append(_answered(item, make(material), location, answer, reflexive=reflexive))
    counts = Counter(item.status for item in items)
    return Coreq(
        items=items,
        summary={status: counts[status] for status in STATUSES},
        citation=listed.citation,
        disclaimer=listed.disclaimer,
    )


def _key(item: str) -> str:
    return item.strip().removeprefix("0")


def _answered(
    item: Item, found: Statement, location: str, answer: Answer | None, *, reflexive: bool
) -> CoreqItem:
    status = _STATUS_OF[found.complete]
    # A draft waits for a person's word, however much the record says.
    if item.kind != "computed" and status == "reported":
        status = "partly"
    made = CoreqItem(
        number=item.number,
        domain=item.domain,
        group=item.group,
        item=item.text,
        kind=item.kind,
        status=status,
        text=found.text if status != "missing" else "",
        written=False,
        evidence=found.evidence,
        location=location if status != "missing" else "",
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
        reported = answer.status in ("reported", "partly")
        made.location = answer.location or (location if reported else "")
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
        known = item.kind == "computed" and item.number not in _NEVER_ON_RECORD
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


def block(found: Coreq, number: str = "") -> Table:
    """Make the printed checklist: a row for each item, under its group."""
    rows: list[Row] = []
    group = ""
    for item in found.items:
        if item.group != group:
            group = item.group
            rows.append(Row((Cell((runs(group),), span=5, head=True),), kind="group"))
        rows.append(_row(item))
    return Table(
        columns=(
            Column(runs("No"), "right", width=6),
            Column(runs("What to report"), width=22),
            Column(runs("Status"), width=12),
            Column(runs("Answer"), width=42),
            Column(runs("Where"), width=18),
        ),
        rows=tuple(rows),
        caption=runs("COREQ checklist"),
        number=number,
        notes=(Note(runs(f"{summary(found)} {found.disclaimer} {found.citation}")),),
    )


def summary(found: Coreq) -> str:
    """Say how many items have each status: "18 reported, 6 partly, 8 missing."."""
    told = [f"{count} {status}" for status, count in found.summary.items() if count]
    return f"{', '.join(told)}."


def _row(item: CoreqItem) -> Row:
    paragraphs: list[Inlines] = []
    if item.text:
        evidence, query = tuple(item.evidence), f"COREQ item {item.number}"
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
        Cell((runs(str(item.number)),), head=True, value=item.number),
        Cell((runs(item.item),)),
        Cell((runs(item.status),)),
        Cell(tuple(paragraphs)),
        Cell((runs(item.location or "–"),)),
    ))  # fmt: skip
