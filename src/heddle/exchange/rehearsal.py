"""A tiny file of each format, read once when the sandbox's worker starts.

Libraries load parts of themselves when they first need them. The worker cannot open a file
any more once it has given up its rights, so everything must have been needed once before.
Each sample takes the common paths of its reader; tests read real files through the worker.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator

from heddle.errors import Unreadable
from heddle.exchange.parsing import parse

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"

_DOCX = {
    "[Content_Types].xml": "<Types>wordprocessingml</Types>",
    "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>a</w:t></w:r></w:p>'
    "</w:body></w:document>",
    "word/styles.xml": f'<w:styles xmlns:w="{_WORD}"><w:lang/></w:styles>',
    "docProps/core.xml": "<core/>",
}
_ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": f'<o:content xmlns:o="{_OFFICE}" xmlns:t="{_TEXT}"><o:body><o:text><t:p>a</t:p>'
    "</o:text></o:body></o:content>",
    "meta.xml": "<meta/>",
}
_RTF = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}}\f0 a\'e6\u8217?\par}"
_HTML = "<!doctype html><title>a</title><p><b>a</b> &aelig;</p>"
_PAGE = b"BT /F 12 Tf 72 700 Td (1 Words in a row, well-) Tj 0 -14 Td (known ones) Tj ET"


def rehearse() -> None:
    """Read every sample, and one broken file of each format; what comes out is thrown away."""
    for name, data in _samples():
        for sample in (data, data[: len(data) // 2], data.replace(b"<", b"<<")):
            with contextlib.suppress(Unreadable):
                parse(name, sample, kind=None, encoding=None)


def _samples() -> Iterator[tuple[str, bytes]]:
    yield "a.docx", _zip(_DOCX)
    yield "a.odt", _zip(_ODT)
    yield "a.rtf", _RTF
    yield "a.html", _HTML.encode()
    yield "a.html", (_HTML + "rødgrød med fløde").encode("cp1252")  # its encoding is asked for
    yield "a.pdf", _pdf()
    yield "a.eaf", b"<ANNOTATION_DOCUMENT><TIER/></ANNOTATION_DOCUMENT>"
    yield "a.tei", b"<TEI><u>a</u></TEI>"
    yield "a.json", b'{"segments": [{"text": "a", "start": 1}]}'
    yield "a.otr", b'{"text": "<p>a</p>", "media": ""}'


def _zip(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def _pdf() -> bytes:
    """Give a PDF of one page and one font; pdfium repairs the missing table of places."""
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%%%EOF\n" % (len(_PAGE), _PAGE)
    )
