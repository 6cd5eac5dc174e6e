"""Anchors: what runs from a point in one turn to a point in the same or a later turn.

Codings and quotes are anchored alike. Offsets are Unicode code points of the turn's text.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

import sqlalchemy as sa

from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse
from heddle.study.sources import Turn, turns_of, words_between


class Anchor(Record):
    """The part of a record that says where in a source it is."""

    source: Annotated[str, Ref("sources")] = ""
    turn: Annotated[str, Ref("turns")] = ""
    start: int = 0
    end_turn: Annotated[str, Ref("turns", indexed=False)] = ""
    end: int = 0


A = TypeVar("A", bound=Anchor)


def anchored_in(work: Workspace, cls: type[A], turn: Turn) -> list[A]:
    """Return the records of a kind that touch a turn, those that only cross it included."""
    table = work.table(cls)
    condition = (table.c.turn == turn.id) | (
        (table.c.source == turn.source) & (table.c.end_turn != table.c.turn)
    )
    found = work.where(cls, condition)
    if all(anchor.turn == anchor.end_turn for anchor in found):
        return found
    places = {t.id: t.position for t in turns_of(work, turn.source)}
    return [
        anchor
        for anchor in found
        if places[anchor.turn] <= turn.position <= places[anchor.end_turn]
    ]


def check_anchor(work: Workspace, turn: str, start: int, end_turn: str, end: int) -> str:
    """Return the words of an anchor; refuses one that is empty, reversed or outside its turns."""
    first = work.get(Turn, turn)
    last = first if end_turn == turn else work.get(Turn, end_turn)
    if first.source != last.source:
        refuse("A coding or quote lies in one source; its two ends are in two.")
    if not (0 <= start <= len(first.text) and 0 <= end <= len(last.text)):
        refuse(
            f"The offsets {start} to {end} lie outside the words of the turn; nothing was changed.",
            "Offsets count characters (Unicode code points) from 0.",
            "outside",
        )
    if first.id == last.id:
        words = first.text[start:end]
    elif first.position > last.position:
        words = ""
    else:
        words = words_between(_stretch(work, first, last), turn, start, end_turn, end)
    if not words.strip():
        refuse(
            "There are no words between the two ends; nothing was changed.",
            "Select at least one word.",
            "empty",
        )
    return words


def _stretch(work: Workspace, first: Turn, last: Turn) -> list[Turn]:
    table = work.table(Turn)
    condition: sa.ColumnElement[bool] = (table.c.source == first.source) & table.c.position.between(
        first.position, last.position
    )
    return work.where(Turn, condition, "position")
