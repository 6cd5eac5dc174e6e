"""What is not there yet: reminders with the records that they are about, never a score.

Each is a fact about the record of the study and has a place to go to; nothing of it has to be
done, and nothing of it in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.codings import Coding
from heddle.study.columns import tuples
from heddle.study.consent import Consent
from heddle.study.counts import coded_turns
from heddle.study.deletions import Deletion
from heddle.study.disagreements import disagreements
from heddle.study.exports import Export
from heddle.study.facts import StudyFacts, facts_of
from heddle.study.invitees import Invitee
from heddle.study.meetings import FollowUp
from heddle.study.member_checks import MemberCheck
from heddle.study.memos import Memo
from heddle.study.merged import merged
from heddle.study.overrides import overrides_of
from heddle.study.participants import Participant
from heddle.study.quotes import Quote, stale_words
from heddle.study.recruitment import named_by_manager
from heddle.study.retention import RetentionRule, reminders
from heddle.study.sessions import Attendance, Session
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.themes import LIVING, Feed, Theme
from heddle.study.withdrawals import Withdrawal, standing

_SHOWN = 20
GATEKEEPER: Final = "gatekeeper"
"""Item of the consent gate that answers for people named by their managers."""


class Missing(msgspec.Struct, kw_only=True):
    """One thing that is not there yet."""

    code: str
    """Stable, for programs and translations ("uncoded-turns")."""
    count: int
    text: str
    """What it is, in plain English, to follow the count."""
    screen: str
    """The screen where it can be put right."""
    kind: str
    records: list[str]
    """Ids of the first of them; for "study-facts", names of fields."""
    source: str = ""
    """For turns and codings: the source of the first."""


class _Look(NamedTuple):
    """Something to look for; `find` gives ids of records, in the order to show them."""

    code: str
    text: str
    screen: str
    kind: str
    find: Callable[[View], Sequence[str]]


def missing(view: View) -> list[Missing]:
    """Return everything that is not there yet, in the order of a study's course."""
    found = []
    for look in _LOOKS:
        ids = look.find(view)
        if ids:
            found.append(
                Missing(
                    code=look.code,
                    count=len(ids),
                    text=look.text,
                    screen=look.screen,
                    kind=look.kind,
                    records=list(ids[:_SHOWN]),
                    source=_source(view, look.kind, ids[0]),
                )
            )
    return found


def _source(view: View, kind: str, record: str) -> str:
    if kind == Turn.kind:
        return view.get(Turn, record).source
    return view.get(Coding, record).source if kind == Coding.kind else ""


def _facts(view: View) -> list[str]:
    facts = facts_of(view)
    return [name for name in ("aims", "design", "setting", "ethics") if not getattr(facts, name)]


def _sessions(view: View) -> list[str]:
    told = {source.session for source in view.find(Source, form="transcript")}
    return [session.id for session in view.find(Session, "name") if session.id not in told]


def _consents(view: View) -> list[str]:
    consents = view.find(Consent, withdrawn="")
    if not consents:
        return []  # this study keeps its consents elsewhere
    signed = {consent.participant for consent in consents}
    asked = {consent.invitee for consent in consents if consent.invitee}
    signed |= {i.participant for i in view.among(Invitee, "id", asked)}
    present = {attendance.participant for attendance in view.find(Attendance)}
    gone = {each.participant for each in standing(view)}
    return [p.id for p in view.find(Participant, "code") if p.id in present - signed - gone]


def _gatekept(view: View) -> list[str]:
    if overrides_of(view, "consent").get(GATEKEEPER):
        return []  # it is said how taking part was kept voluntary
    return [invitee.id for invitee in named_by_manager(view)]


def _to_delete(view: View) -> list[str]:
    return [clock.record or clock.data for clock in reminders(view)]


def _ordered(view: View) -> list[str]:
    return [each.id for each in view.find(Deletion, done="")]


def _to_recall(view: View) -> list[str]:
    wanted = {export for each in view.find(Withdrawal) for export in each.recall}
    return [each.id for each in view.among(Export, "id", sorted(wanted)) if not each.recalled]


def _speakers(view: View) -> list[str]:
    return [s.id for s in view.find(Speaker, role="unknown") if not (s.participant or s.member)]


def _uncoded(view: View) -> list[str]:
    if not view.count(Coding):
        return []  # coding has not begun
    reached = coded_turns(view)
    t, speakers, sources = view.table(Turn).c, view.table(Speaker), view.table(Source)
    statement = (
        sa.select(t.id, t.source)
        .join(speakers, speakers.c.id == t.speaker)
        .join(sources, sources.c.id == t.source)
        .where((speakers.c.role == "participant") & ~t.withdrawn)
        .order_by(sources.c.name, t.source, t.position)
    )
    rows = tuples(view, statement)
    return [turn for turn, source in rows if turn not in reached.get(source, ())]


def _gone(view: View) -> list[str]:
    return [coding.id for coding in view.find(Coding, gone=True)]


