"""Imports of transcripts, notes and written answers: names, sessions, speakers, originals."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from heddle.client import Study
from heddle.errors import NotFound, Refused
from heddle.exchange import importing
from heddle.exchange.plan import Made, resolved
from heddle.study.sessions import AddSession
from heddle.study.sources import AddSource, NewSpeaker, NewTurn, Source, Speaker
from import_desk import Desk, desk_fixture  # noqa: F401 - a fixture

TALK = "Moderator: What is it?\nP1: A chair.\nP2: A table, I think.\nP1: No.\nP2: Yes. ☕\n"


def joined(study: Study) -> dict[str, str]:
    """Label -> who the speaker is, for all sources."""
    people = {row["id"]: row["code"] for row in study.participants()}
    members = {row["id"]: row["name"] for row in study.rows("team")}
    with study.view() as view:
        return {
            speaker.name: people.get(speaker.participant) or members.get(speaker.member, "")
            for speaker in view.find(Speaker)
        }


def furnish(desk: Desk, *, present: bool = True) -> None:
    """Two groups with two participants each, one moderator, and a second one for group 2."""
    people = [["code", "group", "number"]]
    people += [[f"{g}-{n}", str(g), str(n)] for g in (1, 2) for n in (1, 2)]
    desk.take(desk.table("people.csv", *people), kind="participants")
    rows = [["1", "Eva Kladde", "1-1|1-2"], ["2", "Eva Kladde|Ib Udkast", "2-1|2-2"]]
    if not present:
        rows = [[number, who, ""] for number, who, _ in rows]
    desk.take(desk.table("rooms.csv", ["focus group", "moderator", "present"], *rows))


def test_a_transcript_becomes_a_source_with_its_original(desk: Desk) -> None:
    path = desk.file("FG1.txt", TALK)
    report = desk.take(path)
    assert report.made == {"sources": 1, "turns": 5, "speakers": 3}
    (source,) = desk.study.sources()
    assert (source["name"], source["form"], source["turns"]) == ("FG1", "transcript", 5)
    assert source["hash"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert desk.study.media is not None
    assert desk.study.media.read(source["hash"]) == path.read_bytes()
    assert [row["text"] for row in desk.study.turns()][-1] == "Yes. ☕"
    assert desk.study.verify().problems == []


def test_planning_writes_nothing_and_its_preview_is_json(desk: Desk) -> None:
    path = desk.file("FG1.txt", TALK)
    before = desk.bytes()
    preview = desk.plan(path).preview
    assert desk.bytes() == before
    shown = msgspec.json.decode(msgspec.json.encode(preview))
    assert shown["made"] == {"sources": 1, "turns": 5, "speakers": 3}
    assert [row["label"] for row in shown["speakers"]] == ["Moderator", "P1", "P2"]
    assert shown["rows"][0] == {"speaker": "Moderator", "text": "What is it?"}
    report = msgspec.json.decode(msgspec.json.encode(desk.take(path)))
    assert {name: report[name] for name in shown} == shown


def test_one_undo_takes_back_a_whole_import(desk: Desk) -> None:
    desk.take(desk.file("FG1.txt", TALK))
    desk.study.undo()
    assert desk.study.sources() == []
    assert desk.study.turns() == []


def test_numbers_mean_the_participants_of_the_session_that_the_file_is_named_after(
    desk: Desk,
) -> None:
    furnish(desk)
    report = desk.take(desk.file("FG1.txt", TALK))
    assert joined(desk.study) == {"Moderator": "Eva Kladde", "P1": "1-1", "P2": "1-2"}
    assert all(row.confirm for row in report.speakers)
    assert len(report.questions) == 4  # the session too
    assert desk.study.sources()[0]["session"] == "FG1"


def test_with_two_moderators_the_label_stays_open(desk: Desk) -> None:
    furnish(desk)
    report = desk.take(desk.file("second group.txt", TALK), session="2")
    assert joined(desk.study) == {"Moderator": "", "P1": "2-1", "P2": "2-2"}
    assert [row.role for row in report.speakers] == ["moderator", "participant", "participant"]


def test_what_is_stated_wins_and_needs_no_confirmation(desk: Desk) -> None:
    furnish(desk)
    speakers = {"P1": "1-2", "p2": "observer", "Moderator": "Ib Udkast"}
    report = desk.take(desk.file("FG1.txt", TALK), speakers=speakers)
    assert joined(desk.study) == {"Moderator": "Ib Udkast", "P1": "1-2", "P2": ""}
    assert not any(row.confirm for row in report.speakers)
    with desk.study.view() as view:
        roles = {speaker.name: speaker.role for speaker in view.find(Speaker)}
    assert roles == {"Moderator": "moderator", "P1": "participant", "P2": "observer"}


def test_nobody_is_joined_who_was_not_in_the_room(desk: Desk) -> None:
    furnish(desk)
    desk.study.do(
        "sessions.unattend", session=_room(desk, "FG1"), participants=[_person(desk, "1-2")]
    )
    report = desk.take(desk.file("FG1.txt", TALK))
    assert joined(desk.study)["P2"] == ""
    assert any("“P2” would mean" in question for question in report.questions)


def test_a_label_that_is_a_code_or_a_members_name_is_joined_without_a_session(desk: Desk) -> None:
    furnish(desk)
    talk = "Eva Kladde: Well?\n1-1: Yes.\nEva Kladde: Really?\n1-1: No.\n1-2: Ha.\n"
    desk.take(desk.file("talk.txt", talk), form="Name:")
    assert joined(desk.study) == {"Eva Kladde": "Eva Kladde", "1-1": "1-1", "1-2": "1-2"}


def test_an_interview_named_after_its_participant(desk: Desk) -> None:
    desk.take(desk.table("p.csv", ["code", "age"], ["P4", "40"]))
    talk = "Dan: What?\nParticipant: This.\nDan: And?\nParticipant: That.\n"
    report = desk.take(desk.file("P4.txt", talk), speakers={"Dan": "moderator"})
    assert joined(desk.study) == {"Dan": "", "Participant": "P4"}
    assert report.speakers[1].why == "the file is named after this code"


def test_names_of_persons_stay_labels(desk: Desk) -> None:
    furnish(desk)
    talk = "Anna: What?\nBente: This.\nAnna: And?\nBente: That.\n"
    desk.take(desk.file("FG1.txt", talk))
    assert joined(desk.study)["Bente"] == ""


def test_an_unknown_speaker_or_session_is_refused(desk: Desk) -> None:
    path = desk.file("FG1.txt", TALK)
    desk.refuses(path, "“P99”", because="unknown-speaker", speakers={"P1": "P99"})
    with pytest.raises(NotFound, match="There is no session"):
        desk.take(path, session="7")
    with pytest.raises(NotFound, match="no kind of file"):
        desk.take(path, kind="poem")


def test_the_same_file_is_not_taken_twice_under_any_name(desk: Desk) -> None:
    desk.take(desk.file("FG1.txt", TALK))
    desk.refuses(desk.file("copy.txt", TALK), "“FG1”", because="already-imported")
    other = desk.file("FG1.txt", TALK + "P1: More.\n")
    desk.refuses(other, "called “FG1”", because="name-taken")
    desk.take(other, name="FG1, second part")
    assert [row["name"] for row in desk.study.sources()] == ["FG1", "FG1, second part"]


def test_prose_is_a_document_and_a_note_has_no_speakers(desk: Desk) -> None:
    report = desk.take(desk.file("plan.md", "# Aims\n\nWe want to know.\n"))
    assert report.kind == "document"
    assert "no speakers" in report.decided
    assert desk.take(desk.file("note.txt", TALK), kind="field-note").made["speakers"] == 0
    assert [row["form"] for row in desk.study.sources()] == ["field note", "document"]


def test_written_answers_from_a_table_are_one_source_a_person(desk: Desk) -> None:
    furnish(desk)
    rows = [["1-1", "Small steps."], ["1-2", "Hope.\nAnd tea ☕"], ["9-9", "Nobody's."]]
    report = desk.take(desk.table("answers.csv", ["participant", "text"], *rows))
    assert report.made == {"written answers": 2}
    assert [(loss.what, loss.where) for loss in report.losses] == [
        ("answers of people who are not among the participants", "row 4")
    ]
    turns = {row["speaker"]: row["text"] for row in desk.study.turns()}
    assert turns == {"1-1": "Small steps.", "1-2": "Hope.\nAnd tea ☕"}
    assert joined(desk.study) == {"1-1": "1-1", "1-2": "1-2"}
    again = desk.take(desk.table("more.csv", ["participant", "text"], *rows))
    assert again.seq == 0
    assert desk.study.verify().problems == []


def test_a_written_answer_from_a_file(desk: Desk) -> None:
    furnish(desk)
    desk.take(desk.file("1-1.txt", "Small steps.\n"), kind="written answer")
    desk.take(desk.file("b.txt", "Small steps.\n"), kind="written-answer", participant="1-2")
    people = {row["id"]: row["code"] for row in desk.study.participants()}
    with desk.study.view() as view:
        by = {source.name: people[source.participant] for source in view.find(Source)}
    assert by == {"1-1": "1-1", "b": "1-2"}
    assert joined(desk.study) == {"1-1": "1-1", "1-2": "1-2"}


def test_of_several_files_those_that_fail_leave_the_others_done(desk: Desk) -> None:
    paths = [
        desk.file("a.txt", TALK),
        desk.file("b.txt", b"\xff\xfe\x00"),
        desk.folder / "gone.txt",
        desk.file("c.txt", TALK + "P1: More."),
    ]
    outcomes = list(importing.import_files(desk.study, paths))
    assert [outcome.report is not None for outcome in outcomes] == [True, False, False, True]
    assert [outcome.file for outcome in outcomes] == ["a.txt", "b.txt", "gone.txt", "c.txt"]
    assert [row["name"] for row in desk.study.sources()] == ["a", "c"]


def test_ids_to_come_are_told_from_texts_that_look_like_them() -> None:
    made = {"0": "the-id"}
    operation = AddSource(
        name="0",
        session=Made("0"),
        turns=[NewTurn(text="0")],
        speakers=[NewSpeaker(name="0", participant=Made("0"))],
    )
    new = resolved(operation, made)
    assert (new.name, new.session, new.turns[0].text) == ("0", "the-id", "0")
    assert new.speakers[0].participant == "the-id"
    assert operation.session == "0"  # the plan itself stays as it was
    plain = AddSession(name="0", moderators=["0"])
    assert resolved(plain, made) is plain
    assert resolved({Made("0"): "0"}, made) == {"the-id": "0"}


def test_a_refusal_by_a_rule_takes_the_kept_original_away_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide(_operation: AddSource, _work: object) -> str:
        raise Refused("No.", "Do something else.")

    path = desk.file("FG1.txt", TALK)
    desk.study.do("sessions.add", name="FG1")
    before = desk.bytes()
    plan = desk.plan(path)
    monkeypatch.setattr(AddSource, "decide", decide)
    with pytest.raises(Refused, match=r"FG1\.txt: No"):
        importing.carry_out(desk.study, plan)
    assert desk.bytes() == before


def test_a_rehearsal_finds_what_a_rule_refuses_and_writes_nothing(desk: Desk) -> None:
    good = desk.table("good.csv", ["code", "age"], ["P1", "40"])
    bad = desk.table("bad.csv", ["code", "age"], ["P1", "40"], ["P2", "200"])
    talk = desk.file("FG1.txt", TALK)
    before = desk.bytes()
    outcomes = list(importing.preview_files(desk.study, [good, bad, talk]))
    assert desk.bytes() == before
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert "bad.csv, row 3" in str(outcomes[1].error)
    assert outcomes[0].report is not None
    assert outcomes[0].report.made == {"participants": 1}
    assert desk.take(good).seq == 3, "the log goes on where it was"


def _room(desk: Desk, name: str) -> str:
    return next(row["id"] for row in desk.study.rows("sessions") if row["name"] == name)


def _person(desk: Desk, code: str) -> str:
    return next(row["id"] for row in desk.study.participants() if row["code"] == code)


def test_the_demo_transcripts_are_joined_to_all_who_were_there(desk: Desk) -> None:
    data = Path(__file__).resolve().parents[1] / "src" / "heddle" / "demo" / "data"
    tables = ["team", "participants", "recruitment", "sessions", "guide", "written_answers"]
    texts = [data / "transcripts" / f"FG{n}.txt" for n in (1, 2, 3)]
    for path in [*(data / f"{name}.csv" for name in tables), *texts]:
        report = desk.take(path)
    with desk.study.view() as view:
        held = {source.id: source for source in view.find(Source, form="transcript")}
        speakers = [s for s in view.find(Speaker) if s.source in held]
    people = {row["id"]: row["code"] for row in desk.study.participants()}
    assert sorted(people[s.participant] for s in speakers if s.participant) == sorted(
        people.values()
    )
    assert {s.name for s in speakers if not s.participant and not s.member} <= {
        "Observer 1", "Observer 2", "Observer",
    }  # fmt: skip
    assert report.kind == "transcript"
    assert len(desk.study.rows("guide")) == 14
    assert sum(row["form"] == "written answer" for row in desk.study.sources()) == 17
