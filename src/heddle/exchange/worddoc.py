"""Word documents (.docx, .docm): paragraphs in document order, read from their XML alone.

Only three or four parts of the archive are read, by name. Relationships are looked at to
find the main part *inside the archive* and to count what points outside; none is followed,
so pictures "linked" to other files of the computer stay unread (CVE-2025-11849 of another
reader). Tracked changes are taken as accepted. Everything that is not talk is counted.

Format: ECMA-376 part 1, "WordprocessingML" (transitional and strict).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

import msgspec
from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive, open_archive
from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading
from heddle.exchange.talk.meetings import tidy

_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_OFF = frozenset({"0", "false", "off", "none"})

_LOST = {
    "footnoteReference": "footnotes",
    "endnoteReference": "endnotes",
    "commentReference": "comments by reviewers",
    "drawing": "images and drawings",
    "pict": "images and drawings",
    "object": "embedded objects",
    "altChunk": "embedded documents",
    "oMath": "formulas",
    "sym": "characters of symbol fonts",
}
_SKIPPED = frozenset(
    {"pPr", "rPr", "delText", "delInstrText", "instrText", "rt", "sdtPr", "tblPr", "trPr", "tcPr"}
)
_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}


class _Style(msgspec.Struct, frozen=True):
    bold: bool = False
    heading: int = 0


class _Styles(msgspec.Struct):
    named: dict[str, _Style] = {}
    language: str = ""


def read_docx(name: str, data: bytes) -> Reading:
    """Read a Word document that is in memory.

    Args:
        name: The user's name for the file; only used in messages.
        data: The whole file.

    Raises:
        Unreadable: The archive or its XML is damaged, hostile or no document.
    """
    archive = open_archive(name, data)
    draft = Draft()
    main = _main_part(archive)
    _count_outside(archive, main, draft)
    styles = _styles(archive, main)
    root = archive.xml(main)
    if _local(root) != "document":
        raise Unreadable(
            "It has no document in it; nothing was read.", file=name, place=main, code="wrong-kind"
        )
    _Walk(draft, styles).blocks(root)
    tidy(draft)
    title, language = _core(archive)
    return draft.finish("docx", title=title, language=language or styles.language)


class _Walk:
    """One walk through the document; elements are told apart by their local names.

    Local names serve the transitional and the strict namespace alike, and formula and drawing
    elements do not share names with text elements. The depth of the recursion is bounded by
    `heddle.exchange.markup.MAX_DEPTH`.
    """

    def __init__(self, draft: Draft, styles: _Styles) -> None:
        self._draft = draft
        self._styles = styles
        self._runs: list[tuple[str, bool]] = []
        self._style = _Style()
        self._later: list[etree._Element] = []

    def blocks(self, parent: etree._Element) -> None:
        """Walk body, tables, cells and content controls down to their paragraphs."""
        for child in parent:
            name = _local(child)
            if name == "p":
                self._paragraph(child)
            elif name in ("del", "moveFrom"):
                self._draft.lose("tracked deletions (dropped)")
            elif name == "AlternateContent":
                self._chosen(child, self.blocks)
            elif name in _LOST:
                self._draft.lose(_LOST[name])
            elif name == "tr" and _marked(child, "trPr", "del"):
                self._draft.lose("tracked deletions (dropped)")
            elif name not in _SKIPPED:
                self.blocks(child)
        if _local(parent) in ("body", "tc", "txbxContent"):
            self._flush()  # a deleted last paragraph mark has nothing to join with

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = _find(paragraph, "pPr")
        style = _Style()
        if properties is not None:
            style = self._styles.named.get(_value(_find(properties, "pStyle")), style)
            level = _find(properties, "outlineLvl")
            if level is not None:
                style = _Style(style.bold, _outline(_value(level)))
            if _find(properties, "numPr") is not None:
                self._draft.lose("automatic numbers and bullets of lists")
        if not self._runs:
            self._style = style
        self._inline(paragraph, bold=style.bold and not style.heading)
        if _marked(paragraph, "pPr", "rPr", "del"):
            self._draft.lose("tracked deletions (dropped)")
            return  # its mark is deleted: accepted, the next paragraph continues this one
        self._flush()

    def _flush(self) -> None:
        if self._runs:
            self._draft.add_runs(self._runs, heading=self._style.heading)
            self._runs = []
        boxes, self._later = self._later, []
        for box in boxes:
            self.blocks(box)

    def _inline(self, parent: etree._Element, *, bold: bool) -> None:
        for child in parent:
            name = _local(child)
            if name == "r":
                self._run(child, bold=bold)
            elif name in ("del", "moveFrom"):
                self._draft.lose("tracked deletions (dropped)")
            elif name in _LOST:
                self._draft.lose(_LOST[name])
            elif name not in _SKIPPED:
                if name in ("ins", "moveTo"):
                    self._draft.lose("tracked insertions (accepted)")
                self._inline(child, bold=bold)

    def _run(self, run: etree._Element, *, bold: bool) -> None:
        properties = _find(run, "rPr")
        if properties is not None:
            if _is_on(_find(properties, "vanish")):
                if any(_local(child) == "t" for child in run):
                    self._draft.lose("stretches of hidden text (dropped)")
                return
            styled = self._styles.named.get(_value(_find(properties, "rStyle")))
            own = _find(properties, "b")
            bold = _is_on(own) if own is not None else bold or bool(styled and styled.bold)
        self._content(run, bold=bold)

    def _content(self, run: etree._Element, *, bold: bool) -> None:
        for child in run:
            name = _local(child)
            if name == "t":
                words = (child.text or "").replace("\r", " ").replace("\n", " ")
                self._runs.append((words, bold))  # Word shows a line end in XML as a space
            elif name in _TEXT:
                self._runs.append((_TEXT[name], bold))
            elif name == "AlternateContent":
                self._chosen(child, lambda chosen: self._content(chosen, bold=bold))
            elif name == "ruby":
                self._inline(child, bold=bold)
            elif name in _LOST:
                boxes = _boxes(child)
                self._later += boxes
                if not boxes:
                    self._draft.lose(_LOST[name])

    def _chosen(self, alternate: etree._Element, walk: Callable[[etree._Element], None]) -> None:
        """Take the first of several forms of the same content, never two."""
        for child in alternate:
            if _local(child) in ("Choice", "Fallback"):
                walk(child)
                return


def _boxes(element: etree._Element) -> list[etree._Element]:
    """Find the outermost text boxes in a drawing, each only in the first of its forms."""
    if _local(element) == "txbxContent":
        return [element]
    children = list(element)
    if _local(element) == "AlternateContent":
        children = children[:1]
    return [box for child in children for box in _boxes(child)]


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _find(parent: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in parent if _local(child) == name), None)


def _marked(element: etree._Element, *path: str) -> bool:
    """Tell whether an element has a descendant at exactly this path of local names."""
    found: etree._Element | None = element
    for name in path:
        found = None if found is None else _find(found, name)
    return found is not None


def _value(element: etree._Element | None) -> str:
    """Give an element's `val` attribute, in whatever namespace it is."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == "val":
            return str(value)
    return ""


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and _value(element).lower() not in _OFF


