"""Table 1: exact figures from persons, what is missing, and what must not be given away."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import report_study
from heddle.errors import Refused
from heddle.privacy.protection import Options
from heddle.report import table1, table1_block
from heddle.report.material import Material
from heddle.report.model import Table, Trace, cell_words, words

SPREADS = ("age", "years_in_services", "years_in_team")


def as_json(study: Any, **options: Any) -> dict[str, Any]:
    with study.view() as view:
        return json.loads(msgspec.json.encode(table1.table1(view, Options(**options))))


def printed(study: Any, **options: Any) -> Table:
    with study.view() as view:
        material = Material(view)
        return table1_block.block(material, table1.compute(material, Options(**options)))


def texts(table: Table) -> list[list[str]]:
    return [[cell_words(cell) for cell in row.cells] for row in table.rows]


def notes(table: Table) -> str:
    return "\n".join(f"{note.mark} {words(note.inlines)}".strip() for note in table.notes)


def with_people(*people: dict[str, Any]) -> Any:
    study = report_study.empty()
    steps = [{"op": "participants.add", "code": f"P{n}", **p} for n, p in enumerate(people)]
    if steps:
        study.do_all(steps)
    return study


# --- Laws -------------------------------------------------------------------------------------
# The rules: years in the team <= years in services <= age - 15.
person = st.builds(
    lambda group, gender, age, services, team: {
        "group": group,
        "gender": gender,
        **({"age": 40 + age} if age is not None else {}),
        **({"years_in_services": services + 3} if services is not None else {}),
        **({"years_in_team": team} if team is not None else {}),
    },
    st.sampled_from(["1", "2", "10", "Nurses"]),
    st.sampled_from(["female", "Kvinde", "male", ""]),
    st.none() | st.integers(0, 40),
    st.none() | st.integers(0, 20),
    st.none() | st.integers(0, 3),
)


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def expected(people: list[dict[str, Any]]) -> dict[str, Any]:
    """An oracle of its own: whole numbers, one line a figure."""
    row: dict[str, Any] = {"n": len(people)}
    genders = [p["gender"] for p in people if p["gender"]]
    row["female"] = sum(g in ("female", "Kvinde") for g in genders) if genders else None
    for name in SPREADS:
        values = [p[name] for p in people if name in p]
        mean = half_up(Fraction(sum(values), len(values))) if values else None
        row[name] = {"mean": mean, "range": [min(values), max(values)] if values else None}
        if len(values) < len(people):
            row[name]["missing"] = len(people) - len(values)
    if len(genders) < len(people):
        row["gender_missing"] = len(people) - len(genders)
    return row


@settings(max_examples=20)
@given(st.lists(person, min_size=1, max_size=12))
def test_every_row_is_computed_from_its_persons(people):
    found = as_json(with_people(*people))
    for label, row in found["groups"].items():
        own = [p for p in people if p["group"] == label]
        assert row == {**expected(own), "occupations": [], "duration": None}
    assert sum(row["n"] for row in found["groups"].values()) == len(people)
    assert found["total"] == {**expected(people), "duration": None}
    # Labels with numbers stand in the order of the numbers.
    assert list(found["groups"]) == [
        label for label in ("1", "2", "10", "Nurses") if label in found["groups"]
    ]


@settings(max_examples=12)
@given(st.lists(person, min_size=1, max_size=8))
def test_every_printed_number_leads_to_exactly_the_persons_behind_it(people):
    study = with_people(*people)
    ids = {row["code"]: row["id"] for row in study.participants()}
    members = {g: {ids[f"P{n}"] for n, p in enumerate(people) if p["group"] == g} for g in
               ("1", "2", "10", "Nurses")}  # fmt: skip
    for row in printed(study).rows:
        own = members.get(cell_words(row.cells[0]), set(ids.values()))
        traces = [i for c in row.cells[1:] for p in c.paragraphs for i in p if isinstance(i, Trace)]
        assert all(set(trace.evidence) <= own for trace in traces)
        assert set(traces[0].evidence) == own
        assert traces[0].text == str(len(own))
        if traces[1].text.isdecimal():
            assert len(traces[1].evidence) == int(traces[1].text)


@settings(max_examples=20)
@given(
    st.lists(person.filter(lambda p: "age" in p), min_size=1, max_size=12),
    st.integers(2, 6),
)
def test_ranges_held_back_cannot_be_read_off_the_total(people, least):
    """An end of the total's range that is shown is also an end of people who are shown, or of
    a hidden crowd of at least `least` people."""
    found = as_json(with_people(*people), suppression="ranges", least=least)
    small = [g for g, row in found["groups"].items() if row["n"] < least]
    for label, row in found["groups"].items():
        assert row["age"].get("suppressed", False) == (label in small)
        assert ("range" in row["age"]) != (label in small)
    hidden = [p["age"] for p in people if p["group"] in small]
    shown = [p["age"] for p in people if p["group"] not in small]
    total = found["total"]["age"].get("range")
    if total is not None and hidden and len(hidden) < least:
        assert total == [min(shown), max(shown)]


# --- Stories ----------------------------------------------------------------------------------
def test_it_equals_the_published_aggregates(shared):
    folder = shared / "reference_study"
    study = report_study.reference(folder)
    want = json.loads((folder / "expected_table1.json").read_text("utf-8"))
    found = as_json(study)
    # The order of occupations is ours (first appearance); the published lists have none.
    for table in (found, want):
        for row in table["groups"].values():
            row["occupations"].sort()
    assert found["groups"] == want["groups"]
    assert found["recruitment"] == want["recruitment"]
    # The published total range of ages, 34-61, is impossible: group 1 already reaches 65.
    (impossible,) = want["impossible"]
    assert impossible["path"] == "total.age.range"
    want["total"]["age"]["range"] = impossible["forced_by_groups"]
    assert found["total"] == want["total"]


def test_it_prints_the_reference_study(shared):
    table = printed(report_study.reference(shared / "reference_study"))
    assert texts(table)[0][:6] == ["1", "6", "5", "54 (41–65)", "21 (9–31)", "8 (1–31)"]
    assert texts(table)[1][6:] == ["Registered nurse\nPsychologist\nSocial worker", "1:43:19"]
    assert texts(table)[3] == ["Total", "17", "14", "50 (34–65)", "17 (3–32)", "8 (1–31)", "",
                               "5:12:15"]  # fmt: skip
    assert table.rows[3].kind == "total"
    assert words(table.columns[0].title) == "Focus group"
    assert all(not note.mark for note in table.notes)


@pytest.mark.parametrize(
    ("options", "cell"),
    [
        ({"statistic": "median (range)"}, "38.5 (34–61)"),
        ({"statistic": "median (IQR)"}, "38.5 (35.5–46.0)"),
        ({"statistic": "mean (SD)", "decimal_mark": ","}, "43,0 (12,4)"),
        ({"statistic": "mean (range)"}, "43.0 (34–61)"),
        ({"statistic": "median (IQR)", "quartiles": "exclusive"}, "38.5 (34.5–56.0)"),
    ],
)
def test_the_statistic_and_the_decimals_can_be_chosen(shared, options, cell):
    study = report_study.reference(shared / "reference_study")
    assert texts(printed(study, decimals=1, **options))[1][3] == cell


def test_small_groups_can_be_protected(shared):
    study = report_study.reference(shared / "reference_study")
    table = printed(study, suppression="ranges")
    assert texts(table)[1][3:6] == ["43a", "15a", "9a"]
    assert texts(table)[0][3] == "54 (41–65)"
    # The youngest of all sits in group 2, and so do 3 and 32 years; no end of the total's
    # range of years in the team is theirs alone.
    assert texts(table)[3][3:6] == ["50a", "17a", "8 (1–31)"]
    assert "fewer than 5" in notes(table)
    only = printed(study, suppression="total only")
    assert {row[3] for row in texts(only)[:3]} == {"not showna"}
    assert texts(only)[3][3] == "50 (34–65)"


def test_what_is_missing_is_counted_and_what_is_undefined_is_called_so():
    table = printed(
        with_people(
            {"group": "1", "age": 40, "gender": "female"},
            {"group": "1"},
            {"group": "2", "years_in_team": 2.5},
        )
    )
    rows = texts(table)
    assert rows[0][1:5] == ["2", "1a", "40 (40)b", "undefinedc"]
    assert rows[1][1:5] == ["1", "not stated", "undefinedd", "3 (2.5)"]
    assert "Gender not stated for 1 of 2 participants." in notes(table)
    assert "Age not stated for 1 of 2 participants." in notes(table)
    # Nobody's years in services are stated: the study does not ask for them.
    assert "Not stated for anybody: years in services." in notes(table)
    assert not any("services" in words(column.title) for column in table.columns)


def test_a_study_without_participants_has_a_table_that_says_so():
    rows = texts(printed(report_study.empty()))
    assert rows == [
        ["Total", "0", "0", "undefined", "undefined", "undefined", "", "not stated"]
    ]  # fmt: skip


def test_who_was_present_counts_not_who_was_planned():
    study = with_people(
        {"group": "1", "age": 30}, {"group": "1", "age": 50}, {"group": "2", "age": 60}
    )
    p0, p1, p2 = (row["id"] for row in study.participants())
    first = study.do("sessions.add", name="FG1", duration=3600).result
    second = study.do("sessions.add", name="FG2").result
    study.do("sessions.attend", session=first, participants=[p0])
    study.do("sessions.attend", session=second, participants=[p2, p0])
    found = as_json(study)
    assert {label: row["n"] for label, row in found["groups"].items()} == {"1": 1, "FG2": 2}
    assert found["total"]["n"] == 2
    assert found["total"]["age"] == {"mean": 45, "range": [30, 60]}
    assert found["total"]["duration"] == "1:00:00"
    assert (found["absent"], found["in_several"]) == (1, 1)
    table = printed(study)
    assert "Not counted: 1 person on record who was not present." in notes(table)
    assert "Length not stated for 1 of 2 sessions." in notes(table)
    assert p1 not in {
        i for row in table.rows for c in row.cells for p in c.paragraphs
        for t in p if isinstance(t, Trace) for i in t.evidence
    }  # fmt: skip


def test_a_session_without_a_present_list_has_those_of_its_label():
    study = with_people({"group": "1"}, {"group": "1"}, {"group": "2"})
    study.do("sessions.add", name="Focus group 2", duration=60)
    study.do("sessions.add", name="FG1", duration=61)
    found = as_json(study)["groups"]
    assert [(g, row["n"], row["duration"]) for g, row in found.items()] == [
        ("1", 2, "0:01:01"),
        ("2", 1, "0:01:00"),
    ]


def test_interviews_make_one_row_with_their_lengths_added_up():
    study = with_people({"age": 30}, {"age": 40})
    for at, row in enumerate(study.participants()):
        session = study.do("sessions.add", name=f"I{at}", form="interview", duration=1800).result
        study.do("sessions.attend", session=session, participants=[row["id"]])
    found = as_json(study)["groups"]
    assert list(found) == ["Interviews"]
    assert (found["Interviews"]["n"], found["Interviews"]["duration"]) == (2, "1:00:00")
    assert words(printed(study).columns[0].title) == "Group"


def test_lengths_come_from_the_entry_then_one_recording_then_the_clock():
    study = report_study.empty()
    by = {}
    for name, fields in {
        "entered": {"duration": 100},
        "recorded": {},
        "copies": {},
        "clock": {"started": "23:50", "stopped": "00:20", "breaks": 300},
    }.items():
        by[name] = study.do("sessions.add", name=name, **fields).result
    study.do("recordings.add", session=by["entered"], duration=101)
    study.do("recordings.add", session=by["recorded"], duration=200)
    study.do("recordings.add", session=by["copies"], duration=300)
    study.do("recordings.add", session=by["copies"], duration=301)
    with study.view() as view:
        material = Material(view)
        lengths = {s.name: material.length(s) for s in material.sessions}
    assert lengths == {"entered": 100, "recorded": 200, "copies": None, "clock": 1500}


# --- Faults -----------------------------------------------------------------------------------
@pytest.mark.parametrize("options", [{"decimals": -1}, {"decimals": 7}, {"least": 0}])
def test_options_that_no_table_has_are_refused(options):
    with pytest.raises(Refused, match="nothing was made"):
        Options(**options)
