"""The fixed parts of an OpenDocument text: namespaces, styles, page, manifest, properties."""

from __future__ import annotations

from typing import Any

from lxml import etree

from heddle.report.model import Report
from heddle.report.style import locale, sized

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
MIMETYPE = "application/vnd.oasis.opendocument.text"
_FONT = "Times New Roman"

_BOLD, _ITALIC = {"font-weight": "bold"}, {"font-style": "italic"}
_KEEP = {"keep-with-next": "always"}
_INSET = {"margin-left": "28pt", "margin-right": "14pt", "line-height": "130%"}

# Shown name: (size, space above, space below, in pt; look of the text; layout of the paragraph)
_PARAGRAPHS: dict[str, tuple[float, float, float, dict[str, str], dict[str, str]]] = {
    "Text body": (12, 0, 8, {}, {"line-height": "150%"}),
    "Title": (18, 0, 6, _BOLD, _KEEP),
    "Subtitle": (13, 0, 8, {}, _KEEP),
    "Heading 1": (15, 18, 4, _BOLD, _KEEP),
    "Heading 2": (13, 10, 3, _BOLD, _KEEP),
    "Heading 3": (12, 12, 3, _BOLD | _ITALIC, _KEEP),
    "Heading 4": (12, 10, 2, _ITALIC, _KEEP),
    "Heading 5": (12, 10, 2, _ITALIC, _KEEP),
    "Quotations": (11.5, 2, 8, {}, _INSET),
    "Quotation Turn": (11.5, 0, 2, {}, _INSET | _KEEP),
    "List Text": (12, 0, 4, {}, {"line-height": "140%"}),
    "Caption": (10.5, 8, 4, {}, _KEEP),
    "Figure Caption": (10.5, 4, 14, {}, {}),
    "Picture": (12, 12, 0, {}, {"text-align": "center"} | _KEEP),
    "Table Contents": (10, 2, 2, {}, {}),
    "Table Heading": (10, 2, 2, _BOLD, {}),
    "Table Note": (9, 3, 0, {}, {}),
    "Table End": (9, 3, 14, {}, {}),
    "Footer": (10, 0, 0, {}, {"text-align": "center"}),
}


