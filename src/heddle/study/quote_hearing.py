"""What of a quote nobody has checked: words that a machine wrote, and who it says is speaking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from heddle.study.anchors import part_of
from heddle.study.quotes import Quote
from heddle.study.sources import Turn
from heddle.study.turn_checks import unheard
from heddle.study.values import spoken_list
from heddle.study.voices import Voices

_SHOWN = 4


def unchecked(
    quote: Quote, voices: Voices
) -> Iterator[tuple[Literal["words", "speaker"], str, str]]:
    """Yield what is not checked, what is wrong with it, and what to do."""
    spoken = [turn for turn in voices.turns(quote) if part_of(quote, turn).strip()]
    drafts = [turn for turn in spoken if unheard(turn)]
    guesses = [turn for turn in spoken if turn.guessed]
    if drafts:
        which = _which(drafts, voices)
        problem = f"A machine wrote {which}, and nobody has checked that against the sound."
        hint = "Listen, correct what is wrong, then confirm that it was heard (turns.check)."
        yield "words", problem, hint
    if guesses:
        problem = f"Who speaks in {_which(guesses, voices)} was guessed by a machine or a file."
        hint = "Listen; give the turn to whom it belongs (turns.assign) or confirm the speaker."
        yield "speaker", problem, hint


def _which(turns: Sequence[Turn], voices: Voices) -> str:
    source = voices.sources.get(turns[0].source)
    numbers = [str(voices.number(turn)) for turn in turns[:_SHOWN]]
    if len(turns) > _SHOWN:
        numbers.append(f"{len(turns) - _SHOWN} more")
    what = "turn" if len(turns) == 1 else "turns"
    return f"{what} {spoken_list(numbers)} of {source.name if source else 'its transcript'}"
