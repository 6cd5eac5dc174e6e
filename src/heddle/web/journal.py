"""The reflexive journal in the workbench: what is released, and one's own entries when opened.

Private words come and go over the loopback address only, to the window whose member gave the
passphrase; no other route answers them, and no step carries them.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from heddle.client import Study
from heddle.study.journal_entries import RewriteEntry, WriteEntry, released_entries
from heddle.study.journal_keys import open_keys
from heddle.study.own_journal import (
    OwnEntry,
    begin_step,
    newest_key,
    own_entries,
    private_count,
    release_step,
    relock_steps,
)
from heddle.study.rules import refuse
from heddle.web.given import TheHouse, TheSession
from heddle.web.house import House
from heddle.web.session import Session

_Phrase = Annotated[str, msgspec.Meta(max_length=1000)]


class Released(msgspec.Struct, kw_only=True):
    """An entry that its author has released."""

    id: str
    author: str
    """Id of the member."""
    title: str
    text: str
    date: str
    about: list[str]


class JournalCard(msgspec.Struct, kw_only=True):
    """The journals as the member who works in this window may see them."""

    begun: bool
    """Whether this member has a journal."""
    open: bool
    """Whether the passphrase was given in this window."""
    private: int
    """How many entries this member keeps private."""
    own: list[OwnEntry]
    """All entries of this member; none while the journal is closed."""
    released: list[Released]


class Passphrase(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A passphrase, to begin or to open one's journal."""

    passphrase: _Phrase
    again: bool = False
    """To begin anew: the earlier passphrase is forgotten."""


class NewPassphrase(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The old and the new passphrase of one's journal."""

    old: _Phrase
    new: _Phrase


class Written(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An entry to be sealed."""

    text: str
    title: str = ""
    date: str = ""
    about: list[str] = []
    entry: str = ""
    """The private entry of one's own that it takes the place of; empty: a new one."""


class WhichEntry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An entry by its id."""

    entry: str


@get("/journal", sync_to_thread=True)
def read_journal(house: TheHouse, session: TheSession) -> JournalCard:
    """Return the released entries, and one's own while the journal is open in this window."""
    return _card(house, session)


@post("/journal/begin", status_code=HTTP_200_OK, sync_to_thread=True)
def begin_journal(data: JSONBody[Passphrase], house: TheHouse, session: TheSession) -> JournalCard:
    """Begin the journal of the member who works here, and open it."""
    desk = house.desk(session)
    if not data.again:
        with desk.view() as view:
            if newest_key(view, desk.actor) is not None:
                refuse("There is a journal already; nothing was changed.", "", "journal-there")
    desk.do(begin_step(data.passphrase, again=data.again))
    return _open(house, session, desk, data.passphrase)


@post("/journal/open", status_code=HTTP_200_OK, sync_to_thread=True)
def open_journal(data: JSONBody[Passphrase], house: TheHouse, session: TheSession) -> JournalCard:
    """Open the journal of the member who works here, for this window."""
    return _open(house, session, house.desk(session), data.passphrase)


@post("/journal/close", status_code=HTTP_200_OK, sync_to_thread=True)
def close_journal(house: TheHouse, session: TheSession) -> JournalCard:
    """Close the journal in this window: its words are answered no more."""
    house.journals.close(session)
    return _card(house, session)


@post("/journal/passphrase", status_code=HTTP_200_OK, sync_to_thread=True)
def change_passphrase(
    data: JSONBody[NewPassphrase], house: TheHouse, session: TheSession
) -> JournalCard:
    """Change the passphrase of the journal of the member who works here."""
    desk = house.desk(session)
    with desk.view() as view:
        steps = relock_steps(view, desk.actor, data.old, data.new)
    desk.do_all(steps)
    return _open(house, session, desk, data.new)


@post("/journal/write", status_code=HTTP_200_OK, sync_to_thread=True)
def write_entry(data: JSONBody[Written], house: TheHouse, session: TheSession) -> JournalCard:
    """Seal an entry for the member who works here; no passphrase is needed."""
    fields = {"text": data.text, "title": data.title, "date": data.date}
    if data.entry:
        house.desk(session).do(RewriteEntry(entry=data.entry, about=data.about, **fields))
    else:
        house.desk(session).do(WriteEntry(about=data.about, **fields))
    return _card(house, session)


@post("/journal/release", status_code=HTTP_200_OK, sync_to_thread=True)
def release_entry(data: JSONBody[WhichEntry], house: TheHouse, session: TheSession) -> JournalCard:
    """Release an entry of one's own journal, which must be open in this window."""
    desk = house.desk(session)
    identities = house.journals.of(session, desk.actor)
    if identities is None:
        refuse("Your journal is closed; nothing was released.", "Open it first.", "closed")
    with desk.view() as view:
        step = release_step(view, data.entry, identities)
    desk.do(step)
    return _card(house, session)


def _open(house: House, session: Session, desk: Study, passphrase: str) -> JournalCard:
    with desk.view() as view:
        identities = open_keys(view, desk.actor, passphrase)
    house.journals.open(session, desk.actor, identities)
    return _card(house, session)


def _card(house: House, session: Session) -> JournalCard:
    member = house.desk(session).actor
    identities = house.journals.of(session, member)
    with house.view(session) as view:
        return JournalCard(
            begun=newest_key(view, member) is not None,
            open=identities is not None,
            private=private_count(view, member),
            own=[] if identities is None else own_entries(view, member, identities),
            released=[
                Released(
                    id=e.id,
                    author=e.author,
                    title=e.title,
                    text=e.text,
                    date=e.date,
                    about=e.about,
                )
                for e in released_entries(view)
            ],
        )


ROUTES: Final = [
    read_journal,
    begin_journal,
    open_journal,
    close_journal,
    change_passphrase,
    write_entry,
    release_entry,
]
"""Routes on the study as it stands; nobody opens a journal of the past."""
