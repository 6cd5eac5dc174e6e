"""The report, part by part: as JSON for the preview, as a file to save."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from heddle import outgoing
from heddle.report import assembly
from heddle.report.json_writer import to_json
from heddle.study.exports import Form, Purpose
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.handing import hand_over, wish
from heddle.web.security import MAX_BODY
from heddle.web.table_form import TheTableForm

FileFormat = Literal["docx", "html", "pdf", "xlsx", "odt", "csv", "md", "json", "tex"]

ListName = Annotated[str, QueryParameter(max_length=40)]
"""Id of a checklist: a shipped one, or one that the team has added."""
SessionName = Annotated[str, QueryParameter(max_length=200)]
"""Id or name of the session that the paper pack is for; other parts pass over it."""
Day = Annotated[str, QueryParameter(max_length=10)]
"""The day up to which the flow counts; other parts pass over it."""

_WITH_QUOTES: Final = frozenset({"readiness", "table3", "bilingual-quotes", "manuscript"})


@get("/report/{part:str}", sync_to_thread=True, media_type="application/json")
def read_report(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    part: FromPath[assembly.Part],
    table_form: TheTableForm,
    on: Day = "",
    name: ListName = "coreq",
    of_session: SessionName = "",
    large: Annotated[bool, QueryParameter()] = False,
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report as its model; quotes that no longer match are marked."""
    options = _options(part, table_form, on, name, packed=(of_session, large))
    if part in _WITH_QUOTES:
        options["allow_stale"] = True
    with reader.view() as view:
        made = outgoing.preview(view, part, form, **options)
    return Response(to_json(made), media_type="application/json")


@post(
    "/report/{part:str}/file",
    status_code=200,
    sync_to_thread=True,
    media_type="application/octet-stream",
)
def save_report(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    part: FromPath[assembly.Part],
    table_form: TheTableForm,
    format: FromQuery[FileFormat] = "docx",  # noqa: A002 - the word users know
    on: Day = "",
    name: ListName = "coreq",
    of_session: SessionName = "",
    large: Annotated[bool, QueryParameter()] = False,
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report as a file, and note it; refused where the gate says no."""
    options = _options(part, table_form, on, name, packed=(of_session, large))
    asked = wish(house, session.mark, part, purpose=purpose, form=form, format=format, **options)
    return hand_over(house, session, asked)


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
    return await to_thread.run_sync(hand_over, house, session, asked)


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
