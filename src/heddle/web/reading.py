"""What windows read: records, sources, counts, extracts, quotes, history.

The same routes answer for the study as it was, below /api/asof/{seq}.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from litestar import get
from litestar.params import FromPath, QueryParameter

from heddle.log.touched import head
from heddle.study.chronicle import Telling, chronicle
from heddle.study.columns import SourceColumns, source_columns
from heddle.study.counts import Counts, counts
from heddle.study.disagreements import disagreements
from heddle.study.extracts import Extracts, extracts
from heddle.study.finding import Found, find_turns
from heddle.study.journal_keys import PERSONAL
from heddle.study.mark_signs import Signs, signs_in
from heddle.study.printing import PrintedQuote, printed_quotes
from heddle.study.sources import Source, Turn, turns_of
from heddle.study.spoken import SpokenTimes, spoken_times
from heddle.study.unclear import UnclearPlace, unclear_places
from heddle.study.versions import Versions, versions
from heddle.web.errors import WrongInput
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.house import Now

LARGE: Final = frozenset(
    {"turns", "codings", "observations", "erasures", "round_readings"} | PERSONAL
)
"""Kinds that are read source by source, by routes of their own, or not at all."""

_MOST_VERSIONS: Final = 8

Offset = Annotated[int, QueryParameter(ge=0, le=1 << 31)]
Limit = Annotated[int, QueryParameter(ge=1, le=1000)]
ShortText = Annotated[str, QueryParameter(max_length=400)]
Names = Annotated[str, QueryParameter(max_length=2000)]


class SourceTurns(msgspec.Struct, kw_only=True):
    """The turns of a source as records, for whoever writes in them."""

    turns: list[Turn]
    seq: int
    """Where the log stood."""


class Disagreement(msgspec.Struct, kw_only=True):
    """Something that two merged copies left undecided."""

    kind: str
    record: str
    label: str
    problem: str
    field: str
    kept: str
    lost: str


@get("/records", sync_to_thread=True)
def read_records(reader: TheReader, kinds: Names = "") -> dict[str, list[Any]]:
    """Return all records of some small kinds, by kind; all small kinds if none is named."""
    with reader.view() as view:
        small = [kind for kind in view.schema.kinds if kind not in LARGE]
        wanted = [kind for kind in kinds.split(",") if kind] or small
        for kind in wanted:
            if kind not in small:
                raise WrongInput(f"The kinds to read are: {', '.join(small)}.")
        return {kind: list(view.find(view.schema.kinds[kind].cls)) for kind in wanted}


@get("/sources/{source:str}", sync_to_thread=True)
def read_source(reader: TheReader, source: FromPath[str]) -> SourceColumns:
    """Return a source with its turns and codings by columns."""
    with reader.view() as view:
        seq = reader.seq if reader.seq is not None else head(view.connection)
        return source_columns(view, source, seq=seq)


@get("/sources/{source:str}/turns", sync_to_thread=True)
def read_turns(reader: TheReader, source: FromPath[str]) -> SourceTurns:
    """Return the turns of a source in order, with all that is kept of each."""
    with reader.view() as view:
        seq = reader.seq if reader.seq is not None else head(view.connection)
        return SourceTurns(turns=turns_of(view, view.get(Source, source).id), seq=seq)


@get("/sources/{source:str}/times", sync_to_thread=True)
def read_times(reader: TheReader, source: FromPath[str]) -> SpokenTimes:
    """Return when words of a source were spoken, for a player that goes with them."""
    with reader.view() as view:
        seq = reader.seq if reader.seq is not None else head(view.connection)
        return spoken_times(view, source, seq=seq)


@get("/unclear", sync_to_thread=True)
def read_unclear(reader: TheReader, source: ShortText = "") -> list[UnclearPlace]:
    """Return where a source (or any) is unclear or inaudible, with times, in order."""
    with reader.view() as view:
        return unclear_places(view, source)


@get("/sources/{source:str}/signs", sync_to_thread=True)
def read_signs(reader: TheReader, source: FromPath[str]) -> Signs:
    """Return which characters of a source could become marks ("turns.read_marks" does it)."""
    with reader.view() as view:
        return signs_in(view, source)


@get("/counts", sync_to_thread=True)
def read_counts(reader: TheReader) -> Counts:
    """Return how much there is of everything."""
    with reader.view() as view:
        return reader.house.counts(view) if isinstance(reader, Now) else counts(view)


@get("/codes/{code:str}/extracts", sync_to_thread=True)
def read_extracts(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    code: FromPath[str],
    offset: Offset = 0,
    limit: Limit = 100,
    coder: ShortText = "",
    source: ShortText = "",
) -> Extracts:
    """Return a page of a code's extracts with what stands around them."""
    with reader.view() as view:
        return extracts(view, code, offset=offset, limit=limit, coder=coder, source=source)


@get("/search", sync_to_thread=True)
def search_turns(
    reader: TheReader, q: ShortText = "", limit: Limit = 100, offset: Offset = 0
) -> Found:
    """Return turns that hold all the words; "words in quotes" are a phrase, a * a beginning."""
    with reader.view() as view:
        return find_turns(reader.database, view, q, limit=limit, offset=offset)


@get("/quotes", sync_to_thread=True)
def read_quotes(reader: TheReader) -> list[PrintedQuote]:
    """Return all quotes as printed, each held against its transcript."""
    with reader.view() as view:
        return printed_quotes(view)


@get("/conflicts", sync_to_thread=True)
def read_conflicts(reader: TheReader) -> list[Disagreement]:
    """Return what two merged copies disagree on."""
    with reader.view() as view:
        return [Disagreement(**row) for row in disagreements(view)]


@get("/history", sync_to_thread=True)
def read_history(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    record: ShortText = "",
    actor: ShortText = "",
    operation: ShortText = "",
    before: Offset = 0,
    limit: Limit = 50,
) -> list[Telling]:
    """Return readable steps, newest first; of one record, member or operation if named."""
    with house.view(session) as view:
        return chronicle(
            view,
            record=record,
            actor=actor,
            operation=operation,
            before=before,
            limit=min(limit, 200),
            changes=20 if record else 5,
        )


@get("/themes/{theme:str}/versions", sync_to_thread=True)
def read_versions(
    house: TheHouse, session: TheSession, theme: FromPath[str], at: ShortText = ""
) -> Versions:
    """Return the moments of a theme, and how it was after some steps (their seqs, with commas)."""
    seqs = [int(part) for part in at.split(",") if part.isascii() and part.isdecimal()]
    with house.view(session) as view:
        return versions(view, theme, seqs[:_MOST_VERSIONS])


READS: Final = [
    read_records,
    read_source,
    read_turns,
    read_times,
    read_unclear,
    read_signs,
    read_counts,
    read_extracts,
    search_turns,
    read_quotes,
    read_conflicts,
]
"""Routes that answer for the past as well."""
