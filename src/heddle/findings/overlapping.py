"""Overlap that a transcriber marked: how often people spoke at once, as somebody heard it."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.sources import Turn, marks_of
from heddle.text.marks import OVERLAP, UNSAID


def marked_overlaps(view: View) -> Counter[str]:
    """Return how many overlaps are marked in each source, by its id.

    Stretches of one number are one overlap, however many people spoke; one without a number
    counts for itself.
    """
    t = view.table(Turn)
    marked = view.where(Turn, sa.and_(t.c.marks != "[]", ~t.c.withdrawn))
    found: set[tuple[str, int]] = set()
    alone: Counter[str] = Counter()
    for turn in marked:
        for mark in marks_of(turn):
            if mark.kind != OVERLAP:
                continue
            if mark.amount == UNSAID:
                alone[turn.source] += 1
            else:
                found.add((turn.source, mark.amount))
    return alone + Counter(source for source, _ in found)
