"""Where the demo study goes, and the command that makes and shows it."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from heddle import client
from heddle.cli import main
from heddle.demo import builder, coding, material
from heddle.demo.desk import Desk
from heddle.errors import Refused


def contents(folder: Path) -> dict[str, str]:
    """Hashes of the study's files, those that only an open database has left out."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


# --- Where it goes ----------------------------------------------------------------------------
def test_a_demo_study_that_is_there_is_kept(demo_copy: Path) -> None:
    with client.open_study(demo_copy, by="Frida Mønster") as opened:
        opened.do("codes.add", name="My own")
        opened.do("study.describe", title="My own title")
    before = contents(demo_copy)
    assert builder.ensure(demo_copy) is False
    assert contents(demo_copy) == before


@pytest.mark.parametrize("there", ["study", "file", "folder"])
def test_anything_else_is_refused_and_not_touched(tmp_path: Path, there: str) -> None:
    place = tmp_path / "mine"
    if there == "study":
        client.create(place, title="A study of my own").close()
    elif there == "folder":
        place.mkdir()
        (place / "thesis.txt").write_text("three years of work", encoding="utf-8")
    else:
        place.write_text("not a folder", encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(Refused, match="nothing was changed"):
        builder.ensure(place)
    assert contents(tmp_path) == before


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    place = tmp_path / "empty"
    place.mkdir()
    assert builder.ensure(place) is True
    assert builder.is_demo(place)
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("stop", [RuntimeError, KeyboardInterrupt])
def test_a_build_that_stops_halfway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def fail(desk: Desk) -> None:
        raise stop

    monkeypatch.setattr(coding, "code", fail)
    with pytest.raises(stop):
        builder.ensure(tmp_path / "demo")
    assert list(tmp_path.iterdir()) == []


# --- The command ------------------------------------------------------------------------------
def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["demo", "--no-open", *args], env={"COLUMNS": "80"})


def test_the_command_shows_one_page_and_writes_the_manuscript(tmp_path: Path) -> None:
    place = tmp_path / "demo"
    result = run(str(place), "--no-open")
    assert result.exit_code == 0, result.output
    assert "It was made just now" in result.output
    assert len(result.output.splitlines()) <= 65
    for words in ("54 (41-65)", "50 (34-65)", "5:12:15", "What recovery means to us", "25 people"):
        assert words in result.output
    for theme in material.rows("themes")[:3]:
        assert theme["name"] in result.output
    for name in ("manuscript.docx", "manuscript.html"):
        assert name in result.output
        assert (place / "exports" / name).stat().st_size > 10_000
    html = (place / "exports" / "manuscript.html").read_text("utf-8")
    assert "I do that on Mondays" in html


def test_the_command_keeps_study_and_manuscript_that_are_there(tmp_path: Path) -> None:
    place = tmp_path / "demo"
    run(str(place))
    (place / "exports" / "manuscript.docx").write_text("my own version", encoding="utf-8")
    before = contents(place)
    result = run(str(place))
    assert result.exit_code == 0, result.output
    assert "kept as it is" in result.output
    assert contents(place) == before


def test_the_command_s_own_folder_and_refusal(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "heddle-demo").mkdir()
    (tmp_path / "heddle-demo" / "notes.txt").write_text("mine", encoding="utf-8")
    result = run()
    assert result.exit_code == 1
    assert "heddle-demo" in result.output
    assert "nothing was changed" in result.output
    assert contents(tmp_path) == {"heddle-demo/notes.txt": hashlib.sha256(b"mine").hexdigest()}


def test_what_the_command_suggests_next_can_be_typed(demo_copy: Path) -> None:
    suggested = run(str(demo_copy)).output.partition("Try next:\n")[2].splitlines()
    assert len(suggested) == 3
    for line in suggested:
        words = shlex.split(line.strip().partition("   ")[0])
        assert words[0] == "heddle"
        result = CliRunner().invoke(main, words[1:])
        assert result.exit_code == 0, result.output
        assert len(result.output.splitlines()) > 5
