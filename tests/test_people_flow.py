"""The recruitment flow: numbers that always add up, and those of the reference study."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.log.workspace import Workspace
from heddle.store.database import SqliteDatabase
from heddle.study.invitees import Event, Invitee, State
from heddle.study.participants import Participant
from heddle.study.recruitment import Counts, Flow, RecordEvent, course_faults, flow
from heddle.study.schema import study_schema
from heddle.study.sessions import Attendance, Session
from people_desk import STATES, Desk, Steps, desk_fixture, steps  # noqa: F401 - by its name

OUTCOMES = {"attended": "attended", "cancelled_on_day": "cancelled", "no_show": "no-show"}


# --- laws of the flow -------------------------------------------------------------------------
@pytest.fixture(scope="module")
def work() -> Iterator[Workspace]:
    """A workspace on tables in memory, emptied again by whoever uses it."""
    schema = study_schema()
    database = SqliteDatabase(None)
    with database.engine.connect() as connection:
        schema.metadata.create_all(connection)
        yield Workspace(connection, schema)
    database.close()


def emptied(work: Workspace) -> Workspace:
    for table in work.schema.metadata.sorted_tables:
        work.connection.execute(table.delete())
    return Workspace(work.connection, work.schema)


def adds_up(counts: Counts) -> None:
    assert counts.invited == counts.agreed + counts.declined + counts.unanswered
    assert counts.agreed == counts.attended + counts.lost + counts.waiting
    assert counts.lost == counts.cancelled + counts.no_show + counts.withdrew
    assert counts.withdrew_after <= counts.attended
    for name in Counts.__struct_fields__:
        assert 0 <= getattr(counts, name) <= counts.invited


def parts_make_the_whole(counted: Flow) -> None:
    for name in Counts.__struct_fields__:
        assert getattr(counted, name) == sum(getattr(c, name) for c in counted.by_team.values())
    assert counted.represented <= counted.teams
    for counts in (counted, *counted.by_team.values()):
        adds_up(counts)


people = st.lists(st.tuples(st.sampled_from(["A", "b", "B ", ""]), steps), max_size=4)


@given(people)
@settings(max_examples=60)
def test_the_flow_adds_up_for_every_possible_course(
    work: Workspace, invited: list[tuple[str, Steps]]
) -> None:
    empty = emptied(work)
    sessions = {name: empty.create(Session(name=name)) for name in ("s1", "s2")} | {"": ""}
    expected: dict[str, int] = dict.fromkeys(("attended", "agreed", "invited"), 0)
    for number, (team, chosen) in enumerate(invited):
        invitee = empty.create(Invitee(code=f"I{number}", team=team))
        states = set()
        for state, session, date in chosen:
            step = RecordEvent(invitee=invitee, state=state, session=sessions[session], date=date)
            try:
                step.decide(empty)
            except Refused:
                continue
            states.add(state)
        for state in expected.keys() & states:
            expected[state] += 1
    counted = flow(empty)
    assert {state: getattr(counted, state) for state in expected} == expected
    assert not course_faults(empty)
    parts_make_the_whole(counted)


@given(
    courses=st.lists(st.lists(st.sampled_from(STATES), max_size=5), max_size=4),
    in_room=st.booleans(),
)
@example(courses=[["attended"]], in_room=True)
@settings(max_examples=60)
def test_the_flow_adds_up_for_whatever_a_merge_brings(
    work: Workspace, courses: list[list[State]], *, in_room: bool
) -> None:
    """A merge is never refused, so the sums must hold for impossible courses as well."""
    empty = emptied(work)
    session = empty.create(Session(name="FG1"))
    for number, states in enumerate(courses):
        person = empty.create(Participant(code=f"P{number}"))
        invitee = empty.create(Invitee(code=f"I{number}", team=str(number % 2), participant=person))
        for state in states:
            empty.create(Event(invitee=invitee, state=state))
        if in_room:
            empty.create(Attendance(session=session, participant=person))
    parts_make_the_whole(flow(empty))
    named = {fault.event for _, fault in course_faults(empty)}
    assert named <= {event.id for event in empty.find(Event)}


# --- stories ----------------------------------------------------------------------------------
def reference_rows(shared: Path) -> list[dict[str, str]]:
    file = shared / "reference_study" / "recruitment.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def invite_all(desk: Desk, rows: list[dict[str, str]]) -> dict[str, str]:
    return {
        row["invitee_id"]: desk.invited(
            row["invitee_id"],
            team=row["team"],
            planned_group=row["planned_focus_group"],
            identified_by=row["identified_by"],
            approached_by=row["approached_by"],
            date="2021-10",
        )
        for row in rows
    }


def test_story_2_and_3_the_reference_study_goes_from_25_to_17(desk: Desk, shared: Path) -> None:
    rows = reference_rows(shared)
    invitees = invite_all(desk, rows)
    counted = desk.flow()
    assert (counted.invited, counted.attended, counted.lost) == (25, 0, 0)
    assert {i.identified_by for i in desk.find(Invitee)} == {"team manager"}
    for row in rows:
        if row["initial_agreement"] == "yes":
            desk.do("recruitment.record", invitee=invitees[row["invitee_id"]], state="agreed")
    counted = desk.flow()
    assert (counted.agreed, counted.waiting, counted.lost) == (25, 25, 0)
    for row in rows:
        state = OUTCOMES[row["outcome"]]
        why = "taken ill" if row["invitee_id"] == "INV-18" else ""
        invitee = invitees[row["invitee_id"]]
        desk.do("recruitment.record", invitee=invitee, state=state, date="2021-11", why=why)
    counted = desk.flow()
    assert (counted.invited, counted.agreed, counted.declined) == (25, 25, 0)
    assert (counted.attended, counted.lost, counted.waiting) == (17, 8, 0)
    assert (counted.cancelled, counted.no_show, counted.withdrew) == (3, 5, 0)
    assert (counted.teams, counted.represented) == (8, 7)
    assert counted.by_team["H"].attended == 0
    assert (counted.by_team["H"].no_show, counted.by_team["H"].cancelled) == (2, 1)
    assert counted.reasons == {"cancelled": {"taken ill": 1}}
    parts_make_the_whole(counted)


def test_a_present_list_counts_as_attending_and_a_consent_as_signing(desk: Desk) -> None:
    invitee, person = desk.agreed(team="A"), desk.person("P1")
    desk.do("recruitment.match", invitee=invitee, participant=person)
    consent = desk.do("consent.register", invitee=invitee, date="2021-11-01", scopes=["take part"])
    assert (desk.flow().consented, desk.flow().waiting) == (1, 1)
    session = desk.session(date="2021-11-03")
    desk.do("sessions.attend", session=session, participants=[person])
    desk.do("recruitment.record", invitee=invitee, state="attended", session=session)
    assert (desk.flow().attended, desk.flow().represented) == (1, 1)
    desk.do("consent.withdraw", consent=consent, date="2021-12-01")
    counted = desk.flow()
    assert (counted.attended, counted.consented, counted.withdrew_after) == (1, 1, 1)


def test_whoever_takes_the_consent_back_before_the_session_is_lost(desk: Desk) -> None:
    invitee = desk.agreed()
    consent = desk.do("consent.register", invitee=invitee, date="2021-11-01", scopes=["take part"])
    desk.do("consent.withdraw", consent=consent, date="2021-11-02")
    assert (desk.flow().lost, desk.flow().withdrew) == (1, 1)


def test_a_cancellation_made_good_is_no_loss(desk: Desk) -> None:
    first, second = desk.session("FG1"), desk.session("FG2")
    invitee = desk.agreed()
    cancelled = desk.do(
        "recruitment.record", invitee=invitee, state="cancelled", session=first, why="on call"
    )
    assert (desk.flow().lost, desk.flow().cancelled) == (1, 1)
    desk.do("recruitment.record", invitee=invitee, state="attended", session=second)
    assert (desk.flow().lost, desk.flow().attended) == (0, 1)
    assert desk.flow().reasons == {"cancelled": {"on call": 1}}
    desk.undo()
    assert desk.flow().lost == 1
    desk.do("recruitment.retract", event=cancelled)
    assert desk.flow().waiting == 1


def test_whoever_is_present_counts_even_without_an_event(desk: Desk) -> None:
    person, invitee = desk.person("P1"), desk.invited(team="A")
    desk.do("recruitment.match", invitee=invitee, participant=person)
    (event,) = desk.find(Event)
    desk.do("recruitment.retract", event=event.id)
    assert desk.flow().invited == 0
    desk.do("sessions.attend", session=desk.session(), participants=[person])
    counted = desk.flow()
    assert (counted.invited, counted.agreed, counted.attended) == (1, 1, 1)
    parts_make_the_whole(counted)


def test_teams_that_people_take_for_the_same_count_as_one(desk: Desk) -> None:
    for code, team in (("I1", "Team B"), ("I2", " team  b"), ("I3", "")):
        desk.invited(code, team=team)
    counted = desk.flow()
    assert (counted.teams, counted.represented) == (1, 0)
    assert {team: counts.invited for team, counts in counted.by_team.items()} == {
        "Team B": 2,
        "": 1,
    }
