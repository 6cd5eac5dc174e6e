"""Readiness for the team's window: the whole matrix, and the extracts behind one of its cells."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import get
from litestar.params import FromPath

from heddle.study.extracts import Extract, extracts_of
from heddle.study.ratings import Rating
from heddle.study.readiness import codings_of
from heddle.study.readiness_matrix import Matrix, matrix
from heddle.study.readiness_setup import ReadinessPlan
from heddle.web.given import TheReader


class ReadinessCard(msgspec.Struct, kw_only=True):
    """The matrix; null in a study that does not use the framework."""

    matrix: Matrix | None


class CellExtracts(msgspec.Struct, kw_only=True):
    """What was said on one area in one group, with its ratings."""

    extracts: list[Extract]
    ratings: list[Rating]


@get("/readiness", sync_to_thread=True)
def read_readiness(reader: TheReader) -> ReadinessCard:
    """Return the matrix of readiness as the team sees it."""
    with reader.view() as view:
        there = view.first(ReadinessPlan) is not None
        return ReadinessCard(matrix=matrix(view) if there else None)


@get("/readiness/{area:str}/{group:str}", sync_to_thread=True)
def read_cell(reader: TheReader, area: FromPath[str], group: FromPath[str]) -> CellExtracts:
    """Return the extracts of an area (a code's id) and what is below it in a session."""
    with reader.view() as view:
        ids = codings_of(view, area, group)
        return CellExtracts(
            extracts=extracts_of(view, ids), ratings=view.among(Rating, "coding", ids)
        )


READS: Final = [read_readiness, read_cell]
