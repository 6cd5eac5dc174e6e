"""Leaks: looking through a written file for what the identity key knows.

A file is looked at as its reader would see it (the words of a document, however its marks cut
them up) and as it is stored (attributes, properties, names of parts), also inside zip files such
as .docx, .odt and .xlsx. What is found is told by its place, never by its words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.archive import Limits, open_archive
from heddle.exchange.pdfpages import read_pdf
from heddle.privacy.detectors import WORDS_FOR, Detector
from heddle.text.signs import Sign

_DEEPEST: Final = 2
"""Zip files in zip files: an archive of documents, and no further."""
_BLOCK_END: Final = re.compile(
    r"</(?:\w+:)?(?:p|h|si|td|th|tr|li|title|subject|creator|keywords|description)>|<(?:\w+:)?br\b"
)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PIXELS: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"})
_TAG: Final = re.compile(r"<[^<>]*>")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")


class Leak(msgspec.Struct, frozen=True, kw_only=True):
    """One place in a file where something of the identity key stands."""

    file: str
    part: str
    """The part of a zip file; empty: the file itself."""
    at: int
    """Character of the part's text, from 0."""
    what: str


def leaks(name: str, data: bytes, detector: Detector) -> list[Leak]:
    """Return where a file says what the identity key knows.

    Args:
        name: The file's name; it is looked at too.
        data: Its bytes.
        detector: Made of an opened key.

    Raises:
        Unreadable: It is damaged, locked, or unfolds beyond all measure.
    """
    found = [_leak(name, "(the file's name)", sign) for sign in _sure(detector, _spaced(name))]
    for part, texts in _texts(name, data, 0):
        hits = [_sure(detector, text) for text in texts]
        found += [_leak(name, part, sign) for sign in max(hits, key=len, default=[])]
    return found


def _leak(file: str, part: str, sign: Sign) -> Leak:
    return Leak(file=file, part=part, at=sign.start, what=WORDS_FOR[sign.kind])


def _sure(detector: Detector, text: str) -> list[Sign]:
    return [sign for sign in detector.known(text) if sign.certainty != "possible"]


def _texts(name: str, data: bytes, depth: int) -> Iterator[tuple[str, list[str]]]:
    """Yield each part with the texts that it can be read as."""
    if data.startswith(b"PK\x03\x04") and depth < _DEEPEST:
        archive = open_archive(name, data, limits=Limits())
        yield "(names of parts)", [_spaced("\n".join(archive.names))]
        for part in archive.names:
            for inner, texts in _texts(part, archive.read(part), depth + 1):
                yield f"{part} {inner}".strip(), texts
    elif data.startswith(b"%PDF"):
        yield "", _pdf(name, data)
    elif data.startswith(_PNG):
        yield "", [_decoded(b"\n".join(_notes_of(data)))]
    else:
        text = _decoded(data)
        yield "", [_unescaped(text), _unescaped(_TAG.sub("", _BLOCK_END.sub("\n", text)))]


def _notes_of(picture: bytes) -> Iterator[bytes]:
    """Yield what a PNG says beside its pixels, and whatever follows where it is damaged.

    Its compressed pixels hold no words, but by chance three letters of a name in a row. Chunks:
    PNG specification (W3C, third edition), section 5.3.
    """
    at = len(_PNG)
    while at + 8 <= len(picture):
        length = int.from_bytes(picture[at : at + 4])
        kind, content = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        if len(content) < length:
            break
        if kind not in _PIXELS:
            yield content
        at += 12 + length
    yield picture[at:]


def _pdf(name: str, data: bytes) -> list[str]:
    try:
        reading = read_pdf(name, data)
    except Unreadable as error:
        if error.code == "no-text-layer":
            return [_decoded(data)]
        raise
    lines = [reading.title, *(line.text for line in reading.lines)]
    return ["\n".join(lines), _decoded(data)]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unescaped(text: str) -> str:
    plain = _ESCAPED.sub(lambda m: chr(int(m.group(1), 16)), text) if "\\u" in text else text
    return html.unescape(plain) if "&" in plain else plain


def _spaced(name: str) -> str:
    return name.replace("_", " ")
