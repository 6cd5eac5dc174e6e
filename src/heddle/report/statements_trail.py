"""What the record says of the analytic trail: journals, checks, meetings, order of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from heddle.report.material import Material
from heddle.report.model import Inlines, Text, Trace
from heddle.report.prose import counted, day, full_stop, listed, number, period, plural, sentence
from heddle.report.statements import Statement, name_of, nothing, said
from heddle.study.amendments import Amendment
from heddle.study.involvement import Involvement, in_levels
from heddle.study.journal_entries import released_entries
from heddle.study.meetings import Meeting
from heddle.study.member_checks import MemberCheck
from heddle.study.phase_notes import PhaseNote
from heddle.study.phases import NAMES, Stretch, order_of_work

_WHAT: Final = {
    "transcript": "transcripts",
    "summary": "a summary of the findings",
    "quotes": "the quotes of their own words",
    "findings": "the findings",
    "other": "material",
}
_FOR: Final = {
    "accuracy": "to say whether it was right",
    "dialogue": "to hear what they thought of it",
}


def leanings(material: Material) -> Statement:
    """Say what the researchers brought along (item 8): what they released from their journals."""
    entries = released_entries(material.view)
    if not entries:
        return nothing("The team has not written what it brought along.")
    writers = {
        e.author: material.members[e.author] for e in entries if e.author in material.members
    }
    who = listed([(name_of(member),) for member in writers.values()])
    told = [
        (
            Trace(
                f"“{each.title or _opening(each.text)}”", (each.id,), kind="claim", query="journal"
            ),
        )
        for each in entries
    ]
    count = counted(entries, "entry", "entries", query="released journal entries")
    whose = sentence(who, " kept reflexive journals and released " if len(writers) > 1
                     else " kept a reflexive journal and released ", count)  # fmt: skip
    return said(whose, ": ", listed(told), ".", complete="partial")


def returned(material: Material) -> Statement:
    """Say whether participants saw their own words again (item 23)."""
    checks = _checks(material, ("transcript", "quotes"))
    if not checks:
        return nothing("No return of transcripts to participants is on record.")
    whole = any(check.what == "transcript" for check in checks)
    return said(*_spaced(_check(c) for c in checks), complete="full" if whole else "partial")


def responded(material: Material) -> Statement:
    """Say whether participants responded to the findings (item 28)."""
    checks = _checks(material, ("summary", "findings", "other"))
    if not checks:
        return nothing("No response of participants to the findings is on record.")
    answered = any(check.returned for check in checks)
    return said(*_spaced(_check(c) for c in checks), complete="full" if answered else "partial")


def debriefed(material: Material) -> Statement:
    """Say which meetings looked at the analysis."""
    meetings = material.view.find(Meeting, "date")
    if not meetings:
        return nothing("No meetings on the analysis are on record.")
    parts: list[Inlines] = []
    for form in dict.fromkeys(meeting.form for meeting in meetings):
        those = [meeting for meeting in meetings if meeting.form == form]
        one = "other meeting" if form == "other" else form
        many = f"{one}s" if form != "sign-off" else "sign-offs"
        parts.append(counted(those, one, many, query=f"meetings: {form}"))
    when = period(meeting.date for meeting in meetings)
    dated = Trace(when, tuple(each.id for each in meetings), query="dates of meetings")
    return said("The team held ", listed(parts), " ", dated, ".")


def involved(material: Material) -> Statement:
    """Say how patients and the public were involved (GRIPP2)."""
    events = material.view.find(Involvement, "date")
    if not events:
        return nothing("No involvement of patients or the public is on record.")
    told: list[Inlines] = []
    for level, those in in_levels(events).items():
        for each in those:
            own = Trace(full_stop(each.contribution), (each.id,), kind="claim", query="involvement")
            who = f"{_capital(each.who)} ({level}; stage: {each.stage})"
            head = Trace(who, (each.id,), kind="claim", query="involvement")
            change = (
                sentence(" What changed: ", _claim(each.id, each.change)) if each.change else ()
            )
            told.append(sentence(head, ": ", own, change))
    return said(*_spaced(told), figure=len(events))


def amended(material: Material) -> Statement:
    """Say what was changed in the protocol on the way."""
    amendments = material.view.find(Amendment, "date")
    if not amendments:
        return nothing("No changes of the protocol are on record.")
    told = [
        sentence(
            _claim(each.id, f"{_capital(period([each.date]))}: {each.text}"),
            " Why: ",
            _claim(each.id, each.why),
        )
        for each in amendments
    ]
    count = counted(amendments, "change of the protocol", "changes of the protocol", start=True)
    are = plural(len(amendments), "is", "are")
    return said(count, f" {are} on record. ", *_spaced(told))


def order(material: Material) -> Statement:
    """Say in which order the phases were worked on, as the log shows it and as people note it."""
    made = order_of_work(material.view)
    told: list[Inlines] = []
    days = {stretch.first for stretch in made} | {stretch.last for stretch in made}
    if len(days) == 1:
        when = Trace(period(days), query="the log: days of work on the analysis")
        told.append(sentence("Heddle's log has all of this ", when, ", so it shows no order."))
    elif made:
        steps: list[Inlines] = [
            sentence("back to " if each.back else "", _logged(each)) for each in made
        ]
        told.append(sentence("In Heddle's log the work ran in this order: ", listed(steps), "."))
    notes = material.view.find(PhaseNote, "started")
    told += [_noted(note) for note in notes]
    if not told:
        return nothing("The order of the analysis is not on record.")
    return said(*_spaced(told))


def _logged(stretch: Stretch) -> Trace:
    when = period([stretch.first, stretch.last])
    query = f"the log: steps of phase {stretch.phase}"
    return Trace(f"{_phase(stretch.phase)} {when}", query=query)


def _noted(note: PhaseNote) -> Inlines:
    when = period([note.started, note.ended])
    if not note.ended:
        when = f"from {day(note.started)} on"
    trace = Trace(f"{_capital(_phase(note.phase))} {when}", (note.id,), kind="claim",
                  query="phase notes")  # fmt: skip
    return (
        sentence(trace, ": ", _claim(note.id, note.purpose))
        if note.purpose
        else (sentence(trace, "."))
    )


def _phase(phase: int) -> str:
    return f"phase {phase} ({NAMES[phase - 1].lower()})"


def _checks(material: Material, what: Sequence[str]) -> list[MemberCheck]:
    return [each for each in material.view.find(MemberCheck, "date") if each.what in what]


def _check(check: MemberCheck) -> Inlines:
    people = plural(len(check.participants), "participant")
    count = Trace(number(len(check.participants)), (check.id, *check.participants),
                  query="participants it was sent to")  # fmt: skip
    when = Trace(_capital(period([check.date])), (check.id,), query="date of the member check")
    sent = sentence(when, f" {_WHAT[check.what]} went to ", count,
                    f" {people} {_FOR[check.purpose]}.")  # fmt: skip
    if not check.returned:
        return sentence(sent, " No answer is on record.")
    answers = Trace(number(len(check.answered)), (check.id, *check.answered),
                    query="participants who answered")  # fmt: skip
    effect = sentence(" Effect: ", _claim(check.id, check.effect)) if check.effect.strip() else ()
    return sentence(sent, " Answers came from ", answers, ".", effect)


def _claim(record: str, text: str) -> Trace:
    return Trace(full_stop(text), (record,), kind="claim", query="analytic trail")


def _opening(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spaced(told: Iterable[Inlines]) -> list[Inlines]:
    parts: list[Inlines] = []
    for each in told:
        parts += [(Text(" "),), each] if parts else [each]
    return parts
