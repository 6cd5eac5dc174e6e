"""Marks on their way out: carried over to the words that leave, and shown as signs among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from heddle.exchange.talk.spoken import Spoken, SpokenTurn
from heddle.report.clean import clean_text
from heddle.text import legend
from heddle.text.conventions import render
from heddle.text.marks import Mark, fitting
from heddle.text.swaps import Swapped
from heddle.text.timing import Timed


def carried(marks: Sequence[Mark], swapped: Swapped, note: Callable[[str], str]) -> list[Mark]:
    """Carry marks over to words with substitutions.

    Args:
        marks: of the words as they were said.
        swapped: the words as they leave.
        note: says words of a mark as they may leave: what somebody did can name somebody.
    """
    kept = []
    for mark in marks:
        start, end = swapped.there(mark.start, mark.end)
        start = end if mark.start == mark.end else start
        words = " ".join(clean_text(note(mark.words))[0].split())
        kept.append(mark._replace(start=start, end=end, words=words))
    return fitting(kept, len(swapped.text))


def signed(talk: Spoken) -> Spoken:
    """Show a transcript's marks among its words, as its convention has them, with a legend."""
    marks = [mark for turn in talk.turns for mark in turn.marks]
    if not marks:
        return talk
    told = legend.legend(marks, talk.convention, talk.language)
    turns = [_signed(turn, talk) if turn.marks else turn for turn in talk.turns]
    return msgspec.structs.replace(talk, turns=turns, legend=legend.line(told))


def _signed(turn: SpokenTurn, talk: Spoken) -> SpokenTurn:
    shown = render(turn.text, turn.marks, talk.convention, talk.language)
    timings = []
    for each in turn.timings:
        start, end = shown.there(each.start, each.end)
        timings.append(Timed(start, end, each.begin, each.finish, each.sure))
    return msgspec.structs.replace(turn, text=shown.text, timings=timings, marks=[])
