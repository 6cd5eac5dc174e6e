"""Quotes: operations on the transcript, never edited text, so that each can be verified.

A quote is anchored like a coding and keeps the words it was made of. What is printed is those
words after its edits: omissions, insertions by the editor, non-verbal acts, replaced words with
a reason. Offsets of edits are code points of the quote's own words.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.anchors import Anchor, check_anchor
from heddle.study.quote_edits import (
    Edit,
    check_edits,
    edits_in,
    same_letters,
    sorted_edits,
    taken_out,
)
from heddle.study.rules import changes, refuse, required, same_name
from heddle.study.sources import Order, Turn
from heddle.study.themes import Theme
from heddle.study.translations import Translation, check_translations, drafts
from heddle.text import splice

Attribution = Literal["group and number", "number", "pseudonym", "role", "none"]


class Quote(Anchor):
    """A quote chosen for a theme."""

    kind: ClassVar[str] = "quotes"
    label: ClassVar[str] = "words"

    words: str = ""
    """The transcript's words it was made of; verified at every export."""
    theme: Annotated[str, Ref("themes")] = ""
    code: Annotated[str, Ref("codes")] = ""
    edits: list[Edit] = []
    table_cuts: list[Edit] = []
    """Omissions of Table 3 beside those of `edits`: the table may show less, never something
    else."""
    translations: list[Translation] = []
    attribution: Attribution = "group and number"
    pseudonym: str = ""
    in_table: bool = True
    in_results: bool = True
    position: int = 0
    unmarked: bool = False
    """Printed without what is heard and is no word, whatever the transcript's convention."""
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
    table_cuts: list[Edit] = []
    translations: list[Translation] = []
    attribution: Attribution = "group and number"
    pseudonym: str = ""
    in_table: bool = True
    in_results: bool = True
    unmarked: bool = False
    note: str = ""

    def decide(self, work: Workspace) -> str:
        """It is on at least one word; its edits lie within it and do not overlap."""
        end_turn = self.end_turn or self.turn
        words = check_anchor(work, self.turn, self.start, end_turn, self.end)
        quote = Quote(
            **{
                **changes(self),
                "source": work.get(Turn, self.turn).source,
                "end_turn": end_turn,
                "words": words,
                "edits": sorted_edits(self.edits),
                "table_cuts": sorted_edits(self.table_cuts),
                "position": work.count(Quote),
            }
        )
        _check_changes(work, quote, [])
        check_translations(self.translations)
        if self.theme:
            work.get(Theme, self.theme)
        return work.create(quote)


class ChangeQuote(Operation, tag="quotes.change"):
    """Change a quote's theme, edits, translations, attribution or use."""

    quote: str
    theme: str | None = None
    code: str | None = None
    edits: list[Edit] | None = None
    table_cuts: list[Edit] | None = None
    translations: list[Translation] | None = None
    attribution: Attribution | None = None
    pseudonym: str | None = None
    in_table: bool | None = None
    in_results: bool | None = None
    position: int | None = None
    unmarked: bool | None = None
    note: str | None = None

    def decide(self, work: Workspace) -> str:
        """Edits are checked anew; a translation whose text was changed is a draft again."""
        quote = work.get(Quote, self.quote)
        before = msgspec.structs.replace(quote)
        fields = changes(self, "quote")
        for name in ("edits", "table_cuts"):
            if getattr(self, name) is not None:
                fields[name] = sorted_edits(getattr(self, name))
        if self.translations is not None:
            check_translations(self.translations)
            fields["translations"] = [_as_checked(t, before) for t in self.translations]
        after = msgspec.structs.replace(quote, **fields)
        if self.edits is not None or self.table_cuts is not None:
            _check_changes(work, after, [*before.edits, *before.table_cuts])
            if self.translations is None and _shown(before) != _shown(after):
                fields["translations"] = drafts(before.translations)
        work.set(quote, **fields)
        return quote.id


