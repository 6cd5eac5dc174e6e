"""CSV and its cousins: comma, semicolon, tab or bar between cells, quotes around line ends."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from heddle.errors import Unreadable
from heddle.exchange.draft import NULS
from heddle.exchange.encodings import decode
from heddle.exchange.reading import Loss
from heddle.exchange.sheets import Grid, GridRow
from heddle.text.units import clean

_DELIMITERS = ",;\t|"
_NONE = "\x1f"
"""For tables of one column: a delimiter that no text has, so that commas in talk stay."""
_SAMPLE = 1 << 16
_SAMPLE_ROWS = 50
# A transcript may stand in one cell; the csv module's own limit is 128 KiB for the process.
csv.field_size_limit(1 << 28)


def read_delimited(name: str, data: bytes, *, encoding: str | None = None) -> Grid:
    """Read a text table; the delimiter is the one that cuts the rows most evenly.

    Args:
        name: the user's name for the file.
        data: the whole file.
        encoding: what a person says it is; else a byte order mark or UTF-8.

    Raises:
        Unreadable: the encoding is not known or does not fit, a quoted cell never ends, or words
            stand behind a closing quote.
    """
    text, found = decode(name, data, encoding)
    losses = []
    if "\0" in text:
        losses.append(Loss(NULS, text.count("\0")))
        text = text.replace("\0", "")
    text, stated = _stated(text)
    delimiter = stated or _sniff(text, tabs=PurePath(name).suffix.lower() in {".tsv", ".tab"})
    rows: list[GridRow] = []
    reader = _reader(text, delimiter)
    first = 2 if stated else 1
    try:
        rows.extend(
            (number, [clean(cell) for cell in cells]) for number, cells in enumerate(reader, first)
        )
    except csv.Error:
        raise Unreadable(
            "A quoted cell does not end where it should; nothing was read.",
            'Look for a single double quote (") in this row, or save the table as .xlsx.',
            file=name,
            place=f"row {len(rows) + first}",
        ) from None
    form = "tsv" if delimiter == "\t" else "csv"
    return Grid(form, rows, encoding=found, losses=losses)


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _stated(text: str) -> tuple[str, str]:
    """Take Excel's own first line "sep=;" off."""
    line, _, rest = text.partition("\n")
    line = line.strip().strip('"').lower()
    if line.startswith("sep=") and len(line) == 5:
        return rest, line[4]
    return text, ""


def _sniff(text: str, *, tabs: bool) -> str:
    """Choose the delimiter by which most rows get as many cells as the first row."""
    order = "\t,;|" if tabs else _DELIMITERS
    scores = [(_evenness(text, one), -place, one) for place, one in enumerate(order)]
    (even, _), _, best = max(scores)
    return best if even else _NONE


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """Give the share of rows as wide as the first, and that width; (0, 0) where it never cuts."""
    widths: list[int] = []
    try:
        for cells in _reader(text[:_SAMPLE], delimiter):
            if any(map(str.strip, cells)):
                widths.append(len(cells))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        # Either the sample ends within a quoted cell or quotes do not fit this delimiter.
        if len(text) <= _SAMPLE:
            return 0.0, 0
    else:
        if len(text) > _SAMPLE and len(widths) > 1 and len(widths) < _SAMPLE_ROWS:
            widths.pop()
    if not widths:  # cells, but all of them empty
        return (1.0, 2) if delimiter in text else (0.0, 0)
    width, count = Counter(widths).most_common(1)[0]
    return (count / len(widths), width) if width > 1 else (0.0, 0)
