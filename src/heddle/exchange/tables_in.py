"""Rows of a study's tables as typed values, every one with its place for messages.

Cells that say "not stated" are empty: a value that nobody has given is neither yes nor no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from heddle.errors import Unreadable
from heddle.exchange import cells
from heddle.exchange.headers import Column, Match, match, normal
from heddle.exchange.plan import Sketch
from heddle.exchange.sheets import Sheet

_NOT_STATED = frozenset({"notstated", "notknown", "notgiven", "ikkeoplyst", "uoplyst", "ukendt"})
_NO_VALUE = frozenset({"na", "nan", "none", "null", "unknown", "missing", "nd"})
_DASHES = frozenset({"-", "–", "—", "?", ".", "..."})
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,9})?\Z")
_MARKED = re.compile(r"\s*[|;\n]\s*")
_COMMAS = re.compile(r"\s*,\s*|\s+(?:and|og|&)\s+")


class Table:
    """A sheet whose columns are known."""

    def __init__(
        self, sheet: Sheet, columns: Mapping[str, Column], given: Mapping[str, str] | None = None
    ) -> None:
        """Match the columns; raises UnknownColumns where a required one cannot be told."""
        self.sheet = sheet
        self.file = sheet.file
        self.match: Match = match(sheet, columns, given)
        self.guarded_cells = _guarded_cells(sheet)

    def has(self, field: str) -> bool:
        """Tell whether there is a column for the field."""
        return field in self.match.fields

    def rows(self) -> Iterator[Row]:
        """Yield the rows in the order of the file."""
        for index, values in enumerate(self.sheet.rows):
            yield Row(self, index, values)

    def lose_others(self, sketch: Sketch) -> None:
        """Report the columns that mean nothing here, with how many cells they fill."""
        for header in self.match.others:
            filled = sum(bool(row[header].strip()) for row in self.sheet.rows)
            if filled:
                sketch.lose(f"cells of the column “{header}”", "", filled)


class Row:
    """One row; a field without a column or without a value is empty or None."""

    def __init__(self, table: Table, index: int, values: Mapping[str, str]) -> None:
        """Look at row `index` of a table."""
        self._table = table
        self._index = index
        self._values = values

    @property
    def place(self) -> str:
        """Name the row as a person would find it."""
        return self._table.sheet.place(self._index)

    @property
    def number(self) -> int:
        """Number of the row as a spreadsheet counts it, from 1."""
        return self._table.sheet.numbers[self._index]

    def words(self, field: str) -> str:
        """Give a cell exactly as it stands."""
        header = self._table.match.fields.get(field)
        return self._values[header] if header is not None else ""

    def text(self, field: str) -> str:
        """Give a cell as trimmed text; "not stated" is empty."""
        text = self._restored(self.words(field)).strip()
        return "" if normal(text) in _NOT_STATED else text

    def needed(self, field: str, what: str) -> str:
        """Give a cell that cannot be empty; raises Unreadable."""
        text = self.text(field)
        if not text:
            raise self.bad(field, f"There is no {what} in this row; nothing was imported.")
        return text

    def yes_no(self, field: str) -> bool | None:
        """Read yes or no; None for an empty cell."""
        return cells.yes_no(self._value(field), file=self._table.file, place=self._at(field))

    def whole(self, field: str) -> int | None:
        """Read a whole number; None for an empty cell."""
        return cells.whole(self._value(field), file=self._table.file, place=self._at(field))

    def decimal(self, field: str) -> float | None:
        """Read a number with or without decimals; None for an empty cell."""
        text = self._value(field).strip()
        if not text:
            return None
        if not _NUMBER.match(text):
            raise self.bad(field, "This cell holds no number; nothing was imported.")
        return float(text.replace(",", "."))

    def date(self, field: str) -> str:
        """Read a date as ISO text; empty for an empty cell."""
        value = self._value(field)
        return cells.date(value, file=self._table.file, place=self._at(field)) or ""

    def seconds(self, field: str) -> int | None:
        """Read a length of time in whole seconds; None for an empty cell."""
        value = self._value(field)
        read = cells.seconds(value, file=self._table.file, place=self._at(field))
        return None if read is None else round(read)

    def dated(self, field: str) -> tuple[bool | None, str]:
        """Read yes, no, or the date on which it was yes: (True, "2021-11-03")."""
        try:
            return self.yes_no(field), ""
        except Unreadable:
            return True, self.date(field)

    def names(self, field: str) -> list[str]:
        """Read a list of names, parted by | or ; or else by commas and "and"."""
        text = self.text(field)
        parts = (_MARKED if _MARKED.search(text) else _COMMAS).split(text)
        return [part for part in parts if part]

    def others(self) -> dict[str, str]:
        """Give the cells of columns that are no field, empty ones left out."""
        found = {
            header: self._restored(self._values[header]).strip()
            for header in self._table.match.others
        }
        return {header: text for header, text in found.items() if text}

    def all(self) -> dict[str, str]:
        """Give the row by field, for a preview."""
        return {field: self.text(field) for field in self._table.match.fields}

    def bad(self, field: str, problem: str, hint: str = "") -> Unreadable:
        """Make the error that names this cell."""
        hint = hint or "Correct the cell and import the table again."
        return Unreadable(
            problem, hint, file=self._table.file, place=self._at(field), code="bad-cell"
        )

    def _at(self, field: str) -> str:
        header = self._table.match.fields.get(field, "")
        return self._table.sheet.place(self._index, header)

    def _value(self, field: str) -> str:
        text = self.text(field)
        return "" if normal(text) in _NO_VALUE or text in _DASHES else text

    def _restored(self, text: str) -> str:
        return cells.unsafe_cell(text) if self._table.guarded_cells else text


def _guarded_cells(sheet: Sheet) -> int:
    """Count the cells that were guarded against formulas when the table was written.

    In a guarded table no cell begins like a formula. Where one does, the apostrophes before
    such signs are the author's own, and a workbook needs no guards: 0.
    """
    every = [cell for row in sheet.rows for cell in row.values()]
    if sheet.format == "xlsx" or any(
        not cell.startswith("'") and cells.safe_cell(cell) != cell for cell in every
    ):
        return 0
    return sum(cells.unsafe_cell(cell) != cell for cell in every)


def known_word(text: str, words: Mapping[str, str], default: str = "") -> str:
    """Give what a word of a table means, capitals and signs not counted."""
    return words.get(normal(text), default)


def meanings(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Turn {meaning: words} into {normal form of a word: meaning}."""
    return {
        normal(word): meaning for meaning, words in groups.items() for word in (meaning, *words)
    }
