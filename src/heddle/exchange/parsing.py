"""Bytes of any readable format to a `Reading`: what runs inside the sandbox.

The format is settled by the bytes first (`heddle.exchange.kinds`), then exactly one reader
gets the file. Nothing here knows whether it runs in the sandbox or not.
"""

from __future__ import annotations

from collections.abc import Callable

from heddle.errors import Unreadable
from heddle.exchange import kinds
from heddle.exchange.archive import open_archive
from heddle.exchange.captions import read_srt, read_vtt
from heddle.exchange.encodings import decode
from heddle.exchange.markdown import read_markdown
from heddle.exchange.plain import read_plain
from heddle.exchange.reading import Reading
from heddle.exchange.talk.textgrid import read_textgrid

_TEXT_READERS: dict[str, Callable[[str], Reading]] = {
    "txt": read_plain,
    "md": read_markdown,
    "vtt": read_vtt,
    "srt": read_srt,
}


def is_harmless(name: str, data: bytes, kind: str | None) -> bool:
    """Tell whether a file needs no parser library and so no sandbox.

    Text, Markdown and captions are read by our own Python code, in time and memory in
    proportion to the file, whose size is limited; there is nothing in them to unfold, follow
    or run. Everything else goes to the sandbox.

    Raises:
        Unreadable: The bytes are something that is no text at all.
    """
    if kinds.sniff_binary(name, data) is not None or kind not in (None, *kinds.TEXT_KINDS):
        return False
    if kind is None and kinds.is_html(data):
        return kinds.ending(name) in ("md", "markdown")
    return kind is not None or kinds.sniff_structure(name, data) is None


def parse(name: str, data: bytes, *, kind: str | None, encoding: str | None) -> Reading:
    """Settle the format of a file in memory and read it.

    Args:
        name: The user's name for the file: its ending is a claim, and messages need it.
        data: The whole file.
        kind: The format that a person says it has (`heddle.exchange.kinds.KINDS`).
        encoding: The encoding that a person says it has; only text and HTML need one.

    Raises:
        Unreadable: The file is no text, damaged, locked, hostile, empty or in an unknown
            encoding (then `heddle.exchange.encodings.UnknownEncoding`).
    """
    found = kinds.sniff_binary(name, data)
    if found == "zip":
        found = kinds.sniff_archive(open_archive(name, data))
    if found is None and kinds.is_html(data):
        found = "html"
    if found is None:
        found = kinds.sniff_structure(name, data)
    if found is not None or kind in ("html", *kinds.STRUCTURED):
        form = kinds.settle(name, found, kind)
        if form not in kinds.TEXT_KINDS:
            return _filled(name, _parse_binary(name, data, form, encoding))
    text, encoding = decode(name, data, encoding)
    kinds.refuse_noise(name, text)
    form = kinds.settle(name, kinds.sniff_text(text), kind)
    reading = read_textgrid(name, text) if form == "textgrid" else _TEXT_READERS[form](text)
    reading.encoding = encoding
    return _filled(name, reading)


def _parse_binary(name: str, data: bytes, form: str, encoding: str | None) -> Reading:
    """Call a reader that needs a library; each is imported when it is first needed."""
    if form == "docx":
        from heddle.exchange.worddoc import read_docx  # noqa: PLC0415

        return read_docx(name, data)
    if form == "odt":
        from heddle.exchange.opendoc import read_odt  # noqa: PLC0415

        return read_odt(name, data)
    if form == "rtf":
        from heddle.exchange.richtext import read_rtf  # noqa: PLC0415

        return read_rtf(name, data)
    if form == "pdf":
        from heddle.exchange.pdfpages import read_pdf  # noqa: PLC0415

        return read_pdf(name, data)
    if form == "eaf":
        from heddle.exchange.talk.elan import read_eaf  # noqa: PLC0415

        return read_eaf(name, data)
    if form == "tei":
        from heddle.exchange.talk.tei import read_tei  # noqa: PLC0415

        return read_tei(name, data)
    if form == "json":
        from heddle.exchange.talk.jsontext import read_json  # noqa: PLC0415

        text, encoding = decode(name, data, encoding)
        reading = read_json(name, text)
        reading.encoding = encoding
        return reading
    from heddle.exchange.webpage import read_html  # noqa: PLC0415

    return read_html(name, data, encoding)


def _filled(name: str, reading: Reading) -> Reading:
    if not reading.lines:
        raise Unreadable(
            "There are no words in it; nothing was read.",
            "Check that it is the file you meant.",
            file=name,
            code="empty",
        )
    return reading
