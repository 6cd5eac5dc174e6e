"""RTF documents: paragraphs, bold words and table cells, tracked changes as accepted.

The tables of the format (destinations, special characters, code pages) come from striprtf.
Its loop is not used, as it hands on what an importer of talk must not: words that a reviewer
deleted, addresses of links inside sentences, halves of emoji, `|` for table cells; and it
drops bold, by which many transcripts mark their speakers.

Format: Microsoft Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

import re

import msgspec
from striprtf.striprtf import charset_map, destinations, specialchars

from heddle.errors import Unreadable
from heddle.exchange.draft import Draft
from heddle.exchange.reading import Reading

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)",
    re.DOTALL,
)
_LOST = {
    "footnote": "footnotes",
    "annotation": "comments by reviewers",
    "pict": "images and drawings",
    "shppict": "images and drawings",
    "object": "embedded objects",
    "header": "page headers and footers",
    "footer": "page headers and footers",
    "headerl": "page headers and footers",
    "headerr": "page headers and footers",
    "footerl": "page headers and footers",
    "footerr": "page headers and footers",
    "listtext": "automatic numbers and bullets of lists",
    "pntext": "automatic numbers and bullets of lists",
    "mmath": "formulas",
}
_BREAKS = frozenset({"par", "line", "sect", "page", "column", "cell", "nestcell", "row", "nestrow"})
_SHOWN = frozenset({"shptxt", "dptxbxtext"})  # text boxes are talk, unlike striprtf's view
_HIDDEN = frozenset({"listtext", "nonshppict"})  # destinations that striprtf does not name
_CODEPAGES = {0: "cp1252", 10000: "mac_roman", 10006: "mac_greek", 10007: "mac_cyrillic"}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_MAX_GROUPS = 2000


class _State(msgspec.Struct):
    """What a group `{...}` inherits and forgets again."""

    hidden: bool = False
    deleted: bool = False
    vanished: bool = False
    bold: bool = False
    skip: int = 1
    font: str = ""
    heading: int = 0
    table: str = ""
    """The destination that is read as data: fonttbl or title."""


def read_rtf(name: str, data: bytes) -> Reading:
    """Read an RTF document that is in memory.

    Args:
        name: The user's name for the file; only used in messages.
        data: The whole file.

    Raises:
        Unreadable: Groups are nested absurdly, or characters do not fit their code page.
    """
    draft = Draft()
    reader = _Reader(name, draft)
    reader.read(data)
    return draft.finish("rtf", title=reader.title)


class _Reader:
    def __init__(self, name: str, draft: Draft) -> None:
        self.title = ""
        self._name = name
        self._draft = draft
        self._state = _State()
        self._stack: list[_State] = []
        self._codepage = "cp1252"
        self._fonts: dict[str, str] = {}
        self._bytes = b""
        self._runs: list[tuple[str, bool]] = []
        self._skip = 0
        self._star = False

    def read(self, data: bytes) -> None:
        """Take the document token by token; words after its outer group are not in it."""
        at = data.find(b"{\\rtf")
        while at < len(data):
            token = _TOKEN.match(data, at)
            if token is None:  # a backslash at the very end
                break
            at = token.end()
            if token[1] == b"bin":
                at += max(0, int(token[2] or 0))
                continue
            if token[3] is None:
                self._decode()
            if token[5] == b"}" and len(self._stack) < 2:
                break  # the outer group ends
            self._token(token)
        self._decode()
        self._paragraph()

    def _token(self, token: re.Match[bytes]) -> None:
        word, number, code, sign, brace, words = token.groups()
        if brace:
            self._group(brace)
        elif word:
            self._word(word.decode("ascii").lower(), number)
        elif sign:
            self._sign(sign)
        elif code:
            self._byte(bytes.fromhex(code.decode("ascii")))
        elif words:
            self._literal(words)

    def _group(self, brace: bytes) -> None:
        self._skip = 0
        self._star = False
        if brace == b"{":
            if len(self._stack) >= _MAX_GROUPS:
                raise self._unreadable("Its groups are nested absurdly deep.", "too-complex")
            self._stack.append(self._state)
            self._state = msgspec.structs.replace(self._state)
        elif self._stack:
            self._state = self._stack.pop()

    def _word(self, word: str, number: bytes | None) -> None:
        value = int(number) if number is not None else None
        self._skip = 0
        self._count(word, value)
        if word in _SHOWN:
            self._state.hidden = False
            self._paragraph()
        elif word in destinations or word in _HIDDEN or self._star:
            self._state.hidden = True
            self._state.table = word if word in ("fonttbl", "title") else ""
        elif not self._format(word, value):
            self._character(word, value)
        self._star = False

    def _count(self, word: str, value: int | None) -> None:
        """Count what is not taken over, once for each outermost place."""
        if self._state.hidden:
            return
        if word in _LOST:
            self._draft.lose(_LOST[word])
        elif word == "deleted" and value != 0:
            self._draft.lose("tracked deletions (dropped)")
        elif word == "revised" and value != 0:
            self._draft.lose("tracked insertions (accepted)")

    def _format(self, word: str, value: int | None) -> bool:
        """Change the state of the group; tell whether the word did that."""
        state = self._state
        if word == "b":
            state.bold = value != 0
        elif word == "deleted":
            state.deleted = value != 0
        elif word == "v":
            state.vanished = value != 0
        elif word == "plain":
            state.bold = state.deleted = state.vanished = False
        elif word == "pard":
            state.heading = 0
        elif word == "outlinelevel":
            state.heading = value + 1 if value is not None and 0 <= value < 9 else 0
        elif word == "ansicpg":
            self._codepage = _CODEPAGES.get(value or 0, f"cp{value}")
        elif word == "uc":
            state.skip = max(0, value if value is not None else 1)
        elif word in ("f", "fcharset"):
            self._font(word, value)
        else:
            return False
        return True

    def _character(self, word: str, value: int | None) -> None:
        if word == "u" and value is not None:
            self._keep(chr(value % 0x10000))
            self._skip = self._state.skip
        elif word in _BREAKS:
            self._paragraph()
        elif word in specialchars:
            self._keep(specialchars[word])

    def _font(self, word: str, value: int | None) -> None:
        if word == "f":
            self._state.font = str(value)
        elif self._state.table == "fonttbl" and value is not None:
            self._fonts[self._state.font] = charset_map.get(value) or ""

    def _sign(self, sign: bytes) -> None:
        self._skip = 0
        if sign == b"*":
            self._star = True
        elif sign in b"\r\n":
            self._paragraph()
        else:
            self._keep(specialchars.get(sign.decode("latin-1"), ""))

    def _literal(self, words: bytes) -> None:
        drop = min(self._skip, len(words))
        self._skip -= drop
        words = words[drop:]
        try:
            # Raw bytes above 127 are against the specification; some programs write UTF-8.
            self._keep(words.decode("utf-8"))
        except UnicodeDecodeError:
            self._bytes += words
            self._decode()

    def _byte(self, byte: bytes) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes += byte

    def _decode(self) -> None:
        r"""Turn the bytes of `\'xx` codes into characters of the font's code page, strictly."""
        if not self._bytes:
            return
        raw, self._bytes = self._bytes, b""
        if self._state.hidden and self._state.table != "title":
            return
        codepage = self._fonts.get(self._state.font) or self._codepage
        try:
            self._keep(raw.decode(codepage))
        except (UnicodeDecodeError, LookupError):
            raise self._unreadable(
                "It holds bytes that are no characters of the code page it names.", "encoding"
            ) from None

    def _keep(self, text: str) -> None:
        state = self._state
        if state.table == "title":
            self.title += text
        elif not (state.hidden or state.deleted or state.vanished):
            self._runs.append((text, state.bold and not state.heading))

    def _paragraph(self) -> None:
        """End a line; halves of characters that stand side by side become one here."""
        if self._state.hidden or not self._runs:
            return
        runs: list[tuple[str, bool]] = []
        for text, bold in self._runs:
            if runs and runs[-1][1] == bold:
                runs[-1] = (runs[-1][0] + text, bold)
            else:
                runs.append((text, bold))
        self._runs = []
        self._draft.add_runs(
            [(self._whole(text), bold) for text, bold in runs], heading=self._state.heading
        )

    def _whole(self, text: str) -> str:
        joined = _PAIR.sub(
            lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text
        )
        if _LONE.search(joined):
            raise self._unreadable("It holds halves of characters (lone surrogates).", "encoding")
        return joined

    def _unreadable(self, problem: str, code: str) -> Unreadable:
        return Unreadable(
            f"{problem} Nothing was read.",
            "Open it in a word processor, save it as .docx or .odt and import that.",
            file=self._name,
            code=code,
        )
