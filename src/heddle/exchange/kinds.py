"""What a file is, by its bytes; its ending is only a claim that the bytes must bear out.

A recording named `.mp3` that is a web page, a program named `.txt` or a Word file that is
really an old binary one are told apart here, before any parser sees them.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive

TEXT_KINDS = frozenset({"txt", "md", "vtt", "srt", "textgrid"})
"""Read by linear Python code without a parser library; these need no sandbox."""

KINDS = (*sorted(TEXT_KINDS), "docx", "eaf", "html", "json", "odt", "pdf", "rtf", "tei")
"""All formats that can be read."""
STRUCTURED = frozenset({"eaf", "json", "tei"})
"""Transcripts in XML and JSON, which are text to people and need a parser library."""
FORMATS = (*(kind for kind in KINDS if kind != "json"), "otr", "qmsum", "whisper")
"""What a reading can be of: a transcript in JSON is named after the program that wrote it."""

_ENDINGS: dict[str, str] = {
    **dict.fromkeys(("txt", "text", "asc", "log", "transcript"), "txt"),
    **dict.fromkeys(("md", "markdown"), "md"),
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), "docx"),
    **dict.fromkeys(("odt", "ott"), "odt"),
    **dict.fromkeys(("html", "htm", "xhtml"), "html"),
    **dict.fromkeys(("vtt", "webvtt"), "vtt"),
    **dict.fromkeys(("json", "otr"), "json"),
    **dict.fromkeys(("xml", "tei"), "tei"),
    "eaf": "eaf",
    "pdf": "pdf",
    "rtf": "rtf",
    "srt": "srt",
    "textgrid": "textgrid",
}
_OPEN_ENDINGS = frozenset({"", "doc"})
"""Endings that promise nothing: `.doc` may be RTF, HTML or the old binary format."""

_NAMES = {
    "txt": "plain text",
    "md": "Markdown",
    "vtt": "WebVTT captions",
    "srt": "SubRip captions",
    "textgrid": "a Praat TextGrid",
    "eaf": "an ELAN file (.eaf)",
    "json": "a transcript in JSON",
    "tei": "a TEI transcript (XML)",
    "docx": "a Word document (.docx)",
    "html": "a web page (HTML)",
    "odt": "an OpenDocument text (.odt)",
    "pdf": "a PDF",
    "rtf": "an RTF document",
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x00asm", "a program"),
    (b"ID3", "an MP3 recording"),
    (b"\xff\xfb", "an MP3 recording"),
    (b"\xff\xf3", "an MP3 recording"),
    (b"\xff\xf1", "an AAC recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x1a\x45\xdf\xa3", "a Matroska or WebM recording"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3\x00", "a database"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_HTML = re.compile(
    # A comment is written so that it can end in one place only: many of them in a row would
    # otherwise be tried in every way.
    r"\s*(<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
_SRT = re.compile(
    r"\s*(\d+[ \t]*\r?\n)?[ \t]*\d{1,3}:\d{1,2}(:\d{1,2})?(?:[,.]\d{1,3})?[ \t]*-->[ \t]*\d"
)
_VTT = re.compile(r"WEBVTT([ \t\r\n]|$)")
_TEXTGRID = re.compile(
    r"\s*(?:File type\s*=\s*)?\"ooTextFile(?: short)?\"\s+(?:Object class\s*=\s*)?\"TextGrid"
)
_ROOT = re.compile(
    r"\s*(?:<\?[^>]{0,1000}>\s*|<!--(?:[^-]|-(?!->)){0,4000}-->\s*|<!DOCTYPE[^>\[]{0,1000}>\s*)*"
    r"<(?:[\w.-]{1,40}:)?(?P<root>[\w.-]{1,40})[\s/>]"
)
_ROOTS = {"ANNOTATION_DOCUMENT": "eaf", "TEI": "tei", "TEI.2": "tei", "teiCorpus": "tei"}
_JSON_TOLD = re.compile(
    rb'"(?:segments|transcription|word_segments|meeting_transcripts|media-time|media)"\s*:'
)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HEAD = 1 << 14


def ending(name: str) -> str:
    """Give a file name's ending in small letters without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def claimed(name: str) -> str:
    """Give the format that a file's ending claims; empty: none that is known."""
    return _ENDINGS.get(ending(name), "")


def sniff_binary(name: str, data: bytes) -> str | None:
    """Tell a format that begins with fixed bytes; None means that it may be text.

    Only the beginning is looked at: a zip archive is "zip", see `sniff_archive` for what is
    in it.

    Raises:
        Unreadable: It is something that holds no text to read, or holds it locked.
    """
    head = data[:_HEAD]
    if head.startswith(_ZIP):
        return "zip"
    if re.search(rb"%PDF-\d", head[:1024]):
        return "pdf"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_OLE):
        raise _ole(name, data)
    found = next((what for magic, what in _MAGIC if head.startswith(magic)), None)
    if found is None and head[4:8] == b"ftyp":
        found = "a video or sound recording (MP4)"
    if found is None and head[:4] == b"RIFF":
        found = "a recording or picture (RIFF)"
    if found is not None and not _plainly_text(head):
        raise _refusal(name, f"It is {found}, not a text.")
    return None


def is_html(data: bytes) -> bool:
    """Tell whether bytes begin as a web page does, in whatever encoding."""
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return _HTML.match(head.decode("latin-1")) is not None


