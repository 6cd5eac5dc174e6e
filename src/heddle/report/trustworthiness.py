"""Trustworthiness: which techniques the record shows, under Lincoln and Guba's four criteria.

Criteria and techniques are those of Lincoln and Guba (1985, Naturalistic Inquiry, ch. 11). What
is shown is what was done, with links; how well it was done only a reader can judge, and a
technique that a study does not need is not missing. There is no score.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from heddle.log.records import Record
from heddle.log.touched import head
from heddle.log.view import View
from heddle.report.material import Material
from heddle.report.model import Cell, Column, Inlines, Note, Row, Table, Trace, runs
from heddle.report.prose import plural
from heddle.study.amendments import Amendment
from heddle.study.checklist import Answer
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.decisions import Decision
from heddle.study.journal_entries import released_entries
from heddle.study.meetings import Meeting
from heddle.study.member_checks import MemberCheck
from heddle.study.memos import Memo
from heddle.study.phases import order_of_work
from heddle.study.quotes import Quote, stale_words
from heddle.study.readings import Reading
from heddle.study.sources import Source
from heddle.study.themes import Theme

Criterion = Literal["credibility", "transferability", "dependability", "confirmability"]
_SHOWN: Final = 50
CITATION: Final = (
    "Criteria after Lincoln YS, Guba EG (1985), Naturalistic Inquiry, Sage, ch. 11. The table says "
    "what is on record, not how good it is; what a study does not need is not missing."
)


class Technique(msgspec.Struct, kw_only=True):
    """A technique, and what the record shows of it."""

    criterion: Criterion
    technique: str
    count: int
    """How much there is of it; 0: nothing is on record."""
    text: str
    """The same in words."""
    records: list[str]
    """Ids of the first of them."""


class Trustworthiness(msgspec.Struct, kw_only=True):
    """The table as data: ``{"techniques": [...], "citation"}``."""

    techniques: list[Technique]
    citation: str = CITATION


class _Row(msgspec.Struct):
    criterion: Criterion
    technique: str
    one: str
    many: str
    find: Callable[[Material], list[str]]


def trustworthiness(view: View) -> Trustworthiness:
    """Return the techniques that the record shows, and those it does not, by criterion."""
    material = Material(view)
    found = []
    for row in _ROWS:
        ids = row.find(material)
        found.append(
            Technique(
                criterion=row.criterion,
                technique=row.technique,
                count=len(ids),
                text=f"{len(ids)} {plural(len(ids), row.one, row.many)}" if ids else "",
                records=ids[:_SHOWN],
            )
        )
    steps = head(view.connection) if order_of_work(view) else 0
    found.append(
        Technique(
            criterion="confirmability",
            technique="Audit trail that can be checked without the program",
            count=steps,
            text=f"{steps:,} steps, chained by hashes" if steps else "",
            records=[],
        )
    )
    return Trustworthiness(techniques=found)


def block(found: Trustworthiness) -> Table:
    """Make the printed table."""
    rows: list[Row] = []
    criterion = ""
    for each in found.techniques:
        if each.criterion != criterion:
            criterion = each.criterion
            title = criterion.capitalize()
            rows.append(Row((Cell((runs(title),), span=2, head=True),), kind="group"))
        told: Inlines = runs("Nothing is on record.")
        if each.count:
            query = f"trustworthiness: {each.technique}"
            told = (Trace(each.text, tuple(each.records), kind="number", query=query),)
        rows.append(Row((Cell((runs(each.technique),), head=True), Cell((told,)))))
    return Table(
        columns=(Column(runs("Technique"), width=48), Column(runs("On record"), width=40)),
        rows=tuple(rows),
        caption=runs("Trustworthiness: techniques on record"),
        notes=(Note(runs(found.citation)),),
    )


def _all(cls: type[Record], *order: str, **equals: object) -> Callable[[Material], list[str]]:
    return lambda material: [each.id for each in material.view.find(cls, *order, **equals)]


def _memos(*types: str) -> Callable[[Material], list[str]]:
    return lambda material: [m.id for m in material.view.find(Memo) if m.type in types]


def _debriefings(material: Material) -> list[str]:
    forms = ("peer debriefing", "supervision")
    return [m.id for m in material.view.find(Meeting, "date") if m.form in forms]


def _readers(material: Material) -> list[str]:
    """Members who have coded or read: more than one pair of eyes."""
    coders = material.view.table(Coding).c.coder
    found = {row[0] for row in material.view.rows(coders.table.select().with_only_columns(coders))}
    found |= {reading.member for reading in material.view.find(Reading)}
    return sorted(found & material.members.keys())


def _forms(material: Material) -> list[str]:
    """One source of each form: transcripts, written answers, field notes."""
    return list({each.form: each.id for each in material.view.find(Source, "name")}.values())


def _context(material: Material) -> list[str]:
    facts = material.facts
    told = [facts.setting, facts.sampling, facts.design, *facts.context.values()]
    return [facts.id] * sum(bool(text.strip()) for text in told)


def _matching(material: Material) -> list[str]:
    view = material.view
    return [q.id for q in view.find(Quote, "position") if stale_words(view, q) is None]


def _defined(material: Material) -> list[str]:
    return [code.id for code in material.view.find(Code) if code.definition.strip()]


def _reasoned(material: Material) -> list[str]:
    """Themes that were merged, split, dropped or made final with a reason."""
    return [t.id for t in material.view.find(Theme, "position") if t.rationale.strip()]


def _journal(material: Material) -> list[str]:
    return [entry.id for entry in released_entries(material.view)]


def _attended(material: Material) -> list[str]:
    return [person.id for person in material.attended]


_ROWS: Final = (
    _Row("credibility", "Several people read or coded the data", "person", "people", _readers),
    _Row("credibility", "Several kinds of data", "kind of source", "kinds of sources", _forms),
    _Row("credibility", "Peer debriefing", "meeting", "meetings", _debriefings),
    _Row(
        "credibility",
        "Negative cases considered",
        "memo on what speaks against a theme",
        "memos on what speaks against a theme",
        _memos("negative case"),
    ),
    _Row("credibility", "Member checks", "check", "checks", _all(MemberCheck, "date")),
    _Row(
        "transferability",
        "Setting and sampling described",
        "text or figure",
        "texts and figures",
        _context,
    ),
    _Row(
        "transferability",
        "Participants described (Table 1)",
        "participant",
        "participants",
        _attended,
    ),
    _Row(
        "transferability",
        "Findings shown in people's own words",
        "quote that matches its transcript",
        "quotes that match their transcript",
        _matching,
    ),
    _Row("dependability", "Codes defined", "definition", "definitions", _defined),
    _Row(
        "dependability",
        "Changes of themes with a reason",
        "theme with a reason",
        "themes with a reason",
        _reasoned,
    ),
    _Row("dependability", "Decisions with a reason", "decision", "decisions", _all(Decision)),
    _Row(
        "dependability",
        "Changes of the protocol on record",
        "change",
        "changes",
        _all(Amendment, "date"),
    ),
    _Row("dependability", "Checklist answered", "answer", "answers", _all(Answer)),
    _Row(
        "confirmability",
        "Reflexive journal, released",
        "entry",
        "entries",
        _journal,
    ),
    _Row(
        "confirmability",
        "Memos on the way",
        "memo",
        "memos",
        _memos(
            "familiarisation", "code", "theme", "method", "reflexive", "decision", "interaction"
        ),
    ),
)
