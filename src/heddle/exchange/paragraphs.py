"""Printed rows back into paragraphs, by evidence that can be named.

A PDF knows where words stand, not which belong together. In this order: page headers, footers
and page numbers are recognised by their repetition; numbers in the margin by forming a rising
sequence beside the rows. Paragraph numbers then say where paragraphs begin; without them the
layout does: a wider gap, an indent, another size, or a row that ended although the next word
would have fitted. Each decision becomes a note.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import msgspec

from heddle.exchange.draft import Draft, counted
from heddle.exchange.furniture import drop_furniture
from heddle.exchange.hyphens import Hyphens
from heddle.exchange.margins import take_numbers
from heddle.exchange.rows import Row

_LABEL = re.compile(r"\s*\[?([^\W_][^:\]\n]{0,30}?)[\]:]\s")
_SENTENCE_END = re.compile(r"[.?!…:;][\"'”’)\]]*$")
_HEADING_SIZE = 1.3
"""A row in type this much larger than most of the text is a heading."""


class _Layout(msgspec.Struct):
    """What is usual in a document; lengths in points."""

    size: float
    pitch: float
    """From one row of a paragraph down to the next."""
    labels: frozenset[str]
    """Words before a colon that begin rows again and again: speakers."""
    edges: list[tuple[float, float]]
    """Columns: where their rows begin at the left, and where they end at the right."""

    def edge(self, row: Row) -> float:
        """Give the right edge of the column that a row stands in."""
        return max(
            (right for left, right in self.edges if left <= row.x0 + row.size), default=row.x1
        )


def rebuild(rows: list[Row], draft: Draft) -> None:
    """Join printed rows into paragraphs and add them to `draft`, with notes on the decisions."""
    rows = drop_furniture(rows, draft)
    rows = take_numbers(rows, draft)
    rows = _once(_in_reading_order(rows), draft)
    if not rows:
        return
    layout = _measure(rows)
    hyphens = Hyphens(rows)
    held: list[Row] = []
    for row in rows:
        if held and _begins(held[-1], row, layout):
            _add(held, layout, hyphens, draft)
            held = []
        held.append(row)
    _add(held, layout, hyphens, draft)
    if hyphens.dropped:
        words = counted(hyphens.dropped, "word", "words")
        draft.note(f"{words} joined again after a division at the end of a row")
    if hyphens.kept:
        kept = counted(hyphens.kept, "hyphen", "hyphens")
        draft.note(f"{kept} at the end of a row kept as part of a word")


def _in_reading_order(rows: list[Row]) -> list[Row]:
    """Sort a page downwards if it has one column; else keep the order of the file.

    Neighbours at one height that follow each other in the file are one row (a label and its
    words, the cells of a table). Others at one height are columns, whose order the file knows.
    """
    pages: dict[int, list[Row]] = {}
    for row in rows:
        page = pages.setdefault(row.page, [])
        if page and _level(page[-1], row) and page[-1].x1 <= row.x0:
            _append(page[-1], row)
        else:
            page.append(row)
    ordered: list[Row] = []
    for page in pages.values():
        downwards = sorted(page, key=lambda row: -row.y0)
        beside = any(_level(a, b) for a, b in pairwise(downwards))
        ordered += page if beside else downwards
    return ordered


def _once(rows: list[Row], draft: Draft) -> list[Row]:
    """Drop a row that a page break cut through and that was printed on both pages."""
    kept: list[Row] = []
    for row in rows:
        above = kept[-1] if kept else None
        if (
            above is not None
            and above.page + 1 == row.page
            and (above.cut or row.cut)
            and above.text == row.text
        ):
            above.begins = above.begins or row.begins
        else:
            kept.append(row)
    if len(kept) < len(rows):
        twice = counted(len(rows) - len(kept), "row", "rows")
        draft.note(f"{twice} printed on both sides of a page break, kept once")
    return kept


def _level(a: Row, b: Row) -> bool:
    """Tell whether two rows stand side by side."""
    return abs((a.y0 + a.y1) - (b.y0 + b.y1)) < min(a.size, b.size)


def _append(row: Row, more: Row) -> None:
    if row.bold == len(row.text) and more.bold:
        row.bold += 1 + more.bold
    row.text = f"{row.text} {more.text}"
    row.x1, row.hyphen = more.x1, more.hyphen
    row.begins = row.begins or more.begins


def _measure(rows: list[Row]) -> _Layout:
    sizes = Counter[float]()
    for row in rows:
        sizes[round(row.size * 2) / 2] += len(row.text)
    size = sizes.most_common(1)[0][0]
    gaps = Counter(
        round((above.y0 - row.y0) * 2) / 2
        for above, row in pairwise(rows)
        if above.page == row.page and 0 < above.y0 - row.y0 < 4 * size
    )
    enough = max(2, 0.05 * gaps.total())
    pitch = min((gap for gap, count in gaps.items() if count >= enough), default=1.2 * size)
    labels = Counter(match[1] for row in rows if (match := _LABEL.match(row.text)))
    return _Layout(
        size=size,
        pitch=pitch,
        labels=frozenset(label for label, count in labels.items() if count >= 3),
        edges=_columns([row for row in rows if abs(row.size - size) < 0.2 * size]),
    )


def _columns(rows: list[Row]) -> list[tuple[float, float]]:
    """Find where columns begin at the left and end at the right."""
    columns: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: row.x0):
        if columns and row.x0 - columns[-1][0].x0 < 0.25 * row.width:
            columns[-1].append(row)
        else:
            columns.append([row])
    lefts = [column[0].x0 for column in columns]
    edges: list[tuple[float, float]] = []
    for column, left, after in zip(columns, lefts, [*lefts[1:], None], strict=True):
        room = column[0].width - lefts[0] if after is None else after
        edge = _right_edge(column)
        # Rows that never come past the middle were ended on purpose: the margins are wider.
        edges.append((left, room if edge < left + 0.5 * (room - left) else edge))
    return edges


def _right_edge(column: list[Row]) -> float:
    """Find the furthest place that three rows (or one in fifty) come near to.

    A single row that sticks out must not count: with an edge too far to the right, every row
    would seem to end early.
    """
    rights = sorted((row.x1 for row in column), reverse=True)
    near = 0.04 * column[0].width
    support = min(len(rights), max(3, len(rights) // 50)) - 1
    pairs = zip(rights, rights[support:], strict=False)
    return next((right for right, third in pairs if right - third <= near), rights[0])


def _begins(above: Row, row: Row, layout: _Layout) -> bool:
    """Tell whether a row begins a paragraph, given the row before it."""
    if row.begins is not None:
        return row.begins or abs(above.size - row.size) > 0.2 * layout.size
    if abs(above.size - row.size) > 0.2 * layout.size:
        return True
    label = _LABEL.match(row.text)
    if label and label[1] in layout.labels:
        return True
    turned = row.page != above.page or row.y0 > above.y0 + row.size  # next page or column
    if not turned and above.y0 - row.y0 > 1.25 * layout.pitch + 0.5:
        return True
    if not turned and row.x0 > above.x0 + 0.8 * layout.size and _at_left(above, layout):
        return True  # a first row that is indented
    word = row.word_x1 - row.x0
    if above.x1 + 0.25 * layout.size + word < layout.edge(above) - 1:
        return not above.hyphen
    return turned and bool(_SENTENCE_END.search(above.text)) and not row.text[:1].islower()


def _at_left(row: Row, layout: _Layout) -> bool:
    return any(abs(row.x0 - left) < layout.size for left, _ in layout.edges)


def _add(rows: list[Row], layout: _Layout, hyphens: Hyphens, draft: Draft) -> None:
    text = hyphens.join(row.text for row in rows)
    bold = rows[0].bold
    heading = rows[0].size >= _HEADING_SIZE * layout.size
    draft.add_runs(
        [(text[:bold], not heading), (text[bold:], False)],
        heading=int(heading),
        page=rows[0].page,
    )
