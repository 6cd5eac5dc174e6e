"""The styles of a Word file: a calm manuscript in one serif face.

Everything that a reader may want to change is a named style (Title, Subtitle, Heading 1-5,
Body Text, Quote, Caption, the lists, and four for tables), so that a journal's template can be
applied to the whole text at once.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from heddle.report.style import locale, sized

FONT = "Times New Roman"

# Style name: (size in pt, bold, italic, space before, space after, line spacing, keep with next)
_PARAGRAPHS = {
    "Normal": (12, False, False, 0, 0, 1.0, False),
    "Body Text": (12, False, False, 0, 8, 1.5, False),
    "Title": (18, True, False, 0, 6, 1.1, True),
    "Subtitle": (13, False, False, 0, 18, 1.2, False),
    "Heading 1": (15, True, False, 20, 6, 1.15, True),
    "Heading 2": (13, True, False, 14, 4, 1.15, True),
    "Heading 3": (12, True, True, 12, 3, 1.15, True),
    "Heading 4": (12, False, True, 10, 2, 1.15, True),
    "Heading 5": (12, False, True, 10, 2, 1.15, True),
    "Quote": (11.5, False, False, 2, 8, 1.3, False),
    "Caption": (10.5, False, False, 14, 4, 1.15, True),
    "List Bullet": (12, False, False, 0, 4, 1.4, False),
    "List Number": (12, False, False, 0, 4, 1.4, False),
    "Table Text": (10, False, False, 2, 2, 1.1, False),
    "Table Heading": (10, True, False, 2, 2, 1.1, True),
    "Table Row Title": (10, True, False, 2, 2, 1.1, False),
    "Table Note": (9, False, False, 3, 0, 1.15, False),
}
_OWN = ("Table Text", "Table Heading", "Table Row Title", "Table Note")
TABLE_STYLE = "HeddleTable"
# What Word calls the plain style of tables inside a file, whatever language it speaks.
_PLAIN = "Normal Table"


def element(tag: str, *children: Any, **attributes: str | int) -> Any:
    """Make a WordprocessingML element; attributes are in the ``w`` namespace."""
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(children)
    return made


def word_language(tag: str) -> str:
    """Return a language tag as Word writes it, with a country: "da-DK"."""
    return "-".join(part for part in locale(tag) if part)


def set_styles(document: Document, language: str, *, large: bool = False) -> None:
    """Set fonts, sizes and spacing of every style that a report uses, and its language."""
    styles = document.styles
    for name in _OWN:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, look in _PARAGRAPHS.items():
        _set_paragraph(styles[name], (sized(look[0], large=large), *look[1:]))
    styles["Quote"].paragraph_format.left_indent = Pt(28)
    styles["Quote"].paragraph_format.right_indent = Pt(14)
    defaults = styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(
        element("w:lang", val=word_language(language), eastAsia="en-US", bidi="ar-SA")
    )
    styles.element.append(_table_style())


def add_missing(document: Document) -> tuple[dict[str, str], list[str]]:
    """Add the styles of a report that a template lacks, in the template's own face.

    Returns:
        The ids of the styles by the names that a report uses, and the names of built-in ones
        that were added.
    """
    styles = document.styles
    there = {s.name: s for s in styles if s.name and s.type == WD_STYLE_TYPE.PARAGRAPH}
    taken = {style.name for style in styles}
    ids = {name: style.style_id for name, style in there.items()}
    added = []
    for name, look in _PARAGRAPHS.items():
        if name in there:
            continue
        # A style of another type may have the name: then ours has a name of its own.
        made = styles.add_style(f"Heddle {name}" if name in taken else name,
                                WD_STYLE_TYPE.PARAGRAPH)  # fmt: skip
        base = there.get("Normal")
        if base is not None:
            made.base_style = base
        _, bold, italic, before, after, line, keep = look
        made.font.bold, made.font.italic = bold, italic
        layout = made.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.line_spacing, layout.keep_with_next = line, keep
        if name == "Quote":
            layout.left_indent, layout.right_indent = Pt(28), Pt(14)
        if name.startswith("Table"):
            made.font.size = Pt(look[0])
        ids[name] = made.style_id
        added += [] if name in _OWN else [name]
    if not any(style.style_id == TABLE_STYLE for style in styles):
        own = _table_style()
        normal = [s.style_id for s in styles if s.type == WD_STYLE_TYPE.TABLE and s.name == _PLAIN]
        own.find(qn("w:basedOn")).set(qn("w:val"), normal[0] if normal else TABLE_STYLE)
        if not normal:
            own.remove(own.find(qn("w:basedOn")))
        styles.element.append(own)
    return ids, added


def _set_paragraph(
    style: ParagraphStyle, look: tuple[float, bool, bool, float, float, float, bool]
) -> None:
    """Give one style its look, and take away colours, rules and theme fonts."""
    size, bold, italic, before, after, line, keep = look
    font = style.font
    font.size, font.bold, font.italic = Pt(size), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:spacing", "w:kern"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    faces = element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    properties.insert(0, faces)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing, layout.keep_with_next = line, keep
    layout.widow_control = True
    paragraph = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:contextualSpacing"):
        for old in paragraph.findall(qn(tag)):
            paragraph.remove(old)


def _table_style() -> Any:
    """Make the table style: a rule above and below, room between columns, no grid."""
    borders = element(
        "w:tblBorders",
        element("w:top", val="single", sz=8, space=0, color="000000"),
        element("w:bottom", val="single", sz=8, space=0, color="000000"),
    )
    margins = element(
        "w:tblCellMar",
        element("w:left", w=100, type="dxa"),
        element("w:right", w=100, type="dxa"),
    )
    style = element(
        "w:style",
        element("w:name", val="Heddle Table"),
        element("w:basedOn", val="TableNormal"),
        element("w:uiPriority", val=99),
        element("w:tblPr", borders, margins),
        type="table",
        styleId=TABLE_STYLE,
    )
    style.set(qn("w:customStyle"), "1")
    return style
