"""Summaries: what an analyst makes of a case under a theme, as charted in the framework method.

A case is a participant or a group. A summary keeps the ids of the codings that it rests on. It is
stale when one of them has changed since it was written, or when new ones have come: the log says
so (`changed_since`), nothing about their words is kept here. Gale et al. 2013,
doi:10.1186/1471-2288-13-117, step 6; Ritchie & Spencer 1994.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

import sqlalchemy as sa

from heddle.log import tables
from heddle.log.operations import Operation
from heddle.log.patches import Patch
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.participants import Participant
from heddle.study.rules import name_key, refuse
from heddle.study.themes import Theme

_MEANS: Final = {"code", "words", "gone"}
"""Fields of a coding whose change can make a summary of it wrong; a mere move does not."""
_CHUNK: Final = 500


class Summary(Record):
    """An analyst's summary of one case under one theme or code."""

    kind: ClassVar[str] = "summaries"
    label: ClassVar[str] = "text"
    searched: ClassVar[tuple[str, ...]] = ("text",)

    participant: Annotated[str, Ref("participants")] = ""
    group: str = ""
    """Label of the group; one of this and `participant` is empty."""
    topic: str = ""
    """Id of the theme or code, which is not held fast: it can be merged or dropped."""
    text: str = ""
    codings: list[str] = []
    """Ids of the codings that it rests on, as they were chosen or shown when it was written."""
    author: Annotated[str, Ref("members")] = ""
    read: int = 0
    """How often it was read again and found right; each time is a step in the history."""


class WriteSummary(Operation, tag="summaries.write"):
    """Write or change the summary of a case under a theme or code; without words it goes."""

    topic: str
    text: str
    participant: str = ""
    group: str = ""
    codings: list[str] | None = None
    """What it rests on; None: as before."""
    author: str = ""

    def decide(self, work: Workspace) -> str:
        """There is one for each case and topic; whoever wrote it last is its author.

        In a round that is not open a coder writes their own, as they do not see what others wrote.
        """
        group = _case(work, self.participant, self.group)
        _topic(work, self.topic)
        _check(work, self.codings or [])
        author = self.author or work.actor
        old = summary_of(work, self.topic, participant=self.participant, group=group)
        if old is not None and _unseen(work, old):
            old = summary_of(
                work, self.topic, participant=self.participant, group=group, author=work.actor
            )
        if not self.text.strip():
            if old is None:
                refuse("A summary has words; nothing was written.", "Write what it says.", "empty")
            work.drop(old)
            return old.id
        if old is not None:
            codings = old.codings if self.codings is None else self.codings
            work.set(old, text=self.text, codings=codings, author=author, read=0)
            return old.id
        return work.create(
            Summary(
                participant=self.participant,
                group=group,
                topic=self.topic,
                text=self.text,
                codings=self.codings or [],
                author=author,
            )
        )


class ReviewSummary(Operation, tag="summaries.review"):
    """Say that a summary still holds, for the codings as they are now."""

    summary: str
    codings: list[str]

    def decide(self, work: Workspace) -> str:
        """From now on it rests on these."""
        summary = work.get(Summary, self.summary)
        _check(work, self.codings)
        work.set(summary, codings=self.codings, read=summary.read + 1)
        return summary.id


class DropSummary(Operation, tag="summaries.drop"):
    """Remove a summary."""

    summary: str

    def decide(self, work: Workspace) -> None:
        """The codings stay; its words stay in the history until they are erased."""
        work.drop(work.get(Summary, self.summary))


def summary_of(
    view: View, topic: str, *, participant: str = "", group: str = "", author: str = ""
) -> Summary | None:
    """Return the summary of a case under a topic; of two, as a merge brings, the later."""
    found = [
        each
        for each in view.find(Summary, topic=topic, participant=participant)
        if name_key(each.group) == name_key(group) and (not author or each.author == author)
    ]
    return found[-1] if found else None


def _unseen(work: Workspace, summary: Summary) -> bool:
    """Tell whether the actor is blind to a summary."""
    from heddle.study import blindness  # noqa: PLC0415 - it hides what is declared here

    curtain = blindness.curtain_of(work, work.actor)
    return curtain is not None and blindness.hidden(work, curtain, Summary.kind, [summary.id])


def changed_since(view: View, summaries: Sequence[Summary]) -> dict[str, list[str]] | None:
    """Return which codings of each summary have changed since it was last written or read.

    Changed is: put under another code, corrected in its words, or removed. None for a look
    back, which has no log to ask.
    """
    places = view.connection.get_execution_options().get("schema_translate_map") or {}
    name = tables.patches.name
    if not sa.inspect(view.connection).has_table(name, schema=places.get(None)):
        return None
    linked = {coding for summary in summaries for coding in summary.codings}
    last = _patches(view, Summary.kind, {summary.id for summary in summaries})
    later = _patches(view, Coding.kind, linked)
    return {
        summary.id: [
            coding for coding in summary.codings if later.get(coding, 0) > last.get(summary.id, 0)
        ]
        for summary in summaries
    }


def _patches(view: View, kind: str, records: set[str]) -> dict[str, int]:
    """Return the key of the last patch of each record that matters."""
    p = tables.patches.c
    wanted, found = sorted(records), dict[str, int]()
    for begin in range(0, len(wanted), _CHUNK):
        chunk = wanted[begin : begin + _CHUNK]
        statement = sa.select(p.pid, p.record, p.action, p.content).where(
            (p.kind == kind) & p.record.in_(chunk)
        )
        for pid, record, action, content in view.connection.execute(statement.order_by(p.pid)):
            patch = Patch(kind, record, action, content, None, b"")
            told = action == "set" and content is not None
            if kind != Coding.kind or not told or _MEANS & set(patch.after):
                found[record] = int(pid)
    return found


def _case(work: Workspace, participant: str, group: str) -> str:
    """Check the case; returns the group's label without spaces around it."""
    label = group.strip()
    if bool(participant) == bool(label):
        refuse(
            "A summary is of one case, a participant or a group; nothing was written.",
            "Name one of the two.",
            "case",
        )
    if participant:
        work.get(Participant, participant)
    return label


def _topic(work: Workspace, topic: str) -> None:
    if work.maybe(Theme, topic) is None:
        work.get(Code, topic)


def _check(work: Workspace, codings: list[str]) -> None:
    known = {coding.id for coding in work.among(Coding, "id", codings)}
    gone = [coding for coding in codings if coding not in known]
    if gone:
        refuse(
            "A coding that the summary is to rest on is no longer there; nothing was written.",
            "Look at the cell again: somebody has removed it.",
            "no-coding",
        )
