"""The report through a window: every part as its model and as a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from heddle.report.assembly import PARTS
from heddle.report.json_writer import from_json
from web_window import Window, serving, small_study

BEGINNINGS = {
    "docx": b"PK",
    "odt": b"PK",
    "xlsx": b"PK",
    "pdf": b"%PDF",
    "html": b"<!",
    "md": b"#",
    "json": b"{",
}


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    study = small_study(tmp_path_factory.mktemp("report") / "study")
    with study, serving(study) as served, Window(served) as opened:
        yield opened


def test_agreement_is_refused_with_the_reason_where_the_method_rejects_it(window: Window) -> None:
    answer = window.get("/api/report/agreement")
    assert answer.status_code == 409
    assert "reflexive" in answer.json()["problem"]


@pytest.mark.parametrize("part", [part for part in PARTS if part != "agreement"])
def test_every_part_is_previewed(window: Window, part: str) -> None:
    answer = window.get(f"/api/report/{part}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert from_json(answer.content).blocks


@pytest.mark.parametrize("format", BEGINNINGS)
def test_the_manuscript_is_saved_in_every_format(window: Window, format: str) -> None:  # noqa: A002
    answer = window.post("report/manuscript/file", params={"format": format})
    assert answer.status_code == 200
    assert answer.content.startswith(BEGINNINGS[format])
    assert answer.headers["content-disposition"] == (
        f"attachment; filename*=UTF-8''manuscript.{format}"
    )


def test_a_table_is_saved_as_csv(window: Window) -> None:
    answer = window.post("report/codebook/file?format=csv")
    assert answer.status_code == 200
    assert "Hope" in answer.text
    # A document of many parts is no table: refused, with the reason.
    assert window.post("report/manuscript/file?format=csv").status_code == 409


@pytest.mark.parametrize("format", ["exe", "", "../x", "DOCX"])
def test_an_unknown_format_is_wrong_input(window: Window, format: str) -> None:  # noqa: A002
    answer = window.post("report/table1/file", params={"format": format})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("package", "ending", "member"),
    [("project", "qdpx", "project.qde"), ("archive", "zip", "data/log.jsonl")],
)
def test_the_whole_study_is_saved_and_noted(
    window: Window, package: str, ending: str, member: str
) -> None:
    answer = window.post(f"package/{package}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f"{package}.{ending}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert member in archive.namelist()
    told = unquote(answer.headers["heddle-notes"])
    assert ("no place for the history" in told) == (package == "project")
    assert window.read("history", limit=1)[0]["operation"] == "exports.note"


def test_a_codebook_is_saved_and_a_profile_must_be_known(window: Window) -> None:
    assert b"CodeBook" in window.post("package/codebook").content
    assert window.post("package/project?profile=nvivo").status_code == 200
    assert window.post("package/project?profile=weft").status_code == 422
    assert window.post("package/everything").status_code == 422


def test_one_source_is_saved_as_a_transcript_and_the_gate_is_asked_about_it(window: Window) -> None:
    source = window.read("records", kinds="sources")["sources"][0]
    answer = window.post("transcript/tei", params={"source": source["id"]})
    assert answer.headers["content-disposition"].endswith("transcript.tei")
    turns = window.read(f"sources/{source['id']}")["turns"]
    assert answer.text.count("<u ") == len(turns["id"])
    assert window.read("history", limit=1)[0]["operation"] == "exports.note"
    assert window.post("transcript/doc", params={"source": source["id"]}).status_code == 422
    assert window.post("transcript/vtt").status_code in (400, 422)
    asked = window.get("/api/leaving/transcript", params={"source": source["id"]})
    assert isinstance(asked.json(), list)


def test_a_table_is_saved_in_each_format_and_its_options_must_be_known(window: Window) -> None:
    for ending, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("parquet", b"PAR1")):
        answer = window.post(f"table/codes?ending={ending}")
        assert answer.content.startswith(begins)
        assert answer.headers["content-disposition"].endswith(f"codes.{ending}")
        assert window.read("history", limit=1)[0]["operation"] == "exports.note"
    assert b"participant_id" in window.post("table/turns").content
    assert b"participant_id" not in window.post("table/turns?people=false").content
    for wrong in ("table/codes?ending=docx", "table/people", "table/matrix?by=age"):
        assert window.post(wrong).status_code == 422
    assert window.get("/api/leaving/matrix-table?by=group").status_code == 200


@pytest.mark.parametrize("part", ["qdpx", "archive", "codebook"])
def test_the_gate_is_asked_about_the_whole_study(window: Window, part: str) -> None:
    answer = window.get(f"/api/leaving/{part}")
    assert answer.status_code == 200
    assert isinstance(answer.json(), list)
