"""The report, part by part: as JSON for the preview, as a file to save."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from heddle import outgoing
from heddle.privacy import protection
from heddle.report import assembly
from heddle.report.json_writer import to_json
from heddle.study.exports import Form, Purpose
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.house import House
from heddle.web.media import disposition
from heddle.web.privacy import wish
from heddle.web.security import MAX_BODY
from heddle.web.session import Session

FileFormat = Literal["docx", "html", "pdf", "xlsx", "odt", "csv", "md", "json", "tex"]

# How Table 1 is printed (`table1.Options`); other parts pass over it.
Decimals = Annotated[int | None, QueryParameter(ge=0, le=6)]
Least = Annotated[int | None, QueryParameter(ge=1, le=1000)]
Band = Annotated[int | None, QueryParameter(ge=2, le=50)]
Names = Annotated[str | None, QueryParameter(max_length=200)]
ListName = Annotated[str, QueryParameter(max_length=40)]
"""Id of a checklist: a shipped one, or one that the team has added."""
SessionName = Annotated[str, QueryParameter(max_length=200)]
"""Id or name of the session that the paper pack is for; other parts pass over it."""
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
    of_session: SessionName = "",
    large: Annotated[bool, QueryParameter()] = False,
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report as its model; quotes that no longer match are marked."""
    chosen = given(
        statistic, decimals, decimal_mark, suppression, least, band, no_range, gender,
        occupations, total,
    )  # fmt: skip
    options = _options(part, chosen, on, name, packed=(of_session, large))
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
    name: ListName = "coreq",
    of_session: SessionName = "",
    large: Annotated[bool, QueryParameter()] = False,
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report as a file, and note it; refused where the gate says no."""
    chosen = given(
        statistic, decimals, decimal_mark, suppression, least, band, no_range, gender,
        occupations, total,
    )  # fmt: skip
    options = _options(part, chosen, on, name, packed=(of_session, large))
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


@post(
    "/report/{part:str}/filled",
    status_code=200,
    media_type="application/octet-stream",
    request_max_body_size=MAX_BODY,
)
async def fill_template(  # noqa: PLR0917 - Litestar passes them by name
    request: Request[Any, Any, Any],
    house: TheHouse,
    session: TheSession,
    part: FromPath[assembly.Part],
    name: ListName = "coreq",
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report in a Word template, which is the request's body."""
    from anyio import to_thread  # noqa: PLC0415 - only uploads need it

    options = _options(part, {}, "", name)
    asked = wish(house, session.mark, part, purpose=purpose, form=form, format="docx", **options)
    asked.template = await request.body()
    return await to_thread.run_sync(_filled, house, session, asked)


def _filled(house: House, session: Session, asked: outgoing.Wish) -> Response[bytes]:
    ready = outgoing.prepare(house.study, asked)
    outgoing.note(house.desk(session), ready)
    headers = {"Content-Disposition": disposition(f"{asked.part}.docx")}
    if ready.notes:
        # Notes hold names of styles, in any letters.
        headers["Heddle-Notes"] = quote(" ".join(ready.notes))
    return Response(ready.data, media_type=TYPES["docx"], headers=headers)


def _options(
    part: str, chosen: dict[str, Any], on: str, name: str, packed: tuple[str, bool] = ("", False)
) -> dict[str, Any]:
    """Return the options that a part knows; the others are passed over."""
    if part == "table1":
        return chosen
    if part == "pack":
        return {"session": packed[0], "large": packed[1]}
    if part == "flow" and on:
        return {"on": on}
    return {"name": name} if part == "checklist" else {}
