"""What a study's texts should look like, in a few lists: a model to hold the program against.

Every word of every text is another one (a run of one rare letter beyond the 16-bit range), so
it is always clear which word went where, and what a coding covers is simply a list of words.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_FIRST_LETTER = 0x20000


def words_for_ever() -> Iterator[str]:
    """Words that share no letter with each other."""
    letter = _FIRST_LETTER
    while True:
        yield chr(letter) * (1 + letter % 3)
        letter += 1


@dataclass
class Span:
    """A coding or a quote: the words it is on, and the turns that its two ends lie in."""

    source: str
    first: str
    last: str
    words: list[str]
    made_on: list[str]
    code: str = ""
    gone: bool = False


@dataclass
class Edit:
    """Words [start, end) of a turn become other words."""

    turn: str
    start: int
    end: int
    new: list[str]


@dataclass
class Texts:
    """All turns with their words, and all that is anchored in them."""

    sources: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    codings: dict[str, Span] = field(default_factory=dict)
    quotes: dict[str, Span] = field(default_factory=dict)

    def copy(self) -> Texts:
        return copy.deepcopy(self)

    def source_of(self, turn: str) -> str:
        return next(source for source, turns in self.sources.items() if turn in turns)

    def spans(self) -> list[Span]:
        return [*self.codings.values(), *self.quotes.values()]

    def places(self, source: str) -> list[tuple[str, int]]:
        """Every word of a source as (turn, which word)."""
        return [(t, i) for t in self.sources[source] for i in range(len(self.words[t]))]

    def stretch(self, source: str, start: int, end: int) -> Span:
        """A span on the words from place `start` to place `end`, both included."""
        places = self.places(source)[start : end + 1]
        words = [self.words[turn][i] for turn, i in places]
        return Span(source, places[0][0], places[-1][0], words, list(words))

    # What happens to the texts.

    def correct(self, edit: Edit) -> None:
        present = self.words[edit.turn]
        taken = present[edit.start : edit.end]
        before, after = present[: edit.start], present[edit.end :]
        for span in self.spans():
            self._correct_span(span, edit, taken, before, after)
        self.words[edit.turn] = [*before, *edit.new, *after]

    def _correct_span(
        self, span: Span, edit: Edit, taken: list[str], before: list[str], after: list[str]
    ) -> None:
        turns = self.sources[span.source]
        if edit.turn not in turns or span.gone:
            return
        here, first, last = (turns.index(t) for t in (edit.turn, span.first, span.last))
        if not first <= here <= last:
            return
        if taken:
            # Words that replace a span's own words are its own; at a border nobody can say.
            belongs = set(taken) <= set(span.words)
        else:
            from_before = before[-1] in span.words if before else first < here
            to_after = after[0] in span.words if after else here < last
            belongs = from_before and to_after
        flow = [w for turn in turns[:here] for w in self.words[turn] if w in span.words]
        flow += [w for w in before if w in span.words]
        flow += edit.new if belongs else []
        flow += [w for w in after if w in span.words]
        flow += [w for turn in turns[here + 1 :] for w in self.words[turn] if w in span.words]
        span.words = flow
        span.gone = not flow

    def split(self, turn: str, at: int, new: str) -> None:
        turns = self.sources[self.source_of(turn)]
        first, second = self.words[turn][:at], self.words[turn][at:]
        self.words[turn], self.words[new] = first, second
        turns.insert(turns.index(turn) + 1, new)
        for span in self.spans():
            own = [w for w in (*first, *second) if w in span.words]
            if span.first == turn and own and own[0] in second:
                span.first = new
            if span.last == turn and own and own[-1] in second:
                span.last = new

    def join(self, turn: str) -> str:
        turns = self.sources[self.source_of(turn)]
        second = turns.pop(turns.index(turn) + 1)
        self.words[turn] += self.words.pop(second)
        for span in self.spans():
            span.first = turn if span.first == second else span.first
            span.last = turn if span.last == second else span.last
        return second

    def insert(self, source: str, after: str, new: str, words: Sequence[str]) -> None:
        turns = self.sources[source]
        place = turns.index(after) + 1 if after else 0
        for span in self.spans():
            if span.source != source or span.gone:
                continue
            first, last = turns.index(span.first), turns.index(span.last)
            if first < place <= last:
                upto = {w for t in turns[:place] for w in self.words[t]}
                head = [w for w in span.words if w in upto]
                span.words = [*head, *words, *span.words[len(head) :]]
        turns.insert(place, new)
        self.words[new] = list(words)

    def drop(self, turn: str) -> None:
        self.sources[self.source_of(turn)].remove(turn)
        del self.words[turn]


def corrected(text: str, edit: Edit) -> str:
    """The text of a turn after an edit, with all white space elsewhere as it was."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    new = " ".join(edit.new)
    if edit.start == edit.end:
        if edit.start < len(places):
            at = places[edit.start][0]
            return f"{text[:at]}{new} {text[at:]}" if new else text
        return f"{text} {new}".strip() if new else text
    begin, end = places[edit.start][0], places[edit.end - 1][1]
    if new:
        return text[:begin] + new + text[end:]
    if edit.end < len(places):
        return text[:begin] + text[places[edit.end][0] :]
    return text[: places[edit.start - 1][1]] if edit.start else ""
