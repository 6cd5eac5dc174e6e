"""Listings: a study's records as plain rows, stable for programs and ready for tables.

Keys are documented in `docs/json.md`; a key is never renamed or removed, new ones may come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from heddle.log.history import Event
from heddle.log.operations import sentence
from heddle.log.view import View
from heddle.store.database import Database
from heddle.study import quoting, trail
from heddle.study.chronicle import open_fields
from heddle.study.codes import Code, paths, tree
from heddle.study.codings import Coding
from heddle.study.extracts import counted, in_order
from heddle.study.finding import find_notes
from heddle.study.guide import Guide, Question
from heddle.study.hearing import hearing
from heddle.study.memos import Memo
from heddle.study.numbering import published
from heddle.study.observations import observations
from heddle.study.participants import Participant
from heddle.study.pseudonyms import Substitution
from heddle.study.quotes import Quote
from heddle.study.recordings import recordings
from heddle.study.recruitment import Event as RecruitmentEvent
from heddle.study.recruitment import Invitee
from heddle.study.sessions import Attendance, Session
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.team import Member
from heddle.study.themes import Feed, Theme

Rows = list[dict[str, Any]]

_CHUNK = 500


def codes(view: View) -> Rows:
    """Return the codebook in tree order."""
    table = view.table(Coding)
    by_code = sa.select(table.c.code, sa.func.count()).group_by(table.c.code)
    counts = dict(_pairs(view, by_code))
    return [
        {
            "id": code.id,
            "name": code.name,
            "path": path,
            "depth": depth,
            "codings": counts.get(code.id, 0),
            "definition": code.definition,
            "include": code.include,
            "exclude": code.exclude,
            "example": code.example,
            "colour": code.colour,
            "origin": code.origin,
            "parent": code.parent,
        }
        for code, depth, path in tree(view)
    ]


def codings(view: View) -> Rows:
    """Return all codings in reading order."""
    return _coding_rows(view, sa.true())


def extracts(view: View, code: str, *, limit: int | None = None, offset: int = 0) -> Rows:
    """Return the codings of one code in reading order, a page at a time."""
    condition = view.table(Coding).c.code == code
    if limit is None:
        return _coding_rows(view, condition)[offset:]
    ids = in_order(view, condition, counted(view, condition), offset=offset, limit=limit)
    rows = {row["id"]: row for row in _coding_rows(view, view.table(Coding).c.id.in_(ids))}
    return [rows[i] for i in ids]


def _coding_rows(view: View, condition: sa.ColumnElement[bool]) -> Rows:
    c, t, s = view.table(Coding), view.table(Turn), view.table(Source)
    p, m, k = view.table(Speaker), view.table(Member), view.table(Code)
    statement = (
        sa.select(
            c.c.id, s.c.name.label("source"), k.c.name.label("code"), c.c.code.label("code_id"),
            m.c.name.label("coder"), c.c.quote, c.c.words, p.c.name.label("speaker"),
            c.c.note, c.c.gone, c.c.turn, c.c.start, c.c.end_turn, c.c.end,
        )
        .select_from(c)
        .outerjoin(t, t.c.id == c.c.turn)
        .outerjoin(s, s.c.id == c.c.source)
        .outerjoin(p, p.c.id == t.c.speaker)
        .outerjoin(m, m.c.id == c.c.coder)
        .outerjoin(k, k.c.id == c.c.code)
        .where(condition)
        .order_by(s.c.name, c.c.source, t.c.position, c.c.start, c.c.id)
    )  # fmt: skip
    path = paths(view)
    return [
        {
            "id": row.id,
            "source": row.source or "",
            "code": row.code or "",
            "path": path.get(row.code_id, ""),
            "coder": row.coder or "",
            "text": row.words or row.quote,
            "speaker": row.speaker or "",
            "note": row.note,
            "gone": row.gone,
            "turn": row.turn,
            "start": row.start,
            "end_turn": row.end_turn,
            "end": row.end,
            "code_id": row.code_id,
        }
        for row in view.rows(statement)
    ]


def themes(view: View) -> Rows:
    """Return all themes in their order, given-up ones included."""
    names = {theme.id: theme.name for theme in view.find(Theme)}
    path = paths(view)
    feeds: dict[str, list[str]] = {}
    for feed in view.find(Feed):
        feeds.setdefault(feed.theme, []).append(path.get(feed.code, ""))
    return [
        {
            "id": theme.id,
            "name": theme.name,
            "stage": theme.stage,
            "central_idea": theme.central_idea,
            "description": theme.description,
            "codes": feeds.get(theme.id, []),
            "came_from": [names.get(i, "") for i in theme.came_from],
            "rationale": theme.rationale,
        }
        for theme in view.find(Theme, "position")
    ]


def turns(view: View) -> Rows:
    """Return all turns, source by source, numbered from 1."""
    rows: Rows = []
    for source in view.find(Source, "name"):
        rows += _turn_rows(view, source, view.find(Turn, "position", source=source.id))
    return rows


def turns_named(view: View, ids: Sequence[str]) -> Rows:
    """Return the rows of some turns, in the order of `ids`, without their numbers."""
    found = {turn.id: turn for turn in view.among(Turn, "id", ids)}
    wanted = [found[i] for i in ids if i in found]
    sources = {s.id: s for s in view.among(Source, "id", {t.source for t in wanted})}
    speakers = {s.id: s.name for s in view.among(Speaker, "id", {t.speaker for t in wanted})}
    return [
        {
            "id": turn.id,
            "source": sources[turn.source].name if turn.source in sources else "",
            "speaker": speakers.get(turn.speaker, ""),
            "text": turn.text,
        }
        for turn in wanted
    ]


def _turn_rows(view: View, source: Source, found: Sequence[Turn]) -> Rows:
    speakers = {s.id: s.name for s in view.find(Speaker, source=source.id)}
    return [
        {
            "id": turn.id,
            "source": source.name,
            "number": number,
            "speaker": speakers.get(turn.speaker, ""),
            "text": turn.text,
            "start": turn.start,
            "end": turn.end,
        }
        for number, turn in enumerate(found, 1)
    ]


def sources(view: View) -> Rows:
    """Return all sources by name with their counts."""
    t, c = view.table(Turn), view.table(Coding)
    coded = dict(_pairs(view, sa.select(c.c.source, sa.func.count()).group_by(c.c.source)))
    turns_in = dict(_pairs(view, sa.select(t.c.source, sa.func.count()).group_by(t.c.source)))
    sessions = {session.id: session.name for session in view.find(Session)}
    speakers: dict[str, list[str]] = {}
    for speaker in view.find(Speaker):
        speakers.setdefault(speaker.source, []).append(speaker.name)
    members = {member.id: member.name for member in view.find(Member)}
    found = view.find(Source, "name")
    heard = {each.source: each for each in hearing(view, found)}
    rows: Rows = []
    for source in found:
        told = heard[source.id]
        rows.append(
            {
                "id": source.id,
                "name": source.name,
                "form": source.form,
                "session": sessions.get(source.session, ""),
                "language": source.language,
                "speakers": speakers.get(source.id, []),
                "turns": turns_in.get(source.id, 0),
                "words": told.words + told.withdrawn,
                "codings": coded.get(source.id, 0),
                "format": source.file_format,
                "hash": source.file_hash,
                **told.row(members),
            }
        )
    return rows


def participants(view: View) -> Rows:
    """Return all participants by code."""
    kind = view.schema.of(Participant)
    return [{"id": p.id, **kind.plain(p)} for p in view.find(Participant, "code")]


def sessions(view: View) -> Rows:
    """Return all sessions with their people."""
    members = {member.id: member.name for member in view.find(Member)}
    codes_of = {p.id: p.code for p in view.find(Participant)}
    present: dict[str, list[str]] = {}
    for attendance in view.find(Attendance):
        present.setdefault(attendance.session, []).append(codes_of.get(attendance.participant, ""))
    kind = view.schema.of(Session)
    rows: Rows = []
    for session in view.find(Session, "name"):
        row = {"id": session.id, **kind.plain(session)}
        for field in kind.refs:
            if field.ref == "members":
                value = row[field.name]
                row[field.name] = (
                    [members.get(i, "") for i in value]
                    if isinstance(value, list)
                    else members.get(value, "")
                )
        rows.append({**row, "present": sorted(present.get(session.id, []))})
    return rows


def quotes(view: View) -> Rows:
    """Return all quotes as they are printed, by theme and order."""
    names = {theme.id: theme.name for theme in view.find(Theme)}
    numbers = published(view)
    rows: Rows = []
    for quote in view.find(Quote, "position"):
        printed = quoting.printed(view, quote, numbers)
        rows.append(
            {
                "id": quote.id,
                "theme": names.get(quote.theme, ""),
                "source": printed.source,
                "speaker": printed.speaker,
                "text": printed.text,
                "attribution": printed.attribution,
                "matches": printed.present is None,
                "words": quote.words,
            }
        )
    return rows


def substitutions(view: View) -> Rows:
    """Return all substitutions, oldest first, with the words that they stand for.

    Of no export: the words are the very ones that must not leave.
    """
    names = {source.id: source.name for source in view.find(Source)}
    members = {member.id: member.name for member in view.find(Member)}
    return [
        {
            "id": each.id,
            "source": names.get(each.source, ""),
            "turn": each.turn,
            "start": each.start,
            "end": each.end,
            "words": each.words or each.quote,
            "substitute": each.substitute,
            "category": each.category,
            "scope": each.scope,
            "status": each.status,
            "accepted_by": members.get(each.accepted_by, ""),
            "read_by": members.get(each.read_by, ""),
            "read_on": each.read_on,
            "gone": each.gone,
            "why": each.why,
        }
        for each in view.find(Substitution)
    ]


def memos(view: View) -> Rows:
    """Return all memos, oldest first."""
    members = {member.id: member.name for member in view.find(Member)}
    return [
        {
            "id": memo.id,
            "type": memo.type,
            "title": memo.title,
            "text": memo.text,
            "author": members.get(memo.author, ""),
            "date": memo.date,
            "about": memo.about,
            "reply_to": memo.reply_to,
        }
        for memo in view.find(Memo)
    ]


def notes(database: Database, view: View, words: str, *, limit: int) -> Rows:
    """Return what the team wrote that holds all the words; see `finding.find_notes`."""
    names = {member.id: member.name for member in view.find(Member)}
    found = find_notes(database, view, words, limit=limit)
    rows: Rows = [msgspec.to_builtins(note) for note in found]
    return [{**row, "author": names.get(row["author"], "")} for row in rows]


def team(view: View) -> Rows:
    """Return the research team."""
    kind = view.schema.of(Member)
    return [{"id": m.id, **kind.plain(m)} for m in view.find(Member)]


def guide(view: View) -> Rows:
    """Return the questions of all guides, in order."""
    names = {g.id: f"{g.name} {g.version}".strip() for g in view.find(Guide)}
    kind = view.schema.of(Question)
    return [
        {"id": q.id, **kind.plain(q), "guide": names.get(q.guide, "")}
        for q in view.find(Question, "guide", "position")
    ]


def recruitment(view: View) -> Rows:
    """Return all invitees with their states and dates."""
    codes_of = {p.id: p.code for p in view.find(Participant)}
    states: dict[str, list[dict[str, str]]] = {}
    for event in view.find(RecruitmentEvent):
        states.setdefault(event.invitee, []).append(
            {"state": event.state, "date": event.date, "why": event.why}
        )
    kind = view.schema.of(Invitee)
    return [
        {
            "id": i.id,
            **kind.plain(i),
            "participant": codes_of.get(i.participant, ""),
            "events": states.get(i.id, []),
        }
        for i in view.find(Invitee, "code")
    ]


def history_rows(view: View, found: Sequence[Event]) -> Rows:
    """Return steps as people read them: names for ids, the operation as a sentence."""
    members = {member.id: member.name for member in view.find(Member)}
    rows: Rows = []
    for event in found:
        row = msgspec.to_builtins(event)
        for change in row["changes"]:
            kind = view.schema.kinds.get(change["kind"])
            for part in ("before", "after"):
                change[part] = open_fields(change[part], kind.cls.sealed if kind else ())
        row["who"] = members.get(event.actor, "") or "(nobody named)"
        row["what"] = sentence(event.operation)
        rows.append(row)
    return rows


def _pairs(view: View, statement: sa.Select[Any]) -> list[tuple[str, int]]:
    return [(str(key), int(count)) for key, count in (tuple(row) for row in view.rows(statement))]


NOUNS: dict[str, Callable[[View], Rows]] = {
    "codes": codes,
    "codings": codings,
    "themes": themes,
    "turns": turns,
    "participants": participants,
    "sources": sources,
    "quotes": quotes,
    "memos": memos,
    "sessions": sessions,
    "team": team,
    "guide": guide,
    "recruitment": recruitment,
    "observations": observations,
    "recordings": recordings,
    **trail.NOUNS,
}
"""Every listing by its name."""
