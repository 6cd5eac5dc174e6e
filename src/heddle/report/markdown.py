"""Reports as Markdown (CommonMark with GitHub's tables).

Every character of the report that Markdown could take for mark-up is escaped, so that what a
person said is printed as it was said. Markdown has no place for traces; they are in the
JSON, HTML, Word, OpenDocument and PDF forms.
"""

from __future__ import annotations

import re

from heddle.report.model import (
    Block,
    Cell,
    Figure,
    Heading,
    Inline,
    Inlines,
    List,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Row,
    Table,
    Text,
    words,
)
from heddle.report.style import caption, columns_of

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")
# What opens a block at the beginning of a line: headings, list items, numbered items, rules
# and the underlines of headings and tables.
_LINE_START = re.compile(
    r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|[-:=](?=[-:=\s]*$)|[0-9]{1,9}(?=[.)](?:\s|$)))"
)
# What may stand beside a run for its asterisks to count: nothing, or plain white space.
_APART = ("", " ", "\t", "\n")
_RULE = {"left": ":---", "center": ":---:", "right": "---:"}


def to_markdown(report: Report) -> bytes:
    """Write `report` as UTF-8 Markdown with line feeds."""
    parts = [f"# {_one_line(report.title)}"]
    if report.subtitle:
        parts.append(_one_line(report.subtitle))
    parts += [text for block in report.blocks if (text := _block(report, block))]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _escape_line(line: str) -> str:
    """Escape what would open a block at the beginning of a line."""
    match = _LINE_START.match(line)
    if not match:
        return line
    mark = match[1]
    # A numbered item is undone at the mark behind its number.
    return f"{mark}\\{line[len(mark) :]}" if mark[0].isdigit() else f"\\{line}"


def _one_line(text: str) -> str:
    """Escape a text that has to stay on one line."""
    return _escape_line(_SPECIAL.sub(r"\\\1", " ".join(text.split())))


def _inlines(inlines: Inlines, line_break: str = "\\\n") -> str:
    """Print running text; a line feed in it becomes `line_break`."""
    plain = words(inlines)
    printed = []
    at = 0
    for inline in inlines:
        end = at + len(inline.text)
        printed.append(_inline(inline, plain[at - 1 : at] if at else "", plain[end : end + 1]))
        at = end
    lines = (_escape_line(line.strip(" \t")) for line in "".join(printed).split("\n"))
    return line_break.join(line for line in lines if line)


def _inline(inline: Inline, before: str, after: str) -> str:
    """Print one run that stands between the characters `before` and `after`."""
    raised = isinstance(inline, Text) and inline.raised
    tags = [
        (star, tag)
        for wanted, star, tag in (
            (raised, "", "sup"),
            (inline.bold, "**", "strong"),
            (inline.italic, "*", "em"),
        )
        if wanted
    ]
    if not tags:
        return _SPECIAL.sub(r"\\\1", inline.text)
    lines = inline.text.split("\n")
    last = len(lines) - 1
    return "\n".join(
        _marked(line, tags, before if at == 0 else "", after if at == last else "")
        for at, line in enumerate(lines)
    )


def _marked(line: str, tags: list[tuple[str, str]], before: str, after: str) -> str:
    """Mark the words of one line; white space at its ends stays outside the marks.

    Asterisks are used where CommonMark's flanking rules surely take them for emphasis (beside
    white space, or around letters away from other marks), else tags.
    """
    core = line.strip(" \t")
    if not core:
        return line
    left, _, right = line.partition(core)
    text = _SPECIAL.sub(r"\\\1", core)
    clear = (bool(left) or before in _APART) and (bool(right) or after in _APART)
    # No-break and other spaces at the ends are white space to CommonMark as well.
    clear = clear and not (core[0].isspace() or core[-1].isspace())
    if clear and all(star for star, _ in tags):
        mark = "".join(star for star, _ in tags)
        return f"{left}{mark}{text}{mark}{right}"
    for _, tag in reversed(tags):
        text = f"<{tag}>{text}</{tag}>"
    return f"{left}{text}{right}"


def _block(report: Report, block: Block) -> str:
    """Print one block; an empty string where Markdown has nothing for it."""
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {_one_line(block.text)}"
        case Paragraph():
            return _inlines(block.inlines)
        case Quote():
            return _quote(block)
        case List():
            marks = (f"{n}." if block.ordered else "-" for n in range(1, len(block.items) + 1))
            lines = (
                f"{mark} {_inlines(item, '<br>')}"
                for mark, item in zip(marks, block.items, strict=True)
            )
            return "\n".join(lines)
        case Table():
            return _table(report, block)
        case Figure():
            text = _inlines(caption(report, block), " ")
            described = "\n\n".join(part for part in (text, _one_line(block.alt)) if part)
            return f"{described}\n\n{_table(report, block.twin)}"
        case PageBreak():
            return ""


def _quote(quote: Quote) -> str:
    """Print a quote with its attribution at the end of the last paragraph."""
    paragraphs = [_inlines(paragraph) for paragraph in quote.paragraphs]
    if quote.attribution:
        paragraphs[-1] = f"{paragraphs[-1]} {_inlines(quote.attribution, ' ')}".strip()
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _table(report: Report, table: Table) -> str:
    """Print a table; groups of columns are named in the titles, as there is one header row."""
    lines = [
        _line([_title(table, index) for index in range(len(table.columns))]),
        _line([_RULE[column.align] for column in table.columns]),
        *(_row(table, row) for row in table.rows),
    ]
    parts = [_inlines(caption(report, table), " "), "\n".join(lines)]
    parts += [
        f"<sup>{_one_line(note.mark)}</sup> {text}" if note.mark else text
        for note in table.notes
        if (text := _inlines(note.inlines, " "))
    ]
    return "\n\n".join(part for part in parts if part)


def _title(table: Table, index: int) -> str:
    """Name a column with its group: "Age, years: mean"."""
    title = _inlines(table.columns[index].title, " ")
    at = 0
    for group in table.groups:
        if at <= index < at + group.span and group.title:
            above = _inlines(group.title, " ")
            return f"{above}: {title}" if title else above
        at += group.span
    return title


def _row(table: Table, row: Row) -> str:
    """Print a row; what a wide cell covers stays empty."""
    texts = [""] * len(table.columns)
    for at, _, each in columns_of(table, row):
        texts[at] = _cell(each, bold=each.head or row.kind != "body")
    return _line(texts)


def _cell(each: Cell, *, bold: bool) -> str:
    """Print a cell on one line, its paragraphs and line feeds as <br>."""
    texts = [
        _inlines(_bold(paragraph) if bold else paragraph, "<br>") for paragraph in each.paragraphs
    ]
    return "<br>".join(text for text in texts if text)


def _bold(inlines: Inlines) -> Inlines:
    """Join a row title to one bold run, since Markdown marks do not nest well."""
    plain = all(isinstance(inline, Text) and inline.raised for inline in inlines)
    return inlines if plain else tuple(_as_bold(inline) for inline in inlines)


def _as_bold(inline: Inline) -> Inline:
    """Return `inline` in bold, except a raised mark."""
    raised = isinstance(inline, Text) and inline.raised
    return Text(inline.text, bold=not raised, italic=inline.italic, raised=raised)


def _line(texts: list[str]) -> str:
    """Print one line of a table."""
    return "| " + " | ".join(texts) + " |"
