"""The moderator's paper pack: what a session needs on the table, with codes and no names.

What the pack says of confidentiality in groups: nobody can promise it for the other
participants, and they are to be told so (Sim and Waterfield 2019, doi:10.1007/s11135-019-00914-5).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from heddle.errors import Refused
from heddle.log.view import View
from heddle.report import table2
from heddle.report.pack_words import language_of
from heddle.study.consent import (
    SCOPES,
    Consent,
    Scope,
    Sheet,
    consents_of,
    keeps_consents,
    newer_sheet,
)
from heddle.study.facts import facts_of
from heddle.study.guide import Guide, Question, QuestionForm, questions_of
from heddle.study.rules import name_key
from heddle.study.seating import Seating, natural, participants_of, present_of, sessions_of
from heddle.study.sessions import Attendance, Session
from heddle.study.team import Member
from heddle.study.values import surely_before


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the pack."""

    session: str = ""
    """Id or name of a session; empty: every session of the study."""
    large: bool = False
    """Large print: no letters below 16 pt."""


class Place(msgspec.Struct, kw_only=True):
    """A participant of a session, with what they have agreed to."""

    id: str
    code: str
    seat: str
    scopes: list[Scope]
    missing: list[Scope]
    sheet: str
    """Version of the sheet that was signed."""
    newer: str
    """Version that had replaced it by then; empty: none had."""
    withdrawn: str
    """Date, where no consent stands any more."""
    signed: bool


class Asking(msgspec.Struct, kw_only=True):
    """A question of the guide, in the words of the session's language where it has them."""

    id: str
    block: str
    research_question: str
    form: QuestionForm
    text: str


class Pack(msgspec.Struct, kw_only=True):
    """What is printed for one session."""

    id: str
    session: str
    form: str
    date: str
    place: str
    language: str
    """"en" or "da": what the pack is written in."""
    spoken: str
    """Language of the session, as noted."""
    moderators: list[str]
    observers: list[str]
    guide: str
    questions: list[Asking]
    planned: bool
    """Nobody is on the present list yet; the people are those of the session's group."""
    people: list[Place]
    keeps_consents: bool
    sheet: str
    """Version of the newest sheet that is in force on the day."""
    deadline: str


class Packs(msgspec.Struct, kw_only=True):
    """The packs that were asked for, by date."""

    packs: list[Pack]


def packs(view: View, choice: Choice) -> Packs:
    """Return the pack of a session, or of every session.

    Raises:
        Refused: "not-found", where no session has that id or name.
    """
    held = sessions_of(view)
    wanted = choice.session.strip()
    if wanted:
        key = name_key(wanted)
        held = [s for s in held if s.id == wanted or name_key(s.name) == key]
        if not held:
            raise Refused(
                f"There is no session called “{wanted[:60]}”; nothing was made.",
                "Look at the names with “heddle sessions DIR”.",
                code="not-found",
            )
    return Packs(packs=[_pack(view, session) for session in held])


def language(view: View, choice: Choice) -> str:
    """Return the language of the document: that of its first session."""
    made = packs(view, choice).packs
    return made[0].language if made else "en"


def _pack(view: View, session: Session) -> Pack:
    facts = facts_of(view)
    guide = _guide(view, session)
    spoken = session.language or (guide.language if guide else "")
    shown = language_of(spoken, facts.publication_language)
    planned, people = _people(view, session)
    sheet = _sheet(view, session, shown)
    return Pack(
        id=session.id,
        session=session.name,
        form=session.form,
        date=session.date,
        place=session.place,
        language=shown,
        spoken=session.language,
        moderators=_names(view, session.moderators),
        observers=_names(view, session.observers),
        guide=f"{guide.name}, version {guide.version}" if guide else session.guide_version,
        questions=_questions(view, guide, spoken, shown),
        planned=planned,
        people=people,
        keeps_consents=keeps_consents(view),
        sheet=sheet.version if sheet else "",
        deadline=sheet.withdrawal_deadline if sheet else "",
    )


def _names(view: View, members: Sequence[str]) -> list[str]:
    return [view.get(Member, each).name for each in members]


def _guide(view: View, session: Session) -> Guide | None:
    """Return the session's guide, or the study's own where it has just one."""
    if session.guide:
        return view.get(Guide, session.guide)
    known = table2.latest(view)
    return known[0] if len(known) == 1 else None


def _questions(view: View, guide: Guide | None, spoken: str, shown: str) -> list[Asking]:
    return [
        Asking(
            id=question.id,
            block=question.block,
            research_question=question.research_question,
            form=question.form,
            text=_worded(question, spoken, shown),
        )
        for question in (questions_of(view, guide.id) if guide else [])
    ]


def _worded(question: Question, spoken: str, shown: str) -> str:
    for tag in (spoken, shown):
        if question.wordings.get(tag, "").strip():
            return question.wordings[tag]
    return question.text


def _people(view: View, session: Session) -> tuple[bool, list[Place]]:
    known = participants_of(view)
    listed = view.find(Attendance, session=session.id)
    seats = {a.participant: a.seat for a in listed if a.participant in known}
    planned = not seats
    if planned:
        groups = Seating(known, sessions_of(view), present_of(view, known))
        seats = dict.fromkeys(groups.planned(session), "")
    places = [_place(view, session, known[i].code, i, seat) for i, seat in seats.items()]
    return planned, sorted(places, key=lambda each: natural(each.code))


def _place(view: View, session: Session, code: str, person: str, seat: str) -> Place:
    signed = consents_of(view, person)
    standing = [c for c in signed if not c.withdrawn]
    scopes = {scope for consent in standing for scope in consent.scopes}
    version, newer = _signed_on(view, session, standing)
    return Place(
        id=person,
        code=code,
        seat=seat,
        scopes=[scope for scope in SCOPES if scope in scopes],
        missing=[scope for scope in SCOPES if scope not in scopes],
        sheet=version,
        newer=newer,
        withdrawn=max((c.withdrawn for c in signed), default="") if not standing else "",
        signed=bool(standing),
    )


def _signed_on(view: View, session: Session, standing: Sequence[Consent]) -> tuple[str, str]:
    """Return the version that a person has signed, and the one that has replaced it."""
    sheets = [view.get(Sheet, c.sheet) for c in standing if c.sheet]
    if not sheets:
        return "", ""
    newer = newer_sheet(view, sheets[-1], session.date or "9999-12-31")
    return sheets[-1].version, newer.version if newer else ""


def _sheet(view: View, session: Session, shown: str) -> Sheet | None:
    """Return the newest sheet in force on the day, in the session's language where there is one."""
    sheets = [
        sheet
        for sheet in view.find(Sheet, "valid_from")
        if not (session.date and surely_before(session.date, sheet.valid_from))
    ]
    own = [sheet for sheet in sheets if language_of(sheet.language or shown) == shown]
    return next(reversed(own or sheets), None)
