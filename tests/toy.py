"""A small schema of our own: the log knows no noun, so its tests bring three."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa

from heddle.log import erasure
from heddle.log.conflicts import conflicts
from heddle.log.erasure import Erasure
from heddle.log.gestures import read_gestures
from heddle.log.journal import Done, Draft, Journal
from heddle.log.merge import Merged, merge
from heddle.log.records import Record, Ref, Schema
from heddle.log.setup import create_log
from heddle.log.undo import redo, undo
from heddle.log.verify import Verdict, verify
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.store.database import Database, SqliteDatabase


class Note(Record):
    """A note with words, a number that may be unknown, tags, and a note above it."""

    kind: ClassVar[str] = "notes"
    label: ClassVar[str] = "text"
    searched: ClassVar[tuple[str, ...]] = ("text",)

    text: str = ""
    number: int | None = None
    tags: list[str] = []
    above: Annotated[str, Ref("notes")] = ""


class Link(Record):
    """A link between two notes; the far end has no index."""

    kind: ClassVar[str] = "links"
    label: ClassVar[str] = "why"

    near: Annotated[str, Ref("notes")] = ""
    far: Annotated[str, Ref("notes", indexed=False)] = ""
    why: str = ""


class Bundle(Record):
    """A list of notes, and of anything."""

    kind: ClassVar[str] = "bundles"

    name: str = ""
    notes: Annotated[list[str], Ref("notes")] = []
    about: Annotated[str, Ref("*")] = ""


def toy_schema() -> Schema:
    return Schema([Note, Link, Bundle, Erasure])


class Copy:
    """One copy of a toy study: a database, its journal, and short words for the tests."""

    def __init__(self, database: Database, actor: str = "anna") -> None:
        self.database = database
        self.schema = toy_schema()
        self.actor = actor
        self.journal: Journal = create_log(database, self.schema)

    @classmethod
    def in_folder(cls, folder: Path, actor: str = "anna") -> Copy:
        folder.mkdir(exist_ok=True)
        return cls(SqliteDatabase(folder / "toy.sqlite"), actor)

    def do(self, decide: Callable[[Workspace], Any], *, actor: str = "", reason: str = "") -> Done:
        draft = Draft(decide=decide, operation="toy.step", actor=actor or self.actor, reason=reason)
        return self.journal.perform(draft)

    def note(self, text: str = "", **fields: Any) -> str:
        return self.do(lambda work: work.create(Note(text=text, **fields))).id

    def set(self, note: str, **fields: Any) -> Done:
        return self.do(lambda work: work.set(work.get(Note, note), **fields))

    def drop(self, note: str) -> Done:
        return self.do(lambda work: work.drop(work.get(Note, note)))

    def undo(self, **options: Any) -> Done:
        return undo(self.journal, self.actor, **options)

    def redo(self) -> Done:
        return redo(self.journal, self.actor)

    def erase(self, note: str, placeholder: str = "[erased]") -> Done:
        wipe = erasure.Wipe("notes", note, "text", placeholder)
        return erasure.erase(self.journal, [wipe], actor=self.actor, reason="withdrawn")

    def take_in(self, *others: Copy) -> Merged:
        merged = Merged()
        for other in others:
            with other.database.reading() as connection:
                merged = merge(self.journal, list(read_gestures(connection)))
        return merged

    def get(self, note: str) -> Note | None:
        with self.database.reading() as connection:
            return View(connection, self.schema).maybe(Note, note)

    def notes(self) -> list[Note]:
        with self.database.reading() as connection:
            return View(connection, self.schema).find(Note)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the query tables hold, but for row numbers, in a fixed order."""
        return table_rows(self.database, self.schema)

    def verify(self) -> Verdict:
        return verify(self.database, self.schema)

    def close(self) -> None:
        self.journal.close()
        self.database.close()


def table_rows(database: Database, schema: Schema) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as connection:
        rows = {
            name: [tuple(row) for row in connection.execute(sa.select(*kind.columns))]
            for name, kind in schema.kinds.items()
        }
        rows["conflicts"] = [tuple(row) for row in connection.execute(sa.select(conflicts))]
    return {name: sorted(found, key=repr) for name, found in rows.items()}
