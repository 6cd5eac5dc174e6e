"""Word, OpenDocument, RTF and HTML: words in order, and everything else accounted for."""

from __future__ import annotations

import contextlib

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heddle.errors import Unreadable
from heddle.exchange.encodings import UnknownEncoding
from heddle.exchange.parsing import parse
from heddle.exchange.reading import Reading, Span
from readers_samples import docx, odt, paragraph

xml_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\u2028\u2029"),
    min_size=1,
    max_size=30,
).filter(str.strip)


def read(name: str, data: bytes, encoding: str | None = None) -> Reading:
    return parse(name, data, kind=None, encoding=encoding)


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


def losses(reading: Reading) -> dict[str, int]:
    return {loss.what: loss.count for loss in reading.losses}


# --- laws ---------------------------------------------------------------------------------------
@settings(max_examples=50)
@given(st.lists(xml_text, min_size=1, max_size=6))
def test_a_word_document_reads_as_the_text_it_was_made_from(rows):
    wanted = [row.rstrip(" ") for row in rows]
    assert texts(read("a.docx", docx("".join(paragraph(row) for row in rows)))) == wanted


@settings(max_examples=50)
@given(st.lists(xml_text, min_size=1, max_size=6))
def test_an_rtf_document_reads_as_the_text_it_was_made_from(rows):
    def spelled(text: str) -> bytes:
        units = text.encode("utf-16-le")
        numbers = [int.from_bytes(units[i : i + 2], "little") for i in range(0, len(units), 2)]
        return b"".join(b"\\u%d?" % (n - 65536 if n > 32767 else n) for n in numbers)

    data = b"{\\rtf1\\ansi " + b"\\par\n".join(spelled(row) for row in rows) + b"}"
    assert texts(read("a.rtf", data)) == [row.rstrip(" ") for row in rows]


@settings(max_examples=60)
@given(st.data())
def test_damaged_documents_are_refused_and_never_crash_the_reader(data):
    name, whole = data.draw(
        st.sampled_from(
            [
                ("a.docx", docx(paragraph("Anna: hej"))),
                ("a.odt", odt("<t:p>Anna: hej</t:p>")),
                ("a.rtf", rb"{\rtf1\ansi{\fonttbl{\f0 A;}}\b Anna:\b0  hej \'e6\u8217?\par}"),
                ("a.html", b"<html><p><b>Anna:</b> hej</p><script>x</script>"),
            ]
        )
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.integers(0, 8))
    broken = whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + cut :]
    with contextlib.suppress(Unreadable):  # the only error that may come out
        read(name, broken)


