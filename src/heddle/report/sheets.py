"""Tables as spreadsheets: CSV (one table) and XLSX (one sheet a table).

A cell of a CSV file that begins with = + - @ is a formula to spreadsheet programs, and may
have been typed by anybody, so CSV goes through the guard of `heddle.exchange.cells`. XLSX
states the type of each cell, so there texts are simply texts.
"""

from __future__ import annotations

import datetime as dt
import io
import re

import xlsxwriter

from heddle.errors import Refused
from heddle.exchange.cells import write_csv
from heddle.report.model import Report, Row, Table, Trace, cell_words, words
from heddle.report.style import alignment, caption, columns_of, header, label, widths

# Limits of the XLSX format.
_CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
"""Rows of a sheet."""
BOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
"""How every workbook is written: no text is taken for anything else."""
_CUT = " [… cut: too long for a spreadsheet cell]"


def grid(table: Table) -> list[list[str]]:
    """Lay a table out as equal rows of text; a cell over several columns fills the first."""
    lines = []
    for row in (*header(table), *table.rows):
        line = [""] * len(table.columns)
        for at, _, each in columns_of(table, row):
            line[at] = cell_words(each)
        lines.append(line)
    return lines


def tables_of(report: Report) -> list[Table]:
    """List the tables of a report, with the twins of its figures."""
    found = []
    for block in report.blocks:
        table = block if isinstance(block, Table) else getattr(block, "twin", None)
        if isinstance(table, Table):
            found.append(table)
    return found


def to_csv(report: Report) -> bytes:
    """Write the only table of a report as CSV: header rows, then rows.

    UTF-8 with a byte order mark, so that spreadsheet programs show every letter. Caption and
    notes are left out, so that the file is the table and nothing else.

    Raises:
        Refused: The report has no table, or more than one.
    """
    tables = tables_of(report)
    if len(tables) != 1:
        raise Refused(
            f"A CSV file holds exactly one table; this report has {len(tables)}.",
            "Export one table at a time, or choose .xlsx, which holds them all.",
        )
    first, *rest = grid(tables[0])
    return write_csv(first, rest)


def to_xlsx(report: Report) -> bytes:
    """Write each table of a report to a sheet of its own, and the traces to a last one.

    Raises:
        Refused: The report has no table, or one with more rows than a sheet can hold.
    """
    tables = tables_of(report)
    if not tables:
        raise Refused(
            "This report has no table, so there is nothing to put into a spreadsheet.",
            "Choose .docx, .odt, .html, .pdf or .md instead.",
        )
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, BOOK) as book:
        made = report.meta.made or "2000-01-01"
        moment = dt.datetime.fromisoformat(f"{made}T00:00:00+00:00").replace(tzinfo=None)
        book.set_properties({"title": report.title[:255], "author": "", "created": moment})
        sheets = _Sheets(book, report)
        for index, table in enumerate(tables, 1):
            sheets.add_table(table, index)
        sheets.add_traces()
    return buffer.getvalue()


class _Sheets:
    """The sheets of one workbook while they are written."""

    def __init__(self, book: xlsxwriter.Workbook, report: Report) -> None:
        self.book = book
        self.report = report
        self.names: set[str] = set()
        self.traces: list[tuple[str, str, Trace]] = []
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.formats = {
            (align, kind): book.add_format(
                {
                    "align": align,
                    "valign": "top",
                    "text_wrap": True,
                    "bold": kind != "body",
                    "top": 1 if kind == "total" else 0,
                }
            )
            for align in ("left", "center", "right")
            for kind in ("body", "total", "group")
        }

    def name(self, wanted: str) -> str:
        """Make a sheet name that Excel accepts: 31 letters, no marks of paths, unique."""
        bare = re.sub(r"[\[\]:*?/\\]", " ", wanted).strip(" '")[:31] or "Table"
        name, count = bare, 1
        while name.lower() in self.names:
            count += 1
            name = f"{bare[: 31 - len(f' {count}')]} {count}"
        self.names.add(name.lower())
        return name

    def add_table(self, table: Table, index: int) -> None:
        """Write one table: bold header that stays in view, rows, caption and notes below."""
        head = header(table)
        if len(head) + len(table.rows) + len(table.notes) + 2 > ROW_LIMIT:
            raise Refused(
                f"A table has {len(table.rows)} rows; a spreadsheet holds {ROW_LIMIT}.",
                "Export it as .csv or .json.",
            )
        title = f"{label(self.report, 'table')} {table.number or index}"
        sheet = self.book.add_worksheet(self.name(title))
        for column, share in enumerate(widths(table)):
            sheet.set_column(column, column, max(8, min(70, share * 110)))
        for number, row in enumerate((*head, *table.rows)):
            self._write_row(sheet, table, row, number, is_head=number < len(head))
        sheet.freeze_panes(len(head), 0)
        if head:
            sheet.repeat_rows(0, len(head) - 1)
        below = len(head) + len(table.rows) + 1
        lines = [words(caption(self.report, table))]
        lines += [f"{note.mark} {words(note.inlines)}".strip() for note in table.notes]
        for offset, line in enumerate(line for line in lines if line):
            sheet.write_string(below + offset, 0, fitting(line))

    def _write_row(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        table: Table,
        row: Row,
        at: int,
        *,
        is_head: bool,
    ) -> None:
        """Write one row; numbers as numbers only where the report says so."""
        for column, definition, each in columns_of(table, row):
            look = self.head if is_head else self.formats[(alignment(definition, each), row.kind)]
            if each.value is not None and not is_head:
                sheet.write_number(at, column, each.value, look)
            else:
                sheet.write_string(at, column, fitting(cell_words(each)), look)
            place = xlsxwriter.utility.xl_rowcol_to_cell(at, column)
            for inlines in each.paragraphs:
                self.traces += [
                    (sheet.get_name(), place, i) for i in inlines if isinstance(i, Trace)
                ]

    def add_traces(self) -> None:
        """Write where the numbers and quotes come from, one row a trace."""
        if not self.traces:
            return
        sheet = self.book.add_worksheet(self.name(label(self.report, "evidence")))
        titles = ("sheet", "cell", "text", "kind", "query", "records")
        for column, (title, width) in enumerate(zip(titles, (12, 8, 40, 10, 40, 60), strict=True)):
            sheet.write_string(0, column, title, self.head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for at, (name, place, trace) in enumerate(self.traces[: ROW_LIMIT - 1], 1):
            values = (name, place, trace.text, trace.kind, trace.query, " ".join(trace.evidence))
            for column, value in enumerate(values):
                sheet.write_string(at, column, fitting(value))


def fitting(text: str) -> str:
    """Cut `text` visibly where it is longer than a spreadsheet cell can be.

    Excel counts UTF-16 units, so characters beyond the Basic Multilingual Plane count twice.
    """
    if len(text) * 2 <= _CELL_LIMIT or len(text.encode("utf-16-le")) // 2 <= _CELL_LIMIT:
        return text
    room = (_CELL_LIMIT - len(_CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT
