"""Handing files over: what a window takes out of the study is asked about, made and noted here.

Saving a file is a POST. The study keeps a note of what left it, so a link on another page, or a
browser that loads ahead, must not be able to do it.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from litestar import Response

from heddle import outgoing
from heddle.study.exports import Form, Purpose
from heddle.web.house import House
from heddle.web.media import disposition
from heddle.web.session import Session

_UNKNOWN: Final = "application/octet-stream"
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
    "svg": "image/svg+xml",
    "parquet": "application/vnd.apache.parquet",
}


def wish(
    house: House,
    session: str,
    part: str,
    /,
    *,
    purpose: Purpose,
    form: Form | None,
    format: str = "docx",  # noqa: A002 - the word users know
    **options: Any,
) -> outgoing.Wish:
    """Return what a window wants to take out, with the names of the key that it has open."""
    key = house.keys.peek(session)
    return outgoing.Wish(
        part=part,
        format=format,
        purpose=purpose,
        form=form,
        options=options,
        names=key.names() if key else None,
        places=key.places() if key else (),
    )


def hand_over(
    house: House, session: Session, asked: outgoing.Wish, *, name: str = ""
) -> Response[bytes]:
    """Return what was asked for as a file, once the gate has let it pass, and note it.

    What a person should know of the file stands percent-encoded in the header Heddle-Notes, a
    line each. `name` is the file's without its ending; else that of the part.

    Raises:
        Refused: "gate", or the part cannot be made.
    """
    ready = outgoing.prepare(house.study, asked)
    outgoing.note(house.desk(session), ready)
    headers = {"Content-Disposition": disposition(f"{name or asked.part}.{asked.format}")}
    if ready.replaced:
        headers["Heddle-Replaced"] = str(ready.replaced)
    if ready.notes:
        headers["Heddle-Notes"] = quote("\n".join(ready.notes))
    return Response(ready.data, media_type=TYPES.get(asked.format, _UNKNOWN), headers=headers)
