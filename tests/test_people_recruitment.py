"""Recruitment: what can follow what in the course of an invitee."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.log.ids import new_id
from heddle.log.journal import Draft
from heddle.log.workspace import Workspace
from heddle.study.courses import faults
from heddle.study.invitees import Event, Invitee, State
from heddle.study.recruitment import course_faults
from people_desk import STATES, Desk, Steps, desk_fixture, steps  # noqa: F401 - by its name

OUTCOMES = ("attended", "cancelled", "no-show")


# --- laws of a single course ------------------------------------------------------------------
def course(chosen: Steps) -> list[Event]:
    """Take from the chosen steps those that are possible when they come."""
    events: list[Event] = []
    for state, session, date in chosen:
        tried = [*events, Event(id=new_id(), state=state, session=session, date=date)]
        if not faults(tried):
            events = tried
    return events


@given(steps)
@settings(max_examples=100)
def test_a_course_without_faults_obeys_the_rules(chosen: Steps) -> None:
    events = course(chosen)
    states = [event.state for event in events]
    if states:
        assert states[0] == "invited"
    assert states.count("invited") <= 1
    for needing in ("consented", "cancelled", "no-show", "attended", "withdrew"):
        if needing in states:
            assert "agreed" in states[: states.index(needing)]
    if "declined" in states and "agreed" in states:
        assert states.index("declined") < states.index("agreed")
    outcomes = [e.session for e in events if e.state in OUTCOMES]
    assert len(outcomes) == len(set(outcomes)), "a session ends in one way"
    assert "" not in outcomes or len(outcomes) == 1, "an outcome of no named session stands alone"


@given(st.lists(st.sampled_from(STATES), max_size=10))
@settings(max_examples=100)
def test_the_first_impossible_step_is_found_where_it_stands(states: list[State]) -> None:
    events = [Event(id=str(place), state=state) for place, state in enumerate(states)]
    found = faults(events)
    first = int(found[0].event) if found else len(events)
    assert not faults(events[:first])
    for fault in found:
        assert fault.problem.startswith(("cannot have", "has already", "is on record"))
        assert fault.hint.endswith(".")


# --- every rule -------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["consented", "cancelled", "no-show", "attended", "withdrew"])
def test_nothing_comes_before_agreeing(desk: Desk, state: str) -> None:
    invitee = desk.invited("INV-07")
    desk.refuses(
        "recruitment.record", "INV-07 cannot have", "without having agreed", "agreed first",
        because="not-agreed", invitee=invitee, state=state,
    )  # fmt: skip


def test_nothing_comes_before_the_invitation(desk: Desk) -> None:
    invitee = desk.invited()
    (event,) = desk.find(Event)
    desk.do("recruitment.retract", event=event.id)
    assert desk.flow().invited == 0
    desk.refuses(
        "recruitment.record", "cannot have agreed without an invitation", invitee=invitee,
        state="agreed",
    )  # fmt: skip


def test_agreeing_and_declining_exclude_each_other(desk: Desk) -> None:
    record = {"op": "recruitment.record", "invitee": desk.invited()}
    do(desk, record, state="declined", why="no time")
    refuse(desk, record, "has already declined", state="declined")
    assert desk.flow().declined == 1
    do(desk, record, state="agreed")
    assert (desk.flow().declined, desk.flow().agreed) == (0, 1)
    refuse(desk, record, "has already agreed", state="agreed")
    refuse(desk, record, "has already been invited", state="invited")
    refuse(desk, record, "declined after agreeing", "withdrew (from the study)", state="declined")


def do(desk: Desk, base: dict[str, Any], **fields: Any) -> Any:
    given = {**base, **fields}
    return desk.do(given.pop("op"), **given)


def refuse(desk: Desk, base: dict[str, Any], *words: str, **fields: Any) -> None:
    given = {**base, **fields}
    desk.refuses(given.pop("op"), *words, **given)


def test_a_session_has_one_outcome_for_one_person(desk: Desk) -> None:
    record = {"op": "recruitment.record", "invitee": desk.agreed()}
    first, second = desk.session("FG1"), desk.session("FG2")
    missed = do(desk, record, state="no-show", session=first)
    for state in ("attended", "cancelled"):
        refuse(desk, record, "“no-show”", f"“{state}” cannot be true", state=state, session=first)
        refuse(desk, record, "Name the session of each", state=state)
    refuse(desk, record, "has already stayed away", state="no-show", session=first)
    desk.do("recruitment.correct", event=missed, session="")
    refuse(desk, record, "Name the session of each", state="attended", session=second)
    desk.do("recruitment.correct", event=missed, session=first)
    attended = do(desk, record, state="attended", session=second)
    words = ("cannot be true of that session", "retract")
    desk.refuses("recruitment.correct", *words, event=attended, session=first)
    desk.do("recruitment.correct", event=missed, date="2021-11-03", why="train stood still")
    assert desk.flow().reasons == {"no-show": {"train stood still": 1}}


def test_nothing_follows_a_withdrawal_but_agreeing_again(desk: Desk) -> None:
    record = {"op": "recruitment.record", "invitee": desk.agreed()}
    do(desk, record, state="withdrew", why="changed jobs")
    assert (desk.flow().lost, desk.flow().withdrew) == (1, 1)
    refuse(desk, record, "attended after withdrawing", "agreed again", state="attended")
    refuse(desk, record, "has already withdrawn", state="withdrew")
    do(desk, record, state="agreed")
    do(desk, record, state="attended")
    assert (desk.flow().lost, desk.flow().attended) == (0, 1)


def test_a_step_is_not_dated_before_the_one_it_needs(desk: Desk) -> None:
    invitee = desk.invited(date="2021-10-12")
    record = {"op": "recruitment.record", "invitee": invitee}
    words = ("cannot have agreed on 2021-10-11", "dated 2021-10-12")
    refuse(desk, record, *words, state="agreed", date="2021-10-11")
    agreed = do(desk, record, state="agreed", date="2021-10")
    do(desk, record, state="attended", date="2021-11-03")
    desk.refuses(
        "recruitment.correct", "cannot have attended on 2021-11-03", event=agreed, date="2021-12"
    )
    refuse(desk, record, "is not a date", "2021-11-03", state="informed", date="3/11/21")
    refuse(desk, record, "is not a date", state="informed", date="2021-02-30")


def test_a_step_that_another_needs_cannot_be_taken_back(desk: Desk) -> None:
    invitee = desk.invited()
    agreed = desk.do("recruitment.record", invitee=invitee, state="agreed")
    attended = desk.do("recruitment.record", invitee=invitee, state="attended")
    desk.refuses("recruitment.retract", "attended without having agreed", event=agreed)
    desk.refuses("recruitment.drop", "has attended", "retract", invitee=invitee)
    desk.do("recruitment.retract", event=attended)
    desk.do("recruitment.retract", event=agreed)
    desk.do("recruitment.drop", invitee=invitee)
    assert not desk.find(Event)


def test_the_present_list_and_the_events_cannot_contradict_each_other(desk: Desk) -> None:
    session, person, invitee = desk.session(), desk.person("P1"), desk.agreed()
    desk.do("recruitment.match", invitee=invitee, participant=person)
    desk.do("sessions.attend", session=session, participants=[person])
    record = {"op": "recruitment.record", "invitee": invitee}
    refuse(desk, record, "on the present list of FG1", state="no-show", session=session)
    desk.do("sessions.unattend", session=session, participants=[person])
    do(desk, record, state="no-show", session=session)
    words = ("P1 is on record as “no-show” for FG1", "retract")
    desk.refuses("sessions.attend", *words, session=session, participants=[person])


def test_attending_needs_a_consent_where_the_study_keeps_them(desk: Desk) -> None:
    signed, unsigned = desk.agreed("INV-01"), desk.agreed("INV-02")
    desk.do("consent.register", invitee=signed, date="2021-11-01", scopes=["take part"])
    session = desk.session(date="2021-11-03")
    desk.do("recruitment.record", invitee=signed, state="attended", session=session)
    desk.refuses(
        "recruitment.record", "no signed consent", "on 2021-11-03 for INV-02", "consent.register",
        because="no-consent", invitee=unsigned, state="attended", session=session,
    )  # fmt: skip


def test_an_invitee_becomes_one_participant(desk: Desk) -> None:
    first, second = desk.agreed("INV-01"), desk.agreed("INV-02")
    one, other = desk.person("P1"), desk.person("P2")
    desk.do("recruitment.match", invitee=first, participant=one)
    words = ("P1 is invitee INV-01 already", "free INV-01")
    desk.refuses("recruitment.match", *words, invitee=second, participant=one)
    desk.refuses("participants.drop", "still used by", participant=one)
    desk.do("consent.register", invitee=second, date="2021-11-01", scopes=["take part"])
    desk.do("consent.register", participant=other, date="2021-11-01", scopes=["take part"])
    words = ("Both INV-02 and P2 have a consent", "consent.drop")
    desk.refuses("recruitment.match", *words, invitee=second, participant=other)
    desk.do("recruitment.match", invitee=first, participant="")
    assert desk.get(Invitee, first).participant == ""


def test_invitees_have_codes_of_their_own(desk: Desk) -> None:
    desk.invited("INV-01")
    other = desk.invited("INV-02")
    desk.refuses("recruitment.invite", "already an invitee", code="inv-01")
    desk.refuses("recruitment.invite", "cannot be empty", code="")
    desk.refuses("recruitment.change", "already an invitee", invitee=other, code="INV-01")
    desk.do("recruitment.change", invitee=other, team="B", approached_by="e-mail")
    assert desk.get(Invitee, other).team == "B"
    desk.refuses("recruitment.record", "no invitee with the id", invitee="x", state="agreed")


def test_what_a_merge_broke_can_be_put_right_step_by_step(desk: Desk) -> None:
    invitee = desk.agreed()

    def merged(work: Workspace) -> list[str]:
        clashing: tuple[State, ...] = ("no-show", "attended", "cancelled")
        return [work.create(Event(invitee=invitee, state=state)) for state in clashing]

    events = desk.journal.perform(Draft(decide=merged, operation="merge")).result
    with desk.view() as view:
        assert [fault.event for _, fault in course_faults(view)] == events[1:]
    desk.do("recruitment.retract", event=events[2])
    desk.do("recruitment.retract", event=events[0])
    with desk.view() as view:
        assert not course_faults(view)
