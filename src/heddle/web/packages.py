"""The whole study as a file: for another program, or to be kept."""

from __future__ import annotations

from typing import Final, Literal
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from heddle import outgoing
from heddle.exchange.refi.profiles import Name
from heddle.study.exports import Form, Purpose
from heddle.web.given import TheHouse, TheSession
from heddle.web.media import disposition
from heddle.web.privacy import wish

Package = Literal["project", "codebook", "archive"]
_PARTS: Final[dict[Package, tuple[str, str]]] = {
    "project": ("qdpx", "qdpx"),
    "codebook": ("codebook", "qdc"),
    "archive": ("archive", "zip"),
}
"""Package -> its part (`outgoing.PARTS`) and its format."""


@get("/package/{package:str}", sync_to_thread=True, media_type="application/octet-stream")
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
    ready = outgoing.prepare(house.study, asked)
    outgoing.note(house.desk(session), ready)
    headers = {"Content-Disposition": disposition(f"{package}.{ending}")}
    if ready.notes:
        headers["Heddle-Notes"] = quote("\n".join(ready.notes))
    return Response(ready.data, media_type="application/octet-stream", headers=headers)


ROUTES: Final = [save_package]
