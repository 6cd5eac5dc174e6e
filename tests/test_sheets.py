"""CSV and Excel tables as one model: nothing lost unseen, nothing guessed unseen."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from heddle.errors import Unreadable
from heddle.exchange import sheets
from heddle.exchange.cells import unsafe_cell, write_csv
from heddle.exchange.reading import Loss
from heddle.exchange.sheets import column_name, read_sheet, read_sheet_file

CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\x0b\x0c\u2028\u2029\ufeff"),
    max_size=8,
)


def sheet(text, name="table.csv", **options):
    data = text if isinstance(text, bytes) else text.encode()
    return read_sheet(name, data, **options)


def table(read):
    return [read.headers, *([row[header] for header in read.headers] for row in read.rows)]


# --- Text tables ------------------------------------------------------------------------------
@given(
    st.sampled_from(",;\t|"),
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_any_delimiter_and_encoding_comes_back(delimiter, rows, encoding):
    out = io.StringIO(newline="")
    filled = [row for row in rows if any(map(str.strip, row))]
    even = [["code", "group", "words"]] * 3  # so that rows show the delimiter
    csv.writer(out, delimiter=delimiter).writerows([["a", "b", "c"], *even, *filled])
    read = sheet(out.getvalue().encode(encoding))
    assert table(read) == [["a", "b", "c"], *even, *filled]
    assert read.losses == []


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_what_heddle_writes_it_reads_back(rows):
    filled = [row for row in rows if any(map(str.strip, row))]
    data = write_csv(["one", "two"], filled)
    assert data.startswith(b"\xef\xbb\xbf")
    read = sheet(data)
    assert [[unsafe_cell(cell) for cell in row] for row in table(read)[1:]] == filled


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_evenly(mark):
    # Danish spreadsheets write semicolons, and commas within numbers and talk.
    text = f"code{mark}mean{mark}words\nP1{mark}1,5{mark}ja; nej\nP2{mark}2,5{mark}så, nå\n"
    quoted = text.replace("ja; nej", '"ja; nej"').replace("så, nå", '"så, nå"')
    if mark == ",":
        quoted = quoted.replace("1,5", "1.5").replace("2,5", "2.5")
    assert sheet(quoted).headers == ["code", "mean", "words"]


def test_excels_own_hint_is_followed():
    read = sheet("sep=;\r\na;b\r\n1;2\r\n")
    assert table(read) == [["a", "b"], ["1", "2"]]
    assert read.numbers == [3]


def test_a_table_of_one_column():
    assert table(sheet("words\nJa\nNej, tak\nJa\n")) == [["words"], ["Ja"], ["Nej, tak"], ["Ja"]]
    assert table(sheet("code\nP1\nP2\n")) == [["code"], ["P1"], ["P2"]]


def test_line_ends_within_cells_are_kept_and_made_alike():
    read = sheet('a,b\r\n"one\r\ntwo","x"\r\n')
    assert read.rows == [{"a": "one\ntwo", "b": "x"}]


def test_a_cell_may_hold_a_whole_transcript():
    words = "ord " * 60_000
    assert sheet(f"a,b\n{words},x\n").rows[0]["a"] == words


def test_ragged_rows_are_told_with_their_number():
    read = sheet("a,b,c\n1,2,3\n\n1,2\n1,2,3,4\n1,2,3,,\n")
    assert read.numbers == [2, 4, 5, 6]
    assert read.rows[1] == {"a": "1", "b": "2", "c": ""}
    assert Loss("rows with fewer cells than headers", 1, "row 4") in read.losses
    assert Loss("rows with cells beyond the last header", 1, "row 5") in read.losses
    assert read.place(1) == "row 4"
    assert read.place(2, "a") == "row 5, column “a”"


def test_headers_are_made_different_and_none_is_lost():
    read = sheet("age,age,,note,\n1,2,3,4,\n")
    assert read.headers == ["age", "age (2)", "Column C", "note"]
    assert read.rows == [{"age": "1", "age (2)": "2", "Column C": "3", "note": "4"}]
    assert [loss.what for loss in read.losses] == [
        "headers that occur twice (numbered)",
        "columns without a header (named by their letter)",
    ]


def test_a_title_above_the_headers_is_told():
    read = sheet("Deltagere 2021,\n,\nkode,alder\nP1,41\n")
    assert table(read) == [["kode", "alder"], ["P1", "41"]]
    assert read.losses == [Loss("rows above the headers", 1, "row 1")]


def test_nul_characters_are_removed_and_told():
    read = sheet("a,b\n1\0,2\n")
    assert read.rows == [{"a": "1", "b": "2"}]
    assert read.losses[0].count == 1


def test_the_hash_is_that_of_the_bytes(tmp_path):
    file = tmp_path / "t.tsv"
    file.write_bytes("\ufeffa\tb\r\n1\t2".encode("utf-16"))
    read = read_sheet_file(file)
    assert read.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (read.format, read.encoding, read.file) == ("tsv", "utf-16", "t.tsv")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("t.csv", "navn,køn\nSøren,m\n".encode("cp1252"), "encoding"),
        ("t.csv", b"", "empty"),
        ("t.csv", b" ,\n\n ,", "empty"),
        ("t.csv", b'a,b\n"never ends,2\n3,4\n', "unreadable"),
        ("t.csv", b'a,b\n"x" y,2\n', "unreadable"),
        ("t.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "wrong-kind"),
        ("t.xlsx", b"a,b\n1,2\n", "wrong-kind"),
        ("t.xlsx", b"PK\x03\x04 and nothing else", "unreadable"),
    ],
)
def test_what_is_no_table_is_refused_by_name(name, data, code):
    with pytest.raises(Unreadable) as refused:
        read_sheet(name, data)
    assert (refused.value.file, refused.value.code) == (name, code)
    assert refused.value.hint


def test_a_broken_quote_is_refused_with_its_row():
    with pytest.raises(Unreadable) as refused:
        sheet('a,b\n1,2\n"x" y,2\n')
    assert refused.value.place == "row 3"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Unreadable) as refused:
        read_sheet_file(tmp_path / "gone.csv")
    assert (refused.value.file, refused.value.code) == ("gone.csv", "no-file")


def test_a_table_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_BYTES", 8)
    with pytest.raises(Unreadable, match="larger than"):
        sheet("a,b\n1,2\n3,4\n")


def test_a_workbook_that_unfolds_without_end_is_refused():
    blank = b"<sst>" + b" " * (80 << 20)
    bomb = repacked(workbook(two_by_two), lambda name, part: blank if "Strings" in name else part)
    with pytest.raises(Unreadable) as refused:
        read_sheet("bomb.xlsx", bomb)
    assert refused.value.code == "too-complex"


def test_an_encoding_that_a_person_names_is_taken():
    read = sheet("navn;køn\nSøren;m\n".encode("cp1252"), encoding="cp1252")
    assert table(read) == [["navn", "køn"], ["Søren", "m"]]


# --- Workbooks --------------------------------------------------------------------------------
def workbook(fill, **options):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    fill(book)
    book.close()
    return out.getvalue()


def test_numbers_dates_and_truths_of_a_workbook():
    def fill(book):
        one = book.add_worksheet("Deltagere")
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        both = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        clock = book.add_format({"num_format": "[h]:mm:ss"})
        money = book.add_format({"num_format": '#,##0.00 "days"'})
        one.write_row(0, 0, ["kode", "tal", "dag", "tid", "varighed", "ja", "beløb"])
        one.write(1, 0, "P1")
        one.write(1, 1, 17)
        one.write(1, 2, dt.date(2021, 11, 17), day)
        one.write(1, 3, dt.datetime(2021, 11, 17, 10, 30), both)  # noqa: DTZ001
        one.write(1, 4, dt.timedelta(hours=25, minutes=44, seconds=45), clock)
        one.write(1, 5, True)
        one.write(1, 6, 1.5, money)
        one.write(2, 0, "P2")
        one.write(2, 2, dt.date(1900, 1, 2), day)
        one.write_formula(2, 1, "=1+1", None, 2)
        one.write_formula(2, 5, '="a"&"b"', None, "ab")

    read = read_sheet("p.xlsx", workbook(fill))
    assert table(read) == [
        ["kode", "tal", "dag", "tid", "varighed", "ja", "beløb"],
        ["P1", "17", "2021-11-17", "2021-11-17 10:30:00", "25:44:45", "TRUE", "1.5"],
        ["P2", "2", "1900-01-02", "", "", "ab", ""],
    ]
    assert (read.title, read.losses) == ("Deltagere", [])


def test_a_workbook_of_the_old_mac_counts_days_from_1904():
    def fill(book):
        one = book.add_worksheet()
        one.write_row(0, 0, ["a", "b"])
        one.write(1, 0, dt.date(2021, 11, 17), book.add_format({"num_format": 14}))

    read = read_sheet("p.xlsx", workbook(fill, date_1904=True))
    assert read.rows[0]["a"] == "2021-11-17"


def test_what_a_workbook_has_besides_is_told():
    def fill(book):
        one = book.add_worksheet("Første")
        one.write_row(0, 0, ["a", "b"])
        one.merge_range("A2:B2", "begge")
        one.write(2, 0, "x")
        one.write_comment(2, 0, "note")
        book.add_worksheet("Andet").write(0, 0, "mere")

    read = read_sheet("p.xlsx", workbook(fill))
    assert table(read) == [["a", "b"], ["begge", ""], ["x", ""]]
    assert {loss.what: loss.count for loss in read.losses} == {
        "merged cells (their text stands in the first)": 1,
        "other sheets": 1,
        "sheets' comments": 1,
    }


def test_hidden_and_empty_sheets_are_passed_over_but_can_be_named():
    def fill(book):
        book.add_worksheet("Tom")
        hidden = book.add_worksheet("Skjult")
        hidden.write_row(0, 0, ["h", "i"])
        hidden.hide()
        book.add_worksheet("Rigtig").write_row(0, 0, ["a", "b"])

    data = workbook(fill)
    assert read_sheet("p.xlsx", data).headers == ["a", "b"]
    assert read_sheet("p.xlsx", data, sheet="Skjult").headers == ["h", "i"]
    with pytest.raises(Unreadable, match="“Rigtig”"):
        read_sheet("p.xlsx", data, sheet="rigtig nok")


def test_coloured_texts_are_whole_and_errors_are_told():
    def fill(book):
        one = book.add_worksheet()
        one.write_row(0, 0, ["a", "b"])
        bold = book.add_format({"bold": True})
        one.write_rich_string(1, 0, "helt ", bold, "klart", " ja")
        one.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        one.write_string(2, 0, "nul _x0000_ og _x000D_\n slut")

    data = repacked(
        workbook(fill),
        lambda name, part: part.replace(b"_x005F_x", b"_x") if "Strings" in name else part,
    )
    read = read_sheet("p.xlsx", data)
    assert [row["a"] for row in read.rows] == ["helt klart ja", "nul  og \n slut"]
    assert {loss.what: loss.where for loss in read.losses} == {
        "cells with an error value": "cell B2",
        "NUL characters (removed)": "cell A3",
    }


def test_dates_written_as_text_by_strict_programs():
    def iso(name, part):
        if name.endswith("sheet1.xml"):
            part = part.replace(b'<c r="B2">', b'<c r="B2" t="d">')
            part = part.replace(b"<v>4711</v>", b"<v>2021-11-17T10:30:00</v>")
        return part

    read = read_sheet("p.xlsx", repacked(workbook(two_by_two), iso))
    assert read.rows[0]["b"] == "2021-11-17 10:30:00"


def test_formulas_without_results_and_inline_texts():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append(["=1+1", "x\r\ny"])
    out = io.BytesIO()
    book.save(out)
    read = read_sheet("p.xlsx", out.getvalue())
    assert read.rows == [{"a": "", "b": "x\ny"}]
    assert Loss("formulas without a stored result", 1, "cell A2") in read.losses


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_texts_of_a_workbook_come_back(rows):
    def fill(book):
        one = book.add_worksheet()
        one.write_row(0, 0, ["a", "b"])
        for i, row in enumerate(rows, 1):
            for j, cell in enumerate(row):
                one.write_string(i, j, cell)

    filled = [row for row in rows if any(map(str.strip, row))]
    assert table(read_sheet("p.xlsx", workbook(fill)))[1:] == filled


def repacked(data, change):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            changed = change(name, old.read(name))
            if changed is not None:
                new.writestr(name, changed)
    return out.getvalue()


def two_by_two(book):
    one = book.add_worksheet()
    one.write_row(0, 0, ["a", "b"])
    one.write_row(1, 0, ["c", 4711])


@pytest.mark.parametrize(
    "change",
    [
        lambda name, part: None if name == "xl/workbook.xml" else part,
        lambda name, part: None if name == "xl/sharedStrings.xml" else part,
        lambda name, part: part[:-20] if name.endswith("sheet1.xml") else part,
        lambda name, part: (
            part.replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY e "e">]><worksheet', 1)
            if name.endswith("sheet1.xml")
            else part
        ),
        lambda _, part: part.replace(b'r="A2"', b'r="ZZZ2"'),
    ],
    ids=["no workbook", "no strings", "cut short", "doctype", "cell beyond the sheet"],
)
def test_damaged_and_hostile_workbooks_are_refused(change):
    with pytest.raises(Unreadable) as refused:
        read_sheet("p.xlsx", repacked(workbook(two_by_two), change))
    assert refused.value.file == "p.xlsx"


def test_odd_values_do_not_break_a_workbook():
    def odd(name, part):
        if name.endswith("sheet1.xml"):
            part = part.replace(b"<v>4711</v>", b"<v>1e999</v>").replace(
                b'<row r="2"', b'<row r="x"'
            )
        return part

    read = read_sheet("p.xlsx", repacked(workbook(two_by_two), odd))
    assert read.rows == [{"a": "c", "b": "1e999"}]


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_name(i) for i in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]


def test_the_reference_study_reads_without_loss(shared):
    for name, rows in (("participants", 17), ("recruitment", 25), ("sessions", 3)):
        read = read_sheet_file(shared / "reference_study" / f"{name}.csv")
        assert (len(read.rows), read.losses) == (rows, [])
