"""Sites and participants: unique, possible, and without anything that finds a person."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.study.participants import Participant, check_years, identifier_in
from heddle.study.sites import Site
from people_desk import Desk, desk_fixture  # noqa: F401 - the fixture is used by its name

ages = st.none() | st.integers(-5, 130)
years = st.none() | st.integers(-3, 100) | st.floats(-3, 100)


# --- laws -------------------------------------------------------------------------------------
@given(age=ages, services=years, team=years)
@settings(max_examples=100)
def test_figures_pass_exactly_when_they_can_all_be_true(
    age: int | None, services: float | None, team: float | None
) -> None:
    person = Participant(code="P1", age=age, years_in_services=services, years_in_team=team)
    working = None if age is None else age - 15
    chain = [value for value in (team, services, working) if value is not None]
    possible = (
        (age is None or 15 <= age <= 110)
        and all(value >= 0 for value in chain)
        and chain == sorted(chain)
    )
    if possible:
        check_years(person)
    else:
        with pytest.raises(Refused):
            check_years(person)


@given(st.from_regex(r"[A-Za-z]{1,6}-?[A-Za-z]?[0-9]{1,4}", fullmatch=True))
@settings(max_examples=50)
def test_codes_as_people_give_them_are_no_identifiers(code: str) -> None:
    assert identifier_in(code) == ""


@st.composite
def personal_numbers(draw: st.DrawFn) -> str:
    day, month = draw(st.integers(1, 31)), draw(st.integers(1, 12))
    year, serial = draw(st.integers(0, 99)), draw(st.integers(0, 9999))
    mark = draw(st.sampled_from(["-", "", " ", "–"]))
    return f"{day:02}{month:02}{year:02}{mark}{serial:04}"


@given(personal_numbers(), st.sampled_from(["{}", "P {}", "cpr:{}", "({})", "Anna {} x"]))
@settings(max_examples=60)
def test_every_personal_number_is_seen(number: str, around: str) -> None:
    assert identifier_in(around.format(number)) == "a personal number (CPR)"


# --- participants -----------------------------------------------------------------------------
def test_the_reference_participants_are_accepted_as_they_are(desk: Desk, shared: Path) -> None:
    file = shared / "reference_study" / "participants.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        desk.person(
            row["participant_id"],
            group=row["focus_group"],
            number=int(row["participant_no"]),
            gender=row["gender"],
            age=int(row["age"]),
            years_in_services=float(row["years_in_services"]),
            years_in_team=float(row["years_in_team"]),
            occupation=row["occupation"],
            team=row["team"],
            location=row["location"],
            mentor=row["peer_mentor"] == "yes",
        )
    people = desk.find(Participant)
    assert len(people) == 17
    assert sum(p.gender == "female" for p in people) == 14
    assert {p.group for p in people if p.mentor} == {"3"}


def test_codes_are_unique_and_not_empty(desk: Desk) -> None:
    desk.person("P1")
    desk.refuses("participants.add", "already a participant", "“P1”", code=" p1 ")
    desk.refuses("participants.add", "code of a participant cannot be empty", code="  ")
    other = desk.person("P2")
    desk.refuses("participants.change", "already a participant", participant=other, code="P1")
    desk.do("participants.change", participant=other, code="P3")
    assert desk.get(Participant, other).code == "P3"


def test_a_number_is_unique_within_its_group_only(desk: Desk) -> None:
    desk.person("P1", group="1", number=3)
    other = desk.person("P2", group="2", number=3)
    words = ("Number 3 in group “1” is participant P1", "another number")
    desk.refuses("participants.add", *words, code="P3", group="1", number=3)
    desk.refuses("participants.change", *words, participant=other, group="1")
    desk.refuses("participants.add", "starts at 1", code="P4", number=0)
    desk.do("participants.change", participant=other, group="1", number=4)
    desk.do("participants.change", participant=other, number=4, age=50)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"age": 14}, ("age of 14", "15 to 110")),
        ({"age": 111}, ("age of 111", "15 to 110")),
        ({"birth_year": 62}, ("62 is not a year of birth", "four digits")),
        ({"years_in_team": -1}, ("years in the team cannot be -1",)),
        (
            {"years_in_team": 5, "years_in_services": 4.5},
            ("5 years in the team cannot be more than 4.5", "years in services", "correct"),
        ),
        (
            {"years_in_services": 31, "age": 45},
            ("31 years in services cannot be more than 30", "age of 15 (at 45)"),
        ),
        (
            {"years_in_team": 31, "age": 45},
            ("31 years in the team cannot be more than 30", "(at 45)"),
        ),
    ],
)
def test_impossible_figures_are_refused_with_the_two_that_clash(
    desk: Desk, figures: dict[str, float], words: tuple[str, ...]
) -> None:
    desk.refuses("participants.add", *words, code="P1", **figures)
    person = desk.person("P1")
    desk.refuses("participants.change", *words, participant=person, **figures)


def test_a_changed_figure_is_held_against_those_on_record(desk: Desk) -> None:
    person = desk.person("P1", age=50, years_in_services=20, years_in_team=6)
    desk.refuses("participants.change", "6 years in the team", participant=person,
                 years_in_services=5)  # fmt: skip
    desk.refuses("participants.change", "20 years in services", participant=person, age=30)
    desk.do("participants.change", participant=person, age=30, years_in_services=10)


def test_years_that_are_no_number_are_refused() -> None:
    for odd in (float("nan"), float("inf")):
        with pytest.raises(Refused, match="years in services cannot be"):
            check_years(Participant(years_in_services=odd))


def test_a_field_can_be_set_back_to_not_stated(desk: Desk) -> None:
    person = desk.person("P1", age=50, number=2, attributes={"shift": "night"})
    desk.do("participants.change", participant=person, clear=["age", "attributes"])
    kept = desk.get(Participant, person)
    assert (kept.age, kept.number, kept.attributes) == (None, 2, {})
    desk.refuses("participants.change", "no field “shoe”", participant=person, clear=["shoe"])
    desk.refuses("participants.change", "cannot be empty", participant=person, clear=["code"])


# --- no identities ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("010190-1234", "personal number (CPR)"),
        ("0101901234", "personal number (CPR)"),
        ("someone@example.org", "e-mail address"),
        ("+45 20 30 40 50", "phone number"),
        ("20304050", "phone number"),
        ("(+45) 20-30-40-50", "phone number"),
    ],
)
def test_what_finds_a_person_is_refused_and_not_repeated(desk: Desk, typed: str, what: str) -> None:
    person = desk.person("P1")
    refusals = [
        desk.refuses("participants.add", what, "identity list", code=typed),
        desk.refuses("participants.add", what, code="P2", occupation=f"nurse {typed}"),
        desk.refuses("participants.add", what, code="P2", attributes={"note": typed}),
        desk.refuses("participants.add", what, code="P2", attributes={typed: "x"}),
        desk.refuses("participants.change", what, participant=person, code=typed),
        desk.refuses("participants.change", what, participant=person, attributes={"x": typed}),
        desk.refuses("recruitment.invite", what, code=typed),
    ]
    for refusal in refusals:
        assert typed not in str(refusal)


@pytest.mark.parametrize("name", ["Name", "E-mail", "phone", "CPR", "Date of birth", "navn"])
def test_an_attribute_for_identities_is_refused_by_its_name(desk: Desk, name: str) -> None:
    desk.refuses("participants.add", "keeps no identities", code="P1", attributes={name: "x"})


@pytest.mark.parametrize(
    "harmless",
    ["2021-11-03", "2019-2021", "2019–2021", "FG1-P3", "1234567", "Ward 12, 3rd floor", "20 h"],
)
def test_dates_spans_and_codes_are_kept(desk: Desk, harmless: str) -> None:
    person = desk.person("P1", attributes={"note": harmless})
    assert desk.get(Participant, person).attributes == {"note": harmless}


def test_a_participant_who_was_present_cannot_be_dropped(desk: Desk) -> None:
    person, session = desk.person("P1"), desk.session()
    desk.do("sessions.attend", session=session, participants=[person])
    desk.refuses("participants.drop", "still used by", participant=person)
    desk.do("sessions.unattend", session=session, participants=[person])
    desk.do("participants.drop", participant=person)
    assert not desk.find(Participant)


# --- sites ------------------------------------------------------------------------------------
def test_sites_have_a_name_of_their_own_within_their_form(desk: Desk) -> None:
    place = desk.do("sites.add", name="North", form="location")
    team = desk.do("sites.add", name="North", form="team", parent=place, staff_groups=["nurses"])
    desk.refuses("sites.add", "already a team", "“North”", name="north")
    desk.refuses("sites.add", "cannot be empty", name=" ")
    desk.refuses("sites.change", "already a location", site=team, form="location")
    desk.do("sites.change", site=team, name="South", staff_groups=["nurses", "doctors"])
    assert desk.get(Site, team).staff_groups == ["nurses", "doctors"]
    desk.refuses("sites.drop", "still used by", site=place)
    desk.do("sites.drop", site=team)
    desk.do("sites.drop", site=place)


def test_a_site_cannot_belong_to_itself(desk: Desk) -> None:
    top = desk.do("sites.add", name="Region", form="organisation")
    middle = desk.do("sites.add", name="North", form="location", parent=top)
    desk.refuses("sites.change", "cannot belong to itself", site=top, parent=top)
    desk.refuses("sites.change", "cannot belong to itself", site=top, parent=middle)
    desk.refuses("sites.change", "not in the study", site=top, parent="nowhere")
    desk.do("sites.change", site=middle, parent="")
    desk.do("sites.change", site=top, parent=middle)
