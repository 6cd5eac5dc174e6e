"""The analytic trail: what it shows by itself, what the team wrote, and the audit trail."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, QueryParameter

from heddle.report import assembly, audit
from heddle.report.json_writer import to_json
from heddle.report.trustworthiness import Technique, trustworthiness
from heddle.study.exports import Purpose
from heddle.study.finding import Note, find_notes
from heddle.study.involvement import Suggestion, suggestions
from heddle.study.phases import Stretch, order_of_work
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.handing import hand_over, wish

Name = Annotated[str, QueryParameter(max_length=400)]
Day = Annotated[str, QueryParameter(max_length=10)]
AuditFormat = Literal["docx", "html", "pdf", "odt", "md", "json"]


class TrailCard(msgspec.Struct, kw_only=True):
    """What the record shows by itself of how the study was done."""

    suggestions: list[Suggestion]
    """Comments that could be put on record as involvement."""
    order: list[Stretch]
    """The phases in the order in which they were worked on."""
    techniques: list[Technique]


@get("/trail", sync_to_thread=True)
def read_trail(reader: TheReader) -> TrailCard:
    """Return suggestions, the order of work, and the techniques of rigour on record."""
    with reader.view() as view:
        return TrailCard(
            suggestions=suggestions(view),
            order=order_of_work(view),
            techniques=trustworthiness(view).techniques,
        )


@get("/notes", sync_to_thread=True)
def search_notes(reader: TheReader, q: Name = "") -> list[Note]:
    """Return what the team wrote with all the words: memos, meetings, released entries ..."""
    with reader.view() as view:
        return find_notes(reader.database, view, q)


@get("/audit", sync_to_thread=True, media_type="application/json")
def read_audit(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    theme: Name = "",
    code: Name = "",
    since: Day = "",
    until: Day = "",
    words: FromQuery[audit.SpokenWords | None] = None,
) -> Response[bytes]:
    """Return the audit trail as a document's model."""
    with house.view(session) as view:
        made = assembly.report(view, "audit-trail", **_chosen(theme, code, since, until, words))
    return Response(to_json(made), media_type="application/json")


@post("/audit/file", status_code=200, sync_to_thread=True, media_type="application/octet-stream")
def save_audit(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    format: FromQuery[AuditFormat] = "docx",  # noqa: A002 - the word users know
    theme: Name = "",
    code: Name = "",
    since: Day = "",
    until: Day = "",
    words: FromQuery[audit.SpokenWords | None] = None,
    purpose: FromQuery[Purpose] = "draft",
) -> Response[bytes]:
    """Return the audit trail as a file, and note it; .json is the twin by which it is checked."""
    chosen = _chosen(theme, code, since, until, words)
    asked = wish(
        house, session.mark, "audit-trail", purpose=purpose, form=None, format=format, **chosen
    )
    asked.as_data = format == "json"
    return hand_over(house, session, asked)


def _chosen(theme: str, code: str, since: str, until: str, words: str | None) -> dict[str, Any]:
    named = {"theme": theme, "code": code, "since": since, "until": until, "words": words}
    return {name: value for name, value in named.items() if value}


READS: Final = [read_trail, search_notes]
"""Routes that answer for the past as well."""
ROUTES: Final = [read_audit, save_audit]
"""Routes on the log itself, of which the past has no copy."""
