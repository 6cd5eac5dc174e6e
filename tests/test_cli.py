"""The command line as a person meets it: verbs, exit codes, sentences, and what is printed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from heddle.cli.main import VERBS, main


def run(*words: Any, input: str | None = None) -> Result:  # noqa: A002 - click's word
    return CliRunner().invoke(main, [str(word) for word in words], input=input)


def done(*words: Any, **options: Any) -> str:
    result = run(*words, **options)
    assert result.exit_code == 0, result.output
    return result.stdout


def listed(*words: Any) -> Any:
    return json.loads(done(*words, "--json"))


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    done("new", folder, "--title", "Try")
    return folder


def test_every_verb_exists_with_the_help_that_the_list_gives() -> None:
    shown = done("--help")
    for verb, (_, text) in VERBS.items():
        assert f"  {verb} " in shown
        command = main.get_command(None, verb)  # type: ignore[attr-defined]
        assert command is not None
        assert command.get_short_help_str(200).rstrip(".") == text.rstrip(".")
        assert done(verb, "--help").startswith("Usage:")


def test_help_loads_no_database_library() -> None:
    program = (
        "import sys; from heddle.cli.main import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'numpy', 'rich', 'msgspec', 'lxml'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_refusals_end_with_1_wrong_use_with_2(study: Path, tmp_path: Path) -> None:
    refused = run("do", study, "codes.add", '{"name": "  "}')
    assert refused.exit_code == 1
    assert "The name of a code cannot be empty; nothing was changed." in refused.stderr
    assert refused.stdout == ""
    assert run("do", study, "codes.ad", "{}").exit_code == 1
    assert run("do", study, "codes.add", "{not json").exit_code == 1
    assert run("do", study, "codes.add", '{"name": "A", "colour": 7}').exit_code == 1
    assert run("do", study).exit_code == 2
    assert run("table", study, "4").exit_code == 2
    assert run("new", tmp_path / "x").exit_code == 2
    assert run("codes", tmp_path / "nothing").exit_code == 1
    assert run("nonsense").exit_code == 2
    assert listed("codes", study) == []


def test_a_new_study_takes_no_folder_that_is_in_use(study: Path, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in study.rglob("*") if p.is_file()}
    again = run("new", study, "--title", "Again")
    assert again.exit_code == 1
    assert "is there already and is not empty; nothing was changed" in again.stderr
    assert {p: p.read_bytes() for p in study.rglob("*") if p.is_file()} == before
    assert run("new", tmp_path / "a" / "b", "--title", "T").exit_code == 1
    assert not (tmp_path / "a").exists()


def test_doing_history_undo_and_redo(study: Path) -> None:
    made = json.loads(done("do", study, "codes.add", '{"name": "Hope"}', "--json"))
    code = made["result"]
    done("do", study, "codes.change", "-", "--reason", "a typo", input=json.dumps(
        {"code": code, "name": "Hopes"}
    ))  # fmt: skip
    assert [row["name"] for row in listed("codes", study)] == ["Hopes"]
    assert "Change a code's name" in done("undo", study)
    assert [row["name"] for row in listed("codes", study)] == ["Hope"]
    done("redo", study)
    assert [row["name"] for row in listed("codes", study)] == ["Hopes"]
    steps = listed("history", study, code)
    assert [step["operation"] for step in steps] == ["redo", "undo", "codes.change", "codes.add"]
    assert steps[2]["reason"] == "a typo"
    assert steps[2]["changes"][0]["before"] == {"name": "Hope"}
    assert "a typo" in done("history", study)
    nothing = run("redo", study)
    assert nothing.exit_code == 1
    assert "nothing to redo" in nothing.stderr


def test_somebody_else_can_work(study: Path) -> None:
    done("do", study, "team.add", '{"name": "Åse Ø", "roles": ["analyst"]}')
    done("do", study, "codes.add", '{"name": "Håb"}', "--by", "åse ø")
    (step, *_) = listed("history", study)
    assert step["who"] == "Åse Ø"
    unknown = run("do", study, "codes.add", '{"name": "B"}', "--by", "Nobody")
    assert unknown.exit_code == 1
    assert "The team is: Researcher 1, Åse Ø." in unknown.stderr


def test_what_people_typed_cannot_write_to_the_terminal(study: Path) -> None:
    evil = "\x1b[2J</script><img onerror=alert(1)>"
    done("do", study, "codes.add", json.dumps({"name": evil}))
    shown = done("codes", study)
    assert "\x1b" not in shown
    assert "␛" in shown
    assert listed("codes", study)[0]["name"] == evil


def test_listings_say_so_when_there_is_nothing(study: Path) -> None:
    for noun in ("sources", "codes", "codings", "themes", "quotes", "memos", "participants"):
        assert f"There are no {noun} in this study yet." in done(noun, study)
        assert listed(noun, study) == []
    assert "No turn holds these words." in done("search", study, "anything")


def test_import_shows_first_and_changes_nothing(study: Path, tmp_path: Path) -> None:
    file = tmp_path / "FG1.txt"
    file.write_text("Moderator: What is hope? ☕\nP1: Well.\nModerator: Yes?\nP1: It is.\n")
    before = {p: p.read_bytes() for p in study.rglob("*") if p.is_file()}
    shown = done("import", study, file, "--dry-run")
    assert "would come in" in shown
    assert "P1" in shown
    assert {p: p.read_bytes() for p in study.rglob("*") if p.is_file()} == before
    assert "came in" in done("import", study, file)
    turns = listed("turns", study)
    assert [turn["speaker"] for turn in turns] == ["Moderator", "P1", "Moderator", "P1"]
    assert turns[0]["text"] == "What is hope? ☕"
    assert [row["text"] for row in listed("search", study, "HOPE")] == ["What is hope? ☕"]
    twice = run("import", study, file)
    assert twice.exit_code == 1


def test_one_bad_file_leaves_the_others_in(study: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.pdf"
    good.write_text("P1: Yes.\nP2: No.\nP1: Well.\nP2: Hm.\n")
    bad.write_bytes(b"%PDF-1.7 not really")
    result = run("import", study, bad, good)
    assert result.exit_code == 1
    assert "bad.pdf" in result.stderr
    assert "1 of 2 files came in" in result.stderr
    assert [row["name"] for row in listed("sources", study)] == ["good"]


def test_codings_go_out_and_come_in_again(study: Path, tmp_path: Path) -> None:
    file = tmp_path / "FG1.txt"
    file.write_text("P1: =1+1 is what I said ☕.\nP2: Never.\nP1: Well, no.\nP2: So.\n")
    done("import", study, file)
    code = json.loads(done("do", study, "codes.add", '{"name": "Sums"}', "--json"))["result"]
    turn = listed("turns", study)[0]
    span = {"code": code, "turn": turn["id"], "start": 0, "end": len(turn["text"])}
    done("do", study, "codings.add", json.dumps({"codings": [span]}))
    out = tmp_path / "codings.csv"
    done("export", study, out)
    assert "'=1+1" in out.read_text(encoding="utf-8-sig")
    other = tmp_path / "other"
    done("new", other, "--title", "Other")
    done("import", other, file)
    done("import", other, out)
    assert [
        (row["source"], row["path"], row["text"], row["start"]) for row in listed("codings", other)
    ] == [("FG1", "Sums", "=1+1 is what I said ☕.", 0)]
    everything = tmp_path / "all.json"
    done("export", study, everything)
    assert json.loads(everything.read_text())["codings"] == listed("codings", study)


def test_two_copies_work_apart_and_meet(study: Path, tmp_path: Path) -> None:
    code = json.loads(done("do", study, "codes.add", '{"name": "Hope"}', "--json"))["result"]
    copy = tmp_path / "copy"
    shutil.copytree(study, copy)
    done("do", study, "codes.change", json.dumps({"code": code, "name": "Hope here"}))
    done("do", copy, "codes.change", json.dumps({"code": code, "name": "Hope there"}))
    done("do", copy, "codes.add", '{"name": "Fear"}')
    assert "1 thing is to settle" in done("merge", study, copy)
    done("merge", copy, study)
    assert listed("codes", study) == listed("codes", copy)
    (conflict,) = listed("conflicts", study)
    assert {conflict["kept"], conflict["lost"]} == {"Hope here", "Hope there"}
    assert "No conflicts" not in done("conflicts", copy)
    for folder in (study, copy):
        assert "The study is whole" in done("verify", folder)
    stranger = tmp_path / "stranger"
    done("new", stranger, "--title", "Other")
    refused = run("merge", study, stranger)
    assert refused.exit_code == 1
    assert "two different studies" in refused.stderr


def test_verify_tells_what_is_wrong(study: Path) -> None:
    done("do", study, "codes.add", '{"name": "Hope"}')
    connection = sqlite3.connect(study / "study.sqlite")
    with connection:
        connection.execute("UPDATE codes SET name = 'Despair'")
    connection.close()
    broken = run("verify", study)
    assert broken.exit_code == 1
    assert "is not what the log says" in broken.stderr
    assert "The study is whole" in done("verify", study, "--repair")
    assert listed("codes", study)[0]["name"] == "Hope"


def test_an_original_that_a_killed_import_left_is_told_and_swept(study: Path) -> None:
    stray = study / "media" / "ab" / ("ab" + "0" * 62)
    stray.parent.mkdir()
    stray.write_bytes(b"words")
    assert "nothing refers to: 1" in done("verify", study)
    assert "nothing refers" not in done("verify", study, "--repair")
    assert not stray.exists()


def test_the_tour_of_readiness(tmp_path: Path) -> None:
    folder = tmp_path / "birkely"
    assert "R1 Purpose known" in done("demo", "--readiness", folder, "--no-open")
    assert "already" in done("demo", "--readiness", folder, "--no-open")
    shown = done("readiness", folder)
    assert "not shown" in shown
    assert "R19" in shown
    data = listed("readiness", folder)
    assert data["form"] == "outside"
    team = json.loads(done("readiness", folder, "--team", "--json"))
    assert len(team["areas"]) == 22
    written = tmp_path / "readiness.docx"
    done("readiness", folder, "-o", written)
    assert written.stat().st_size > 10_000
    assert "Nothing changed" in done("template", folder, "readiness")


def test_a_study_begins_from_the_readiness_template(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    done("new", folder, "--title", "Ready?", "--template", "readiness", "--language", "da")
    assert len(listed("codes", folder)) == 30
    assert {row["name"] for row in listed("team", folder)} > {"Observer with lived experience"}
    assert any(row["text"].startswith("Hvorfor tror I") for row in listed("guide", folder))
    assert "as step" in done("template", folder, "readiness", "--open-areas")
