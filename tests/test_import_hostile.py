"""Hostile and broken input at the level of imports: all of a file or nothing of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import heddle
import readers_samples as samples
from heddle.errors import Unreadable
from heddle.exchange import importing
from heddle.exchange.cells import write_csv
from heddle.exchange.headers import UnknownColumns
from import_desk import Desk, desk_fixture  # noqa: F401 - a fixture

BAD_NAME = "</script><img src=x onerror=alert(1)>"
WORDS = ("one", "two", "three")
DOCTYPE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("bomb.docx", samples.docx("", word__media__a="\0" * (64 << 20)), ""),
        ("entity.docx", samples.docx(samples.paragraph("&x;"), prolog=DOCTYPE), ""),
        ("entity.odt", samples.odt("<t:p>a</t:p>", prolog=DOCTYPE), ""),
        ("locked.pdf", samples.encrypted_pdf(), ""),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj<</Type", ""),
        ("cut.docx", samples.docx(samples.paragraph("words"))[:-30], ""),
        ("program.txt", b"\x7fELF" + bytes(200), "program"),
        ("sound.txt", b"ID3" + bytes(200), "recording"),
        ("letters.txt", "Anna: på æøå\n".encode("cp1252"), "--encoding"),
        ("halves.txt", b"\xff\xfe" + b"\x00\xd8a\x00", ""),
        ("empty.txt", b"", "no words"),
        ("blank.docx", samples.docx(""), "no words"),
        ("entity.xlsx", samples.zipped({"[Content_Types].xml": DOCTYPE, "xl/a": "a"}), ""),
        ("letters.csv", "kode;køn\nP1;å\n".encode("cp1252"), "--encoding"),
        ("empty.csv", b"\n\n", "no rows"),
        ("text.xlsx", b"code,age\nP1,40\n", "something else"),
    ],
)
def test_what_cannot_be_read_safely_leaves_no_byte(
    desk: Desk, name: str, data: bytes, word: str
) -> None:
    desk.study.do("codes.add", name="Hope")
    desk.refuses(desk.file(name, data), word)


def test_a_table_that_could_be_two_things_is_asked_about_with_its_first_rows(desk: Desk) -> None:
    table = desk.table("list.csv", ["id", "cake"], ["P1", "yes"], ["P2", "no"])
    error = desk.refuses(table, "participants or recruitment", because="columns")
    assert isinstance(error, UnknownColumns)
    assert "P2" in error.table
    assert "P2" not in str(error)
    assert desk.take(table, kind="participants").made == {"participants": 2}


def test_a_table_named_after_its_kind_is_believed_where_its_columns_fit(desk: Desk) -> None:
    report = desk.take(desk.table("Deltagere 2021.csv", ["id", "cake"], ["P1", "yes"]))
    assert report.kind == "participants"
    assert "its name says so" in report.decided


def test_a_table_of_nothing_known_says_what_there_is(desk: Desk) -> None:
    table = desk.table("soup.csv", ["carrots", "peas"], ["3", "4"])
    desk.refuses(table, "not those of anything known", "“carrots”", because="columns")
    desk.refuses(table, "code", because="columns", kind="participants")


def test_columns_can_be_named_by_hand(desk: Desk) -> None:
    table = desk.table("soup.csv", ["who", "how old"], ["P1", "40"])
    desk.take(table, kind="participants", mapping={"code": "who", "age": "how old"})
    assert [(p["code"], p["age"]) for p in desk.study.participants()] == [("P1", 40)]


def test_names_that_look_like_attacks_are_only_names(desk: Desk) -> None:
    desk.take(desk.table("codes.csv", ["code", "definition"], [BAD_NAME, BAD_NAME]))
    team = [[f"{BAD_NAME}", "analyst"], ["'; DROP TABLE codes; --", "moderator"]]
    desk.take(desk.table("team.csv", ["name", "roles"], *team))
    voice = BAD_NAME.replace("<", "&lt;").replace(">", "&gt;")
    cues = (f"00:0{n}.000 --> 00:0{n}.900\n<v {voice}>{word}\n" for n, word in enumerate(WORDS))
    name = f"..\\{BAD_NAME.replace('/', '')}.vtt"
    report = desk.take(desk.file(name, "\n".join(["WEBVTT\n", *cues])))
    assert report.file == name
    assert [row.label for row in report.speakers] == [BAD_NAME]
    rows = [[name, BAD_NAME, "three", BAD_NAME]]
    desk.take(desk.table("codings.csv", ["document", "code", "segment", "coder"], *rows))
    (coding,) = desk.study.codings()
    assert (coding["code"], coding["coder"], coding["text"]) == (BAD_NAME, BAD_NAME, "three")
    files = {path.name for path in desk.place.rglob("*") if path.is_file()}
    assert not any("img" in file for file in files)
    assert desk.study.verify().problems == []


def test_a_file_name_that_is_no_text_is_shown_as_one(desk: Desk) -> None:
    path = desk.folder / os.fsdecode(b"t\xe5le\n1.txt")
    path.write_text("Words.")
    desk.take(path)
    assert [row["name"] for row in desk.study.sources()] == ["t�le 1"]


def test_folders_and_pipes_are_no_files(desk: Desk) -> None:
    pipe = desk.folder / "pipe.txt"
    os.mkfifo(pipe)
    desk.refuses(pipe, "no file", because="no-file")
    folder = desk.folder / "folder.csv"
    folder.mkdir()
    desk.refuses(folder, "no file", because="no-file")
    desk.refuses(desk.folder / "gone.txt", "could not be opened", because="no-file")


def test_folders_are_never_told(desk: Desk) -> None:
    hidden = desk.folder / "Ane Opfundet"
    hidden.mkdir()
    path = hidden / "a.txt"
    path.write_text("Words.")
    report = desk.take(path)
    path.write_bytes(b"\xff\xff")
    with pytest.raises(Unreadable) as caught:
        desk.take(path)
    assert "Ane" not in str(caught.value)
    assert report.file == "a.txt"


def test_formulas_are_guarded_on_the_way_out_and_restored_on_the_way_in(desk: Desk) -> None:
    cells = ["=1+1", "@sum", "+45", "-x", "'=quoted", "plain", "-5"]
    rows = [[f"C{number}", cell] for number, cell in enumerate(cells)]
    guarded = desk.file("codes.csv", write_csv(["code", "definition"], rows))
    report = desk.take(guarded)
    assert "5 cells" in " ".join(report.notes)
    assert [row["definition"] for row in desk.study.codes()] == cells


def test_an_apostrophe_of_the_authors_own_stays(desk: Desk) -> None:
    rows = [["C1", "'-tis"], ["C2", "=1+1"]]
    desk.take(desk.file("codes.csv", write_csv(["code", "definition"], rows, raw=True)))
    assert [row["definition"] for row in desk.study.codes()] == ["'-tis", "=1+1"]


def test_a_hundred_thousand_cells_of_attack_are_one_refusal(desk: Desk) -> None:
    rows = [[f"P{number}", "40"] for number in range(3000)]
    table = desk.table("p.csv", ["code", "age"], *rows, ["P3000", "<script>"])
    desk.refuses(table, "row 3002", "no whole number")


# --- kill -9 ----------------------------------------------------------------------------------

_CHILD = """
import os, signal, sys
from pathlib import Path
import heddle
from heddle.exchange import importing
from heddle.log.journal import Journal
from heddle.study.sources import AddSource

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def dying_after(function, count):
    left = [count]
    def wrapped(*arguments, **named):
        result = function(*arguments, **named)
        left[0] -= 1
        if not left[0]:
            die()
        return result
    return wrapped

