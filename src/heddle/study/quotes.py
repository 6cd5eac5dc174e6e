"""Quotes: operations on the transcript, never edited text, so that each can be verified.

A quote is anchored like a coding and keeps the words it was made of. What is printed is those
words after its edits: omissions, insertions by the editor, non-verbal acts, replaced words with
a reason. Offsets of edits are code points of the quote's own words.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.anchors import Anchor, check_anchor
from heddle.study.rules import changes, refuse, required
from heddle.study.sources import Order, Turn
from heddle.study.themes import Theme
from heddle.text import splice

Attribution = Literal["group and number", "number", "pseudonym", "role", "none"]


class Edit(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One editorial operation on a quote's words.

    ``omit`` leaves [start, end) out, shown as [...]; ``insert`` puts an editor's word at
    `start`, shown in brackets; ``nonverbal`` an act, shown in brackets; ``replace`` puts
    [text] for [start, end), with a reason; ``case`` changes capital or small first letter.
    """

    op: Literal["omit", "insert", "nonverbal", "replace", "case"]
    start: int
    end: int = -1
    """Equal to `start` for insert and nonverbal; -1 means that."""
    text: str = ""
    reason: str = ""

    @property
    def stop(self) -> int:
        """End of the stretch that the edit works on."""
        return self.start if self.end < 0 else self.end


class Translation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A translation of a quote, as it is printed."""

    language: str
    text: str
    by: str = ""
    checked_by: str = ""
    method: str = ""
    note: str = ""


class Quote(Anchor):
    """A quote chosen for a theme."""

    kind: ClassVar[str] = "quotes"
    label: ClassVar[str] = "words"

    words: str = ""
    """The transcript's words it was made of; verified at every export."""
    theme: Annotated[str, Ref("themes")] = ""
    code: Annotated[str, Ref("codes")] = ""
    edits: list[Edit] = []
    translations: list[Translation] = []
    attribution: Attribution = "group and number"
    pseudonym: str = ""
    in_table: bool = True
    in_results: bool = True
    position: int = 0
    note: str = ""
    excluded: str = ""
    """Why it must not be printed; empty: it may. A withdrawal excludes quotes."""


class AddQuote(Operation, tag="quotes.add"):
    """Choose a quote from a transcript, with its cuts and insertions."""

    turn: str
    start: int
    end: int
    end_turn: str = ""
    theme: str = ""
    code: str = ""
    edits: list[Edit] = []
    translations: list[Translation] = []
    attribution: Attribution = "group and number"
    pseudonym: str = ""
    in_table: bool = True
    in_results: bool = True
    note: str = ""

    def decide(self, work: Workspace) -> str:
        """It is on at least one word; its edits lie within it and do not overlap."""
        end_turn = self.end_turn or self.turn
        words = check_anchor(work, self.turn, self.start, end_turn, self.end)
        check_edits(words, self.edits)
        if self.theme:
            work.get(Theme, self.theme)
        fields = {
            **changes(self),
            "source": work.get(Turn, self.turn).source,
            "end_turn": end_turn,
            "words": words,
            "edits": sorted_edits(self.edits),
            "position": work.count(Quote),
        }
        return work.create(Quote(**fields))


class ChangeQuote(Operation, tag="quotes.change"):
    """Change a quote's theme, edits, translations, attribution or use."""

    quote: str
    theme: str | None = None
    code: str | None = None
    edits: list[Edit] | None = None
    translations: list[Translation] | None = None
    attribution: Attribution | None = None
    pseudonym: str | None = None
    in_table: bool | None = None
    in_results: bool | None = None
    position: int | None = None
    note: str | None = None

    def decide(self, work: Workspace) -> str:
        """Edits are checked anew against the quote's words."""
        quote = work.get(Quote, self.quote)
        fields = changes(self, "quote")
        if self.edits is not None:
            check_edits(quote.words, self.edits)
            fields["edits"] = sorted_edits(self.edits)
        work.set(quote, **fields)
        return quote.id


