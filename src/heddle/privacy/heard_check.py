"""Words of a machine that are about to leave unheard, and speakers whom nobody has confirmed.

A quote with such words is stopped by its own checks (`quote_checks`, Q7 and Q8). Here is told what
else leaves: extracts and ratings that are printed as evidence are stopped too, whole transcripts
and packages are told of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heddle.log.view import View
from heddle.privacy.gate import Leaving, Objection
from heddle.study.sources import Source, Turn
from heddle.study.turn_checks import unheard

EVIDENCE: Final = frozenset({"readiness", "extracts", "participants-extracts"})
"""Parts that print words of turns as evidence, beside quotes."""
WHOLE: Final = frozenset({
    "codings", "transcript", "qdpx", "archive", "everything", "codings-table", "turns-table",
})  # fmt: skip


def check(view: View, leaving: Leaving) -> Iterator[Objection]:
    """Object to unheard words and guessed speakers in what leaves, source by source."""
    if leaving.what not in EVIDENCE | WHOLE:
        return
    found: dict[str, list[Turn]] = {}
    for turn in view.among(Turn, "id", leaving.turns):
        if unheard(turn) or turn.guessed:
            found.setdefault(turn.source, []).append(turn)
    for source in sorted(view.among(Source, "id", found), key=lambda each: each.name):
        yield _objection(leaving, source, found[source.id])


def _objection(leaving: Leaving, source: Source, turns: list[Turn]) -> Objection:
    drafts = sum(map(unheard, turns))
    guesses = sum(turn.guessed for turn in turns)
    told = []
    if drafts:
        told.append(f"{_turns(drafts)} that a machine wrote and nobody has heard")
    if guesses:
        told.append(f"{_turns(guesses)} whose speaker nobody has confirmed")
    return Objection(
        gate="quotes",
        item=f"unheard {source.id}",
        level="red" if leaving.what in EVIDENCE else "amber",
        problem=f"“{leaving.what}” has words of {source.name}: {' and '.join(told)}.",
        hint="Check them against the sound first (turns.check), or say beside the file that they "
        "were not checked.",
        records=(source.id,),
    )


def _turns(count: int) -> str:
    return f"{count} turn" if count == 1 else f"{count} turns"