study_folder, file, moment = sys.argv[1:]
study = heddle.open(study_folder)
if moment == "original kept":
    study.media.keep = dying_after(study.media.keep, 1)
elif moment == "before deciding":
    AddSource.decide = die
elif moment == "after deciding":
    AddSource.decide = dying_after(AddSource.decide, 1)
elif moment == "logged, not committed":
    Journal.append = dying_after(Journal.append, 1)
with study.view() as view:
    plan = importing.plan(view, Path(file))
importing.carry_out(study, plan)
die()
"""


@pytest.mark.parametrize(
    "moment",
    ["original kept", "before deciding", "after deciding", "logged, not committed", "acknowledged"],
)
def test_after_kill_9_there_is_all_of_a_file_or_nothing(desk: Desk, moment: str) -> None:
    talk = "".join(f"Moderator: question {n}?\nP1: answer {n}.\n" for n in range(2000))
    path = desk.file("FG1.txt", talk)
    desk.study.close()
    command = [sys.executable, "-c", _CHILD, str(desk.place), str(path), moment]
    killed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    desk.study = heddle.open(desk.place)
    whole = moment == "acknowledged"
    assert len(desk.study.turns()) == (4000 if whole else 0)
    assert len(desk.study.sources()) == whole
    assert desk.study.verify().problems == []
    if not whole:
        assert desk.take(path).made["turns"] == 4000
        assert desk.study.verify().problems == []


def test_a_reader_that_is_ended_by_a_file_serves_the_next_one(desk: Desk) -> None:
    good = desk.file("good.docx", samples.docx(samples.paragraph("Words.")))
    bomb = desk.file("bomb.docx", samples.docx("", word__media__a="\0" * (64 << 20)))
    outcomes = list(importing.import_files(desk.study, [bomb, good]))
    assert [outcome.report is not None for outcome in outcomes] == [False, True]
    assert zipfile.is_zipfile(good)
    assert Path(outcomes[0].file) == Path("bomb.docx")
