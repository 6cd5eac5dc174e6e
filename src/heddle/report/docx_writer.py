"""Reports as Word files: real styles, real tables, nothing about the person or the machine.

python-docx brings the package and its parts; the body is built as XML directly, because
large tables are slow cell by cell. Traces are bookmarks; what they lead to is in a custom
XML part (namespace `traces.NAMESPACE`), which Word keeps and readers do not see.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn

from heddle.report.docx_body import Body
from heddle.report.docx_styles import element, set_styles
from heddle.report.docx_template import Template
from heddle.report.model import Heading, Report
from heddle.report.traces import NAMESPACE, TraceList

_APP = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">\
<Application>Heddle</Application></Properties>"""
_PROPS = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<ds:datastoreItem ds:itemID="{{B6A1D1F0-5C0E-4B7B-9C5B-48454444C445}}" \
xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>\
<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>"""
_PROPS_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_STYLES_WITH_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"


def to_docx(report: Report, template: bytes | None = None) -> tuple[bytes, list[str]]:
    """Write `report` as a Word file; equal reports give equal bytes.

    Args:
        report: What to print.
        template: A Word file whose styles, page, headers and footers are used.

    Returns:
        The file, and notes for the person who saves it.

    Raises:
        Refused: The template is no Word file, or is not safe to fill.
    """
    if template is not None:
        return _filled(report, Template(template))
    document = docx.Document()
    _strip_template(document)
    set_styles(document, report.language, large=report.large)
    _set_page(document)
    traces = TraceList()
    Body(document, report, traces).write()
    if traces.traces:
        _add_traces(document, traces)
    _set_properties(document, report)
    return _saved(document), _notes(report)


def _filled(report: Report, template: Template) -> tuple[bytes, list[str]]:
    """Write a report into a template."""
    document = template.document
    traces = TraceList()
    Body(document, report, traces, template).write()
    if traces.traces:
        _add_traces(document, traces)
    _set_properties(document, report)
    return _saved(document), [*template.notes, *_notes(report)]


def _notes(report: Report) -> list[str]:
    """Tell how page numbers come into the file, where it has any."""
    if not any(isinstance(block, Heading) and block.anchor for block in report.blocks):
        return []
    return ["Page numbers in checklists are fields: press Ctrl+A and F9 in Word to fill them in."]


def _saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return _repacked(buffer.getvalue())


def _strip_template(document: Document) -> None:
    """Take out what python-docx's template brings from the machine it was made on."""
    package = document.part.package
    for rels, unwanted in (
        (package.rels, {RT.THUMBNAIL}),
        (document.part.rels, {RT.CUSTOM_XML, _STYLES_WITH_EFFECTS}),
    ):
        for key in [key for key, rel in rels.items() if rel.reltype in unwanted]:
            del rels[key]
    for rel in package.rels.values():
        if rel.reltype == RT.EXTENDED_PROPERTIES:
            rel.target_part._blob = _APP  # noqa: SLF001 - a plain part has no other setter
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            # 15 is Word 2013 and later; less opens the file in "Compatibility Mode".
            setting.set(qn("w:val"), "15")


def _set_page(document: Document) -> None:
    """Set A4 with 2.5 cm margins, and the page number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = docx.shared.Mm(210), docx.shared.Mm(297)
    section.left_margin = section.right_margin = docx.shared.Mm(25)
    section.top_margin = section.bottom_margin = docx.shared.Mm(25)
    section.footer_distance = docx.shared.Mm(12)
    paragraph = section.footer.paragraphs[0]._p  # noqa: SLF001 - python-docx has no field API
    paragraph.get_or_add_pPr().append(element("w:jc", val="center"))
    for kind in ("begin", "separate", "end"):
        run = element("w:r")
        if kind == "separate":
            code = element("w:instrText")
            code.text = "PAGE"
            paragraph.append(element("w:r", code))
        run.append(element("w:fldChar", fldCharType=kind))
        paragraph.append(run)
        if kind == "separate":
            text = element("w:t")
            text.text = "1"
            paragraph.append(element("w:r", text))


def _add_traces(document: Document, traces: TraceList) -> None:
    """Add the list of traces as a custom XML part of the document."""
    package = document.part.package
    # A template may have parts of its own with these names.
    used = {str(part.partname) for part in package.iter_parts()}
    free = next(n for n in range(1, len(used) + 2) if f"/customXml/item{n}.xml" not in used)
    item = Part(PackURI(f"/customXml/item{free}.xml"), "application/xml", traces.xml(), package)
    props = PackURI(f"/customXml/itemProps{free}.xml")
    item.relate_to(Part(props, _PROPS_TYPE, _PROPS.encode("utf-8"), package), RT.CUSTOM_XML_PROPS)
    document.part.relate_to(item, RT.CUSTOM_XML)


def _set_properties(document: Document, report: Report) -> None:
    """Set title, subject, language and a date; author and machine stay empty."""
    core = document.core_properties
    core.title, core.subject = report.title[:255], report.meta.subject[:255]
    core.keywords = ", ".join(report.meta.keywords)[:255]
    core.author = core.last_modified_by = core.comments = core.category = ""
    core.language = report.language
    core.revision = 1
    core.created = core.modified = dt.datetime.fromisoformat(report.meta.made or "2000-01-01")


def _repacked(data: bytes) -> bytes:
    """Write the package again with fixed times, so that equal reports are equal files."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return buffer.getvalue()
