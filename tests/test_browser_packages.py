"""The whole study as a file, in a real browser: chosen by keyboard, made, and told about."""

from __future__ import annotations

from pathlib import Path

import duckdb
from playwright.sync_api import expect

import refi_reader
from browser_desk import Desk

pytest_plugins = ("browser_fixtures",)


def test_a_project_for_nvivo_is_downloaded(desk: Desk, tmp_path: Path) -> None:
    window = desk.window("report", "whole")
    page = window.page
    expect(page.get_by_role("heading", name="The whole study as a file")).to_be_visible()
    page.get_by_label("Which program will read it").select_option("nvivo")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").press("Enter")
    path = tmp_path / "project.qdpx"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename == "project.qdpx"
    found = refi_reader.read(path, utf16=True, crlf_is_one=False)
    assert len(found.codings) == len(desk.study.codings())
    expect(page.get_by_text("Not in it: 13 themes")).to_be_visible()
    page.get_by_role("radio", name="Transcript of one source").press("Space")
    chosen = desk.study.sources()[1]
    page.get_by_label("Which source").select_option(chosen["name"])
    page.get_by_label("In which format").select_option("tei")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").press("Enter")
    assert waiting.value.suggested_filename == "transcript.tei"
    waiting.value.save_as(path)
    assert path.read_text("utf-8").count("<u ") == sum(
        turn["source"] == chosen["name"] for turn in desk.study.turns()
    )
    assert window.barriers() == []
    page.get_by_role("radio", name="Archive .zip").press("Space")
    expect(page.get_by_label("Which program will read it")).to_have_count(0)
    assert window.barriers() == []


def test_a_matrix_is_saved_and_says_what_it_leaves_out(desk: Desk, tmp_path: Path) -> None:
    window = desk.window("report", "whole")
    page = window.page
    page.get_by_role("radio", name="Table for R, Python or Excel").press("Space")
    page.get_by_label("Table", exact=True).select_option("matrix")
    page.get_by_label("Columns").select_option("participant")
    page.get_by_role("radio", name="final").press("Space")
    expect(page.get_by_text("Each column is one person's")).to_be_visible()
    page.get_by_label("Columns").select_option("group")
    expect(page.get_by_text("fewer than 3 people are left empty")).to_be_visible()
    expect(page.get_by_text("Each column is one person's")).to_have_count(0)
    assert window.barriers() == []
    page.get_by_role("radio", name="draft").press("Space")
    page.get_by_label("Format").select_option("parquet")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").press("Enter")
    assert waiting.value.suggested_filename == "matrix.parquet"
    path = tmp_path / "matrix.parquet"
    waiting.value.save_as(path)
    rows = duckdb.read_parquet(str(path))
    assert len(rows.fetchall()) == len(desk.study.codes())
    assert rows.columns[:2] == ["code_id", "path"]
