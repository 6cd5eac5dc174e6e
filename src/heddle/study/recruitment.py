"""Recruitment: recording what became of each invitee, and counting it for the flow.

Which steps are possible in which order is said in `courses`; what concerns other records (a
present list, a signed consent) is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from heddle.log.operations import Operation
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.consent import Consent, scopes_of
from heddle.study.courses import Fault, faults
from heddle.study.invitees import Event, Invitee, State, events_of, invitees_of
from heddle.study.participants import Participant
from heddle.study.rules import changes, name_key, refuse
from heddle.study.sessions import Attendance, Session
from heddle.study.values import check_date, surely_before

__all__ = [
    "CorrectEvent",
    "Counts",
    "Event",
    "Fault",
    "Flow",
    "Invitee",
    "MatchInvitee",
    "RecordEvent",
    "RetractEvent",
    "State",
    "course_faults",
    "faults",
    "flow",
]

_MANAGER: Final = re.compile(
    r"manager|supervisor|director|superior|head of|\bhead\b|\bboss\b|chef|leder|ledelse|forstander",
    re.IGNORECASE,
)
"""Words, English and Danish, for somebody who is set over others at work."""
_LOSSES: Final = ("cancelled", "no-show", "withdrew")


class RecordEvent(Operation, tag="recruitment.record"):
    """Record what became of an invitee: agreed, declined, cancelled, attended and so on."""

    invitee: str
    state: State
    date: str = ""
    why: str = ""
    session: str = ""

    def decide(self, work: Workspace) -> str:
        """Each step needs the one before it; see `courses`."""
        invitee = work.get(Invitee, self.invitee)
        fields = {**changes(self), "date": check_date(self.date, "date of this step")}
        event = Event(**fields)
        before = events_of(work, invitee.id)
        _refuse_new_fault(invitee, before, [*before, event])
        _check_room(work, invitee, event)
        if event.state == "attended":
            _check_consent(work, invitee, event)
        return work.create(event)


class CorrectEvent(Operation, tag="recruitment.correct"):
    """Correct the date, the reason or the session of a recorded step."""

    event: str
    date: str | None = None
    why: str | None = None
    session: str | None = None

    def decide(self, work: Workspace) -> str:
        """The whole course of the invitee must still be possible."""
        event = work.get(Event, self.event)
        invitee = work.get(Invitee, event.invitee)
        fields = changes(self, "event")
        if self.date is not None:
            fields["date"] = check_date(self.date, "date of this step")
        corrected = msgspec.structs.replace(event, **fields)
        before = events_of(work, invitee.id)
        after = [corrected if other.id == event.id else other for other in before]
        _refuse_new_fault(invitee, before, after)
        _check_room(work, invitee, corrected)
        if event.state == "attended":
            _check_consent(work, invitee, corrected)
        work.set(event, **fields)
        return event.id


class RetractEvent(Operation, tag="recruitment.retract"):
    """Take back a step that was recorded by mistake."""

    event: str

    def decide(self, work: Workspace) -> None:
        """Refused while a later step of the invitee needs it."""
        event = work.get(Event, self.event)
        invitee = work.get(Invitee, event.invitee)
        before = events_of(work, invitee.id)
        after = [other for other in before if other.id != event.id]
        _refuse_new_fault(invitee, before, after)
        work.drop(event)


class MatchInvitee(Operation, tag="recruitment.match"):
    """Say which participant an invitee became; an empty participant takes it back."""

    invitee: str
    participant: str

    def decide(self, work: Workspace) -> str:
        """A participant was invited once, and has one standing consent."""
        invitee = work.get(Invitee, self.invitee)
        if self.participant:
            self._check(work, invitee, work.get(Participant, self.participant))
        work.set(invitee, participant=self.participant)
        return invitee.id

    def _check(self, work: Workspace, invitee: Invitee, person: Participant) -> None:
        for other in invitees_of(work, person.id):
            if other.id != invitee.id:
                refuse(
                    f"Participant {person.code} is invitee {other.code} already; "
                    "nothing was changed.",
                    f"Choose another participant, or free {other.code} first (match with none).",
                    "matched",
                )
        own = work.find(Consent, participant=person.id, withdrawn="")
        if own and work.count(Consent, invitee=invitee.id, withdrawn=""):
            refuse(
                f"Both {invitee.code} and {person.code} have a consent that stands, and a person "
                "has one; nothing was changed.",
                "Look at the two consents, and remove the one that is a copy (consent.drop).",
                "consent-stands",
            )


def course_faults(view: View) -> list[tuple[Invitee, Fault]]:
    """Return all impossible steps in the study; only a merge of two copies can bring them in."""
    courses = _by_invitee(view)
    return [(i, f) for i in view.find(Invitee, "code") for f in faults(courses.get(i.id, []))]


def _refuse_new_fault(invitee: Invitee, before: Sequence[Event], after: Sequence[Event]) -> None:
    # What a merge has broken already must not stand in the way of putting it right.
    known = {(fault.event, fault.code) for fault in faults(before)}
    for fault in faults(after):
        if (fault.event, fault.code) not in known:
            refuse(f"{invitee.code} {fault.problem}; nothing was changed.", fault.hint, fault.code)


def _check_room(work: Workspace, invitee: Invitee, event: Event) -> None:
    """Refuse an absence from a session whose present list has the person."""
    if not event.session:
        return
    session = work.get(Session, event.session)
    if event.state in ("cancelled", "no-show") and invitee.participant:
        person = invitee.participant
        if work.count(Attendance, session=session.id, participant=person):
            refuse(
                f"{invitee.code} is on the present list of {session.name}, so “{event.state}” "
                "cannot be true; nothing was changed.",
                "Take them off that list first (sessions.unattend), if it is wrong.",
                "present",
            )


def _check_consent(work: Workspace, invitee: Invitee, event: Event) -> None:
    date = event.date
    if not date and event.session:
        date = work.get(Session, event.session).date
    scopes = scopes_of(work, invitee.participant, invitee=invitee.id, on=date)
    if scopes is not None and "take part" not in scopes:
        day = f" on {date}" if date else ""
        refuse(
            f"There is no signed consent to “take part” that stands{day} for {invitee.code}, so "
            "they cannot have attended; nothing was changed.",
            "Register the signed consent first (consent.register).",
            "no-consent",
        )


class Counts(msgspec.Struct, kw_only=True):
    """How many people reached each state; a person counts once per state.

    These always hold: invited = agreed + declined + unanswered; agreed = attended + lost +
    waiting; lost = cancelled + no_show + withdrew.
    """

    invited: int = 0
    informed: int = 0
    agreed: int = 0
    declined: int = 0
    """Declined and never agreed."""
    unanswered: int = 0
    consented: int = 0
    """Signed a consent, be it withdrawn later."""
    attended: int = 0
    """Attended at least one session."""
    lost: int = 0
    """Agreed and never attended, by what came last: cancelled, no_show or withdrew."""
    cancelled: int = 0
    no_show: int = 0
    withdrew: int = 0
    withdrew_after: int = 0
    """Attended and withdrew afterwards; these count as attended too."""
    waiting: int = 0
    """Agreed, and nothing has come of it yet."""


class Flow(Counts, kw_only=True):
    """The way from the invitation list to those who took part."""

    teams: int = 0
    """Teams of which anybody was invited."""
    represented: int = 0
    """Teams of which anybody attended."""
    by_team: dict[str, Counts] = {}
    """By the team's name as met first; people without a team stand under an empty name."""
    reasons: dict[str, dict[str, int]] = {}
    """By state: how many people gave which reason, as it was written down."""


