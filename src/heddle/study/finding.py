"""Finding turns by their words, with where they stand."""

from __future__ import annotations

import msgspec

from heddle.log.view import View
from heddle.store import search
from heddle.store.database import Database
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
