"""Bytes to characters, without ever guessing silently.

A byte order mark decides; else strict UTF-8; else nobody can know, so the file is refused
with the likely encodings and a short preview of each, and a person names one. Bytes are never
replaced or skipped: a wrong letter in somebody's words is worse than a question.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import msgspec

from heddle.errors import Unreadable

_BOMS = (  # UTF-32 first: its little-endian mark begins with the mark of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAMPLE = 1 << 16
_BEYOND = re.compile(r"[^\x00-\x7f]")
_MOST_LINES, _BEFORE, _AFTER = 3, 30, 50
_USUAL = ("cp1252", "mac-roman")
"""Western Windows and old Mac OS; offered even when the statistics see nothing."""


class Suggestion(msgspec.Struct, frozen=True):
    """An encoding that the bytes could have, and how the first doubtful words would read."""

    encoding: str
    preview: str
    lines: list[str] = []
    """The first lines that read differently in each encoding, for a person to compare."""


class UnknownEncoding(Unreadable):
    """The bytes are not UTF-8 and do not say what they are; a person must choose.

    `suggestions` hold words of the file. They are for the person in front of the screen, so
    they are not part of the message, which may end in a log.
    """

    code = "encoding"

    def __init__(
        self, problem: str, hint: str, *, file: str, place: str, suggestions: list[Suggestion]
    ) -> None:
        super().__init__(problem, hint, file=file, place=place)
        self.suggestions = suggestions


def decode(name: str, data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Turn the bytes of a text file into characters, strictly.

    Args:
        name: The user's name for the file; only used in messages.
        data: The whole file.
        encoding: What a person says it is; wins over a byte order mark of another family.

    Returns:
        The text without its byte order mark, and the name of the encoding.

    Raises:
        UnknownEncoding: No encoding is given, there is no byte order mark and it is not UTF-8.
        Unreadable: The encoding (given, or announced by the mark) does not fit the bytes.
    """
    if encoding is not None:
        return _decode_as(name, data, _known(name, encoding))
    mark = _mark(data)
    if mark is not None:
        return _decode_as(name, data, mark)
    wide = _looks_wide(data)
    if wide is not None:
        raise _ask(name, data, "", [wide])
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        raise _ask(name, data, _line(data, error.start), None) from None


def _mark(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark) and not (name == "utf-32" and len(data) % 4):
            return name
    return None


def _known(name: str, encoding: str) -> str:
    try:
        info = codecs.lookup(encoding)
    except (LookupError, ValueError):
        info = None
    if info is None or not info._is_text_encoding:  # noqa: SLF001 - the flag str.encode uses
        raise Unreadable(
            "There is no text encoding of the name that was given; nothing was read.",
            "Usual names are utf-8, utf-16, cp1252 (Western Windows) and mac-roman.",
            file=name,
            code="encoding",
        )
    return info.name


def _decode_as(name: str, data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"It is not valid {encoding}: the bytes do not fit; nothing was read.",
            "Name another encoding, or save the file as UTF-8 in the program it comes from.",
            file=name,
            place=_line(data, error.start) if encoding.startswith("utf-8") else "",
            code="encoding",
        ) from None
    if _SURROGATE.search(text):
        raise Unreadable(
            "It holds halves of characters (lone surrogates), which are no text; nothing was read.",
            "Save the file as UTF-8 in the program it comes from.",
            file=name,
            code="encoding",
        )
    return text.removeprefix("\ufeff"), encoding.replace("utf-8-sig", "utf-8")


def _looks_wide(data: bytes) -> str | None:
    """Tell UTF-16 without a mark, whose every second byte is NUL in Western text."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0 : 2 * half : 2].count(0), sample[1 : 2 * half : 2].count(0)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _ask(name: str, data: bytes, place: str, wide: list[str] | None) -> UnknownEncoding:
    suggestions = list(_suggestions(data, wide or _likely(data)))
    names = " or ".join(s.encoding for s in suggestions) or "one that its maker can tell"
    return UnknownEncoding(
        "It is not UTF-8, and nothing in it says which encoding it has; nothing was read,"
        " because a guess could change letters unseen.",
        f"Name it with --encoding; likely: {names}. Or save the file as UTF-8.",
        file=name,
        place=place,
        suggestions=suggestions,
    )


def _likely(data: bytes) -> list[str]:
    """Ask charset-normalizer about a sample around the first byte that is not ASCII.

    Its statistics need some letters to go by; with few of them the usual ones come first.
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 40 ms, needed only to ask

    start = max(0, _first_high(data) - _SAMPLE // 2)
    best = from_bytes(data[start : start + _SAMPLE])
    found = [codecs.lookup(match.encoding).name for match in best][:2]
    few = len(re.findall(rb"[\x80-\xff]", data[start : start + _SAMPLE])) < 32
    return list(dict.fromkeys([*_USUAL, *found] if few else [*found, *_USUAL]))


def _suggestions(data: bytes, encodings: list[str]) -> Iterator[Suggestion]:
    """Keep up to three encodings that fit every byte and read differently, with previews."""
    at = _first_high(data)
    seen: set[str] = set()
    for encoding in encodings:
        try:
            data.decode(encoding)
            before = data[max(0, at - 24) & ~1 : at].decode(encoding, "ignore")
            after = data[at : at + 36].decode(encoding, "ignore")
        except (UnicodeDecodeError, LookupError):
            continue
        preview = " ".join((before + after).replace("\0", "").split())
        if preview not in seen and len(seen) < 3:
            seen.add(preview)
            yield Suggestion(encoding, preview, _telling_lines(data, encoding))


def _telling_lines(data: bytes, encoding: str) -> list[str]:
    """Give the first lines with letters beyond ASCII, each cut around the first of them."""
    text = data[: _SAMPLE * 4].decode(encoding, "ignore").replace("\0", "")
    lines = (" ".join(line.split()) for line in re.split(r"[\r\n]+", text))
    shown = []
    for line in lines:
        high = _BEYOND.search(line)
        if high is not None:
            start = max(0, high.start() - _BEFORE)
            shown.append(("… " if start else "") + line[start : high.start() + _AFTER])
            if len(shown) == _MOST_LINES:
                break
    return shown


def _first_high(data: bytes) -> int:
    found = re.search(rb"[\x80-\xff]", data)
    return found.start() if found else 0


def _line(data: bytes, at: int) -> str:
    return f"line {data.count(10, 0, at) + 1}"
