"""One report model, several writers: what a document says, before any format.

    Report
    └── Block      Heading | Paragraph | Quote | Table | List | Figure | PageBreak
        └── Inline Text | Trace

A `Trace` is a printed number, quote or claim together with the ids of the records that it
comes from, so that every format can lead back to the record. The model knows no study and
no format: studies build reports, writers print them, `write` (files.py) chooses the writer.

Structs refuse at construction what no writer could print well (a row that does not fill its
columns, a heading that skips a level); msgspec reports the same when a report is read from
JSON. All of these are faults of the program that builds the report, hence `ValueError`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

import msgspec

from heddle.report import drawing

Align = Literal["left", "center", "right"]
TraceKind = Literal["number", "quote", "claim"]

_ANCHOR = re.compile(r"[a-z]+[0-9]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def check_language(tag: str) -> None:
    """Accept "" (as the surroundings) or a language tag such as "da" or "en-GB".

    Raises:
        ValueError: The tag has another form; it would be printed into attributes.
    """
    if tag and not _LANGUAGE.fullmatch(tag):
        raise ValueError(f"{tag!r} is not a language tag such as 'en' or 'en-GB'")


def check_anchor(anchor: str) -> None:
    """Accept "" or an anchor such as "s7"; it is printed into attributes and commands.

    Raises:
        ValueError: The anchor has another form.
    """
    if anchor and not _ANCHOR.fullmatch(anchor):
        raise ValueError(f"{anchor!r} is not an anchor such as 's7'")


class Text(msgspec.Struct, frozen=True, tag="text"):
    """A run of plain words; line feeds in it are line breaks."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False
    """Superscript, for the marks of table notes."""
    lang: str = ""
    """Language tag where it differs from the report's."""
    page: str = ""
    """Anchor of a heading: its page number follows the words, where the format has pages."""

    def __post_init__(self) -> None:
        """Check the language tag and the anchor."""
        check_language(self.lang)
        check_anchor(self.page)


class Trace(msgspec.Struct, frozen=True, tag="trace"):
    """A printed number, quote or claim that leads back to the record."""

    text: str
    evidence: tuple[str, ...] = ()
    """Ids of the records it was counted from or taken from."""
    kind: TraceKind = "number"
    query: str = ""
    """How the records were found, in words ("participants with gender female")."""
    bold: bool = False
    italic: bool = False
    lang: str = ""

    def __post_init__(self) -> None:
        """Refuse a trace that leads nowhere."""
        check_language(self.lang)
        if not self.evidence and not self.query:
            raise ValueError("a trace names at least one record id or a query")
        if any(not each or each != "".join(each.split()) for each in self.evidence):
            raise ValueError("record ids are not empty and hold no white space")


Inline = Text | Trace
Inlines = tuple[Inline, ...]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading below the report's title; level 1 is the highest."""

    level: int
    text: str
    anchor: str = ""
    """What `Text.page` names it by; empty where nothing points at it."""

    def __post_init__(self) -> None:
        """Keep to five levels, so that HTML can print them below its h1."""
        check_anchor(self.anchor)
        if not 1 <= self.level <= 5:
            raise ValueError("heading levels run from 1 to 5")
        if not self.text.strip():
            raise ValueError("a heading has words")


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """A paragraph of running text."""

    inlines: Inlines


class Quote(msgspec.Struct, frozen=True, tag="quote"):
    """Somebody's words, set apart; one paragraph a speaker's turn."""

    paragraphs: tuple[Inlines, ...]
    attribution: Inlines = ()
    """Who spoke, as it should be printed: "(Focus group 2, participant 4)"."""

    def __post_init__(self) -> None:
        """Refuse a quote without words."""
        if not any(self.paragraphs):
            raise ValueError("a quote has words")


class List(msgspec.Struct, frozen=True, tag="list"):
    """A list with bullets, or with numbers from 1."""

    items: tuple[Inlines, ...]
    ordered: bool = False


class PageBreak(msgspec.Struct, frozen=True, tag="page-break"):
    """A new page, where the format has pages."""


class Column(msgspec.Struct, frozen=True):
    """A column of a table."""

    title: Inlines = ()
    align: Align = "left"
    width: float = 0.0
    """How wide, in letters (or in any unit, where all columns state one); 0: by its content."""


class ColumnGroup(msgspec.Struct, frozen=True):
    """A title above several neighbouring columns; an empty title groups nothing."""

    title: Inlines
    span: int


class Cell(msgspec.Struct, frozen=True):
    """A cell: paragraphs, and for spreadsheets the number that it shows."""

    paragraphs: tuple[Inlines, ...] = ()
    span: int = 1
    """How many columns it covers."""
    head: bool = False
    """True: the title of its row."""
    value: int | float | None = None
    """The number behind the text, where the text is just this number."""


