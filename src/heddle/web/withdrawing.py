"""Withdrawals and retention: what exists of a person, what was chosen, what is due."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from heddle.keyring import forgetting
from heddle.privacy.inventory import Inventory
from heddle.privacy.withdrawal import Outcome, Request
from heddle.study.retention import Clock, clocks
from heddle.study.withdrawals import person
from heddle.web.given import TheHouse, TheSession

ShortText = Annotated[str, QueryParameter(max_length=60)]


class Order(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A kept original or a recording that is to be deleted."""

    about: str
    why: str


class Ordered(msgspec.Struct, kw_only=True):
    """What became of a deletion."""

    waiting: int
    """Files that could not be deleted yet."""


@get("/withdrawal", sync_to_thread=True)
def read_inventory(
    house: TheHouse,
    session: TheSession,
    participant: ShortText = "",
    invitee: ShortText = "",
    day: ShortText = "",
) -> Inventory:
    """Return what exists of a participant or an invitee, for a withdrawal on a day."""
    with house.view(session) as view:
        who = person(view, participant=participant, invitee=invitee)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return house.desk(session).inventory(who, day=day or today)


@post("/withdrawal", status_code=HTTP_200_OK, sync_to_thread=True)
def carry_withdrawal(data: JSONBody[Request], house: TheHouse, session: TheSession) -> Outcome:
    """Carry out what was chosen for a person; erased words cannot come back."""
    desk, key = house.desk(session), house.keys.maybe(session.mark)
    outcome = desk.withdraw(data, forgetting(desk, key) if key else None)
    house.erased()
    return outcome


@get("/retention", sync_to_thread=True)
def read_retention(house: TheHouse, session: TheSession) -> list[Clock]:
    """Return when each kept thing is to be deleted."""
    with house.view(session) as view:
        return clocks(view)


@post("/retention", status_code=HTTP_200_OK, sync_to_thread=True)
def delete_kept(data: JSONBody[Order], house: TheHouse, session: TheSession) -> Ordered:
    """Delete a kept original or a recording's file; a certificate stays on record."""
    desk = house.desk(session)
    desk.do("deletions.order", about=data.about, why=data.why)
    return Ordered(waiting=desk.tidy())


ROUTES = [read_inventory, carry_withdrawal, read_retention, delete_kept]
