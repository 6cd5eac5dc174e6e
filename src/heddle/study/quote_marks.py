"""What is heard in a quote and is no word: the marks of its turns, as they are printed with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from heddle.log.view import View
from heddle.study.anchors import Anchor
from heddle.study.quotes import Quote
from heddle.study.sources import Source, Turn, marks_of
from heddle.text import marks
from heddle.text.conventions import Convention, chosen, render
from heddle.text.marks import Mark


class Heard(NamedTuple):
    """Marks of a quote's words, and how they look."""

    marks: tuple[Mark, ...]
    convention: Convention
    language: str

    def part(self, start: int, end: int) -> Heard:
        """Return what is heard in a part of the words, in offsets of that part."""
        return self._replace(marks=tuple(marks.within(self.marks, start, end)))

    def pieces(self, words: str, start: int, end: int) -> list[tuple[str, bool]]:
        """Cut a stretch of the words where signs stand: pieces, and which of them are signs.

        What stands at the edges of the stretch is left out: a pause before a quote is not in it.
        """
        text = words[start:end]
        shown = render(text, marks.inner(self.marks, start, end), self.convention, self.language)
        made: list[tuple[str, bool]] = []
        done = 0
        for sign in shown.inserted:
            made += ((text[done : sign.at], False), (sign.words, True))
            done = sign.at
        return [piece for piece in (*made, (text[done:], False)) if piece[0]]


def heard_in(
    quote: Quote, turns: Sequence[Turn], source: Source | None, note: Callable[[str], str]
) -> Heard | None:
    """Return what is printed with a quote's words beside them; None where there is nothing.

    A source that declares no convention says nothing of how to print its marks; words that are
    no longer those of the transcript have none.

    Args:
        quote: the quote.
        turns: those that it runs over, in order.
        source: whose turns they are.
        note: says words of a mark as they may leave: what somebody did can name somebody.
    """
    if quote.unmarked or source is None or not source.convention.strip():
        return None
    found: list[Mark] = []
    words: list[str] = []
    at = 0
    for turn in turns:
        start, end = _part(quote, turn)
        for mark in marks.within(marks_of(turn), start, end):
            said = " ".join(note(mark.words).split())
            found += marks.shifted([mark._replace(words=said)], at)
        words.append(turn.text[start:end])
        at += end - start + 1
    if not found or "\n".join(words) != quote.words:
        return None
    return Heard(tuple(found), chosen(source.convention), source.language)


def heard(view: View, quote: Quote, note: Callable[[str], str]) -> Heard | None:
    """Do the same for a quote alone, reading its turns."""
    source = view.maybe(Source, quote.source)
    if quote.unmarked or source is None or not source.convention.strip():
        return None
    return heard_in(quote, _turns(view, quote), source, note)


def _turns(view: View, quote: Quote) -> list[Turn]:
    first, last = view.maybe(Turn, quote.turn), view.maybe(Turn, quote.end_turn)
    if first is None or last is None:
        return []
    if first.id == last.id:
        return [first]
    t = view.table(Turn).c
    inside = (t.source == quote.source) & t.position.between(first.position, last.position)
    return view.where(Turn, inside, "position")


def _part(anchor: Anchor, turn: Turn) -> tuple[int, int]:
    start = anchor.start if turn.id == anchor.turn else 0
    return start, anchor.end if turn.id == anchor.end_turn else len(turn.text)
