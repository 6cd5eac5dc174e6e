"""Word and OpenDocument files: every word and trace in them, real styles, no person, no machine."""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from heddle.report import docx_body, odt
from heddle.report.clean import clean_text
from heddle.report.files import render
from heddle.report.model import PageBreak, Paragraph, Report, Table, Text, runs
from heddle.report.odt_styles import NAMESPACES, tag
from heddle.report.traces import NAMESPACE, report_words, traces_of
from report_samples import garden, number

words = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
spaced = st.lists(st.one_of(words, st.sampled_from(["  ", "\t", "\n", " a", "b "])), max_size=6)


def opened(report, ending):
    """Write a report and open the package."""
    return zipfile.ZipFile(io.BytesIO(render(report, ending)[0]))


def part(package, name):
    """Parse one XML file of a package."""
    return etree.fromstring(package.read(name))


def odt_words(element):
    """Read an OpenDocument paragraph as the standard says: white space folds, elements do not."""
    said = []
    for each in element.iter():
        if each.tag == tag("text:s"):
            said.append(" " * int(each.get(tag("text:c"), "1")))
        elif each.tag == tag("text:tab"):
            said.append("\t")
        elif each.tag == tag("text:line-break"):
            said.append("\n")
        # An element's text and tail follow each other here, as runs hold only empty elements.
        texts = (each.text, each.tail if each is not element else None)
        said.extend(re.sub("[ \t\n]+", " ", text or "") for text in texts)
    return "".join(said)


# --- Laws -------------------------------------------------------------------------------------
@settings(max_examples=40)
@given(st.lists(spaced.map("".join), min_size=1, max_size=4))
def test_a_word_file_keeps_every_character(pieces):
    inlines = tuple(Text(piece, bold=at % 2 == 1) for at, piece in enumerate(pieces))
    data, _ = render(Report("T", (Paragraph(inlines),)), "docx")
    written = docx.Document(io.BytesIO(data)).paragraphs[1].text
    assert written == clean_text("".join(pieces))[0]


@given(st.lists(spaced.map("".join), min_size=1, max_size=4))
def test_an_opendocument_file_keeps_every_character(pieces):
    inlines = tuple(Text(piece, bold=at % 2 == 1) for at, piece in enumerate(pieces))
    content = part(opened(Report("T", (Paragraph(inlines),)), "odt"), "content.xml")
    paragraph = content.findall(f".//{tag('text:p')}")[1]
    assert odt_words(paragraph) == clean_text("".join(pieces))[0]


# --- Stories: Word ----------------------------------------------------------------------------
def test_a_word_file_holds_the_whole_sample_in_named_styles():
    report = garden()
    document = docx.Document(io.BytesIO(render(report, "docx")[0]))
    by_style = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Title"] == [report.title]
    assert by_style["Heading 1"] == ["Results", "Discussion"]
    assert by_style["Quote"][0].endswith("sorry. (Focus group 2, participant 6)")
    assert by_style["Caption"][0] == "Table\u00a01. Who took part, by group"
    assert by_style["Table Note"][1] == "a One person did not state an age."
    first = document.tables[0]
    assert [cell.text for cell in first.rows[2].cells][:4] == ["Gardeners", "9", "44", "29–61"]
    headers = first._tbl.xpath("w:tr[w:trPr/w:tblHeader]")
    assert len(headers) == 2
    assert len(first._tbl.xpath("w:tr[w:trPr/w:cantSplit]")) == 5


def test_a_word_file_leads_from_bookmarks_to_records():
    report = garden()
    package = opened(report, "docx")
    body = part(package, "word/document.xml")
    bookmarks = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    listed = part(package, "customXml/item1.xml")
    assert listed.tag == f"{{{NAMESPACE}}}traces"
    assert [each.get("anchor") for each in listed] == bookmarks
    # The twin is not printed in Word, so its two numbers are the drawing's.
    expected = [list(trace.evidence) for trace in traces_of(report)][: len(bookmarks)]
    assert [[record.text for record in each] for each in listed] == expected
    assert len(bookmarks) == 20


def test_lists_begin_at_one_each_time():
    body = part(opened(garden(), "docx"), "word/document.xml")
    numbers = [each.get(qn("w:val")) for each in body.iter(qn("w:numId"))]
    assert len(numbers) == 4
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_a_word_file_says_its_title_and_language_and_nobody_s_name():
    package = opened(garden("da"), "docx")
    core = docx.Document(io.BytesIO(render(garden("da"), "docx")[0])).core_properties
    assert (core.title, core.language) == (garden().title, "da")
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert str(core.created).startswith("2026-03-02 00:00")
    everything = b"".join(package.read(name) for name in package.namelist())
    for leftover in (b"Macintosh", b"python-docx", b"thumbnail.jpeg", b"root"):
        assert leftover not in everything.replace(b"Heading", b"")
    defaults = part(package, "word/styles.xml").find(".//" + qn("w:rPrDefault"))
    assert defaults.find(".//" + qn("w:lang")).get(qn("w:val")) == "da-DK"
    runs_in_danish = part(opened(garden(), "docx"), "word/document.xml").iter(qn("w:lang"))
    assert [each.get(qn("w:val")) for each in runs_in_danish] == ["da-DK"]


