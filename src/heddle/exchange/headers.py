"""Which column is which: headers as people write them, matched to the fields that are wanted.

Headers are compared without capitals, spaces, signs and accents, and without what stands in
brackets ("Alder (år)"). A header serves one field and a field takes one header; the order in
which a field's names are listed decides between two that fit. A person can name any header for
any field (``--map field=Header``), and that is never overruled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.sheets import Sheet

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "đ": "d", "ł": "l"})
_BRACKETS = re.compile(r"\s*[(\[].*?[)\]]")
_SHOWN_ROWS = 3
_SHOWN_LETTERS = 24
_LEAVE_OUT = "-"


class Column(msgspec.Struct, frozen=True):
    """A field that a table may have: what people call it, and whether it must be there."""

    label: str
    """What it is called in messages: "age in years"."""
    names: tuple[str, ...] = ()
    """Headers that mean it, most telling first; the field's own name is always one of them."""
    required: bool = False


class Match(msgspec.Struct):
    """The columns of one sheet, as far as they are known."""

    fields: dict[str, str]
    """Field -> header, for the fields that were found."""
    others: list[str]
    """Headers that are no field: further attributes, or not taken over."""
    missing: list[str]
    """Fields without a column, none of them required."""

    def value(self, row: Mapping[str, str], field: str) -> str:
        """Give a field's text in a row without space around it; "" where it has no column."""
        header = self.fields.get(field)
        return row[header].strip() if header is not None else ""


class UnknownColumns(Unreadable):
    """A required column cannot be told.

    `table` shows the headers and the first rows to the person in front of the screen. It is no
    part of the message, which may end in a log.
    """

    code = "columns"

    def __init__(self, problem: str, hint: str, *, file: str, table: str) -> None:
        """Keep the `table` beside problem, hint and file."""
        super().__init__(problem, hint, file=file)
        self.table = table


def match(
    sheet: Sheet, wanted: Mapping[str, Column], given: Mapping[str, str] | None = None
) -> Match:
    """Find the column of each wanted field.

    Args:
        sheet: the table.
        wanted: field -> what it may be called.
        given: field -> header, as a person has stated; "-" leaves a field out.

    Raises:
        UnknownColumns: a required field has no column, or a stated field or header is not there.
    """
    fields = _stated(sheet, wanted, given or {})
    fields = _found(sheet, wanted, given or {}, fields)
    missing = [field for field in wanted if field not in fields]
    absent = [field for field in missing if wanted[field].required]
    if absent:
        raise _absent(sheet, wanted, absent)
    used = set(fields.values())
    return Match(fields, [header for header in sheet.headers if header not in used], missing)


def recognise(
    sheet: Sheet, wanted: Mapping[str, Column], given: Mapping[str, str]
) -> dict[str, str]:
    """Find the columns as `match` does, for showing: nothing missing or misnamed is refused."""
    known = {
        field: header
        for field, header in given.items()
        if field in wanted and (header == _LEAVE_OUT or header in sheet.headers)
    }
    return _found(sheet, wanted, known, _stated(sheet, wanted, known))


def _found(
    sheet: Sheet, wanted: Mapping[str, Column], given: Mapping[str, str], stated: dict[str, str]
) -> dict[str, str]:
    """Add to the stated columns those whose headers tell what they are."""
    fields = dict(stated)
    left_out = {field for field, header in given.items() if header == _LEAVE_OUT}
    plain = {header: normal(header) for header in sheet.headers}
    bare = {header: normal(_BRACKETS.sub("", header)) for header in sheet.headers}
    for forms in (plain, bare):
        for _, field, name in _names(wanted):
            if field in fields or field in left_out:
                continue
            taken = set(fields.values())
            found = [h for h in sheet.headers if forms[h] == name and h not in taken]
            if found:
                fields[field] = found[0]
    return {field: fields[field] for field in wanted if field in fields}


def normal(header: str) -> str:
    """Give the form in which headers are compared: small letters and digits only.

    "Køn", "KOEN" and "koen" are the same, and so are "Years in team" and "years_in_team".
    """
    spelt = header.casefold().translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", spelt)
    return "".join(letter for letter in letters if letter.isalnum())


def table(sheet: Sheet) -> str:
    """Show the headers and the first three rows of a sheet as a small text table."""
    rows = [sheet.headers]
    rows += [[row[header] for header in sheet.headers] for row in sheet.rows[:_SHOWN_ROWS]]
    shown = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = [_line(row, widths) for row in shown]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _names(wanted: Mapping[str, Column]) -> list[tuple[int, str, str]]:
    """List every name of every field, the most telling names of all fields first."""
    ranked = [
        (rank, field, normal(name))
        for field, column in wanted.items()
        for rank, name in enumerate((field, column.label, *column.names))
    ]
    return sorted(ranked, key=lambda one: one[0])


def _stated(sheet: Sheet, wanted: Mapping[str, Column], given: Mapping[str, str]) -> dict[str, str]:
    """Check what a person has stated, and find the headers meant."""
    forms = {normal(header): header for header in reversed(sheet.headers)}
    fields: dict[str, str] = {}
    for field, header in given.items():
        if field not in wanted:
            raise UnknownColumns(
                f"There is no field “{field}” in this kind of table; nothing was imported.",
                f"Fields are: {', '.join(wanted)}.",
                file=sheet.file,
                table=table(sheet),
            )
        if header == _LEAVE_OUT:
            continue
        if normal(header) not in forms:
            raise UnknownColumns(
                f"The table has no column “{header}”; nothing was imported.",
                f"Its columns are: {_listed(sheet.headers)}.",
                file=sheet.file,
                table=table(sheet),
            )
        fields[field] = header if header in sheet.headers else forms[normal(header)]
    return fields


def _absent(sheet: Sheet, wanted: Mapping[str, Column], absent: Sequence[str]) -> UnknownColumns:
    which = " and ".join(f"{field} ({wanted[field].label})" for field in absent)
    example = " ".join(f"--map {field}=HEADER" for field in absent)
    return UnknownColumns(
        f"No column could be recognised for {which}; nothing was imported.",
        f"Name it with {example}. The columns are: {_listed(sheet.headers)}.",
        file=sheet.file,
        table=table(sheet),
    )


def _listed(headers: Sequence[str]) -> str:
    return ", ".join(f"“{_cut(header)}”" for header in headers)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_LETTERS else f"{line[: _SHOWN_LETTERS - 1]}…"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
