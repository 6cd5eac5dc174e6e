"""The quotes in both languages: a supplement for readers who know the one that people spoke.

Only quotes whose speakers agreed to be quoted and to be quoted in translation are in it; how many
are left out is said, and not whose they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from heddle.log.view import View
from heddle.report.citing import UNCHECKED, Cited, cited, refuse_unprintable, translation_in
from heddle.report.model import Cell, Column, Inlines, Note, Row, Table, Text, Trace, runs
from heddle.report.prose import day, number, plural
from heddle.study.facts import facts_of
from heddle.study.quotes import Quote
from heddle.study.themes import final_themes
from heddle.study.wording import Wording


class BilingualQuote(msgspec.Struct, kw_only=True):
    """A quote in both languages."""

    id: str
    theme: str
    original: str
    language: str
    """Of the original, as the source states it."""
    translation: str
    attribution: str
    source: str
    translated_by: str
    checked_by: str
    """Empty: the translation is a draft."""
    method: str
    terms: str


class Bilingual(msgspec.Struct, kw_only=True):
    """The supplement as data.

    JSON: ``{"language", "quotes": [{"id", "theme", "original", "language", "translation",
    "attribution", "source", "translated_by", "checked_by", "method", "terms"}], "left_out"}``.
    """

    language: str
    """Of the translations: that of the publication."""
    quotes: list[BilingualQuote]
    left_out: int
    """Translated quotes without consent to that."""


class _Pair(msgspec.Struct, kw_only=True):
    theme: str
    original: Cited
    other: Cited


def bilingual(
    view: View, *, allow_stale: bool = False, wording: Wording | None = None
) -> Bilingual:
    """Return the printed quotes that have a translation into the publication's language.

    Raises:
        Refused: "stale-quote"; see `citing.refuse_unprintable`.
    """
    language, pairs, left_out = _pairs(view, allow_stale=allow_stale, wording=wording)
    return Bilingual(language=language, quotes=[_data(pair) for pair in pairs], left_out=left_out)


def block(view: View, *, allow_stale: bool = False, wording: Wording | None = None) -> Table | None:
    """Make the printed supplement; None without translated quotes."""
    _, pairs, left_out = _pairs(view, allow_stale=allow_stale, wording=wording)
    if not pairs:
        return None
    notes = [Note(runs(f"{UNCHECKED}: nobody but the translator has read it."))]
    if all(_checked(pair) for pair in pairs):
        notes = []
    if left_out:
        noun = plural(left_out, "quote is", "quotes are")
        notes.append(
            Note(runs(f"{number(left_out).capitalize()} {noun} left out: consent to translated "
                      "quotes is missing."))
        )  # fmt: skip
    return Table(
        columns=(
            Column(runs("Quote"), width=38),
            Column(runs("Translation"), width=38),
            Column(runs("How it was translated"), width=24),
        ),
        rows=tuple(_rows(pairs)),
        caption=runs("Quotes in both languages"),
        number="S1",
        notes=tuple(notes),
    )


def _pairs(
    view: View, *, allow_stale: bool, wording: Wording | None
) -> tuple[str, list[_Pair], int]:
    language = facts_of(view).publication_language
    finals = {theme.id: theme.name for theme in final_themes(view)}
    chosen = [
        quote
        for quote in view.find(Quote, "position")
        if quote.theme in finals
        and (quote.in_table or quote.in_results)
        and translation_in(quote, language) is not None
    ]
    others = cited(view, chosen, language, wording)
    agreed = [other for other in others if not other.lacking]
    refuse_unprintable(agreed, allow_stale=allow_stale)
    originals = {
        each.quote.id: each for each in cited(view, [a.quote for a in agreed], wording=wording)
    }
    order = list(finals)
    pairs = [
        _Pair(theme=finals[a.quote.theme], original=originals[a.quote.id], other=a) for a in agreed
    ]
    pairs.sort(key=lambda pair: order.index(pair.other.quote.theme))
    return language, pairs, len(others) - len(agreed)


def _rows(pairs: Sequence[_Pair]) -> list[Row]:
    rows: list[Row] = []
    theme = ""
    for pair in pairs:
        if pair.theme != theme:
            theme = pair.theme
            rows.append(Row((Cell((runs(theme),), span=3, head=True),), kind="group"))
        rows.append(_row(pair))
    return rows


def _row(pair: _Pair) -> Row:
    spoken = pair.other.source_language
    first: list[Inlines] = [
        tuple(msgspec.structs.replace(each, lang=spoken) if isinstance(each, Trace) else each
              for each in line)
        for line in pair.original.inlines
    ]  # fmt: skip
    if pair.original.attribution:
        first[-1] = (*first[-1], Text(f" {pair.original.attribution}"))
    return Row((Cell(tuple(first)), Cell(tuple(pair.other.inlines)), Cell((_how(pair),))))


def _how(pair: _Pair) -> Inlines:
    made = pair.other.translation
    if made is None:
        return ()
    told = [f"Translated by {made.by or 'nobody named'}"]
    told[0] += f" on {day(made.date)}" if len(made.date) == 10 else ""
    told += [made.method] if made.method.strip() else []
    told += [f"checked by {made.checked_by}" if made.checked else "not checked"]
    told += [f"terms: {made.terms}"] if made.terms.strip() else []
    text = "; ".join(told)
    return (Trace(text, (pair.other.quote.id,), kind="claim", query="translation of the quote"),)


def _checked(pair: _Pair) -> bool:
    return pair.other.translation is not None and pair.other.translation.checked


def _data(pair: _Pair) -> BilingualQuote:
    made = pair.other.translation
    return BilingualQuote(
        id=pair.other.quote.id,
        theme=pair.theme,
        original=pair.original.text,
        language=pair.other.source_language,
        translation=pair.other.text,
        attribution=pair.original.attribution,
        source=pair.original.source,
        translated_by=made.by if made else "",
        checked_by=made.checked_by if made else "",
        method=made.method if made else "",
        terms=made.terms if made else "",
    )
