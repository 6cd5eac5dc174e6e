"""Withdrawing, keeping and documents on the command line, as a data manager does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from heddle import client
from heddle.cli.main import main
from heddle.study.recordings import Recording
from withdrawal_desk import CANARIES, hidden, sit_in


@pytest.fixture
def place(tmp_path: Path) -> str:
    with client.create(tmp_path / "study", title="Canaries") as study:
        sit_in(study)
    return str(tmp_path / "study")


def run(*words: str, ends: int = 0, typed: str = "") -> str:
    done = CliRunner().invoke(main, list(words), input=typed)
    assert done.exit_code == ends, done.output
    return done.output


def test_it_shows_first_asks_and_does(place: str) -> None:
    shown = run("withdraw", place, "KP1", "--date", "2026-05-01")
    assert "turns" in shown
    assert "a voice cannot be cut out" in shown
    assert json.loads(run("withdraw", place, "KP1", "--show", "--json"))["turns"] == 3
    chosen = ("withdraw", place, "KP1", "--choose", "all", "--date", "2026-05-01")
    assert "Decide for each recording" in run(*chosen, "--yes", ends=1)
    sound = ("--recordings", "delete")
    run(*chosen, *sound, ends=1, typed="n\n")
    assert hidden(Path(place), [CANARIES["turn"]])
    done = run(*chosen, *sound, typed="y\n")
    assert "Done for KP1" in done
    assert hidden(Path(place), CANARIES.values()) == []
    assert "The study is whole" in run("verify", place)
    assert "Withdrawal of 1 May 2026" in run("document", place, "certificates")
    assert "Nothing is left" in run("withdraw", place)
    assert "Nobody in this study" in run("withdraw", place, "KP1", ends=1)


def test_a_text_is_kept_with_a_reason_or_not_at_all(place: str) -> None:
    listed = json.loads(run("withdraw", place, "KP1", "--json"))["passages"]
    memo = next(each["record"] for each in listed if each["kind"] == "memos" and not each["whole"])
    chosen = ("withdraw", place, "KP1", "--choose", "redact", "--date", "2026-05-01", "--yes")
    sound = ("--recordings", "delete")
    assert "needs a reason" in run(*chosen, *sound, "--keep", f"{memo}=", ends=1)
    assert "none of the texts" in run(*chosen, *sound, "--keep", "x=y", ends=2)
    assert "The choices are" in run("withdraw", place, "KP1", "--choose", "eat", ends=2)
    run(*chosen, *sound, "--keep", f"{memo}=in print already")
    assert CANARIES["turn"] in run("memos", place, "--json")


def test_a_recording_is_deleted_when_its_time_has_come(place: str) -> None:
    with client.open_study(place) as study, study.view() as view:
        recording = view.find(Recording)[0].id
    assert "recordings" in run("retention", place)
    assert run("retention", place, "--delete", recording, "--why", "checked").startswith("Deleted")
    states = {
        each["record"]: each["state"] for each in json.loads(run("retention", place, "--json"))
    }
    assert states[recording] == "deleted"
    assert hidden(Path(place), [CANARIES["recording"]]) == []


def test_documents_are_written_as_files(place: str, tmp_path: Path) -> None:
    for name in ("processing", "data-plan", "certificates"):
        target = tmp_path / f"{name}.docx"
        run("document", place, name, "-o", str(target))
        assert target.read_bytes().startswith(b"PK")
        assert json.loads(run("document", place, name, "--json"))
