"""A published Table 1 as figures: which cell is a count, a mean, a range, a length of time.

Only what is printed is taken: how many decimals a mean has, whether a cell bears the mark of a
note. Nothing is assumed about the data but what is said beside each rule of `check_table`.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final, Literal

import msgspec

from heddle.errors import Unreadable

Kind = Literal["n", "count", "spread", "duration", "other"]

_NUMBER: Final = r"(-?\d+(?:\.\d+)?)"
_JOIN: Final = r"\s*(?:-|to|til|;|,)\s*"
_MARKS: Final = r"\s*((?:[a-z]{1,2}|[*†‡§¶#])(?:\s*,\s*(?:[a-z]{1,2}|[*†‡§¶#]))*)?\s*$"
_MEAN_RANGE: Final = re.compile(
    rf"{_NUMBER}\s*(?:[(\[,;]\s*)(?:range:?\s*)?{_NUMBER}{_JOIN}{_NUMBER}\s*[)\]]?{_MARKS}"
)
_MEAN_SD: Final = re.compile(
    rf"{_NUMBER}\s*(?:\(\s*(?:sd\s*)?|±\s*|\+/-\s*){_NUMBER}\s*\)?{_MARKS}"
)
_WITH_PERCENT: Final = re.compile(rf"(\d+)\s*[(\[,;]\s*{_NUMBER}\s*%\s*[)\]]?{_MARKS}")
_RANGE: Final = re.compile(rf"[(\[]?\s*{_NUMBER}{_JOIN}{_NUMBER}\s*[)\]]?{_MARKS}")
_BARE: Final = re.compile(rf"{_NUMBER}\s*(%)?{_MARKS}")
_CLOCK: Final = re.compile(rf"(\d+):(\d\d):(\d\d){_MARKS}")
_MINUTES: Final = re.compile(rf"{_NUMBER}\s*min(?:utes|utter|s)?\.?{_MARKS}")
_N_LABEL: Final = re.compile(r"[(\[]?\s*\bn\s*=\s*(\d+)\s*[)\]]?", re.IGNORECASE)
_TOTAL: Final = re.compile(r"\b(total|all|overall|sum|whole sample|i alt|alle|samlet|hele)\b")
_N: Final = re.compile(r"\b(n|participants?|deltagere|antal|number|people|persons|sample|size)\b")
_PART: Final = re.compile(
    r"\b(female|women|woman|male|men|gender|sex|kvinde\w*|mænd|køn|female\w*|mentors?|nurses?)\b"
)
_AGE: Final = re.compile(r"\b(age|aged|ages|alder)\b")


class Figure(msgspec.Struct, kw_only=True):
    """What is printed in one cell."""

    text: str
    value: Fraction | None = None
    """A count, mean or median."""
    decimals: int = 0
    low: Fraction | None = None
    high: Fraction | None = None
    ends_decimals: int = 0
    spread: Fraction | None = None
    """A number in brackets beside a mean: a standard deviation."""
    percent: Fraction | None = None
    percent_decimals: int = 0
    seconds: int | None = None
    minutes: Fraction | None = None
    marked: bool = False
    """True: the mark of a note stands beside it, so it may hold for some people only."""


class Line(msgspec.Struct, kw_only=True):
    """A row: a group, or all together."""

    label: str
    figures: list[Figure]
    n: int | None = None


class Column(msgspec.Struct, kw_only=True):
    """A column of the table and what its figures are."""

    title: str
    kind: Kind
    median: bool = False
    whole: bool = False
    """Whether its values are whole numbers: ages are given in whole years."""


class Published(msgspec.Struct, kw_only=True):
    """A table of groups, perhaps with a row of all together."""

    columns: list[Column]
    groups: list[Line]
    total: Line | None


def published(rows: list[list[str]], *, whole: bool = False) -> Published:
    """Read rows of text as a Table 1; a table with groups side by side is turned first.

    Args:
        rows: The titles, then the rows, all equally long.
        whole: All variables, not only ages, are known to be in whole numbers.

    Raises:
        Unreadable: There are no groups with figures in it.
    """
    if _is_turned(rows):
        rows = [list(row) for row in zip(*rows, strict=True)]
    head, *body = rows
    lines = [_line(row) for row in body]
    lines = [line for line in lines if any(f.text and _has_figure(f) for f in line.figures)]
    totals = [line for line in lines if _TOTAL.search(_plain(line.label))]
    total = totals[-1] if totals else None
    groups = [line for line in lines if line is not total]
    columns = [
        _column(_plain(title), [line.figures[at] for line in lines], whole=whole)
        for at, title in enumerate(head[1:])
    ]
    if not groups or not any(column.kind != "other" for column in columns):
        raise Unreadable(
            "No groups with figures can be told in this table; nothing was checked.",
            "It should have a row (or a column) for each group, with titles above or beside.",
            code="no-groups",
        )
    _name_n(columns)
    at = next((at for at, column in enumerate(columns) if column.kind == "n"), None)
    for line in lines:
        if at is not None and line.figures[at].value is not None:
            line.n = int(line.figures[at].value or 0)
        elif found := _N_LABEL.search(line.label):
            line.n = int(found[1])
    return Published(columns=columns, groups=groups, total=total)


def _plain(text: str) -> str:
    """Return text as it is compared: small letters, one kind of dash, points for decimals."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(plain.split()))
    return re.sub(r"(?<=\d),(?=\d)", ".", plain)