def _without_idea(view: View) -> list[str]:
    return [theme.id for theme in _living(view) if not theme.central_idea.strip()]


def _unfed(view: View) -> list[str]:
    fed = {feed.theme for feed in view.find(Feed)}
    return [theme.id for theme in _living(view) if theme.id not in fed]


def _unquoted(view: View) -> list[str]:
    quoted = {quote.theme for quote in view.find(Quote)}
    return [t.id for t in _living(view) if t.stage == "final" and t.id not in quoted]


def _living(view: View) -> list[Theme]:
    return [theme for theme in view.find(Theme, "position") if theme.stage in LIVING]


def _unread(view: View) -> list[str]:
    """Sessions with a transcript of which nobody has written down a first impression."""
    told = {source.id: source.session for source in view.find(Source, form="transcript")}
    about = {i for memo in view.find(Memo, type="familiarisation") for i in memo.about}
    met = about | {told[i] for i in about & told.keys()}
    there = set(told.values())
    return [s.id for s in view.find(Session, "name") if s.id in there - met]


def _unchallenged(view: View) -> list[str]:
    """Final themes of which no memo says what speaks against them."""
    considered = {i for memo in view.find(Memo, type="negative case") for i in memo.about}
    return [t.id for t in _living(view) if t.stage == "final" and t.id not in considered]


def _without_effect(view: View) -> list[str]:
    checks = view.find(MemberCheck, "date")
    return [check.id for check in checks if check.returned and not check.effect.strip()]


def _open_follow_ups(view: View) -> list[str]:
    return [follow_up.id for follow_up in view.find(FollowUp, "due", done="")]


def _stale(view: View) -> list[str]:
    quotes = view.find(Quote, "position", excluded="")
    return [q.id for q in quotes if stale_words(view, q) is not None]


def _unchecked(view: View) -> list[str]:
    quotes = view.find(Quote, "position", excluded="")
    return [q.id for q in quotes if any(not t.checked_by for t in q.translations)]


def _undecided(view: View) -> list[str]:
    # Looking for disagreements reads every coding's words; without a merge there are none.
    return [row["record"] for row in disagreements(view)] if merged(view) else []


_LOOKS: Final = (
    _Look("study-facts", "things to say about the study", "people", StudyFacts.kind, _facts),
    _Look(
        "sessions-without-transcript",
        "sessions without a transcript",
        "sources",
        Session.kind,
        _sessions,
    ),
    _Look(
        "participants-without-consent",
        "people who were present without a consent that stands",
        "people",
        Participant.kind,
        _consents,
    ),
    _Look(
        "gatekeeper-manager",
        "people whom a manager named: say how taking part was kept voluntary",
        "people",
        Invitee.kind,
        _gatekept,
    ),
    _Look(
        "retention-due",
        "things to delete now or within 60 days",
        "privacy",
        RetentionRule.kind,
        _to_delete,
    ),
    _Look(
        "deletions-waiting",
        "files that were to be deleted and are still there",
        "privacy",
        Deletion.kind,
        _ordered,
    ),
    _Look(
        "exports-to-recall",
        "files to call back after a withdrawal",
        "privacy",
        Export.kind,
        _to_recall,
    ),
    _Look(
        "speakers-unknown",
        "speakers of whom nobody has said who they are",
        "sources",
        Speaker.kind,
        _speakers,
    ),
    _Look(
        "sessions-without-memo",
        "sessions of which nobody has written down a first impression",
        "sources",
        Session.kind,
        _unread,
    ),
    _Look(
        "uncoded-turns",
        "turns of participants that nobody has coded",
        "coding",
        Turn.kind,
        _uncoded,
    ),
    _Look("codings-gone", "codings whose words were corrected away", "coding", Coding.kind, _gone),
    _Look(
        "themes-without-idea", "themes without a central idea", "themes", Theme.kind, _without_idea
    ),
    _Look("themes-without-codes", "themes that no code feeds", "themes", Theme.kind, _unfed),
    _Look("themes-without-quotes", "final themes without a quote", "quotes", Theme.kind, _unquoted),
    _Look(
        "quotes-stale", "quotes that no longer match their transcript", "quotes", Quote.kind, _stale
    ),
    _Look(
        "translations-unchecked",
        "translated quotes that wait for a second reader",
        "quotes",
        Quote.kind,
        _unchecked,
    ),
    _Look(
        "themes-without-negative-case",
        "final themes without a memo on what speaks against them",
        "themes",
        Theme.kind,
        _unchallenged,
    ),
    _Look(
        "checks-without-effect",
        "answered member checks that do not say what they changed",
        "trail",
        MemberCheck.kind,
        _without_effect,
    ),
    _Look(
        "follow-ups-open",
        "things that a meeting left to be done",
        "trail",
        FollowUp.kind,
        _open_follow_ups,
    ),
    _Look("conflicts", "things that two merged copies disagree on", "history", "", _undecided),
)
