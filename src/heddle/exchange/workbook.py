"""Excel workbooks (.xlsx), read from their XML parts: values only, nothing is calculated.

A formula gives the result that the spreadsheet program stored with it. Numbers that the workbook
shows as dates or times become "2021-11-17", "2021-11-17 10:30:00" and "1:44:45".
Format: ECMA-376 part 1, section 18 (SpreadsheetML); dates: 18.17.4.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive, Limits, open_archive
from heddle.exchange.draft import NULS
from heddle.exchange.reading import Loss
from heddle.exchange.sheets import Grid, GridRow, column_name
from heddle.text.units import clean

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in number formats that show a date or a time (18.8.30)."""
_TIME_FORMATS = frozenset((18, 19, 20, 21, 32, 33, 45, 46, 47))
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
"""Parts of a number format that are shown as they are: texts, colours, conditions, fillers."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_LIMITS = Limits(total=128 << 20)
"""Tables are parsed as a whole, so they may unfold to less than documents may."""
_LAST_COLUMN = 16_384
_DAY = 86_400


class _Style(msgspec.Struct, frozen=True):
    date: bool = False
    time_only: bool = False


class _Part(msgspec.Struct, frozen=True):
    title: str
    path: str
    hidden: bool


def read_workbook(name: str, data: bytes, *, sheet: str | None = None) -> Grid:
    """Read one sheet of a workbook.

    Args:
        name: the user's name for the file.
        data: the whole file.
        sheet: the sheet's name; else the first visible sheet that has cells.

    Raises:
        Unreadable: it is no workbook, is damaged or unsafe, or has no such sheet.
    """
    archive = open_archive(name, data, limits=_LIMITS)
    main = _target(archive, "", "officeDocument")
    if main is None or main not in archive:
        raise _unreadable(name, "It is a zip archive, but no Excel workbook; nothing was read.")
    workbook = archive.xml(main)
    parts = list(_parts(archive, main, workbook))
    reader = _Reader(archive, main, workbook)
    chosen = [part for part in parts if part.title == sheet] if sheet is not None else parts
    if not chosen:
        titles = ", ".join(f"“{part.title}”" for part in parts)
        raise _unreadable(
            name, f"It has no sheet of that name; nothing was read. It has: {titles}."
        )
    rows: list[GridRow] = []
    part = chosen[0]
    for part in sorted(chosen, key=lambda one: one.hidden):
        rows = reader.rows(part.path)
        if rows:
            break
    others = [one for one in parts if one.path != part.path]
    if others:
        reader.lose("other sheets", len(others), f"sheet “{others[0].title}”")
    _count_extras(archive, reader)
    return Grid("xlsx", rows, title=part.title, losses=reader.losses)


class _Reader:
    """The cells of a workbook's sheets as text, with what could not be taken along."""

    def __init__(self, archive: Archive, main: str, workbook: etree._Element) -> None:
        self._archive = archive
        self._strings = _strings(archive, _target(archive, main, "sharedStrings"))
        self._styles = _styles(archive, _target(archive, main, "styles"))
        properties = workbook.find("{*}workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        # Lotus took 1900 for a leap year; up to February 1900 days are therefore one later.
        self._leap = not since_1904
        self._losses: dict[str, Loss] = {}

    @property
    def losses(self) -> list[Loss]:
        return list(self._losses.values())

    def lose(self, what: str, count: int, where: str = "") -> None:
        before = self._losses.get(what)
        self._losses[what] = Loss(
            what, count + (before.count if before else 0), before.where if before else where
        )

    def rows(self, path: str) -> list[GridRow]:
        """Give the rows that have cells with text."""
        root = self._archive.xml(path)
        rows: list[GridRow] = []
        number = 0
        for row in root.iterfind("{*}sheetData/{*}row"):
            stated = row.get("r") or ""
            number = int(stated) if stated.isdecimal() else number + 1
            cells = self._cells(row, number)
            if any(cells):
                rows.append((number, cells))
        merged = sum(1 for _ in root.iterfind("{*}mergeCells/{*}mergeCell"))
        if merged:
            self.lose("merged cells (their text stands in the first)", merged)
        return rows

    def _cells(self, row: etree._Element, number: int) -> list[str]:
        cells: list[str] = []
        for cell in row.iterfind("{*}c"):
            reference = _REFERENCE.match(cell.get("r") or "")
            column = _column(reference[1]) if reference else len(cells)
            if column >= _LAST_COLUMN:
                raise _unreadable(
                    self._archive.file, "A cell stands where no sheet has one; nothing was read."
                )
            text = self._text(cell, f"cell {column_name(column)}{number}")
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
        return cells

    def _text(self, cell: etree._Element, where: str) -> str:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return self._plain("".join(_runs(cell.find("{*}is"))), where)
        value = cell.findtext("{*}v")
        if not value:
            if cell.find("{*}f") is not None:
                self.lose("formulas without a stored result", 1, where)
            return ""
        if kind == "s":
            index = int(value) if value.strip().isdecimal() else -1
            if not 0 <= index < len(self._strings):
                raise _unreadable(self._archive.file, "It is damaged: a text is missing.", where)
            return self._plain(self._strings[index], where)
        if kind == "str":
            return self._plain(value, where)
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            self.lose("cells with an error value", 1, where)
            return ""
        if kind == "d":
            return value.strip().replace("T", " ")
        return self._number(value.strip(), self._style(cell))

    def _plain(self, text: str, where: str) -> str:
        text = _ESCAPE.sub(_unescape, text)
        if "\0" in text:
            self.lose(NULS, text.count("\0"), where)
            text = text.replace("\0", "")
        return clean(text)

    def _style(self, cell: etree._Element) -> _Style:
        index = cell.get("s") or "0"
        known = index.isdecimal() and int(index) < len(self._styles)
        return self._styles[int(index)] if known else _Style()

    def _number(self, value: str, style: _Style) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        if not math.isfinite(number):
            return value
        if style.time_only or (style.date and 0 <= number < 1):
            return _clock(round(number * _DAY))
        if style.date and 1 <= number < 2_958_466:  # the year 9999
            return self._date(number)
        whole = number.is_integer() and abs(number) < 1e15
        return str(int(number)) if whole else repr(number)

    def _date(self, number: float) -> str:
        shift = 1 if self._leap and number < 60 else 0
        moment = self._epoch + timedelta(seconds=round((number + shift) * _DAY))
        return moment.date().isoformat() if number.is_integer() else moment.isoformat(" ")


def _clock(total: int) -> str:
    sign, total = ("-", -total) if total < 0 else ("", total)
    return f"{sign}{total // 3600}:{total // 60 % 60:02}:{total % 60:02}"


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _unescape(found: re.Match[str]) -> str:
    """Resolve "_x000D_", the way in which workbooks write control characters."""
    point = int(found[1], 16)
    return found[0] if 0xD800 <= point <= 0xDFFF else chr(point)


def _runs(element: etree._Element | None) -> Iterator[str]:
    """Yield the pieces of a text, formatted or not, without the reading aids of Asian scripts."""
    if element is None:
        return
    for child in element:
        kind = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if kind == "t":
            yield child.text or ""
        elif kind == "r":
            yield from (piece.text or "" for piece in child.iterfind("{*}t"))


def _strings(archive: Archive, path: str | None) -> list[str]:
    if path is None or path not in archive:
        return []
    return ["".join(_runs(item)) for item in archive.xml(path).iterfind("{*}si")]


def _styles(archive: Archive, path: str | None) -> list[_Style]:
    if path is None or path not in archive:
        return []
    root = archive.xml(path)
    codes = {
        item.get("numFmtId"): item.get("formatCode") or ""
        for item in root.iterfind("{*}numFmts/{*}numFmt")
    }
    return [
        _style(item.get("numFmtId") or "0", codes) for item in root.iterfind("{*}cellXfs/{*}xf")
    ]


def _style(number: str, codes: dict[str | None, str]) -> _Style:
    if number in codes:
        code = _NO_CODE.sub("", codes[number].partition(";")[0]).lower()
        letters = set(re.findall("[ymdhs]", code)) if code != "general" else set()
        return _Style(bool(letters), bool(letters & {"h", "s"}) and not letters & {"y", "d"})
    known = int(number) if number.isdecimal() else 0
    return _Style(known in _DATE_FORMATS, known in _TIME_FORMATS)


def _parts(archive: Archive, main: str, workbook: etree._Element) -> Iterator[_Part]:
    """Yield the sheets in the order of their tabs; chart sheets have no cells and are left out."""
    targets = {key: path for key, kind, path in _relations(archive, main) if kind == "worksheet"}
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        key = sheet.get(f"{_RELATIONSHIPS}id") or sheet.get(f"{_STRICT}id") or ""
        path = targets.get(key)
        if path in archive and path is not None:
            hidden = sheet.get("state") in ("hidden", "veryHidden")
            yield _Part(sheet.get("name") or "", path, hidden)


def _relations(archive: Archive, part: str) -> Iterator[tuple[str, str, str]]:
    """Yield (id, kind, path) of what a part refers to inside the archive; never outside."""
    folder, file = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    if path not in archive:
        return
    for relation in archive.xml(path).iterfind("{*}Relationship"):
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))
            kind = (relation.get("Type") or "").rpartition("/")[2]
            yield relation.get("Id") or "", kind, target.lstrip("/")


def _target(archive: Archive, part: str, kind: str) -> str | None:
    return next((path for _, one, path in _relations(archive, part) if one == kind), None)


def _count_extras(archive: Archive, reader: _Reader) -> None:
    for what, pattern in (
        ("sheets' comments", r"xl/(comments\d*|comments/\w+|threadedComments/\w+)\.xml"),
        ("charts", r"xl/charts/chart\d+\.xml"),
        ("pictures", r"xl/media/.+"),
        ("macros", r"xl/vbaProject\.bin"),
    ):
        count = sum(bool(re.fullmatch(pattern, name)) for name in archive.names)
        if count:
            reader.lose(what, count)


def _unreadable(name: str, problem: str, place: str = "") -> Unreadable:
    return Unreadable(
        problem,
        "Open it in a spreadsheet program, save it as .xlsx or .csv and import that.",
        file=name,
        place=place,
        code="wrong-kind",
    )
