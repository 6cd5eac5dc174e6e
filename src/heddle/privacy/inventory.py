"""Inventory: what exists of a person in a study, told before anything is chosen.

Also what a program cannot reach: what was exported, other copies, the voice in a recording of
several people. It is told plainly, with what a person can do about it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.log import tables
from heddle.log.view import View, noun
from heddle.privacy.desk import Desk
from heddle.privacy.folder import Held, held
from heddle.privacy.holdings import Hit, Holdings
from heddle.store.media import Media
from heddle.study.codings import Coding
from heddle.study.deletions import Deletion
from heddle.study.exports import Export
from heddle.study.invitees import events_of
from heddle.study.journal_entries import JournalEntry
from heddle.study.observations import Observation
from heddle.study.participants import Participant
from heddle.study.quotes import Quote
from heddle.study.quoting import printed
from heddle.study.recordings import Recording
from heddle.study.sessions import Attendance, Session
from heddle.study.team import Member
from heddle.study.withdrawals import Person, Withdrawal, consents_all, deadlines, is_late
from heddle.text.units import words

_LABEL = 80


class Given(msgspec.Struct, kw_only=True):
    """A consent as the person gave it."""

    consent: str
    date: str
    sheet: str
    scopes: list[str]
    withdrawn: str
    deadline: str


class Spoken(msgspec.Struct, kw_only=True):
    """A source with words of theirs."""

    source: str
    name: str
    form: str
    turns: int
    words: int
    original: bool
    """The file that it came from is kept: it holds everybody's words."""


class Chosen(msgspec.Struct, kw_only=True):
    """A quote of their words."""

    quote: str
    text: str
    printed: list[str]
    """Where: "table", "results"."""
    excluded: str
    exports: list[str]
    """Ids of the exports that print it."""


class Passage(msgspec.Struct, kw_only=True):
    """Words or a name of theirs in something that somebody else wrote."""

    kind: str
    record: str
    field: str
    what: str
    label: str
    passages: list[str]
    """Empty: only an earlier version, or what was removed since, has them."""
    author: str
    whole: bool
    """It is about this person alone: deleting everything takes all of it along."""


class Heard(msgspec.Struct, kw_only=True):
    """A recording in which they speak."""

    recording: str
    session: str
    form: str
    others: int
    """How many other participants are on it."""
    here: bool
    """Its file is kept in the study."""


class Outside(msgspec.Struct, kw_only=True):
    """An export that held their words or data."""

    export: str
    what: str
    format: str
    purpose: str
    recalled: str


class Inventory(msgspec.Struct, kw_only=True):
    """Everything that exists of a person."""

    code: str
    participant: str
    invitees: list[str]
    consents: list[Given]
    deadline: str
    """Of the sheet that was signed last, as it says it."""
    late: bool
    """A withdrawal on the day that was asked for is after the deadline."""
    attributes: dict[str, str]
    events: list[dict[str, str]]
    sources: list[Spoken]
    turns: int
    words: int
    codings: dict[str, int]
    """By coder."""
    shared_codings: int
    """Those that run over other people's turns as well."""
    quotes: list[Chosen]
    passages: list[Passage]
    recordings: list[Heard]
    substitutions: int
    observed: int
    """Taps and notes of observers that are about them; they go with everything."""
    earlier: int
    """Removed records and earlier versions that the log still holds."""
    sealed: int
    """Private journal entries that nobody but their authors can look into."""
    exports: list[Outside]
    files: list[Held]
    copies: int
    """Other copies of the study whose steps were merged in."""
    withdrawals: list[Withdrawal]


