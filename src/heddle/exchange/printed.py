"""Printed tables from anywhere: pasted Markdown, CSV, tabs, a web page, Word or Excel.

Only the words of the cells are taken, as rows of text, and the sentences around the table. No
cell is interpreted here. Of several tables the one with most figures is taken.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import nh3
from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.archive import open_archive
from heddle.exchange.delimited import read_delimited
from heddle.exchange.disk import read_once
from heddle.exchange.encodings import decode
from heddle.exchange.workbook import read_workbook

MAX_BYTES = 8 << 20
_FIGURE = re.compile(r"\d")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*\Z")
_MARK_UP = re.compile(r"<(sup|sub)>(.*?)</\1>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)>|([^<]+)")
_ENTITIES = (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))
_GAP = re.compile(r"\t| {2,}")

Rows = list[list[str]]


class PrintedTable(msgspec.Struct):
    """A table as words, and what is said around it."""

    rows: Rows
    text: str = ""


def read_printed(path: Path) -> PrintedTable:
    """Read a table from a file; see `printed_table`."""
    return printed_table(path.name, read_once(path, MAX_BYTES))


def printed_table(name: str, data: bytes) -> PrintedTable:
    """Read the table in a file that is in memory: .md .txt .csv .tsv .html .docx .xlsx.

    Raises:
        Unreadable: There is no table in it, it is damaged, unsafe or too large.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"It is larger than {MAX_BYTES >> 20} MB, more than any table; nothing was read.",
            "Paste the table by itself.",
            file=name,
            code="too-large",
        )
    if data.startswith(b"PK\x03\x04"):
        return _office(name, data)
    if Path(name).suffix.lower() in {".csv", ".tsv", ".tab"}:
        return _best(name, [[cells for _, cells in read_delimited(name, data).rows]], "")
    text, _ = decode(name, data, None)
    return table_in_text(text, name)


def table_in_text(text: str, name: str = "") -> PrintedTable:
    """Read the table in a pasted text: HTML, Markdown, tabs, columns parted by spaces, or CSV.

    Raises:
        Unreadable: There is no table in it.
    """
    if re.search(r"<t[rdh][\s>]", text, re.IGNORECASE):
        return _page(name, text)
    tables: list[Rows] = []
    rest: list[str] = []
    rows: Rows = []
    for line in [*text.splitlines(), ""]:
        cells = _cells(line)
        if cells is not None:
            rows += [cells] if cells else []
            continue
        rest.append(_plain(line))
        if rows:
            tables.append(rows)
            rows = []
    if not tables and text.strip():
        # Commas and semicolons stand in sentences too: they part cells only in a whole of rows.
        grid = read_delimited(name or "table.csv", text.encode())
        tables, rest = [[cells for _, cells in grid.rows]], []
    return _best(name, tables, "\n".join(rest))


def _cells(line: str) -> list[str] | None:
    """Return the cells of a line of a table; none for a rule, None for a line of talk."""
    if _RULE.match(line) and "|" in line:
        return []
    if line.count("|") > 1:
        inner = line.strip().removeprefix("|").removesuffix("|")
        return [_plain(cell) for cell in inner.split("|")]
    if len(_GAP.findall(line.strip())) > 1:
        # A line of tabs keeps its empty cells; of several spaces each gap parts two cells.
        parts = line.strip(" ").split("\t") if "\t" in line else _GAP.split(line.strip())
        return [_plain(part) for part in parts]
    return None


def _plain(text: str) -> str:
    """Return text without the mark-up of Markdown and HTML."""
    bare = re.sub(r"<br\s*/?>", "; ", text, flags=re.IGNORECASE)
    bare = _TAG.sub("", _MARK_UP.sub(r"\2", bare))
    for entity, character in _ENTITIES:
        bare = bare.replace(entity, character)
    return re.sub(r"\*\*|__", "", bare).replace("\\", "").strip()


def _best(name: str, tables: list[Rows], text: str) -> PrintedTable:
    """Return the table with most figures; rows of one cell (captions, notes) are text."""
    usable: list[tuple[int, Rows, str]] = []
    for table in tables:
        rows = [row for row in table if sum(bool(cell.strip()) for cell in row) > 1]
        said = [cell for row in table if row not in rows for cell in row if cell.strip()]
        if len(rows) > 1:
            figures = sum(bool(_FIGURE.search(cell)) for row in rows for cell in row)
            usable.append((figures, rows, "\n".join([text, *said])))
    if not usable:
        raise Unreadable(
            "There is no table in it; nothing was checked.",
            "Paste the table with its row of headings, or give a .csv, .docx, .xlsx or .html file.",
            file=name,
            code="no-table",
        )
    _, rows, around = max(usable, key=lambda each: each[0])
    width = max(map(len, rows))
    return PrintedTable([row + [""] * (width - len(row)) for row in rows], around.strip())


def _page(name: str, text: str) -> PrintedTable:
    """Read the tables of a web page, sanitised first; see `heddle.exchange.webpage`."""
    clean = nh3.clean(
        text.replace("\0", ""),
        tags={"table", "tr", "td", "th", "p", "br"},
        clean_content_tags={"script", "style", "template", "svg"},
        attributes={},
        link_rel=None,
    )
    reader = _Cells()
    for closes, tag, words in _TOKEN.findall(clean):
        if words:
            reader.words(words)
        elif closes:
            reader.close(tag)
        else:
            reader.open(tag)
    return _best(name, reader.tables, _plain("".join(reader.outside)))


class _Cells:
    """One walk over a sanitised page: its tables, and the words outside of their cells."""

    def __init__(self) -> None:
        self.tables: list[Rows] = []
        self.outside: list[str] = []
        self._cell: list[str] | None = None

    def words(self, words: str) -> None:
        (self.outside if self._cell is None else self._cell).append(words)

    def open(self, tag: str) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag in ("br", "p"):
            # Paragraphs of a cell are parted as in the other formats.
            self.words("; " if self._cell else "" if self._cell is not None else "\n")

    def close(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            if self.tables and self.tables[-1]:
                self.tables[-1][-1].append(_plain(" ".join("".join(self._cell).split())))
            self._cell = None


def _office(name: str, data: bytes) -> PrintedTable:
    archive = open_archive(name, data)
    if "word/document.xml" in archive:
        root = archive.xml("word/document.xml")
        tables = [
            [[_words(cell) for cell in row.iterfind("{*}tc")] for row in table.iterfind("{*}tr")]
            for table in root.iter("{*}tbl")
        ]
        body = root.find("{*}body")
        text = "\n".join(_words(p) for p in ([] if body is None else body.iterfind("{*}p")))
        return _best(name, tables, text)
    return _best(name, [[cells for _, cells in read_workbook(name, data).rows]], "")


def _words(element: etree._Element) -> str:
    """Return the words of a cell or paragraph; paragraphs of a cell are parted."""
    paragraphs = [element] if str(element.tag).endswith("}p") else list(element.iterfind("{*}p"))
    said = ("".join(t.text or "" for t in p.iter("{*}t")) for p in paragraphs)
    return "; ".join(words.strip() for words in said if words.strip())
