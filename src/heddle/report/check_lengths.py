"""Lengths of sessions in a published table: their sum, and what the text says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from heddle.analysis import exact
from heddle.report.published import Figure, Published
from heddle.report.verdicts import Checked, holds, made, number

# Other minutes than those of the sessions may be told around a table ("a break of 5 min").
_BETWEEN: Final = re.compile(
    r"\b(?:last(?:ed|ing)?|durations?|lengths?|took|var(?:ede|ighed))\b[^.\d]{0,60}?"
    r"(\d+)\s*(?:and|to|og|[-–—])\s*(\d+)\s*min",
    re.IGNORECASE,
)


def durations(table: Published, text: str) -> Iterator[Checked]:
    """Yield whether lengths add up, and whether the text says what they are."""
    for at, column in enumerate(table.columns):
        if column.kind != "duration":
            continue
        cells = [line.figures[at] for line in table.groups]
        total = table.total.figures[at] if table.total else None
        yield _summed(f"{column.title}: sum", cells, total)
        lengths = [c.seconds for c in cells if c.seconds is not None]
        if len(lengths) == len(cells):
            for found in _BETWEEN.finditer(text):
                low, high = int(found[1]), int(found[2])
                yield _said(f"{column.title}: between {low} and {high} min", lengths, low, high)


def _summed(what: str, cells: list[Figure], total: Figure | None) -> Checked:
    if total is None or total.marked or any(cell.marked for cell in cells):
        return made(what, "cannot be checked", "A length is not known, or there is no total.")
    known = [cell.seconds for cell in (*cells, total) if cell.seconds is not None]
    if len(known) == len(cells) + 1:
        found, printed = sum(known[:-1]), known[-1]
        mean = exact.format_duration(Fraction(found, len(cells)))
        why = (
            f"The lengths sum to {found} s = {exact.format_duration(found)} (mean {mean}); "
            f"{exact.format_duration(printed)} is printed."
        )
        return holds(what, found == printed, why)
    minutes = [cell.minutes for cell in (*cells, total) if cell.minutes is not None]
    if len(minutes) == len(cells) + 1:
        # Each may have been cut or rounded to its last digit.
        slack = sum(Fraction(1) / 10**cell.decimals for cell in (*cells, total))
        together = sum(minutes[:-1], Fraction(0))
        why = f"The minutes sum to {number(together)}; {number(minutes[-1])} is printed."
        return holds(what, abs(together - minutes[-1]) <= slack, why)
    return made(what, "cannot be checked", "The lengths are not all printed in one form.")


def _said(what: str, lengths: list[int], low: int, high: int) -> Checked:
    ends = min(lengths), max(lengths)
    rounded = [int(exact.round_to(Fraction(each, 60))) for each in ends]
    cut = [each // 60 for each in ends]
    exactly = " and ".join(f"{each / 60:.2f}" for each in ends)
    why = f"The shortest and the longest are {exactly} min: "
    if rounded == [low, high]:
        return made(what, "holds", f"{why}{low} and {high} when rounded.")
    if cut == [low, high]:
        told = f"{low} and {high} only when cut off; rounded they are {rounded[0]} and {rounded[1]}"
        return made(what, "possible, not derivable", f"{why}{told}.")
    told = f"rounded {rounded[0]} and {rounded[1]}, cut off {cut[0]} and {cut[1]}"
    return made(what, "impossible", f"{why}{told}.")
