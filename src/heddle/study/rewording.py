"""Listings with the accepted substitutions in place of what was spoken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from heddle.log.view import View
from heddle.study import listing, quoting
from heddle.study.codings import Coding
from heddle.study.quotes import Quote
from heddle.study.wording import Wording

Row = dict[str, Any]


def rows(view: View, noun: str, wording: Wording) -> listing.Rows:
    """Return a listing's rows (`listing.NOUNS`) in a wording; offsets follow its words."""
    made = listing.NOUNS[noun](view)
    if wording.plain:
        return made
    if change := _CHANGES.get(noun):
        change(view, made, wording)
    for row in made:
        for name in _NOTES.get(noun, ()):
            value = row[name]
            row[name] = (
                [wording.note(each) for each in value]
                if isinstance(value, list)
                else wording.note(value)
            )
    return made


def _codings(view: View, made: list[Row], wording: Wording) -> None:
    codings = {each.id: each for each in view.find(Coding)}
    for row in made:
        coding = codings[row["id"]]
        row["text"] = wording.stretch(coding, row["text"], gone=coding.gone)
        row["start"] = wording.offset(coding.turn, coding.start, ends=False)
        row["end"] = wording.offset(coding.end_turn, coding.end, ends=True)


def _turns(view: View, made: list[Row], wording: Wording) -> None:
    del view
    for row in made:
        row["text"] = wording.swapped(row["id"], row["text"]).text


def _quotes(view: View, made: list[Row], wording: Wording) -> None:
    quotes = {each.id: each for each in view.find(Quote)}
    for row in made:
        printed = quoting.printed(view, quotes[row["id"]], None, wording)
        row["text"], row["attribution"] = printed.text, printed.attribution
        row["words"] = wording.stretch(quotes[row["id"]], row["words"])


_CHANGES: Final[dict[str, Callable[[View, list[Row], Wording], None]]] = {
    "codings": _codings,
    "turns": _turns,
    "quotes": _quotes,
}
_NOTES: Final[dict[str, tuple[str, ...]]] = {
    "codes": ("example",),
    "codings": ("source", "speaker", "note"),
    "turns": ("source", "speaker"),
    "quotes": ("source", "speaker"),
    "sources": ("name", "speakers"),
    "memos": ("title", "text"),
}
"""What the team wrote itself, where a name may have slipped in."""