def test_every_part_of_a_word_file_is_named_and_related():
    package = opened(garden(), "docx")
    names = set(package.namelist())
    types = part(package, "[Content_Types].xml")
    overrides = {each.get("PartName", "").lstrip("/") for each in types if each.get("PartName")}
    assert overrides <= names
    for name in names:
        if name.endswith(".rels"):
            folder = re.sub(r"_rels/[^/]+$", "", name)
            for each in part(package, name):
                assert each.get("TargetMode") != "External"
                target = each.get("Target")
                path = target.lstrip("/") if target.startswith("/") else folder + target
                assert re.sub(r"[^/]+/\.\./", "", path) in names


def test_a_drawing_in_word_has_its_twin_as_description():
    body = part(opened(garden(), "docx"), "word/document.xml")
    (description,) = body.xpath("//*[local-name()='docPr']/@descr")
    assert "16 came and 4 stayed away" in description
    assert "Step: stayed away; People: 4." in description


# --- Stories: OpenDocument ----------------------------------------------------------------------
def test_an_opendocument_file_is_recognised_by_its_first_bytes():
    data, _ = render(garden(), "odt")
    assert data[30:38] == b"mimetype"
    assert data[38:77] == b"application/vnd.oasis.opendocument.text"
    package = zipfile.ZipFile(io.BytesIO(data))
    listed = part(package, "META-INF/manifest.xml")
    paths = {each.get(tag("manifest:full-path")) for each in listed}
    assert paths == {"/", *package.namelist()} - {"mimetype", "META-INF/manifest.xml"}


def test_an_opendocument_file_holds_the_whole_sample():
    report = garden()
    package = opened(report, "odt")
    content = part(package, "content.xml")
    text = "\n".join(odt_words(each) for each in content.iter(tag("text:p"), tag("text:h")))
    twin = {"Step", "People", "came", "stayed away"}
    assert all(each in text for each in report_words(report) if each not in twin)
    used = set(
        content.xpath("//@text:style-name | //@style:parent-style-name", namespaces=NAMESPACES)
    )
    known = set(content.xpath("//@style:name", namespaces=NAMESPACES))
    known |= set(part(package, "styles.xml").xpath("//@style:name", namespaces=NAMESPACES))
    assert used <= known
    (rows,) = content.xpath("(//table:table-header-rows)[1]", namespaces=NAMESPACES)
    assert len(rows) == 2
    frame = content.find(f".//{tag('draw:frame')}")
    names = [each.get(tag("xlink:href")) for each in frame.findall(tag("draw:image"))]
    assert names[0] == "Pictures/1.svg"
    assert set(names) <= set(package.namelist())


def test_opendocument_tables_have_as_many_cells_as_columns():
    content = part(opened(garden(), "odt"), "content.xml")
    for table in content.iter(tag("table:table")):
        columns = len(table.findall(tag("table:table-column")))
        for row in table.iter(tag("table:table-row")):
            assert len(row) == columns


def test_an_opendocument_file_leads_from_bookmarks_to_records():
    package = opened(garden(), "odt")
    content = part(package, "content.xml")
    starts = [each.get(tag("text:name")) for each in content.iter(tag("text:bookmark-start"))]
    ends = [each.get(tag("text:name")) for each in content.iter(tag("text:bookmark-end"))]
    listed = part(package, "heddle/traces.xml")
    assert starts == ends == [each.get("anchor") for each in listed]


# --- Both -------------------------------------------------------------------------------------
@pytest.mark.parametrize("ending", ["docx", "odt"])
def test_reports_without_traces_have_no_list_of_them(ending):
    data = render(Report("T", (Paragraph((number("17", "secret-id"),)),)), ending, traces=False)[0]
    package = zipfile.ZipFile(io.BytesIO(data))
    assert not [name for name in package.namelist() if "trace" in name or "customXml" in name]
    assert not [name for name in package.namelist() if b"secret-id" in package.read(name)]


@pytest.mark.parametrize(("ending", "module"), [("docx", docx_body), ("odt", odt)])
def test_without_typst_a_drawing_is_replaced_or_kept_as_svg(ending, module, monkeypatch):
    monkeypatch.setattr(module, "to_png", lambda _: None)
    package = opened(garden(), ending)
    assert not [name for name in package.namelist() if name.endswith(".png")]
    if ending == "docx":
        document = docx.Document(io.BytesIO(render(garden(), "docx")[0]))
        assert document.tables[2].rows[1].cells[0].text == "came"
    else:
        assert "Pictures/1.svg" in package.namelist()


@pytest.mark.parametrize("ending", ["docx", "odt"])
def test_a_page_break_before_anything_begins_a_page_without_an_empty_line(ending):
    bare = Table(garden().blocks[2].columns, garden().blocks[2].rows)
    report = Report("T", (PageBreak(), Paragraph(runs("x")), PageBreak(), bare, PageBreak()))
    package = opened(report, ending)
    if ending == "docx":
        body = part(package, "word/document.xml")
        assert len(list(body.iter(qn("w:pageBreakBefore")))) == 2
    else:
        body = part(package, "content.xml")
        styles = body.xpath("//style:style[*/@fo:break-before]/@style:name", namespaces=NAMESPACES)
        assert len(body.xpath("//text:p[@text:style-name]", namespaces=NAMESPACES)) > 3
        assert len(styles) == 2