def _is_turned(rows: list[list[str]]) -> bool:
    """Tell whether the groups stand side by side: the total is a column, or n is a row."""
    first = [_plain(row[0]) for row in rows[1:]]
    top = [_plain(cell) for cell in rows[0][1:]]
    if any(_TOTAL.search(cell) for cell in first):
        return False
    if any(_TOTAL.search(cell) for cell in top):
        return True
    return any(_AGE.search(cell) for cell in first) and not any(_AGE.search(c) for c in top)


def _line(row: list[str]) -> Line:
    return Line(label=row[0].strip(), figures=[figure(cell) for cell in row[1:]])


def _has_figure(one: Figure) -> bool:
    return one.value is not None or one.low is not None or _length(one) is not None


def _length(one: Figure) -> Fraction | int | None:
    return one.seconds if one.seconds is not None else one.minutes


def figure(text: str) -> Figure:
    """Read one cell; what is no figure has none."""
    plain = _plain(text)
    made = Figure(text=text.strip())
    if found := _CLOCK.match(plain):
        hours, minutes, rest = (int(part) for part in found.groups()[:3])
        made.seconds, made.marked = hours * 3600 + minutes * 60 + rest, bool(found[4])
    elif found := _MINUTES.match(plain):
        made.minutes, made.marked = Fraction(found[1]), bool(found[2])
        made.decimals = _decimals(found[1])
    elif found := _WITH_PERCENT.match(plain):
        made.value, made.percent = Fraction(found[1]), Fraction(found[2])
        made.percent_decimals, made.marked = _decimals(found[2]), bool(found[3])
    elif found := _MEAN_RANGE.match(plain):
        made.value, made.decimals = Fraction(found[1]), _decimals(found[1])
        made.low, made.high = Fraction(found[2]), Fraction(found[3])
        made.ends_decimals = max(_decimals(found[2]), _decimals(found[3]))
        made.marked = bool(found[4])
    elif found := _MEAN_SD.match(plain):
        made.value, made.decimals = Fraction(found[1]), _decimals(found[1])
        made.spread, made.marked = Fraction(found[2]), bool(found[3])
        made.percent_decimals = _decimals(found[2])
    elif found := _RANGE.match(plain):
        made.low, made.high = Fraction(found[1]), Fraction(found[2])
        made.ends_decimals = max(_decimals(found[1]), _decimals(found[2]))
        made.marked = bool(found[3])
    elif (found := _BARE.match(plain)) and not found[2]:
        made.value, made.decimals = Fraction(found[1]), _decimals(found[1])
        made.marked = bool(found[3])
    return made


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _column(title: str, figures: list[Figure], *, whole: bool) -> Column:
    given = [one for one in figures if one.text]
    percent = "%" in title
    if percent:
        for one in given:
            if one.spread is not None:
                one.percent, one.spread = one.spread, None
    if re.search(r"\bmin(utes|utter)?\b", title):
        for one in given:
            if one.low is None and one.seconds is None:
                one.minutes, one.value = one.minutes or one.value, None
    bare = percent and all(one.percent is None for one in given)
    return Column(
        title=title,
        kind="other" if bare or not given else _kind(title, given),
        median="median" in title,
        whole=whole or bool(_AGE.search(title)),
    )


def _kind(title: str, given: list[Figure]) -> Kind:
    """Tell what a column holds by its cells, and by its title where these leave it open."""
    if any(_length(one) is not None for one in given):
        return "duration"
    if any(one.low is not None or one.spread is not None for one in given):
        return "spread"
    if any(one.percent is not None for one in given):
        return "count"
    if sum(one.value is not None for one in given) * 2 <= len(given):
        return "other"
    averaged = re.search(r"\b(mean|median|average|gennemsnit|age|years?|år|alder)", title)
    whole = all(one.decimals == 0 for one in given)
    return "count" if whole and not averaged else "spread"


def _name_n(columns: list[Column]) -> None:
    """Tell which count is that of all people of a row."""
    counts = [column for column in columns if column.kind == "count"]
    named = [c for c in counts if _N.search(c.title) and not _PART.search(c.title)]
    for column in named[:1]:
        column.kind = "n"
