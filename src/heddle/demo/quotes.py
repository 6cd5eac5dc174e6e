"""Quotes: chosen for the themes, with their cuts, insertions and acts."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any, Final

from heddle.demo import material
from heddle.demo.coding import ANALYST, Passages
from heddle.demo.desk import Desk
from heddle.demo.material import Row
from heddle.study.quote_edits import Edit
from heddle.study.quotes import AddQuote, ChangeQuote

_ASKED_FOR: Final = "I've worked for thirty-two years and"
"""What the reader of the quotes asked to leave out, as his memo says: it points to a person."""


def choose(desk: Desk) -> None:
    """Choose the quotes of each final theme."""
    rows = material.rows("quotes")
    passages = {name: Passages(desk, name) for name in dict.fromkeys(r["source"] for r in rows)}
    for theme, chosen in groupby(rows, key=lambda row: row["theme"]):
        steps = [_quote(desk, passages[row["source"]], row) for row in chosen]
        desk.by(ANALYST).do_all(steps, reason=f"Phase 6: writing up “{theme}”")


def shorten(desk: Desk) -> None:
    """Shorten the quote of which the memo says that it would point to one person."""
    for row, quote in zip(material.rows("quotes"), desk.study.quotes(), strict=True):
        if _ASKED_FOR in material.listed(row["cuts"]):
            desk.by(ANALYST).do(
                ChangeQuote(quote=quote["id"], edits=_edits(row)),
                reason="Phase 6: the number of years would point to one person; see the memo",
            )


def _quote(desk: Desk, passages: Passages, row: Row) -> AddQuote:
    place = passages.find(row["words"])
    return AddQuote(
        turn=passages.turns[place.start.turn].id,
        start=place.start.offset,
        end=place.end.offset,
        theme=desk.themes[row["theme"]],
        edits=[edit for edit in _edits(row) if not _was_asked_for(edit, row)],
    )


def _was_asked_for(edit: Edit, row: Row) -> bool:
    return edit.op == "omit" and row["words"][edit.start : edit.stop] == _ASKED_FOR


def _edits(row: Row) -> list[Edit]:
    """Return the edits of a quote; offsets are code points of its words."""
    words = row["words"]
    edits = [
        Edit(op="omit", start=start, end=start + len(cut))
        for cut in material.listed(row["cuts"])
        for start in [words.index(cut)]
    ]
    acts: list[dict[str, Any]] = json.loads(row["nonverbal"])
    added: list[dict[str, Any]] = json.loads(row["insertions"])
    edits += [_inserted("nonverbal", words, each) for each in acts]
    return edits + [_inserted("insert", words, each) for each in added]


def _inserted(op: Any, words: str, each: dict[str, Any]) -> Edit:
    return Edit(op=op, start=words.index(each["before"]), text=each["text"])
