"""How much of a transcript somebody has heard against the sound: by words, by whom and when.

Per cent are of words, not of turns: a transcript of many short turns that were heard and a few long
ones that were not is no checked transcript. Words that were withdrawn are in neither number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.columns import tuples
from heddle.study.sources import Source, Turn
from heddle.text.units import words


class Listener(msgspec.Struct, kw_only=True):
    """Somebody who checked turns of a source against the sound."""

    member: str
    turns: int = 0
    words: int = 0
    first: str = ""
    last: str = ""
    """ISO 8601, UTC."""


class Hearing(msgspec.Struct, kw_only=True):
    """How far a source was checked."""

    source: str
    turns: int = 0
    words: int = 0
    heard: int = 0
    """Words of turns that somebody has heard."""
    drafts: int = 0
    """Turns whose words a machine made."""
    unheard: int = 0
    """Of these, the turns that nobody has heard."""
    guessed: int = 0
    """Turns whose speaker nobody has confirmed."""
    withdrawn: int = 0
    """Words that stand in the place of withdrawn ones; in no other number here."""
    by: list[Listener] = []

    def row(self, names: Mapping[str, str]) -> dict[str, Any]:
        """Return what a listing says of it; `names` are those of the members."""
        return {
            "checked": f"{self.percent} %" if self.heard or self.drafts else "",
            "heard": self.heard,
            "unheard": self.unheard,
            "guessed": self.guessed,
            "checked_by": [names.get(each.member, "") for each in self.by],
            "checked_on": max((each.last for each in self.by), default=""),
        }

    @property
    def percent(self) -> int:
        """Per cent of the words that were heard; 100 means all of them."""
        return per_cent(self.heard, self.words)


def per_cent(heard: int, whole: int) -> int:
    """Return heard words in per cent of all, rounded down: 100 is said of all of them only."""
    return 100 * heard // whole if whole else 0


def hearing(view: View, sources: Sequence[Source] | None = None) -> list[Hearing]:
    """Return how far transcripts were checked, by name.

    Args:
        view: The study.
        sources: Which; without it all transcripts.
    """
    chosen = view.find(Source, "name", form="transcript") if sources is None else sources
    return [_of(view, source.id) for source in chosen]


def _of(view: View, source: str) -> Hearing:
    t = view.table(Turn).c
    statement = sa.select(t.text, t.withdrawn, t.draft, t.heard, t.heard_on, t.guessed).where(
        t.source == source
    )
    told = Hearing(source=source)
    people: dict[str, Listener] = {}
    for text, withdrawn, draft, member, on, guessed in tuples(view, statement):
        count = words(text)
        if withdrawn:
            told.withdrawn += count
            continue
        told.turns += 1
        told.words += count
        told.drafts += bool(draft)
        told.unheard += bool(draft and not member)
        told.guessed += bool(guessed)
        if member:
            told.heard += count
            who = people.setdefault(member, Listener(member=member, first=on, last=on))
            who.turns += 1
            who.words += count
            who.first, who.last = min(who.first, on), max(who.last, on)
    told.by = sorted(people.values(), key=lambda each: (-each.words, each.member))
    return told
