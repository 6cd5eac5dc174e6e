"""Imports in two steps, as on the command line: a preview first, then a person's word.

Uploads are parsed in memory and never written to a temporary file: they may be talk of patients.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Request, delete, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from multipart import MultipartError, MultipartParser, parse_options_header

from heddle.client import Study
from heddle.errors import HeddleError, Unreadable
from heddle.exchange.plan import Preview, Report
from heddle.exchange.sheets import Sheet
from heddle.log.operations import name_of
from heddle.log.touched import head
from heddle.web.errors import ErrorBody, WrongInput
from heddle.web.given import TheHouse, TheSession
from heddle.web.house import House
from heddle.web.plans import Waiting
from heddle.web.security import MAX_UPLOAD
from heddle.web.session import Session
from heddle.web.steps import DoneSteps, finished

MOST_FILES: Final = 100
_MOST_OPTIONS: Final = 1 << 20


class Answers(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a person says about a file; whatever is left out is found out from it."""

    kind: str | None = None
    mapping: dict[str, str] | None = None
    encoding: str | None = None
    form: str | None = None
    format: str | None = None
    sheet: str | None = None
    session: str = ""
    speakers: dict[str, str] | None = None
    participant: str = ""
    made_by: str = ""
    name: str = ""
    language: str = ""
    version: str = ""
    project: str = ""

    def options(self) -> dict[str, Any]:
        """Return what was said, as `importing.plan` takes it."""
        said: dict[str, Any] = msgspec.to_builtins(self)
        return said


