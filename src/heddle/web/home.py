"""The study at a glance: what it is, where it stands, what is not there yet."""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa
from litestar import get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from heddle import __version__
from heddle.log.touched import head
from heddle.log.view import View
from heddle.report import filled
from heddle.study.chronicle import Telling, chronicle
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.facts import facts_of
from heddle.study.memos import Memo
from heddle.study.missing import Missing, missing
from heddle.study.participants import Participant
from heddle.study.phases import Phase, phases
from heddle.study.quotes import Quote
from heddle.study.sessions import Attendance, Session
from heddle.study.sources import Source, Turn
from heddle.study.team import Member
from heddle.study.themes import Theme
from heddle.web.given import TheHouse, TheReader, TheSession

_COUNTED: Final = (Participant, Session, Source, Turn, Code, Coding, Memo, Theme, Quote)
_STEPS: Final = 12


class StudyCard(msgspec.Struct, kw_only=True):
    """What every window needs to know of the study first."""

    title: str
    approach: str
    languages: list[str]
    """The one that people spoke and the one that is published in, as far as stated."""
    me: str
    """Id of the member who works in this window; empty where the team is empty."""
    members: list[Member]
    seq: int
    """Where the log stands: the feed goes on from here."""
    as_of: int | None
    """The step after which this is read, where it is the past."""
    version: str
    folder: str
    """The name of the study's folder, without the way to it."""
    counts: dict[str, int]


class Me(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Who works in a window."""

    member: str


class LastWork(msgspec.Struct, kw_only=True):
    """Where the member who works here coded last."""

    source: str
    turn: str
    coding: str
    words: str


class Home(msgspec.Struct, kw_only=True):
    """Where the study stands."""

    phases: list[Phase]
    missing: list[Missing]
    steps: list[Telling]
    counts: dict[str, int]
    spoke: int
    """Participants who were present at a session."""
    seconds: int
    """Length of all sessions whose duration is known."""
    durations: dict[str, int]
    """Seconds by session, where known."""
    last: LastWork | None
    seq: int


@get("/study", sync_to_thread=True)
def read_study(reader: TheReader, house: TheHouse, session: TheSession) -> StudyCard:
    """Return the study's title, team and size, and who works in this window."""
    folder = house.study.folder
    with reader.view() as view:
        facts = facts_of(view)
        spoken = [facts.source_language, facts.publication_language]
        return StudyCard(
            title=facts.title,
            approach=facts.approach,
            languages=[language for language in dict.fromkeys(spoken) if language],
            me=house.member(session),
            members=view.find(Member),
            seq=reader.seq if reader.seq is not None else head(view.connection),
            as_of=reader.seq,
            version=__version__,
            folder=folder.absolute().name if folder else "",
            counts=_counts(view),
        )


@post("/me", status_code=HTTP_200_OK, sync_to_thread=True)
def choose_me(data: JSONBody[Me], house: TheHouse, session: TheSession) -> Me:
    """Say who works in this browser: steps are logged under that name."""
    house.choose(session, data.member)
    return Me(member=session.member)


@get("/home", sync_to_thread=True)
def read_home(house: TheHouse, session: TheSession) -> Home:
    """Return where the study stands: phases as they happened, what is missing, recent steps."""
    with house.view(session) as view:
        sessions = view.find(Session, "name")
        durations = {s.id: s.duration for s in sessions if s.duration is not None}
        spoke = view.table(Attendance).c.participant
        found = view.rows(sa.select(sa.func.count(sa.distinct(spoke))))
        return Home(
            phases=phases(view),
            missing=[*missing(view), *_unanswered(view)],
            steps=chronicle(view, limit=_STEPS, changes=3),
            counts=_counts(view),
            spoke=int(found[0][0]),
            seconds=sum(durations.values()),
            durations=durations,
            last=_last(view, house.member(session)),
            seq=head(view.connection),
        )


def _counts(view: View) -> dict[str, int]:
    return {cls.kind: view.count(cls) for cls in _COUNTED}


def _unanswered(view: View) -> list[Missing]:
    items = [item for item in filled.filled(view, "coreq").items if item.status == "missing"]
    if not items:
        return []
    return [
        Missing(
            code="coreq-unanswered",
            count=len(items),
            text="items of the COREQ checklist without an answer",
            screen="report",
            kind="answers",
            records=[item.id for item in items],
        )
    ]


def _last(view: View, member: str) -> LastWork | None:
    table = view.table(Coding)
    newest = sa.select(sa.func.max(table.c.rid)).where(table.c.coder == member).scalar_subquery()
    found = view.where(Coding, table.c.rid == newest)
    if not found:
        return None
    coding = found[0]
    return LastWork(
        source=coding.source,
        turn=coding.turn,
        coding=coding.id,
        words=(coding.words or coding.quote)[:200],
    )
