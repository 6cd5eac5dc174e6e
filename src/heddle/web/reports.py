"""The report, part by part: as JSON for the preview, as a file to save."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from heddle import outgoing
from heddle.report import assembly, table1
from heddle.report.json_writer import to_json
from heddle.study.exports import Form, Purpose
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.media import disposition
from heddle.web.privacy import wish

FileFormat = Literal["docx", "html", "pdf", "xlsx", "odt", "csv", "md", "json"]

# How Table 1 is printed (`table1.Options`); other parts pass over it.
Decimals = Annotated[int | None, QueryParameter(ge=0, le=6)]
Least = Annotated[int | None, QueryParameter(ge=1, le=1000)]
Mark = Literal[".", ","]

_WITH_QUOTES: Final = frozenset({"table3", "manuscript"})
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
    statistic: FromQuery[table1.Statistic | None] = None,
    decimals: Decimals = None,
    decimal_mark: FromQuery[Mark | None] = None,
    suppression: FromQuery[table1.Suppression | None] = None,
    least: Least = None,
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report as its model; quotes that no longer match are marked."""
    options = _table1(part, statistic, decimals, decimal_mark, suppression, least)
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
    statistic: FromQuery[table1.Statistic | None] = None,
    decimals: Decimals = None,
    decimal_mark: FromQuery[Mark | None] = None,
    suppression: FromQuery[table1.Suppression | None] = None,
    least: Least = None,
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a part of the report as a file, and note it; refused where the gate says no."""
    options = _table1(part, statistic, decimals, decimal_mark, suppression, least)
    asked = wish(house, session.mark, part, purpose=purpose, form=form, format=format, **options)
    ready = outgoing.prepare(house.study, asked)
    outgoing.note(house.desk(session), ready)
    headers = {"Content-Disposition": disposition(f"{part}.{format}")}
    if ready.replaced:
        headers["Heddle-Replaced"] = str(ready.replaced)
    return Response(ready.data, media_type=TYPES[format], headers=headers)


def _table1(part: str, *values: object) -> dict[str, Any]:
    """Return what was chosen for Table 1; nothing for other parts."""
    names = ("statistic", "decimals", "decimal_mark", "suppression", "least")
    chosen = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return chosen if part == "table1" else {}
