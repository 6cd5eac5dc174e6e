"""The body of a Word file: blocks of a report as WordprocessingML."""

from __future__ import annotations

import io
from typing import Any

from docx.document import Document
from docx.shared import Emu
from docx.text.paragraph import Paragraph as WordParagraph

from heddle.report import drawing
from heddle.report.docx_lists import ListNumbers
from heddle.report.docx_styles import TABLE_STYLE, element, word_language
from heddle.report.docx_template import Template
from heddle.report.model import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    Inline,
    Inlines,
    List,
    Note,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Row,
    Table,
    Text,
    words,
)
from heddle.report.rasters import to_png
from heddle.report.style import (
    WRITING_MM,
    alignment,
    caption,
    columns_of,
    header,
    is_short,
    label,
    twin_words,
    widths,
)
from heddle.report.traces import TraceList

# Between the margins of A4 set in docx_writer: 160 mm in twentieths of a point.
_TEXT_WIDTH = 9071
_EMU_PER_TWIP = 635
_EMU_PER_PIXEL = 9525
_TWIPS_PER_MM = 56.7
# Where the numbers of headings' bookmarks begin.
_HEADINGS = 1_000_000
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Body:
    """Writes blocks into a document, before its section properties."""

    def __init__(
        self,
        document: Document,
        report: Report,
        traces: TraceList,
        template: Template | None = None,
    ) -> None:
        self.document = document
        self.report = report
        self.traces = traces
        self.template = template
        self.end = template.place() if template else document.element.body[-1]
        self.width = template.width() if template else _TEXT_WIDTH
        self.new_page = False
        self.headings: list[str] = []
        # Looked up once: a search by name in Word's styles costs more than a paragraph.
        self.ids = (
            template.complete()
            if template
            else {style.name: style.style_id for style in document.styles if style.name}
        )
        self.lists = ListNumbers(template.numbering()) if template else None

    def write(self) -> None:
        """Write title, subtitle and all blocks."""
        self._paragraph("Title", (Text(self.report.title),))
        if self.report.subtitle:
            self._paragraph("Subtitle", (Text(self.report.subtitle),))
        for block in self.report.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph("Body Text", block.inlines)
            case Quote():
                self._quote(block)
            case List():
                self._list(block)
            case Table():
                self._table(block, caption(self.report, block))
            case Figure():
                self._figure(block)
            case PageBreak():
                self.new_page = True

    def _append(self, made: Any) -> None:
        """Put an element at the end of the text."""
        # Before the section properties; counting the children would take longer each time.
        self.end.addprevious(made)

    def _made(self, style: str, inlines: Inlines, *settings: Any) -> Any:
        """Make a paragraph in a named style; `settings` follow the style in its properties."""
        properties = element("w:pPr", element("w:pStyle", val=self.ids[style]), *settings)
        made = element("w:p", properties)
        for inline in inlines:
            self._run(made, inline)
        return made

    def _paragraph(self, style: str, inlines: Inlines, *settings: Any) -> None:
        """Write a paragraph, on a new page if a page break stands before it."""
        made = self._made(style, inlines, *settings)
        if self.new_page:
            self.new_page = False
            properties = made.pPr
            # The schema wants it behind the style and the settings that keep text together.
            place = len(properties.xpath("w:pStyle | w:keepNext | w:keepLines"))
            properties.insert(place, element("w:pageBreakBefore"))
        self._append(made)

    def _run(self, parent: Any, inline: Inline) -> None:
        """Write one run, inside a bookmark if it is a trace."""
        run = element("w:r")
        marks = []
        if inline.bold:
            marks.append(element("w:b"))
        if inline.italic:
            marks.append(element("w:i"))
        if isinstance(inline, Text) and inline.raised:
            marks.append(element("w:vertAlign", val="superscript"))
        if inline.lang:
            marks.append(element("w:lang", val=word_language(inline.lang)))
        if marks:
            run.append(element("w:rPr", *marks))
        _fill(run, inline.text)
        if isinstance(inline, Text):
            parent.append(run)
            if inline.page:
                self._page_of(parent, inline.page)
            return
        name = self.traces.anchor(inline)
        number = len(self.traces.traces)
        parent.append(element("w:bookmarkStart", id=number, name=name))
        parent.append(run)
        parent.append(element("w:bookmarkEnd", id=number))

    def _heading(self, heading: Heading) -> None:
        """Write a heading; what points at it finds it by a bookmark."""
        self._paragraph(f"Heading {heading.level}", (Text(heading.text),))
        if not heading.anchor:
            return
        made = self.end.getprevious()
        # Numbers of bookmarks differ in the whole document; those of traces count from 1.
        number = _HEADINGS + len(self.headings)
        self.headings.append(heading.anchor)
        start = element("w:bookmarkStart", id=number, name=f"heddle_{heading.anchor}")
        made.insert(1, start)
        made.append(element("w:bookmarkEnd", id=number))

    def _page_of(self, parent: Any, anchor: str) -> None:
        """Write a field with the page of a heading; Word fills it in on F9 and before printing."""
        _plain(parent, f", {label(self.report, 'page')}\u00a0")
        parent.append(element("w:r", element("w:fldChar", fldCharType="begin")))
        code = element("w:instrText")
        code.text = f" PAGEREF heddle_{anchor} \\h "
        code.set(_SPACE, "preserve")
        parent.append(element("w:r", code))
        parent.append(element("w:r", element("w:fldChar", fldCharType="separate")))
        _plain(parent, "–")
        parent.append(element("w:r", element("w:fldChar", fldCharType="end")))

    def _quote(self, quote: Quote) -> None:
        """Write a quote; the attribution ends its last paragraph."""
        last = len(quote.paragraphs) - 1
        for at, paragraph in enumerate(quote.paragraphs):
            if at < last:
                # Turns of one quote stay together and close to each other.
                close = element("w:spacing", after=40)
                self._paragraph("Quote", paragraph, element("w:keepNext"), close)
            else:
                end = (Text(" "), *quote.attribution) if quote.attribution else ()
                self._paragraph("Quote", (*paragraph, *end))

    def _list(self, block: List) -> None:
        """Write a list; numbered lists begin at 1 each time."""
        style = "List Number" if block.ordered else "List Bullet"
        settings = []
        if self.lists is not None:
            settings = [self.lists.instance(ordered=block.ordered)]
        elif block.ordered:
            settings = [self._new_numbering()]
        for item in block.items:
            copies = [element("w:numPr", *_numbering(each)) for each in settings]
            self._paragraph(style, item, *copies)

    def _new_numbering(self) -> int:
        """Make a numbering instance of the style List Number that begins at 1."""
        numbering = self.document.part.numbering_part.element
        style = self.document.styles["List Number"].element
        old = numbering.num_having_numId(style.pPr.numPr.numId.val)
        new = numbering.add_num(old.abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(new.numId)

    def _table(self, table: Table, heading: Inlines) -> None:
        """Write caption, table and notes."""
        if heading or self.new_page:
            self._paragraph("Caption", heading, element("w:keepNext"))
        made = element("w:tbl", _table_properties(self.width), _grid(table, self.width))
        head = header(table)
        shares = widths(table)
        for at, row in enumerate(head, 1):
            made.append(self._row(table, row, shares, is_head=True, last_head=at == len(head)))
        for row in table.rows:
            made.append(self._row(table, row, shares))
        if is_short(table):
            for row in made.xpath("w:tr[position() < last()]"):
                _keep_with_next(row)
        self._append(made)
        # Word joins tables that touch, so something always follows; the last one makes room.
        notes = table.notes or (Note(()),)
        for at, note in enumerate(notes, 1):
            mark = (Text(note.mark, raised=True), Text(" ")) if note.mark else ()
            room = [element("w:spacing", after=280)] if at == len(notes) else []
            self._paragraph("Table Note", (*mark, *note.inlines), *room)

    def _row(
        self,
        table: Table,
        row: Row,
        shares: tuple[float, ...],
        *,
        is_head: bool = False,
        last_head: bool = False,
    ) -> Any:
        """Make a row that is not broken across pages; header rows repeat on each page."""
        properties = element("w:trPr", element("w:cantSplit"))
        if row.room:
            height = round(row.room * WRITING_MM * _TWIPS_PER_MM)
            properties.append(element("w:trHeight", val=height, hRule="atLeast"))
        if is_head:
            properties.append(element("w:tblHeader"))
        made = element("w:tr", properties)
        for at, column, cell in columns_of(table, row):
            width = round(sum(shares[at : at + cell.span]) * self.width)
            ruled = last_head or (is_head and _has_words(cell)) or row.room
            rule = "bottom" if ruled else ""
            if row.kind == "total":
                rule = "top"
            made.append(self._cell(cell, column, row, width=width, rule=rule, is_head=is_head))
        return made

    def _cell(
        self, cell: Cell, column: Column, row: Row, *, width: int, rule: str, is_head: bool
    ) -> Any:
        """Make a cell with at least one paragraph, as Word requires."""
        properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
        if cell.span > 1:
            properties.append(element("w:gridSpan", val=cell.span))
        if rule:
            line = element(f"w:{rule}", val="single", sz=4, space=0, color="000000")
            properties.append(element("w:tcBorders", line))
        if is_head:
            properties.append(element("w:vAlign", val="bottom"))
        bold = cell.head or row.kind != "body"
        align = alignment(column, cell, is_head=is_head)
        made = element("w:tc", properties)
        for paragraph in cell.paragraphs or ((),):
            style = "Table Heading" if is_head else "Table Row Title" if bold else "Table Text"
            made.append(self._made(style, paragraph, element("w:jc", val=align)))
        return made

    def _figure(self, figure: Figure) -> None:
        """Write a drawing with its description, or its twin where it cannot be drawn."""
        picture = to_png(figure.svg)
        if picture is None:
            self._table(figure.twin, caption(self.report, figure))
            return
        centred = element("w:jc", val="center")
        self._paragraph("Body Text", (), element("w:keepNext"), centred)
        paragraph = WordParagraph(self.end.getprevious(), self.document)
        width = min(drawing.size(figure.svg)[0] * _EMU_PER_PIXEL, self.width * _EMU_PER_TWIP)
        shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Emu(round(width)))
        described = shape._inline.docPr  # noqa: SLF001 - python-docx has no API for descriptions
        described.set("descr", twin_words(figure))
        described.set("title", words(figure.caption)[:255])
        heading = caption(self.report, figure)
        if heading:
            room = element("w:spacing", before=0, after=280)
            self._paragraph("Caption", heading, element("w:keepNext", val=0), room)


