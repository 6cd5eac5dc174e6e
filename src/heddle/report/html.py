"""Reports as one HTML file that needs nothing else: no script, no font, no network.

A content security policy inside the file forbids everything but its own style and the
drawings inside it. All text is escaped; drawings are shown as images, in which browsers run no
script. A trace is a ``span`` with ``data-evidence`` (record ids) and ``data-kind``.
"""

from __future__ import annotations

import base64
from html import escape
from importlib import resources

from heddle.report import drawing
from heddle.report.model import (
    Block,
    Cell,
    Column,
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
    words,
)
from heddle.report.style import WRITING_MM, alignment, caption, columns_of, header, label, widths

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_ALIGN = {"left": "", "center": ' class="c"', "right": ' class="r"'}


def to_html(report: Report) -> bytes:
    """Write `report` as a complete HTML page in UTF-8."""
    style = resources.files("heddle.report").joinpath("page.css").read_text("utf-8")
    body = "\n".join(text for block in report.blocks if (text := _block(report, block)))
    subtitle = f"<p>{escape(report.subtitle)}</p>" if report.subtitle else ""
    made = f" · {report.meta.made}" if report.meta.made else ""
    extra = "".join(
        f'<meta name="{name}" content="{escape(value)}">\n'
        for name, value in (
            ("description", report.meta.subject),
            ("keywords", ", ".join(report.meta.keywords)),
            ("generator", report.meta.tool),
        )
        if value
    )
    large = ' class="large"' if report.large else ""
    page = f"""<!doctype html>
<html lang="{escape(report.language)}"{large}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
{extra}<title>{escape(report.title)}</title>
<style>
{style}</style>
</head>
<body>
<main>
<header><h1 dir="auto">{escape(report.title)}</h1>{subtitle}</header>
{body}
<footer>{escape(report.meta.tool)}{made}</footer>
</main>
</body>
</html>
"""
    return page.encode("utf-8")


def _block(report: Report, block: Block) -> str:
    """Print one block."""
    match block:
        case Heading():
            level = block.level + 1
            name = f' id="{block.anchor}"' if block.anchor else ""
            return f'<h{level} dir="auto"{name}>{escape(block.text)}</h{level}>'
        case Paragraph():
            return f'<p dir="auto">{_inlines(report, block.inlines)}</p>'
        case Quote():
            return _quote(report, block)
        case List():
            items = "\n".join(
                f'<li dir="auto">{_inlines(report, item)}</li>' for item in block.items
            )
            tag = "ol" if block.ordered else "ul"
            return f"<{tag}>\n{items}\n</{tag}>"
        case Table():
            return f'<div class="part">\n{_table(report, block)}\n</div>'
        case Figure():
            return _figure(report, block)
        case PageBreak():
            return '<div class="break"></div>'


def _inlines(report: Report, inlines: Inlines) -> str:
    """Print running text."""
    return "".join(_inline(report, inline) for inline in inlines)


def _inline(report: Report, inline: Inline) -> str:
    """Print one run, its line feeds as line breaks."""
    html = escape(inline.text).replace("\n", "<br>")
    lang = f' lang="{escape(inline.lang)}"' if inline.lang else ""
    for wanted, tag in ((inline.italic, "em"), (inline.bold, "strong")):
        if wanted:
            html = f"<{tag}>{html}</{tag}>"
    if isinstance(inline, Text):
        html = f"<sup>{html}</sup>" if inline.raised else html
        html = f'<a href="#{inline.page}">{html}</a>' if inline.page else html
        return f"<span{lang}>{html}</span>" if lang else html
    count = len(inline.evidence)
    many = label(report, "record" if count == 1 else "records").format(count=count)
    title = ": ".join(part for part in (many if count else "", inline.query) if part)
    evidence = escape(" ".join(inline.evidence))
    return (
        f'<span class="tr" data-kind="{inline.kind}" data-evidence="{evidence}"'
        f' title="{escape(title)}"{lang}>{html}</span>'
    )


