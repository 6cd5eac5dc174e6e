"""Retention: how long each class of data is kept, from which day, where, and who answers for it.

Defaults: five years from the end of the study for everything but recordings, which go when their
transcript has been checked and the day promised on the information sheet has come. A rule on
record changes a default, with its reason. Reminders come 60 and 30 days ahead and on the day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import ClassVar, Final, Literal, get_args

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.deletions import Deletion, Subject
from heddle.study.facts import facts_of
from heddle.study.recordings import Recording
from heddle.study.rules import changes, refuse
from heddle.study.sessions import Session
from heddle.study.sources import Source
from heddle.study.values import check_date

Data = Literal[
    "identity key",
    "recordings",
    "raw transcripts",
    "anonymised transcripts",
    "consent forms",
    "log",
]
DATA: Final[tuple[Data, ...]] = get_args(Data)
Basis = Literal["end of study", "transcript checked", "session", "sheet", "day"]
State = Literal["no date", "kept", "60 days", "30 days", "due", "ordered", "deleted"]

YEARS: Final = 5
_FULL_DATE: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_SUBJECTS: Final[dict[Data, Subject]] = {
    "identity key": "identity key",
    "recordings": "recording",
    "raw transcripts": "raw transcript",
    "anonymised transcripts": "transcript",
    "consent forms": "consent form",
    "log": "log",
}


class RetentionRule(Record):
    """How long one class of data is kept."""

    kind: ClassVar[str] = "retention_rules"
    label: ClassVar[str] = "data"

    data: Data = "recordings"
    basis: Basis = "end of study"
    """The day that the period counts from."""
    day: str = ""
    """That day where the basis is "day"; for recordings the day promised on the sheet."""
    months: int = 12 * YEARS
    why: str = ""
    place: str = ""
    custodian: str = ""
    """Who answers for it, as a role."""


class SetRetention(Operation, tag="retention.set"):
    """Say how long a class of data is kept, from which day, where, and who answers for it."""

    data: Data
    basis: Basis | None = None
    day: str | None = None
    months: int | None = None
    why: str | None = None
    place: str | None = None
    custodian: str | None = None

    def decide(self, work: Workspace) -> str:
        """Another period than the default needs its reason."""
        rule = rule_of(work, self.data)
        fields = changes(self, "data")
        if self.day is not None:
            fields["day"] = check_date(self.day, "day that the period counts from")
        planned = msgspec.structs.replace(rule, **fields)
        default = default_rule(self.data)
        if planned.months < 0 or planned.months > 12 * 100:
            refuse(
                f"A period of {planned.months} months cannot be meant; nothing was changed.",
                "Give it in whole months, from 0 to 1200.",
            )
        differs = (planned.months, planned.basis) != (default.months, default.basis)
        if differs and not planned.why.strip():
            refuse(
                f"The usual period for {self.data} is changed; nothing was changed yet.",
                "Say why (why): a law, a grant's condition, a promise on the sheet.",
                "reason",
            )
        if rule.id:
            work.set(rule, **fields)
            return rule.id
        return work.create(planned)


class Clock(msgspec.Struct, kw_only=True):
    """When one thing is to be deleted."""

    data: Data
    what: str
    record: str
    """The recording or source; empty for a class as a whole."""
    due: str
    """ISO date; empty where a day that it counts from is not known."""
    left: int | None
    """Days until then; negative: overdue."""
    state: State
    lacking: str
    """What is not known yet, in words."""
    basis: Basis
    months: int
    why: str
    place: str
    custodian: str


def default_rule(data: Data) -> RetentionRule:
    """Return the rule that holds for a class where none is on record."""
    if data == "recordings":
        return RetentionRule(data=data, basis="transcript checked", months=0)
    return RetentionRule(data=data, basis="end of study", months=12 * YEARS)


def rule_of(view: View, data: Data) -> RetentionRule:
    """Return the rule on record for a class, or the default (without an id)."""
    found = view.find(RetentionRule, data=data)
    return found[-1] if found else default_rule(data)


def clocks(view: View, today: str = "") -> list[Clock]:
    """Return when each thing is to be deleted, in the order of the classes."""
    day = today or dt.datetime.now(dt.UTC).date().isoformat()
    return [clock for data in DATA for clock in _clocks(view, data, day)]


def reminders(view: View, today: str = "") -> list[Clock]:
    """Return what is due, or will be within 60 days."""
    return [each for each in clocks(view, today) if each.state in ("due", "30 days", "60 days")]


def _clocks(view: View, data: Data, today: str) -> Iterator[Clock]:
    rule = rule_of(view, data)
    if data == "recordings":
        yield from _recordings(view, rule, today)
    elif data == "raw transcripts":
        for source in view.find(Source, "name"):
            if source.file_hash:
                due, lacking = _due(view, rule, source)
                yield _clock(rule, source.name, source.id, due, lacking, today)
        yield from _deleted(view, rule, "raw transcript")
    else:
        done = [each for each in view.find(Deletion, subject=_SUBJECTS[data]) if each.done]
        due, lacking = _due(view, rule)
        clock = _clock(rule, data, "", due, lacking, today)
        if done:
            clock.state, clock.left = "deleted", None
            clock.due = done[-1].done
        yield clock


def _recordings(view: View, rule: RetentionRule, today: str) -> Iterator[Clock]:
    sessions = {session.id: session for session in view.find(Session)}
    ordered = {each.about for each in view.find(Deletion, done="")}
    for recording in view.find(Recording):
        session = sessions.get(recording.session)
        due, lacking = recording.delete_by, ""
        if not due:
            due, lacking = _due(view, rule, *_transcripts(view, recording.session), session=session)
        name = session.name if session else "recording"
        clock = _clock(rule, f"{name}, {recording.form}", recording.id, due, lacking, today)
        if recording.deleted:
            clock.due, clock.state, clock.left = recording.deleted, "deleted", None
        elif recording.id in ordered:
            clock.state = "ordered"
        yield clock


def _deleted(view: View, rule: RetentionRule, subject: Subject) -> Iterator[Clock]:
    for each in view.find(Deletion, subject=subject):
        clock = _clock(rule, each.what, each.about, each.done, "", each.done or "9999")
        clock.state = "deleted" if each.done else "ordered"
        clock.left = None
        yield clock


def _transcripts(view: View, session: str) -> list[Source]:
    return view.find(Source, session=session, form="transcript") if session else []


def _due(
    view: View, rule: RetentionRule, *sources: Source, session: Session | None = None
) -> tuple[str, str]:
    """Return the day on which something is due, or what has to be known for that."""
    if rule.basis == "transcript checked":
        if not sources:
            return "", "there is no transcript yet"
        checked = [_FULL_DATE.findall(source.checked) for source in sources]
        if not all(checked):
            return "", "the day on which its transcript was checked"
        # Not before the day that people were promised, and not before it can be spared.
        base = max([max(days) for days in checked] + [rule.day])
        return _later(base, rule.months), ""
    if rule.basis == "session":
        base, lacking = (session.date if session else ""), "the date of its session"
    elif rule.basis == "end of study":
        base, lacking = facts_of(view).end_date, "the day on which the study ends"
    else:
        base, lacking = rule.day, "the day that it counts from"
    return (_later(base, rule.months), "") if base else ("", lacking)


def _later(date: str, months: int) -> str:
    """Return the day so many months after a date; the last of the month where it has no such day.

    A date known to the month or year counts from its end: nothing is deleted too early.
    """
    year, month, day = (*(int(part) for part in date.split("-")), 12, 31)[:3]
    if len(date) == 4:
        month, day = 12, 31
    elif len(date) == 7:
        day = 31
    total = year * 12 + month - 1 + months
    year, month = total // 12, total % 12 + 1
    first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
    last = (first_of_next - dt.timedelta(days=1)).day
    return dt.date(year, month, min(day, last)).isoformat()


def _clock(  # noqa: PLR0917 - what a clock shows, in its order
    rule: RetentionRule, what: str, record: str, due: str, lacking: str, today: str
) -> Clock:
    day = _later(due, 0) if due else ""
    left = _days(today, day) if day and len(today) == 10 else None
    return Clock(
        data=rule.data,
        what=what,
        record=record,
        due=due,
        left=left,
        state=_state(left),
        lacking=lacking,
        basis=rule.basis,
        months=rule.months,
        why=rule.why,
        place=rule.place,
        custodian=rule.custodian,
    )


def _days(today: str, day: str) -> int:
    return (dt.date.fromisoformat(day) - dt.date.fromisoformat(today)).days


def _state(left: int | None) -> State:
    if left is None:
        return "no date"
    if left <= 0:
        return "due"
    if left <= 30:
        return "30 days"
    return "60 days" if left <= 60 else "kept"