def tag(name: str) -> str:
    """Turn "text:p" into the name that lxml wants."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def node(name: str, *children: Any, words: str = "", **attributes: str | int) -> Any:
    """Make an element; "fo__margin_top" as a keyword is the attribute fo:margin-top."""
    made = etree.Element(tag(name))
    for key, value in attributes.items():
        prefix, _, local = key.partition("__")
        made.set(tag(f"{prefix}:{local.replace('_', '-')}"), str(value))
    if words:
        made.text = words
    made.extend(children)
    return made


def document(name: str, *children: Any) -> bytes:
    """Make one XML file of the package with `children` below the root `name`."""
    root = etree.Element(tag(name), nsmap=NAMESPACES)
    root.set(tag("office:version"), "1.3")
    root.extend(children)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def styles(report: Report) -> bytes:
    """Make styles.xml: the named styles, lists, the page and its number."""
    language, country = locale(report.language)
    face = node("style:font-face", style__name=_FONT, svg__font_family=f"'{_FONT}'")
    text = node(
        "style:text-properties",
        style__font_name=_FONT,
        fo__font_size=f"{sized(12, large=report.large)}pt",
        fo__language=language,
        fo__country=country or "none",
    )
    plain = node("style:paragraph-properties", fo__orphans=2, fo__widows=2)
    default = node("style:default-style", plain, text, style__family="paragraph")
    table = node("style:table-properties", table__border_model="collapsing")
    named = [
        default,
        node("style:default-style", table, style__family="table"),
        node("style:style", style__name="Standard", style__family="paragraph"),
        *(_paragraph_style(name, large=report.large) for name in _PARAGRAPHS),
        _list_style("Heddle_Bullets", ordered=False),
        _list_style("Heddle_Numbers", ordered=True),
    ]
    number = node("text:page-number", words="1", text__select_page="current")
    footer = node("style:footer", node("text:p", number, text__style_name="Footer"))
    page = node("style:master-page", footer, style__name="Standard", style__page_layout_name="A4")
    return document(
        "office:document-styles",
        node("office:font-face-decls", face),
        node("office:styles", *named),
        node("office:automatic-styles", _page_layout()),
        node("office:master-styles", page),
    )


def _paragraph_style(shown: str, *, large: bool) -> Any:
    """Make one named paragraph style; a space in its name is "_20_" inside the file."""
    points, above, below, text, paragraph = _PARAGRAPHS[shown]
    size = sized(points, large=large)
    made = node(
        "style:style",
        style__name=shown.replace(" ", "_20_"),
        style__display_name=shown,
        style__family="paragraph",
        style__parent_style_name="Standard",
    )
    if shown.startswith("Heading"):
        made.set(tag("style:default-outline-level"), shown[-1])
    layout = node("style:paragraph-properties")
    spaces = {"margin-top": f"{above}pt", "margin-bottom": f"{below}pt"}
    for key, value in (spaces | paragraph).items():
        layout.set(tag(f"fo:{key}"), value)
    look = node("style:text-properties", fo__font_size=f"{size}pt")
    for key, value in text.items():
        look.set(tag(f"fo:{key}"), value)
    made.extend([layout, look])
    return made


def _list_style(name: str, *, ordered: bool) -> Any:
    """Make a list style with one level, hanging marks."""
    label = node(
        "style:list-level-label-alignment",
        text__label_followed_by="listtab",
        fo__text_indent="-16pt",
        fo__margin_left="24pt",
    )
    space = node(
        "style:list-level-properties",
        label,
        text__list_level_position_and_space_mode="label-alignment",
    )
    if ordered:
        level = node(
            "text:list-level-style-number", space, text__level=1,
            style__num_format="1", style__num_suffix=".",
        )  # fmt: skip
    else:
        level = node("text:list-level-style-bullet", space, text__level=1, text__bullet_char="•")
    return node("text:list-style", level, style__name=name)


def _page_layout() -> Any:
    """Make A4 with 25 mm margins."""
    page = node(
        "style:page-layout-properties",
        fo__page_width="210mm",
        fo__page_height="297mm",
        fo__margin_top="25mm",
        fo__margin_left="25mm",
        fo__margin_right="25mm",
        fo__margin_bottom="12mm",
        style__print_orientation="portrait",
    )
    room = node("style:header-footer-properties", fo__min_height="13mm", fo__margin_top="8mm")
    return node("style:page-layout", page, node("style:footer-style", room), style__name="A4")


def properties(report: Report) -> bytes:
    """Make meta.xml: title, subject, language, date; no person and no machine."""
    made = f"{report.meta.made or '2000-01-01'}T00:00:00"
    entries = [
        node("meta:generator", words=report.meta.tool or "Heddle"),
        node("dc:title", words=report.title),
        node("dc:language", words=report.language),
        node("meta:creation-date", words=made),
        node("dc:date", words=made),
    ]
    if report.meta.subject:
        entries.append(node("dc:subject", words=report.meta.subject))
    entries += [node("meta:keyword", words=word) for word in report.meta.keywords]
    return document("office:document-meta", node("office:meta", *entries))


def manifest(files: dict[str, str]) -> bytes:
    """Make META-INF/manifest.xml from file names and their media types."""
    names = {"manifest": NAMESPACES["manifest"]}
    root = etree.Element(tag("manifest:manifest"), nsmap=names)
    root.set(tag("manifest:version"), "1.3")
    for path, kind in {"/": MIMETYPE, **files}.items():
        entry = node("manifest:file-entry", manifest__full_path=path, manifest__media_type=kind)
        if path == "/":
            entry.set(tag("manifest:version"), "1.3")
        root.append(entry)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
