"""Retrieval: queries, words in context, what coding all hits would do, saved queries."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from litestar import get
from litestar.params import FromQuery, QueryParameter

from heddle.findings.query.builder import Choices, Reading, choices, reading
from heddle.findings.query.code_all import plan
from heddle.findings.query.context import Context, in_context
from heddle.findings.query.found import Found, find
from heddle.study.codings import NewCoding
from heddle.study.queries import ShownQuery, saved_queries
from heddle.web.given import TheHouse, TheReader, TheSession

QueryText = Annotated[str, QueryParameter(max_length=4000)]
Id = Annotated[str, QueryParameter(max_length=60)]
Offset = Annotated[int, QueryParameter(ge=0, le=1 << 31)]
Limit = Annotated[int, QueryParameter(ge=1, le=500)]
WordCount = Annotated[int, QueryParameter(ge=0, le=50)]
Sort = Literal["place", "left", "right", "words"]
Unit = Literal["words", "sentence", "turn"]


class Preview(msgspec.Struct, kw_only=True):
    """What coding all hits would do: the step's codings, and how far they reach."""

    codings: list[NewCoding]
    already: int
    turns: int
    sources: int


@get("/find", sync_to_thread=True)
def find_talk(
    reader: TheReader,
    q: QueryText,
    team: FromQuery[bool] = False,
    offset: Offset = 0,
    limit: Limit = 50,
) -> Found:
    """Return a page of what a query finds, with its counts."""
    with reader.view() as view:
        return find(view, q, team=team, offset=offset, limit=limit)


@get("/find/lines", sync_to_thread=True)
def find_lines(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    q: QueryText,
    words: WordCount = 10,
    sort: FromQuery[Sort] = "place",
    team: FromQuery[bool] = False,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Context:
    """Return what a query finds with the words on either side."""
    with reader.view() as view:
        return in_context(view, q, words=words, sort=sort, team=team, offset=offset, limit=limit)


@get("/find/reading", sync_to_thread=True)
def read_query(reader: TheReader, q: QueryText = "") -> Reading:
    """Return a query as rows of a builder, or where its text cannot be read."""
    with reader.view() as view:
        return reading(view, q)


@get("/find/choices", sync_to_thread=True)
def read_choices(reader: TheReader) -> Choices:
    """Return what can be chosen in a builder."""
    with reader.view() as view:
        return choices(view)


@get("/find/saved", sync_to_thread=True)
def read_saved(reader: TheReader) -> list[ShownQuery]:
    """Return the saved queries with the names that they speak of now."""
    with reader.view() as view:
        return saved_queries(view)


@get("/find/plan", sync_to_thread=True)
def plan_coding(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    q: QueryText,
    code: Id,
    unit: FromQuery[Unit] = "words",
    team: FromQuery[bool] = False,
) -> Preview:
    """Return the step that would code all that a query finds; nothing is changed."""
    desk = house.desk(session)
    with house.view(session) as view:
        made = plan(view, q, code=code, coder=desk.actor, unit=unit, team=team)
    return Preview(
        codings=made.codings, already=made.already, turns=made.turns, sources=made.sources
    )


READS: Final = [find_talk, find_lines, read_query, read_choices, read_saved]
"""Routes that answer for the past as well."""
ROUTES: Final = [plan_coding]
