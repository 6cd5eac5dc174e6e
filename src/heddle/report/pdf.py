"""Reports as PDF, set by typst: tagged for screen readers (PDF/UA-1), no system library.

typst is an optional part of Heddle. Its compiler sees a fixed page (page.typ) and the report
as JSON, so that no word of a report is ever typst code, and an empty folder, so that it can
read nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from importlib import resources
from typing import Any

from heddle.errors import HeddleError, Unavailable
from heddle.report import drawing
from heddle.report.model import (
    Block,
    Cell,
    Figure,
    Heading,
    Inline,
    Inlines,
    List,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Row,
    Table,
    Text,
)
from heddle.report.rasters import typst_module
from heddle.report.style import (
    WRITING_MM,
    alignment,
    caption,
    columns_of,
    header,
    is_short,
    label,
    locale,
    twin_words,
    widths,
)
from heddle.report.traces import traces_of

# Inside typst itself; nothing is fetched or looked for on the machine.
_FONTS = ["Libertinus Serif"]


def to_pdf(report: Report) -> tuple[bytes, list[str]]:
    """Write `report` as PDF; also say in plain English what could not be kept.

    The bundled font knows Latin, Greek and Cyrillic letters. Where a report has others, the
    fonts of the machine help out; where none has them, the PDF is still written, but is no
    PDF/UA, and a note says so.

    Raises:
        Unavailable: typst is not installed.
        HeddleError: typst cannot set the report.
    """
    typst = typst_module()
    if typst is None:
        raise Unavailable(
            "PDF files need the optional part typst, which is not installed; nothing was written.",
            "Install it with: pip install 'heddle-qda[pdf]' - or choose .docx, .odt or .html.",
        )
    page = resources.files("heddle.report").joinpath("page.typ").read_bytes()
    data = {"data": json.dumps(_data(report))}
    made = report.meta.made or "2000-01-01"
    moment = dt.datetime.fromisoformat(f"{made}T00:00:00+00:00")
    attempts: list[tuple[bool, list[str], list[str]]] = [
        (True, ["ua-1"], []),
        (False, ["ua-1"], ["Some letters are set in a font of this machine."]),
        (False, [], ["No font of this machine has all letters of this report: check the PDF."]),
    ]
    for bundled, standards, notes in attempts:
        with tempfile.TemporaryDirectory(prefix="heddle-") as nothing:
            try:
                pdf = typst.compile(
                    page,
                    root=nothing,
                    format="pdf",
                    ignore_system_fonts=bundled,
                    sys_inputs=data,
                    pdf_standards=standards,
                    timestamp=moment,
                )
            except typst.TypstError:
                continue
        return bytes(pdf), notes
    # typst's own message may repeat words of the report, so it is not passed on.
    raise HeddleError(
        "The report could not be set as PDF; nothing was written.",
        "Choose .docx, .odt or .html, and tell the makers of Heddle what the report contains.",
        code="pdf-failed",
    )


def _data(report: Report) -> dict[str, Any]:
    """Turn a report into the JSON that page.typ reads."""
    language, region = locale(report.language)
    traces = [
        {"text": each.text, "kind": each.kind, "query": each.query, "records": each.evidence}
        for each in traces_of(report)
    ]
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "subject": report.meta.subject,
        "keywords": report.meta.keywords,
        "lang": language,
        "region": region or None,
        "fonts": _FONTS,
        "large": report.large,
        "writing": WRITING_MM,
        "page": label(report, "page"),
        "blocks": [_block(report, block) for block in report.blocks],
        "traces": json.dumps(traces, ensure_ascii=False, indent=1) if traces else "",
    }


def _inlines(inlines: Inlines) -> list[dict[str, Any]]:
    """Turn running text into data."""
    return [_inline(inline) for inline in inlines]


def _inline(inline: Inline) -> dict[str, Any]:
    """Turn one run into data."""
    language, region = locale(inline.lang) if inline.lang else ("", "")
    return {
        "text": inline.text,
        "bold": inline.bold,
        "italic": inline.italic,
        "raised": isinstance(inline, Text) and inline.raised,
        "page": (inline.page or None) if isinstance(inline, Text) else None,
        "lang": language or None,
        "region": region or None,
    }


def _block(report: Report, block: Block) -> dict[str, Any]:
    """Turn one block into data."""
    match block:
        case Heading():
            level, anchor = block.level, block.anchor or None
            return {"type": "heading", "level": level, "text": block.text, "anchor": anchor}
        case Paragraph():
            return {"type": "paragraph", "runs": _inlines(block.inlines)}
        case Quote():
            end = (Text(" "), *block.attribution) if block.attribution else ()
            paragraphs = [*block.paragraphs[:-1], (*block.paragraphs[-1], *end)]
            return {"type": "quote", "paragraphs": [_inlines(each) for each in paragraphs]}
        case List():
            items = [_inlines(item) for item in block.items]
            return {"type": "list", "ordered": block.ordered, "items": items}
        case Table():
            return _table(report, block)
        case Figure():
            width, height = drawing.size(block.svg)
            # An A4 page has room for 220 mm (831 pixels) of drawing above its caption.
            return {
                "type": "figure",
                "svg": block.svg,
                "alt": twin_words(block),
                "width": width * min(1.0, 831 / height),
                "caption": _inlines(caption(report, block)),
            }
        case PageBreak():
            return {"type": "page-break"}


def _table(report: Report, table: Table) -> dict[str, Any]:
    """Turn a table into data, with the rules of each cell worked out."""
    head = header(table)
    notes = [
        _inlines((*((Text(note.mark, raised=True), Text(" ")) if note.mark else ()), *note.inlines))
        for note in table.notes
    ]
    return {
        "type": "table",
        "caption": _inlines(caption(report, table)),
        "widths": widths(table),
        "short": is_short(table),
        "header": [
            _row(table, row, is_head=True, last=at == len(head)) for at, row in enumerate(head, 1)
        ],
        "rows": [_row(table, row) for row in table.rows],
        "notes": notes,
    }


def _row(
    table: Table, row: Row, *, is_head: bool = False, last: bool = False
) -> list[dict[str, Any]]:
    """Turn a row into data."""
    cells = []
    for at, column, cell in columns_of(table, row):
        align = alignment(column, cell, is_head=is_head)
        is_last = at + cell.span == len(table.columns)
        cells.append(
            {
                "paragraphs": [_inlines(paragraph) for paragraph in cell.paragraphs],
                "span": cell.span,
                "align": align,
                "bold": is_head or cell.head or row.kind != "body",
                "top": row.kind == "total",
                "bottom": last or (is_head and _is_titled(cell)) or row.room > 0,
                "room": row.room if is_last else 0,
            }
        )
    return cells


def _is_titled(cell: Cell) -> bool:
    """Tell whether a header cell prints anything, and so gets a rule below it."""
    return any(inline.text for paragraph in cell.paragraphs for inline in paragraph)
