"""Table 3: the final themes with their descriptions, and the quotes chosen to show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from heddle.log.view import View
from heddle.report.citing import Cited, cited, refuse_unprintable
from heddle.report.material import Material
from heddle.report.model import Cell, Column, Inlines, Row, Table, Text, Trace, runs
from heddle.study.quotes import Quote
from heddle.study.themes import Theme, final_themes
from heddle.study.wording import Wording


class Example(msgspec.Struct, kw_only=True):
    """A quote as it is printed."""

    id: str
    text: str
    """A line feed stands between the turns of several speakers."""
    attribution: str
    source: str
    matches: bool
    """False: the transcript has other words by now, and print was asked for all the same."""


class ThemeRow(msgspec.Struct, kw_only=True):
    """A final theme."""

    id: str
    name: str
    central_idea: str
    description: str
    quotes: list[Example]


class Table3(msgspec.Struct, kw_only=True):
    """Table 3 as data.

    JSON: ``{"themes": [{"id", "name", "central_idea", "description", "quotes": [{"id", "text",
    "attribution", "source", "matches"}]}]}``, in the order of themes and quotes.
    """

    themes: list[ThemeRow]


class Themed(msgspec.Struct, kw_only=True):
    """A final theme with its quotes, ready for print."""

    theme: Theme
    quotes: list[Cited]

    @property
    def in_table(self) -> list[Cited]:
        """The quotes for Table 3."""
        return [each for each in self.quotes if each.quote.in_table]

    @property
    def in_results(self) -> list[Cited]:
        """The quotes for the Results."""
        return [each for each in self.quotes if each.quote.in_results]


def themed(
    view: View,
    *,
    allow_stale: bool = False,
    in_results: bool = True,
    wording: Wording | None = None,
) -> list[Themed]:
    """Return the final themes with their quotes, verified and with consent.

    Args:
        view: The study.
        allow_stale: Print quotes that no longer match, with a mark.
        in_results: Also the quotes that stand in the Results only.
        wording: As spoken, or with the accepted substitutions.

    Raises:
        Refused: A quote must not be printed; see `citing.refuse_unprintable`.
    """
    finals = {theme.id: theme for theme in final_themes(view)}
    chosen = [
        quote
        for quote in view.find(Quote, "position")
        if quote.theme in finals
        and not quote.excluded
        and (quote.in_table or (in_results and quote.in_results))
    ]
    ready = cited(view, chosen, Material(view).facts.publication_language, wording)
    refuse_unprintable(ready, allow_stale=allow_stale)
    return [
        Themed(theme=theme, quotes=[each for each in ready if each.quote.theme == theme.id])
        for theme in finals.values()
    ]


def table3(view: View, *, allow_stale: bool = False, wording: Wording | None = None) -> Table3:
    """Return the final themes with their attributed quotes.

    Raises:
        Refused: A quote must not be printed; see `citing.refuse_unprintable`.
    """
    return data(themed(view, allow_stale=allow_stale, in_results=False, wording=wording))


def data(themes: Sequence[Themed]) -> Table3:
    """Return Table 3 as data from themes that are ready for print."""
    return Table3(
        themes=[
            ThemeRow(
                id=each.theme.id,
                name=each.theme.name,
                central_idea=each.theme.central_idea,
                description=each.theme.description,
                quotes=[_example(quote) for quote in each.in_table],
            )
            for each in themes
        ]
    )


def block(themes: Sequence[Themed], number: str = "3") -> Table | None:
    """Make the printed table; None where no theme is final yet."""
    if not themes:
        return None
    return Table(
        columns=(
            Column(runs("Theme"), width=22),
            Column(runs("Description"), width=32),
            Column(runs("Examples"), width=46),
        ),
        rows=tuple(_row(each) for each in themes),
        caption=runs("Themes, descriptions and examples"),
        number=number,
    )


def _row(each: Themed) -> Row:
    theme = each.theme
    said = theme.description or theme.central_idea
    paragraphs = [paragraph for quote in each.in_table for paragraph in _paragraphs(quote)]
    return Row((
        Cell((_claim(theme, theme.name),), head=True),
        Cell((_claim(theme, said),)),
        Cell(tuple(paragraphs) or (runs("–"),)),
    ))  # fmt: skip


def _paragraphs(quote: Cited) -> list[Inlines]:
    lines = quote.table_inlines
    if quote.attribution:
        lines[-1] = (*lines[-1], Text(f" {quote.attribution}"))
    return lines


def _claim(theme: Theme, text: str) -> Inlines:
    return (Trace(text, (theme.id,), kind="claim", query="theme"),) if text else ()


def _example(quote: Cited) -> Example:
    fields: dict[str, Any] = {
        "id": quote.quote.id,
        "text": quote.table_text,
        "source": quote.source,
    }
    return Example(**fields, attribution=quote.attribution, matches=quote.stale is None)
