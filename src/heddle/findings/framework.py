"""The framework matrix: cases by themes, with what the analysts made of each.

A cell shows its summaries, how many codings are behind it, and what is stale: codings that have
changed since, and codings that came after. A cell with codings and without a summary is empty,
and the list of those is the work that is left (Gale et al. 2013, doi:10.1186/1471-2288-13-117).
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from heddle.findings.axes import attributes, rows_of, value_of
from heddle.findings.corpus import Corpus, corpus
from heddle.findings.matrices import ids_of
from heddle.findings.matrix import By, MatrixAsk, Rows
from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.rules import name_key
from heddle.study.summaries import Summary, changed_since
from heddle.study.themes import LIVING, Theme

Case = Literal["participant", "group"]
LEFT_OVER: Final = "Its theme or code was merged, dropped or taken out of the framework."


class Written(msgspec.Struct, kw_only=True):
    """A summary with what has changed under it."""

    id: str
    text: str
    author: str
    codings: list[str]
    """Ids of what it rests on."""
    changed: list[str]
    """Of these: put under another code, corrected in their words, or removed since."""
    new: list[str]
    """Codings of the cell that it does not rest on."""
    read: int
    stale: bool | None
    """None for a look back: what changed since cannot be told there."""


class FrameCell(msgspec.Struct, kw_only=True):
    """A case under a theme."""

    segments: int
    codings: list[str]
    """Ids of all codings of the cell, in reading order."""
    summaries: list[Written]
    """One as a rule; two where a merge has brought two."""

    @property
    def empty(self) -> bool:
        """Whether there is something to sum up and no summary."""
        return bool(self.codings) and not self.summaries


class FrameCase(msgspec.Struct, kw_only=True):
    """A row: a participant or a group."""

    key: str
    label: str
    group: str
    attributes: dict[str, str]
    cells: list[FrameCell]


class Topic(msgspec.Struct, kw_only=True):
    """A column: a theme or a code."""

    key: str
    label: str
    path: str
    depth: int


class LeftOver(msgspec.Struct, kw_only=True):
    """A summary that has no cell any more."""

    id: str
    case: str
    topic: str
    text: str
    why: str


class Framework(msgspec.Struct, kw_only=True):
    """A framework matrix."""

    case: Case
    rows: Rows
    topics: list[Topic]
    cases: list[FrameCase]
    attributes: list[str]
    """Attributes that cases can be sorted and filtered by."""
    empty: int
    """Cells with codings and without a summary."""
    stale: int
    left_over: list[LeftOver]
    seq: int


def framework(
    view: View,
    *,
    case: Case = "participant",
    rows: Rows = "theme",
    codes: list[str] | None = None,
    where: dict[str, str] | None = None,
    moderator: bool = False,
) -> Framework:
    """Return the framework matrix.

    Args:
        view: the study.
        case: what a case is.
        rows: what its columns are: themes, or codes.
        codes: ids of the themes or codes; None: all.
        where: only cases with these values of attributes (participants), by name.
        moderator: count what the team said too (never in a participant's row).
    """
    found = corpus(view)
    by: By = case
    # The rows of a matrix are the columns here: a framework is read case by case.
    ask = MatrixAsk(rows=rows, by=by, codes=codes or [], moderator=moderator, below=rows == "code")
    told = _topics(view, found, ask)
    behind = ids_of(view, ask)
    summaries = view.find(Summary)
    changed = changed_since(view, summaries)
    cases = [
        each
        for each in _cases(found, case)
        if all(each.attributes.get(name) == value for name, value in (where or {}).items())
    ]
    cells = _Cells(behind, summaries, changed, {m.id: m.name for m in found.members})
    for each in cases:
        each.cells = [cells.of(each, topic.key, case) for topic in told]
    every = [cell for each in cases for cell in each.cells]
    return Framework(
        case=case,
        rows=rows,
        topics=told,
        cases=cases,
        attributes=attributes(found),
        empty=sum(cell.empty for cell in every),
        stale=sum(any(one.stale for one in cell.summaries) for cell in every),
        left_over=_left_over(view, found, summaries),
        seq=max(found.seq, 0),
    )


def _topics(view: View, found: Corpus, ask: MatrixAsk) -> list[Topic]:
    rows, _ = rows_of(view, found, ask)
    return [Topic(key=r.key, label=r.label, path=r.path, depth=r.depth) for r in rows]


def _cases(found: Corpus, case: Case) -> list[FrameCase]:
    if case == "group":
        return [
            FrameCase(
                key=group.label, label=group.label, group=group.label, attributes={}, cells=[]
            )
            for group in found.groups
        ]
    named = attributes(found)
    return [
        FrameCase(
            key=person.id,
            label=person.code,
            group=person.group,
            attributes={name: value_of(person, name) for name in named},
            cells=[],
        )
        for person in found.participants
    ]


class _Cells:
    """Cells by case and topic."""

    def __init__(
        self,
        behind: dict[tuple[str, str], list[str]],
        summaries: list[Summary],
        changed: dict[str, list[str]] | None,
        names: dict[str, str],
    ) -> None:
        self._behind = behind
        self._changed = changed
        self._names = names
        self._written: dict[tuple[str, str], list[Summary]] = {}
        for each in summaries:
            case = each.participant or name_key(each.group)
            self._written.setdefault((case, each.topic), []).append(each)

    def of(self, case: FrameCase, topic: str, kind: Case) -> FrameCell:
        codings = self._behind.get((topic, case.key), [])
        key = case.key if kind == "participant" else name_key(case.key)
        written = self._written.get((key, topic), [])
        return FrameCell(
            segments=len(codings),
            codings=codings,
            summaries=[self._one(each, codings) for each in written],
        )

    def _one(self, summary: Summary, codings: list[str]) -> Written:
        rests = set(summary.codings)
        new = [coding for coding in codings if coding not in rests]
        changed = self._changed
        moved = changed.get(summary.id, []) if changed is not None else []
        there = set(codings)
        lost = [one for one in summary.codings if one not in there and one not in moved]
        return Written(
            id=summary.id,
            text=summary.text,
            author=self._names.get(summary.author, ""),
            codings=summary.codings,
            changed=[*moved, *lost],
            new=new,
            read=summary.read,
            stale=None if changed is None else bool(moved or lost or new),
        )


def _left_over(view: View, found: Corpus, summaries: list[Summary]) -> list[LeftOver]:
    """Return the summaries whose topic or group is no longer there."""
    names = {theme.id: theme.name for theme in view.find(Theme)}
    names |= {code.id: code.name for code in view.find(Code)}
    living = {theme.id for theme in view.find(Theme) if theme.stage in LIVING}
    there = living | {code.id for code in found.codes}
    people = {person.id: person.code for person in found.participants}
    groups = {name_key(group.label) for group in found.groups}
    left = []
    for each in summaries:
        case = people.get(each.participant, each.group)
        lost_group = bool(each.group) and name_key(each.group) not in groups
        if each.topic not in there or lost_group:
            why = LEFT_OVER if each.topic not in there else "There is no group of this name now."
            topic = names.get(each.topic, "")
            left.append(LeftOver(id=each.id, case=case, topic=topic, text=each.text, why=why))
    return left
