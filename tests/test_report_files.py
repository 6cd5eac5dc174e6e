"""Writing files: the right format, all or nothing, readable by the owner only."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from heddle.errors import Refused, StorageFailed, Unavailable
from heddle.report.files import FORMATS, render, write
from heddle.report.model import (
    Cell,
    Column,
    Heading,
    List,
    Note,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Row,
    Table,
    runs,
)
from heddle.store import writing
from report_samples import garden, table_only

STARTS = {
    "md": b"# ",
    "html": b"<!doctype html>",
    "docx": b"PK",
    "odt": b"PK",
    "xlsx": b"PK",
    "pdf": b"%PDF-",
    "json": b"{",
    "tex": b"\\documentclass",
    "csv": b"\xef\xbb\xbfColumn 1",
}


def names(folder):
    """List what lies in a folder."""
    return [each.name for each in folder.iterdir()]


def report_for(ending):
    """A report that fits into the format."""
    return table_only(("x", "y")) if ending == "csv" else garden()


DOCUMENTS = [each for each in FORMATS if each != "svg"]
"""Formats that hold a report of any kind; a drawing holds one figure and nothing else."""


@pytest.mark.parametrize("ending", DOCUMENTS)
def test_the_ending_chooses_the_format(ending, tmp_path):
    path = tmp_path / f"a report.{ending.upper()}"
    written = write(report_for(ending), path)
    assert path.read_bytes().startswith(STARTS[ending])
    assert (written.format, written.size) == (ending, path.stat().st_size)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", DOCUMENTS)
def test_equal_reports_are_equal_files(ending):
    assert render(report_for(ending), ending) == render(report_for(ending), ending)


@pytest.mark.parametrize("ending", [each for each in DOCUMENTS if each != "csv"])
def test_what_is_empty_is_printed_empty(ending):
    blocks = (
        Paragraph(()),
        Paragraph(runs("\n\n")),
        List(()),
        List(((),), ordered=True),
        PageBreak(),
        PageBreak(),
        Table((Column(runs("a")), Column()), ()),
        Table((Column(),), (Row((Cell(),)),), notes=(Note(()),)),
        Quote((runs("x"), ())),
        PageBreak(),
        Heading(1, "\u2028x"),
        PageBreak(),
    )
    data, written = render(Report("T", blocks), ending)
    assert data.startswith(STARTS[ending])
    assert written.notes == ()


def test_a_stated_format_wins_over_the_ending(tmp_path):
    assert write(garden(), tmp_path / "x.txt", format="md").format == "md"
    assert write(garden(), tmp_path / "x.htm").format == "html"
    assert (tmp_path / "x.txt").read_bytes().startswith(b"# Keys")


def test_an_older_file_is_replaced(tmp_path):
    path = tmp_path / "x.md"
    path.write_text("old")
    write(garden(), path)
    assert path.read_text().startswith("# Keys")


@pytest.mark.parametrize("name", ["report", "report.doc", "report.docx.exe", ".html"])
def test_an_unknown_ending_is_refused_before_anything_is_written(name, tmp_path):
    with pytest.raises(Refused) as caught:
        write(garden(), tmp_path / name)
    assert ".docx" in caught.value.hint
    assert names(tmp_path) == []


def test_an_unknown_format_is_refused():
    with pytest.raises(Refused, match="rtf"):
        render(garden(), "rtf")


@pytest.mark.parametrize("call", ["fsync", "fdopen"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_full_or_failing_disk_leaves_what_was_there(call, number, tmp_path, monkeypatch):
    path = tmp_path / "x.md"
    path.write_text("old")

    def fail(*args):
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(writing.os, call, fail)
    with pytest.raises(StorageFailed) as caught:
        write(garden(), path)
    assert os.strerror(number) in caught.value.problem
    assert str(tmp_path) not in str(caught.value)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["x.md"]


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def stop(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write(garden(), tmp_path / "x.md")
    assert names(tmp_path) == []


def test_a_folder_in_the_way_or_missing_is_told(tmp_path):
    (tmp_path / "x.md").mkdir()
    for path in (tmp_path / "x.md", tmp_path / "missing" / "x.md"):
        with pytest.raises(StorageFailed) as caught:
            write(garden(), path)
        assert "folder" in caught.value.hint
    assert names(tmp_path) == ["x.md"]


def test_a_missing_part_leaves_an_older_file_alone(tmp_path, monkeypatch):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"old")
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Unavailable):
        write(garden(), path)
    assert path.read_bytes() == b"old"


def test_a_link_is_replaced_and_not_followed(tmp_path):
    target = tmp_path / "target.md"
    target.write_text("untouched")
    link = tmp_path / "x.md"
    link.symlink_to(target)
    write(garden(), link)
    assert target.read_text() == "untouched"
    assert not Path(link).is_symlink()
