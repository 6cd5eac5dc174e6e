"""Web pages (HTML): their visible words as lines, sanitised before anything is looked at.

nh3 parses as a browser does and keeps a list of text elements without any attribute; scripts,
styles, forms' code and addresses are gone after that, and nothing is ever fetched. What is left
is so plain that it is read token by token.
"""

from __future__ import annotations

import html
import re

import nh3

from heddle.exchange.draft import Draft
from heddle.exchange.encodings import decode
from heddle.exchange.reading import Reading
from heddle.exchange.talk import noscribe


def _names(elements: str) -> frozenset[str]:
    return frozenset(elements.split())


_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = _names(
    "p div section article main header footer aside nav address blockquote pre ul ol li dl dt dd"
    " table caption thead tbody tfoot tr td th figure figcaption hr details summary"
) | frozenset(_HEADINGS)
_INLINE = _names("a b strong i em u s q cite span br sub sup small mark code kbd samp")
_DROPPED = _names(
    "script style template noscript svg math iframe object embed select textarea audio video"
    " canvas head title del"
)
_LOST = {
    "script": "scripts (not run)",
    "iframe": "embedded pages (not opened)",
    "object": "embedded objects",
    "embed": "embedded objects",
    "img": "images and drawings",
    "svg": "images and drawings",
    "math": "formulas",
    "form": "forms",
    "audio": "sound and video players",
    "video": "sound and video players",
    "del": "struck-out words (dropped)",
}
_OPENING = re.compile(rf"<({'|'.join(_LOST)})\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TITLE = re.compile(r"<title\b[^>]*>([^<]{0,500})</title", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z-]{2,35})", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE
)
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)>|([^<]+)")
_ENTITIES = (("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))
_BOLD = frozenset({"b", "strong", "th"})
_SPACE = re.compile("[ \t\n\r\f]+")


def read_html(name: str, data: bytes, encoding: str | None = None) -> Reading:
    """Read a web page that is in memory.

    Args:
        name: The user's name for the file; only used in messages.
        data: The whole file.
        encoding: What a person says it is. Without it a byte order mark decides, then the
            page's own `<meta charset>`, then strict UTF-8.

    Raises:
        Unreadable: The encoding is unknown or does not fit the bytes.
    """
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    declared = None if marked else _CHARSET.search(data[:4096])
    if encoding is None and declared:
        encoding = declared[1].decode("ascii")
    text, encoding = decode(name, data, encoding)
    draft = Draft()
    if noscribe.is_noscribe(text):
        page, sign, told = noscribe.marked(text)
        read_page(page, draft)
        noscribe.place(draft, sign, told)
        draft.machine = "noScribe"
        return draft.finish("html", encoding=encoding, voiced=True)
    read_page(text, draft)
    title, language = _TITLE.search(text), _LANGUAGE.search(text)
    return draft.finish(
        "html",
        title=html.unescape(title[1]) if title else "",
        language=language[1] if language else "",
        encoding=encoding,
    )


def read_page(text: str, draft: Draft) -> None:
    """Add the visible words of a page, or of a piece of one, to a draft."""
    visible = _COMMENT.sub("", text)
    for tag in _OPENING.finditer(visible):
        draft.lose(_LOST[tag[1].lower()])
    clean = nh3.clean(
        text.replace("\0", ""),
        tags=set(_BLOCKS | _INLINE),
        clean_content_tags=set(_DROPPED),
        attributes={},
        link_rel=None,
    )
    if text.count("\0"):
        draft.add(text.count("\0") * "\0")  # counted where all formats count them
    _Walk(draft).page(clean)


class _Walk:
    """One walk over the sanitised page, token by token: pages can nest without end.

    nh3 writes every `<` that is not a tag as an entity, closes what it opens and was told to
    keep no attribute, so that its output needs no second parser.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._runs: list[tuple[str, bool]] = []
        self._blank = True
        self._bold = 0
        self._pre = 0
        self._heading = 0

    def page(self, clean: str) -> None:
        """Walk a sanitised page and add its lines."""
        for closes, tag, words in _TOKEN.findall(clean):
            if words:
                for entity, character in _ENTITIES:
                    words = words.replace(entity, character)  # noqa: PLW2901 - steps of one change
                self._words(words)
            elif closes:
                self._close(tag)
            else:
                self._open(tag)
        self._flush()

    def _open(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        self._heading = _HEADINGS.get(tag, self._heading)
        self._bold += tag in _BOLD
        self._pre += tag == "pre"
        if tag == "br":
            self._runs.append(("\n", False))
            self._blank = True

    def _close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag in _HEADINGS:
            self._heading = 0
        self._bold -= tag in _BOLD
        self._pre -= tag == "pre"

    def _words(self, words: str) -> None:
        """Keep words; outside `<pre>` a run of white space is one space (not NBSP)."""
        if not self._pre:
            words = _SPACE.sub(" ", words)
            if self._blank:
                words = words.removeprefix(" ")
        if words:
            self._runs.append((words, bool(self._bold) and not self._heading))
            self._blank = words.endswith(" ")

    def _flush(self) -> None:
        if self._runs:
            self._draft.add_runs(self._runs, heading=self._heading)
        self._runs = []
        self._blank = True
