"""A team's own Word template: its styles, page, headers and footers; the report as its text.

The file comes from outside, so it is looked at before anything is done with it: programs
(macros, ActiveX, embedded objects) are refused; what Word would fetch from elsewhere when it opens
the file (an attached template, a mail merge, linked pictures) is refused or taken out, with a
line that says so. Links that a person would have to click stay.

What may be in a package: ECMA-376 part 2 (relationships, target modes) and part 1, chapter 11.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, Final

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from lxml import etree

from heddle.errors import Refused
from heddle.report.docx_styles import add_missing, element

MARKER: Final = "{{heddle}}"
"""A paragraph with just this is where the text goes; else it takes the place of all text."""
MAX_TEMPLATE: Final = 15 * 1024 * 1024
_MAX_UNPACKED: Final = 200 * 1024 * 1024
_MAX_PARTS: Final = 2000
_PROGRAMS: Final = re.compile(
    r"vbaProject|vbaData|activeX|embeddings/|customUI|attachedToolbars|oleObject", re.IGNORECASE
)
_RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TEMPLATE_TYPE: Final = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
)
_DOCUMENT_TYPE: Final = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
# Settings that fetch or ask when the file is opened, and what a person is told about each.
_SETTINGS: Final = {
    "attachedTemplate": "The template's link to another template was taken out.",
    "mailMerge": "The template's mail merge was taken out.",
    "documentProtection": "The template's protection against changes was taken out.",
}
_NUMBERS: Final = f"""<w:numbering {nsdecls("w")}/>"""


class Template:
    """A Word file that is safe to fill, and what was taken out of it."""

    def __init__(self, data: bytes) -> None:
        """Open and check a template.

        Raises:
            Refused: It is no Word file, holds a program, or fetches something from elsewhere.
        """
        self.notes: list[str] = []
        parts = _unpacked(data)
        self._check(parts)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)
        try:
            self.document: Document = docx.Document(io.BytesIO(buffer.getvalue()))
            self._settle()
        except (ValueError, KeyError, AttributeError, IndexError, etree.LxmlError) as error:
            raise _no_word_file() from error

    def _check(self, parts: dict[str, bytes]) -> None:
        for name, content in parts.items():
            if _PROGRAMS.search(name) or (name == "[Content_Types].xml" and _programs(content)):
                raise Refused(
                    "This template holds a program (a macro or an embedded object); nothing was "
                    "written.",
                    "Save it in Word as a document without macros (.docx), without embedded "
                    "objects, and use that.",
                    code="template",
                )
            xml = name.endswith((".xml", ".rels"))
            if xml and b"<!DOCTYPE" in content:
                raise _no_word_file()
            if name.endswith(".rels"):
                parts[name] = self._without_fetching(content)
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)

    def _without_fetching(self, content: bytes) -> bytes:
        """Take out relations to what lies elsewhere; links to click stay."""
        try:
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
        except etree.LxmlError as error:
            raise _no_word_file() from error
        for relation in list(root.iter(_RELS)):
            if relation.get("TargetMode") != "External":
                continue
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            if kind == "hyperlink":
                continue
            if kind not in ("attachedTemplate", "mailMergeSource", "mailMergeHeaderSource"):
                raise Refused(
                    "This template fetches something from elsewhere when it is opened (such as a "
                    "linked picture); nothing was written.",
                    "Put the picture itself into the template, or take it out.",
                    code="template",
                )
            root.remove(relation)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _settle(self) -> None:
        """Take out settings that go with what was taken out, and old notes in the margin."""
        settings = self.document.settings.element
        for name, told in _SETTINGS.items():
            for found in settings.findall(qn(f"w:{name}")):
                settings.remove(found)
                self.notes.append(told)
        rels = self.document.part.rels
        for key in [k for k, rel in rels.items() if rel.reltype == RT.COMMENTS]:
            del rels[key]
        package = self.document.part.package
        unwanted = {RT.THUMBNAIL, RT.CUSTOM_PROPERTIES}
        for key in [k for k, rel in package.rels.items() if rel.reltype in unwanted]:
            del package.rels[key]

    def place(self) -> Any:
        """Make room for the text and return the element before which it goes."""
        body = self.document.element.body
        if body.find(qn("w:sectPr")) is None:
            body.append(element("w:sectPr"))
        for paragraph in body.iterchildren(qn("w:p")):
            # Word may spread a word over several runs.
            if "".join(t.text or "" for t in paragraph.iter(qn("w:t"))).strip() == MARKER:
                return self._after(paragraph)
        for child in list(body)[:-1]:
            body.remove(child)
        return body[-1]

    def _after(self, paragraph: Any) -> Any:
        """Take the marker out; an end of a section in it stays."""
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            for run in paragraph.findall(qn("w:r")):
                paragraph.remove(run)
            return paragraph
        after = paragraph.getnext()
        paragraph.getparent().remove(paragraph)
        return after

    def width(self) -> int:
        """Return the room for text between the margins, in twentieths of a point."""
        section = self.document.sections[-1]
        sizes = (section.page_width, section.left_margin, section.right_margin)
        if any(size is None for size in sizes):
            return 9071
        page, left, right = (int(size or 0) for size in sizes)
        return max(2000, (page - left - right) // 635)

    def complete(self) -> dict[str, str]:
        """Add styles that a report needs and the template lacks; return ids by name."""
        ids, added = add_missing(self.document)
        if added:
            listed = ", ".join(added)
            self.notes.append(f"The template has no style for: {listed}. Plain ones were added.")
        return ids

    def numbering(self) -> Any:
        """Return the part with the numbering of lists, made where there is none."""
        part = self.document.part
        try:
            found: Any = part.part_related_by(RT.NUMBERING)
        except KeyError:
            made = NumberingPart(
                PackURI("/word/numbering.xml"), CT.WML_NUMBERING, parse_xml(_NUMBERS), part.package
            )
            part.relate_to(made, RT.NUMBERING)
            return made.element
        return found.element


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name, within limits."""
    if len(data) > MAX_TEMPLATE:
        raise Refused("This template is larger than 15 MB; nothing was written.",
                      "Use a template without large pictures.", code="template")  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > _MAX_PARTS or sum(e.file_size for e in entries) > _MAX_UNPACKED:
                raise _no_word_file()
            names = [entry.filename for entry in entries]
            if len(set(names)) < len(names) or "[Content_Types].xml" not in names:
                raise _no_word_file()
            return {entry.filename: package.read(entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _no_word_file() from error


def _programs(types: bytes) -> bool:
    return b"macroEnabled" in types or b"vbaProject" in types or b"activeX" in types


def _no_word_file() -> Refused:
    return Refused(
        "This template cannot be read as a Word file (.docx or .dotx); nothing was written.",
        "Open it in Word or LibreOffice and save it as .docx.",
        code="template",
    )
