"""The report, part by part: as JSON for the preview, as a file to save."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from heddle.privacy import protection
from heddle.report import assembly
from heddle.report.files import render
from heddle.report.json_writer import to_json
from heddle.web.given import TheReader
from heddle.web.house import Reader
from heddle.web.media import disposition
from heddle.web.security import MAX_BODY

FileFormat = Literal["docx", "html", "pdf", "xlsx", "odt", "csv", "md", "json", "tex"]

# How Table 1 is printed (`table1.Options`); other parts pass over it.
Decimals = Annotated[int | None, QueryParameter(ge=0, le=6)]
Least = Annotated[int | None, QueryParameter(ge=1, le=1000)]
Band = Annotated[int | None, QueryParameter(ge=2, le=50)]
Names = Annotated[str | None, QueryParameter(max_length=200)]
ListName = Annotated[str, QueryParameter(max_length=40)]
"""Id of a checklist: a shipped one, or one that the team has added."""
Mark = Literal[".", ","]
Day = Annotated[str, QueryParameter(max_length=10)]
"""The day up to which the flow counts; other parts pass over it."""

_NAMES: Final = (
    "statistic", "decimals", "decimal_mark", "suppression", "least", "band", "no_range", "gender",
    "occupations", "total",
)  # fmt: skip
_WITH_QUOTES: Final = frozenset({"table3", "bilingual-quotes", "manuscript"})
TYPES: Final[dict[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
    "md": "text/markdown",
    "json": "application/json",
    "tex": "application/x-tex",
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
    name: ListName = "coreq",
) -> Response[bytes]:
    """Return a part of the report as its model; quotes that no longer match are marked."""
    chosen = given(
        statistic, decimals, decimal_mark, suppression, least, band, no_range, gender,
        occupations, total,
    )  # fmt: skip
    options = _options(part, chosen, on, name)
    if part in _WITH_QUOTES:
        options["allow_stale"] = True
    with reader.view() as view:
        made = assembly.report(view, part, **options)
    return Response(to_json(made), media_type="application/json")


@get("/report/{part:str}/file", sync_to_thread=True, media_type="application/octet-stream")
def save_report(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
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
    name: ListName = "coreq",
) -> Response[bytes]:
    """Return a part of the report as a file; refused where a quote must not be printed."""
    chosen = given(
        statistic, decimals, decimal_mark, suppression, least, band, no_range, gender,
        occupations, total,
    )  # fmt: skip
    options = _options(part, chosen, on, name)
    with reader.view() as view:
        made = assembly.report(view, part, **options)
    data, written = render(made, format)
    headers = {"Content-Disposition": disposition(f"{part}.{format}")}
    if written.replaced:
        headers["Heddle-Replaced"] = str(written.replaced)
    return Response(data, media_type=TYPES[format], headers=headers)


def given(*values: object) -> dict[str, Any]:
    """Return what was chosen for Table 1 by its names; what was not is as the team has chosen."""
    return {name: v for name, v in zip(_NAMES, values, strict=True) if v is not None}


@post(
    "/report/{part:str}/filled",
    status_code=200,
    media_type="application/octet-stream",
    request_max_body_size=MAX_BODY,
)
async def fill_template(
    request: Request[Any, Any, Any],
    reader: TheReader,
    part: FromPath[assembly.Part],
    name: ListName = "coreq",
) -> Response[bytes]:
    """Return a part of the report in a Word template, which is the request's body."""
    from anyio import to_thread  # noqa: PLC0415 - only uploads need it

    template = await request.body()
    return await to_thread.run_sync(_filled, reader, part, name, template)


def _filled(reader: Reader, part: str, name: str, template: bytes) -> Response[bytes]:
    with reader.view() as view:
        made = assembly.report(view, part, **_options(part, {}, "", name))
    data, written = render(made, "docx", template=template)
    headers = {"Content-Disposition": disposition(f"{part}.docx")}
    if written.notes:
        # Notes hold names of styles, in any letters.
        headers["Heddle-Notes"] = quote(" ".join(written.notes))
    return Response(data, media_type=TYPES["docx"], headers=headers)


def _options(part: str, chosen: dict[str, Any], on: str, name: str) -> dict[str, Any]:
    """Return the options that a part knows; the others are passed over."""
    if part == "table1":
        return chosen
    if part == "flow" and on:
        return {"on": on}
    return {"name": name} if part == "checklist" else {}