def _fill(run: Any, text: str) -> None:
    """Put text into a run; line feeds and tabs are elements in Word."""
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(element("w:br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                run.append(element("w:tab"))
            if piece:
                made = element("w:t")
                made.text = piece
                made.set(_SPACE, "preserve")
                run.append(made)


def _numbering(number: int) -> tuple[Any, Any]:
    """Make the two elements that put a paragraph into a numbered list."""
    return element("w:ilvl", val=0), element("w:numId", val=number)


def _has_words(cell: Cell) -> bool:
    """Tell whether a cell prints anything."""
    return any(words(paragraph) for paragraph in cell.paragraphs)


def _keep_with_next(row: Any) -> None:
    """Keep a row of a short table on the page of the row below it."""
    for properties in row.xpath("w:tc/w:p/w:pPr"):
        properties.insert(1, element("w:keepNext"))


def _table_properties(width: int) -> Any:
    """Make the properties of a table as wide as the text."""
    return element(
        "w:tblPr",
        element("w:tblStyle", val=TABLE_STYLE),
        element("w:tblW", w=width, type="dxa"),
        element("w:tblLayout", type="fixed"),
        element("w:tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, noHBand=0),
    )


def _grid(table: Table, width: int) -> Any:
    """Make the grid of column widths."""
    columns = (element("w:gridCol", w=round(share * width)) for share in widths(table))
    return element("w:tblGrid", *columns)


def _plain(parent: Any, text: str) -> None:
    """Write a run of plain words."""
    run = element("w:r")
    _fill(run, text)
    parent.append(run)
