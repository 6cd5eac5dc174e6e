"""The reverse checker: can a published Table 1 be true?

Each check says whether what is printed holds, is impossible, is possible but does not follow
from the rest of the table, or cannot be checked, with the arithmetic. "Impossible" is said only
where no data and no common rule of rounding could give the table; where it rests on ages in
whole years, or on years in a team being years in the services too, that is said with it.

Sums of groups bound the total, never the printed means: a mean of n whole numbers stands for
few sums (GRIM, Brown & Heathers 2017, doi:10.1177/1948550616673876).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import msgspec

from heddle.analysis import exact, grim
from heddle.exchange.printed import PrintedTable, read_printed, table_in_text
from heddle.report.check_lengths import durations
from heddle.report.published import Column, Figure, Line, Published, published
from heddle.report.verdicts import Checked, holds, made, number

_SEVERAL: Final = re.compile(r"more than\s+one group|in several groups|count once", re.IGNORECASE)
_TEAM: Final = re.compile(r"\bteam\b")
_SERVICES: Final = re.compile(r"\b(services?|profession|experience|field)\b")
_YEARS: Final = re.compile(r"\b(years?|år)\b")


class TableChecked(msgspec.Struct, kw_only=True):
    """All checks of a table; `impossible` counts those that no data can pass."""

    groups: int
    impossible: int
    checks: list[Checked]


def check_table(table: str | Path, *, text: str = "", whole: bool = False) -> TableChecked:
    """Check a published Table 1.

    Args:
        table: A file (.md .csv .tsv .html .docx .xlsx .txt) or the pasted table itself.
        text: Sentences that go with it ("lasted between 103 and 104 min").
        whole: Whether all years are known to be whole; of ages this is taken for granted.

    Raises:
        Unreadable: There is no table in it, or none with groups.
    """
    read = read_printed(table) if isinstance(table, Path) else table_in_text(table)
    return check_printed(PrintedTable(read.rows, f"{read.text}\n{text}"), whole=whole)


def check_printed(table: PrintedTable, *, whole: bool = False) -> TableChecked:
    """Check a table that is read already; see `check_table`."""
    read = published(table.rows, whole=whole)
    several = bool(_SEVERAL.search(table.text))
    checks = [
        *_counts(read, several=several),
        *(each for at in range(len(read.columns)) for each in _spreads(read, at, several=several)),
        *_nested(read),
        *durations(read, table.text),
    ]
    impossible = sum(each.verdict == "impossible" for each in checks)
    return TableChecked(groups=len(read.groups), impossible=impossible, checks=checks)


# --- Counts -----------------------------------------------------------------------------------
def _counts(table: Published, *, several: bool) -> Iterator[Checked]:
    for at, column in enumerate(table.columns):
        if column.kind not in ("n", "count"):
            continue
        yield from _sum(table, at, column, several=several)
        for line in _lines(table):
            value = line.figures[at].value
            if column.kind != "count" or value is None or line.n is None:
                continue
            if value > line.n or line.figures[at].percent is not None:
                yield _share(column, line, line.figures[at])


def _lines(table: Published) -> list[Line]:
    return [*table.groups, *([table.total] if table.total else [])]


def _sum(table: Published, at: int, column: Column, *, several: bool) -> Iterator[Checked]:
    what = f"{column.title}: sum of the groups"
    parts = [line.figures[at] for line in table.groups]
    total = table.total.figures[at] if table.total else None
    if total is None or total.value is None or any(part.value is None for part in parts):
        yield made(what, "cannot be checked", "A group's number or the total is not printed.")
        return
    found = sum((part.value or Fraction(0) for part in parts), Fraction(0))
    told = f"{' + '.join(number(p.value or 0) for p in parts)} = {number(found)}"
    if several:
        why = f"{told}; people sit in more than one group and count once in {number(total.value)}."
        yield made(what, "cannot be checked", why)
    elif found == total.value:
        yield made(what, "holds", f"{told}, as printed.")
    elif any(f.marked for f in (total, *parts)):
        yield made(what, "cannot be checked", f"{told}; a note says that some are not counted.")
    else:
        yield made(what, "impossible", f"{told}, but {number(total.value)} is printed.")


def _share(column: Column, line: Line, cell: Figure) -> Checked:
    what = f"{column.title}: {line.label}"
    n, value = line.n or 0, cell.value or Fraction(0)
    if value > n:
        return made(what, "impossible", f"{number(value)} of {n} people.")
    true = exact.percent(value, n)
    if cell.percent is None or true is None or cell.marked:
        return made(what, "cannot be checked", "Its whole is not known.")
    half = Fraction(1, 2) / 10**cell.percent_decimals
    told = f"{number(value)} of {n} is {float(true):.4g} %, printed as {number(cell.percent)} %."
    return holds(what, abs(true - cell.percent) <= half, told)


# --- Means and ranges -------------------------------------------------------------------------
def _spreads(table: Published, at: int, *, several: bool) -> Iterator[Checked]:
    column = table.columns[at]
    if column.kind != "spread":
        return
    for line in _lines(table):
        yield from _inside(column, line, line.figures[at])
    if table.total is not None:
        yield from _ends(table, at, column)
        yield _total_mean(table, at, column, several=several)


def _inside(column: Column, line: Line, cell: Figure) -> Iterator[Checked]:
    """Check that a mean lies in its range, and that so many values can have it."""
    if cell.low is None or cell.high is None:
        if cell.value is not None and line.n and column.whole and not cell.marked:
            yield from _granular(column, line, cell)
        return
    middle = "median" if column.median else "mean"
    what = f"{column.title}: {middle} and range, {line.label}"
    if cell.low > cell.high:
        yield made(what, "impossible", f"The range begins at {number(cell.low)} and ends below.")
        return
    if cell.value is None:
        return
    half = Fraction(1, 2) / 10**cell.decimals
    soft = Fraction(0) if column.whole else Fraction(1, 2) / 10**cell.ends_decimals
    inside = cell.low - soft - half <= cell.value <= cell.high + soft + half
    ends = f"{number(cell.low)} to {number(cell.high)}"
    if not inside or column.median or line.n is None or cell.marked:
        lies = "lies" if inside else "does not lie"
        yield holds(what, inside, f"{number(cell.value)} {lies} in {ends}.")
        return
    yield _attainable(what, column, line.n, cell)


def _attainable(what: str, column: Column, n: int, cell: Figure) -> Checked:
    value, low, high = (each or Fraction(0) for each in (cell.value, cell.low, cell.high))
    ends = f"{n} values from {number(low)} to {number(high)}"
    whole_ends = low.denominator == high.denominator == 1
    if column.whole and whole_ends:
        needed = grim.sums(n, value, cell.decimals)
        reach = grim.range_sums(n, int(low), int(high))
        if not grim.fits(reach):
            return made(what, "impossible", f"One value cannot reach from {low} to {high}.")
        left = grim.common(needed, reach)
        why = (
            f"{ends} sum to {reach[0]} to {reach[1]}; a mean of {number(value)} needs "
            f"{_span(needed)} (whole numbers)."
        )
        return holds(what, grim.fits(left), why)
    soft = Fraction(1, 2) / 10**cell.ends_decimals
    start, end = grim.real_sums(n, value, cell.decimals)
    least, most = low - soft, high + soft
    if n == 1:
        first, last = max(least, high - soft), min(most, low + soft)
    else:
        first = least * (n - 1) + (high - soft)
        last = (low + soft) + most * (n - 1)
    why = (
        f"{ends} sum to {number(_tidy(first))} to {number(_tidy(last))} with rounding; a mean "
        f"of {number(value)} needs {number(start)} to {number(end)}."
    )
    return holds(what, max(first, start) <= min(last, end), why)


def _tidy(value: Fraction) -> Fraction:
    return Fraction(round(value * 1000), 1000)


def _span(span: grim.Span) -> str:
    if not grim.fits(span):
        return "a sum that is no whole number"
    return str(span[0]) if span[0] == span[1] else f"{span[0]} to {span[1]}"


def _granular(column: Column, line: Line, cell: Figure) -> Iterator[Checked]:
    if column.median or not cell.decimals or cell.value is None or not line.n:
        return
    needed = grim.sums(line.n, cell.value, cell.decimals)
    why = f"{line.n} whole numbers with a mean of {number(cell.value)} sum to {_span(needed)}."
    yield holds(f"{column.title}: mean, {line.label}", grim.fits(needed), why)


def _ends(table: Published, at: int, column: Column) -> Iterator[Checked]:
    """Check that the ends of the total's range are ends of groups' ranges."""
    total = table.total.figures[at] if table.total else None
    what = f"{column.title}: range of the total"
    if total is None or total.low is None or total.high is None:
        if any(line.figures[at].low is not None for line in table.groups):
            yield made(what, "cannot be checked", "No range of all together is printed.")
        return
    cells = [line.figures[at] for line in table.groups]
    sure = [c for c in cells if c.low is not None and c.high is not None and not c.marked]
    low = min((c.low for c in sure if c.low is not None), default=None)
    high = max((c.high for c in sure if c.high is not None), default=None)
    printed = f"{number(total.low)} to {number(total.high)}"
    if low is None or high is None:
        yield made(what, "cannot be checked", "No group's range is printed without a note.")
        return
    theirs = f"{number(low)} to {number(high)}"
    if total.low > low or total.high < high:
        why = f"The groups reach from {theirs}, so all together cannot reach from {printed} only."
        yield made(what, "impossible", why)
    elif (total.low, total.high) == (low, high):
        yield made(what, "holds", f"The groups together reach from {theirs}, as printed.")
    elif len(sure) < len(cells) or total.marked:
        why = f"The groups that show a range reach from {theirs}; the total from {printed}."
        yield made(what, "cannot be checked", why)
    else:
        why = f"The total reaches from {printed}, but no group beyond {theirs}."
        yield made(what, "impossible", why)


def _total_mean(table: Published, at: int, column: Column, *, several: bool) -> Checked:
    what = f"{column.title}: {'median' if column.median else 'mean'} of the total"
    lines = _lines(table)
    cells = [line.figures[at] for line in lines]
    if column.median:
        return made(what, "cannot be checked", "A total's median does not follow from others.")
    if several or any(cell.marked for cell in cells):
        why = "By a note, not everybody's value stands in these means."
        return made(what, "cannot be checked", why)
    if any(cell.value is None for cell in cells) or not all(line.n for line in lines):
        return made(what, "cannot be checked", "A mean or a number of people is not printed.")
    total = cells[-1]
    n = [line.n or 0 for line in lines]
    if sum(n[:-1]) != n[-1]:
        return made(what, "cannot be checked", "The numbers of people do not add up.")
    return _compared(what, column, n, cells, total)


def _compared(
    what: str, column: Column, n: list[int], cells: list[Figure], total: Figure
) -> Checked:
    """Hold the sums that the groups can have against those that the total needs."""
    values = [cell.value or Fraction(0) for cell in cells]
    reals = [
        grim.real_sums(each, value, cell.decimals)
        for each, value, cell in zip(n, values, cells, strict=True)
    ]
    low, high = sum(r[0] for r in reals[:-1]), sum(r[1] for r in reals[:-1])
    possible = low <= reals[-1][1] and high >= reals[-1][0]
    spans = {}
    for ties in ("none", "either"):
        parts = [_whole_sums(each, cell, ties) for each, cell in zip(n, cells, strict=True)]
        spans[ties] = grim.added(*parts[:-1]), parts[-1]
    (strict, needed), (wide, widely) = spans["none"], spans["either"]
    if column.whole:
        possible = grim.fits(grim.common(wide, widely))
    weighted = sum((v * k for v, k in zip(values[:-1], n[:-1], strict=True)), Fraction(0)) / n[-1]
    half = Fraction(1, 2) / 10**total.decimals
    follows = abs(weighted - values[-1]) <= half
    why = (
        f"In whole years the groups' sums are {_span(strict)} together"
        f"{f' ({_span(wide)} if a mean lay on a half)' if wide != strict else ''}; a total of "
        f"{number(values[-1])} needs {_span(needed)}. The printed means give "
        f"{float(weighted):.2f}."
    )
    if not possible:
        return made(what, "impossible", why)
    if follows:
        return made(what, "holds", why)
    left = grim.common(strict, needed)
    left = left if grim.fits(left) else grim.common(wide, widely)
    rest = f" {_span(left)} fits both." if grim.fits(left) else " Only parts of years fit both."
    return made(what, "possible, not derivable", why + rest)


def _whole_sums(n: int, cell: Figure, ties: grim.Ties) -> grim.Span:
    return grim.sums(n, cell.value or Fraction(0), cell.decimals, ties)


# --- Years within years -----------------------------------------------------------------------
def _nested(table: Published) -> Iterator[Checked]:
    """Check that years in a team are not more than years in the services."""

    def column(words: re.Pattern[str], but: re.Pattern[str]) -> int | None:
        found = [
            at for at, c in enumerate(table.columns)
            if c.kind == "spread" and not c.median and words.search(c.title)
            and _YEARS.search(c.title) and not but.search(c.title)
        ]  # fmt: skip
        return found[0] if len(found) == 1 else None

    team, services = column(_TEAM, _SERVICES), column(_SERVICES, _TEAM)
    if team is None or services is None:
        return
    for line in _lines(table):
        less, more = line.figures[team], line.figures[services]
        if less.marked or more.marked:
            continue
        yield from _within(line.label, less, more)


def _within(label: str, less: Figure, more: Figure) -> Iterator[Checked]:
    what = f"years in team within years in services, {label}"
    told, passed = [], True
    for name, a, b in (
        ("longest", less.high, more.high),
        ("shortest", less.low, more.low),
        ("mean", less.value, more.value),
    ):
        if a is not None and b is not None:
            passed = passed and a <= b
            told.append(f"{name} {number(a)} of {number(b)}")
    if told:
        assumed = "if years in the team are also years in the services"
        yield holds(what, passed, f"{'; '.join(told)} ({assumed}).")