def _outline(level: str) -> int:
    """Turn an outline level (0-8, 9 means body text) into a heading level."""
    return int(level) + 1 if level.isdecimal() and int(level) < 9 else 0


def _main_part(archive: Archive) -> str:
    """Find the main part; SharePoint calls it `document2.xml`."""
    if "_rels/.rels" in archive:
        for relation in archive.xml("_rels/.rels").iter(_REL):
            target = posixpath.normpath(relation.get("Target", "").lstrip("/"))
            kind = relation.get("Type", "")
            if kind.endswith("/officeDocument") and target in archive:
                return target
    return "word/document.xml"


def _side_part(archive: Archive, main: str, name: str) -> str | None:
    path = posixpath.join(posixpath.dirname(main), name)
    return path if path in archive else None


def _count_outside(archive: Archive, main: str, draft: Draft) -> None:
    """Count what the file carries or points to besides its text; nothing of it is opened."""
    rels = _side_part(archive, main, f"_rels/{posixpath.basename(main)}.rels")
    for relation in archive.xml(rels).iter(_REL) if rels else ():
        if relation.get("TargetMode") == "External":
            link = relation.get("Type", "").endswith("/hyperlink")
            draft.lose("addresses of links (their words are kept)" if link
                       else "references to files outside the document (not opened)")  # fmt: skip
    for name in archive.names:
        base = posixpath.basename(name)
        if base == "vbaProject.bin":
            draft.lose("macros (not run)")
        elif "/embeddings/" in name:
            draft.lose("embedded files (not opened)")
        elif re.fullmatch(r"(header|footer)\d*\.xml", base) and re.search(
            rb"<\w+:t[ >]", archive.read(name)
        ):
            draft.lose("page headers and footers")


def _styles(archive: Archive, main: str) -> _Styles:
    """Read which styles are bold and which are headings, with what they are based on."""
    part = _side_part(archive, main, "styles.xml")
    if part is None:
        return _Styles()
    root = archive.xml(part)
    language = next((_value(e) for e in root.iter("{*}lang")), "")
    elements = {_attribute(e, "styleId"): e for e in root if _local(e) == "style"}
    return _Styles({key: _resolve(key, elements) for key in elements}, language)


def _resolve(key: str, elements: dict[str, etree._Element]) -> _Style:
    """Follow a style's `basedOn` chain, at most 20 steps, until both facts are known."""
    bold: bool | None = None
    heading: int | None = None
    for _ in range(20):
        element = elements.get(key)
        if element is None:
            break
        name = _value(_find(element, "name")).lower()
        match = re.fullmatch(r"heading (\d)", name)
        properties = _find(element, "rPr")
        weight = None if properties is None else _find(properties, "b")
        paragraph = _find(element, "pPr")
        outline = None if paragraph is None else _find(paragraph, "outlineLvl")
        if bold is None and weight is not None:
            bold = _is_on(weight)
        if heading is None and outline is not None:
            heading = _outline(_value(outline))
        if heading is None and (match or name == "title"):
            heading = int(match[1]) if match else 1
        key = _value(_find(element, "basedOn"))
    return _Style(bool(bold), heading or 0)


def _attribute(element: etree._Element, name: str) -> str:
    found = (str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name)
    return next(found, "")


def _core(archive: Archive) -> tuple[str, str]:
    """Give title and language of the document's properties; the author's name is not read."""
    if "docProps/core.xml" not in archive:
        return "", ""
    root = archive.xml("docProps/core.xml")
    return root.findtext(f"{_DUBLIN}title") or "", root.findtext(f"{_DUBLIN}language") or ""
