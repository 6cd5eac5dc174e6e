"""Story 22: who is silent, in a group and to a question; no response is not agreement."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from heddle import client
from heddle.cli import main
from heddle.errors import Refused
from heddle.study.silence import silence


@pytest.fixture
def folder(tmp_path):
    """One group: two questions, three people, of whom one never speaks."""
    place = tmp_path / "study"
    with client.create(place, title="Quiet") as study:
        people = [
            study.do("participants.add", code=f"P{n}", group="1", number=n).result
            for n in (1, 2, 3)
        ]
        guide = study.do("guide.add", name="Guide", questions=[{"text": "What?"}, {"text": "Why?"}])
        session = study.do("sessions.add", name="FG1", guide=guide.result).result
        study.do("sessions.attend", session=session, participants=people)
        turns = [
            ("M", "Welcome."), ("P1", "Hello all 👋 here."), ("M", "So, what?"), ("P1", "This."),
            ("P2", "That and this."), ("M", "And why?"), ("P1", "Because of it."), ("M", "Mm."),
        ]  # fmt: skip
        made = study.do(
            "sources.add",
            name="FG1",
            session=session,
            turns=[{"speaker": who, "text": text} for who, text in turns],
            speakers=[
                {"name": "M", "role": "moderator"},
                {"name": "P1", "role": "participant", "participant": people[0]},
                {"name": "P2", "role": "participant", "participant": people[1]},
            ],
        ).result
        ids = [turn["id"] for turn in study.turns()]
        with study.view() as view:
            questions = {q.text: q.id for q in view.find(view.schema.kinds["questions"].cls)}
        study.do("guide.ask", session=session, question=questions["What?"], turn=ids[2])
        study.do("guide.ask", session=session, question=questions["Why?"], turn=ids[5])
        assert made
    return place


def test_the_silent_are_told_by_group_and_by_question(folder):
    with client.open_study(folder) as study, study.view() as view:
        found = silence(view)
    assert [(p.code, p.turns, p.words, p.silent_on) for p in found] == [
        ("P3", 0, 0, 2),
        ("P2", 1, 3, 1),
        ("P1", 3, 7, 0),
    ]
    assert [p.share for p in found] == [0, 0.3, 0.7]
    answers = {p.code: [(q.text, q.turns, q.words) for q in p.questions] for p in found}
    # What is said before the first question belongs to none; the moderator counts nowhere.
    assert answers["P1"] == [("What?", 1, 1), ("Why?", 1, 3)]
    assert answers["P2"] == [("What?", 1, 3), ("Why?", 0, 0)]
    assert answers["P3"] == [("What?", 0, 0), ("Why?", 0, 0)]


def test_no_response_is_never_printed_as_agreement(folder):
    done = CliRunner().invoke(main, ["silence", str(folder)])
    assert done.exit_code == 0
    assert "No response is not agreement." in done.output
    assert "2 of 2" in done.output
    rows = json.loads(CliRunner().invoke(main, ["silence", str(folder), "--json"]).output)
    assert [row["code"] for row in rows] == ["P3", "P2", "P1"]


def test_a_question_is_asked_in_a_turn_of_its_own_session(folder):
    with client.open_study(folder) as study:
        other = study.do("sessions.add", name="FG2").result
        turn = study.turns()[0]["id"]
        with study.view() as view:
            question = view.find(view.schema.kinds["questions"].cls)[0].id
        with pytest.raises(Refused, match="no transcript of this session"):
            study.do("guide.ask", session=other, question=question, turn=turn)


def test_nobody_has_a_share_of_nothing(tmp_path):
    with client.create(tmp_path / "study", title="Silence") as study:
        person = study.do("participants.add", code="P1").result
        session = study.do("sessions.add", name="FG1").result
        study.do("sessions.attend", session=session, participants=[person])
        study.do("sources.add", name="FG1", session=session, turns=[{"text": "(a pause)"}])
        with study.view() as view:
            assert [(p.words, p.share) for p in silence(view)] == [(0, None)]
