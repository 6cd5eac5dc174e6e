"""What all writers share: words of the report's language, widths of columns, header rows."""

from __future__ import annotations

from heddle.report.model import (
    Align,
    Cell,
    Column,
    Figure,
    Inlines,
    Report,
    Row,
    Table,
    Text,
    cell_words,
    words,
)

# Words that the writers add themselves. Other languages fall back to English, which is the
# language that most reports are published in.
_LABELS = {
    "en": {
        "table": "Table",
        "figure": "Figure",
        "twin": "The figure as a table",
        "from": "From the record",
        "records": "{count} records",
        "record": "1 record",
        "evidence": "Evidence",
        "page": "p.",
    },
    "da": {
        "table": "Tabel",
        "figure": "Figur",
        "twin": "Figuren som tabel",
        "from": "Fra dataene",
        "records": "{count} poster",
        "record": "1 post",
        "evidence": "Belæg",
        "page": "s.",
    },
}

# In letters of a table's size: what fits between the margins of A4, the room beside a column's
# words, and the longest line and word that a column is laid out for (longer ones are wrapped).
_PAGE, _ROOM, _LINE, _WORD = 92, 3.0, 60, 24


LARGE = 16.0
"""The least size of large print, in points: what public bodies in Britain ask for."""
_LARGER = 1.4
WRITING_MM = 9
"""Room for a line of handwriting, in millimetres."""


def sized(points: float, *, large: bool) -> float:
    """Return a size of letters in points, as it is in large print where that is wanted."""
    return max(LARGE, round(points * _LARGER * 2) / 2) if large else points


# Office programs know languages with a country; these are added to tags without one.
_COUNTRIES = {
    "da": "DK", "de": "DE", "en": "GB", "es": "ES", "fi": "FI", "fr": "FR", "is": "IS",
    "it": "IT", "nb": "NO", "nl": "NL", "nn": "NO", "no": "NO", "pl": "PL", "sv": "SE",
}  # fmt: skip


def locale(tag: str) -> tuple[str, str]:
    """Split a language tag into language and country, adding the country where it is known.

    ``locale("da") == ("da", "DK")``; an unknown country is "".
    """
    language, _, rest = tag.partition("-")
    countries = [part for part in rest.split("-") if len(part) == 2]
    language = language.lower()
    return language, countries[0].upper() if countries else _COUNTRIES.get(language, "")


def label(report: Report, key: str) -> str:
    """Return one of the writers' own words in the report's language."""
    language = report.language.partition("-")[0].lower()
    return _LABELS.get(language, _LABELS["en"])[key]


def caption(report: Report, block: Table | Figure) -> Inlines:
    """Return the caption with its number: "Table 1. Participants"; empty without both."""
    kind = "table" if isinstance(block, Table) else "figure"
    if not block.number:
        return block.caption
    dot = "." if block.caption else ""
    space = (Text(" "), *block.caption) if block.caption else ()
    return (Text(f"{label(report, kind)}\u00a0{block.number}{dot}", bold=True), *space)


def widths(table: Table) -> tuple[float, ...]:
    """Share the table's width among its columns; the shares add up to 1.

    A column that states no width gets the room that its longest word needs, and what is left
    is shared by the lengths of lines: Table 1 gets narrow numbers, Table 3 wide quotes.
    """
    if all(column.width for column in table.columns):
        stated = sum(column.width for column in table.columns)
        return tuple(column.width / stated for column in table.columns)
    needs = [_letters(_column_texts(table, index)) for index in range(len(table.columns))]
    least, most = sum(need[0] for need in needs), sum(need[1] for need in needs)
    # 0: every line fits on the page; 1: there is only room for the longest words.
    squeeze = min(1.0, (most - _PAGE) / (most - least)) if most > max(_PAGE, least) else 0.0
    wanted = [
        column.width or need[1] - squeeze * (need[1] - need[0])
        for column, need in zip(table.columns, needs, strict=True)
    ]
    total = sum(wanted)
    return tuple(each / total for each in wanted)


def _letters(texts: list[str]) -> tuple[float, float]:
    """Say how many letters wide a column of `texts` must be, and would like to be."""
    lines = [line for text in texts for line in text.split("\n")]
    longest_word = max((len(word) for line in lines for word in line.split()), default=1)
    longest_line = max((len(line) for line in lines), default=1)
    least = min(longest_word * 1.1, _WORD) + _ROOM
    return least, max(least, min(longest_line * 1.05, _LINE) + _ROOM)


def _column_texts(table: Table, index: int) -> list[str]:
    """Collect the texts in column `index`, leaving out cells that cover several columns."""
    texts = [words(table.columns[index].title)]
    for row in table.rows:
        at = 0
        for each in row.cells:
            if at == index and each.span == 1:
                texts.append(cell_words(each))
            at += each.span
    return texts


def header(table: Table) -> tuple[Row, ...]:
    """Return the header rows as rows: the groups of columns, then the columns' titles.

    A table whose columns have no titles at all has no header row.
    """
    rows = []
    if table.groups:
        rows.append(Row(tuple(Cell((each.title,), span=each.span) for each in table.groups)))
    if any(column.title for column in table.columns):
        rows.append(Row(tuple(Cell((column.title,)) for column in table.columns)))
    return tuple(rows)


def alignment(column: Column, cell: Cell, *, is_head: bool = False) -> Align:
    """Return how a cell is aligned: as its column, unless it covers several columns."""
    if cell.span == 1:
        return column.align
    return "center" if is_head else "left"


def is_short(table: Table) -> bool:
    """Tell whether a table is so short that paged formats keep it on one page."""
    letters = sum(len(cell_words(each)) for row in table.rows for each in row.cells)
    return len(table.rows) <= 10 and letters <= 1500


def columns_of(table: Table, row: Row) -> list[tuple[int, Column, Cell]]:
    """Pair each cell of `row` with the index and the column where it begins."""
    placed = []
    at = 0
    for each in row.cells:
        placed.append((at, table.columns[at], each))
        at += each.span
    return placed


def twin_words(figure: Figure) -> str:
    """Describe a figure in one text: its description and the rows of its twin.

    Paged formats give this to screen readers beside the drawing.
    """
    titles = [words(column.title) for column in figure.twin.columns]
    lines = [
        "; ".join(
            f"{titles[at]}: {text}" if titles[at] else text
            for at, _, each in columns_of(figure.twin, row)
            if (text := cell_words(each).replace("\n", " "))
        )
        for row in figure.twin.rows
    ]
    return " ".join([figure.alt.strip(), *(f"{line}." for line in lines if line)])
