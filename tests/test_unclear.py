"""The list of unclear places: what to listen to again, and when in the recording."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import heddle
from heddle.cli.main import main
from heddle.findings.talk import talk
from heddle.study.unclear import UnclearPlace, unclear_places

UNCLEAR, INAUDIBLE = 3, 8


@pytest.fixture
def study(tmp_path: Path) -> Path:
    turns = [
        {"text": "we came to the the house", "speaker": "P1", "start": 61.0,
         "timings": [[0, 2, 61_000, 61_200], [11, 14, 62_000, 62_300], [19, 24, 64_000, 64_500]],
         "marks": [[UNCLEAR, 19, 24, -1, -1, "farm"], [INAUDIBLE, 14, 14, 2000], [UNCLEAR, 0, 2],
                   [1, 2, 2, 500]]},
        {"text": "so 🙂 it was", "start": 70.5, "marks": [[UNCLEAR, 4, 4, -1, 723_400]]},
        {"text": "and then", "start": 80.0, "marks": [[INAUDIBLE, 8, 8]]},
    ]  # fmt: skip
    with heddle.create(tmp_path / "study", title="T") as made:
        made.do("sources.add", name="FG1", turns=turns)
        made.do("sources.add", name="FG2", turns=[{"text": "hm", "marks": [[UNCLEAR, 0, 2]]}])
    return tmp_path / "study"


def test_each_place_has_the_nearest_time_that_is_known(study: Path) -> None:
    with heddle.open(study) as made, made.view() as view:
        found = unclear_places(view)
    told = [(p.source_name, p.kind, p.time, p.near, p.words, p.guess, p.speaker) for p in found]
    assert told == [
        ("FG1", "unclear", "00:01:01", False, "we", "", "P1"),
        ("FG1", "inaudible", "00:01:02", False, "", "", "P1"),
        ("FG1", "unclear", "00:01:04", False, "house", "farm", "P1"),
        ("FG1", "unclear", "00:12:03", False, "", "", ""),
        ("FG1", "inaudible", "00:01:20", True, "", "", ""),
        ("FG2", "unclear", "", False, "hm", "", ""),
    ]
    assert [p.seconds for p in found[1:4]] == [62.3, 64.0, 723.4]
    assert (found[3].before, found[3].after) == ("so 🙂", " it was")


def test_the_list_is_printed_for_people_and_for_programs(study: Path) -> None:
    run = CliRunner()
    shown = run.invoke(main, ["unclear", str(study), "--source", "fg1"]).output
    assert "5 unclear places" in shown
    assert "from 00:01:20" in shown
    assert "perhaps “farm”" in shown
    rows = json.loads(run.invoke(main, ["unclear", str(study), "--json"]).output)
    assert [row["time"] for row in rows][3] == "00:12:03"
    table = list(
        csv.DictReader(io.StringIO(run.invoke(main, ["unclear", str(study), "--csv"]).output))
    )
    assert list(table[0]) == list(rows[0]) == list(UnclearPlace.__struct_fields__)
    assert [row["words"] for row in table] == [row["words"] for row in rows]
    missing = run.invoke(main, ["unclear", str(study), "--source", "FG9"])
    assert missing.exit_code == 1
    assert "no source “FG9”" in missing.output


def test_overlap_that_was_marked_is_counted_once_however_many_spoke(tmp_path: Path) -> None:
    marks = [[[2, 0, 2, 1]], [[2, 0, 2, 1], [2, 3, 5, 2]], [[2, 0, 2], [2, 3, 5]], [[1, 2, 2]]]
    with heddle.create(tmp_path / "study", title="T") as made:
        session = made.do("sessions.add", name="FG1").result
        for name, where in (("A", session), ("B", "")):
            turns = [{"text": "so do", "speaker": "P1", "marks": each} for each in marks]
            made.do("sources.add", name=name, session=where, turns=turns)
        with made.view() as view:
            (told,) = [s for s in talk(view).sessions if s.session == session]
    assert told.overlaps_marked == 4
