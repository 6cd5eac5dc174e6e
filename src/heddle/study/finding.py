"""Finding turns, and what the team wrote, by their words."""

from __future__ import annotations

from typing import Final

import msgspec

from heddle.log.records import Record
from heddle.log.view import View
from heddle.store import search
from heddle.store.database import Database
from heddle.study.amendments import Amendment
from heddle.study.decisions import Decision
from heddle.study.involvement import Involvement
from heddle.study.journal_entries import JournalEntry
from heddle.study.meetings import Meeting
from heddle.study.member_checks import MemberCheck
from heddle.study.memos import Memo
from heddle.study.observations import Observation
from heddle.study.phase_notes import PhaseNote
from heddle.study.sources import Turn


class Hit(msgspec.Struct, kw_only=True):
    """A turn that holds the words; `source` and `speaker` are ids."""

    id: str
    source: str
    speaker: str
    text: str


class Found(msgspec.Struct, kw_only=True):
    """One page of what was found."""

    total: int
    """Of all pages."""
    rows: list[Hit]


def find_turns(
    database: Database, view: View, words: str, *, limit: int = 100, offset: int = 0
) -> Found:
    """Return a page of turns that hold all the words; see `store.search.find`."""
    connection, schema = view.connection, view.schema
    ids = search.find(database, connection, schema, Turn, words, limit=limit, offset=offset)
    turns = {turn.id: turn for turn in view.among(Turn, "id", ids)}
    found = [turns[i] for i in ids if i in turns]
    return Found(
        total=search.count(database, connection, schema, Turn, words),
        rows=[Hit(id=t.id, source=t.source, speaker=t.speaker, text=t.text) for t in found],
    )


class Note(msgspec.Struct, kw_only=True):
    """Something that the team wrote and that holds the words."""

    kind: str
    id: str
    title: str
    text: str
    author: str
    """Id of the member who wrote it; empty where that is not said."""


NOTES: Final[tuple[type[Record], ...]] = (
    Memo,
    JournalEntry,
    Meeting,
    Decision,
    MemberCheck,
    Involvement,
    Amendment,
    PhaseNote,
    Observation,
)
"""Kinds of notes, in the order in which they are found; of journals what was released."""


def find_notes(database: Database, view: View, words: str, *, limit: int = 100) -> list[Note]:
    """Return what the team wrote (memos, meetings, released journal entries ...) with the words."""
    found: list[Note] = []
    for cls in NOTES:
        ids = search.find(database, view.connection, view.schema, cls, words, limit=limit)
        for record in view.among(cls, "id", ids):
            texts = [str(getattr(record, field)) for field in cls.searched]
            title = str(getattr(record, cls.label))
            found.append(
                Note(
                    kind=cls.kind,
                    id=record.id,
                    title=title,
                    text="\n".join(text for text in texts if text and text != title),
                    author=_author(record),
                )
            )
    return found[:limit]


def _author(record: Record) -> str:
    return record.by if isinstance(record, Observation) else str(getattr(record, "author", ""))
