"""Rounds of coding apart, and two people's readings side by side."""

from __future__ import annotations

from typing import Final

from litestar import get

from heddle.findings import readings
from heddle.findings.readings import Comparison
from heddle.findings.rounds import RoundState, rounds
from heddle.web.given import TheReader
from heddle.web.reading import ShortText


@get("/rounds", sync_to_thread=True)
def read_rounds(reader: TheReader) -> list[RoundState]:
    """Return all rounds and how far they have come; nothing of what anybody coded."""
    with reader.view() as view:
        return rounds(view)


@get("/comparison", sync_to_thread=True)
def read_comparison(
    reader: TheReader,
    round: ShortText = "",  # noqa: A002 - the word users know
    first: ShortText = "",
    second: ShortText = "",
    source: ShortText = "",
) -> Comparison:
    """Return where two people read the same sources differently.

    Of a round that was opened, what each had coded by then; without a round, what is coded now.
    """
    with reader.view() as view:
        return readings.compare(view, round_=round, first=first, second=second, source=source)


READS: Final = [read_rounds, read_comparison]
"""Routes that answer for the past as well."""