# --- Word ---------------------------------------------------------------------------------------
def test_word_made_by_python_docx(tmp_path):
    made = python_docx.Document()
    made.core_properties.title = "Group 1"
    made.core_properties.author = "Somebody Secret"
    made.add_heading("Session", 2)
    turn = made.add_paragraph()
    turn.add_run("Moderator:").bold = True
    turn.add_run(" How are you?\tFine.\nGood.")
    made.add_paragraph("one", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text = "P1"
    table.cell(0, 1).text = "Yes"
    made.add_paragraph("after the table")
    made.sections[0].header.paragraphs[0].text = "a header"
    made.save(tmp_path / "a.docx")
    reading = read("a.docx", (tmp_path / "a.docx").read_bytes())
    assert texts(reading) == [
        "Session",
        "Moderator: How are you?\tFine.",
        "Good.",
        "one",
        "P1",
        "Yes",
        "after the table",
    ]
    assert reading.lines[0].heading == 2
    assert reading.lines[1].bold == [Span(0, 10)]
    assert reading.title == "Group 1"
    assert losses(reading) == {"page headers and footers": 1}
    assert "Secret" not in repr(reading)


def test_tracked_changes_are_taken_as_accepted_and_reported():
    reading = read(
        "a.docx",
        docx(
            "<w:p><w:r><w:t xml:space='preserve'>I </w:t></w:r><w:del><w:r><w:delText>hate"
            "</w:delText></w:r></w:del><w:ins><w:r><w:t>like</w:t></w:r></w:ins><w:r>"
            "<w:t xml:space='preserve'> it</w:t></w:r></w:p>"
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>one "
            "</w:t></w:r></w:p><w:p><w:r><w:t>two</w:t></w:r></w:p>"
            "<w:moveFrom><w:p><w:r><w:t>moved</w:t></w:r></w:p></w:moveFrom>"
        ),
    )
    assert texts(reading) == ["I like it", "one two"]
    assert texts(read("a.docx", docx("<w:p><w:r><w:t>one\ntwo</w:t></w:r></w:p>"))) == ["one two"]
    assert losses(reading) == {
        "tracked insertions (accepted)": 1,
        "tracked deletions (dropped)": 3,
    }


def test_what_is_not_talk_in_a_word_document_is_counted():
    reading = read(
        "a.docm",
        docx(
            "<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id='1'/><w:endnoteReference w:id='1'/>"
            "</w:r><w:r><w:commentReference w:id='0'/></w:r><w:r><w:drawing/></w:r><w:r>"
            "<w:object/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r>"
            "<w:instrText>PAGE</w:instrText></w:r><w:hyperlink r:id='rId9'><w:r><w:t>link</w:t>"
            "</w:r></w:hyperlink></w:p><w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>b</w:t></w:r></w:p>",
            word__vbaProject_dot_bin=b"macro",
            word__embeddings__x_dot_xlsx=b"PK",
            word___rels__document_dot_xml_dot_rels="<Relationships xmlns='http://schemas."
            "openxmlformats.org/package/2006/relationships'><Relationship Id='rId9' "
            "Type='x/hyperlink' Target='http://a.example/' TargetMode='External'/></Relationships>",
        ),
    )
    assert texts(reading) == ["alink", "b"]
    assert losses(reading) == {
        "addresses of links (their words are kept)": 1,
        "macros (not run)": 1,
        "embedded files (not opened)": 1,
        "footnotes": 1,
        "endnotes": 1,
        "comments by reviewers": 1,
        "images and drawings": 1,
        "embedded objects": 1,
        "stretches of hidden text (dropped)": 1,
        "automatic numbers and bullets of lists": 1,
    }


def test_a_text_box_is_read_once_after_its_paragraph():
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    reading = read(
        "a.docx",
        docx(
            "<w:p><w:r><w:t>before</w:t><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
            f"<wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{box}"
            "</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t> after</w:t></w:r></w:p>"
        ),
    )
    assert texts(reading) == ["before after", "boxed"]
    assert reading.losses == []


def test_bold_and_heading_come_from_styles_too():
    styles = (
        "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        "<w:docDefaults><w:lang w:val='da-DK'/></w:docDefaults>"
        "<w:style w:styleId='N'><w:name w:val='Name'/><w:rPr><w:b/></w:rPr></w:style>"
        "<w:style w:styleId='M'><w:basedOn w:val='N'/></w:style>"
        "<w:style w:styleId='H'><w:name w:val='heading 3'/><w:basedOn w:val='N'/></w:style>"
        "<w:style w:styleId='L'><w:basedOn w:val='L'/></w:style></w:styles>"
    )
    reading = read(
        "a.docx",
        docx(
            "<w:p><w:r><w:rPr><w:rStyle w:val='M'/></w:rPr><w:t>P1</w:t></w:r><w:r><w:rPr>"
            "<w:b w:val='0'/></w:rPr><w:t>x</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val='H'/>"
            "</w:pPr><w:r><w:t>T</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val='L'/></w:pPr><w:r>"
            "<w:t>loop</w:t></w:r></w:p>",
            word__styles_dot_xml=styles,
        ),
    )
    assert [(x.text, x.bold, x.heading) for x in reading.lines] == [
        ("P1x", [Span(0, 2)], 0),
        ("T", [], 3),
        ("loop", [], 0),
    ]
    assert reading.language == "da-DK"


# --- OpenDocument -------------------------------------------------------------------------------
def test_opendocument_white_space_styles_notes_and_changes():
    reading = read(
        "a.odt",
        odt(
            "<t:tracked-changes><t:changed-region><t:deletion><t:p>gone</t:p></t:deletion>"
            "</t:changed-region><t:changed-region><t:insertion/></t:changed-region>"
            "</t:tracked-changes><t:h t:outline-level='2'>Title</t:h>"
            "<t:p>\n  <t:span t:style-name='B'>P1:</t:span> two\n  words<t:s t:c='3'/>x<t:tab/>y"
            "<t:line-break/>next<t:note t:note-class='footnote'><t:p>n</t:p></t:note>"
            "<o:annotation><t:p>c</t:p></o:annotation><d:frame><d:image/></d:frame></t:p>"
            "<t:list><t:list-item><t:p>item</t:p></t:list-item></t:list>"
            "<t:p>a<d:frame><d:text-box><t:p>boxed</t:p></d:text-box></d:frame>b</t:p>",
            styles="<s:style s:name='B'><s:text-properties fo:font-weight='bold'/></s:style>",
            Basic__x_dot_xml="<a/>",
            meta_dot_xml="<m xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>T 1</dc:title>"
            "<dc:creator>Secret</dc:creator><dc:language>da</dc:language></m>",
        ),
    )
    assert texts(reading) == ["Title", "P1: two words   x\ty", "next", "item", "ab", "boxed"]
    assert reading.lines[0].heading == 2
    assert reading.lines[1].bold == [Span(0, 3)]
    assert (reading.title, reading.language) == ("T 1", "da")
    assert losses(reading) == {
        "macros (not run)": 1,
        "tracked insertions (accepted)": 1,
        "tracked deletions (dropped)": 1,
        "footnotes": 1,
        "comments by reviewers": 1,
        "images and drawings": 1,
        "automatic numbers and bullets of lists": 1,
    }


def test_a_locked_opendocument_is_called_locked():
    manifest = "<m:manifest xmlns:m='x'><m:encryption-data/></m:manifest>"
    with pytest.raises(Unreadable) as caught:
        read("a.odt", odt("<t:p>x</t:p>", **{"META-INF__manifest_dot_xml": manifest}))
    assert caught.value.code == "encrypted"


# --- RTF ----------------------------------------------------------------------------------------
def test_rtf_words_code_pages_and_losses():
    reading = read(
        "a.rtf",
        rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Calibri;}
{\f1\fcharset204 Arial;}}{\info{\title My t\'e6st}{\author Secret}}{\*\generator X;}
\pard\b Moderator:\b0  Hvad \'e6\'f8 \u-10179?\u-8638? {\f1\'cf\'f0}\par
{\deleted gone}{\revised new} {\v hid}{\field{\*\fldinst{HYPERLINK "http://x.y"}}{\fldrslt link}}
{\footnote note\par}{\pict\bin5 a}{}\z}\line after{\*\shppict{\pict 0011}}{\nonshppict{\pict 00}}
\par\cell b\cell\row{\listtext 1.\tab}item\emdash\~x\{\}\par
{\shp{\*\shpinst{\sp{\sn n}{\sv v}}{\shptxt boxed\par}}}}
trailer""",
    )
    assert texts(reading) == [
        "Moderator: Hvad æø 🙂 Пр",
        "new link",
        "after",
        "b",
        "item—\u00a0x{}",
        "boxed",
    ]
    assert reading.lines[0].bold == [Span(0, 10)]
    assert reading.title == "My tæst"
    assert "Secret" not in repr(reading)
    assert losses(reading) == {
        "tracked deletions (dropped)": 1,
        "tracked insertions (accepted)": 1,
        "footnotes": 1,
        "images and drawings": 2,
        "automatic numbers and bullets of lists": 1,
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (rb"{\rtf1 \u-10179?x}", "encoding"),  # half an emoji
        (rb"{\rtf1\ansicpg932 \'81}", "encoding"),  # half a character of the code page
        (rb"{\rtf1" + b"{" * 5000 + b"x", "too-complex"),
    ],
)
def test_rtf_that_is_no_text_is_refused(data, code):
    with pytest.raises(Unreadable) as caught:
        read("a.rtf", data)
    assert caught.value.code == code


# --- HTML ---------------------------------------------------------------------------------------
def test_html_words_blocks_and_what_is_dropped():
    reading = read(
        "a.html",
        "<!DOCTYPE html><html lang=da><head><title>Hej &amp; dav</title><style>@import 'x'</style>"
        "<meta http-equiv=refresh content='0;url=//e'><base href=//e></head><body onload=x()>"
        "<h2>Part <b>1</b></h2><form><p><strong>Anna:</strong> hej\n  du\u00a0der <img src=x "
        "onerror=y> &lt;tag&gt;</p></form>tail<br>two<pre>a\n  b</pre><table><tr><td>1<td>2"
        "</table><script>alert(1)</script><svg><text>z</text></svg><!-- <script> -->"
        "<iframe src=//e></iframe><del>struck</del>".encode(),
    )
    assert texts(reading) == [
        "Part 1",
        "Anna: hej du\u00a0der <tag>",
        "tail",
        "two",
        "a",
        "  b",
        "1",
        "2",
    ]
    assert reading.lines[0].heading == 2
    assert reading.lines[1].bold == [Span(0, 5)]
    assert (reading.title, reading.language) == ("Hej & dav", "da")
    assert losses(reading) == {
        "forms": 1,
        "images and drawings": 2,
        "scripts (not run)": 1,
        "embedded pages (not opened)": 1,
        "struck-out words (dropped)": 1,
    }


def test_html_is_decoded_by_its_mark_then_its_word_then_utf8_then_a_person():
    page = "<html><head><meta charset='{}'></head><p>rødgrød"
    assert texts(read("a.html", page.format("windows-1252").encode("cp1252"))) == ["rødgrød"]
    assert texts(read("a.html", page.format("x").encode("utf-16"))) == ["rødgrød"]
    with pytest.raises(UnknownEncoding):
        read("a.html", "<html><p>rødgrød".encode("cp1252"))
    assert texts(read("a.html", "<html><p>ø".encode("cp1252"), "cp1252")) == ["ø"]


def test_html_may_nest_without_end():
    depth = 20_000
    page = "<html>" + "<div>" * depth + "deep" + "</div>" * depth
    assert texts(read("a.html", page.encode())) == ["deep"]
