"""PDF: set by typst from data only, tagged, and refused with a hint where typst is missing."""

import sys
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import HeddleError, Unavailable
from heddle.report import pdf, rasters
from heddle.report.files import render
from heddle.report.model import Heading, Paragraph, Quote, Report, Text, runs
from heddle.report.traces import report_words
from report_samples import garden, number

CODE = '#panic("x") #read("/etc/hostname") $x$ `y` *b* _i_ = h \\ @a <l> //c /*d*/ ]'


def read(data):
    """Return the words on all pages, without white space and soft line ends."""
    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join("".join(pages).split()).replace("\ufffe", "")


def squeezed(text):
    """Leave out white space."""
    return "".join(text.split())


@settings(max_examples=15)
@given(st.text("abcæøåÆØÅ #$*_`@<>[]{}()\\/\"'=+-~^%&!?.:,;|0123456789", max_size=60))
def test_whatever_is_said_is_words_and_never_code(text):
    data, written = render(Report("T", (Paragraph(runs(f"x{text}x")),)), "pdf")
    assert squeezed(f"x{text}x") in read(data)
    assert written.notes == ()


def test_the_sample_is_all_there_and_meets_pdf_ua():
    report = garden()
    data, written = render(report, "pdf")
    text = read(data)
    twin = {"Step", "People", "came", "stayed away"}
    for words in report_words(report):
        assert words in twin or squeezed(words) in text
    assert written.notes == ()
    # PDF/UA-1 states itself in the metadata, which typst does not compress.
    assert b"pdfuaid:part>1<" in data
    document = pypdfium2.PdfDocument(data)
    assert document.get_metadata_dict()["Title"] == report.title
    assert len(document) == 3
    names = [document.get_attachment(at).get_name() for at in range(document.count_attachments())]
    assert names == ["traces.json"]
    document.close()


def test_code_in_every_place_is_printed_as_it_is():
    report = Report(
        CODE,
        (Heading(1, CODE), Paragraph((Text(CODE, bold=True),)), Quote((runs(CODE),), runs(CODE))),
        subtitle=CODE,
    )
    assert read(render(report, "pdf")[0]).count(squeezed(CODE)) == 6


def test_traces_can_be_left_out_of_a_pdf():
    report = Report("T", (Paragraph((number("17", "secret-id"),)),))
    document = pypdfium2.PdfDocument(render(report, "pdf", traces=False)[0])
    assert document.count_attachments() == 0
    document.close()


def test_letters_that_no_bundled_font_has_are_reported():
    data, written = render(Report("T", (Paragraph(runs("\U000131af \U0001f9f6")),)), "pdf")
    assert data.startswith(b"%PDF-")
    assert "font" in written.notes[0]


def test_without_typst_the_line_to_type_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Unavailable) as caught:
        render(garden(), "pdf")
    assert "pip install 'heddle-qda[pdf]'" in caught.value.hint
    assert "nothing was written" in caught.value.problem
    assert rasters.to_png(garden().blocks[15].svg) is None


def test_a_report_that_typst_cannot_set_is_refused_without_its_words(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf.resources, "files", lambda _: tmp_path)
    (tmp_path / "page.typ").write_text("#panic(sys.inputs.data)")
    with pytest.raises(HeddleError) as caught:
        render(Report("T", (Paragraph(runs("a secret")),)), "pdf")
    assert "secret" not in str(caught.value)
    assert caught.value.code == "pdf-failed"


def test_the_page_can_read_no_file(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf.resources, "files", lambda _: tmp_path)
    canary = Path(__file__)
    (tmp_path / "page.typ").write_text(f'#read("{canary}")')
    with pytest.raises(HeddleError):
        render(Report("T", ()), "pdf")


def test_a_drawing_becomes_a_picture_of_twice_its_size():
    picture = rasters.to_png(garden().blocks[15].svg)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (840, 300)
