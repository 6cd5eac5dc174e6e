"""The analytic trail of the demo study: journals, meetings, checks, involvement and the like.

Each part is put on record where it belongs in the course of the study. The journals' keys stand in
the material, so that building the study need not wait for a key to be locked.
"""

from __future__ import annotations

import tomllib
from typing import Any

from heddle.demo import material
from heddle.demo.desk import Desk
from heddle.demo.planning import LEADER
from heddle.log.operations import Operation
from heddle.study.amendments import AddAmendment
from heddle.study.decisions import AddDecision
from heddle.study.involvement import AddInvolvement
from heddle.study.journal_entries import WriteEntry
from heddle.study.journal_keys import BeginJournal
from heddle.study.meetings import AddFollowUp, AddMeeting
from heddle.study.member_checks import AnswerCheck, SendCheck
from heddle.study.own_journal import release_step
from heddle.study.phase_notes import AddPhaseNote
from heddle.study.readings import AddReading

Part = dict[str, Any]


def parts(name: str) -> list[Part]:
    """Return the entries of one table of the material."""
    text = (material.DATA / "trail.toml").read_text(encoding="utf-8")
    found: list[Part] = tomllib.loads(text)[name]
    return found


def begin_journals(desk: Desk) -> None:
    """Begin the journals and write their entries, each author at their own desk."""
    for journal in parts("journals"):
        own = desk.by(journal["member"])
        recipient, locked = journal["recipient"], journal["locked"]
        key = own.do(BeginJournal(recipient=recipient, locked=locked)).id
        written = own.do_all(
            [
                WriteEntry(text=entry["text"], title=entry["title"], date=entry["date"])
                for entry in journal["entries"]
            ]
        )
        with own.view() as view:
            steps = [
                release_step(view, made, {key: journal["identity"]})
                for made, entry in zip(written.result, journal["entries"], strict=True)
                if entry["released"]
            ]
        own.do_all(steps, reason="For the team to read")


def note_readings(desk: Desk) -> None:
    """Note who has read which transcript."""
    steps = [
        AddReading(
            source=desk.sources[row["source"]],
            member=desk.member(row["member"]),
            date=row["date"],
            note=row["note"],
        )
        for row in parts("readings")
    ]
    desk.by(LEADER).do_all(steps, reason="As each has told")


def amend(desk: Desk) -> None:
    """Put the changes of the protocol on record."""
    for row in parts("amendments"):
        fields = {name: value for name, value in row.items() if name != "by"}
        desk.by(row["by"]).do(AddAmendment(**fields))


def meet(desk: Desk, title: str) -> None:
    """Put a meeting on record, with what it decided and left to be done."""
    row = next(row for row in parts("meetings") if row["title"] == title)
    own = desk.by(row["by"])
    people = [desk.member(name) for name in row["people"]]
    looked = [desk.themes.get(name) or desk.sources[name] for name in row["looked_at"]]
    meeting = own.do(
        AddMeeting(
            title=title,
            form=row["form"],
            date=row["date"],
            people=people,
            guests=row.get("guests", ""),
            looked_at=looked,
            notes=row["notes"],
        )
    ).id
    steps: list[Operation] = [
        AddDecision(
            text=row["decision"],
            why=row["why"],
            date=row["date"],
            meeting=meeting,
            people=people,
            about=looked,
        )
    ]
    if "follow_up" in row:
        who = desk.member(row["who"])
        steps.append(AddFollowUp(text=row["follow_up"], meeting=meeting, who=who, due=row["due"]))
    own.do_all(steps, reason=f"Decided at: {title}")


def note_phases(desk: Desk) -> None:
    """Note when the phases were worked on."""
    steps = [AddPhaseNote(**row) for row in parts("phases")]
    desk.by(LEADER).do_all(steps, reason="From the calendars")


def check_with_members(desk: Desk) -> None:
    """Put on record what participants were sent, and what came back."""
    for row in parts("checks"):
        own = desk.by(row["by"])
        people = [desk.participants[code] for code in row["participants"]]
        check = own.do(
            SendCheck(
                what=row["what"],
                purpose=row["purpose"],
                date=row["date"],
                text=row["text"],
                participants=people,
            )
        ).id
        if "returned" in row:
            own.do(
                AnswerCheck(
                    check=check,
                    returned=row["returned"],
                    answered=[desk.participants[code] for code in row["answered"]],
                    response=row["response"],
                    effect=row["effect"],
                )
            )


def involve(desk: Desk) -> None:
    """Put on record how people with experience of their own were involved."""
    for row in parts("involvement"):
        fields = {name: value for name, value in row.items() if name != "by"}
        desk.by(row["by"]).do(AddInvolvement(**fields))
