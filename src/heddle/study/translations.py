"""Translations of quotes: who made them, how, and who has checked them.

Fields follow what is asked of cross-language qualitative work (Squires 2009,
doi:10.1016/j.ijnurstu.2008.08.006): who the translator is, and how the words were checked.
"""

from __future__ import annotations

import msgspec

from heddle.study.rules import refuse, required, same_name
from heddle.study.values import check_date


class Translation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A translation of a quote, as it is printed: a draft until somebody else has checked it."""

    language: str
    text: str
    by: str = ""
    """Who translated it: a member of the team by name, or somebody outside."""
    checked_by: str = ""
    method: str = ""
    """Forward, back-translation, team discussion, or own words."""
    note: str = ""
    translator_languages: str = ""
    """Which languages the translator lives or works in, in words."""
    insider: bool | None = None
    """Whether the translator knows the setting from within; None: not stated."""
    terms: str = ""
    """Words that have no equal in the other language, and what was done with them."""
    date: str = ""
    """When it was translated; ISO, as far as it is known."""
    table_text: str = ""
    """The shorter form for Table 3, where the quote is cut more there; each cut marked."""

    @property
    def checked(self) -> bool:
        """Whether somebody has checked it; else it is a draft."""
        return bool(self.checked_by.strip())


def check_translations(translations: list[Translation]) -> None:
    """Refuse a translation without language or words, and one checked by its translator."""
    for each in translations:
        required(each.language, "language", "a translation")
        required(each.text, "text", "a translation")
        check_date(each.date, "date of the translation")
        if each.checked_by.strip() and same_name(each.by, each.checked_by):
            refuse(
                "A translation is checked by somebody else than its translator; nothing was "
                "changed.",
                "Let a second person read it and put their name.",
                "own-check",
            )


def drafts(translations: list[Translation]) -> list[Translation]:
    """Return translations unchecked: what they translate was changed."""
    return [msgspec.structs.replace(each, checked_by="") for each in translations]