def inventory(view: View, who: Person, desk: Desk, *, day: str) -> Inventory:
    """Return what exists of a person; `day` is the day of the withdrawal, for the deadline."""
    holdings = Holdings(view, who)
    hits = holdings.hits(named=True)
    told = deadlines(view, who)
    exports = exports_of(view, holdings)
    own = [turn for turn in holdings.turns.values() if not turn.withdrawn]
    anchored = {
        kind: [e for e in group if e.live and _on_words(holdings, e.fields)]
        for kind, group in holdings.anchored.items()
    }
    removed = [e for group in holdings.anchored.values() for e in group]
    lost = sum(map(holdings.speaks, (*removed, *holdings.lost_turns.values())))
    return Inventory(
        code=who.code,
        participant=who.participant,
        invitees=list(who.invitees),
        consents=_consents(view, who),
        deadline=told[-1][1].withdrawal_deadline if told else "",
        late=is_late(view, who, day),
        attributes=_attributes(view, who),
        events=[
            {"state": event.state, "date": event.date, "why": event.why}
            for invitee in who.invitees
            for event in events_of(view, invitee)
        ],
        sources=_sources(holdings),
        turns=len(own),
        words=sum(words(turn.text) for turn in own),
        codings=_by_coder(view, anchored.get(Coding.kind, [])),
        shared_codings=sum(_shared(holdings, e.fields) for e in anchored.get(Coding.kind, [])),
        quotes=_quotes(view, [e.record for e in anchored.get(Quote.kind, [])], exports),
        passages=[_passage(view, holdings, hit) for hit in hits if _worth(hit)]
        + _memos(view, holdings, hits),
        recordings=_recordings(view, holdings, desk.media),
        substitutions=len(anchored.get("substitutions", [])),
        observed=sum(e.kind == Observation.kind and e.live for e in holdings.about),
        earlier=lost + sum(not _worth(hit) for hit in hits),
        sealed=view.count(JournalEntry, released=False),
        exports=[
            Outside(
                export=each.id,
                what=each.what,
                format=each.format,
                purpose=each.purpose,
                recalled=each.recalled,
            )
            for each in exports
        ],
        files=files_of(desk.folder, holdings, exports, named=True),
        copies=_copies(view, desk.journal.replica),
        withdrawals=_earlier(view, who),
    )


def files_of(
    folder: Path | None, holdings: Holdings, exports: list[Export], *, named: bool
) -> list[Held]:
    """Return the files in the study's folder that have to do with the person."""
    if folder is None:
        return []
    known = {each.file_hash: each.id for each in exports if each.file_hash}
    return held(folder, known, lambda text: bool(holdings.passages(text, named=named)))


def exports_of(view: View, holdings: Holdings) -> list[Export]:
    """Return the exports that held the person's words or data, or print a quote of theirs."""
    quotes = {each.record for each in holdings.anchored.get(Quote.kind, [])}
    person = holdings.who.participant
    return [
        each
        for each in view.find(Export)
        if (person and person in each.people) or quotes & set(each.quotes)
    ]


def recordings_of(view: View, holdings: Holdings) -> list[Recording]:
    """Return the recordings, not deleted yet, of sessions in which the person spoke or sat."""
    if not holdings.who.participant:
        return []
    sat = {a.session for a in view.find(Attendance, participant=holdings.who.participant)}
    spoke = {source.session for source in holdings.spoken_in if source.session}
    ordered = {each.about for each in view.find(Deletion)}
    found = view.among(Recording, "session", (sat | spoke) - {""})
    return [each for each in found if not each.deleted and each.id not in ordered]


def _consents(view: View, who: Person) -> list[Given]:
    sheets = {consent.id: sheet for consent, sheet in deadlines(view, who)}
    return [
        Given(
            consent=each.id,
            date=each.date,
            sheet=sheets[each.id].version if each.id in sheets else "",
            scopes=[str(scope) for scope in each.scopes],
            withdrawn=each.withdrawn,
            deadline=sheets[each.id].withdrawal_deadline if each.id in sheets else "",
        )
        for each in consents_all(view, who)
    ]


def _attributes(view: View, who: Person) -> dict[str, str]:
    person = view.maybe(Participant, who.participant) if who.participant else None
    if person is None:
        return {}
    told: dict[str, Any] = {n: getattr(person, n) for n in person.__struct_fields__ if n != "id"}
    further = told.pop("attributes")
    return {name: str(v) for name, v in {**told, **further}.items() if v not in ("", None)}


