"""Imports of participants, recruitment, sessions and team: the story of the reference study."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.client import Study, create_on_server
from heddle.exchange import importing
from heddle.exchange.cells import write_csv
from heddle.exchange.groups import group_key, seat_number, session_name
from heddle.study.invitees import Event, Invitee
from heddle.study.recruitment import flow
from import_desk import Desk, desk_fixture  # noqa: F401 - a fixture

THREE = ("participants.csv", "recruitment.csv", "sessions.csv")


def standing(study: Study) -> dict[str, Any]:
    """Everything that the three tables say, by names instead of ids."""

    def plain(rows: list[dict[str, Any]]) -> list[str]:
        kept = [{k: v for k, v in row.items() if k != "id"} for row in rows]
        return sorted(json.dumps(row, sort_keys=True) for row in kept)

    rooms = {row["id"]: row["name"] for row in study.rows("sessions")}
    codes = {row["id"]: row["code"] for row in study.participants()}
    with study.view() as view:
        guests = {guest.id: guest for guest in view.find(Invitee)}
        return {
            "participants": plain(study.participants()),
            "sessions": plain(study.rows("sessions")),
            "matched": sorted((g.code, codes.get(g.participant, "")) for g in guests.values()),
            "events": sorted(
                (guests[e.invitee].code, e.state, e.date, e.why, rooms.get(e.session, ""))
                for e in view.find(Event)
            ),
            "flow": flow(view),
        }


# --- The reference study (domain.md section 6, stories 2 to 4) ---------------------------------


def test_the_reference_study_flows_from_25_to_17(desk: Desk, shared: Path) -> None:
    reports = [desk.take(shared / "reference_study" / name) for name in THREE]
    assert [report.kind for report in reports] == ["participants", "recruitment", "sessions"]
    assert reports[0].made == {"participants": 17}
    assert reports[1].made["invitees"] == 25
    with desk.study.view() as view:
        counts = flow(view)
    assert (counts.invited, counts.agreed, counts.attended, counts.lost) == (25, 25, 17, 8)
    assert (counts.cancelled, counts.no_show, counts.consented) == (3, 5, 17)
    assert (counts.teams, counts.represented) == (8, 7)
    rooms = desk.study.rows("sessions")
    assert [(room["name"], len(room["present"])) for room in rooms] == [
        ("FG1", 6),
        ("FG2", 4),
        ("FG3", 7),
    ]
    assert [room["duration"] for room in rooms] == [6285, 6199, 6251]
    assert rooms[0]["moderators"] == []  # a number is not a person
    assert "Moderators: 1" in rooms[0]["notes"]
    assert {row["mentor"] for row in desk.study.participants()} == {True, False}


@pytest.mark.parametrize("order", list(itertools.permutations(THREE)))
def test_the_order_of_the_three_files_does_not_matter(
    desk: Desk, shared: Path, order: tuple[str, ...]
) -> None:
    folder = shared / "reference_study"
    other = desk.folder / "other"
    other.mkdir()
    twin = Desk(other)
    outcomes = [
        *importing.import_files(desk.study, [folder / name for name in THREE]),
        *importing.import_files(twin.study, [folder / name for name in order]),
    ]
    assert [outcome.error for outcome in outcomes] == [None] * 6
    assert standing(twin.study) == standing(desk.study)
    twin.close()


def test_the_reference_study_on_a_server(
    postgres_url: str, postgres_schema: str, tmp_path: Path, shared: Path
) -> None:
    study = create_on_server(postgres_url, postgres_schema, title="T", media=tmp_path)
    paths = [shared / "reference_study" / name for name in THREE]
    assert [o.error for o in importing.import_files(study, paths)] == [None] * 3
    with study.view() as view:
        counts = flow(view)
    assert (counts.invited, counts.attended, counts.represented) == (25, 17, 7)
    study.close()


courses = st.lists(
    st.tuples(
        st.sampled_from(["yes", "no", "", "not_stated"]),
        st.sampled_from(["yes", "", "not_stated"]),
        st.sampled_from(["attended", "cancelled_on_day", "no_show", "withdrew", ""]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=12)
@given(courses, st.permutations(THREE))
def test_any_recruitment_joins_in_any_order(
    rows: list[tuple[str, str, str, int]], order: list[str]
) -> None:
    tables: dict[str, list[list[str]]] = {
        "participants.csv": [["participant_id", "focus_group", "participant_no", "age"]],
        "recruitment.csv": [
            ["invitee_id", "planned_focus_group", "initial_agreement", "written_consent",
             "outcome", "participant_id"]
        ],
        "sessions.csv": [
            ["focus_group", "month", "duration"],
            *([str(number), "2021-11", "60 min"] for number in (1, 2, 3)),
        ],
    }  # fmt: skip
    for k, (agreed, consent, outcome, group) in enumerate(rows):
        came = agreed == "yes" and outcome == "attended"
        code = f"X{k}" if came else ""
        tables["recruitment.csv"].append(
            [f"I{k}", str(group), agreed, consent if agreed == "yes" else "",
             outcome if agreed == "yes" else "", code]
        )  # fmt: skip
        if came:
            tables["participants.csv"].append([code, str(group), str(k + 1), "40"])
    if len(tables["participants.csv"]) == 1:
        tables["participants.csv"].append(["Y", "1", "99", "40"])
    states = []
    for names in (THREE, order):
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Path(folder))
            for name in names:
                header, *body = tables[name]
                desk.take(desk.file(name, write_csv(header, body)))
            states.append(standing(desk.study))
            desk.close()
    assert states[0] == states[1]
    assert states[0]["flow"].invited == len(rows)
    agreed_rows = [row for row in rows if row[0] == "yes"]
    assert states[0]["flow"].agreed == len(agreed_rows)
    assert states[0]["flow"].attended == sum(row[2] == "attended" for row in agreed_rows)
    assert states[0]["flow"].declined == sum(row[0] == "no" for row in rows)


# --- Participants -----------------------------------------------------------------------------


def test_a_second_table_of_participants_changes_the_first_and_says_so(desk: Desk) -> None:
    desk.take(desk.table("a.csv", ["code", "age", "gender", "shoe size"], ["P1", "40", "", "44"]))
    report = desk.take(
        desk.table("b.csv", ["Kode", "Alder (år)", "Køn", "team"],
                   ["p1", "41", "kvinde", "A"], ["P2", "30", "mand", "B"])
    )  # fmt: skip
    assert report.made == {"participants": 1}
    assert report.changed == {"participants": 1}
    assert report.notes == ["P1: changed age"]
    one, two = desk.study.participants()
    assert (one["age"], one["gender"], one["team"]) == (41, "kvinde", "A")
    assert one["attributes"] == {"shoe size": "44"}
    assert (two["code"], two["age"]) == ("P2", 30)


def test_importing_the_same_participants_twice_changes_nothing(desk: Desk) -> None:
    table = desk.table("people.csv", ["code", "age"], ["P1", "40"])
    desk.take(table)
    before = desk.bytes()
    report = desk.take(table)
    assert (report.seq, report.made, report.changed) == (0, {}, {})
    assert desk.bytes() == before


def test_yes_no_and_not_stated_are_three_values(desk: Desk) -> None:
    rows = [["P1", "ja"], ["P2", "no"], ["P3", "not_stated"], ["P4", ""], ["P5", "✓"], ["P6", "-"]]
    desk.take(desk.table("p.csv", ["participant id", "peer mentor"], *rows))
    assert [row["mentor"] for row in desk.study.participants()] == [
        True, False, None, None, True, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["P1", "forty"]], ["row 2", "age", "no whole number"]),
        ([["P1", "40"], ["p1 ", "41"]], ["row 3", "row 2 already"]),
        ([["", "40"]], ["row 2", "no code"]),
        ([["P1", "12"]], ["row 2", "outside 15 to 110"]),
        ([["010190-1234", "40"]], ["row 2", "personal number"]),
    ],
)
def test_a_wrong_row_refuses_the_whole_table(
    desk: Desk, rows: list[list[str]], words: list[str]
) -> None:
    table = desk.table("people.csv", ["code", "age"], ["P0", "50"], *rows)
    moved = [word.replace("row 3", "row 4").replace("row 2", "row 3") for word in words]
    error = desk.refuses(table, *moved)
    assert "forty" not in str(error)
    assert "010190" not in str(error)


def test_a_column_of_names_is_refused_before_anything_is_read_into_the_study(desk: Desk) -> None:
    table = desk.table("people.csv", ["code", "age", "Navn"], ["P1", "40", "Ane Opfundet"])
    error = desk.refuses(table, "no identities", because="identity")
    assert "Ane" not in str(error)


# --- Recruitment ------------------------------------------------------------------------------


def test_dates_may_stand_beside_yes_or_in_its_place(desk: Desk) -> None:
    header = [
        "invitee",
        "invited on",
        "agreed",
        "agreed on",
        "written consent",
        "outcome",
        "reason",
    ]
    rows = [
        ["I1", "2021-10-11", "yes", "2021-10-12", "2021-11-04", "attended", ""],
        ["I2", "11.10.2021", "2021-10-13", "", "", "afbud", "ill"],
        ["I3", "", "no", "2021-10-14", "", "", "no time"],
    ]
    desk.take(desk.table("invitations.csv", header, *rows), kind="recruitment")
    with desk.study.view() as view:
        codes = {guest.id: guest.code for guest in view.find(Invitee)}
        events = sorted((codes[e.invitee], e.state, e.date, e.why) for e in view.find(Event))
    assert events == [
        ("I1", "agreed", "2021-10-12", ""),
        ("I1", "attended", "", ""),
        ("I1", "consented", "2021-11-04", ""),
        ("I1", "invited", "2021-10-11", ""),
        ("I2", "agreed", "2021-10-13", ""),
        ("I2", "cancelled", "", "ill"),
        ("I2", "invited", "2021-10-11", ""),
        ("I3", "declined", "2021-10-14", "no time"),
        ("I3", "invited", "", ""),
    ]


def test_a_later_table_adds_the_facts_that_were_not_known(desk: Desk) -> None:
    header = ["invitee id", "initial agreement", "outcome", "invited on"]
    desk.take(desk.table("early.csv", header, ["I1", "yes", "", ""]))
    report = desk.take(desk.table("late.csv", header, ["I1", "yes", "no show", "2021-10-11"]))
    assert report.made == {"recruitment events": 1}
    assert report.changed == {"recruitment events": 1}
    with desk.study.view() as view:
        assert [(e.state, e.date) for e in view.find(Event)] == [
            ("invited", "2021-10-11"),
            ("agreed", ""),
            ("no-show", ""),
        ]


def test_whoever_came_has_agreed_where_the_table_has_no_such_column(desk: Desk) -> None:
    desk.take(desk.table("r.csv", ["invitee id", "team", "outcome"], ["I1", "A", "deltog"]))
    with desk.study.view() as view:
        assert flow(view).agreed == 1


def test_an_outcome_against_the_rules_names_its_row(desk: Desk) -> None:
    header = ["invitee id", "initial agreement", "outcome"]
    rows = [["I1", "yes", "attended"], ["I2", "no", "attended"]]
    desk.refuses(desk.table("recruitment.csv", header, *rows), "row 3", "without having agreed")
    rows = [["I1", "yes", "somehow"]]
    desk.refuses(desk.table("recruitment.csv", header, *rows), "row 2", "outcome", "no outcome")


def test_open_invitees_are_matched_when_their_participants_come(desk: Desk) -> None:
    desk.study.do("recruitment.invite", code="P7")
    report = desk.take(desk.table("people.csv", ["code", "age"], ["p7", "40"]))
    assert report.changed == {"invitees matched to participants": 1}
    person = desk.study.participants()[0]["code"]
    assert [row["participant"] for row in desk.study.rows("recruitment")] == [person]


# --- Sessions and team ------------------------------------------------------------------------


def test_names_of_moderators_join_the_team_and_the_present_list_is_taken(desk: Desk) -> None:
    desk.study.do("team.add", name="Bo Opfundet", roles=["moderator"])
    header = [
        "focus group",
        "date",
        "start",
        "moderator",
        "observers",
        "present",
        "duration",
        "cake",
    ]
    row = [
        "1",
        "4 Nov 2021",
        "13:00",
        "bo opfundet",
        "Eva Kladde; Ib Udkast",
        "A1|A2",
        "104 min",
        "yes",
    ]
    report = desk.take(desk.table("sessions.csv", header, row))
    assert report.made == {
        "sessions": 1, "team members": 2, "participants (code only)": 2,
        "people on present lists": 2,
    }  # fmt: skip
    assert [loss.what for loss in report.losses] == ["cells of the column “cake”"]
    assert len(report.questions) == 2
    (room,) = desk.study.rows("sessions")
    assert room["moderators"] == ["Bo Opfundet"]
    assert room["observers"] == ["Eva Kladde", "Ib Udkast"]
    assert (room["date"], room["started"], room["duration"]) == ("2021-11-04", "13:00", 6240)
    assert room["present"] == ["A1", "A2"]
    assert desk.take(desk.table("again.csv", header, row), kind="sessions").seq == 0


def test_interviews_are_sessions_too(desk: Desk) -> None:
    header = ["interview", "date", "duration", "place"]
    desk.take(desk.table("interviews.csv", header, ["1", "2021-11-04", "1 h 2 min", "home"]))
    (room,) = desk.study.rows("sessions")
    assert (room["name"], room["form"], room["duration"]) == ("Interview 1", "interview", 3720)


def test_a_difference_between_count_and_present_list_is_asked(desk: Desk) -> None:
    header = ["focus group", "date", "participants"]
    report = desk.take(desk.table("s.csv", header, ["1", "2021-11", "6"]))
    assert "6 participants" in report.questions[0]


def test_a_team_with_roles_as_people_write_them(desk: Desk) -> None:
    header = ["name", "roles", "affiliation", "employed_in_organisation", "author", "shoe size"]
    rows = [
        ["Eva Kladde", "PI|analyst (lead)", "Ward, Town|Unit", "yes", "yes", "38"],
        ["Ib Udkast", "observer (student)|juggler", "", "no", "no", ""],
    ]
    report = desk.take(desk.table("team.csv", header, *rows))
    team = {row["name"]: row for row in desk.study.rows("team")}
    assert team["Eva Kladde"]["roles"] == ["principal investigator", "analyst"]
    assert team["Eva Kladde"]["affiliations"] == ["Ward, Town", "Unit"]
    assert team["Ib Udkast"]["in_setting"] is False
    assert {loss.what for loss in report.losses} == {
        "role “juggler”, which Heddle does not know",
        "cells of the column “shoe size”",
    }


def test_a_workbook_with_real_dates_and_times(desk: Desk) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Fokusgruppe", "Dato", "Varighed", "Ordstyrer"])
    page.append([1, dt.date(2021, 11, 4), dt.time(1, 44, 45), 1])
    path = desk.folder / "sessions.xlsx"
    book.save(path)
    desk.take(path)
    (room,) = desk.study.rows("sessions")
    assert (room["name"], room["date"], room["duration"]) == ("FG1", "2021-11-04", 6285)


def test_two_meetings_of_one_group_are_told_apart_and_nobody_is_put_in_either(desk: Desk) -> None:
    header = ["focus group", "date"]
    rows = [["FG1", "2021-11-04"], ["FG1, second meeting", "2021-11-11"], ["FG1b", "2021"]]
    assert desk.take(desk.table("rooms.csv", header, *rows)).made == {"sessions": 3}
    people = [["code", "group"], ["P1", "Group 1"], ["P2", "fg1B"]]
    desk.take(desk.table("people.csv", *people), kind="participants")
    header = ["invitee id", "outcome", "participant id"]
    rows = [["I1", "attended", "P1"], ["I2", "attended", "P2"]]
    desk.take(desk.table("recruitment.csv", header, *rows))
    present = {room["name"]: room["present"] for room in desk.study.rows("sessions")}
    assert present == {"FG1": [], "FG1, second meeting": [], "FG1b": ["P2"]}


def test_who_was_not_invited_is_left_out_and_listed(desk: Desk) -> None:
    header = ["invitee id", "invited", "agreed"]
    report = desk.take(desk.table("r.csv", header, ["I1", "yes", "yes"], ["I2", "no", ""]))
    assert report.made == {"invitees": 1, "recruitment events": 1}
    assert [(loss.what, loss.where) for loss in report.losses] == [
        ("people who were not invited", "row 3")
    ]


@pytest.mark.parametrize(
    "names",
    [("1", "FG1", "Focus group 1", "fokusgruppe_01", "fg-1_final", "1.0", "Group no 1")],
)
def test_names_of_one_group_have_one_key(names: tuple[str, ...]) -> None:
    assert {group_key(name) for name in names} == {"group 1"}
    assert group_key("Interview 1") == "interview 1"
    assert group_key("FG11") != group_key("FG1")
    assert session_name("02") == "FG2"
    assert session_name("Pilot") == "Pilot"
    assert (seat_number("P3"), seat_number("Deltager 12"), seat_number("Pia")) == (3, 12, None)