class RefreshQuote(Operation, tag="quotes.refresh"):
    """Take over the transcript's present words after it was corrected."""

    quote: str

    def decide(self, work: Workspace) -> str:
        """Cuts and insertions move with the words; a person should read the result."""
        quote = work.get(Quote, self.quote)
        words = check_anchor(work, quote.turn, quote.start, quote.end_turn, quote.end)
        changed = splice.edit(quote.words, words)
        edits = []
        for edit in quote.edits:
            move = splice.move(edit.start, edit.stop, changed)
            if edit.op in ("insert", "nonverbal") or move.end > move.start:
                end = edit.end if edit.end < 0 else move.end
                now = msgspec.structs.replace(edit, start=move.start, end=end)
                # Letters that were corrected themselves need no other case any more.
                if now.op != "case" or _same_letters(words, now):
                    edits.append(now)
        check_edits(words, edits)
        work.set(quote, words=words, edits=edits)
        return quote.id


class DropQuote(Operation, tag="quotes.drop"):
    """Remove a quote from the study's choice."""

    quote: str

    def decide(self, work: Workspace) -> None:
        """The transcript and its codings stay as they are."""
        work.drop(work.get(Quote, self.quote))


class ExcludeQuotes(Operation, tag="quotes.exclude"):
    """Keep quotes out of everything that is printed, until they are let in again."""

    quotes: list[str]
    why: str

    def decide(self, work: Workspace) -> None:
        """The quotes stay where they were chosen; only print passes over them."""
        why = required(self.why, "reason", "an exclusion")
        for quote in self.quotes:
            work.set(work.get(Quote, quote), excluded=why)


class IncludeQuotes(Operation, tag="quotes.include"):
    """Let quotes be printed again that were excluded."""

    quotes: list[str]

    def decide(self, work: Workspace) -> None:
        """Consent and transcript are checked whenever they are printed."""
        for quote in self.quotes:
            work.set(work.get(Quote, quote), excluded="")


def check_edits(words: str, edits: list[Edit]) -> None:
    """Refuse edits outside the quote's words, overlapping, or that leave nothing of them."""
    done = 0
    for edit in sorted_edits(edits):
        if not 0 <= edit.start <= edit.stop <= len(words):
            refuse(
                f"A change at {edit.start} to {edit.stop} lies outside the quote's "
                f"{len(words)} characters; nothing was changed.",
                "Offsets count characters of the quote from 0.",
                "outside",
            )
        if edit.start < done:
            refuse("Two changes of this quote overlap; nothing was changed.", "Join them.")
        if edit.op in ("omit", "replace", "case") and edit.start == edit.stop:
            refuse(
                "A cut or replacement needs words to work on; nothing was changed.",
                "Give it an end behind its start.",
            )
        if edit.op in ("insert", "nonverbal", "replace", "case") and not edit.text.strip():
            refuse("An insertion needs words; nothing was changed.", "Say what to insert.")
        if edit.op == "case" and not _same_letters(words, edit):
            refuse(
                "A change of capital or small letters cannot change the words themselves; "
                "nothing was changed.",
                "Replace the words instead: that is shown in brackets.",
                "not-case",
            )
        done = edit.stop
    kept = "".join(words[a:b] for a, b in _kept(len(words), edits))
    if not kept.strip():
        refuse("The cuts leave nothing of the participant's words.", "Cut less.")


def _same_letters(words: str, edit: Edit) -> bool:
    return words[edit.start : edit.stop].casefold() == edit.text.casefold()


def sorted_edits(edits: list[Edit]) -> list[Edit]:
    """Return edits in the order in which they stand in the words."""
    return sorted(edits, key=lambda edit: (edit.start, edit.stop))


def stale_words(view: View, quote: Quote) -> str | None:
    """Return the transcript's present words if the quote no longer matches, else None."""
    first = view.maybe(Turn, quote.turn)
    last = view.maybe(Turn, quote.end_turn)
    if first is None or last is None:
        return ""
    if first.id == last.id:
        words = first.text[quote.start : quote.end]
    else:
        table = view.table(Turn)
        condition = (table.c.source == quote.source) & table.c.position.between(
            first.position, last.position
        )
        turns = view.where(Turn, condition, "position")
        words = Order(turns).words(quote.turn, quote.start, quote.end_turn, quote.end)
    # White space is no word: a turn that was split or joined has not changed what was said.
    return None if words.split() == quote.words.split() else words


def _kept(length: int, edits: list[Edit]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    done = 0
    for edit in sorted_edits(edits):
        kept.append((done, edit.start))
        done = edit.stop
    return [*kept, (done, length)]