class Row(msgspec.Struct, frozen=True):
    """A row of a table's body."""

    cells: tuple[Cell, ...]
    kind: Literal["body", "total", "group"] = "body"
    """A total stands below a rule; a group row is a heading inside the table."""
    room: int = 0
    """Lines of handwriting that paged formats leave room for at least, above a rule."""


class Note(msgspec.Struct, frozen=True):
    """A note below a table; its `mark` ("a") stands raised in the cells it belongs to."""

    inlines: Inlines
    mark: str = ""


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A table with caption, optional groups of columns, and notes."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Inlines = ()
    number: str = ""
    """As printed after the word "Table" ("1", "S2"); empty: not numbered."""
    groups: tuple[ColumnGroup, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows and groups that do not fill the columns exactly."""
        if not self.columns:
            raise ValueError("a table has at least one column")
        if not self.rows and not any(column.title for column in self.columns):
            # Word calls a file with such a table damaged.
            raise ValueError("a table has rows, or at least titles")
        if self.groups and sum(group.span for group in self.groups) != len(self.columns):
            raise ValueError("column groups cover each column once")
        if any(cell.span < 1 for row in self.rows for cell in row.cells):
            raise ValueError("a cell covers at least one column")
        for index, row in enumerate(self.rows, 1):
            if sum(cell.span for cell in row.cells) != len(self.columns):
                raise ValueError(f"row {index} does not fill {len(self.columns)} columns")


class Figure(msgspec.Struct, frozen=True, tag="figure"):
    """A drawing, with a description and the same facts as a table (its text twin).

    HTML and Markdown print the twin as well. Paged formats print the drawing and give its
    description and the twin's rows to screen readers; where they cannot draw, they print
    the twin instead.
    """

    svg: str
    alt: str
    twin: Table
    caption: Inlines = ()
    number: str = ""

    def __post_init__(self) -> None:
        """Refuse drawings that could run or fetch something, and missing descriptions."""
        if not self.alt.strip():
            raise ValueError("a figure has a description in words")
        drawing.check(self.svg)


Block = Heading | Paragraph | Quote | Table | List | Figure | PageBreak


class Meta(msgspec.Struct, frozen=True):
    """What a document's properties say; never a person, a machine or a path."""

    subject: str = ""
    keywords: tuple[str, ...] = ()
    made: str = ""
    """Date as YYYY-MM-DD, given by the caller; empty: a fixed date, so equal reports are
    equal files."""
    tool: str = "Heddle"

    def __post_init__(self) -> None:
        """Check the form of the date."""
        if self.made and str(dt.date.fromisoformat(self.made)) != self.made:
            raise ValueError("a report's date is written YYYY-MM-DD")


class Report(msgspec.Struct, frozen=True):
    """A whole document."""

    title: str
    blocks: tuple[Block, ...]
    language: str = "en"
    meta: Meta = Meta()
    subtitle: str = ""
    large: bool = False
    """Large print: formats that set sizes print no letter below `style.LARGE` points."""

    def __post_init__(self) -> None:
        """Ask for a title (PDF/UA and Word need one) and for headings without gaps."""
        check_language(self.language)
        if not self.title.strip() or not self.language:
            raise ValueError("a report has a title and a language")
        level = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                if block.level > level + 1:
                    raise ValueError(f"heading {block.text!r} skips a level")
                level = block.level


def words(inlines: Inlines) -> str:
    """Join the words of `inlines`, without any mark-up."""
    return "".join(inline.text for inline in inlines)


def cell_words(cell: Cell) -> str:
    """Join the words of a cell, paragraphs apart by a line feed."""
    return "\n".join(words(paragraph) for paragraph in cell.paragraphs)


def runs(value: str | Inline | Inlines) -> Inlines:
    """Make a tuple of inlines of a plain string, one inline or several."""
    if isinstance(value, str):
        return (Text(value),) if value else ()
    return (value,) if isinstance(value, Text | Trace) else value


def cell(*paragraphs: str | Inline | Inlines, span: int = 1, head: bool = False) -> Cell:
    """Make a cell of paragraphs given in any of the forms that `runs` takes."""
    return Cell(tuple(runs(paragraph) for paragraph in paragraphs), span=span, head=head)


def row(*cells: str | Inline | Cell, kind: Literal["body", "total", "group"] = "body") -> Row:
    """Make a row; a bare string or inline becomes a cell with one paragraph."""
    made = (each if isinstance(each, Cell) else cell(each) for each in cells)
    return Row(tuple(made), kind=kind)
