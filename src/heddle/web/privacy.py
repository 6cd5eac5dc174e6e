"""Names and what leaves: the identity key of a session, the queue of substitutions, the gate."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from heddle import keyring, outgoing
from heddle.errors import Refused
from heddle.exchange import analysis_out
from heddle.privacy.detectors import Detector
from heddle.privacy.gate import Objection
from heddle.privacy.identity import Access, IdentityKey, Person, lies_in
from heddle.privacy.looking import detector_of, look
from heddle.report import assembly
from heddle.study.exports import Form, Purpose
from heddle.study.identity import known_keys
from heddle.study.pseudonyms import (
    Inconsistent,
    Substitution,
    SuggestSubstitutions,
    inconsistent,
)
from heddle.study.sources import Source, Turn
from heddle.text.signs import Certainty, Kind
from heddle.web.given import TheHouse, TheReader, TheSession
from heddle.web.handing import wish
from heddle.web.house import House
from heddle.web.keys import IDLE

AROUND: Final = 90
"""Characters before and after the words that the queue shows."""
Whole = Literal["qdpx", "archive", "transcript"]
"""What leaves beside the parts of the report."""
_MOST_TEXT: Final = 200_000


class KeyState(msgspec.Struct, kw_only=True):
    """The identity key as this window sees it; without content while it is closed."""

    known: bool
    """Whether the study is known to have a key."""
    open: bool
    file: str = ""
    in_study: bool = False
    """True: it lies in the study's own folder, and travels with it."""
    people: list[Person] = []
    places: list[str] = []
    words: list[str] = []
    accesses: list[Access] = []
    minutes: int = int(IDLE // 60)
    """After so many without use it is forgotten."""


class Unlock(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Opening a key, or making one."""

    file: str
    """Where it lies on this computer."""
    passphrase: str
    why: str = ""
    make: bool = False
    insist: bool = False


class KeyChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A change of an open key."""

    put: list[Person] = []
    remove: list[str] = []
    """Codes."""
    places: list[str] | None = None
    words: list[str] | None = None
    why: str = ""


class Waiting(msgspec.Struct, kw_only=True):
    """A substitution as a person decides on it."""

    id: str
    source: str
    source_name: str
    turn: str
    number: int
    """Of the turn in its source, from 1."""
    before: str
    words: str
    after: str


class Queue(msgspec.Struct, kw_only=True):
    """All substitutions with what stands around them; the records are with the other kinds."""

    rows: list[Waiting]
    inconsistent: list[Inconsistent]


class ToScan(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A text that somebody is writing."""

    text: Annotated[str, msgspec.Meta(max_length=_MOST_TEXT)]


class Seen(msgspec.Struct, kw_only=True):
    """A stretch of a text that seems to name somebody; offsets are code points."""

    start: int
    end: int
    kind: Kind
    certainty: Certainty


@get("/key", sync_to_thread=True)
def read_key(house: TheHouse, session: TheSession) -> KeyState:
    """Return the identity key if this window has opened it."""
    return _state(house, house.keys.peek(session.mark))


@post("/key/open", status_code=HTTP_200_OK, sync_to_thread=True)
def open_key(data: JSONBody[Unlock], house: TheHouse, session: TheSession) -> KeyState:
    """Open the key for this window, or make one; both logs note it."""
    study, path = house.desk(session), _whole_path(data.file)
    if data.make:
        key = keyring.make_for(study, path, data.passphrase, insist=data.insist)
    else:
        key = keyring.open_for(study, path, data.passphrase, why=data.why)
    house.keys.put(session.mark, key)
    return _state(house, key)


@post("/key/close", status_code=HTTP_200_OK, sync_to_thread=True)
def close_key(request: Request[Any, Any, Any], house: TheHouse, session: TheSession) -> KeyState:
    """Forget the key of this window."""
    del request
    house.keys.forget(session.mark)
    return _state(house, None)


@post("/key/change", status_code=HTTP_200_OK, sync_to_thread=True)
def change_key(data: JSONBody[KeyChange], house: TheHouse, session: TheSession) -> KeyState:
    """Change who stands behind the codes; refused while the key is closed."""
    key = house.keys.get(session.mark)

    def do(mine: IdentityKey) -> None:
        for code in data.remove:
            mine.remove(code)
        mine.put(data.put)
        if data.places is not None:
            mine.content.places = data.places
        if data.words is not None:
            mine.content.words = data.words

    keyring.change(house.desk(session), key, do, why=data.why or "Changed in the workbench")
    return _state(house, key)


@post("/substitutions/look", status_code=HTTP_200_OK, sync_to_thread=True)
def look_for_names(
    request: Request[Any, Any, Any], house: TheHouse, session: TheSession
) -> list[str]:
    """Put what names somebody into the queue; with an open key its names too."""
    del request
    key = house.keys.maybe(session.mark)
    with house.view() as view:
        found = look(view, key.content if key else None)
    if not found:
        return []
    done = house.desk(session).do(SuggestSubstitutions(substitutions=found))
    made: list[str] = done.result
    return made


@get("/substitutions", sync_to_thread=True)
def read_queue(reader: TheReader) -> Queue:
    """Return all substitutions where they stand, in reading order."""
    with reader.view() as view:
        those = view.find(Substitution)
        sources = {source.id: source.name for source in view.find(Source)}
        rows: list[Waiting] = []
        for source in sorted({s.source for s in those}, key=lambda s: sources.get(s, "")):
            turns = view.find(Turn, "position", source=source)
            places = {turn.id: place for place, turn in enumerate(turns)}
            mine = [s for s in those if s.source == source and s.turn in places]
            mine.sort(key=lambda s: (places[s.turn], s.start))
            rows += [_waiting(s, turns[places[s.turn]], places, sources) for s in mine]
        return Queue(rows=rows, inconsistent=inconsistent(view))


@post("/signs", status_code=HTTP_200_OK, sync_to_thread=True)
def read_signs(data: JSONBody[ToScan], house: TheHouse, session: TheSession) -> list[Seen]:
    """Return what of a text seems to name somebody, as a warning while it is written."""
    key = house.keys.peek(session.mark)
    detector = detector_of(key.content) if key else Detector()
    return [
        Seen(start=sign.start, end=sign.end, kind=sign.kind, certainty=sign.certainty)
        for sign in detector.find(data.text)
        if sign.certainty != "possible"
    ]


@get("/leaving/{part:str}", sync_to_thread=True)
def read_leaving(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    part: FromPath[assembly.Part | Whole | analysis_out.Part],
    purpose: FromQuery[Purpose] = "final",
    form: FromQuery[Form | None] = None,
    by: FromQuery[analysis_out.By] = "source",
    people: FromQuery[bool] = True,
    source: FromQuery[str] = "",
) -> list[Objection]:
    """Return what the gate would say if a part left now; nothing is refused or noted.

    `by` and `people` are options of a table (`save_table`); `source` is the id of the source of a
    transcript, whose words are the same in all formats.
    """
    options: dict[str, Any] = {"format": "docx"}
    if part in analysis_out.PARTS:
        options = {"format": "csv", "by": by, "people": people}
    elif part == "transcript":
        options = {"format": "tei", "source": source}
    return outgoing.consider(
        house.study, wish(house, session.mark, part, purpose=purpose, form=form, **options)
    )


def _whole_path(said: str) -> Path:
    """Return where a file lies; a name alone would be looked for wherever the server was started.

    Raises:
        Refused: "no-whole-path".
    """
    path = Path(os.path.expanduser(said.strip()))  # noqa: PTH111 - Path.expanduser may raise
    if not path.is_absolute() or not said.isprintable():
        raise Refused(
            "That does not say in which folder the key file lies; nothing was opened or made.",
            "Give its whole path, such as /home/ann/keys/study.age or C:\\keys\\study.age.",
            code="no-whole-path",
        )
    return path


def _state(house: House, key: IdentityKey | None) -> KeyState:
    with house.view() as view:
        known = bool(known_keys(view))
    if key is None:
        return KeyState(known=known, open=False)
    folder = house.study.folder
    return KeyState(
        known=known,
        open=True,
        file=key.path.name,
        in_study=folder is not None and lies_in(key.path, folder),
        people=key.content.people,
        places=key.content.places,
        words=key.content.words,
        accesses=key.content.accesses,
    )


def _waiting(
    each: Substitution, turn: Turn, places: dict[str, int], sources: dict[str, str]
) -> Waiting:
    end = each.end if each.end_turn == each.turn else len(turn.text)
    return Waiting(
        id=each.id,
        source=each.source,
        source_name=sources.get(each.source, ""),
        turn=turn.id,
        number=places[turn.id] + 1,
        before=turn.text[max(0, each.start - AROUND) : each.start],
        words=turn.text[each.start : end],
        after=turn.text[end : end + AROUND],
    )


ROUTES: Final = [
    read_key,
    open_key,
    close_key,
    change_key,
    look_for_names,
    read_signs,
    read_leaving,
]
READS: Final = [read_queue]
"""Routes that answer for the past as well."""
