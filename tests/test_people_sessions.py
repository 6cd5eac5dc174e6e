"""Sessions, present lists and recordings: people, times and consents fit together."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.study.consent import SCOPES
from heddle.study.recordings import Recording, differing, due_for_deletion, in_order
from heddle.study.sessions import Attendance, Session, check_times, present, sessions_of
from heddle.study.values import seconds_between, spoken_length
from people_desk import Desk, desk_fixture  # noqa: F401 - the fixture is used by its name

DAY = 24 * 3600


def clock(second: int) -> str:
    return f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"


def seconds(text: str) -> int:
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest


# --- laws -------------------------------------------------------------------------------------
@given(st.integers(0, DAY - 1), st.integers(1, DAY - 1))
@settings(max_examples=60)
def test_times_of_day_give_the_length_over_midnight_too(start: int, length: int) -> None:
    started, stopped = clock(start), clock(start + length)
    assert seconds_between(started, stopped) == (length, 2)
    to_the_minute, slack = seconds_between(started[:5], stopped[:5])
    off = (to_the_minute - length + DAY // 2) % DAY - DAY // 2
    assert abs(off) < slack - 1


@given(st.integers(0, DAY - 1), st.integers(60, 5 * 3600), st.integers(-5, 5), st.integers(0, 59))
@settings(max_examples=60)
def test_a_duration_passes_exactly_when_it_fits_to_the_clock(
    start: int, length: int, off: int, breaks: int
) -> None:
    session = Session(
        started=clock(start),
        stopped=clock(start + length),
        breaks=breaks,
        duration=length - breaks + off,
    )
    if session.duration is not None and session.duration > 0 and abs(off) <= 2:
        check_times(session)
    else:
        with pytest.raises(Refused):
            check_times(session)


# --- sessions ---------------------------------------------------------------------------------
def test_story_9_the_reference_sessions_and_recordings(desk: Desk, shared: Path) -> None:
    file = shared / "reference_study" / "sessions.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        name, length = f"FG{row['focus_group']}", seconds(row["duration"])
        session = desk.session(
            name, date=row["month"], place=row["setting"], grouping=row["grouping"], duration=length
        )
        digest = hashlib.sha256(name.encode()).hexdigest()
        desk.do("recordings.add", session=session, file_hash=digest, duration=length + 2)
    total = sum(session.duration for session in desk.find(Session))
    assert spoken_length(total) == "5:12:15"
    with desk.view() as view:
        assert differing(view) == []


def test_a_session_has_a_name_of_its_own(desk: Desk) -> None:
    desk.session("FG1")
    other = desk.session("FG2")
    desk.refuses("sessions.add", "already a session", name="fg1")
    desk.refuses("sessions.add", "cannot be empty", name="")
    desk.refuses("sessions.add", "is not a date", name="FG3", date="2021-13")
    desk.refuses("sessions.change", "already a session", session=other, name="FG1")
    desk.refuses("sessions.change", "cannot be empty", session=other, clear=["name"])
    desk.do("sessions.change", session=other, name="FG3", form="interview", language="da")
    assert desk.get(Session, other).form == "interview"


def test_moderators_and_observers_are_team_members_in_one_role(desk: Desk) -> None:
    anna, bo = desk.member("Anna"), desk.member("Bo")
    words = ("moderator of a session is a member", "team.add")
    desk.refuses("sessions.add", *words, name="FG1", moderators=["nobody"])
    desk.refuses("sessions.add", "observer of a session is", name="FG1", observers=["nobody"])
    words = ("Anna cannot moderate and observe", "one of the two roles")
    desk.refuses("sessions.add", *words, name="FG1", moderators=[anna], observers=[bo, anna])
    session = desk.session("FG1", moderators=[anna, anna], observers=[bo])
    assert desk.get(Session, session).moderators == [anna]
    desk.refuses("sessions.change", "Bo cannot moderate", session=session, moderators=[bo])
    desk.refuses("team.drop", "still used by a session", member=bo)
    desk.do("sessions.change", session=session, moderators=[bo], observers=[anna])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"duration": 0}, ("longer than 0 seconds",)),
        ({"duration": -5}, ("longer than 0 seconds",)),
        ({"breaks": -1}, ("shorter than nothing",)),
        ({"started": "25:00"}, ("time it started", "10:05:30")),
        ({"stopped": "noon"}, ("time it stopped",)),
        (
            {"started": "10:00:00", "stopped": "11:44:45", "duration": 6282},
            ("From 10:00:00 to 11:44:45 are 1:44:45", "given as 1:44:42", "breaks"),
        ),
        (
            {"started": "10:00", "stopped": "11:00", "duration": 3600 + 63},
            ("are 1:00:00", "given as 1:01:03"),
        ),
        ({"started": "10:00", "stopped": "10:10", "breaks": 601}, ("0:10:01 do not fit",)),
        (
            {"started": "10:00", "stopped": "12:00", "breaks": 900, "duration": 7200},
            ("less the breaks are 1:45:00", "2:00:00"),
        ),
    ],
)
def test_times_that_do_not_fit_are_refused(
    desk: Desk, fields: dict[str, Any], words: tuple[str, ...]
) -> None:
    desk.refuses("sessions.add", *words, name="FG1", **fields)
    session = desk.session("FG1")
    desk.refuses("sessions.change", *words, session=session, **fields)


def test_times_are_held_against_those_on_record(desk: Desk) -> None:
    session = desk.session("FG1", started="10:00", stopped="12:00", breaks=900, duration=6300)
    desk.refuses("sessions.change", "given as 1:45:00", session=session, clear=["breaks"])
    desk.do("sessions.change", session=session, clear=["breaks", "duration"])
    assert desk.get(Session, session).duration is None


# --- the present list -------------------------------------------------------------------------
def test_the_present_list_holds_everybody_once(desk: Desk) -> None:
    one, two, session = desk.person("P1"), desk.person("P2"), desk.session()
    made = desk.do(
        "sessions.attend", session=session, participants=[one, two, one], seats={two: "4"}
    )
    again = desk.do("sessions.attend", session=session, participants=[two, one], seats={one: "1"})
    assert again == [made[1], made[0]]
    assert {(a.participant, a.seat) for a in desk.find(Attendance)} == {(one, "1"), (two, "4")}
    with desk.view() as view:
        assert present(view, session) == [one, two]
        assert [s.name for s in sessions_of(view, one)] == ["FG1"]
    attend = {"session": session, "participants": [one]}
    desk.refuses("sessions.attend", "Seat 4 in FG1 is given twice", seats={one: "4"}, **attend)
    desk.refuses("sessions.attend", "not among those named", seats={two: "9"}, **attend)
    desk.refuses("sessions.attend", "Nobody was named", session=session, participants=[])
    words = "no participant with the id"
    desk.refuses("sessions.attend", words, session=session, participants=["x"])


def test_only_who_is_on_the_list_can_be_taken_off(desk: Desk) -> None:
    one, two, session = desk.person("P1"), desk.person("P2"), desk.session()
    desk.do("sessions.attend", session=session, participants=[one])
    words = ("P2 is not on the present list of FG1", "right session")
    desk.refuses("sessions.unattend", *words, session=session, participants=[one, two])
    desk.do("sessions.unattend", session=session, participants=[one])
    assert not desk.find(Attendance)


def consented(desk: Desk, code: str, *scopes: str, date: str = "2021-11-01") -> str:
    person = desk.person(code)
    desk.do("consent.register", participant=person, date=date, scopes=list(scopes or SCOPES))
    return person


def test_a_session_cannot_move_to_before_somebodys_consent(desk: Desk) -> None:
    person, session = consented(desk, "P1"), desk.session("FG1", date="2021-11-03")
    desk.do("sessions.attend", session=session, participants=[person])
    words = ("on 2021-10-31 for P1", "consent.register")
    desk.refuses("sessions.change", *words, session=session, date="2021-10-31")
    desk.do("sessions.change", session=session, date="2021-11-01")


def test_a_dropped_session_takes_its_present_list_but_not_its_recording(desk: Desk) -> None:
    session = desk.session()
    desk.do("sessions.attend", session=session, participants=[desk.person("P1")])
    recording = desk.do("recordings.add", session=session)
    desk.refuses("sessions.drop", "still used by a recording", session=session)
    desk.do("recordings.drop", recording=recording)
    desk.do("sessions.drop", session=session)
    assert not desk.find(Attendance)
    desk.undo()
    assert len(desk.find(Attendance)) == 1


# --- recordings -------------------------------------------------------------------------------
def test_no_recording_before_consent(desk: Desk) -> None:
    session = desk.session("FG1", date="2021-11-03")
    loud = consented(desk, "P1")
    quiet, shy = consented(desk, "P2", "take part"), consented(desk, "P3", "take part", "quotes")
    desk.do("sessions.attend", session=session, participants=[loud, shy, quiet])
    desk.refuses(
        "recordings.add", "consent to “audio”", "for P2 and P3", "FG1 cannot have a recording",
        because="no-consent", session=session,
    )  # fmt: skip
    desk.do("sessions.unattend", session=session, participants=[quiet, shy])
    desk.do("recordings.add", session=session)
    words = ("consent to “audio”", "P2", "FG1, which was recorded")
    desk.refuses("sessions.attend", *words, session=session, participants=[quiet])


def test_a_study_without_consents_on_record_can_record(desk: Desk) -> None:
    session = desk.session()
    desk.do("sessions.attend", session=session, participants=[desk.person("P1")])
    desk.do("recordings.add", session=session, form="video", device="recorder 2")


def test_a_recordings_length_is_within_two_seconds_or_explained(desk: Desk) -> None:
    session = desk.session("FG1", duration=6285)
    for length in (6282, 6288):
        desk.refuses(
            "recordings.add", spoken_length(length), "FG1 is entered with 1:44:45", "(why)",
            because="lengths-differ", session=session, duration=length,
        )  # fmt: skip
    desk.refuses("recordings.add", "longer than 0 seconds", session=session, duration=0)
    fitting = desk.do("recordings.add", session=session, duration=6287)
    desk.refuses("recordings.change", "1:00:00 long", recording=fitting, duration=3600)
    part = desk.do("recordings.add", session=session, duration=3600, why="first of two parts")
    with desk.view() as view:
        assert [(r.id, s.name) for r, s in differing(view)] == [(part, "FG1")]
    desk.refuses("recordings.change", "1:00:00 long", recording=part, why="")


def test_parts_are_held_against_the_session_where_the_last_one_ends(desk: Desk) -> None:
    session = desk.session("FG1", duration=6285)
    last = desk.do("recordings.add", session=session, duration=2685, begins=3600.4)
    desk.do("recordings.add", session=session, duration=3600)
    desk.refuses(
        "recordings.add", "begins at 1:00:00 and ends at 1:50:00", "FG1 is entered with 1:44:45",
        because="lengths-differ", session=session, duration=3000, begins=3600,
    )  # fmt: skip
    desk.refuses("recordings.change", "begins at 0:50:00", recording=last, begins=3000)
    desk.refuses("recordings.add", "not before", because="begins", session=session, begins=-1)
    desk.do("recordings.add", session=session, duration=6284, track="moderator")
    with desk.view() as view:
        assert differing(view) == []
        order = [(each.begins, each.track) for each in in_order(view, session)]
    assert order == [(0, ""), (0, "moderator"), (3600.4, "")]


def test_the_same_file_is_on_record_once(desk: Desk) -> None:
    first, second = desk.session("FG1"), desk.session("FG2")
    digest = hashlib.sha256(b"sound").hexdigest()
    desk.do("recordings.add", session=first, file_hash=digest.upper())
    words = ("on record already, as a recording of FG1", "right file")
    desk.refuses("recordings.add", *words, session=second, file_hash=digest)
    other = desk.do("recordings.add", session=second)
    desk.refuses("recordings.change", *words, recording=other, file_hash=digest)
    desk.refuses("recordings.add", "64 hexadecimal digits", session=second, file_hash="abc")


def test_a_deletion_is_noted_once_with_its_date(desk: Desk) -> None:
    session = desk.session("FG1", date="2021-11-03")
    recording = desk.do("recordings.add", session=session, delete_by="2022-05")
    with desk.view() as view:
        assert due_for_deletion(view, "2022-04-30") == []
        assert [r.id for r in due_for_deletion(view, "2022-05-31")] == [recording]
    words = ("FG1 (2021-11-03) cannot have been deleted on 2021-11-02", "two dates")
    desk.refuses("recordings.deleted", *words, recording=recording, date="2021-11-02")
    desk.refuses("recordings.deleted", "date of a deletion", recording=recording, date="")
    desk.do("recordings.deleted", recording=recording, date="2022-05-02")
    desk.refuses("recordings.deleted", "deleted on 2022-05-02", recording=recording, date="2022-06")
    with desk.view() as view:
        assert due_for_deletion(view, "2023-01-01") == []
    assert desk.get(Recording, recording).deleted == "2022-05-02"
