"""Spreadsheets: texts are texts, numbers are numbers, and nothing is a formula."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import Refused
from heddle.exchange.cells import unsafe_cell
from heddle.report import sheets
from heddle.report.clean import clean_text
from heddle.report.files import render
from heddle.report.model import Cell, Column, Report, Row, Table, runs
from report_samples import garden, number, table_only

risky = st.lists(
    st.one_of(st.sampled_from([*"'=+-@\t\r\n", "0", "1.5", "＝"]), st.text(max_size=3)), max_size=5
).map("".join)


def book(report):
    """Write a workbook and open it."""
    return openpyxl.load_workbook(io.BytesIO(render(report, "xlsx")[0]))


# --- Laws -------------------------------------------------------------------------------------
@given(st.lists(st.tuples(risky, risky), min_size=1, max_size=4))
def test_csv_gives_back_what_was_written(rows):
    data, _ = render(table_only(*rows), "csv")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert read[0] == ["Column 1", "Column 2"]
    for cell in (cell for line in read for cell in line):
        assert cell[:1] not in tuple("=@\t\r\n＝＋－＠")
        if cell[:1] in {"+", "-"}:
            float(cell.rstrip("%").replace(",", "."))
    cells = [[unsafe_cell(cell) for cell in line] for line in read[1:]]
    assert cells == [[clean_text(cell)[0] for cell in row] for row in rows]


@settings(max_examples=25)
@given(st.lists(st.tuples(risky, risky), min_size=1, max_size=4))
def test_xlsx_holds_texts_as_texts(rows):
    sheet = book(table_only(*rows)).worksheets[0]
    for line, row in zip(sheet.iter_rows(min_row=2, max_row=1 + len(rows)), rows, strict=True):
        for cell, text in zip(line, row, strict=True):
            assert cell.data_type in {"s", "n", "inlineStr"}
            # An empty text is an empty cell; XML readers fold the other line ends into one.
            assert (cell.value or "").replace("\r\n", "\n") == clean_text(text)[0]


# --- Stories ----------------------------------------------------------------------------------
def test_csv_of_a_table_is_the_table_and_nothing_else():
    table = garden().blocks[2]
    data, _ = render(Report("T", (table,)), "csv")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[0] == ',,"Age, years",,'
    assert lines[1] == "Group,n,Mean,Range,Trades represented"
    assert lines[2] == 'Gardeners,9,44,29–61,"Pruner, seed keeper, beekeeper"'


def test_a_workbook_has_a_sheet_for_each_table_and_one_for_the_traces():
    made = book(garden())
    assert made.sheetnames == ["Table 1", "Table 2", "Table 3", "Evidence"]
    first = made["Table 1"]
    assert [cell.value for cell in first[2]] == [
        "Group",
        "n",
        "Mean",
        "Range",
        "Trades represented",
    ]
    assert first["A2"].font.bold
    assert first.freeze_panes == "A3"
    assert first["D4"].value == "35–70a"
    below = [first.cell(row, 1).value for row in range(7, 10)]
    assert below[0] == "Table\u00a01. Who took part, by group"
    assert below[2] == "a One person did not state an age."
    evidence = list(made["Evidence"].iter_rows(values_only=True))
    assert evidence[0] == ("sheet", "cell", "text", "kind", "query", "records")
    assert evidence[1] == ("Table 1", "B3", "9", "number", "", "p-1 p-2")
    assert first[evidence[1][1]].value == "9"
    assert (made.properties.creator or "") == ""
    assert made.properties.title == garden().title


def test_a_cell_that_is_a_number_is_one_to_the_spreadsheet():
    values = Row((Cell((runs(number("17")),), value=17), Cell((runs("0,5"),), value=0.5)))
    made = book(Report("T", (Table((Column(runs("n")), Column()), (values,)),)))
    assert [cell.value for cell in made.worksheets[0][2]] == [17, 0.5]


def test_sheets_get_names_that_excel_accepts():
    table = Table((Column(runs("n")),), (), number="a/b*[c]:d?" + "x" * 40)
    made = book(Report("T", (table, table, table)))
    assert len({name.lower() for name in made.sheetnames}) == 3
    assert all(len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in made.sheetnames)


def test_a_text_too_long_for_a_cell_is_cut_visibly():
    made = book(table_only(("\U0001f9f6" * 20_000,)))
    value = made.worksheets[0]["A2"].value
    assert value.endswith("[… cut: too long for a spreadsheet cell]")
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    whole = "x" * 32_767
    assert book(table_only((whole,))).worksheets[0]["A2"].value == whole


# --- Faults -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("ending", "count"), [("csv", 0), ("csv", 2), ("xlsx", 0)])
def test_a_report_that_does_not_fit_is_refused_with_a_way_out(ending, count):
    with pytest.raises(Refused) as caught:
        render(Report("T", table_only(("x",)).blocks * count), ending)
    assert "." in caught.value.hint


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "ROW_LIMIT", 4)
    with pytest.raises(Refused, match="holds 4"):
        render(table_only(("1",), ("2",)), "xlsx")
