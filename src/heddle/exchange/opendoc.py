"""OpenDocument texts (.odt): paragraphs in document order, read from `content.xml`.

Tracked changes are taken as accepted: deleted words live in a block of their own that is not
read, inserted words are in the text. Notes, comments and pictures are counted, never opened.

Format: OASIS OpenDocument 1.3 part 3; white space by its section 6.1.2.
"""

from __future__ import annotations

import re

from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive, open_archive
from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"

_LOST = {
    f"{_OFFICE}annotation": "comments by reviewers",
    f"{_DRAW}image": "images and drawings",
    f"{_DRAW}object": "embedded objects",
    f"{_DRAW}object-ole": "embedded objects",
    f"{_DRAW}plugin": "embedded objects",
    f"{_MATH}math": "formulas",
}
_SKIPPED = frozenset(
    {
        f"{_OFFICE}annotation-end",
        f"{_OFFICE}forms",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}variable-decls",
        f"{_TEXT}user-field-decls",
        f"{_TEXT}ruby-text",
        f"{_DRAW}desc",
    }
)
_SPACE = re.compile("[ \t\r\n]+")
_MAX_SPACES = 1000
"""More spaces than this in one `text:s` is an attack on memory, not an indent."""


def read_odt(name: str, data: bytes) -> Reading:
    """Read an OpenDocument text that is in memory.

    Args:
        name: The user's name for the file; only used in messages.
        data: The whole file.

    Raises:
        Unreadable: The archive or its XML is damaged, hostile, encrypted or no text.
    """
    archive = open_archive(name, data)
    _refuse_encrypted(archive)
    root = archive.xml("content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise Unreadable(
            "It is an OpenDocument file without a text; nothing was read.",
            file=name,
            place="content.xml",
            code="wrong-kind",
        )
    draft = Draft()
    for part in archive.names:
        if part.startswith(("Basic/", "Scripts/")):
            draft.lose("macros (not run)")
    _Walk(draft, _bold_styles(root)).blocks(body)
    title, language = _meta(archive)
    return draft.finish("odt", title=title, language=language)


class _Walk:
    """One walk through the text; its recursion is bounded by `markup.MAX_DEPTH`."""

    def __init__(self, draft: Draft, bold: dict[str, bool]) -> None:
        self._draft = draft
        self._bold = bold
        self._runs: list[tuple[str, bool]] = []
        self._blank = True
        self._later: list[etree._Element] = []

    def blocks(self, parent: etree._Element) -> None:
        """Walk sections, lists, tables and frames down to their paragraphs."""
        for child in parent:
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._paragraph(child)
            elif child.tag == f"{_TEXT}tracked-changes":
                self._changes(child)
            elif not self._lost(child):
                if child.tag == f"{_TEXT}list-item":
                    self._draft.lose("automatic numbers and bullets of lists")
                self.blocks(child)

    def _changes(self, block: etree._Element) -> None:
        insertions = sum(1 for _ in block.iter(f"{_TEXT}insertion"))
        self._draft.lose("tracked insertions (accepted)", insertions)
        deletions = sum(1 for _ in block.iter(f"{_TEXT}deletion"))
        self._draft.lose("tracked deletions (dropped)", deletions)

    def _lost(self, element: etree._Element) -> bool:
        """Count an element that is not taken over; tell whether it was one."""
        what = _LOST.get(str(element.tag))
        if element.tag == f"{_TEXT}note":
            kind = element.get(f"{_TEXT}note-class")
            what = "endnotes" if kind == "endnote" else "footnotes"
        if what is not None:
            self._draft.lose(what)
        return what is not None or element.tag in _SKIPPED

    def _paragraph(self, paragraph: etree._Element) -> None:
        level = 0
        if paragraph.tag == f"{_TEXT}h":
            outline = paragraph.get(f"{_TEXT}outline-level", "1")
            level = int(outline) if outline.isdecimal() and len(outline) < 3 else 1
        self._runs, self._blank = [], True
        bold = not level and self._bold.get(paragraph.get(f"{_TEXT}style-name", ""), False)
        self._inline(paragraph, bold=bold)
        self._draft.add_runs(self._runs, heading=level)
        self._runs = []
        boxes, self._later = self._later, []
        for box in boxes:
            self.blocks(box)

    def _inline(self, parent: etree._Element, *, bold: bool) -> None:
        self._words(parent.text, bold=bold)
        for child in parent:
            self._element(child, bold=bold)
            self._words(child.tail, bold=bold)

    def _element(self, child: etree._Element, *, bold: bool) -> None:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            times = int(count[:9]) if count.isdecimal() else 1
            self._mark(" " * min(times, _MAX_SPACES), bold=bold)
        elif child.tag == f"{_TEXT}tab":
            self._mark("\t", bold=bold)
        elif child.tag == f"{_TEXT}line-break":
            self._mark("\n", bold=bold)
        elif child.tag == f"{_TEXT}span":
            style = self._bold.get(child.get(f"{_TEXT}style-name", ""))
            self._inline(child, bold=bold if style is None else style)
        elif child.tag == f"{_DRAW}text-box":
            self._later.append(child)
        elif not self._lost(child):
            self._inline(child, bold=bold)

    def _words(self, text: str | None, *, bold: bool) -> None:
        """Keep words; a run of white space is one space, and none begins a paragraph."""
        words = _SPACE.sub(" ", text or "")
        if self._blank:
            words = words.removeprefix(" ")
        if words:
            self._runs.append((words, bold))
            self._blank = words.endswith(" ")

    def _mark(self, text: str, *, bold: bool) -> None:
        self._runs.append((text, bold))
        self._blank = False


def _bold_styles(root: etree._Element) -> dict[str, bool]:
    """Give for each style of the text whether it says bold; silent styles are left out."""
    found: dict[str, bool] = {}
    for style in root.iter(f"{_STYLE}style"):
        properties = style.find(f"{_STYLE}text-properties")
        weight = None if properties is None else properties.get(f"{_FO}font-weight")
        if weight is not None:
            heavy = weight.isdecimal() and int(weight[:4]) >= 600
            found[style.get(f"{_STYLE}name", "")] = weight == "bold" or heavy
    return found


def _refuse_encrypted(archive: Archive) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise Unreadable(
            "It is locked with a password (encrypted); nothing was read.",
            "Open it, save a copy without a password and import that.",
            file=archive.file,
            code="encrypted",
        )


def _meta(archive: Archive) -> tuple[str, str]:
    """Give title and language of the document; the author's name is not read."""
    if "meta.xml" not in archive:
        return "", ""
    root = archive.xml("meta.xml")
    title = next((e.text for e in root.iter(f"{_DUBLIN}title")), "")
    language = next((e.text for e in root.iter(f"{_DUBLIN}language")), "")
    return title or "", language or ""
