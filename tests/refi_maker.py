"""REFI-QDA projects as other programs write them, built from facts: texts, codings, cases.

`Maker` knows nothing of Heddle. What it is told stands as code points of texts whose lines end in
LF; how a program counts is its `Style`.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from lxml import etree

NAMESPACE = "urn:QDA-XML:project:1.0"


@dataclass
class Style:
    """How one program writes."""

    origin: str = ""
    utf16: bool = False
    crlf: bool = False
    """The file has CR LF."""
    line: int = 1
    """What a line end counts."""
    bom: bool = False
    bom_counts: bool = False
    inclusive: bool = False
    folder: str = "sources"
    qde: str = "project.qde"
    capitals: bool = False
    braces: bool = False
    namespace: str = NAMESPACE
    quotes: bool = False
    """Names of selections are their words."""
    inline: bool = False
    """Texts stand in the XML."""

    def offset(self, text: str, at: int) -> int:
        before = text[:at]
        wide = sum(letter > "\uffff" for letter in before) if self.utf16 else 0
        return at + wide + (self.line - 1) * before.count("\n") + (self.bom and self.bom_counts)

    def guid(self, name: str) -> str:
        made = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        made = made.upper() if self.capitals else made
        return f"{{{made}}}" if self.braces else made

    def encoded(self, text: str) -> bytes:
        text = text.replace("\n", "\r\n") if self.crlf else text
        return (("\ufeff" if self.bom else "") + text).encode()


STYLES = {
    "nvivo windows": Style("NVivo 12.6", utf16=True, crlf=True, line=2, bom=True, folder="Sources"),
    "nvivo mac": Style("NVivo 12.7", utf16=True),
    "maxqda": Style("MAXQDA 24.7", capitals=True),
    "atlasti": Style("ATLAS.ti 23", crlf=True, capitals=True, quotes=True),
    "atlasti mac": Style("ATLAS.ti 26", capitals=True, qde="My study.qde"),
    "qualcoder": Style("QualCoder 3.6", bom=True, quotes=True),
    "qualcoder windows": Style("QualCoder 3.6", bom=True, crlf=True, quotes=True),
    "transana": Style("Transana", namespace="urn:QDA-XML:project:0:10", braces=True),
    "dedoose": Style("Dedoose"),
    "no namespace": Style("Somebody", namespace="", inline=True),
    "counts the mark": Style(bom=True, bom_counts=True),
    "inclusive": Style("By the letter", inclusive=True),
    "utf-16 and crlf as one": Style(utf16=True, crlf=True),
    "lf counted as two": Style(line=2),
}
"""Every way of counting and naming that ../shared/interchange.md tells of, and some others."""


@dataclass
class Maker:
    """A project in the making."""

    style: Style
    name: str = "Study"
    users: list[str] = field(default_factory=lambda: ["Ann", "Bo"])
    codes: list[str] = field(default_factory=lambda: ["Care", "Trust"])
    texts: dict[str, str] = field(default_factory=dict)
    codings: list[tuple[str, int, int, str, str]] = field(default_factory=list)
    """Text, start, end, code, user."""
    cases: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    """XML to put into a part of the project ("Sources", "Notes" ...) as it is."""
    inside: dict[str, str] = field(default_factory=dict)
    """XML to put into a text, behind its selections."""
    files: dict[str, bytes] = field(default_factory=dict)

    def guid(self, name: str) -> str:
        return self.style.guid(name)

    def selection(self, text: str, start: int, end: int, guid: str, inner: str = "") -> str:
        words = self.texts[text]
        low, high = self.style.offset(words, start), self.style.offset(words, end)
        if self.style.inclusive:
            high -= 1
        named = f" name={quoteattr(words[start:end])}" if self.style.quotes else ""
        return (
            f'<PlainTextSelection guid="{guid}"{named} startPosition="{low}" endPosition="{high}" '
            f'creatingUser="{self.guid("user " + self.users[-1])}">{inner}</PlainTextSelection>'
        )

    def xml(self) -> bytes:
        style, guid = self.style, self.guid
        users = "".join(
            f'<User guid="{guid("user " + u)}" name={quoteattr(u)}/>' for u in self.users
        )
        codes = "".join(
            f'<Code guid="{guid("code " + c)}" name={quoteattr(c)} isCodable="true"/>'
            for c in self.codes
        )
        cases = "".join(
            f'<Case guid="{guid("case " + c)}" name={quoteattr(c)}>'
            + "".join(
                f'<SelectionRef targetGUID="{guid(f"case {c} {n}")}"/>' for n in range(len(spans))
            )
            + "</Case>"
            for c, spans in self.cases.items()
        )
        parts = {
            "Users": users,
            "CodeBook": f"<Codes>{codes}</Codes>",
            "Variables": "",
            "Cases": cases,
            "Sources": "".join(map(self.source, self.texts)),
            "Notes": "",
            "Links": "",
            "Sets": "",
            "Graphs": "",
        }
        told = {name: xml + self.extra.get(name, "") for name, xml in parts.items()}
        body = "".join(f"<{name}>{xml}</{name}>" for name, xml in told.items() if xml)
        spaced = f' xmlns="{style.namespace}"' if style.namespace else ""
        origin = f" origin={quoteattr(style.origin)}" if style.origin else ""
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n<Project{spaced} name='
            f"{quoteattr(self.name)}{origin}>{body}{self.extra.get('', '')}</Project>"
        ).encode()

    def source(self, name: str) -> str:
        guid, style = self.guid("text " + name), self.style
        inner = ""
        for number, (text, start, end, code, user) in enumerate(self.codings):
            if text == name:
                coding = (
                    f'<Coding guid="{self.guid(f"coding {number}")}" creatingUser='
                    f'"{self.guid("user " + user)}" creationDateTime="2026-03-04T05:06:07Z">'
                    f'<CodeRef targetGUID="{self.guid("code " + code)}"/></Coding>'
                )
                inner += self.selection(name, start, end, self.guid(f"selection {number}"), coding)
        for case, spans in self.cases.items():
            for number, (text, start, end) in enumerate(spans):
                if text == name:
                    inner += self.selection(name, start, end, self.guid(f"case {case} {number}"))
        inner += self.inside.get(name, "")
        if style.inline:
            words = etree.Element("PlainTextContent")
            words.text = self.texts[name]
            return (
                f'<TextSource guid="{guid}" name={quoteattr(name)}>'
                f"{etree.tostring(words, encoding='unicode')}{inner}</TextSource>"
            )
        bare = guid.strip("{}")
        return (
            f'<TextSource guid="{guid}" name={quoteattr(name)} plainTextPath='
            f'"internal://{bare}.txt">{inner}</TextSource>'
        )

    def file(self) -> bytes:
        """Return the project as a .qdpx; file names have GUIDs in another case than the XML."""
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(self.style.qde, self.xml())
            if not self.style.inline:
                for name, text in self.texts.items():
                    bare = self.guid("text " + name).strip("{}").swapcase()
                    archive.writestr(f"{self.style.folder}/{bare}.txt", self.style.encoded(text))
            for name, data in self.files.items():
                archive.writestr(name, data)
        return whole.getvalue()


def words_coded(project: object) -> list[tuple[str, str, str, str]]:
    """Return text, code, coder and words of each coding of a `Project`, in order."""
    texts = {each.key: each for each in project.sources}  # type: ignore[attr-defined]
    codes = {each.key: each.name for each in project.codes}  # type: ignore[attr-defined]
    users = {each.key: each.name for each in project.members}  # type: ignore[attr-defined]
    return [
        (
            texts[each.source].name,
            codes[each.code],
            users.get(each.by, ""),
            texts[each.source].text[each.start : each.end],
        )
        for each in project.codings  # type: ignore[attr-defined]
    ]
