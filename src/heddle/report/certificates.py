"""Certificates: what was deleted and which withdrawals were carried out, to print and to file."""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.log.view import View
from heddle.report.model import (
    Block,
    Column,
    Heading,
    List,
    Paragraph,
    Table,
    Text,
    Trace,
    row,
    runs,
)
from heddle.report.prose import day, number, plural, sentence
from heddle.study.deletions import Deletion
from heddle.study.exports import Export
from heddle.study.recordings import Recording
from heddle.study.team import Member
from heddle.study.withdrawals import Withdrawal

_DONE: Final = {
    "stop contact": "The person is not contacted again.",
    "forget identity": "The entry in the identity key was deleted.",
    "exclude quotes": "Quotes of the person's words are not printed any more.",
    "redact turns": "Everything that the person said or wrote was erased and replaced by a mark.",
    "delete everything": "Everything that the study held of the person was erased.",
}
_KEPT: Final = (
    "The study keeps that the person was invited and, where it is so, took part, the dates on "
    "which consent was given and withdrawn, and this certificate. It keeps nothing that they said "
    "or that was said about them. The log of the study still proves that no step was removed."
)
_BEYOND: Final = (
    "Copies outside the study's folder are beyond the program: files that were sent, printed or "
    "published, backups of the computer, other people's copies of the study. A copy of the "
    "study loses the same words when it is merged with this one; everything else is for the "
    "team to call back or to delete."
)


class Certificates(msgspec.Struct, kw_only=True):
    """Deletions and withdrawals as data."""

    deletions: list[Deletion]
    withdrawals: list[Withdrawal]


def certificates(view: View) -> Certificates:
    """Return all deletions and withdrawals on record, oldest first."""
    deletions = view.find(Deletion)
    known = {each.about for each in deletions}
    deletions += [
        # What was deleted with its own entry as the proof is certified alike.
        Deletion(
            id=recording.id,
            subject="recording",
            what=f"{recording.form} recording of a session",
            file_hash=recording.file_hash,
            about=recording.id,
            done=recording.deleted,
        )
        for recording in view.find(Recording)
        if recording.deleted and recording.id not in known
    ]
    return Certificates(deletions=deletions, withdrawals=view.find(Withdrawal))


def blocks(view: View) -> list[Block]:
    """Return the certificates as a document; empty where nothing was deleted or withdrawn."""
    found = certificates(view)
    members = {member.id: member.name for member in view.find(Member)}
    made: list[Block] = []
    for each in found.withdrawals:
        made += _withdrawal(view, each, members)
    if found.deletions:
        made += [Heading(1, "Files and data deleted"), _table(found.deletions, members)]
    return made


def _withdrawal(view: View, each: Withdrawal, members: dict[str, str]) -> list[Block]:
    by = members.get(each.by, "")
    when = Trace(day(each.date), (each.id,), kind="claim", query="withdrawal")
    first = sentence("A person withdrew on ", when, f"; {by} carried it out." if by else ".")
    made: list[Block] = [Heading(1, f"Withdrawal of {day(each.date)}"), Paragraph(first)]
    made.append(List(tuple(runs(_DONE[choice]) for choice in each.choices)))
    if each.late:
        late = "It came after the deadline of the information sheet."
        made.append(Paragraph(runs(f"{late} Reason for doing it: {each.why}")))
    counted = [
        sentence(f"{name}: ", Trace(str(count), (each.id,), query=name))
        for name, count in each.counts.items()
    ]
    if counted:
        told = "It concerned, counted and without any content:"
        made += [Paragraph(runs(told)), List(tuple(counted))]
    made += [List(tuple(runs(f"Kept: {kept.why}") for kept in each.kept))] if each.kept else []
    made += _recalls(view, each)
    if "delete everything" in each.choices:
        made.append(Paragraph(runs(_KEPT)))
    return [*made, Paragraph((Text(_BEYOND, italic=True),))]


def _recalls(view: View, each: Withdrawal) -> list[Block]:
    exports = view.among(Export, "id", each.recall)
    if not exports:
        return []
    count = len(exports)
    told = f"{number(count).capitalize()} {plural(count, 'file')} had left the study before:"
    items = [
        runs(f"{one.what}, {one.format}, {one.purpose}: {one.recalled or 'not called back yet'}")
        for one in exports
    ]
    return [Paragraph(runs(told)), List(tuple(items))]


def _table(deletions: list[Deletion], members: dict[str, str]) -> Table:
    titles = (("What", 20), ("SHA-256", 32), ("Deleted", 12), ("By", 14), ("Why", 22))
    return Table(
        columns=tuple(Column(runs(title), width=width) for title, width in titles),
        rows=tuple(
            row(
                each.what,
                " ".join(each.file_hash[i : i + 16] for i in range(0, len(each.file_hash), 16)),
                day(each.done) if each.done else "still to be deleted",
                members.get(each.by, ""),
                each.why,
            )
            for each in deletions
        ),
        caption=runs("Deletions on record"),
    )
