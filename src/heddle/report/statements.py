"""Statements: what a study's record says about one thing, in a sentence, with the evidence.

The Methods and the answers to checklists are made of the same statements, so that a number
cannot be one in the text and another in the checklist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from heddle.report.material import Material
from heddle.report.model import Inline, Inlines, Trace, words
from heddle.report.prose import HasId, counted, listed, opened, sentence
from heddle.study.sessions import Session
from heddle.study.team import Member

Completeness = Literal["full", "partial", "none"]


class Statement(msgspec.Struct, kw_only=True):
    """What the record says about one thing."""

    inlines: Inlines
    complete: Completeness = "full"
    """Whether the record says all of it, some, or nothing."""
    figure: int | None = None
    """The number that it turns on, to be held against what an author writes."""

    @property
    def text(self) -> str:
        """The statement in plain words."""
        return words(self.inlines)

    @property
    def evidence(self) -> list[str]:
        """Ids of the records behind it, each once."""
        traces = (inline for inline in self.inlines if isinstance(inline, Trace))
        return list(dict.fromkeys(i for trace in traces for i in trace.evidence))


Maker = Callable[[Material], Statement]
Makers = Mapping[str, tuple[Maker, str]]
"""What answers each item of a checklist, and the part of the manuscript where that is told."""


def said(
    *parts: str | Inline | Inlines, complete: Completeness = "full", figure: int | None = None
) -> Statement:
    """Make a statement of words and traces."""
    return Statement(inlines=sentence(*parts), complete=complete, figure=figure)


def nothing(text: str) -> Statement:
    """Make a statement that the record says nothing, or does not say enough to speak."""
    return said(text, complete="none")


def completeness(known: int, of: int) -> Completeness:
    """Tell full from partial from none by how many of the records say it."""
    if not known:
        return "none"
    return "full" if known == of else "partial"


def stated(material: Material, text: str) -> Trace:
    """Return a text that the team has put on record for the whole study, traced."""
    facts = material.facts
    evidence = (facts.id,) if facts.id else ()
    return Trace(text, evidence, kind="claim", query="study facts")


def name_of(member: Member) -> Trace:
    """Return a member's name, traced."""
    return Trace(member.name, (member.id,), kind="claim", query="research team")


def joined(*statements: Statement) -> Inlines:
    """Join the statements that say something, with spaces between them."""
    parts: list[str | Inlines] = []
    for each in statements:
        if each.complete != "none" and each.inlines:
            parts += [" ", each.inlines] if parts else [each.inlines]
    return sentence(*parts)


def called(sessions: Sequence[Session]) -> tuple[str, str]:
    """Return the noun for sessions of these forms, for one and for several."""
    forms = {session.form for session in sessions}
    if forms == {"focus group"}:
        return "focus group", "focus groups"
    if forms == {"interview"}:
        return "interview", "interviews"
    return "session", "sessions"


def among(material: Material, some: Sequence[Session]) -> Inlines:
    """Return "all three focus groups", or the names of the sessions that are meant."""
    one, many = called(material.sessions)
    if len(some) == len(material.sessions):
        if len(some) == 1:
            return sentence("the ", counted(some, one)[1])
        start = "both " if len(some) == 2 else "all "
        return sentence(start, counted(some, one, many))
    if len(some) > 6:
        return counted(some, one, many)
    return listed([(Trace(s.name, (s.id,), kind="claim", query="session"),) for s in some])


def led(material: Material, role: Literal["moderators", "observers"]) -> dict[str, list[Session]]:
    """Return the sessions that each member led or observed, by the member's id."""
    found: dict[str, list[Session]] = {}
    for session in material.sessions:
        for member in getattr(session, role):
            if member in material.members:
                found.setdefault(member, []).append(session)
    return found


def lacking(records: Sequence[HasId]) -> Inlines:
    """Say for how many records something is not on record; nothing for none."""
    if not records:
        return ()
    count = opened(records, "not on record", start=False)
    return sentence(" Not on record for ", count, " of them.")


def by_sessions(material: Material, roles: dict[str, list[Session]], verb: str) -> list[Inlines]:
    """Return "A and B observed all three focus groups": people with the same sessions together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for member, sessions in roles.items():
        together.setdefault(tuple(s.id for s in sessions), []).append(member)
    return [
        sentence(
            listed([(name_of(material.members[member]),) for member in members]),
            f" {verb} ",
            among(material, roles[members[0]]),
        )
        for members in together.values()
    ]


def by_member(material: Material, counts: Mapping[str, int]) -> list[tuple[Member, int]]:
    """Return members with their counts, those with most first.

    People who are no members any more are left out.
    """
    found = [(material.members[m], count) for m, count in counts.items() if m in material.members]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].name))
