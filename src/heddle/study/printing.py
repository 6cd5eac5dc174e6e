"""All quotes as they are printed, with what ties each to its transcript."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from heddle.log.view import View
from heddle.study import quoting
from heddle.study.numbering import published
from heddle.study.quote_checks import QuoteFinding, quote_findings
from heddle.study.quote_marks import heard
from heddle.study.quotes import Quote
from heddle.study.quoting import Run
from heddle.study.sources import Turn
from heddle.study.wording import Wording


class PrintedQuote(msgspec.Struct, kw_only=True):
    """A quote ready for print; `theme`, `source`, `turn`, `speaker` are ids."""

    id: str
    theme: str
    runs: list[Run]
    """Its words in pieces, each with what it is: said, omitted, inserted ..."""
    text: str
    attribution: str
    source: str
    source_name: str
    speaker: str
    speaker_name: str
    participant: str
    """Id of the participant who speaks; empty for several or none."""
    group: str
    turn: str
    start: int
    end_turn: str
    end: int
    words: str
    present: str | None
    """The transcript's words now, where they are not the quote's any more."""
    uses: list[str]
    """Where it is printed: "table", "results"; nowhere while it is excluded."""
    excluded: str
    """Why it must not be printed; empty: it may."""
    table_text: str
    """What Table 3 prints, where that is less; else empty."""
    findings: list[QuoteFinding]
    """What the checks Q1 to Q8, T1 and T2 found."""


def printed_quotes(view: View, wording: Wording | None = None) -> list[PrintedQuote]:
    """Return all quotes in their order, each verified against its transcript."""
    said = wording or Wording(view)
    quotes = view.find(Quote, "position")
    turns = {turn.id: turn for turn in view.among(Turn, "id", {q.turn for q in quotes})}
    numbers = published(view)
    found: dict[str, list[QuoteFinding]] = {}
    for finding in quote_findings(view):
        found.setdefault(finding.quote, []).append(finding)
    return [
        _printed(
            view, quote, turns.get(quote.turn), found.get(quote.id, []), numbers=numbers, said=said
        )
        for quote in quotes
    ]


def _printed(
    view: View,
    quote: Quote,
    turn: Turn | None,
    findings: list[QuoteFinding],
    *,
    numbers: Mapping[str, int],
    said: Wording,
) -> PrintedQuote:
    made = quoting.printed(view, quote, numbers, said)
    uses = [("table", quote.in_table), ("results", quote.in_results)]
    return PrintedQuote(
        id=quote.id,
        theme=quote.theme,
        runs=made.runs,
        text=made.text,
        attribution=made.attribution,
        source=quote.source,
        source_name=made.source,
        speaker=turn.speaker if turn else "",
        speaker_name=made.speaker,
        participant=made.participant,
        group=made.group,
        turn=quote.turn,
        start=quote.start,
        end_turn=quote.end_turn,
        end=quote.end,
        words=quote.words,
        present=made.present,
        uses=[name for name, used in uses if used and not quote.excluded],
        excluded=quote.excluded,
        table_text=quoting.table_text(quote, heard(view, quote, said.note)),
        findings=findings,
    )
