"""Taguette's documents: sanitised HTML to plain text, and its offsets to ours.

Taguette counts bytes of UTF-8 over the text nodes of a document one after the other; tags do
not count, and an offset within a character means the one after it (`taguette/extract.py` of
1.5.2, `split_utf8`). White space is laid out as a browser shows it: runs become one space but
in `pre`, blocks and `br` end lines, cells of a table stand apart by a tab.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})
_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_RUN: Final = re.compile(r"[^ \t\n\f\r]+(?: [^ \t\n\f\r]+)*")
"""Words with single spaces between them: taken over as they are."""
_STEP: Final = 512
"""Characters between two counted places: the rest is counted when it is asked for."""


class Document:
    """A document's text, and where each of its bytes is in it."""

    def __init__(self, html: str) -> None:
        """Read the HTML that Taguette keeps."""
        reader = _Reader()
        reader.feed(html.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
        reader.close()
        self.text = "".join(reader.parts)
        """The words as they are shown."""
        self.pictures = reader.pictures
        self.links = reader.links
        self.raw = "".join(reader.raw)
        """The text nodes, one after the other."""
        self._from, self._to, self._lengths = reader.froms, reader.tos, reader.lengths
        self._marks = [0]
        for at in range(0, len(self.raw), _STEP):
            self._marks.append(self._marks[-1] + len(self.raw[at : at + _STEP].encode()))

    @property
    def bytes(self) -> int:
        """How long the text is as Taguette counts it."""
        return self._marks[-1]

    def start(self, offset: int) -> int:
        """Give where a stretch begins that begins at a byte there."""
        return self.start_of(self._character(offset))

    def start_of(self, raw: int) -> int:
        """Give where a stretch begins that begins at a character of the text nodes."""
        i = bisect_right(self._from, raw) - 1
        if i >= 0 and raw < self._from[i] + self._lengths[i]:
            return self._to[i] + raw - self._from[i]
        return self._to[i + 1] if i + 1 < len(self._to) else len(self.text)

    def end(self, offset: int) -> int:
        """Give where a stretch ends that ends at a byte there."""
        return self.end_of(self._character(offset))

    def end_of(self, raw: int) -> int:
        """Give where a stretch ends that ends at a character of the text nodes."""
        i = bisect_left(self._from, raw) - 1
        if i < 0:
            return 0
        return self._to[i] + min(raw - self._from[i], self._lengths[i])

    def _character(self, offset: int) -> int:
        """Give the character that begins at a byte of the text nodes, or after it."""
        if offset >= self._marks[-1]:
            return len(self.raw)
        i = max(bisect_right(self._marks, max(offset, 0)) - 1, 0)
        before = i * _STEP
        chunk = self.raw[before : before + _STEP].encode()
        at = max(offset, 0) - self._marks[i]
        while at < len(chunk) and 0x80 <= chunk[at] <= 0xBF:
            at += 1
        return before + len(chunk[:at].decode())


def plain(html: str) -> str:
    """Give the words of a piece of HTML without any white space, to compare them."""
    return "".join(Document(html).text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.raw: list[str] = []
        self.froms: list[int] = []
        self.tos: list[int] = []
        self.lengths: list[int] = []
        self.pictures = self.links = 0
        self._there = self._here = 0
        self._gap = ""
        self._pre = self._silent = 0
        self._fresh = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._fresh = False
        if tag == "br":
            self._break("\n")
            self._gap += "\n" if self._gap == "\n" and self._pre else ""
        elif tag == "img":
            self.pictures += 1
        elif tag == "a":
            self.links += any(name == "href" for name, _ in attrs)
        elif tag in _BLOCKS:
            self._break("\n")
            if tag == "pre":
                self._pre += 1
                self._fresh = True
        elif tag in _CELLS:
            self._break("\t")
        elif tag in _SILENT:
            self._silent += 1

    def handle_endtag(self, tag: str) -> None:
        self._fresh = False
        if tag in _BLOCKS:
            self._break("\n")
            if tag == "pre":
                self._pre = max(self._pre - 1, 0)
        elif tag in _SILENT:
            self._silent = max(self._silent - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._fresh and data.startswith("\n"):
            data = data[1:]  # the line end right after <pre> is none, says the HTML standard
        self._fresh = False
        self.raw.append(data)
        if self._pre:
            self._copy(data, 0)
        else:
            done = 0
            for found in _RUN.finditer(data):
                if found.start() > done:
                    self._break(" ")
                self._copy(found[0], found.start())
                done = found.end()
            if done < len(data):
                self._break(" ")
        self._there += len(data)

    def _break(self, gap: str) -> None:
        """Note that something stands between what came and what comes; a line end wins."""
        if not self.parts:
            return
        if self._gap in ("", " ") or (gap == "\n" and self._gap == "\t"):
            self._gap = gap if gap != " " or not self._gap else self._gap

    def _copy(self, words: str, at: int) -> None:
        if not words:
            return
        if self._gap:
            self.parts.append(self._gap)
            self._here += len(self._gap)
            self._gap = ""
        self.parts.append(words)
        self.froms.append(self._there + at)
        self.tos.append(self._here)
        self.lengths.append(len(words))
        self._here += len(words)
