"""Matrices that leave the study, on the command line and through the workbench's server."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from heddle import client, outgoing
from heddle.cli import main
from heddle.errors import Refused
from heddle.outgoing import Wish
from heddle.privacy.withdrawal import Request
from heddle.study.exports import Export
from heddle.study.participants import Participant
from heddle.study.sources import Turn
from heddle.study.summaries import Summary
from heddle.study.themes import Theme
from web_window import Window, serving
from withdrawal_desk import hidden

SECRET = "kanariresumeus"


def make(folder: Path) -> None:
    """Two groups of six; Hope is said by six and two, Fear by two and one."""
    with client.create(folder, title="Two groups") as study:
        study.do("study.describe", approach="codebook")
        study.do("team.add", name="Anna")
        codes = {name: study.do("codes.add", name=name).result for name in ("Hope", "Fear")}
        theme = study.do("themes.add", name="Light", codes=[codes["Hope"]]).result
        for group, hopes, fears in (("A", 6, 2), ("B", 2, 1)):
            people = [
                study.do("participants.add", code=f"{group}{at}", group=group, number=at).result
                for at in range(1, 7)
            ]
            session = study.do("sessions.add", name=group).result
            study.do("sessions.attend", session=session, participants=people)
            names = [f"{group}{at}" for at in range(1, 7)]
            speakers = [
                {"name": name, "role": "participant", "participant": person}
                for name, person in zip(names, people, strict=True)
            ]
            source = study.do(
                "sources.add", name=f"Group {group}", session=session, speakers=speakers,
                turns=[{"speaker": name, "text": "A light, at last."} for name in names],
            ).result  # fmt: skip
            with study.view() as view:
                turns = [turn.id for turn in view.find(Turn, "position", source=source)]
            for code, number in (("Hope", hopes), ("Fear", fears)):
                for turn in turns[:number]:
                    new = {"code": codes[code], "turn": turn, "start": 0, "end": 7}
                    study.do("codings.add", codings=[new])
            text = f"They see {SECRET} light."
            study.do("summaries.write", topic=theme, participant=people[0], text=text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "study"
    make(place)
    return place


@pytest.fixture
def study(folder: Path) -> Iterator[client.Study]:
    with client.open_study(folder) as opened:
        yield opened


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def wish(**options: Any) -> Wish:
    purpose = options.pop("purpose", "draft")
    return Wish(part="matrix", format="csv", purpose=purpose, options=options)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_figures_of_few_people_stay_in_the_study(study: client.Study) -> None:
    ready = outgoing.prepare(study, wish())
    assert [row[1:] for row in rows(ready.data)] == [
        ["code", "A", "B"],
        ["Hope", "", ""],  # two in group B; six in group A would give it back
        ["Fear", "", ""],
    ]
    assert any("fewer than 5 people" in note for note in ready.notes)
    assert len(ready.leaving.people) == 12
    whole = outgoing.prepare(study, wish(whole=True))
    assert [row[2:] for row in rows(whole.data)[1:]] == [["6", "2"], ["2", "1"]]
    with pytest.raises(Refused, match="do not leave the team"):
        outgoing.prepare(study, wish(whole=True, purpose="final"))
    with pytest.raises(Refused, match="no option"):
        outgoing.prepare(study, wish(colour="red"))


def test_what_one_person_or_few_stand_behind_stays(study: client.Study) -> None:
    with pytest.raises(Refused, match="is of one person"):
        outgoing.prepare(study, wish(by="participant"))
    whole = rows(outgoing.prepare(study, wish(by="participant", whole=True)).data)
    assert len(whole[0]) > 8
    (together,) = rows(outgoing.prepare(study, wish(matrix="cooccurrence")).data)[1:]
    # Eight people have hope, three of them fear too.
    assert together == ["Hope", "Fear", "8.0", "", "", "", ""]
    (together,) = rows(outgoing.prepare(study, wish(matrix="cooccurrence", whole=True)).data)[1:]
    assert together[:5] == ["Hope", "Fear", "8.0", "3.0", "3.0"]
    study.do("method.change", approach="reflexive", why="we interpret", date="2026")
    head, *_ = rows(outgoing.prepare(study, wish(matrix="cooccurrence")).data)
    assert head == ["code", "other_code", "own", "other_own", "shared"]


def test_every_matrix_leaves_in_every_format_and_is_noted(study: client.Study) -> None:
    for name in ("code", "theme", "cooccurrence", "framework", "interlocutors"):
        for ending in ("csv", "xlsx", "parquet"):
            asked = Wish(part="matrix", format=ending, options={"matrix": name})
            ready = outgoing.prepare(study, asked)
            assert ready.data
            outgoing.note(study, ready)
    with study.view() as view:
        assert len(view.find(Export)) == 15
    chart = rows(outgoing.prepare(study, wish(matrix="framework")).data)
    assert chart[0] == ["id", "participant", "Light"]
    assert SECRET in chart[1][2]


def test_a_person_who_withdraws_leaves_no_summary(folder: Path, study: client.Study) -> None:
    with study.view() as view:
        people = view.find(Participant)
        (theme,) = view.find(Theme)
    for person in people:
        if person.code in {"A1", "B1"}:
            request = Request(participant=person.id, choices=["delete everything"],
                              date="2026-05-01")  # fmt: skip
            study.withdraw(request)
    with study.view() as view:
        assert view.find(Summary, topic=theme.id) == []
    assert study.verify().problems == []
    study.close()
    assert hidden(folder, [SECRET]) == []


def test_a_person_asks_for_matrices_on_the_command_line(folder: Path, tmp_path: Path) -> None:
    shown = run("matrix", folder, "code")
    assert "A (n = 6)" in shown.output
    assert "6 (100 %)" in shown.output
    told = json.loads(run("matrix", folder, "code", "--by", "participant", "--json").output)
    assert [len(ids) for ids in told["codings"][0]] == [1] * 6 + [1, 1] + [0] * 4
    assert "not drawn at random" in run("matrix", folder, "code", "--test").output
    assert run("matrix", folder, "code", "--code", "hope", "--measure", "words").exit_code == 0
    assert "No two codes" not in run("matrix", folder, "cooccurrence", "--base", "turns").output
    framed = run("matrix", folder, "framework", "--where", "gender=woman").output
    assert "0 cells" in framed
    assert "No response is not agreement." in run("matrix", folder, "interlocutors").output
    for words, part in (
        (("code", "--by", "colour"), "No participant has a value"),
        (("code", "--code", "Joy"), "nothing called “Joy”"),
        (("code", "--base", "pairs"), "not for the matrix code"),
        (("code", "--by", "question"), "in which turn"),
        (("code", "-o", tmp_path / "x.docx"), "written as .csv"),
    ):
        failed = run("matrix", folder, *words)
        assert failed.exit_code != 0
        assert part in failed.output
    out = tmp_path / "hope.csv"
    assert run("matrix", folder, "code", "-o", out, "--whole").exit_code == 0
    assert rows(out.read_bytes())[1][1:] == ["Hope", "6", "2"]


def test_the_server_answers_with_matrices_now_and_then(study: client.Study) -> None:
    with serving(study) as served, Window(served) as window:
        made = window.read("analysis/matrix?by=group")
        hope = made["rows"][0]["key"]
        assert made["values"] == [[6, 2], [2, 1]]
        cell = window.read(f"analysis/matrix/cell?by=group&row={hope}&column=B&limit=1")
        assert (cell["total"], len(cell["extracts"])) == (2, 1)
        assert len(window.read("analysis/matrix/tests?by=group")["tests"]) == 2
        other = made["rows"][1]["key"]
        pair = window.read(f"analysis/cooccurrence/{hope}/{other}")
        assert pair["same"] == 3
        assert window.read("analysis/cooccurrence?base=turns")["shared"][0][1] == 3
        assert window.read("analysis/framework")["empty"] == 6
        assert window.read("analysis/interlocutors")["sessions"] == []
        assert window.read("analysis/axes") == {
            "attributes": [],
            "questions": False,
            "times": False,
        }
        first = window.read("asof/5/analysis/matrix?by=source")
        assert first["rows"][0]["total"] == 0
