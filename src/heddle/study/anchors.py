"""Anchors: what runs from a point in one turn to a point in the same or a later turn.

Codings and quotes are anchored alike. Offsets are Unicode code points of the turn's text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeVar

from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse
from heddle.study.sources import Order, Turn, turns_of


class Anchor(Record):
    """The part of a record that says where in a source it is."""

    source: Annotated[str, Ref("sources")] = ""
    turn: Annotated[str, Ref("turns")] = ""
    start: int = 0
    end_turn: Annotated[str, Ref("turns", indexed=False)] = ""
    end: int = 0


A = TypeVar("A", bound=Anchor)

_FEW = 2
"""So few turns are looked up one stretch at a time."""


def anchored_in(work: Workspace, cls: type[A], turn: Turn) -> list[A]:
    """Return the records of a kind that touch a turn, those that only cross it included."""
    table = work.table(cls)
    condition = (table.c.turn == turn.id) | (
        (table.c.source == turn.source) & (table.c.end_turn != table.c.turn)
    )
    found = work.where(cls, condition)
    if all(anchor.turn == anchor.end_turn for anchor in found):
        return found
    places = Order(turns_of(work, turn.source)).places
    return [anchor for anchor in found if _touches(anchor, turn, places)]


def _touches(anchor: Anchor, turn: Turn, places: dict[str, int]) -> bool:
    if turn.id in (anchor.turn, anchor.end_turn):
        return True
    # A merge can bring an anchor whose turn was dropped in the other copy.
    first, last = places.get(anchor.turn), places.get(anchor.end_turn)
    return first is not None and last is not None and first < places[turn.id] < last


def part_of(anchor: Anchor, turn: Turn) -> str:
    """Return what an anchor takes of one of its turns, as the turn stands."""
    begin = anchor.start if turn.id == anchor.turn else 0
    end = anchor.end if turn.id == anchor.end_turn else len(turn.text)
    return turn.text[begin:end]


class Anchorage:
    """The turns that anchors are put into, read once however many anchors there are."""

    def __init__(self, work: Workspace, turns: Iterable[str]) -> None:
        self._work = work
        self._turns = {turn.id: turn for turn in work.among(Turn, "id", turns)}
        self._orders: dict[str, Order] = {}

    def turn(self, turn: str) -> Turn:
        """Return a turn; raises NotFound."""
        return self._turns.get(turn) or self._work.get(Turn, turn)

    def words(self, turn: str, start: int, end_turn: str, end: int) -> str:
        """Return the words of an anchor; refuses one that is empty, reversed or outside."""
        first, last = self.turn(turn), self.turn(end_turn)
        if first.source != last.source:
            refuse(
                "A coding or quote lies in one source, and its two ends are in two; "
                "nothing was changed.",
                "Choose both ends in the same source.",
                "two-sources",
            )
        if not (0 <= start <= len(first.text) and 0 <= end <= len(last.text)):
            refuse(
                f"The offsets {start} to {end} lie outside the words of the turn; "
                "nothing was changed.",
                "Offsets count characters (Unicode code points) from 0.",
                "outside",
            )
        if first.id == last.id:
            words = first.text[start:end]
        else:
            words = self._order(first, last).words(turn, start, end_turn, end)
        if first.withdrawn and first.id == last.id:
            refuse(
                "The words of this turn were withdrawn by the person who spoke them, so there "
                "is nothing to code or to quote; nothing was changed.",
                "Choose words of another turn.",
                "withdrawn",
            )
        if not words.strip():
            refuse(
                "There are no words between the two ends; nothing was changed.",
                "Select at least one word.",
                "empty",
            )
        return words

    def _order(self, first: Turn, last: Turn) -> Order:
        if len(self._turns) <= _FEW:
            # One anchor must cost the same in a long source as in a short one.
            position = self._work.table(Turn).c.position
            between = position.between(first.position, last.position)
            same = self._work.table(Turn).c.source == first.source
            return Order(self._work.where(Turn, same & between, "position"))
        if first.source not in self._orders:
            self._orders[first.source] = Order(turns_of(self._work, first.source))
        return self._orders[first.source]


def check_anchor(work: Workspace, turn: str, start: int, end_turn: str, end: int) -> str:
    """Return the words of one anchor; refuses one that is empty, reversed or outside."""
    return Anchorage(work, (turn, end_turn)).words(turn, start, end_turn, end)
