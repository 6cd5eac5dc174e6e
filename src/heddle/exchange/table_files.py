"""A table for statistics programs as a file: CSV, Excel or Parquet."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any, Final

import xlsxwriter

from heddle.errors import Refused
from heddle.exchange.analysis_out import Sheet
from heddle.exchange.cells import write_csv
from heddle.exchange.parquet import to_parquet
from heddle.report.sheets import BOOK, ROW_LIMIT, fitting

_EPOCH: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's dates have no zone
"""When each workbook says that it was made, so that the same study gives the same bytes."""
_WIDEST: Final = 60
_CUT: Final = "{count} texts are longer than a cell of a spreadsheet can be, and were cut there."


def render(sheet: Sheet, ending: str) -> tuple[bytes, tuple[str, ...]]:
    """Make the bytes of a table in one of `FORMATS`; returns them with what a person should know.

    Raises:
        Refused: the format is unknown, or has no room for so many rows.
    """
    if ending not in FORMATS:
        raise Refused(
            f"{ending!r} is not a format for such a table; nothing was written.",
            f"Use one of {', '.join(FORMATS)}.",
        )
    data, notes = FORMATS[ending](sheet)
    return data, (*sheet.notes, *notes)


def _csv(sheet: Sheet) -> tuple[bytes, tuple[str, ...]]:
    rows = ([_plain(cell) for cell in row] for row in sheet.rows)
    return write_csv([column.name for column in sheet.columns], rows), ()


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _xlsx(sheet: Sheet) -> tuple[bytes, tuple[str, ...]]:
    """Make a workbook of one sheet whose cells have types, so that no text is calculated."""
    if len(sheet.rows) >= ROW_LIMIT:
        raise Refused(
            f"The table has {len(sheet.rows):,} rows; a spreadsheet holds {ROW_LIMIT:,}.",
            "Write it as .csv or .parquet.",
        )
    buffer, cut = io.BytesIO(), 0
    with xlsxwriter.Workbook(buffer, BOOK) as book:
        book.set_properties({"title": sheet.name, "author": "", "created": _EPOCH})
        page = book.add_worksheet(sheet.name)
        bold = book.add_format({"bold": True, "bottom": 1})
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, fitting(column.name), bold)
            page.set_column(at, at, _WIDEST if column.name == "text" else 14)
        page.freeze_panes(1, 0)
        for number, row in enumerate(sheet.rows, 1):
            for at, cell in enumerate(row):
                if isinstance(cell, bool):
                    page.write_boolean(number, at, cell)
                elif isinstance(cell, int | float):
                    page.write_number(number, at, cell)
                elif cell is not None:
                    shown = fitting(cell)
                    cut += shown != cell
                    page.write_string(number, at, shown)
    return buffer.getvalue(), (_CUT.format(count=cut),) if cut else ()


def _parquet(sheet: Sheet) -> tuple[bytes, tuple[str, ...]]:
    return to_parquet(sheet.columns, sheet.rows), ()


FORMATS: Final[dict[str, Callable[[Sheet], tuple[bytes, tuple[str, ...]]]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
}
