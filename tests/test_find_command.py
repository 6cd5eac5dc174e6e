"""Retrieval as people and programs ask for it: the command line and the interface for windows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import heddle
from heddle.cli.main import main
from web_window import Window, serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "study"
    with heddle.create(place, title="Hope") as study:
        study.do("codes.add", name="Hope")
        turns = [
            {"speaker": "M", "text": "What gives you hope?"},
            {"speaker": "P1", "text": "My leader gives me hope. I trust her."},
            {"speaker": "P2", "text": "No hope. Møde på møde."},
        ]
        speakers = [{"name": "M", "role": "moderator"}, {"name": "P1", "role": "participant"},
                    {"name": "P2", "role": "participant"}]  # fmt: skip
        study.do("sources.add", name="FG1", turns=turns, speakers=speakers)
    return place


def run(*words: Any) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_finding_counting_and_reading_in_context(folder: Path) -> None:
    said = run("find", folder, "hope").output
    assert "2 segments in 2 turns, 2 speakers, 0 participants, 1 group." in said
    assert "1 more are of the moderator" in said
    lines = run("find", folder, "hope", "--kwic", "--context", 2, "--sort", "left").output
    assert lines.index("gives me [hope] . I") < lines.index("No [hope] . Møde")
    found = json.loads(run("find", folder, "folded:mode", "--json").output)
    assert [row["words"] for row in found["rows"]] == ["Møde", "møde"]
    assert found["counts"]["turns"] == 1


def test_a_mistake_is_marked_where_it_stands(folder: Path) -> None:
    result = run("find", folder, "hope overlap code:Hope")
    assert result.exit_code == 1
    assert "hope overlap code:Hope\n     ^^^^^^^\n" in result.output
    assert "overlapping" in result.output


def test_all_hits_are_coded_after_a_look_and_undone(folder: Path) -> None:
    options = ("--code", "hope", "--unit", "sentence")
    assert "2 stretches in 2 turns of 1 source would be coded" in (
        run("find", folder, "hope", *options, "--preview").output
    )
    assert "Nothing was found" in run("find", folder, "code:Hope").output
    assert "2 stretches" in run("find", folder, "hope", *options).output
    words = json.loads(run("find", folder, "code:Hope", "--json").output)["rows"]
    assert [row["words"] for row in words] == ["My leader gives me hope.", "No hope."]
    assert "0 stretches" in run("find", folder, "hope", *options).output
    run("undo", folder)
    assert "Nothing was found" in run("find", folder, "code:Hope").output


def test_a_saved_query_is_listed_and_asked_by_name(folder: Path) -> None:
    fields = {"name": "Light", "text": "code:Hope or hope", "why": "Look again"}
    run("do", folder, "queries.save", json.dumps(fields))
    listed = json.loads(run("queries", folder, "--json").output)
    assert [(row["name"], row["text"]) for row in listed] == [("Light", "code:Hope or words:hope")]
    assert "2 segments" in run("find", folder, "light", "--saved").output
    assert "no saved query" in run("find", folder, "dark", "--saved").output


def test_windows_are_told_the_same(folder: Path) -> None:
    with (
        heddle.open(folder) as study,
        serving(study) as served,
        Window(served) as window,
    ):
        asked = {"q": "hope and not speaker:P2"}
        found = window.read("find", **asked)
        assert [row["words"] for row in found["rows"]] == ["hope"]
        reading = window.read("find/reading", **asked)
        assert [(row["unlike"], row["field"], row["value"]) for row in reading["rows"]] == [
            (False, "words", "hope"), (True, "speaker", "P2"),
        ]  # fmt: skip
        wrong = window.read("find/reading", q="hope )")
        assert (wrong["rows"], wrong["problem"]["start"]) == (None, 5)
        assert window.read("find/choices")["values"]["code"] == ["Hope"]
