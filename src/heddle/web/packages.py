"""The whole study, or one source, as a file: for another program, for statistics, or to be kept."""

from __future__ import annotations

from typing import Final, Literal

from litestar import Response, post
from litestar.params import FromPath, FromQuery

from heddle.exchange.analysis_out import By
from heddle.exchange.analysis_out import Name as Table
from heddle.exchange.refi.profiles import Name
from heddle.study.exports import Form, Purpose
from heddle.web.given import TheHouse, TheSession
from heddle.web.handing import hand_over, wish

Package = Literal["project", "codebook", "archive"]
Talk = Literal["vtt", "srt", "eaf", "textgrid", "tei"]
"""Formats of transcripts (`exchange.talk.transcript_out`)."""
_PARTS: Final[dict[Package, tuple[str, str]]] = {
    "project": ("qdpx", "qdpx"),
    "codebook": ("codebook", "qdc"),
    "archive": ("archive", "zip"),
}
"""Package -> its part (`outgoing.PARTS`) and its format."""


@post(
    "/package/{package:str}",
    status_code=200,
    sync_to_thread=True,
    media_type="application/octet-stream",
)
def save_package(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    package: FromPath[Package],
    profile: FromQuery[Name] = "standard",
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return the study as a project, a codebook or an archive, and note it.

    What is not in it is told in the header Heddle-Notes; refused where the gate says no.
    """
    part, ending = _PARTS[package]
    options = {"profile": profile} if package == "project" else {}
    asked = wish(house, session.mark, part, purpose=purpose, form=form, format=ending, **options)
    return hand_over(house, session, asked, name=package)


@post(
    "/table/{table:str}",
    status_code=200,
    sync_to_thread=True,
    media_type="application/octet-stream",
)
def save_table(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    table: FromPath[Table],
    ending: FromQuery[Literal["csv", "xlsx", "parquet"]] = "csv",
    by: FromQuery[By] = "source",
    people: FromQuery[bool] = True,
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a table for statistics programs, and note it.

    `by` are the columns of the matrix; `people` says beside words who the speaker is. Refused
    where the gate says no.
    """
    part = f"{table}-table"
    options = {"by": by, "people": people}
    asked = wish(house, session.mark, part, purpose=purpose, form=form, format=ending, **options)
    return hand_over(house, session, asked, name=table)


@post(
    "/transcript/{ending:str}",
    status_code=200,
    sync_to_thread=True,
    media_type="application/octet-stream",
)
def save_transcript(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    ending: FromPath[Talk],
    source: FromQuery[str],
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return one source (by id) as a transcript, and note it.

    What the format leaves out is told in the header Heddle-Notes; refused where the gate says no.
    """
    asked = wish(
        house, session.mark, "transcript", purpose=purpose, form=form, format=ending, source=source
    )
    return hand_over(house, session, asked)


ROUTES: Final = [save_package, save_table, save_transcript]
