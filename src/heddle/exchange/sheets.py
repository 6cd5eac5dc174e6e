"""Tables that people keep: CSV, tab-separated and Excel files, read into one model.

A sheet has headers and rows of text. Nothing is interpreted here but what only the file knows
(its delimiter, its encoding, which number is a date); what a column means is found out by
`heddle.exchange.headers`, what a value means by `heddle.exchange.cells`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.disk import read_once
from heddle.exchange.reading import Loss

MAX_BYTES = 64 << 20
"""The largest table; half a million coded segments as CSV are smaller."""

GridRow = tuple[int, list[str]]
"""A row as it stands in a file: its number there, counted from 1, and its cells."""


class Grid(msgspec.Struct):
    """A table before its header row is known."""

    format: str
    """csv, tsv or xlsx."""
    rows: list[GridRow]
    encoding: str = ""
    title: str = ""
    """The name of the sheet in a workbook."""
    losses: list[Loss] = []


class Sheet(msgspec.Struct):
    """A table with headers: every row has a text (perhaps empty) for every header."""

    headers: list[str]
    """In the order of the file, each different."""
    rows: list[dict[str, str]]
    losses: list[Loss]
    sha256: str
    """Hex digest of exactly the bytes that were read."""
    file: str = ""
    format: str = ""
    encoding: str = ""
    title: str = ""
    numbers: list[int] = []
    """For each row its number in the file as a spreadsheet counts it, from 1."""

    def place(self, row: int, header: str = "") -> str:
        """Name a row (by its place in `rows`), or a cell, as a person would find it."""
        where = f"row {self.numbers[row]}"
        return f"{where}, column “{header}”" if header else where


def read_sheet_file(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> Sheet:
    """Read a table from disk, once: what is hashed and what is read are the same bytes.

    Arguments and errors are those of `read_sheet`; a file that cannot be opened is `Unreadable`.
    """
    data = read_once(path, MAX_BYTES)
    return read_sheet(path.name, data, encoding=encoding, sheet=sheet)


def read_sheet(
    name: str, data: bytes, *, encoding: str | None = None, sheet: str | None = None
) -> Sheet:
    """Read a .csv, .tsv or .xlsx file that is in memory.

    Args:
        name: the user's name for the file; its ending is believed only if the bytes agree.
        data: the whole file.
        encoding: text files only: what a person says it is; else a byte order mark or UTF-8.
        sheet: workbooks only: the name of the sheet; else the first visible one with cells.

    Raises:
        Unreadable: it is no table, is damaged, too large, has no rows, or its encoding is not
            known.
    """
    # The readers import this module's model, so they are imported when the first file comes.
    from heddle.exchange.delimited import read_delimited  # noqa: PLC0415
    from heddle.exchange.workbook import read_workbook  # noqa: PLC0415

    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"It is larger than {MAX_BYTES >> 20} MB, more than any table of a study; nothing was"
            " read.",
            "Cut it into parts, or save it without pictures.",
            file=name,
            code="too-large",
        )
    if data.startswith(b"PK\x03\x04"):
        grid = read_workbook(name, data, sheet=sheet)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "It is an old Excel file (.xls) or locked with a password; nothing was read.",
            "Open it in a spreadsheet program, save it as .xlsx without a password or as .csv.",
            file=name,
            code="wrong-kind",
        )
    elif PurePath(name).suffix.lower() in {".xlsx", ".xlsm"}:
        raise Unreadable(
            "It is called a workbook, but its bytes are something else; nothing was read.",
            "Find out what it is, or save it again in a spreadsheet program.",
            file=name,
            code="wrong-kind",
        )
    else:
        grid = read_delimited(name, data, encoding=encoding)
    return _headed(name, grid, hashlib.sha256(data).hexdigest())


def column_name(index: int) -> str:
    """Give the letters of a spreadsheet column, counted from 0: A, B ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _headed(name: str, grid: Grid, digest: str) -> Sheet:
    """Take the headers out of a grid and give every row a text for each of them."""
    losses = list(grid.losses)
    filled = [(number, cells) for number, cells in grid.rows if any(map(str.strip, cells))]
    at = _header_row(filled)
    if at is None:
        raise Unreadable(
            "It has no rows; nothing was read.",
            "Check that the table is on the first sheet and has a row of headers.",
            file=name,
            code="empty",
        )
    if at:
        losses.append(Loss("rows above the headers", at, f"row {filled[0][0]}"))
    body = filled[at + 1 :]
    headers = _headers(filled[at][1], [cells for _, cells in body], losses)
    losses += _ragged(body, len(headers), grid.format)
    return Sheet(
        headers=[header for header in headers if header],
        rows=[
            {
                header: cells[i] if i < len(cells) else ""
                for i, header in enumerate(headers)
                if header
            }
            for _, cells in body
        ],
        losses=losses,
        sha256=digest,
        file=name,
        format=grid.format,
        encoding=grid.encoding,
        title=grid.title,
        numbers=[number for number, _ in body],
    )


def _header_row(rows: Sequence[GridRow]) -> int | None:
    """Find the first row with two cells or more; a single cell above it is a title.

    In a table whose rows mostly have one cell, the first row is the headers.
    """
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in rows]
    if not filled:
        return None
    if Counter(filled).most_common(1)[0][0] == 1:
        return 0
    return next(i for i, count in enumerate(filled) if count > 1)


def _headers(cells: Sequence[str], body: Sequence[Sequence[str]], losses: list[Loss]) -> list[str]:
    """Give each column a name of its own; columns without header and cells get none ("")."""
    width = max(len(cells), *(len(row) for row in body)) if body else len(cells)
    used = {i for row in body for i, cell in enumerate(row) if cell.strip()}
    headers: list[str] = []
    seen: Counter[str] = Counter()
    doubled = unnamed = 0
    for i in range(width):
        header = " ".join(cells[i].split()) if i < len(cells) else ""
        if not header:
            # Beyond the last header nothing is named: such cells are reported as ragged rows.
            if i < len(cells) and i in used:
                header = f"Column {column_name(i)}"
                unnamed += 1
            elif i >= len(cells):
                break
        seen[header] += 1
        if header and seen[header] > 1:
            header = f"{header} ({seen[header]})"
            doubled += 1
        headers.append(header)
    if doubled:
        losses.append(Loss("headers that occur twice (numbered)", doubled))
    if unnamed:
        losses.append(Loss("columns without a header (named by their letter)", unnamed))
    return headers


def _ragged(body: Sequence[GridRow], width: int, form: str) -> list[Loss]:
    """Report rows that are longer than the headers, and in text files shorter ones too."""
    long = [number for number, cells in body if any(map(str.strip, cells[width:]))]
    # A workbook stores no cells at the end of a row, which says nothing.
    short = [number for number, cells in body if len(cells) < width and form != "xlsx"]
    losses = []
    if long:
        losses.append(Loss("rows with cells beyond the last header", len(long), f"row {long[0]}"))
    if short:
        losses.append(Loss("rows with fewer cells than headers", len(short), f"row {short[0]}"))
    return losses
