"""Studies for the tests of the report's content, made by operations in memory.

`demo()` is the demo study's material; `reference()` is the invented data set beside the
project, whose aggregates are those of the reference study.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from heddle.client import Study
from heddle.demo import builder, material
from heddle.log.setup import create_log
from heddle.store.database import SqliteDatabase
from heddle.study.schema import study_schema

Row = dict[str, str]


def empty(title: str = "A study", approach: str = "reflexive", **facts: Any) -> Study:
    """A study in memory with one member, who acts."""
    database = SqliteDatabase(None)
    study = Study(database, create_log(database, study_schema()), None)
    study.do("study.describe", title=title, approach=approach, **facts)
    study.do("team.add", name="Ann Alyst", roles=["analyst"])
    return study


def seconds(text: str) -> int:
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def rows_of(file: Any) -> list[Row]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def add_people(study: Study, people: list[Row]) -> dict[str, str]:
    steps = [
        {
            "op": "participants.add",
            "code": row["participant_id"],
            "group": row["focus_group"],
            "number": int(row["participant_no"]),
            "gender": row["gender"],
            "age": int(row["age"]),
            "years_in_services": int(row["years_in_services"]),
            "years_in_team": int(row["years_in_team"]),
            "occupation": row["occupation"],
            "team": row["team"],
            "location": row["location"],
            "mentor": row["peer_mentor"] == "yes",
        }
        for row in people
    ]
    ids = study.do_all(steps).result
    return {row["participant_id"]: i for row, i in zip(people, ids, strict=True)}


def add_recruitment(study: Study, invitees: list[Row], people: dict[str, str]) -> None:
    states = {"cancelled_on_day": "cancelled", "no_show": "no-show"}
    for row in invitees:
        invitee = study.do(
            "recruitment.invite",
            code=row["invitee_id"],
            team=row["team"],
            planned_group=row["planned_focus_group"],
            identified_by=row["identified_by"],
            approached_by=row["approached_by"],
        ).result
        steps = [{"state": "agreed"}]
        if row["written_consent"] == "yes":
            steps.append({"state": "consented"})
        state = states.get(row["outcome"], row["outcome"])
        steps.append({"state": state, "why": row.get("reason", "")})
        study.do_all([{"op": "recruitment.record", "invitee": invitee, **s} for s in steps])
        if row["participant_id"]:
            person = people[row["participant_id"]]
            study.do("recruitment.match", invitee=invitee, participant=person)


def reference(folder: Path) -> Study:
    """The invented data set in `shared`/reference_study."""
    study = empty("Reference")
    people = rows_of(folder / "participants.csv")
    ids = add_people(study, people)
    for row in rows_of(folder / "sessions.csv"):
        session = study.do(
            "sessions.add",
            name=f"FG{row['focus_group']}",
            date=row["month"],
            place=row["setting"],
            grouping=row["grouping"],
            duration=seconds(row["duration"]),
        ).result
        there = [ids[p["participant_id"]] for p in people if p["focus_group"] == row["focus_group"]]
        study.do("sessions.attend", session=session, participants=there)
    add_recruitment(study, rows_of(folder / "recruitment.csv"), ids)
    return study


def demo() -> Study:
    """The demo study in memory."""
    database = SqliteDatabase(None)
    study = Study(database, create_log(database, study_schema()), None)
    facts = material.facts()
    study.do("study.describe", title=facts["title"], approach=facts["approach"])
    study.do("team.add", name="Researcher 1", roles=["analyst"])
    builder.build(study)
    return study
