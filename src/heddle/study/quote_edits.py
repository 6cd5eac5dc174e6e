"""What is done to a quote's words before they are printed: cuts, insertions and the like.

Offsets are code points of the quote's own words. Nothing here changes those words: a printed
form is derived from them whenever it is needed (`quoting`).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from heddle.study.heavy import heavy_words
from heddle.study.rules import refuse


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
    confirmed_by: str = ""
    """Id of the member who has confirmed that what was meant stands, where the change takes out
    a word such as "not" or "only" (`heavy`)."""

    @property
    def stop(self) -> int:
        """End of the stretch that the edit works on."""
        return self.start if self.end < 0 else self.end


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
        if edit.op == "case" and not same_letters(words, edit):
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


def same_letters(words: str, edit: Edit) -> bool:
    """Tell whether a change of case changes nothing but the case."""
    return words[edit.start : edit.stop].casefold() == edit.text.casefold()


def taken_out(words: str, edit: Edit) -> list[str]:
    """Return the words such as "not" that a cut or replacement takes out of a quote.

    What a replacement says itself ("[never]" for "not") is not taken out.
    """
    if edit.op not in ("omit", "replace"):
        return []
    found = heavy_words(words[edit.start : edit.stop])
    return [] if edit.op == "replace" and heavy_words(edit.text) else found


def sorted_edits(edits: list[Edit]) -> list[Edit]:
    """Return edits in the order in which they stand in the words."""
    return sorted(edits, key=lambda edit: (edit.start, edit.stop))


def edits_in(edits: list[Edit], table_cuts: list[Edit]) -> list[Edit]:
    """Return the edits of a quote in Table 3: what the table cuts besides takes in what lies in it.

    Cuts that overlap or touch become one.
    """
    spans: list[tuple[int, int]] = []
    cuts = [*table_cuts, *(edit for edit in edits if edit.op == "omit")] if table_cuts else []
    for cut in sorted_edits(cuts):
        if spans and cut.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], cut.stop))
        else:
            spans.append((cut.start, cut.stop))
    if not spans:
        return sorted_edits(edits)
    rest = [
        edit
        for edit in edits
        if edit.op != "omit" and not any(a <= edit.start and edit.stop <= b for a, b in spans)
    ]
    return sorted_edits([*rest, *(Edit(op="omit", start=a, end=b) for a, b in spans)])


def _kept(length: int, edits: list[Edit]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    done = 0
    for edit in sorted_edits(edits):
        kept.append((done, edit.start))
        done = edit.stop
    return [*kept, (done, length)]
