"""Recruitment: the information sheet, invitations, and who agreed to come."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Final

from heddle.demo import material
from heddle.demo.desk import Desk
from heddle.demo.material import Row
from heddle.demo.planning import LEADER
from heddle.study.consent import AddSheet
from heddle.study.invitees import Invite
from heddle.study.recruitment import RecordEvent

RECRUITER: Final = "Bodil Opdigtet"
_SHEET: Final = (
    "What the study is about, who carries it out and where they work. Taking part is voluntary. "
    "The talk is recorded, transcribed and quoted without names, and the recording is deleted "
    "afterwards. Whoever has taken part may withdraw until {deadline} without giving a reason."
)


def add_sheet(desk: Desk) -> str:
    """Put the information sheet on record; returns its id."""
    facts = material.facts()
    version, valid_from = facts["declarations"]["protocol_version"].split(", ")
    deadline = facts["ethics"]["withdrawal_deadline"]
    sheet = AddSheet(
        version=version,
        language=facts["languages"]["source"],
        valid_from=valid_from,
        text=_SHEET.format(deadline=deadline),
        withdrawal_deadline=deadline,
    )
    return desk.by(LEADER).do(sheet, reason="Before anybody was invited").id


def invite(desk: Desk) -> None:
    """Invite everybody on the list, a group a day, and note who agreed, a week at a time."""
    recruiter = desk.by(RECRUITER)
    people = sorted(material.rows("recruitment"), key=lambda row: row["invited_on"])
    for day, group in groupby(people, key=lambda row: row["invited_on"]):
        invited = list(group)
        done = recruiter.do_all(
            [
                Invite(
                    code=row["invitee_id"],
                    team=row["team"],
                    planned_group=row["planned_focus_group"],
                    identified_by=row["identified_by"],
                    approached_by=row["approached_by"],
                    date=day,
                )
                for row in invited
            ],
            reason=f"Invitations for focus group {invited[0]['planned_focus_group']}",
        )
        codes = (row["invitee_id"] for row in invited)
        desk.invitees |= dict(zip(codes, done.result, strict=True))
    agreed = sorted((r for r in people if material.yes(r["initial_agreement"])), key=_agreed)
    for week, answers in groupby(agreed, key=_week):
        steps = [
            RecordEvent(invitee=desk.invitees[row["invitee_id"]], state="agreed", date=_agreed(row))
            for row in answers
        ]
        recruiter.do_all(steps, reason=f"Answers that came in week {week}")


def _agreed(row: Row) -> str:
    return row["agreed_on"]


def _week(row: Row) -> int:
    return dt.date.fromisoformat(_agreed(row)).isocalendar().week