class ToImport(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The word to go on with a planned import."""

    answers: Answers | None = None
    """Instead of what was said for the preview."""
    reason: str = ""


class FieldWanted(msgspec.Struct, kw_only=True):
    """A field that such a table may have."""

    field: str
    label: str
    required: bool


class TableSeen(msgspec.Struct, kw_only=True):
    """A table's beginning, as `exchange.importing.Layout` has it."""

    kind: str
    headers: list[str]
    rows: list[list[str]]
    count: int
    fields: dict[str, str]
    wanted: list[FieldWanted]


class Reading(msgspec.Struct, kw_only=True):
    """How the file would read in an encoding that it could have."""

    encoding: str
    lines: list[str]


class Previewed(msgspec.Struct, kw_only=True):
    """What importing one file would do, or why it cannot be done."""

    file: str
    plan: str = ""
    """Under which it waits; empty where it cannot be imported as it is."""
    preview: Preview | None = None
    error: ErrorBody | None = None
    table: TableSeen | None = None
    """For a table: its first rows, with what each column is taken for."""
    readings: list[Reading] = []
    """For text in an unknown encoding: those it could have."""
    choices: list[str] = []
    """For a file of several projects: their names."""


class Imported(DoneSteps, kw_only=True):
    """What an import has done; `report` says what was made and what was left out."""

    report: Report


@post(
    "/import/preview",
    status_code=HTTP_200_OK,
    request_max_body_size=MAX_UPLOAD,
)
async def preview_import(
    request: Request[Any, Any, Any], house: TheHouse, session: TheSession
) -> list[Previewed]:
    """Say what importing one or several uploaded files would do; nothing is written.

    Multipart: parts named "file", and one named "options" with the answers as JSON.
    """
    from anyio import to_thread  # noqa: PLC0415 - only uploads need it

    kind, extra = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not extra.get("boundary"):
        raise WrongInput("An import needs files (multipart/form-data); nothing was read.")
    body = await request.body()
    return await to_thread.run_sync(_previews, house, session, body, extra["boundary"])


def _previews(house: House, session: Session, body: bytes, boundary: str) -> list[Previewed]:
    uploads, answers = _parts(body, boundary)
    desk = house.desk(session)
    return [_preview(house, desk, file, data, answers) for file, data in uploads]


def _parts(body: bytes, boundary: str) -> tuple[list[tuple[str, bytes]], Answers]:
    uploads: list[tuple[str, bytes]] = []
    answers = Answers()
    try:
        parser = MultipartParser(
            io.BytesIO(body),
            boundary,
            content_length=len(body),
            strict=True,
            part_limit=MOST_FILES + 1,
            memory_limit=MAX_UPLOAD,
            # All of it is in memory already; nothing may be spooled to a disk.
            spool_limit=MAX_UPLOAD,
        )
        for part in parser:
            if part.name == "file" and part.filename:
                uploads.append((_base(part.filename), part.raw))
            elif part.name == "options" and part.size <= _MOST_OPTIONS:
                answers = msgspec.json.decode(part.raw, type=Answers)
            else:
                raise WrongInput("A part of the upload is neither a file nor the options.")
    except (MultipartError, msgspec.MsgspecError, UnicodeError) as error:
        raise WrongInput("The upload cannot be read; nothing was imported.") from error
    if not uploads:
        raise WrongInput("There is no file in the upload; nothing was imported.")
    return uploads, answers


def _base(name: str) -> str:
    """Return a file's own name: folders may name persons, and are nobody's business."""
    base = name.replace("\\", "/").rpartition("/")[2].replace("\0", "")
    return base[-255:] if base not in ("", ".", "..") else "file"


def _preview(house: House, desk: Study, file: str, data: bytes, answers: Answers) -> Previewed:
    said = Previewed(file=file)
    options = answers.options()
    try:
        table = _table(file, data, options)
        if table is not None:
            said.table = _seen(table, options)
        waiting = _planned(desk, file, data, options, table)
    except HeddleError as error:
        said.error = _told(error)
        said.readings = _readings(error)
        said.choices = getattr(error, "choices", [])
        return said
    said.plan = house.plans.keep(waiting)
    said.preview = waiting.plan.preview
    return said


def _table(file: str, data: bytes, options: dict[str, Any]) -> Sheet | None:
    from heddle.exchange import importing  # noqa: PLC0415 - see _planned

    return importing.read_table(file, data, **options)


def _seen(table: Sheet, options: dict[str, Any]) -> TableSeen:
    from heddle.exchange import importing  # noqa: PLC0415 - see _planned

    return msgspec.convert(importing.layout(table, **options), TableSeen, from_attributes=True)


def _readings(error: HeddleError) -> list[Reading]:
    """Return the encodings that an `UnknownEncoding` suggests; their words are in no message."""
    suggested = getattr(error, "suggestions", [])
    return [Reading(encoding=one.encoding, lines=one.lines or [one.preview]) for one in suggested]


def _planned(
    desk: Study, file: str, data: bytes, options: dict[str, Any], table: Sheet | None = None
) -> Waiting:
    # Loaded when somebody imports: the readers would make every start slower.
    from heddle.exchange import files, importing  # noqa: PLC0415

    if len(data) > files.MAX_BYTES:
        raise Unreadable(
            f"It is larger than {files.MAX_BYTES >> 20} MB; nothing was read.",
            "Cut it into parts, or save it without pictures.",
            file=file,
            code="too-large",
        )
    with desk.view() as view:
        seq = head(view.connection)
        plan = importing.plan(view, Path(file), data=data, actor=desk.actor, table=table, **options)
    return Waiting(file=file, data=data, options=options, plan=plan, seq=seq)


def _told(error: HeddleError) -> ErrorBody:
    body = ErrorBody(code=error.code, problem=error.problem, hint=error.hint)
    if isinstance(error, Unreadable):
        body.file, body.place = error.file, error.place
    return body


@post("/import/{plan:str}/carry", status_code=HTTP_200_OK, sync_to_thread=True)
def carry_import(
    plan: FromPath[str],
    house: TheHouse,
    session: TheSession,
    data: JSONBody[ToImport | None] = None,
) -> Imported:
    """Import a previewed file as one step: all of it or nothing."""
    from heddle.exchange import importing  # noqa: PLC0415 - see above

    word = data or ToImport()
    waiting = house.plans.get(plan)
    desk = house.desk(session)
    options = waiting.options if word.answers is None else word.answers.options()
    with desk.view() as view:
        moved_on = head(view.connection) != waiting.seq
    if moved_on or options != waiting.options:
        # What the plan rests on may have changed: it is drawn up anew from the same bytes.
        waiting = _planned(desk, waiting.file, waiting.data, options)
    report = importing.carry_out(desk, waiting.plan, reason=word.reason)
    house.plans.drop(plan)
    what = f"Import of {report.kind}"
    steps = waiting.plan.steps
    operation = name_of(steps[0].operation) if steps else ""
    answer = finished(desk, report.seq, report.gesture, [], operation, what=what)
    fields = {name: getattr(answer, name) for name in DoneSteps.__struct_fields__}
    return Imported(**fields, report=report)


@delete("/import/{plan:str}", status_code=HTTP_200_OK)
async def drop_import(plan: FromPath[str], house: TheHouse) -> dict[str, bool]:
    """Forget a previewed file."""
    house.plans.drop(plan)
    return {"dropped": True}