def flow(view: View, on: str = "") -> Flow:
    """Count how the people on the invitation list went on, up to a day where one is named.

    Somebody has attended who has such an event or stands on a present list, and has consented
    who has such an event or a consent record. Whoever attended has agreed, even where that was
    not recorded, so the sums of `Counts` hold for merged records too. People without any event
    are not counted: they have not been invited yet. Whatever has no date counts on every day.
    """
    result = Flow()
    teams: dict[str, str] = {}
    for invitee, events, states in ways(view, on):
        # Teams that people take for the same count as one, under the name met first.
        team = teams.setdefault(name_key(invitee.team), invitee.team.strip())
        for counts in (result, result.by_team.setdefault(team, Counts())):
            for state in states:
                setattr(counts, state, getattr(counts, state) + 1)
        for state, why in {(event.state, event.why.strip()) for event in events if event.why}:
            given = result.reasons.setdefault(state, {})
            given[why] = given.get(why, 0) + 1
    named = {team: counts for team, counts in result.by_team.items() if team}
    result.teams = len(named)
    result.represented = sum(counts.attended > 0 for counts in named.values())
    return result


def ways(view: View, on: str = "") -> Iterator[tuple[Invitee, list[Event], set[str]]]:
    """Yield everybody who was invited, with the events up to a day and the `Counts` they are in."""
    courses = _by_invitee(view)
    present = _present(view, on)
    signed: dict[str, list[Consent]] = {}
    for consent in view.find(Consent):
        if surely_before(on, consent.date):
            continue
        if surely_before(on, consent.withdrawn):
            consent.withdrawn = ""
        for person in filter(None, (consent.participant, consent.invitee)):
            signed.setdefault(person, []).append(consent)
    for invitee in view.find(Invitee, "code"):
        events = [e for e in courses.get(invitee.id, []) if not surely_before(on, e.date)]
        in_room = bool(invitee.participant) and invitee.participant in present
        if not events and not in_room:
            continue
        own = [c for p in (invitee.participant, invitee.id) if p for c in signed.get(p, [])]
        yield invitee, events, counted_as(events, own, in_room=in_room)


def _present(view: View, on: str) -> set[str]:
    later = {session.id for session in view.find(Session) if surely_before(on, session.date)}
    return {each.participant for each in view.find(Attendance) if each.session not in later}


def named_by_manager(view: View) -> list[Invitee]:
    """Return the invitees whom somebody named who is set over them.

    A manager who names people knows who was asked and may see who comes: taking part may not
    feel voluntary, and colleagues can guess who speaks.
    """
    return [i for i in view.find(Invitee, "code") if _MANAGER.search(i.identified_by)]


def counted_as(events: Sequence[Event], consents: Sequence[Consent], *, in_room: bool) -> set[str]:
    """Return the names of the `Counts` that one person belongs to."""
    states = {event.state for event in events}
    last = [e.state for e in events if e.state not in ("invited", "informed", "consented")][-1:]
    took_back = bool(consents) and all(consent.withdrawn for consent in consents)
    reached = {"invited"} | (states & {"informed"})
    if "consented" in states or consents:
        reached.add("consented")
    if "attended" in states or in_room:
        gone = last == ["withdrew"] or took_back
        return reached | {"agreed", "attended"} | ({"withdrew_after"} if gone else set())
    if "agreed" not in states:
        return reached | {"declined" if "declined" in states else "unanswered"}
    reached.add("agreed")
    end = last[0] if last else ""
    if end not in _LOSSES:
        end = "withdrew" if took_back else ""
    return reached | ({"lost", end.replace("-", "_")} if end else {"waiting"})


def _by_invitee(view: View) -> dict[str, list[Event]]:
    courses: dict[str, list[Event]] = {}
    for event in view.find(Event):
        courses.setdefault(event.invitee, []).append(event)
    return courses
