"""The report, part by part: as JSON for the preview, as a file to save."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from heddle import outgoing
from heddle.privacy import protection
from heddle.report import assembly
from heddle.report.json_writer import to_json
from heddle.study.exports import Form, Purpose
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.media import disposition
from heddle.web.privacy import wish

FileFormat = Literal["docx", "html", "pdf", "xlsx", "odt", "csv", "md", "json"]

# How Table 1 is printed (`table1.Options`); other parts pass over it.
Decimals = Annotated[int | None, QueryParameter(ge=0, le=6)]
Least = Annotated[int | None, QueryParameter(ge=1, le=1000)]
Band = Annotated[int | None, QueryParameter(ge=2, le=50)]
Names = Annotated[str | None, QueryParameter(max_length=200)]
Mark = Literal[".", ","]
Day = Annotated[str, QueryParameter(max_length=10)]
"""The day up to which the flow counts; other parts pass over it."""

_NAMES: Final = (
    "statistic", "decimals", "decimal_mark", "suppression", "least", "band", "no_range", "gender",
    "occupations", "total",
)  # fmt: skip
_WITH_QUOTES: Final = frozenset({"readiness", "table3", "bilingual-quotes", "manuscript"})
TYPES: Final[dict[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
    "md": "text/markdown",
    "json": "application/json",
}


@get("/report/{part:str}", sync_to_thread=True, media_type="application/json")
def read_report(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    part: FromPath[assembly.Part],
    statistic: FromQuery[protection.Statistic | None] = None,
    decimals: Decimals = None,
    decimal_mark: FromQuery[Mark | None] = None,
    suppression: FromQuery[protection.Suppression | None] = None,
    least: Least = None,
    band: Band = None,
    no_range: Names = None,
    gender: FromQuery[protection.Gender | None] = None,
    occupations: FromQuery[protection.Occupations | None] = None,
    total: Annotated[bool | None, QueryParameter()] = None,
    on: Day = "",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report as its model; quotes that no longer match are marked."""
    chosen = given(
        statistic, decimals, decimal_mark, suppression, least, band, no_range, gender,
        occupations, total,
    )  # fmt: skip
    options = chosen if part == "table1" else {}
    if part == "flow" and on:
        options["on"] = on
    if part in _WITH_QUOTES:
        options["allow_stale"] = True
    with reader.view() as view:
        made = outgoing.preview(view, part, form, **options)
    return Response(to_json(made), media_type="application/json")


@get("/report/{part:str}/file", sync_to_thread=True, media_type="application/octet-stream")
def save_report(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    part: FromPath[assembly.Part],
    format: FromQuery[FileFormat] = "docx",  # noqa: A002 - the word users know
    statistic: FromQuery[protection.Statistic | None] = None,
    decimals: Decimals = None,
    decimal_mark: FromQuery[Mark | None] = None,
    suppression: FromQuery[protection.Suppression | None] = None,
    least: Least = None,
    band: Band = None,
    no_range: Names = None,
    gender: FromQuery[protection.Gender | None] = None,
    occupations: FromQuery[protection.Occupations | None] = None,
    total: Annotated[bool | None, QueryParameter()] = None,
    on: Day = "",
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report as a file, and note it; refused where the gate says no."""
    chosen = given(
        statistic, decimals, decimal_mark, suppression, least, band, no_range, gender,
        occupations, total,
    )  # fmt: skip
    options = chosen if part == "table1" else {}
    if part == "flow" and on:
        options["on"] = on
    asked = wish(house, session.mark, part, purpose=purpose, form=form, format=format, **options)
    ready = outgoing.prepare(house.study, asked)
    outgoing.note(house.desk(session), ready)
    headers = {"Content-Disposition": disposition(f"{part}.{format}")}
    if ready.replaced:
        headers["Heddle-Replaced"] = str(ready.replaced)
    return Response(ready.data, media_type=TYPES[format], headers=headers)


def given(*values: object) -> dict[str, Any]:
    """Return what was chosen for Table 1 by its names; what was not is as the team has chosen."""
    return {name: v for name, v in zip(_NAMES, values, strict=True) if v is not None}
