"""Meetings, decisions, member checks, involvement, readings, amendments and notes on phases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heddle.client import Study, create
from heddle.errors import Refused
from heddle.report import assembly
from heddle.report import statements_trail as trail
from heddle.report.material import Material
from heddle.report.trustworthiness import trustworthiness
from heddle.study.involvement import suggestions
from heddle.study.missing import missing
from heddle.study.phases import stretches


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with create(tmp_path / "study", title="A trail") as made:
        made.do("team.add", name="Ob", roles=["observer"])
        yield made


def refused(study: Study, operation: str, word: str, **fields: Any) -> None:
    before = study.history(limit=1)[0]["seq"]
    with pytest.raises(Refused, match=word):
        study.do(operation, **fields)
    assert study.history(limit=1)[0]["seq"] == before


def lacking(study: Study) -> dict[str, int]:
    with study.view() as view:
        return {each.code: each.count for each in missing(view)}


def test_a_meeting_keeps_what_was_decided_and_what_follows(study: Study) -> None:
    me = study.actor
    theme = study.do("themes.add", name="Hope").id
    refused(study, "meetings.add", "date", title="Debriefing", date="")
    refused(study, "meetings.add", "sign-off", title="Sign", date="2022-01-01", form="sign-off")
    refused(
        study, "meetings.add", "not in the study", title="X", date="2022-01-01", looked_at=["no"]
    )
    meeting = study.do(
        "meetings.add", title="Sign", date="2022-01-01", form="sign-off", people=[me],
        looked_at=[theme, theme],
    ).id  # fmt: skip
    refused(study, "meetings.change", "sign-off", meeting=meeting, people=[])
    refused(study, "decisions.add", "reason", text="Final", why=" ")
    study.do("decisions.add", text="Final", why="It holds", meeting=meeting, about=[theme])
    to_do = study.do("follow_ups.add", text="Tell them", meeting=meeting, who=me).id
    refused(study, "meetings.drop", "still used", meeting=meeting)
    assert lacking(study)["follow-ups-open"] == 1
    study.do("follow_ups.change", follow_up=to_do, done="2022-02-01")
    assert "follow-ups-open" not in lacking(study)
    (row,) = study.rows("meetings")
    assert (row["people"], row["looked_at"]) == (["Researcher 1"], [theme])
    assert [d["text"] for d in row["decisions"]] == ["Final"]
    assert [f["done"] for f in row["follow_ups"]] == ["2022-02-01"]
    # What is linked cannot be removed without looking at who linked it.
    refused(study, "team.drop", "still used", member=me)


def test_a_member_check_goes_only_to_those_who_agreed_to_be_contacted(study: Study) -> None:
    people = [study.do("participants.add", code=f"P{n}").id for n in range(3)]
    for person, scopes in zip(
        people, (["contact again", "transcript"], ["contact again"], ["audio"]), strict=True
    ):
        agreed = {"participant": person, "scopes": ["take part", *scopes], "date": "2022-01-10"}
        study.do("consent.register", **agreed)
    fields = {"date": "2022-03-01"}
    send = {"what": "findings", "participants": people[:2]}
    refused(study, "member_checks.send", "P2", what="findings", participants=people, **fields)
    refused(study, "member_checks.send", "P1", what="transcript", participants=people[:2], **fields)
    refused(study, "member_checks.send", "P0 and P1", date="2022-01-01", **send)
    refused(study, "member_checks.send", "somebody", what="findings", participants=[], **fields)
    check = study.do("member_checks.send", **send, **fields).id
    answer = {"check": check, "response": "They agree", "returned": "2022-03-05"}
    refused(study, "member_checks.answer", "P2 was not asked", answered=[people[2]], **answer)
    refused(
        study, "member_checks.answer", "cannot be", answered=[people[0]],
        **{**answer, "returned": "2022-02-01"},
    )  # fmt: skip
    study.do("member_checks.answer", answered=[people[0]], **answer)
    assert lacking(study)["checks-without-effect"] == 1
    study.do("member_checks.change", check=check, effect="A paragraph was added")
    assert "checks-without-effect" not in lacking(study)
    (row,) = study.rows("checks")
    assert (row["participants"], row["answered"]) == (["P0", "P1"], ["P0"])
    with study.view() as view:
        material = Material(view)
        told = trail.responded(material)
        assert trail.returned(material).complete == "none"
    assert told.text == (
        "On 1 March 2022 the findings went to two participants to hear what they thought of it. "
        "Answers came from one. Effect: A paragraph was added."
    )
    assert {people[0], people[1], check} <= set(told.evidence)


def test_comments_of_who_is_no_analyst_are_suggested_as_involvement_once(study: Study) -> None:
    theme = study.do("themes.add", name="Hope").id
    observer = next(row["id"] for row in study.rows("team") if row["name"] == "Ob")
    at = Study(study.database, study.journal, study.media, by="Ob", folder=study.folder)
    comment = at.do("memos.add", text="We made the gap", type="comment", about=[theme]).id
    reply = study.do("memos.add", text="Say more", type="comment", reply_to=comment).id
    rows = {row["id"]: row for row in study.rows("memos")}
    assert rows[reply]["about"] == [theme]
    assert rows[reply]["reply_to"] == comment
    with study.view() as view:
        (found,) = suggestions(view)
    assert (found.member, found.comments, found.about) == (observer, [comment], [theme])
    refused(study, "involvement.add", "contribution", who="a panel", contribution="")
    study.do(
        "involvement.add", who="a member with lived experience", contribution="Comments",
        level="consult", change="The theme says who made the gap", about=[comment],
    )  # fmt: skip
    with study.view() as view:
        assert suggestions(view) == []
        told = trail.involved(Material(view)).text
    assert told == (
        "A member with lived experience (consult; stage: analysis): Comments. "
        "What changed: The theme says who made the gap."
    )


def test_a_final_theme_asks_for_what_speaks_against_it_and_a_session_for_a_memo(
    study: Study,
) -> None:
    theme = study.do("themes.add", name="Hope", central_idea="It is lent", stage="final").id
    session = study.do("sessions.add", name="FG1").id
    source = study.do(
        "sources.add", name="FG1", session=session, turns=[{"speaker": "P1", "text": "I hope."}]
    ).id
    assert {"themes-without-negative-case", "sessions-without-memo"} <= lacking(study).keys()
    study.do("memos.add", text="One says no", type="negative case", about=[theme])
    study.do("memos.add", text="They joke", type="familiarisation", about=[source])
    rest = lacking(study)
    assert not {"themes-without-negative-case", "sessions-without-memo"} & rest.keys()
    study.do("readings.add", source=source, date="2022-01-01")
    refused(study, "readings.add", "already", source=source, date="2022-01-01")
    assert [row["member"] for row in study.rows("readings")] == ["Researcher 1"]


def test_amendments_and_notes_on_phases_have_their_days(study: Study) -> None:
    refused(study, "amendments.add", "date", text="Later", why="Ill", date="")
    refused(study, "phases.note", "first day", phase=2, started="")
    refused(study, "phases.note", "cannot have ended", phase=2, started="2022-02", ended="2022-01")
    with pytest.raises(Refused):
        study.do("phases.note", phase=7, started="2022-01-01")
    study.do("amendments.add", text="Two groups more", why="Few came", date="2022-01-05")
    note = study.do("phases.note", phase=2, started="2022-02-01", purpose="Back to the text").id
    study.do("phases.change_note", note=note, ended="2022-02-03")
    (row,) = study.rows("phases")
    assert (row["name"], row["ended"]) == ("Code", "2022-02-03")
    with study.view() as view:
        material = Material(view)
        assert "Phase 2 (code) between 1 and 3 February 2022: Back to the text." in (
            trail.order(material).text
        )
        assert "On 5 January 2022: Two groups more. Why: Few came." in trail.amended(material).text
        assert assembly.report(view, "manuscript").blocks


DAYS = st.dictionaries(
    st.integers(1, 6),
    st.sets(st.dates().map(lambda day: f"2022-{1 + day.month % 3:02}-{1 + day.day % 28:02}")),
    max_size=4,
)


@given(DAYS)
def test_every_day_of_work_is_in_one_stretch_of_its_phase(days: dict[int, set[str]]) -> None:
    found = stretches(days)
    assert [each.first for each in found] == sorted(each.first for each in found)
    for phase, dates in days.items():
        own = [each for each in found if each.phase == phase]
        for day in dates:
            assert sum(each.first <= day <= each.last for each in own) == 1
        assert not any(each.back for each in own[:1] if all(e.phase <= phase for e in found))
        assert all(each.back for each in own[1:])


def test_a_return_to_an_earlier_phase_is_shown_as_one() -> None:
    found = stretches({2: ["2022-01-03", "2022-01-05", "2022-03-01"], 3: ["2022-02-01"]})
    assert [(each.phase, each.first, each.last, each.back) for each in found] == [
        (2, "2022-01-03", "2022-01-05", False),
        (3, "2022-02-01", "2022-02-01", False),
        (2, "2022-03-01", "2022-03-01", True),
    ]


def test_trustworthiness_names_what_is_there_and_what_is_not(study: Study) -> None:
    study.do("decisions.add", text="Go on", why="It is clear")
    with study.view() as view:
        rows = {each.technique: each for each in trustworthiness(view).techniques}
    assert rows["Decisions with a reason"].text == "1 decision"
    assert rows["Decisions with a reason"].records == [study.rows("decisions")[0]["id"]]
    assert (rows["Peer debriefing"].count, rows["Peer debriefing"].text) == (0, "")
    assert {each.criterion for each in rows.values()} == {
        "credibility", "transferability", "dependability", "confirmability",
    }  # fmt: skip
