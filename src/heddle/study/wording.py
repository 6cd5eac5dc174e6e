"""Wording: what people said, as spoken or with the accepted substitutions in its place.

Everything that shows or prints a stretch of a transcript asks here for its words. As spoken it
costs nothing. Pseudonymised, each accepted substitution stands in [brackets] where its words
were; so it does in the team's own notes and labels, where it holds for the whole study.

The place of a substitution is known by its anchor. Where the words at hand are not those of the
transcript now (a quote that does not match any more, a coding whose words are gone), it is looked
for by its words, so that a correction cannot bring a name out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.anchors import Anchor
from heddle.study.exports import Form
from heddle.study.pseudonyms import Substitution, accepted
from heddle.study.quote_edits import Edit, sorted_edits
from heddle.study.quotes import Quote
from heddle.study.sources import Source, Speaker, Turn
from heddle.text.mentions import Mentions
from heddle.text.splice import Splice
from heddle.text.swaps import Swapped, settled, swap

_END: Final = 1 << 60
_Named = TypeVar("_Named", Source, Speaker)


class Wording:
    """The words of one study as of one moment, in one form."""

    def __init__(self, view: View, form: Form = "original") -> None:
        """Read the accepted substitutions once; as spoken, nothing is read."""
        self.form = form
        self._view = view
        self._layers = accepted(view) if form == "pseudonymised" else ()
        self._by_turn: dict[str, list[Splice]] = {}
        self._orders: dict[str, list[tuple[str, int]]] = {}
        for each in self._layers:
            if not each.gone:
                self._place(each)
        self._lists: dict[str, tuple[list[Substitution], Mentions]] = {}

    @property
    def plain(self) -> bool:
        """Whether everything stands as it was spoken."""
        return not self._layers

    def turn(self, turn: Turn) -> str:
        """Return the words of a turn."""
        return self.swapped(turn.id, turn.text).text

    def swapped(self, turn: str, text: str) -> Swapped:
        """Return the words of a turn with the way back for its offsets."""
        return swap(text, self._by_turn.get(turn, ()))

    def splices(self, turn: str, length: int) -> list[Splice]:
        """Return what stands for what in a turn, none over another."""
        return settled(self._by_turn.get(turn, ()), length)

    def stretch(self, anchor: Anchor, words: str, *, gone: bool = False) -> str:
        """Return the words of a coding or quote; `words` are those that it has on record."""
        if self.plain or not words:
            return words
        return swap(words, self._over(anchor, words, gone=gone)).text

    def edits(self, quote: Quote) -> list[Edit]:
        """Return a quote's edits with the substitutions that lie under them.

        An edit that covers a substitution wholly is what is printed. One that covers a part
        of it, or lies within it, gives way as far as it does, so that no half of a name is left.
        """
        over = settled(self._over(quote, quote.words), len(quote.words))
        if not over:
            return quote.edits
        kept: list[Edit] = []
        for edit in quote.edits:
            kept += _beside(edit, over)
        hidden = [e for e in kept if e.op in ("omit", "replace")]
        for start, end, text in over:
            if not any(e.start <= start and end <= e.stop for e in hidden):
                kept.append(Edit(op="replace", start=start, end=end, text=text[1:-1]))
        return sorted_edits(kept)

    def note(self, text: str) -> str:
        """Return what the team wrote (a label, a note), with what holds for the whole study.

        Only words that begin with a capital letter, as names do, or that are written just as
        they were said, are taken for those that others stand for.
        """
        if self.plain or not text:
            return text
        return swap(text, self._found(text, "")).text

    def named(self, record: _Named) -> _Named:
        """Return a source or speaker with its name as it is shown."""
        name = self.note(record.name)
        return record if name == record.name else msgspec.structs.replace(record, name=name)

    def offset(self, turn: str, offset: int, *, ends: bool) -> int:
        """Return where an offset of a turn is among the words as they are shown."""
        if turn not in self._by_turn:
            return offset
        found = self._view.maybe(Turn, turn)
        if found is None:
            return offset
        there = self.swapped(turn, found.text).there(offset, offset)
        return there[1] if ends else there[0]

    def _place(self, each: Substitution) -> None:
        if each.turn == each.end_turn:
            spans = [(each.turn, each.start, each.end)]
        else:
            # A split turn can leave a name across two of them: both parts go.
            spans = [(each.turn, each.start, _END), (each.end_turn, 0, each.end)]
            spans += [(t, 0, _END) for t in self._between(each)]
        for turn, start, end in spans:
            self._by_turn.setdefault(turn, []).append(Splice(start, end, _bracketed(each)))

    def _between(self, anchor: Anchor) -> list[str]:
        turns = [turn for turn, _ in self._order(anchor.source)]
        if anchor.turn not in turns or anchor.end_turn not in turns:
            return []
        return turns[turns.index(anchor.turn) + 1 : turns.index(anchor.end_turn)]

    def _order(self, source: str) -> list[tuple[str, int]]:
        """Return id and length of a source's turns, in order; read when needed."""
        if source not in self._orders:
            t = self._view.table(Turn).c
            rows = self._view.rows(
                sa.select(t.id, t.text).where(t.source == source).order_by(t.position)
            )
            self._orders[source] = [(row.id, len(row.text)) for row in rows]
        return self._orders[source]

    def _over(self, anchor: Anchor, words: str, *, gone: bool = False) -> list[Splice]:
        """Return what stands for what in the words of an anchor, in offsets of the words."""
        if self.plain:
            return []
        found = [] if gone else self._anchored(anchor, words)
        if found:
            return found
        strays = self._found(words, anchor.source)
        return strays if strays and (gone or self._old(anchor, words)) else []

    def _anchored(self, anchor: Anchor, words: str) -> list[Splice]:
        parts = self._parts(anchor)
        if sum(end - start for _, start, end in parts) + len(parts) - 1 != len(words):
            return []  # not the words that stand there now
        found: list[Splice] = []
        shift = 0
        for turn, start, end in parts:
            for low, high, text in self._by_turn.get(turn, ()):
                a, b = max(low, start), min(high, end)
                if a < b:
                    found.append(Splice(a - start + shift, b - start + shift, text))
            shift += end - start + 1
        return found

    def _parts(self, anchor: Anchor) -> list[tuple[str, int, int]]:
        if anchor.turn == anchor.end_turn:
            return [(anchor.turn, anchor.start, anchor.end)]
        order = self._order(anchor.source)
        places = {turn: at for at, (turn, _) in enumerate(order)}
        first, last = places.get(anchor.turn), places.get(anchor.end_turn)
        if first is None or last is None or first >= last:
            return []
        parts = [(turn, 0, length) for turn, length in order[first : last + 1]]
        parts[0] = (parts[0][0], anchor.start, parts[0][2])
        parts[-1] = (parts[-1][0], 0, anchor.end)
        return parts

    def _old(self, anchor: Anchor, words: str) -> bool:
        """Tell whether words on record are not those at their place now."""
        if anchor.turn != anchor.end_turn:
            parts = self._parts(anchor)
            return sum(end - start + 1 for _, start, end in parts) - 1 != len(words)
        turn = self._view.maybe(Turn, anchor.turn)
        return turn is None or turn.text[anchor.start : anchor.end] != words

    def _found(self, text: str, source: str) -> list[Splice]:
        """Find accepted words that hold in a source (empty: in the whole study) in a text."""
        if source not in self._lists:
            those = [s for s in self._layers if s.scope == "study" or s.source == source]
            self._lists[source] = those, Mentions(s.words or s.quote for s in those)
        layers, mentions = self._lists[source]
        found = []
        for mention in mentions.find(text):
            layer = layers[mention.phrase]
            written = text[mention.start : mention.end]
            if mention.capital or written in (layer.words, layer.quote):
                found.append(Splice(mention.start, mention.end, _bracketed(layer)))
        return found


def form_of(view: View, asked: Form | None = None) -> Form:
    """Return the form that a study leaves in: pseudonymised as soon as anything is accepted."""
    if asked is not None:
        return asked
    return "pseudonymised" if view.count(Substitution, status="accepted") else "original"


def _bracketed(each: Substitution) -> str:
    return f"[{each.substitute or each.category}]"


def _beside(edit: Edit, over: Sequence[Splice]) -> list[Edit]:
    """Return what of an edit lies beside the substitutions that it only takes part of."""
    start, stop = edit.start, edit.stop
    for low, high, _ in over:
        if edit.op in ("insert", "nonverbal"):
            if low < start < high:
                start = stop = high
        elif edit.op == "case":
            if start < high and low < stop:
                return []
        elif not (start <= low and high <= stop) and start < high and low < stop:
            if low <= start and stop <= high:
                return []
            start, stop = (high, stop) if low <= start else (start, low)
    if edit.op in ("insert", "nonverbal"):
        return [msgspec.structs.replace(edit, start=start, end=-1)]
    return [msgspec.structs.replace(edit, start=start, end=stop)] if start < stop else []