class ConfirmCuts(Operation, tag="quotes.confirm"):
    """Confirm that a quote still says what was meant, though a word such as "not" was cut."""

    quote: str
    at: int | None = None
    """Where the change begins; none: all changes that wait for it."""

    def decide(self, work: Workspace) -> list[str]:
        """Whoever does it stands for it by name; returns the words that were taken out."""
        quote = work.get(Quote, self.quote)
        if not work.actor:
            refuse("A person confirms a cut; nothing was changed.", "Say who you are (--by NAME).")
        taken: list[str] = []

        def confirmed(edit: Edit) -> Edit:
            words = taken_out(quote.words, edit)
            if not words or edit.confirmed_by or self.at not in (None, edit.start):
                return edit
            taken.extend(words)
            return msgspec.structs.replace(edit, confirmed_by=work.actor)

        edits = [confirmed(edit) for edit in quote.edits]
        cuts = [confirmed(edit) for edit in quote.table_cuts]
        if not taken:
            refuse(
                "No change of this quote waits to be confirmed; nothing was changed.",
                "“heddle quotes DIR --check” lists what does.",
                "nothing-to-confirm",
            )
        work.set(quote, edits=edits, table_cuts=cuts)
        return taken


class RefreshQuote(Operation, tag="quotes.refresh"):
    """Take over the transcript's present words after it was corrected."""

    quote: str

    def decide(self, work: Workspace) -> str:
        """Cuts and insertions move with the words; translations are drafts again."""
        quote = work.get(Quote, self.quote)
        words = check_anchor(work, quote.turn, quote.start, quote.end_turn, quote.end)
        changed = splice.edit(quote.words, words)
        edits = _moved(quote, quote.edits, words, changed)
        cuts = _moved(quote, quote.table_cuts, words, changed)
        check_edits(words, edits)
        check_edits(words, edits_in(edits, cuts))
        fields: dict[str, Any] = {}
        if words.split() != quote.words.split():
            fields["translations"] = drafts(quote.translations)
        work.set(quote, words=words, edits=edits, table_cuts=cuts, **fields)
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


def _moved(quote: Quote, edits: list[Edit], words: str, changed: list[splice.Splice]) -> list[Edit]:
    """Return edits where they stand in corrected words, those that are left."""
    found = []
    for edit in edits:
        move = splice.move(edit.start, edit.stop, changed)
        if edit.op in ("insert", "nonverbal") or move.end > move.start:
            end = edit.end if edit.end < 0 else move.end
            now = msgspec.structs.replace(edit, start=move.start, end=end)
            if words[now.start : now.stop] != quote.words[edit.start : edit.stop]:
                now = msgspec.structs.replace(now, confirmed_by="")
            # Letters that were corrected themselves need no other case any more.
            if now.op != "case" or same_letters(words, now):
                found.append(now)
    return found


def _check_changes(work: Workspace, quote: Quote, before: list[Edit]) -> None:
    """Refuse edits that do not fit, and a confirmation in somebody else's name."""
    check_edits(quote.words, quote.edits)
    for cut in quote.table_cuts:
        if cut.op != "omit":
            refuse(
                "Table 3 may show less of a quote, and nothing else may differ there; nothing was "
                "changed.",
                "Make other changes in the quote itself (edits).",
                "only-cuts",
            )
    if quote.table_cuts:
        check_edits(quote.words, quote.table_cuts)
        check_edits(quote.words, edits_in(quote.edits, quote.table_cuts))
    known = {(e.op, e.start, e.stop, e.text, e.confirmed_by) for e in before}
    for edit in [*quote.edits, *quote.table_cuts]:
        own = edit.confirmed_by in ("", work.actor)
        if not own and (edit.op, edit.start, edit.stop, edit.text, edit.confirmed_by) not in known:
            refuse(
                "A cut is confirmed by whoever makes the step, in their own name; nothing was "
                "changed.",
                "Let the other person confirm it (quotes.confirm).",
                "own-name",
            )


def _as_checked(each: Translation, before: Quote) -> Translation:
    """Take the check off a translation whose text was changed while the check was left."""
    olds = [t for t in before.translations if same_name(t.language, each.language)]
    carried = any(same_name(old.checked_by, each.checked_by) for old in olds)
    same = any((old.text, old.table_text) == (each.text, each.table_text) for old in olds)
    if each.checked and carried and not same:
        return msgspec.structs.replace(each, checked_by="")
    return each


def _shown(quote: Quote) -> list[tuple[str, int, int, str]]:
    return [(e.op, e.start, e.stop, e.text) for e in [*quote.edits, *quote.table_cuts]]


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
