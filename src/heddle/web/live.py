"""The live routes: the feed of steps, who is where, and the long works of the server."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from heddle.web.feed import Place
from heddle.web.given import TheHouse, TheSession
from heddle.web.works import Work

_Name = Annotated[str, msgspec.Meta(max_length=64)]


class Here(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Where the person in a window is; an empty source: nowhere in particular."""

    source: _Name = ""
    turn: _Name = ""


@get("/feed", media_type="text/event-stream")
async def follow(
    house: TheHouse,
    session: TheSession,
    after: Annotated[int | None, QueryParameter(ge=0, le=1 << 53, required=False)] = None,
    last_seen: Annotated[str | None, HeaderParameter(name="Last-Event-ID", required=False)] = None,
) -> Stream:
    """Stream every step as it is saved, beginning after a seq; see `feed.Told` and `feed.Place`.

    Last-Event-ID, which a browser sends when it comes back, goes before `after`.
    """
    seen = int(last_seen) if last_seen and last_seen.isdecimal() and len(last_seen) < 16 else after
    if seen is None:
        # Where it begins is settled before the answer does: what is done from now on is told.
        seen = await asyncio.to_thread(house.feed.head)
    return Stream(
        house.feed.stream(session.mark, seen),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


@post("/here", status_code=HTTP_200_OK)
async def tell_here(data: JSONBody[Here], house: TheHouse, session: TheSession) -> Here:
    """Say where the person in this window is; told to the other windows, never logged."""
    member = house.member(session)
    house.feed.here(session.mark, Place(member=member, source=data.source, turn=data.turn))
    return data


@get("/works", sync_to_thread=False)
def read_works(house: TheHouse) -> list[Work]:
    """Return the long works of the server: those that run or wait, and the newest that ended."""
    return house.works.all()


@post("/works/{work:str}/cancel", status_code=HTTP_200_OK, sync_to_thread=True)
def cancel_work(work: FromPath[str], house: TheHouse) -> Work:
    """Stop a long work; what it was making is as if it had never been begun."""
    return house.works.cancel(work)
