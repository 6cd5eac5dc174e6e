"""Matrices, co-occurrence and the framework: what the tab "matrices" of the analysis shows."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from heddle.exchange.matrices_out import PART, Name
from heddle.findings import axes, code_pair, cooccurring, crosstests, framework, matrices, reactions
from heddle.findings.code_pair import Pair
from heddle.findings.cooccurring import Base, CoAsk, CoMatrix, Unit
from heddle.findings.corpus import corpus
from heddle.findings.framework import Case, Framework
from heddle.findings.matrix import By, CellExtracts, Matrix, MatrixAsk, Measure, Rows, Tests
from heddle.findings.reactions import Interlocutors
from heddle.study.exports import Form, Purpose
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.handing import hand_over, wish

Ids = Annotated[str, QueryParameter(max_length=4000)]
ShortText = Annotated[str, QueryParameter(max_length=400)]
Offset = Annotated[int, QueryParameter(ge=0, le=1 << 31)]
Limit = Annotated[int, QueryParameter(ge=1, le=500)]
TheMatrix = NamedDependency[MatrixAsk]
"""Which matrix a query asks about; the parameter is `matrix_ask`."""
Distance = Annotated[float, QueryParameter(ge=0, le=1_000_000)]


class Axes(msgspec.Struct, kw_only=True):
    """What the columns of a matrix can be in this study."""

    attributes: list[str]
    questions: bool
    """Whether the turn of any question is on record."""
    times: bool
    """Whether any turn has a time."""


def _ids(text: str) -> list[str]:
    return [one for one in text.split(",") if one]


@get("/analysis/axes", sync_to_thread=True)
def read_axes(reader: TheReader) -> Axes:
    """Return what the columns of a matrix can be in this study."""
    with reader.view() as view:
        found = corpus(view)
        return Axes(
            attributes=axes.attributes(found),
            questions=bool((found.turns.question >= 0).any()),
            times=bool((found.turns.seconds >= 0).any()),
        )


def matrix_ask(  # noqa: PLR0917 - Litestar passes them by name
    rows: FromQuery[Rows] = "code",
    by: FromQuery[By] = "group",
    attribute: ShortText = "",
    below: FromQuery[bool] = False,
    moderator: FromQuery[bool] = False,
    codes: Ids = "",
    coders: Ids = "",
) -> MatrixAsk:
    """Return what a query asks of a matrix; `codes` and `coders` are ids with commas."""
    return MatrixAsk(
        rows=rows, by=by, attribute=attribute, below=below, moderator=moderator,
        codes=_ids(codes), coders=_ids(coders),
    )  # fmt: skip


@get("/analysis/matrix", sync_to_thread=True)
def read_matrix(
    reader: TheReader, matrix_ask: TheMatrix, measure: FromQuery[Measure] = "participants"
) -> Matrix:
    """Return a matrix."""
    with reader.view() as view:
        return matrices.matrix(view, msgspec.structs.replace(matrix_ask, measure=measure))


@get("/analysis/matrix/cell", sync_to_thread=True)
def read_cell(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    matrix_ask: TheMatrix,
    row: ShortText = "",
    column: FromQuery[str | None] = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> CellExtracts:
    """Return the extracts behind a cell; without a column those of its row."""
    with reader.view() as view:
        return matrices.cell(view, matrix_ask, row, column, offset=offset, limit=limit)


@get("/analysis/matrix/tests", sync_to_thread=True)
def read_tests(reader: TheReader, matrix_ask: TheMatrix) -> Tests:
    """Return a test of each row; refused where the method rejects counts as evidence."""
    with reader.view() as view:
        return crosstests.crosstests(view, matrix_ask)


@get("/analysis/cooccurrence", sync_to_thread=True)
def read_cooccurrence(
    reader: TheReader,
    base: FromQuery[Base] = "pairs",
    moderator: FromQuery[bool] = False,
    codes: Ids = "",
    coders: Ids = "",
) -> CoMatrix:
    """Return how codes lie together on one base."""
    ask = CoAsk(base=base, moderator=moderator, codes=_ids(codes), coders=_ids(coders))
    with reader.view() as view:
        return cooccurring.matrix(view, ask)


@get("/analysis/cooccurrence/{one:str}/{other:str}", sync_to_thread=True)
def read_pair(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    one: FromPath[str],
    other: FromPath[str],
    moderator: FromQuery[bool] = False,
    coders: Ids = "",
    within: Distance = 3,
    unit: FromQuery[Unit] = "turns",
) -> Pair:
    """Return two codes in detail, with the extracts of the first that overlap the second."""
    ask = CoAsk(moderator=moderator, coders=_ids(coders))
    with reader.view() as view:
        return code_pair.pair(view, one, other, ask, within=within, unit=unit)


@get("/analysis/framework", sync_to_thread=True)
def read_framework(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    case: FromQuery[Case] = "participant",
    rows: FromQuery[Rows] = "theme",
    codes: Ids = "",
    attribute: ShortText = "",
    value: ShortText = "",
) -> Framework:
    """Return the framework matrix; of the cases with a value of an attribute, if one is named."""
    where = {attribute: value} if attribute and value else None
    with reader.view() as view:
        return framework.framework(view, case=case, rows=rows, codes=_ids(codes), where=where)


@get("/analysis/interlocutors", sync_to_thread=True)
def read_interlocutors(reader: TheReader) -> Interlocutors:
    """Return what everybody did with every question; no response is not agreement."""
    with reader.view() as view:
        return reactions.interlocutors(view)


@post(
    "/matrix/{matrix:str}",
    status_code=200,
    sync_to_thread=True,
    media_type="application/octet-stream",
)
def save_matrix(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    matrix: FromPath[Name],
    ending: FromQuery[Literal["csv", "xlsx", "parquet"]] = "csv",
    by: FromQuery[By] = "group",
    attribute: ShortText = "",
    measure: FromQuery[Measure] = "participants",
    below: FromQuery[bool] = False,
    moderator: FromQuery[bool] = False,
    codes: Ids = "",
    coders: Ids = "",
    base: FromQuery[Base] = "pairs",
    case: FromQuery[Case] = "participant",
    rows: FromQuery[Rows] = "theme",
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a matrix as a file, and note it; figures of few people are left empty in it.

    Refused where the gate says no.
    """
    options = {
        "matrix": matrix, "by": by, "attribute": attribute, "measure": measure, "below": below,
        "moderator": moderator, "codes": _ids(codes), "coders": _ids(coders), "base": base,
        "case": case, "rows": rows,
    }  # fmt: skip
    asked = wish(house, session.mark, PART, purpose=purpose, form=form, format=ending, **options)
    return hand_over(house, session, asked, name=matrix)


READS: Final = [
    read_axes,
    read_matrix,
    read_cell,
    read_tests,
    read_cooccurrence,
    read_pair,
    read_framework,
    read_interlocutors,
]
"""Routes that answer for the past as well."""
ROUTES: Final = [save_matrix]
