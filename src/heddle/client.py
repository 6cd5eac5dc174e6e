"""The Python interface: open a study, do operations, read rows.

    import heddle

    study = heddle.open("my-study")
    hope = study.do("codes.add", name="Hope").id
    for row in study.codings():
        print(row["path"], row["text"])

Everything that changes a study goes through `Study.do`; everything read is plain rows (dicts
with stable keys), numpy arrays or data frames.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from heddle.errors import NotFound, Refused, Unavailable
from heddle.log import erasure, history, merge, operations, undo, verify
from heddle.log.gestures import read_gestures
from heddle.log.journal import Done, Draft, Journal
from heddle.log.lookback import look_back
from heddle.log.operations import Operation
from heddle.log.rebuild import rebuild
from heddle.log.records import Record
from heddle.log.setup import create_log, identity, open_log
from heddle.log.steps import Step, Steps
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.store import search
from heddle.store.database import Database, PostgresDatabase, SqliteDatabase, friendly
from heddle.store.folder import DATABASE, MEDIA, database_path, discard, make_folder, settle
from heddle.store.media import Media
from heddle.study import listing
from heddle.study.disagreements import disagreements
from heddle.study.facts import Approach, DescribeStudy, StudyFacts, facts_of
from heddle.study.recordings import Recording
from heddle.study.schema import study_schema
from heddle.study.sources import Source, Turn
from heddle.study.team import AddMember, Member, member_named

Rows = list[dict[str, Any]]


def create(folder: str | Path, *, title: str, approach: Approach = "reflexive") -> Study:
    """Make a new study in a folder that is empty or not there yet, and open it."""
    place = Path(folder)
    draft = make_folder(place)
    try:
        # SQLite gives its side files the rights of the database: the owner's only.
        (draft / DATABASE).touch(mode=0o600)
        study = _new(SqliteDatabase(draft / DATABASE), None, title, approach)
        study.close()
        settle(draft, place)
    except BaseException:
        discard(draft)
        raise
    return open_study(place)


def open_study(folder: str | Path, *, by: str = "") -> Study:
    """Open the study in a folder; `by` names the team member who works (by name or id)."""
    place = Path(folder)
    return _opened(SqliteDatabase(database_path(place)), Media(place / MEDIA), by, place)


def create_on_server(
    url: str, schema: str, *, title: str, approach: Approach = "reflexive", media: Path
) -> Study:
    """Make a new study as a schema of a PostgreSQL database."""
    return _new(PostgresDatabase(url, schema), Media(media), title, approach)


def open_on_server(url: str, schema: str, *, media: Path, by: str = "") -> Study:
    """Open a study that is a schema of a PostgreSQL database."""
    return _opened(PostgresDatabase(url, schema), Media(media), by)


def _opened(database: Database, media: Media, by: str, folder: Path | None = None) -> Study:
    try:
        return Study(database, open_log(database, study_schema()), media, by=by, folder=folder)
    except BaseException:
        database.close()
        raise


def _new(database: Database, media: Media | None, title: str, approach: Approach) -> Study:
    try:
        study = Study(database, create_log(database, study_schema()), media)
    except BaseException:
        database.close()
        raise
    try:
        study.do(DescribeStudy(title=title, approach=approach))
        study.do(AddMember(name="Researcher 1", roles=["analyst"]))
    except BaseException:
        study.close()
        raise
    return study


class Study:
    """One open study: operations go in, rows come out.

    A study as of a past moment is a `Study` too, without a journal: it can only be read.
    """

    def __init__(
        self,
        database: Database,
        journal: Journal | None,
        media: Media | None,
        *,
        by: str = "",
        folder: Path | None = None,
    ) -> None:
        self.database = database
        self.schema = study_schema()
        self.media = media
        self.folder = folder
        self._journal = journal
        self._by = by
        self._actor = ""
        if by:
            self._actor = self._member(by)

    # Doing.

    def do(self, operation: str | Operation, /, *, reason: str = "", **fields: Any) -> Done:
        """Do one operation, by name and fields or as a struct; returns when it is saved.

        Raises Refused (nothing changed) with a problem and a hint, StorageFailed if the disk
        refused.
        """
        made = (
            operations.make(operation, fields)
            if isinstance(operation, str)
            else operations.checked(operation)
        )
        return self.perform(made.decide, name=operations.name_of(made), reason=reason)

    def do_all(
        self, steps: Iterable[Step], *, name: str = "", reason: str = "", request: str = ""
    ) -> Done:
        """Do several operations as one step: all of them or none; `result` lists theirs.

        A dict holds the operation's name under "op" and its fields beside it; {"$result": 0} as
        a value is what the first step returned, such as the id of a new code (see `log.steps`).
        """
        made = Steps(steps)
        return self.perform(made.decide, name=name or made.name, reason=reason, request=request)

    def perform(
        self,
        decide: Callable[[Workspace], Any],
        *,
        name: str,
        reason: str = "",
        request: str = "",
    ) -> Done:
        """Log whatever `decide` changes as one step under an operation's name.

        A `request` (any text of the caller's own) is carried out once; asked again, the answer
        is `repeated`.
        """
        asked = {"operation": name, "reason": reason, "request": request}
        return self.journal.perform(Draft(decide=decide, actor=self.actor, **asked))

    def undo(self, gesture: str = "", *, reason: str = "", request: str = "") -> Done:
        """Take back your latest step that stands, or one named step."""
        done: Done = undo.undo(
            self.journal, self.actor, gesture=gesture, reason=reason, request=request
        )
        return done

    def redo(self, *, request: str = "") -> Done:
        """Do again what you undid last."""
        done: Done = undo.redo(self.journal, self.actor, request=request)
        return done

    def erase(self, wipes: Iterable[erasure.Wipe], *, reason: str) -> Done:
        """Erase fields from every file of the study, for good."""
        return erasure.erase(self.journal, wipes, actor=self.actor, reason=reason)

    # Reading.

    @contextlib.contextmanager
    def view(self) -> Iterator[View]:
        """Give records as they stand at one moment."""
        with self.database.reading() as connection:
            yield View(connection, self.schema)

    @property
    def facts(self) -> StudyFacts:
        """What is true of the whole study: title, approach, aims, setting."""
        with self.view() as view:
            return facts_of(view)

    def rows(self, noun: str) -> Rows:
        """Return one listing as plain rows; `listing.NOUNS` names them all."""
        make = listing.NOUNS.get(noun)
        if make is None:
            raise NotFound(
                f"There is no listing called “{noun[:60]}”.",
                f"There are: {', '.join(listing.NOUNS)}.",
            )
        with self.view() as view:
            return make(view)

    def codes(self) -> Rows:
        """Return the codebook in tree order: id, name, path, definition, codings and more."""
        return self.rows("codes")

    def codings(self) -> Rows:
        """Return all codings: id, source, code, path, coder, text, speaker and place."""
        return self.rows("codings")

    def themes(self) -> Rows:
        """Return all themes: id, name, stage, central idea, codes and lineage."""
        return self.rows("themes")

    def turns(self) -> Rows:
        """Return all turns: id, source, number, speaker, text and times."""
        return self.rows("turns")

    def sources(self) -> Rows:
        """Return all sources with their counts of turns, words and codings."""
        return self.rows("sources")

    def participants(self) -> Rows:
        """Return all participants with their attributes."""
        return self.rows("participants")

    def quotes(self) -> Rows:
        """Return all quotes as printed, with their attribution and whether they still match."""
        return self.rows("quotes")

    def arrays(self, noun: str) -> dict[str, Any]:
        """Return a listing as numpy arrays by column."""
        np = importlib.import_module("numpy")  # here, for opening a study must not wait for it
        rows = self.rows(noun)
        names = list(rows[0]) if rows else []
        return {name: np.array([row[name] for row in rows]) for name in names}

    def frame(self, noun: str, library: Literal["pandas", "polars"] = "pandas") -> Any:
        """Return a listing as a pandas or polars data frame; the library must be installed."""
        try:
            module = importlib.import_module(library)
        except ModuleNotFoundError as error:
            raise Unavailable(
                f"{library} is not installed.", f"Install it with: pip install {library}"
            ) from error
        return module.DataFrame(self.rows(noun))

    def search(self, words: str, *, limit: int = 100, offset: int = 0) -> Rows:
        """Return turns that hold all the words; "quoted words" are a phrase, * a prefix."""
        with self.view() as view:
            ids = search.find(
                self.database,
                view.connection,
                self.schema,
                Turn,
                words,
                limit=limit,
                offset=offset,
            )
            return listing.turns_named(view, ids)

    def history(self, record: str = "", *, limit: int = 50, changes: int = 20) -> Rows:
        """Return steps, newest first: when, who, what, why and what changed."""
        with self.view() as view:
            found = history.events(view.connection, record=record, limit=limit, changes=changes)
            return listing.history_rows(view, found)

    def conflicts(self) -> Rows:
        """Return what two merged copies disagree on, for a person to settle."""
        with self.view() as view:
            return disagreements(view)

    def as_of(self, *, seq: int | None = None, when: dt.datetime | None = None) -> Study:
        """Return the study as it was after step `seq`, or at a moment; it can only be read."""
        past = look_back(self.database, self.schema, seq=seq, when=when)
        return Study(past, None, self.media)

    # The whole study.

    def verify(self, progress: Callable[[int], None] = lambda _done: None) -> verify.Verdict:
        """Check files, hashes, chain, order, tables against the log, and kept originals."""
        verdict = verify.verify(self.database, self.schema, progress)
        if self.media is not None:
            with self.view() as view:
                kept: set[str] = {s.file_hash for s in view.find(Source)}
                kept |= {r.file_hash for r in view.find(Recording) if not r.deleted}
            known = {digest for digest in kept if digest}
            recorded = set(self.media.all())
            with self.view() as view:
                sources = {s.file_hash for s in view.find(Source) if s.file_hash}
            verdict.problems += self.media.problems((known & recorded) | sources)
        return verdict

    def strays(self) -> list[str]:
        """Return hashes of kept files that nothing refers to, as a killed import leaves them."""
        if self.media is None:
            return []
        with self.view() as view:
            named = {s.file_hash for s in view.find(Source)}
            named |= {r.file_hash for r in view.find(Recording)}
        return [digest for digest in self.media.all() if digest not in named]

    def sweep(self) -> int:
        """Remove kept files that nothing refers to; returns how many. Nobody may import now."""
        strays = self.strays()
        for digest in strays:
            if self.media is not None:
                self.media.remove(digest)
        return len(strays)

    def rebuild(self, progress: Callable[[int], None] = lambda _done: None) -> int:
        """Make the query tables anew from the log; returns how many records live."""
        return int(
            self.journal.write(
                lambda connection: rebuild(
                    self.database, connection, self.schema, progress=progress
                )
            )
        )

    def merge(self, other: Study) -> merge.Merged:
        """Take in all steps of another copy of this study that are not here yet."""
        with self.database.reading() as mine, other.database.reading() as theirs:
            if identity(mine).study != identity(theirs).study:
                raise Refused(
                    "These are two different studies, not two copies of one; nothing was merged.",
                    "Export from one and import into the other instead.",
                    code="other-study",
                )
        with other.database.reading() as theirs:
            merged = merge.merge(self.journal, read_gestures(theirs))
        if self.media is not None and other.media is not None:
            present = set(self.media.all())
            for digest in other.media.all():
                if digest not in present:
                    self.media.keep(other.media.read(digest))
        return merged

    @property
    def journal(self) -> Journal:
        """The way in for changes; a look back has none."""
        if self._journal is None:
            raise Refused("This is the study as it was: it can be read, not changed.")
        return self._journal

    @property
    def actor(self) -> str:
        """The id of the team member who works; the first member unless one was named."""
        if not self._actor:
            with self.view() as view:
                members = view.find(Member)
            self._actor = members[0].id if members else ""
        return self._actor

    def _member(self, by: str) -> str:
        with self.view() as view:
            member = view.maybe(Member, by) or member_named(view, by)
            if member is None:
                names = ", ".join(m.name for m in view.find(Member))
                raise NotFound(
                    f"There is no team member called “{by[:60]}”.",
                    f"The team is: {names or 'empty'}. Add people with “heddle do DIR team.add”.",
                )
            return member.id

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is waiting and close the files."""
        if self._journal is not None:
            self._journal.close()
        with friendly():
            self.database.close()


def record_types() -> dict[str, type[Record]]:
    """Return all kinds of records by name."""
    return {name: kind.cls for name, kind in study_schema().kinds.items()}
