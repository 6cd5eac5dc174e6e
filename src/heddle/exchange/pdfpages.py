"""PDF pages as printed rows: words, where they stand and how high; nothing is interpreted.

pdfium lays characters out into rows; JavaScript, actions, attachments and links of a PDF are
never touched. What rows mean (paragraphs, numbers in the margin) is for
`heddle.exchange.paragraphs` to decide.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator

import msgspec
import pypdfium2
import pypdfium2.raw as pdfium

from heddle.errors import Unreadable
from heddle.exchange.draft import Draft
from heddle.exchange.paragraphs import rebuild
from heddle.exchange.reading import Reading
from heddle.exchange.rows import Row

_HYPHEN_MARKS = ("\x02", "\ufffe")
"""What pdfium writes for a hyphen at the end of a row, whose line break it swallows."""
_ROW_END = re.compile("\r\n|[\r\n]")
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
_MAX_PAGES = 5000

_Turn = Callable[[float, float, float, float], tuple[float, float, float, float]]


class _Page(msgspec.Struct):
    width: float
    height: float
    rows: list[Row]
    outside: int = 0
    images: int = 0


def read_pdf(name: str, data: bytes) -> Reading:
    """Read the text layer of a PDF that is in memory.

    Args:
        name: The user's name for the file; only used in messages.
        data: The whole file.

    Raises:
        Unreadable: It is encrypted, broken, or has no text layer (a scan).
    """
    document = _open(name, data)
    try:
        count = len(document)
        if count > _MAX_PAGES:
            raise _unreadable(name, f"It has {count:,} pages, which is too complex.", "too-complex")
        draft = Draft()
        rows: list[Row] = []
        images = 0
        for number in range(count):
            page = _read_page(name, document, number)
            rows += page.rows
            images += page.images
            if page.outside:
                where = f"page {number + 1}"
                draft.lose("rows of words outside the printed page", page.outside, where)
        if not rows:
            raise _unreadable(
                name,
                "It has no text layer: its pages are pictures (a scan) or empty.",
                "no-text-layer",
                "Run text recognition (OCR) on it first, or import the document it was made from.",
            )
        draft.lose("images and drawings", images)
        draft.lose("attached files (not opened)", max(0, document.count_attachments()))
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    unnamed = sum(row.text.count("\ufffd") for row in rows)
    draft.lose("characters that the PDF draws but does not name (shown as \ufffd)", unnamed)
    rebuild(rows, draft)
    return draft.finish("pdf", title=title)


def _open(name: str, data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise _unreadable(
                name,
                "It is locked with a password (encrypted).",
                "encrypted",
                "Save a copy without a password (printing to PDF does it) and import that.",
            ) from None
        raise _unreadable(name, "It is broken: no PDF reader can open it.", "broken") from None


def _unreadable(name: str, problem: str, code: str, hint: str = "") -> Unreadable:
    return Unreadable(
        f"{problem} Nothing was read.",
        hint or "Make the PDF again from the document it was made from, or import that document.",
        file=name,
        code=code,
    )


def _read_page(name: str, document: pypdfium2.PdfDocument, number: int) -> _Page:
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        problem = f"Page {number + 1} is broken."
        raise _unreadable(name, problem, "broken") from None
    try:
        left, bottom, right, top = page.get_bbox()
        width, height = right - left, top - bottom
        turn = _turn(page.get_rotation(), left, bottom, width, height)
        if page.get_rotation() in (90, 270):
            width, height = height, width
        result = _Page(width, height, [])
        for start, characters, hyphen in _cut(_characters(text)):
            row = _row(text, start, characters, number + 1, turn)
            row.hyphen, row.width = hyphen, width
            row.cut = row.y1 > height or row.y0 < 0
            middle = (row.y0 + row.y1) / 2
            if 0 <= middle <= height and row.x1 > 0 and row.x0 < width:
                result.rows.append(row)
            elif not characters.strip().isdecimal():
                result.outside += 1
        things = range(pdfium.FPDFPage_CountObjects(page))
        kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, i)) for i in things)
        result.images = sum(kind == pdfium.FPDF_PAGEOBJ_IMAGE for kind in kinds)
    finally:
        text.close()
        page.close()
    return result


def _characters(text: pypdfium2.PdfTextPage) -> str:
    """Give a page's characters, exactly one for each index of pdfium."""
    count = text.count_chars()
    whole: str = text.get_text_range() if count else ""
    if len(whole) == count:
        return whole
    codes = (pdfium.FPDFText_GetUnicode(text, i) for i in range(count))
    # pdfium gives both halves of a character above U+FFFF at two indexes, or one code.
    return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)