def _quote(report: Report, quote: Quote) -> str:
    """Print a quote; its attribution ends the last paragraph."""
    texts = [_inlines(report, paragraph) for paragraph in quote.paragraphs]
    if quote.attribution:
        texts[-1] += f' <span class="att">{_inlines(report, quote.attribution)}</span>'
    paragraphs = "".join(f'<p dir="auto">{text}</p>' for text in texts)
    return f"<blockquote>{paragraphs}</blockquote>"


def _table(report: Report, table: Table, *, title: bool = True) -> str:
    """Print a table that can be scrolled sideways by keyboard, with its notes below."""
    heading = caption(report, table) if title else ()
    name = escape(words(heading) or label(report, "table"))
    shown = f"<caption>{_inlines(report, heading)}</caption>\n" if heading else ""
    columns = "".join(f'<col style="width:{share:.1%}">' for share in widths(table))
    head = header(table)
    lines = []
    for at, row in enumerate(head):
        grouped = bool(table.groups) and at == 0
        cells = "".join(
            _title(report, cell, column, grouped) for _, column, cell in columns_of(table, row)
        )
        lines.append(f'<tr class="groups">{cells}</tr>' if grouped else f"<tr>{cells}</tr>")
    top = "\n".join(["<thead>", *lines, "</thead>\n"]) if lines else ""
    rows = "\n".join(_row(report, table, row) for row in table.rows)
    notes = "".join(f"<p>{_note(report, note.mark, note.inlines)}</p>" for note in table.notes)
    below = f'\n<div class="notes">{notes}</div>' if notes else ""
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{name}">\n'
        f"<table>\n{shown}<colgroup>{columns}</colgroup>\n{top}<tbody>\n{rows}\n</tbody>\n</table>\n"
        f"</div>{below}"
    )


def _title(report: Report, cell: Cell, column: Column, grouped: bool) -> str:
    """Print a column's or column group's title; an empty one is no heading."""
    text = "".join(_inlines(report, paragraph) for paragraph in cell.paragraphs)
    span = f' colspan="{cell.span}"' if cell.span > 1 else ""
    if not text:
        return f"<td{span}></td>"
    scope = "colgroup" if grouped and cell.span > 1 else "col"
    align = _ALIGN[alignment(column, cell, is_head=True)]
    return f'<th scope="{scope}"{span}{align}>{text}</th>'


def _row(report: Report, table: Table, row: Row) -> str:
    """Print a row of the body."""
    cells = []
    for _, column, cell in columns_of(table, row):
        texts = [_inlines(report, paragraph) for paragraph in cell.paragraphs]
        inner = texts[0] if len(texts) == 1 else "".join(f"<p>{text}</p>" for text in texts)
        tag, scope = ("th", ' scope="row"') if cell.head else ("td", "")
        if cell.head and row.kind == "group":
            scope = ' scope="rowgroup"'
        span = f' colspan="{cell.span}"' if cell.span > 1 else ""
        cells.append(
            f'<{tag}{scope}{span}{_ALIGN[alignment(column, cell)]} dir="auto">{inner}</{tag}>'
        )
    kind = f' class="{row.kind}"' if row.kind != "body" else ""
    room = f' style="height:{row.room * WRITING_MM}mm"' if row.room else ""
    return f"<tr{kind}{room}>{''.join(cells)}</tr>"


def _note(report: Report, mark: str, inlines: Inlines) -> str:
    """Print a note with its raised mark."""
    raised = f"<sup>{escape(mark)}</sup> " if mark else ""
    return f"{raised}{_inlines(report, inlines)}"


def _figure(report: Report, figure: Figure) -> str:
    """Print a drawing as an image, and its twin as a table that can be opened."""
    width, height = drawing.size(figure.svg)
    data = base64.b64encode(figure.svg.encode("utf-8")).decode("ascii")
    heading = caption(report, figure)
    shown = f"<figcaption>{_inlines(report, heading)}</figcaption>" if heading else ""
    return (
        f'<figure class="part">{shown}<img src="data:image/svg+xml;base64,{data}"'
        f' alt="{escape(figure.alt)}" width="{width:.0f}" height="{height:.0f}">'
        f"<details><summary>{escape(label(report, 'twin'))}</summary>"
        f"{_table(report, figure.twin, title=False)}</details></figure>"
    )
