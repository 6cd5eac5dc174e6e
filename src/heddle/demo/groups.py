"""The focus groups: one day each, from the signed consents to the observer's note."""

from __future__ import annotations

from typing import Final

from heddle.demo import material
from heddle.demo.desk import Desk
from heddle.demo.material import Row
from heddle.demo.recruitment import RECRUITER
from heddle.demo.texts import add_answers, add_note
from heddle.study.consent import RegisterConsent, Scope
from heddle.study.guide import Ask
from heddle.study.invitees import State
from heddle.study.participants import AddParticipant
from heddle.study.recordings import AddRecording, NoteDeletion, Recording
from heddle.study.recruitment import MatchInvitee, RecordEvent
from heddle.study.sessions import AddSession, Attend, ChangeSession

KEEPER: Final = "Jette Kladde"
_SCOPES: Final[list[Scope]] = ["take part", "audio", "transcript", "quotes"]
_AGAIN: Final = "3"
"""The group whose people also agreed to be contacted again."""
_ABSENT: Final[dict[str, State]] = {"cancelled_on_day": "cancelled", "no_show": "no-show"}


def plan_sessions(desk: Desk, guide: str) -> None:
    """Put the three sessions on record as they were planned."""
    language = material.facts()["languages"]["source"]
    rows = material.rows("sessions")
    done = desk.by(RECRUITER).do_all(
        [
            AddSession(
                name=f"FG{row['focus_group']}",
                date=row["date"],
                place=row["setting"],
                moderators=[desk.member(row["moderator"])],
                observers=[desk.member(name) for name in material.listed(row["observers"])],
                grouping=row["grouping"],
                guide=guide,
                guide_version=row["guide_version"],
                started=row["start"],
                language=language,
            )
            for row in rows
        ],
        reason="The groups as planned",
    )
    labels = (row["focus_group"] for row in rows)
    desk.sessions |= dict(zip(labels, done.result, strict=True))


def hold_sessions(desk: Desk, sheet: str, questions: list[str]) -> None:
    """Hold the three groups, each on its day."""
    invited = material.rows("recruitment")
    for row in material.rows("sessions"):
        group = row["focus_group"]
        planned = [person for person in invited if person["planned_focus_group"] == group]
        come = [person for person in planned if person["outcome"] == "attended"]
        _sign(desk, sheet, row, come)
        _number(desk, row, come)
        _seat(desk, row, come, [person for person in planned if person not in come])
        _close(desk, row, questions)
        add_answers(desk, row)
        add_note(desk, row)


def _on_the_day(row: Row) -> str:
    return f"Focus group {row['focus_group']}, on {row['date']}"


def _sign(desk: Desk, sheet: str, row: Row, come: list[Row]) -> None:
    again: list[Scope] = ["contact again"] if row["focus_group"] == _AGAIN else []
    basis = material.facts()["ethics"]["legal_basis"]
    desk.by(RECRUITER).do_all(
        [
            RegisterConsent(
                invitee=desk.invitees[person["invitee_id"]],
                sheet=sheet,
                scopes=[*_SCOPES, *again],
                date=person["consent_on"],
                legal_basis=basis,
            )
            for person in come
        ],
        reason="Signed before the recording was started",
    )


def _number(desk: Desk, row: Row, come: list[Row]) -> None:
    """Give each a participant's code, and note which invitee has which."""
    keeper, why = desk.by(KEEPER), _on_the_day(row)
    people = [p for p in material.rows("participants") if p["focus_group"] == row["focus_group"]]
    done = keeper.do_all([_participant(person) for person in people], reason=why)
    codes = (person["participant_id"] for person in people)
    desk.participants |= dict(zip(codes, done.result, strict=True))
    keeper.do_all(
        [
            MatchInvitee(
                invitee=desk.invitees[person["invitee_id"]],
                participant=desk.participants[person["participant_id"]],
            )
            for person in come
        ],
        reason=why,
    )


def _participant(row: Row) -> AddParticipant:
    return AddParticipant(
        code=row["participant_id"],
        group=row["focus_group"],
        number=int(row["participant_no"]),
        gender=row["gender"],
        age=int(row["age"]),
        occupation=row["occupation"],
        years_in_services=int(row["years_in_services"]),
        years_in_team=int(row["years_in_team"]),
        team=row["team"],
        location=row["location"],
        mentor=material.yes(row["peer_mentor"]),
    )


def _seat(desk: Desk, row: Row, come: list[Row], away: list[Row]) -> None:
    """Note who was present, and what became of those who were not."""
    recruiter, why = desk.by(RECRUITER), _on_the_day(row)
    session = desk.sessions[row["focus_group"]]
    there = [desk.participants[code] for code in material.listed(row["present"])]
    recruiter.do(Attend(session=session, participants=there), reason=why)
    states: list[tuple[Row, State]] = [(person, "attended") for person in come]
    states += [(person, _ABSENT[person["outcome"]]) for person in away]
    recruiter.do_all(
        [
            RecordEvent(
                invitee=desk.invitees[person["invitee_id"]],
                state=state,
                date=row["date"],
                session=session,
                why=person["reason"],
            )
            for person, state in states
        ],
        reason=why,
    )


def _close(desk: Desk, row: Row, questions: list[str]) -> None:
    """Note how long the talk was, who keeps its recording, and which questions were asked."""
    delete_by = material.facts()["ethics"]["recordings_deleted_on"]
    session, observer = desk.sessions[row["focus_group"]], material.listed(row["observers"])[-1]
    length = material.seconds(row["duration"])
    desk.by(row["moderator"]).do(
        ChangeSession(session=session, duration=length, notes=row["note"]), reason=_on_the_day(row)
    )
    desk.by(KEEPER).do(
        AddRecording(session=session, custody=f"{KEEPER}, data manager", delete_by=delete_by),
        reason="The sound stays with the data manager and is no part of the study",
    )
    asked = [Ask(session=session, question=question) for question in questions]
    desk.by(observer).do_all(asked, reason="Every question of the guide was asked, in its order")


def delete_recordings(desk: Desk) -> None:
    """Note that the recordings were deleted, once everybody had listened to them."""
    date = material.facts()["ethics"]["recordings_deleted_on"]
    with desk.study.view() as view:
        recordings = [recording.id for recording in view.find(Recording)]
    desk.by(KEEPER).do_all(
        [NoteDeletion(recording=recording, date=date) for recording in recordings],
        reason="As the information sheet had promised",
    )
