"""Markdown: headings, bold and paragraphs as CommonMark means them, words as they are.

Only markup that never is talk is taken away: heading marks, `**bold**`, `__bold__`, backslash
escapes. A single star or underscore stays, because transcripts write *laughs* with it. Lines
that CommonMark would flow into one paragraph are joined, unless a line begins like something
of its own (a list item, a quotation, a table row, a speaker's label).
"""

from __future__ import annotations

import re

from heddle.exchange.draft import LINE_END, Draft, counted
from heddle.exchange.reading import Reading

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_OWN = re.compile(
    r"[ \t]*(?:[-*+>|\[<]|\d{1,9}[.)][ \t]"  # item, quotation, row, [Name], tag, numbered item
    r"|\**[^\s:*][^:*\n]{0,40}?(?::\*\*|\*\*:|:)(?:\s|$)"  # Name: or **Name:** or **Name**:
    r"|\*\*[^*\n]{1,40}\*\*\s*$)"  # **Name** on a line of its own
)
_BOLD = re.compile(r"(?<!\\)(\*\*|__)(?=\S)(.+?)(?<=[^\s\\])\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HARD = re.compile(r"(?: {2,}|\\)$")


def read_markdown(text: str) -> Reading:
    """Read decoded Markdown; a front matter's `title` and `lang` are kept, its rest is a loss."""
    draft = Draft()
    rows = LINE_END.split(text)
    title, language, first = _front_matter(rows, draft)
    paragraphs = _Paragraphs(draft)
    for row in rows[first:]:
        paragraphs.take(row)
    paragraphs.flush()
    if paragraphs.joined:
        lines = counted(paragraphs.joined, "wrapped line", "wrapped lines")
        draft.note(f"{lines} joined with the line before")
    return draft.finish("md", title=title, language=language)


class _Paragraphs:
    """Gathers the rows of one paragraph until the next one begins."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.joined = 0
        self._held: list[str] = []
        self._fence = ""

    def take(self, row: str) -> None:
        """Look at one row of the file and decide where it belongs."""
        fence = _FENCE.match(row)
        if self._fence:
            if fence and fence[1].startswith(self._fence):
                self._fence = ""
            else:
                self.draft.add(row)
        elif fence:
            self.flush()
            self._fence = fence[1]
        elif heading := _HEADING.match(row):
            self.flush()
            self.draft.add_runs(_runs(heading[2]), heading=len(heading[1]))
        elif not row.strip():
            self.flush()
        elif self._held and (under := _UNDERLINE.match(row)):
            self.flush(heading=1 if under[1][0] == "=" else 2)
        elif _RULE.match(row):
            self.flush()
        else:
            self._body(row)

    def _body(self, row: str) -> None:
        if self._held and (_OWN.match(row) or _HARD.search(self._held[-1])):
            self.flush()
        if self._held:
            self.joined += 1
            self._held.append(row.lstrip(" \t"))
        else:
            self._held.append(row)

    def flush(self, heading: int = 0) -> None:
        """End the paragraph that is being gathered."""
        if self._held:
            rows = [_HARD.sub("", row).rstrip(" \t") for row in self._held]
            self.draft.add_runs(_runs(" ".join(rows)), heading=heading)
            self._held = []


def _runs(text: str) -> list[tuple[str, bool]]:
    runs: list[tuple[str, bool]] = []
    at = 0
    for bold in _BOLD.finditer(text):
        runs += [(text[at : bold.start()], False), (bold[2], True)]
        at = bold.end()
    runs.append((text[at:], False))
    return [(_ESCAPE.sub(r"\1", words), weight) for words, weight in runs]


def _front_matter(rows: list[str], draft: Draft) -> tuple[str, str, int]:
    """Give title, language and the number of rows that a `---` block at the top takes."""
    if not rows or rows[0].rstrip() != "---":
        return "", "", 0
    end = next((i for i, row in enumerate(rows[1:], 1) if row.rstrip() in ("---", "...")), 0)
    fields = [row.partition(":") for row in rows[1:end]]
    if not end or not any(mark for _, mark, _ in fields):
        return "", "", 0
    known = {name.strip().lower(): value.strip().strip("\"'") for name, _, value in fields}
    draft.lose("lines of front matter", sum(1 for row in rows[1:end] if row.strip()), "line 1")
    return known.get("title", ""), known.get("lang", ""), end + 1
