"""Files of every format, honest and hostile, built in memory by the tests of the readers."""

from __future__ import annotations

import io
import struct
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"

CONTENT_TYPES = (
    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
    "<Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-"
    "officedocument.wordprocessingml.document.main+xml'/></Types>"
)


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(body: str, prolog: str = "", **parts: str | bytes) -> bytes:
    """Wrap the XML of a body; further parts by name, with "__" for "/"."""
    document = (
        f"<?xml version='1.0'?>{prolog}<w:document xmlns:w='{W}' xmlns:r='{R}' xmlns:mc="
        "'http://schemas.openxmlformats.org/markup-compatibility/2006' xmlns:wps="
        "'http://schemas.microsoft.com/office/word/2010/wordprocessingShape' xmlns:a="
        "'http://schemas.openxmlformats.org/drawingml/2006/main'>"
        f"<w:body>{body}</w:body></w:document>"
    )
    more = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": document, **more})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t xml:space='preserve'>{escape(text)}</w:t></w:r></w:p>"


def odt(body: str, styles: str = "", prolog: str = "", **parts: str | bytes) -> bytes:
    content = (
        f"<?xml version='1.0'?>{prolog}<o:document-content xmlns:o='{OFFICE}' xmlns:t='{TEXT}'"
        f" xmlns:s='{STYLE}' xmlns:fo='{FO}' xmlns:d='{DRAW}'>"
        f"<o:automatic-styles>{styles}</o:automatic-styles>"
        f"<o:body><o:text>{body}</o:text></o:body></o:document-content>"
    )
    more = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    mimetype = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": mimetype, "content.xml": content, **more})


def pdf(pages: list[str], *, trailer: str = "", extra: str = "") -> bytes:
    """Make a PDF from the content streams of its pages (Helvetica is /F)."""
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        f"2 0 obj<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>endobj",
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
        extra,
    ]
    for i, stream in enumerate(pages):
        objects.append(
            f"{10 + 2 * i} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Contents {11 + 2 * i} 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj"
        )
        objects.append(
            f"{11 + 2 * i} 0 obj<</Length {len(stream)}>>stream\n{stream}\nendstream endobj"
        )
    body = "%PDF-1.4\n" + "\n".join(objects)
    return f"{body}\ntrailer<</Root 1 0 R{trailer}>>\n%%EOF\n".encode("latin-1")


def shown(rows: list[tuple[float, float, str]], size: int = 10) -> str:
    """Write a content stream that shows rows at (x, y)."""
    parts = (f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, text in rows)
    return "\n".join(parts)


def encrypted_pdf() -> bytes:
    """Make a PDF whose password is not empty: its check values fit no password."""
    filler = "41" * 32
    return pdf(
        [shown([(72, 700, "secret")])],
        trailer="/Encrypt 6 0 R/ID[<00><00>]",
        extra=f"6 0 obj<</Filter/Standard/V 1/R 2/O<{filler}>/U<{filler}>/P -4>>endobj",
    )


def lying_zip(real: bytes, name: str = "word/document.xml") -> bytes:
    """Pack `real` in an archive whose directory says that the part has ten bytes."""
    honest = zipped({"[Content_Types].xml": CONTENT_TYPES, name: real})
    size = struct.pack("<I", len(real))
    return honest.replace(size, struct.pack("<I", 10))
