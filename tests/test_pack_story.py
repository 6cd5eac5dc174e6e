"""Paper and written first tasks as a moderator has them: the command line, then a browser."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from browser_desk import Desk
from heddle.cli.main import main

pytest_plugins = ("browser_fixtures",)

SIZES = {"FG1": 6, "FG2": 4, "FG3": 7}
CODES = {name: [f"{name}-P{n}" for n in range(1, size + 1)] for name, size in SIZES.items()}


def done(*words: Any) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def listed(*words: Any) -> Any:
    return json.loads(done(*words, "--json"))


def do(folder: Path, operation: str, **fields: Any) -> Any:
    return json.loads(done("do", folder, operation, json.dumps(fields), "--json"))["result"]


def text_of(pdf: Path) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s+", " ", " ".join(p.get_textpage().get_text_range() for p in pages))


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of 17 people in three groups, with a guide."""
    folder = tmp_path_factory.mktemp("paper") / "study"
    done("new", folder, "--title", "Words of recovery")
    questions = [
        {"text": "Write what recovery means.", "form": "opening task"},
        {"text": "Where is it seen?"},
    ]
    guide = do(folder, "guide.add", name="Guide", questions=questions)
    for name, codes in CODES.items():
        session = do(folder, "sessions.add", name=name, guide=guide)
        people = [do(folder, "participants.add", code=code, group=name) for code in codes]
        do(folder, "sessions.attend", session=session, participants=people)
    return folder


def test_the_pack_is_one_file_from_the_command_line(groups: Path, tmp_path: Path) -> None:
    written = tmp_path / "pack.pdf"
    assert "Wrote" in done("pack", groups, "FG2", "-o", written, "--large")
    text = text_of(written)
    assert "Where is it seen?" in text
    assert all(f"First task: {code}" in text for code in CODES["FG2"])
    assert "FG1" not in text
    for ending in ("docx", "html"):
        done("pack", groups, "fg2", "-o", tmp_path / f"pack.{ending}")
    assert "Seating plan" in done("pack", groups, "FG2")
    refused = CliRunner().invoke(main, ["pack", str(groups), "FG8"])
    assert (refused.exit_code, "no session called" in refused.stderr) == (1, True)


def test_17_written_tasks_come_in_are_coded_and_are_found(groups: Path, tmp_path: Path) -> None:
    for name, codes in CODES.items():
        file = tmp_path / f"{name}.csv"
        with file.open("w", newline="", encoding="utf-8") as lines:
            rows = csv.writer(lines)
            rows.writerow(["participant", "answer"])
            rows.writerows([code, f"Recovery is a red thread, says {code}."] for code in codes)
        done("import", groups, file, "--as", "written answers", "--session", name)
    sources = [s for s in listed("sources", groups) if s["form"] == "written answer"]
    assert {s["name"] for s in sources} == {
        f"{code} written answer" for codes in CODES.values() for code in codes
    }
    in_session = Counter(s["session"] for s in sources)
    assert sorted(in_session.values()) == sorted(SIZES.values())
    code = do(groups, "codes.add", name="thread")
    turns = listed("turns", groups)
    said = [turn for turn in turns if "red thread" in turn["text"]]
    do(groups, "codings.add", codings=[
        {"code": code, "turn": turn["id"], "start": 14, "end": 24} for turn in said
    ])  # fmt: skip
    codings = listed("codings", groups)
    assert len(codings) == 17
    assert {row["text"] for row in codings} == {"red thread"}
    found = listed("search", groups, "red thread", "--limit", "50")
    assert len(found) == 17


def test_a_session_prints_its_pack_and_takes_what_somebody_wrote(desk: Desk) -> None:
    window = desk.window("people", "sessions")
    page = window.page
    card = page.get_by_role("region", name="On paper")
    [guide] = window.read("records?kinds=questions")["questions"][:1]
    card.get_by_label("Large print").check()
    with page.expect_download() as download:
        card.get_by_role("button", name="PDF").click()
    assert download.value.suggested_filename == "pack.pdf"
    text = text_of(Path(download.value.path()))
    assert re.sub(r"\s+", " ", guide["text"]) in text
    assert "Attendance and consent" in text
    card.get_by_label("Who wrote it").select_option(index=1)
    card.get_by_label("What they wrote").fill("Getting up.\n\nAnd <b>staying</b> up.")
    card.get_by_role("button", name="Type it in").click()
    expect(card.get_by_role("link", name="written answer (2)")).to_be_visible()
    assert window.barriers() == []
    sources = window.read("records?kinds=sources")["sources"]
    [source] = [s for s in sources if s["name"] == "FG1-P1 written answer (2)"]
    assert source["form"] == "written answer"
    assert source["participant"]
    assert source["session"]
    turns = window.read(f"sources/{source['id']}")["turns"]["text"]
    assert turns == ["Getting up.", "And <b>staying</b> up."]
    card.get_by_role("link", name="written answer (2)").click()
    expect(page.get_by_text("And <b>staying</b> up.")).to_be_visible()