def sniff_structure(name: str, data: bytes) -> str | None:
    """Tell a transcript in XML or JSON by its beginning; None means that it is something else.

    A file that is called JSON or XML is taken at its word; another one must show that it is.
    """
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if sniff_text(head.decode("latin-1")) is not None:
        return None  # captions that are only called so
    if head.lstrip()[:1] in (b"{", b"["):
        called = claimed(name) == "json"
        plain = head if len(data) <= _HEAD else data.replace(b"\0", b"")
        return "json" if called or _JSON_TOLD.search(plain) else None
    root = _ROOT.match(head.decode("latin-1"))
    found = _ROOTS.get(root["root"]) if root else None
    return found or (claimed(name) if claimed(name) in STRUCTURED else None)


def sniff_text(text: str) -> str | None:
    """Tell a text format by how the text begins; None means plain text or Markdown."""
    head = text[:_HEAD]
    if _VTT.match(head):
        return "vtt"
    if _HTML.match(head):
        return "html"
    if _SRT.match(head):
        return "srt"
    if _TEXTGRID.match(head):
        return "textgrid"
    return None


def settle(name: str, found: str | None, kind: str | None = None) -> str:
    """Give the format of a file from what its bytes are and what its ending claims.

    Args:
        name: The file's name.
        found: What the bytes are, as far as they tell; None for text without a form.
        kind: What a person says it is. Then the ending does not matter, but bytes that are
            something else still do.

    Raises:
        Unreadable: Bytes and claim contradict each other, or the ending is of no text.
    """
    if kind is not None:
        return _settle_said(name, found, kind)
    end = ending(name)
    claims = _ENDINGS.get(end)
    if claims is None and end not in _OPEN_ENDINGS:
        known = "" if found is None else f" Its bytes are {_NAMES[found]}."
        raise _refusal(
            name,
            f'The ending ".{end}" is not one of a text that Heddle can read.{known}',
            "Readable are .txt .md .docx .odt .rtf .pdf .html .vtt .srt .eaf .TextGrid .otr .json"
            " .xml (TEI); rename it if its ending is wrong.",
        )
    if found is None:
        if claims in (None, "txt", "md"):
            return claims or "txt"
        if claims in ("vtt", "srt", "textgrid"):
            return claims  # the reader says what is missing in it
        raise _contradiction(name, "something else")
    if claims is None or claims == found:
        return found
    if claims in TEXT_KINDS and found in TEXT_KINDS | STRUCTURED:
        return found  # captions in a .txt are unmistakable
    if claims in STRUCTURED and found in STRUCTURED | TEXT_KINDS:
        return found
    if claims == "md" and found == "html":
        return "md"  # HTML is allowed in Markdown
    raise _contradiction(name, _NAMES[found])


def _settle_said(name: str, found: str | None, kind: str) -> str:
    if kind not in KINDS:
        raise _refusal(
            name, f"There is no reader for that format. Formats are: {', '.join(KINDS)}."
        )
    textual = TEXT_KINDS | STRUCTURED | {"html", None}
    if kind == found or (kind in textual and found in textual):
        return kind
    really = _NAMES[found] if found else "plain text"
    raise _refusal(name, f"It is said to be {_NAMES[kind]}, but its bytes are {really}.")


def refuse_noise(name: str, text: str) -> None:
    """Refuse text that is mostly control characters: decoded bytes of something else.

    Raises:
        Unreadable: More than one character in fifty of the beginning is a control character.
    """
    head = text[:_HEAD]
    if len(_CONTROL.findall(head)) * 50 > len(head):
        raise _refusal(name, "It is not a text: its beginning is full of control characters.")


def _plainly_text(head: bytes) -> bool:
    """Tell whether the beginning is printable ASCII ("MZ, the interviewer, said ...")."""
    return re.fullmatch(rb"[\t\n\r\x20-\x7e]{64,}", head[:512]) is not None


def sniff_archive(archive: Archive) -> str:
    """Tell which document an archive is by its parts.

    Raises:
        Unreadable: It is no document, or one without talk (a spreadsheet, a presentation).
    """
    if "[Content_Types].xml" in archive:
        types = archive.read("[Content_Types].xml")
        if b"wordprocessingml" in types or b"ms-word." in types:
            return "docx"
        if b"spreadsheetml" in types:
            raise _refusal(archive.file, "It is a spreadsheet, not a text.")
        if b"presentationml" in types:
            raise _refusal(archive.file, "It is a presentation, not a text.")
    if "mimetype" in archive and "content.xml" in archive:
        if b"opendocument.text" in archive.read("mimetype"):
            return "odt"
        raise _refusal(archive.file, "It is an OpenDocument file, but not a text.")
    if "project.qde" in archive:
        raise _refusal(
            archive.file,
            "It is a whole project (REFI-QDA), not one text.",
            "Export its texts and its codebook from that program, and import those.",
        )
    raise _refusal(
        archive.file,
        "It is a zip archive, not a text.",
        "A study's archive is for “heddle restore”; else unpack it and import its files.",
    )


def _ole(name: str, data: bytes) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Unreadable(
            "It is locked with a password (encrypted); nothing was read.",
            "Open it in Word, save a copy without a password and import that.",
            file=name,
            code="encrypted",
        )
    return _refusal(
        name,
        "It is a file of an old binary Office format (.doc), which cannot be read safely.",
        "Open it in Word or LibreOffice, save it as .docx or .odt and import that.",
    )


def _contradiction(name: str, really: str) -> Unreadable:
    return _refusal(
        name,
        f'Its name ends in ".{ending(name)}", but its bytes are {really}.',
        "Find out what it is; if it is only named wrongly, rename it and retry.",
    )


def _refusal(name: str, problem: str, hint: str = "") -> Unreadable:
    return Unreadable(
        f"{problem} Nothing was read.",
        hint or "Export the transcript as .docx, .odt, .txt, .vtt or .pdf and import that.",
        file=name,
        code="wrong-kind",
    )