def _sources(holdings: Holdings) -> list[Spoken]:
    found = []
    for source in holdings.spoken_in:
        own = [t for t in holdings.turns.values() if t.source == source.id and not t.withdrawn]
        if own or source.id in holdings.written:
            found.append(
                Spoken(
                    source=source.id,
                    name=source.name,
                    form=source.form,
                    turns=len(own),
                    words=sum(words(turn.text) for turn in own),
                    original=bool(source.file_hash),
                )
            )
    return found


def _by_coder(view: View, codings: list[Any]) -> dict[str, int]:
    members = {member.id: member.name for member in view.find(Member)}
    counts: dict[str, int] = {}
    for each in codings:
        name = members.get(each.fields["coder"], "")
        counts[name] = counts.get(name, 0) + 1
    return counts


def _on_words(holdings: Holdings, fields: dict[str, Any]) -> bool:
    theirs = holdings.own & set(holdings.span(fields))
    return not theirs or bool(theirs - holdings.withdrawn)


def _shared(holdings: Holdings, fields: dict[str, Any]) -> bool:
    return bool(set(holdings.span(fields)) - holdings.own)


def _quotes(view: View, ids: list[str], exports: list[Export]) -> list[Chosen]:
    found = []
    for quote in sorted(view.among(Quote, "id", ids), key=lambda q: q.position):
        uses = [("table", quote.in_table), ("results", quote.in_results)]
        found.append(
            Chosen(
                quote=quote.id,
                text=printed(view, quote).text,
                printed=[name for name, used in uses if used and not quote.excluded],
                excluded=quote.excluded,
                exports=[each.id for each in exports if quote.id in each.quotes],
            )
        )
    return found


def _worth(hit: Hit) -> bool:
    return hit.live and bool(hit.passages)


def _passage(view: View, holdings: Holdings, hit: Hit) -> Passage:
    cls = view.schema.kinds[hit.kind].cls
    record: Any = view.maybe(cls, hit.record)
    return Passage(
        kind=hit.kind,
        record=hit.record,
        field=hit.field,
        what=noun(cls),
        label=str(getattr(record, cls.label, ""))[:_LABEL],
        passages=hit.passages,
        author=str(getattr(record, "author", "") or getattr(record, "coder", "")),
        whole=hit.record in {each.record for each in holdings.alone},
    )


def _memos(view: View, holdings: Holdings, hits: list[Hit]) -> list[Passage]:
    """Return what is about the person alone and does not repeat their words."""
    told = {hit.record for hit in hits if _worth(hit)}
    found = []
    for each in holdings.alone:
        if each.live and each.record not in told:
            cls = view.schema.kinds[each.kind].cls
            text = each.fields.get("title") or each.fields.get("text") or ""
            found.append(
                Passage(
                    kind=each.kind,
                    record=each.record,
                    field="text",
                    what=noun(cls),
                    label=str(text)[:_LABEL],
                    passages=[],
                    author=str(each.fields.get("author", "")),
                    whole=True,
                )
            )
    return found


def _recordings(view: View, holdings: Holdings, media: Media | None) -> list[Heard]:
    names = {session.id: session.name for session in view.find(Session)}
    return [
        Heard(
            recording=each.id,
            session=names.get(each.session, ""),
            form=each.form,
            others=max(0, view.count(Attendance, session=each.session) - 1),
            here=bool(media and each.file_hash and media.has(each.file_hash)),
        )
        for each in recordings_of(view, holdings)
    ]


def _copies(view: View, replica: str) -> int:
    """Return how many other copies have worked on the study at the same time as this one.

    A study that is moved goes on under another id; its earlier places are no copies.
    """
    g = tables.gestures.c
    begun = view.connection.scalar(sa.select(sa.func.min(g.clock)).where(g.replica == replica))
    if begun is None:
        return 0
    later = (g.replica != replica) & (g.clock > begun)
    statement = sa.select(sa.func.count(sa.distinct(g.replica))).where(later)
    return int(view.connection.scalar(statement) or 0)


def _earlier(view: View, who: Person) -> list[Withdrawal]:
    return [
        each
        for each in view.find(Withdrawal)
        if (who.participant and each.participant == who.participant)
        or (each.invitee and each.invitee in who.invitees)
    ]
