"""The audit trail as a document: how to check it, then the steps in Halpern's six classes.

Runs of one operation by one person on one day are one row, so that a trail of ten thousand steps
can be read; the hash before the run and the hash after it stand in the row, all others in the
trail's .json twin.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from heddle.report.audit import Step, Trail, seal_of
from heddle.report.audit_classes import CITATION, TITLES
from heddle.report.model import (
    Block,
    Cell,
    Column,
    Heading,
    Inlines,
    List,
    PageBreak,
    Paragraph,
    Row,
    Table,
    Text,
    Trace,
    runs,
)
from heddle.report.prose import plural

_ROWS: Final = 1500
"""A longer trail is condensed more: by day, not only where steps follow each other."""
_DETAILS: Final = 4
_HASH: Final = 12
_EVIDENCE: Final = 20

_SHOWN_OF_COPY: Final = 12
"""Letters of a copy's id: eight of them, all digits, would look like a phone number to the gate."""


def blocks(made: Trail) -> list[Block]:
    """Make the document of a trail."""
    steps = made.told
    whole: list[Block] = [*_first_page(made, steps), PageBreak(), Heading(1, "Overview")]
    if not steps:
        return [*whole, Paragraph(runs("No step is told in words by this choice."))]
    whole.append(_overview(steps))
    for name, title in TITLES.items():
        of_class = [step for step in steps if step.class_ == name]
        if of_class:
            whole += [Heading(1, title), _table(_condensed(of_class, len(steps)), title)]
    return whole


def _first_page(made: Trail, steps: Sequence[Step]) -> list[Block]:
    count, choice = len(made.steps), made.choice
    chosen = [
        f"{name}: {value}"
        for name, value in (
            ("theme", choice.theme),
            ("code", choice.code),
            ("from", choice.since),
            ("to", choice.until),
        )
        if value
    ]
    limited = f" Told here is only what concerns {'; '.join(chosen)}." if chosen else ""
    words = "left out" if choice.words == "left out" else "printed as they were said"
    return [
        Heading(1, "What this is"),
        Paragraph(runs(
            f"The audit trail of the study “{made.title}”, written by {made.tool} from the "
            f"study's own log: {count} {plural(count, 'step')}, of which {len(steps)} "
            f"{plural(len(steps), 'is', 'are')} told here in words.{limited} Each step says "
            "who did what, when (UTC) and why. Nothing can be taken out of the log: what was "
            "undone is marked as taken back, and where words were erased, their hash is left. "
            f"What participants said is {words}."
        )),
        Heading(1, "How to check it"),
        Paragraph(runs(
            "Beside this document belongs its twin, a .json file with the hash of every step. "
            "A step's hash is the SHA-256 of the hash before it, of who, when and what, of the "
            "hash of its reason and the hashes of its facts. So nobody can change, add or remove "
            "an earlier step without changing every hash after it."
        )),
        List((
            runs("Take the twin and any computer with Python 3. Heddle is not needed."),
            runs("Take the script check_trail.py, 50 lines without any library, from Heddle's "
                 "documentation (docs/audit-trail.md), or write your own from what is said there."),
            runs("Run: python3 check_trail.py trail.json. It prints nothing if the twin is whole, "
                 "and names the step if it is not."),
            runs("Compare the hashes in this document with those in the twin, and the last hash "
                 "of each copy with one that was deposited earlier, if there is one."),
        ), ordered=True),
        Paragraph((Text("SHA-256 of the twin without its seal: "), Text(seal_of(made), bold=True))),
        List(tuple(
            (Text(f"Last hash of copy {replica[-_SHOWN_OF_COPY:]}: "), Text(digest, bold=True))
            for replica, digests in made.heads.items()
            for digest in digests
        ) or (runs("There is no step yet."),)),
        Paragraph((Text(CITATION, italic=True),)),
    ]  # fmt: skip


def _overview(steps: Sequence[Step]) -> Table:
    rows = []
    for name, title in TITLES.items():
        days = sorted(step.at[:10] for step in steps if step.class_ == name)
        span = days[0] if days and days[0] == days[-1] else " to ".join(days[:1] + days[-1:])
        rows.append(Row((
            Cell((runs(title),), head=True),
            Cell((runs(str(len(days))),), value=len(days)),
            Cell((runs(span or "–"),)),
        )))  # fmt: skip
    return Table(
        columns=(
            Column(runs("Class"), width=44),
            Column(runs("Steps"), "right", width=8),
            Column(runs("Days"), width=24),
        ),
        rows=tuple(rows),
        caption=runs("Steps by class"),
    )


def _condensed(steps: Sequence[Step], total: int) -> list[list[Step]]:
    """Put runs of the same work together; in a long trail also what is not next to each other."""
    if total <= _ROWS:
        return [list(run) for _, run in groupby(steps, key=_same)]
    together: dict[tuple[object, ...], list[Step]] = {}
    for step in steps:
        together.setdefault(_same(step), []).append(step)
    return sorted(together.values(), key=lambda run: run[0].seq)


def _same(step: Step) -> tuple[object, ...]:
    return step.operation, step.actor, step.at[:10], step.why, step.taken_back


def _table(condensed: Iterable[Sequence[Step]], title: str) -> Table:
    return Table(
        columns=(
            Column(runs("Step"), "right", width=9),
            Column(runs("When"), width=17),
            Column(runs("Who"), width=16),
            Column(runs("What and why"), width=60),
            Column(runs("Hash; before it"), width=16),
        ),
        rows=tuple(_row(run) for run in condensed),
        caption=runs(title),
    )


def _row(run: Sequence[Step]) -> Row:
    first, last = run[0], run[-1]
    number = str(first.seq) if len(run) == 1 else f"{first.seq}–{last.seq}"
    when = first.at[:16].replace("T", " ")
    if last.at[:16] != first.at[:16]:
        when = f"{when}–{last.at[11:16]}"
    hashes = (runs(last.hash[:_HASH]), runs(first.previous[:_HASH] or "(the first)"))
    return Row((
        Cell((runs(number),), head=True),
        Cell((runs(when),)),
        Cell((runs(first.who or "(nobody named)"),)),
        Cell(tuple(_told(run))),
        Cell(hashes),
    ))  # fmt: skip


def _told(run: Sequence[Step]) -> list[Inlines]:
    first = run[0]
    what = first.what.rstrip(".")
    if len(run) > 1:
        what = f"{what} ({len(run)} times)"
    records = tuple(dict.fromkeys(i for step in run for i in step.records))[:_EVIDENCE]
    head = Trace(f"{what}.", records, kind="claim", query=f"step {first.seq}", bold=True)
    told: list[Inlines] = [(head,)]
    if first.taken_back:
        told.append((Text("Taken back later.", italic=True),))
    if first.why:
        told.append((Text("Why: ", italic=True), Text(first.why)))
    details = [detail for step in run for detail in step.details]
    told += [runs(detail) for detail in details[:_DETAILS]]
    if len(details) > _DETAILS:
        told.append(runs(f"and {len(details) - _DETAILS} more; all are in the twin."))
    return told
