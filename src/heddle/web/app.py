"""The application: all routes on one open study, behind the gate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from litestar import Litestar, Request, Response, Router, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.params import FromPath

from heddle import __version__
from heddle.web import (
    agreement,
    disclosing,
    finding,
    home,
    importing,
    journal,
    live,
    matrices,
    media,
    nearness,
    observing,
    packages,
    privacy,
    readiness,
    reading,
    recognising,
    recording,
    reports,
    rigour,
    rounds,
    sound,
    speaking,
    static_files,
    steps,
    talking,
    trail,
    withdrawing,
)
from heddle.web.errors import HANDLERS
from heddle.web.given import TheHouse, TheSession
from heddle.web.house import House, Now, Reader, Then
from heddle.web.security import MAX_BODY, Gate
from heddle.web.session import Session
from heddle.web.static_files import Pages
from heddle.web.table_form import table_form


def make_app(house: House, port: int, pages: Pages | None = None) -> Gate:
    """Return the ASGI application for one open study on one port of the loopback address."""
    return Gate(routes(house, pages or Pages()), house.sessions, port)


def routes(house: House | None, pages: Pages | None, *, schema: bool = False) -> Litestar:
    """Return the routes without the gate; `schema` makes their OpenAPI description too."""

    @asynccontextmanager
    async def following(_: Litestar) -> AsyncIterator[None]:
        if house is None:
            yield
            return
        await house.feed.start()
        try:
            yield
        finally:
            await house.feed.stop()
            house.close()

    def whole() -> House:
        if house is None:
            raise RuntimeError("these routes were made to be described only")
        return house

    def the_pages() -> Pages:
        return pages or Pages()

    return Litestar(
        route_handlers=[_live(), _past(), static_files.first_page, static_files.static_file],
        dependencies={
            "house": Provide(whole, sync_to_thread=False),
            "pages": Provide(the_pages, sync_to_thread=False),
            "session": Provide(_session, sync_to_thread=False),
        },
        exception_handlers=HANDLERS,
        lifespan=[following],
        logging_config=None,
        openapi_config=_described() if schema else None,
        request_max_body_size=MAX_BODY,
        debug=False,
    )


_ASKED = {
    "table_form": Provide(table_form, sync_to_thread=False),
    "matrix_ask": Provide(matrices.matrix_ask, sync_to_thread=False),
}
"""What several routes ask with the same words of their queries."""


def _live() -> Router:
    return Router(
        "/api",
        route_handlers=[
            *_READS,
            steps.do_steps,
            steps.undo_step,
            steps.redo_step,
            home.choose_me,
            home.read_home,
            reading.read_history,
            reading.read_versions,
            reports.save_report,
            reports.fill_template,
            talking.save_figure,
            *packages.ROUTES,
            *matrices.ROUTES,
            *journal.ROUTES,
            *trail.ROUTES,
            *finding.ROUTES,
            *nearness.ROUTES,
            disclosing.check_pasted,
            rigour.look_at_wording,
            rigour.read_heavy_words,
            media.read_media,
            media.read_playback,
            media.read_peaks,
            sound.read_sound,
            observing.send_picture,
            *recognising.ROUTES,
            speaking.read_voices,
            speaking.find_voices,
            recording.check_recording,
            recording.send_recording,
            recording.delete_recording,
            importing.preview_import,
            importing.carry_import,
            importing.drop_import,
            *privacy.ROUTES,
            *withdrawing.ROUTES,
            live.follow,
            live.tell_here,
            live.read_works,
            live.cancel_work,
            read_openapi,
        ],
        dependencies={
            "reader": Provide(_now, sync_to_thread=False),
            **_ASKED,
        },
    )


def _past() -> Router:
    """The same reads on the study as it was."""
    return Router(
        "/api/asof/{seq:int}",
        route_handlers=list(_READS),
        dependencies={
            "reader": Provide(_then, sync_to_thread=True),
            **_ASKED,
        },
    )


_READS: Final = [
    home.read_study,
    *reading.READS,
    reports.read_report,
    *readiness.READS,
    *trail.READS,
    *finding.READS,
    disclosing.read_disclosure,
    *rigour.READS,
    *rounds.READS,
    *agreement.READS,
    *matrices.READS,
    *talking.READS,
    *speaking.READS,
    *observing.READS,
    *privacy.READS,
]


@get("/openapi.json", sync_to_thread=True, media_type="application/json")
def read_openapi() -> Response[bytes]:
    """Return the description of all routes."""
    from heddle.web.openapi import document  # noqa: PLC0415 - asked for by developers only

    return Response(document(), media_type="application/json")


def _session(request: Request[Any, Any, Any]) -> Session:
    """Return the session that the gate has found."""
    found: Session = request.scope["heddle.session"]  # type: ignore[typeddict-item]
    return found


def _now(house: TheHouse, session: TheSession) -> Reader:
    return Now(house, session)


def _then(house: TheHouse, session: TheSession, seq: FromPath[int]) -> Reader:
    return Then(house, session, seq)


def _described() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Heddle",
        version=__version__,
        description="The workbench's server on the loopback address. Errors are ErrorBody.",
        use_handler_docstrings=True,
        render_plugins=[],
    )
