"""A team's own Word template: used as it is, and refused where it could do harm."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.shared import Mm, Pt

from heddle.errors import Refused
from heddle.report.docx_styles import TABLE_STYLE
from heddle.report.files import render
from heddle.report.model import (
    Column,
    Heading,
    List,
    Paragraph,
    Quote,
    Report,
    Table,
    cell,
    row,
    runs,
)

REPORT = Report(
    title="Title of it",
    blocks=(
        Heading(1, "Methods", "s1"), Paragraph(runs("Words.")), Quote((runs("Said."),)),
        List((runs("one"), runs("two")), ordered=True), List((runs("dot"),)),
        Table((Column(runs("A")), Column(runs("B"))), (row(cell("1"), cell("2")),), number="1"),
    ),
)  # fmt: skip
RELATION = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{}" Target="http://elsewhere.example/x" TargetMode="External"/></Relationships>'
)
PICTURE = RELATION.format("image").encode()
ATTACHED = (
    b'<w:attachedTemplate r:id="rId99" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/relationships"/><w:zoom'
)


def template(*paragraphs, strip=()):
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.left_margin, section.right_margin = Mm(148), Mm(20), Mm(20)
    section.header.paragraphs[0].text = "Journal of Things"
    document.styles["Heading 1"].font.size = Pt(31)
    for name in strip:
        style = document.styles[name].element
        style.getparent().remove(style)
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(data, change, extra=None):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def filled(data):
    made, written = render(REPORT, "docx", template=data)
    return docx.Document(io.BytesIO(made)), written.notes


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def test_styles_page_and_header_are_the_templates():
    document, _ = filled(template("Old words"))
    assert texts(document)[:2] == ["Title of it", "Methods"]
    assert "Old words" not in texts(document)
    assert document.sections[0].header.paragraphs[0].text == "Journal of Things"
    heading = next(p for p in document.paragraphs if p.text == "Methods")
    assert heading.style.font.size == Pt(31)
    width = document.element.body.xpath("w:tbl/w:tblPr/w:tblW/@w:w")[0]
    assert int(width) == pytest.approx(108 / 25.4 * 1440, abs=2)


def test_the_text_goes_where_the_marker_is():
    document, _ = filled(template("Before", "{{heddle}}", "After"))
    said = texts(document)
    assert said[:2] == ["Before", "Title of it"]
    assert said[-1] == "After"
    assert "{{heddle}}" not in said


def test_a_style_that_is_not_there_is_added_and_told():
    document, notes = filled(template(strip=["Quote", "List Number", "Body Text"]))
    assert any("Quote" in note and "List Number" in note for note in notes)
    names = {style.name for style in document.styles}
    assert {"Quote", "List Number", "Table Text"} <= names
    assert [s.style_id for s in document.styles].count(TABLE_STYLE) == 1
    lists = document.element.body.xpath("w:p[w:pPr/w:numPr]")
    assert len(lists) == 3


def test_a_dotx_is_a_template_too():
    def as_template(name, data):
        return data.replace(b"document.main+xml", b"template.main+xml")

    document, _ = filled(changed(template(), as_template))
    assert "Methods" in texts(document)


def test_what_asks_when_it_is_opened_is_taken_out_and_told():
    def attached(name, data):
        if name == "word/settings.xml":
            return data.replace(b"<w:zoom", ATTACHED)
        return data

    rels = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
            '2006/relationships">' + RELATION.format("attachedTemplate"))  # fmt: skip
    data = changed(template(), attached, {"word/_rels/settings.xml.rels": rels})
    made, written = render(REPORT, "docx", template=data)
    assert any("link to another template" in note for note in written.notes)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert not [n for n in package.namelist() if b"elsewhere.example" in package.read(n)]
        assert b"attachedTemplate" not in package.read("word/settings.xml")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK\x03\x04nonsense", b"x" * (16 << 20),
        changed(template(), lambda _, data: data, {"word/vbaProject.bin": b"x"}),
        changed(template(), lambda _, data: data, {"word/embeddings/oleObject1.bin": b"x"}),
        changed(template(), lambda _, d: d.replace(b"document.main", b"document.macroEnabled")),
        changed(template(), lambda n, d: d.replace(b"</Relationships>", PICTURE)
                if n == "word/_rels/document.xml.rels" else d),
        changed(template(), lambda n, d: b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///x">]>' + d
                if n == "word/styles.xml" else d),
        changed(template(), lambda n, d: b"<broken" if n == "word/document.xml" else d),
        changed(template(), lambda n, d: b"<broken" if n == "word/styles.xml" else d),
    ],
    ids=["empty", "no zip", "large", "macro", "object", "docm", "linked picture", "doctype",
         "no text", "no styles"],
)  # fmt: skip
def test_a_file_that_could_do_harm_is_refused(data):
    with pytest.raises(Refused) as refusal:
        render(REPORT, "docx", template=data)
    assert "nothing was written" in str(refusal.value)


def test_a_template_is_for_word_files():
    with pytest.raises(Refused, match="Word files only"):
        render(REPORT, "odt", template=template())
