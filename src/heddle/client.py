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

import datetime as dt
import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from heddle.errors import NotFound, Refused, Unavailable
from heddle.log import erasure, history, operations, undo
from heddle.log.journal import Done, Draft, Journal
from heddle.log.lookback import look_back
from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.setup import create_log, open_log, read_meta
from heddle.log.steps import Step, Steps
from heddle.log.workspace import Workspace
from heddle.store import cipher, recast, search
from heddle.store.database import Database, PostgresDatabase, SqliteDatabase, friendly
from heddle.store.folder import DATABASE, MEDIA, database_path, discard, make_folder, settle
from heddle.store.media import Media
from heddle.study import listing
from heddle.study.blindness import check_reach, check_step
from heddle.study.disagreements import disagreements
from heddle.study.facts import Approach, DescribeStudy, StudyFacts, facts_of
from heddle.study.schema import study_schema
from heddle.study.sources import Turn
from heddle.study.team import AddMember, Member, member_named
from heddle.upkeep import Upkeep

if TYPE_CHECKING:
    from heddle.findings.query.found import Found

Rows = list[dict[str, Any]]


def create(
    folder: str | Path, *, title: str, approach: Approach = "reflexive", passphrase: str = ""
) -> Study:
    """Make a new study in a folder that is empty or not there yet, and open it.

    With a passphrase the folder is encrypted at rest; who forgets it has lost the study.
    """
    place = Path(folder)
    key = cipher.new_key(passphrase) if passphrase else None
    notes = {recast.MEDIA_KEY: recast.new_identity()} if key else {}
    draft = make_folder(place, encrypted=key is not None)
    try:
        # SQLite gives its side files the rights of the database: the owner's only.
        (draft / DATABASE).touch(mode=0o600)
        study = _new(SqliteDatabase(draft / DATABASE, key), None, title, approach, notes)
        study.close()
        settle(draft, place)
    except BaseException:
        discard(draft)
        raise
    return open_study(place, passphrase=passphrase)


def open_study(folder: str | Path, *, by: str = "", passphrase: str = "") -> Study:
    """Open the study in a folder; `by` names the team member who works (by name or id).

    The passphrase of an encrypted study may stand in the environment (HEDDLE_PASSPHRASE) too.
    """
    place = Path(folder)
    recast.recover(place)
    key = _key(place, passphrase)
    return _opened(SqliteDatabase(database_path(place), key), place / MEDIA, by, place)


def change_passphrase(folder: str | Path, *, passphrase: str = "", new: str = "") -> None:
    """Encrypt a study's folder, decrypt it (`new` is empty), or give it another passphrase.

    Nobody else may have it open. It is rewritten in place, whole or not at all.
    """
    place = Path(folder)
    recast.recover(place)
    database_path(place)
    recast.recast(place, _key(place, passphrase), cipher.new_key(new) if new else None)


def _key(place: Path, passphrase: str) -> cipher.Key | None:
    """Return the key of an encrypted folder, once it is known to fit; None for a plain one."""
    if not cipher.is_encrypted(place):
        return None
    database = database_path(place)
    key = cipher.key_of(database, cipher.passphrase_for(place, passphrase))
    with friendly():
        cipher.check(database, key)
    return key


def create_on_server(
    url: str, schema: str, *, title: str, approach: Approach = "reflexive", media: Path
) -> Study:
    """Make a new study as a schema of a PostgreSQL database."""
    return _new(PostgresDatabase(url, schema), Media(media), title, approach)


def open_on_server(url: str, schema: str, *, media: Path, by: str = "") -> Study:
    """Open a study that is a schema of a PostgreSQL database."""
    return _opened(PostgresDatabase(url, schema), media, by)


def _opened(database: Database, media: Path, by: str, folder: Path | None = None) -> Study:
    try:
        journal = open_log(database, study_schema())
        with database.reading() as connection:
            kept = Media(media, read_meta(connection).get(recast.MEDIA_KEY, ""))
        study = Study(database, journal, kept, by=by, folder=folder)
        study.resume()
    except BaseException:
        database.close()
        raise
    return study


def _new(
    database: Database,
    media: Media | None,
    title: str,
    approach: Approach,
    notes: dict[str, str] | None = None,
) -> Study:
    try:
        study = Study(database, create_log(database, study_schema(), notes), media)
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


class Study(Upkeep):
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

        def decide_within_reach(work: Workspace) -> Any:
            result = decide(work)
            check_reach(work, name)
            return result

        asked = {"operation": name, "reason": reason, "request": request}
        return self.journal.perform(Draft(decide=decide_within_reach, actor=self.actor, **asked))

    def undo(self, gesture: str = "", *, reason: str = "", request: str = "") -> Done:
        """Take back your latest step that stands, or one named step."""
        if gesture:
            with self.view() as view:
                check_step(view, gesture)
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
        done = erasure.erase(self.journal, wipes, actor=self.actor, reason=reason)
        if self.media is not None:
            self.media.derived.clear()
        return done

    # Reading.

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
            where = self.database, view.connection, self.schema, Turn
            ids = search.find(*where, words, limit=limit, offset=offset)
            return listing.turns_named(view, ids)

    def find(self, query: str, *, team: bool = False, offset: int = 0, limit: int = 50) -> Found:
        """Return a page of what a query finds, with its counts (docs/methods/retrieval.md).

        `team`: the moderator's words too. Raises QueryProblem, Refused.
        """
        from heddle.findings.query import found  # noqa: PLC0415 - numpy: opening must not wait

        with self.view() as view:
            return found.find(view, query, team=team, offset=offset, limit=limit)

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
        found = Study(past, None, self.media)
        found.present, found._actor = self, self.actor
        return found

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
            with self.whole() as view:
                members = view.find(Member)
            self._actor = members[0].id if members else ""
        return self._actor

    def _member(self, by: str) -> str:
        with self.whole() as view:
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
