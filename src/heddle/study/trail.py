"""Listings of the analytic trail: journal, meetings, decisions, checks, involvement and more.

People and records stand by name where they have one; keys are documented in `docs/json.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from heddle.log.records import Record
from heddle.log.touched import as_they_are
from heddle.log.view import View
from heddle.study.amendments import Amendment
from heddle.study.decisions import Decision
from heddle.study.involvement import Involvement
from heddle.study.journal_entries import released_entries
from heddle.study.meetings import FollowUp, Meeting
from heddle.study.member_checks import MemberCheck
from heddle.study.participants import Participant
from heddle.study.phase_notes import PhaseNote
from heddle.study.phases import NAMES
from heddle.study.readings import Reading
from heddle.study.sources import Source
from heddle.study.team import Member

Rows = list[dict[str, Any]]
_LONGEST: Final = 80


def journal(view: View) -> Rows:
    """Return the released journal entries, oldest first; private ones are in no listing."""
    names = _names(view)
    return [
        {
            "id": entry.id,
            "author": names.get(entry.author, ""),
            "title": entry.title,
            "text": entry.text,
            "date": entry.date,
            "about": entry.about,
        }
        for entry in released_entries(view)
    ]


def meetings(view: View) -> Rows:
    """Return the meetings by date, with their decisions and follow-ups."""
    follow_ups: dict[str, list[dict[str, Any]]] = {}
    for each in follow_up_rows(view):
        follow_ups.setdefault(each.pop("meeting"), []).append(each)
    decided: dict[str, list[dict[str, str]]] = {}
    for decision in view.find(Decision):
        told = {"id": decision.id, "text": decision.text, "why": decision.why}
        decided.setdefault(decision.meeting, []).append(told)
    rows = _rows(view, Meeting, ("date",), members=("people",))
    return [
        {
            **row,
            "decisions": decided.get(row["id"], []),
            "follow_ups": follow_ups.get(row["id"], []),
        }
        for row in rows
    ]


def follow_up_rows(view: View) -> Rows:
    """Return all follow-ups by the day on which they are due; `meeting` is an id."""
    return _rows(view, FollowUp, ("due",), members=("who",))


def decisions(view: View) -> Rows:
    """Return the decisions by date."""
    titles = {meeting.id: meeting.title for meeting in view.find(Meeting)}
    rows = _rows(view, Decision, ("date",), members=("people",))
    return [{**row, "meeting": titles.get(row["meeting"], "")} for row in rows]


def member_checks(view: View) -> Rows:
    """Return the member checks by date; participants stand by code."""
    codes = {person.id: person.code for person in view.find(Participant)}
    return [
        {**row, **{name: _named(row[name], codes) for name in ("participants", "answered")}}
        for row in _rows(view, MemberCheck, ("date",))
    ]


def involvement(view: View) -> Rows:
    """Return the involvement of patients and public by date."""
    return _rows(view, Involvement, ("date",), members=("members",))


def readings(view: View) -> Rows:
    """Return who has read what, by date."""
    sources = {source.id: source.name for source in view.find(Source)}
    rows = _rows(view, Reading, ("date",), members=("member",))
    return [{**row, "source": sources.get(row["source"], "")} for row in rows]


def amendments(view: View) -> Rows:
    """Return the changes of the protocol by date."""
    return _rows(view, Amendment, ("date",))


def phase_notes(view: View) -> Rows:
    """Return what people noted of the phases, by first day."""
    rows = _rows(view, PhaseNote, ("started",), members=("people",))
    return [{**row, "name": NAMES[row["phase"] - 1]} for row in rows]


def labels(view: View, ids: Sequence[str]) -> dict[str, str]:
    """Return what people know records by, of whatever kind; those that are gone left out."""
    wanted = dict.fromkeys(ids)
    found: dict[str, str] = {}
    for kind in view.schema.kinds.values():
        rest = [each for each in wanted if each not in found]
        if not rest:
            break
        for touched in as_they_are(view, [(kind.name, each) for each in rest]):
            if touched.record is not None:
                found[touched.id] = str(getattr(touched.record, kind.cls.label, ""))[:_LONGEST]
    return found


def _rows(view: View, cls: type[Record], order: Sequence[str], members: Sequence[str] = ()) -> Rows:
    """Return records as rows, members in the named fields by name instead of id."""
    kind, names = view.schema.of(cls), _names(view)
    rows = []
    for record in view.find(cls, *order):
        row: dict[str, Any] = {"id": record.id, **kind.plain(record)}
        for field in members:
            value = row[field]
            row[field] = _named(value, names) if isinstance(value, list) else names.get(value, "")
        rows.append(row)
    return rows


def _names(view: View) -> dict[str, str]:
    return {member.id: member.name for member in view.find(Member)}


def _named(ids: Sequence[str], names: dict[str, str]) -> list[str]:
    return [names[each] for each in ids if each in names]


NOUNS: Final[dict[str, Callable[[View], Rows]]] = {
    "journal": journal,
    "meetings": meetings,
    "decisions": decisions,
    "checks": member_checks,
    "involvement": involvement,
    "readings": readings,
    "amendments": amendments,
    "phases": phase_notes,
}
"""The listings of the trail by their names."""
