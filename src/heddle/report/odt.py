"""Reports as OpenDocument text, for LibreOffice and for archives.

The XML is written directly (no library keeps up with the format). Traces are bookmarks; what
they lead to is in the extra file ``heddle/traces.xml`` of the package, which office programs
leave alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

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
from heddle.report.odt_styles import MIMETYPE, document, manifest, node, properties, styles, tag
from heddle.report.rasters import to_png
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
from heddle.report.traces import TraceList

_TEXT_WIDTH_MM = 160.0
_MM_PER_PIXEL = 25.4 / 96
# White space that XML readers of OpenDocument would fold into one space.
_SPACES = re.compile(r"(\n|\t|(?<=[ \n\t]) +|^ +)")


def to_odt(report: Report) -> bytes:
    """Write `report` as an OpenDocument text; equal reports give equal bytes."""
    content = _Content(report)
    files = {
        "content.xml": ("text/xml", content.xml()),
        "styles.xml": ("text/xml", styles(report)),
        "meta.xml": ("text/xml", properties(report)),
        **content.pictures,
    }
    if content.traces.traces:
        files["heddle/traces.xml"] = ("application/xml", content.traces.xml())
    listed = manifest({name: kind for name, (kind, _) in files.items()})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        # First and not compressed, so that programs can tell the type without unpacking.
        _add(package, "mimetype", MIMETYPE.encode("ascii"), zipfile.ZIP_STORED)
        for name, (_, data) in files.items():
            _add(package, name, data, zipfile.ZIP_DEFLATED)
        _add(package, "META-INF/manifest.xml", listed, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _add(package: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
    """Add a file with a fixed time."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = method
    package.writestr(info, data)