def _cut(characters: str) -> Iterator[tuple[int, str, bool]]:
    """Cut a page's characters into rows: (index of the first, the row, ends in a hyphen)."""
    at = 0
    pieces: list[tuple[int, str]] = []
    for end in _ROW_END.finditer(characters):
        pieces.append((at, characters[at : end.start()]))
        at = end.end()
    pieces.append((at, characters[at:]))
    for start, piece in pieces:
        rest, offset = piece, start
        while (mark := min((i for i in map(rest.find, _HYPHEN_MARKS) if i >= 0), default=-1)) >= 0:
            yield offset, rest[:mark] + "-", True
            offset, rest = offset + mark + 1, rest[mark + 1 :]
        if rest.strip():
            yield offset, rest, False


def _row(text: pypdfium2.PdfTextPage, start: int, characters: str, page: int, turn: _Turn) -> Row:
    """Measure a row at its first and last character and at its first two words.

    Heights are taken from the baseline and the size of the type, because the boxes of a bold
    and a regular letter differ.
    """
    words = [match.span() for match in re.finditer(r"\S+", characters)] or [(0, 1)]
    first = _box(text, start + words[0][0], turn)
    last = _box(text, start + words[-1][1] - 1, turn)
    first_end = _box(text, start + words[0][1] - 1, turn)
    second = _box(text, start + words[1][0], turn) if len(words) > 1 else last
    baseline = _baseline(text, start + words[-1][0], turn)
    return Row(
        text=_whole(characters.strip()),
        page=page,
        x0=min(first[0], last[0]),
        x1=max(first[2], last[2]),
        y0=baseline,
        y1=baseline + _size(text, start + words[-1][0]),
        word_x1=first_end[2],
        second_x0=second[0],
        bold=_bold_prefix(text, start + words[0][0], characters.strip()),
    )


def _baseline(text: pypdfium2.PdfTextPage, index: int, turn: _Turn) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
    return turn(x.value, y.value, x.value, y.value)[1]


def _size(text: pypdfium2.PdfTextPage, index: int) -> float:
    """Give the size of the type as it is seen: the font's size times the scale it is drawn in."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    return float(pdfium.FPDFText_GetFontSize(text, index)) * scale


def _whole(text: str) -> str:
    """Join halves of characters above U+FFFF; what the PDF does not name becomes U+FFFD."""
    text = text.replace("\0", "\ufffd")
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _box(text: pypdfium2.PdfTextPage, index: int, turn: _Turn) -> tuple[float, float, float, float]:
    try:
        return turn(*text.get_charbox(index, loose=True))
    except pypdfium2.PdfiumError:
        return (0.0, 0.0, 0.0, 0.0)


def _turn(rotation: int, left: float, bottom: float, width: float, height: float) -> _Turn:
    """Give a function from PDF coordinates to the page as it is seen, origin bottom left."""

    def turn(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        x0, x1, y0, y1 = x0 - left, x1 - left, y0 - bottom, y1 - bottom
        if rotation == 90:
            return (y0, width - x1, y1, width - x0)
        if rotation == 180:
            return (width - x1, height - y1, width - x0, height - y0)
        if rotation == 270:
            return (height - y1, x0, height - y0, x1)
        return (x0, y0, x1, y1)

    return turn


def _bold_prefix(text: pypdfium2.PdfTextPage, start: int, row: str) -> int:
    """Count the characters at the beginning of a row that are set in a bold font."""
    count = 0
    while count < len(row) and (row[count] == " " or _is_bold(text, start + count)):
        count += 1
    return len(row[:count].rstrip())


def _is_bold(text: pypdfium2.PdfTextPage, index: int) -> bool:
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, buffer, len(buffer), ctypes.byref(flags))
    return _BOLD.search(buffer.value.decode("utf-8", "ignore")) is not None
