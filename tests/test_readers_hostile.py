"""Hostile files, each through the real door (`read_bytes`) and so through the real sandbox."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.archive import Limits, open_archive
from heddle.exchange.files import read_bytes
from heddle.exchange.markup import MAX_DEPTH, parse_xml
from readers_samples import CONTENT_TYPES, docx, lying_zip, odt, paragraph, pdf, shown, zipped

CANARY = "the-canary-sings"
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9))
    + "]>"
)


def refused(name: str, data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_bytes(name, data)
    assert caught.value.file == name
    assert "read" in caught.value.problem
    return caught.value


# --- archives -----------------------------------------------------------------------------------
def test_a_zip_bomb_is_stopped_by_counting_what_comes_out():
    bomb = zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": bytes(60 << 20)})
    assert len(bomb) < 100_000
    error = refused("bomb.docx", bomb)
    assert (error.code, error.place) == ("too-complex", "word/document.xml")


def test_a_directory_that_lies_about_sizes_gains_nothing():
    refused("lie.docx", lying_zip(b"<x>" + b" " * 1_000_000 + b"</x>"))


@pytest.mark.parametrize(
    ("limits", "parts"),
    [
        (Limits(total=1000), {"a": b"x" * 600, "b": b"y" * 600}),
        (Limits(ratio=3, floor=100), {"a": b"x" * 1000, "b": b""}),
    ],
)
def test_limits_hold_for_all_parts_together(limits, parts):
    archive = open_archive("a.zip", zipped(parts), limits=limits)
    with pytest.raises(Unreadable, match="zip bomb"):
        [archive.read(name) for name in archive.names]


def test_a_small_archive_may_pack_well():
    archive = open_archive("a.zip", zipped({"a": bytes(1 << 20)}))
    assert len(archive.read("a")) == 1 << 20


def test_too_many_parts_are_refused():
    with pytest.raises(Unreadable, match="parts"):
        open_archive("a.zip", zipped({str(i): b"" for i in range(6)}), limits=Limits(entries=5))


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "word/../../evil", "/etc/passwd", "C:\\evil", "c:evil", "..\\evil", "\\\\h\\x"],
)
def test_names_that_leave_the_archive_are_refused(name):
    data = zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<x/>", name: "x"})
    assert refused("slip.docx", data).code == "zip-slip"


def test_links_devices_and_twins_are_refused():
    for mode in (0o120777, 0o020666, 0o010666):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            info = zipfile.ZipInfo("word/link")
            info.external_attr = mode << 16
            archive.writestr(info, "/etc/passwd")
        assert refused("link.docx", file.getvalue()).code == "zip-slip"
    twins = zipped({"word/document.xml": "a", "word/documenu.xml": "b"})
    twins = twins.replace(b"word/documenu.xml", b"word/document.xml")
    assert refused("twins.docx", twins).code == "zip-slip"


def test_a_nul_in_a_name_does_not_hide_its_end():
    data = zipped({"word/document.xmlXexe": "a"})
    assert refused("nul.docx", data.replace(b".xmlXexe", b".xml\0exe")).code == "zip-slip"


def test_a_locked_or_strangely_packed_part_is_refused():
    locked = bytearray(docx(paragraph("x")))
    at = locked.rfind(b"PK\x01\x02", 0, locked.rfind(b"word/document.xml"))
    locked[at + 8] |= 1
    assert refused("locked.docx", bytes(locked)).code == "encrypted"
    packed = zipped({"word/document.xml": "x" * 99}, zipfile.ZIP_LZMA)
    with pytest.raises(Unreadable, match="packed"):
        open_archive("a.docx", packed).read("word/document.xml")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"a.docx": docx(paragraph("nested"))}, "zip archive"),
        ({"project.qde": "<x/>"}, "REFI-QDA"),
        ({"[Content_Types].xml": "<x>spreadsheetml</x>"}, "spreadsheet"),
        ({"[Content_Types].xml": "<x>presentationml</x>"}, "presentation"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.sheet", "content.xml": "x"},
            "not a text",
        ),
    ],
)
def test_archives_that_are_no_text_are_named_and_never_descended_into(parts, words):
    assert words in refused("a.docx", zipped(parts)).problem


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_archive_raises_nothing_but_unreadable(data):
    whole = docx(paragraph("Anna: hej"))
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = (
        whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 6)) :]
    )
    try:
        archive = open_archive("a.docx", broken)
        for name in archive.names:
            archive.read(name)
    except Unreadable:
        pass


# --- XML ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["docx", "odt"])
@pytest.mark.parametrize(
    "prolog", [LAUGHS, "<!DOCTYPE x [<!ENTITY a SYSTEM 'file://{canary}'>]>", "<!DOCTYPE x>"]
)
def test_a_doctype_is_refused_and_its_entities_are_not_looked_at(tmp_path, form, prolog):
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY, encoding="utf-8")
    prolog = prolog.format(canary=canary)
    make = {"docx": lambda p: docx("<w:p>&j;&a;</w:p>", p), "odt": lambda p: odt("&j;&a;", "", p)}
    error = refused(f"a.{form}", make[form](prolog))
    assert error.code == "doctype"
    assert CANARY not in str(error)


def test_a_doctype_hides_in_no_encoding():
    for encoding in ("utf-16", "utf-8-sig", "latin-1"):
        text = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?><!DOCTYPE a><a/>"
        with pytest.raises(Unreadable) as caught:
            parse_xml(text.encode(encoding), file="a", part="p")
        assert caught.value.code == "doctype"


def test_xml_in_an_encoding_that_cannot_be_checked_is_refused():
    with pytest.raises(Unreadable):
        parse_xml(b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a>", file="a", part="p")


def test_xml_may_be_nested_as_documents_are_and_no_deeper():
    def nested(depth: int) -> bytes:
        return b"<a>" * depth + b"</a>" * depth

    assert isinstance(parse_xml(nested(MAX_DEPTH), file="a", part="p"), etree._Element)
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(Unreadable, match="nested"):
            parse_xml(nested(depth), file="a", part="p")
    assert refused("deep.docx", docx("<w:tbl>" * 5000 + "</w:tbl>" * 5000))


def test_damaged_xml_is_refused_with_its_part_and_line():
    error = refused("a.docx", docx("\n\n<w:p>"))
    assert error.place.startswith("word/document.xml, line 3")


# --- documents ----------------------------------------------------------------------------------
def test_linked_pictures_templates_and_includes_are_counted_and_not_read(tmp_path):
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY, encoding="utf-8")
    relations = "".join(
        f"<Relationship Id='rId{i}' Type='http://x/{kind}' Target='{target}'"
        " TargetMode='External'/>"
        for i, (kind, target) in enumerate(
            [
                ("image", canary.as_uri()),
                ("attachedTemplate", "http://127.0.0.1:9/t.dotm"),
                ("oleObject", str(canary)),
                ("hyperlink", "http://127.0.0.1:9/"),
            ]
        )
    )
    reading = read_bytes(
        "link.docx",
        docx(
            "<w:p><w:r><w:t>words</w:t><w:drawing><a:blip r:link='rId0'/></w:drawing></w:r></w:p>",
            word___rels__document_dot_xml_dot_rels="<Relationships xmlns='http://schemas.openxml"
            f"formats.org/package/2006/relationships'>{relations}</Relationships>",
        ),
    )
    assert [line.text for line in reading.lines] == ["words"]
    assert CANARY not in repr(reading)
    assert {loss.what: loss.count for loss in reading.losses} == {
        "references to files outside the document (not opened)": 3,
        "addresses of links (their words are kept)": 1,
        "images and drawings": 1,
    }


def test_an_internal_relation_cannot_point_out_of_the_archive():
    rels = (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        "<Relationship Type='x/officeDocument' Target='../../../etc/passwd'/></Relationships>"
    )
    reading = read_bytes("a.docx", docx(paragraph("words"), _rels___dot_rels=rels))
    assert [line.text for line in reading.lines] == ["words"]


def test_bidirectional_astral_and_combining_characters_survive_every_format():
    words = "P1: \u202eabc\u202c עברית مرحبا 👩\u200d👩\u200d👧 🇩🇰 cafe\u0301 \u200b\u00a0x"
    rtf = "".join(
        f"\\u{int.from_bytes(words.encode('utf-16-le')[i : i + 2], 'little', signed=False)}?"
        for i in range(0, len(words.encode("utf-16-le")), 2)
    )
    files = {
        "a.txt": words.encode(),
        "a.md": words.encode("utf-16"),
        "a.docx": docx(paragraph(words)),
        "a.odt": odt(f"<t:p>{words}</t:p>"),
        "a.rtf": f"{{\\rtf1 {rtf}}}".encode(),
        "a.html": f"<html><p>{words}".encode(),
        "a.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n{words}".encode(),
    }
    for name, data in files.items():
        assert [line.text for line in read_bytes(name, data).lines] == [words], name


def test_html_that_attacks_a_browser_is_only_words_here():
    page = (
        "<html><p>a</p><script>fetch('//e')</script><img src=//e onerror=x><svg onload=x></svg>"
        "<style>@import '//e'</style><link rel=stylesheet href=//e><a href='javascript:x'>b</a>"
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>"
        "<textarea><script>y</script></textarea><template>t</template><object data=//e>o</object>"
    )
    words = " ".join(line.text for line in read_bytes("a.html", page.encode()).lines)
    assert words == "a b"


def test_a_pdf_with_scripts_and_attachments_is_only_words():
    data = pdf(
        [shown([(72, 700, "only words")])],
        extra="7 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj",
    ).replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction 7 0 R")
    assert [line.text for line in read_bytes("a.pdf", data).lines] == ["only words"]


def test_a_pdf_that_refers_to_itself_does_not_hang():
    data = pdf(["/Fm Do"]).replace(b"/Kids[10 0 R]", b"/Kids[2 0 R 2 0 R]")
    refused("loop.pdf", data)


def test_no_message_holds_words_of_the_file():
    secret = "Mariane-Zoffensen"
    hostile = {
        "a.docx": docx(f"<w:p><w:r><w:t>{secret}</w:r></w:p>"),
        "a.odt": odt(f"<t:p>{secret}"),
        "a.rtf": f"{{\\rtf1\\ansicpg932 {secret} \\'81}}".encode(),
        "a.txt": f"{secret} \xe6".encode("latin-1"),
        "a.html": f"<html>{secret} \xe6".encode("latin-1"),
    }
    for name, data in hostile.items():
        assert secret not in str(refused(name, data))
