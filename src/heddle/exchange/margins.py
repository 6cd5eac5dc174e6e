"""Numbers beside the text: paragraph numbers and line numbers that a program printed.

MAXQDA, ATLAS.ti and Word print them in the margin. They are no part of the talk, but they say
where paragraphs begin. The evidence is a sequence that rises by the same step through the
whole document, each number at the height of a row, all beside the text and not in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

import msgspec

from heddle.exchange.draft import Draft
from heddle.exchange.rows import Row

_ALONE = re.compile(r"(\d{1,5})[.:]?")
_LEADING = re.compile(r"(\d{1,5})[ \t\u00a0]+(?=\S)")
_FEWEST_ALONE = 3
_FEWEST_LEADING = 10
_STEADY = 0.9
"""Share of the numbers that must follow each other; prints have slips, lists of figures do not."""
_EVERY_ROW = 0.97
"""Above this share of numbered rows they are line numbers, which say nothing on paragraphs."""


class _Numbered(msgspec.Struct):
    """Rows of the text with the numbers found beside them, in reading order."""

    pairs: list[tuple[int, Row]]


def take_numbers(rows: list[Row], draft: Draft) -> list[Row]:
    """Leave out numbers in the margin; where they number paragraphs, set `Row.begins`."""
    alone = [row for row in rows if _ALONE.fullmatch(row.text.strip())]
    body = [row for row in rows if not _ALONE.fullmatch(row.text.strip())]
    beside = _beside(alone, body)
    if _rises(beside.pairs, _FEWEST_ALONE):
        lefts = {id(row) for row in alone if _in_margin(row, body)}
        kept = [row for row in rows if id(row) not in lefts]
        _decide(beside, kept, draft)
        return kept
    leading = _leading(rows)
    if _rises(leading.pairs, _FEWEST_LEADING):
        for _, row in leading.pairs:
            _cut(row)
        _decide(leading, rows, draft)
    return rows


def _beside(alone: list[Row], body: list[Row]) -> _Numbered:
    """Pair numbers in the margin with the rows at their height, page by page, downwards."""
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in body:
        pages[row.page].append(row)
    pairs: list[tuple[int, Row]] = []
    for number in sorted(alone, key=lambda row: (row.page, -row.y0)):
        page = pages[number.page]
        if not _in_margin(number, page):
            continue
        row = min(page, key=lambda row: abs(_middle(row) - _middle(number)))
        if abs(_middle(row) - _middle(number)) < 0.6 * row.size:
            pairs.append((int(number.text.strip().rstrip(".:")), row))
    return _Numbered(pairs)


def _in_margin(number: Row, body: list[Row]) -> bool:
    """Tell whether a number stands left or right of all rows that overlap its page's text."""
    same = [row for row in body if row.page == number.page]
    return bool(same) and (
        number.x1 <= min(row.x0 for row in same) or number.x0 >= max(row.x1 for row in same)
    )


def _leading(rows: list[Row]) -> _Numbered:
    """Find rows that begin with a number outside of where the text begins.

    The text begins where most unnumbered rows begin; a row counts if its second word stands
    there. If every row is numbered there is nothing to compare with, and all of them count.
    """
    matches = [(match, row) for row in rows if (match := _LEADING.match(row.text))]
    others = Counter(round(row.x0 / 3) for row in rows if not _LEADING.match(row.text))
    usual = others.most_common(1)[0][0] if others else None
    everywhere = len(matches) >= _EVERY_ROW * len(rows)
    pairs = [
        (int(match[1]), row)
        for match, row in matches
        if everywhere or (usual is not None and abs(round(row.second_x0 / 3) - usual) <= 1)
    ]
    return _Numbered(pairs)


def _rises(pairs: list[tuple[int, Row]], fewest: int) -> bool:
    """Tell whether numbers rise by one steady step, perhaps beginning again on each page."""
    if len(pairs) < fewest:
        return False
    numbers = [number for number, _ in pairs]
    steps = Counter(b - a for a, b in pairwise(numbers))
    step = steps.most_common(1)[0][0]
    if step < 1:
        return False
    restarts = sum(
        1
        for (a, before), (b, row) in pairwise(pairs)
        if row.page != before.page and b == numbers[0] and b != a + step
    )
    return steps[step] + restarts >= _STEADY * (len(numbers) - 1)


def _decide(numbered: _Numbered, rows: list[Row], draft: Draft) -> None:
    """Tell paragraph numbers from line numbers, use the former, and note the decision."""
    numbers = [number for number, _ in numbered.pairs]
    first, last = min(numbers), max(numbers)
    one_by_one = len(numbers) > 1 and numbers[1] - numbers[0] == 1
    begins = {id(row) for _, row in numbered.pairs}
    if one_by_one and len(begins) < _EVERY_ROW * len(rows):
        for row in rows:
            row.begins = id(row) in begins
        draft.note(f"paragraph numbers {first}-{last} left out; each begins a paragraph")
    else:
        draft.note(f"line numbers {first}-{last} left out")


def _cut(row: Row) -> None:
    """Take the leading number off a row."""
    match = _LEADING.match(row.text)
    if match:
        row.text = row.text[match.end() :]
        row.bold = max(0, row.bold - match.end())
        row.x0 = row.second_x0
        row.word_x1 = max(row.word_x1, row.x0)


def _middle(row: Row) -> float:
    return (row.y0 + row.y1) / 2
