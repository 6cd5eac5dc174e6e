"""How the groups talked, new codes, keyness and the pictures, for the team's window.

What a window shows is for the team: small cells are numbered there, and not in a file.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from heddle import outgoing
from heddle.findings.keyness import Keyness, keyness
from heddle.findings.saturation import By, Saturation, saturation
from heddle.findings.talk import Talk, talk
from heddle.findings.theme_map import ThemeMap, theme_map
from heddle.report.figures.gallery import Name
from heddle.report.json_writer import to_json
from heddle.study.exports import Form, Purpose
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.handing import hand_over, wish

FigureFormat = Literal["svg", "csv", "docx", "html", "pdf", "odt", "xlsx", "json"]
Label = Annotated[str, QueryParameter(max_length=200)]
"""Name or id of a session, or the label of a group; empty: the first, or all."""
Of = Literal["themes", "codes"]


@get("/talk", sync_to_thread=True)
def read_talk(reader: TheReader, of_session: Label = "") -> Talk:
    """Return how talk is shared out in each session, who follows whom, and to which question."""
    with reader.view() as view:
        return talk(view, of_session)


@get("/saturation", sync_to_thread=True)
def read_saturation(
    reader: TheReader,
    by: FromQuery[By] = "session",
    base: Annotated[int, QueryParameter(ge=1, le=1000)] = 4,
    run: Annotated[int, QueryParameter(ge=1, le=1000)] = 2,
    threshold: Annotated[float, QueryParameter(ge=0, le=1)] = 0.05,
) -> Saturation:
    """Return where codes come up first, and an assessment where the method permits it."""
    with reader.view() as view:
        return saturation(view, by=by, base=base, run=run, threshold=threshold)


@get("/keyness", sync_to_thread=True)
def read_keyness(
    reader: TheReader,
    group: Label = "",
    against: Label = "",
    least: Annotated[int, QueryParameter(ge=1, le=10_000)] = 5,
) -> Keyness:
    """Return the words that one group says more often than another or than all others."""
    with reader.view() as view:
        return keyness(view, group, against, least=least)


@get("/theme-map", sync_to_thread=True)
def read_theme_map(reader: TheReader) -> ThemeMap:
    """Return the themes that stand, the codes that feed them, and where they are drawn."""
    with reader.view() as view:
        return theme_map(view)


@get("/figures/{name:str}", sync_to_thread=True, media_type="application/json")
def read_figure(  # noqa: PLR0917 - Litestar passes them by name
    reader: TheReader,
    name: FromPath[Name],
    of_session: Label = "",
    group: Label = "",
    against: Label = "",
    of: FromQuery[Of] = "themes",
) -> Response[bytes]:
    """Return a picture as a report with one figure: the drawing, its caption and its table."""
    options = _options(name, of_session, group, against, of)
    with reader.view() as view:
        made = outgoing.preview(view, "figure", None, **options, team=True)
    return Response(to_json(made), media_type="application/json")


@post(
    "/figures/{name:str}/file",
    status_code=200,
    sync_to_thread=True,
    media_type="application/octet-stream",
)
def save_figure(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    name: FromPath[Name],
    format: FromQuery[FigureFormat] = "svg",  # noqa: A002 - the word users know
    of_session: Label = "",
    group: Label = "",
    against: Label = "",
    of: FromQuery[Of] = "themes",
    purpose: FromQuery[Purpose] = "draft",
    form: FromQuery[Form | None] = None,
) -> Response[bytes]:
    """Return a picture as a file and note it; small cells are not numbered in it."""
    options = _options(name, of_session, group, against, of)
    asked = wish(
        house, session.mark, "figure", purpose=purpose, form=form, format=format, **options
    )
    return hand_over(house, session, asked, name=name)


def _options(name: str, session: str, group: str, against: str, of: str) -> dict[str, Any]:
    return {"figure": name, "session": session, "group": group, "against": against, "of": of}


READS: Final = [read_talk, read_saturation, read_keyness, read_theme_map, read_figure]
"""Routes that answer for the past as well."""
