"""Page furniture: headers, footers and page numbers, recognised by their repetition.

Only the outermost rows of a page are looked at. A page number must count with the pages; a
header or footer must say the same on most pages. One page alone proves nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict

from heddle.exchange.draft import Draft, counted
from heddle.exchange.rows import Row

_PAGE_NUMBER = re.compile(
    r"\W*(?:[Pp]age|[Ss]ide|[Ss]eite|[Pp]\.|[Ss]\.)?\s*(\d{1,4})(?:\s*(?:/|of|af|von|\|)\s*\d{1,4})?\W*"
)
_DEPTH = 3
"""Rows from the top and from the bottom of a page that may be furniture."""
_MOST = 0.6


def drop_furniture(rows: list[Row], draft: Draft) -> list[Row]:
    """Leave out page numbers, headers and footers, with a note of what was left out."""
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        pages[row.page].append(row)
    numbers = _page_numbers(pages)
    if numbers:
        where = counted(len(numbers), "page", "pages")
        draft.note(f"printed page numbers left out on {where}")
    running = _running(pages, {id(row) for row in numbers})
    if running:
        draft.note(f"page headers and footers left out ({counted(len(running), 'row', 'rows')})")
    gone = {id(row) for row in (*numbers, *running)}
    return [row for row in rows if id(row) not in gone]


def _edges(page: list[Row]) -> list[tuple[str, Row]]:
    """Give the outermost rows of a page as (edge, row)."""
    ordered = sorted(page, key=lambda row: -row.y0)
    top = [("top", row) for row in ordered[:_DEPTH]]
    return top + [("bottom", row) for row in ordered[-_DEPTH:]]


def _page_numbers(pages: dict[int, list[Row]]) -> list[Row]:
    """Find rows that are nothing but a number which counts with the pages."""
    found: dict[tuple[str, int], dict[int, Row]] = defaultdict(dict)
    for page, rows in pages.items():
        for edge, row in _edges(rows):
            if match := _PAGE_NUMBER.fullmatch(row.text.strip()):
                found[edge, int(match[1]) - page].setdefault(page, row)
    if not found:
        return []
    best = max(found.values(), key=len)
    return list(best.values()) if len(best) >= max(2, _MOST * len(pages)) else []


def _running(pages: dict[int, list[Row]], known: set[int]) -> list[Row]:
    """Find rows at an edge that say the same at the same height on most of three pages or more.

    Digits may differ ("Interview 3, page 7"); a row that looks like a speaker's turn may not
    be left out even if it is repeated ("Anna: Yes." at the top of three pages).
    """
    found: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
    for rows in pages.values():
        left = [row for row in rows if id(row) not in known]
        for edge, row in _edges(left):
            words = re.sub(r"\d+", "#", row.text.strip())
            if not re.match(r"\S[^:]{0,40}:\s", words) and words.strip("#"):
                found[edge, words, round(row.y0 / 4)].append(row)
    enough = max(3, _MOST * len(pages))
    groups = (group for group in found.values() if len(group) >= enough)
    return list({id(row): row for group in groups for row in group}.values())