class _Content:
    """The text of one document, with the automatic styles that it turns out to need."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.traces = TraceList()
        self.pictures: dict[str, tuple[str, bytes]] = {}
        self.text = node("office:text")
        self.automatic = node("office:automatic-styles")
        self.known: dict[tuple[Any, ...], str] = {}
        self.count = 0
        self.new_page = False

    def xml(self) -> bytes:
        """Write all blocks and return content.xml."""
        self._paragraph("Title", (Text(self.report.title),))
        if self.report.subtitle:
            self._paragraph("Subtitle", (Text(self.report.subtitle),))
        for block in self.report.blocks:
            self._block(block)
        body = node("office:body", self.text)
        return document("office:document-content", self.automatic, body)

    def _block(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Heading():
                style = self._on_page(f"Heading_20_{block.level}")
                heading = node("text:h", text__style_name=style, text__outline_level=block.level)
                if block.anchor:
                    heading.append(node("text:bookmark", text__name=f"heddle_{block.anchor}"))
                self._fill(heading, (Text(block.text),))
                self.text.append(heading)
            case Paragraph():
                self._paragraph("Text_20_body", block.inlines)
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

    def _style(self, family: str, parent: str = "", **attributes: str) -> str:
        """Return the name of an automatic style with these properties, made once."""
        key = (family, parent, *sorted(attributes.items()))
        if key not in self.known:
            self.known[key] = f"{family[0].upper()}{len(self.known) + 1}"
            look = node(f"style:{family}-properties", **attributes)
            style = node("style:style", look, style__name=self.known[key], style__family=family)
            if parent:
                style.set(tag("style:parent-style-name"), parent)
            self.automatic.append(style)
        return self.known[key]

    def _made(self, style: str, inlines: Inlines) -> Any:
        """Make a paragraph."""
        made = node("text:p", text__style_name=style)
        self._fill(made, inlines)
        return made

    def _paragraph(self, style: str, inlines: Inlines) -> None:
        """Write a paragraph."""
        self.text.append(self._made(self._on_page(style), inlines))

    def _on_page(self, style: str) -> str:
        """Return `style`, or a variant that begins a new page after a page break."""
        if not self.new_page:
            return style
        self.new_page = False
        return self._style("paragraph", parent=style, fo__break_before="page")

    def _fill(self, parent: Any, inlines: Inlines) -> None:
        """Write runs into a paragraph, traces between bookmarks."""
        for inline in inlines:
            name = "" if isinstance(inline, Text) else self.traces.anchor(inline)
            if name:
                parent.append(node("text:bookmark-start", text__name=name))
            parent.append(self._run(inline))
            if isinstance(inline, Text) and inline.page:
                self._page_of(parent, inline.page)
            if name:
                parent.append(node("text:bookmark-end", text__name=name))

    def _page_of(self, parent: Any, anchor: str) -> None:
        """Write a field with the page of a heading; LibreOffice fills it in when it opens."""
        before = node("text:span")
        _fill_text(before, f", {label(self.report, 'page')}\u00a0")
        parent.append(before)
        field = node("text:bookmark-ref", text__reference_format="page",
                     text__ref_name=f"heddle_{anchor}")  # fmt: skip
        field.text = "–"
        parent.append(field)

    def _run(self, inline: Inline) -> Any:
        """Make one run; its white space is kept as it is."""
        look: dict[str, str] = {}
        if inline.bold:
            look["fo__font_weight"] = "bold"
        if inline.italic:
            look["fo__font_style"] = "italic"
        if isinstance(inline, Text) and inline.raised:
            look["style__text_position"] = "super 66%"
        if inline.lang:
            language, country = locale(inline.lang)
            look |= {"fo__language": language, "fo__country": country or "none"}
        made = node("text:span")
        if look:
            made.set(tag("text:style-name"), self._style("text", **look))
        _fill_text(made, inline.text)
        return made

    def _quote(self, quote: Quote) -> None:
        """Write a quote; the attribution ends its last paragraph."""
        for paragraph in quote.paragraphs[:-1]:
            self._paragraph("Quotation_20_Turn", paragraph)
        end = (Text(" "), *quote.attribution) if quote.attribution else ()
        self._paragraph("Quotations", (*quote.paragraphs[-1], *end))

    def _list(self, block: List) -> None:
        """Write a list."""
        style = "Heddle_Numbers" if block.ordered else "Heddle_Bullets"
        made = (self._made(self._on_page("List_20_Text"), item) for item in block.items)
        items = [node("text:list-item", each) for each in made]
        self.text.append(node("text:list", *items, text__style_name=style))

    def _table(self, table: Table, heading: Inlines) -> None:
        """Write caption, table and notes."""
        if heading or self.new_page:
            self._paragraph("Caption", heading)
        self.count += 1
        width = f"{_TEXT_WIDTH_MM:g}mm"
        look = {"style__width": width, "table__align": "left"}
        if is_short(table):
            look["style__may_break_between_rows"] = "false"
        made = node(
            "table:table",
            table__name=f"Table{self.count}",
            table__style_name=self._style("table", **look),
        )
        for share in widths(table):
            wide = f"{share * _TEXT_WIDTH_MM:.2f}mm"
            style = self._style("table-column", style__column_width=wide)
            made.append(node("table:table-column", table__style_name=style))
        head = header(table)
        if head:
            titles = node("table:table-header-rows")
            for at, row in enumerate(head):
                last = at == len(head) - 1
                titles.append(self._row(table, row, top=at == 0, is_head=True, last_head=last))
            made.append(titles)
        end = len(table.rows) - 1
        for at, row in enumerate(table.rows):
            made.append(self._row(table, row, top=at == 0 and not head, bottom=at == end))
        self.text.append(made)
        notes = table.notes or (Note(()),)
        for at, note in enumerate(notes, 1):
            mark = (Text(note.mark, raised=True), Text(" ")) if note.mark else ()
            style = "Table_20_End" if at == len(notes) else "Table_20_Note"
            self._paragraph(style, (*mark, *note.inlines))

    def _row(
        self,
        table: Table,
        row: Row,
        *,
        top: bool = False,
        bottom: bool = False,
        is_head: bool = False,
        last_head: bool = False,
    ) -> Any:
        """Make a row that is not broken across pages."""
        room = {"style__min_row_height": f"{row.room * WRITING_MM}mm"} if row.room else {}
        style = self._style("table-row", fo__keep_together="always", **room)
        made = node("table:table-row", table__style_name=style)
        for _, column, cell in columns_of(table, row):
            titled = is_head and any(words(each) for each in cell.paragraphs)
            rules = {
                "fo__padding_left": "5pt",
                "fo__padding_right": "5pt",
                "style__vertical_align": "bottom" if is_head else "top",
                "fo__border_top": _rule(heavy=top, light=row.kind == "total"),
                "fo__border_bottom": _rule(heavy=bottom, light=last_head or titled or row.room > 0),
            }
            name = self._style("table-cell", **rules)
            made.append(self._cell(cell, column, row, name, is_head=is_head))
            made.extend(node("table:covered-table-cell") for _ in range(cell.span - 1))
        return made

    def _cell(self, cell: Cell, column: Column, row: Row, style: str, *, is_head: bool) -> Any:
        """Make a cell with at least one paragraph."""
        bold = is_head or cell.head or row.kind != "body"
        parent = "Table_20_Heading" if bold else "Table_20_Contents"
        align = alignment(column, cell, is_head=is_head)
        sides = {"left": "start", "center": "center", "right": "end"}
        name = self._style("paragraph", parent=parent, fo__text_align=sides[align])
        made = node("table:table-cell", table__style_name=style, office__value_type="string")
        if cell.span > 1:
            made.set(tag("table:number-columns-spanned"), str(cell.span))
        made.extend(self._made(name, paragraph) for paragraph in cell.paragraphs or ((),))
        return made

    def _figure(self, figure: Figure) -> None:
        """Write a drawing, as SVG and where possible also as a picture, with its description."""
        width, height = (each * _MM_PER_PIXEL for each in drawing.size(figure.svg))
        scale = min(1.0, _TEXT_WIDTH_MM / width, 220 / height)
        number = len(self.pictures) + 1
        frame = node(
            "draw:frame",
            draw__name=f"Figure{number}",
            text__anchor_type="as-char",
            svg__width=f"{width * scale:.2f}mm",
            svg__height=f"{height * scale:.2f}mm",
        )
        png = to_png(figure.svg)
        forms = [(f"Pictures/{number}.svg", "image/svg+xml", figure.svg.encode("utf-8"))]
        if png is not None:
            forms.append((f"Pictures/{number}.png", "image/png", png))
        for name, kind, data in forms:
            self.pictures[name] = (kind, data)
            frame.append(node("draw:image", xlink__href=name, xlink__type="simple"))
        frame.append(node("svg:title", words=words(figure.caption) or figure.alt))
        frame.append(node("svg:desc", words=twin_words(figure)))
        style = self._on_page("Picture")
        self.text.append(node("text:p", frame, text__style_name=style))
        heading = caption(self.report, figure)
        if heading:
            self._paragraph("Figure_20_Caption", heading)


def _rule(*, heavy: bool, light: bool) -> str:
    """Return a cell's border: 1 pt around the table, half a point inside, or none."""
    if heavy:
        return "1pt solid #000000"
    return "0.5pt solid #000000" if light else "none"


def _fill_text(span: Any, text: str) -> None:
    """Put text into a span; line feeds, tabs and repeated spaces are elements."""
    last = None
    for piece in _SPACES.split(text):
        if not piece:
            continue
        if piece == "\n":
            last = node("text:line-break")
        elif piece == "\t":
            last = node("text:tab")
        elif not piece.strip(" "):
            last = node("text:s", text__c=len(piece))
        elif last is None:
            span.text = (span.text or "") + piece
            continue
        else:
            last.tail = (last.tail or "") + piece
            continue
        span.append(last)
