"""One study's database: connections for reading and writing, on SQLite or PostgreSQL."""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, StaticPool

from heddle.errors import BrokenStudy, HeddleError, Refused, StorageFailed, Unavailable
from heddle.store import cipher

_BUSY_SECONDS: Final = 20
_open_here: Final = Counter[Path]()


def is_open_here(path: Path) -> bool:
    """Tell whether this program has a SQLite file open as a study's database."""
    return _open_here[path.resolve()] > 0


class Database:
    """A study's tables in one database (or schema of one); `kind` is its dialect's name."""

    kind = ""
    schema_name: str | None = None

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection whose reads all see one moment."""
        with friendly(), self.engine.connect() as connection:
            yield connection

    def connect_writer(self) -> sa.Connection:
        """Open the connection that the journal's writer thread keeps."""
        return self.engine.connect().execution_options(heddle_writes=True)

    def lock(self, connection: sa.Connection) -> None:
        """Make sure that no other process writes this study until the transaction ends."""

    def changed_elsewhere(self, connection: sa.Connection) -> bool:
        """Tell whether another connection may have written since this was last asked."""
        del connection
        return True

    def shred(self) -> None:
        """Rewrite the files so that no deleted row's bytes remain in them."""

    def problems(self) -> list[str]:
        """Return what the database itself finds wrong with its files."""
        return []

    def fingerprint(self) -> str:
        """Return a mark of this place; a copied folder has another."""
        return ""

    def qualified(self, name: str) -> str:
        """Return a table's name for hand-written SQL, quoted."""
        return '"' + name.replace('"', '""') + '"'

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


class SqliteDatabase(Database):
    """A study in one SQLite file (WAL, synchronous=FULL), or in memory for a look back.

    With a key the file is encrypted: pages, write-ahead log and rollback journal alike.
    """

    kind = "sqlite"

    def __init__(self, path: Path | None, key: cipher.Key | None = None) -> None:
        self.path = path
        self.key = key
        self._seen_version: int | None = None
        self._closed = False
        options: dict[str, Any] = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
        if path is None:
            # A look back lives in one shared connection; files get a connection a reader.
            engine = sa.create_engine("sqlite://", poolclass=StaticPool, connect_args=options)
        elif key is None:
            engine = sa.create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args=options)
        else:
            engine = sa.create_engine(
                "sqlite://",
                poolclass=NullPool,
                module=cipher.driver(),
                creator=lambda: cipher.connect(path, key, **options),
            )
        sa.event.listen(engine, "connect", self._prepare)
        sa.event.listen(engine, "begin", self._begin)
        super().__init__(engine)
        if path is not None:
            _open_here[path.resolve()] += 1
        self._readers = _ReaderPool(engine) if path is not None else None

    def _prepare(self, connection: Any, _record: Any) -> None:
        # We say BEGIN ourselves: the driver's own rules would start writes too late.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        try:
            connection.execute("PRAGMA cache_size=-32000")
        except UnicodeDecodeError as error:
            # This reads the file's list of tables, and SQLite quotes what it cannot make out.
            raise sqlite3.DatabaseError("malformed database schema") from error
        connection.execute("PRAGMA mmap_size=268435456")
        if self.path is not None:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA journal_size_limit=67108864")

    @staticmethod
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("heddle_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection whose reads all see one moment; connections are reused."""
        if self._readers is None:
            with super().reading() as connection:
                yield connection
            return
        with friendly():
            connection = self._readers.take()
            try:
                yield connection
            finally:
                self._readers.give(connection)

    def connect_writer(self) -> sa.Connection:
        """Open a connection that writes; only now the file changes to write-ahead logging.

        A file that turns out to be no study is therefore left exactly as it was.
        """
        connection = super().connect_writer()
        if self.path is not None:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA journal_mode=WAL")
        return connection

    def changed_elsewhere(self, connection: sa.Connection) -> bool:
        """Use SQLite's data_version: it moves only when another connection commits."""
        version = connection.exec_driver_sql("PRAGMA data_version").scalar()
        changed = version != self._seen_version
        self._seen_version = version
        return changed

    def shred(self) -> None:
        """VACUUM into fresh pages and empty the write-ahead log (secure_delete is on as well)."""
        if self._readers is not None:
            self._readers.clear()
        with friendly(), contextlib.closing(self.engine.raw_connection()) as raw:
            raw.execute("VACUUM")
            patience = time.monotonic() + _BUSY_SECONDS
            while raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                # Somebody still reads the old pages, or is just emptying the write-ahead log as
                # well; for the latter SQLite does not wait by itself.
                if time.monotonic() > patience:
                    raise StorageFailed("Another program is reading this study.", code="busy")
                time.sleep(0.02)

    def problems(self) -> list[str]:
        """Run SQLite's own integrity check."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
        return [str(row) for row in rows if row != "ok"]

    def fingerprint(self) -> str:
        """Hash of the file's place and inode: a copied or moved file gives another."""
        if self.path is None:
            return ""
        status = self.path.stat()
        mark = f"{self.path.resolve()}\n{status.st_ino}"
        return hashlib.sha256(mark.encode()).hexdigest()[:16]

    def close(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        if self._readers is not None:
            self._readers.clear()
        super().close()
        if self.path is not None and not self._closed:
            _open_here[self.path.resolve()] -= 1
        self._closed = True


class _ReaderPool:
    """Idle read connections: opening one costs more than most reads."""

    _KEEP: Final = 4

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._idle: list[sa.Connection] = []

    def take(self) -> sa.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._engine.connect()

    def give(self, connection: sa.Connection) -> None:
        try:
            connection.rollback()
        except sa.exc.SQLAlchemyError:
            connection.invalidate()
            connection.close()
            return
        if len(self._idle) < self._KEEP:
            self._idle.append(connection)
        else:
            connection.close()

    def clear(self) -> None:
        while self._idle:
            self._idle.pop().close()


class PostgresDatabase(Database):
    """A study as one schema of a PostgreSQL database."""

    kind = "postgresql"

    def __init__(self, url: str, schema: str) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", schema):
            raise ValueError(f"not a schema name: {schema}")
        try:
            engine = sa.create_engine(url, pool_size=4)
        except ModuleNotFoundError as error:
            raise Unavailable(
                "The PostgreSQL driver is not installed.",
                "Install it with: pip install 'heddle-qda[postgres]'",
            ) from error
        super().__init__(engine.execution_options(schema_translate_map={None: schema}))
        # The server's default lets each statement of a reader see another moment.
        self._moments = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self.schema_name = schema
        with friendly(), self.engine.begin() as connection:
            connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection whose reads all see one moment, as SQLite's do."""
        with friendly(), self._moments.connect() as connection:
            yield connection

    def lock(self, connection: sa.Connection) -> None:
        """Take the study's advisory lock for this transaction: one writer, so seq has no gaps."""
        key = int.from_bytes(hashlib.sha256(str(self.schema_name).encode()).digest()[:7], "big")
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    def shred(self) -> None:
        """Rewrite the schema's tables with VACUUM FULL, then force a checkpoint if allowed."""
        with friendly(), self.engine.connect() as connection:
            auto = connection.execution_options(isolation_level="AUTOCOMMIT")
            names = sa.inspect(auto).get_table_names(schema=self.schema_name)
            for name in names:
                auto.exec_driver_sql(f"VACUUM FULL {self.qualified(name)}")

    def qualified(self, name: str) -> str:
        """Return schema and table, quoted."""
        return f'"{self.schema_name}".{super().qualified(name)}'


_FULL: Final = ("disk is full", "disk I/O error", "No space left", "unable to open database file")
_BROKEN: Final = (
    "malformed",
    "not a database",
    "file is encrypted",
    "no such table",
    "no such column",
    "Could not decode",
)


@contextlib.contextmanager
def friendly() -> Iterator[None]:
    """Turn a driver's error into one that says what happened, what is safe, what to do."""
    try:
        yield
    except HeddleError:
        raise
    except cipher.errors(sa.exc.DBAPIError) as error:
        told = _told(str(getattr(error, "orig", None) or error))
        if told is None:
            raise
        raise told from error
    except UnicodeEncodeError as error:
        # SQLite's driver and PostgreSQL's refuse it alike, in reads as in writes.
        raise unstorable("half of a character pair (a lone surrogate)") from error
    except OverflowError as error:
        raise Refused(
            "A number is too large to be kept; nothing was changed.",
            "Give a smaller number.",
            code="too-large",
        ) from error


def _told(text: str) -> HeddleError | None:
    """Return the error for people that a driver's message stands for, if it is known."""
    if any(sign in text for sign in _FULL):
        return StorageFailed(
            "The disk is full or refused to write. The last step was not saved; everything "
            "before it is safe.",
            "Make room on the disk and do the step again.",
            code="disk-full",
        )
    if "locked" in text or "busy" in text:
        return StorageFailed(
            "Another program is writing to this study and did not finish in time. The last "
            "step was not saved; everything before it is safe.",
            "Wait for the other program, then do the step again.",
            code="busy",
        )
    if "readonly" in text or "read-only" in text:
        return StorageFailed(
            "You may read this study but not write to it. Nothing was changed.",
            "Ask for the right to write to its folder, or copy the folder to a place of yours.",
            code="read-only",
        )
    if any(sign in text for sign in _BROKEN):
        return BrokenStudy(
            "The study's database file is damaged or is not a Heddle study; nothing was changed.",
            "Keep the file as it is, restore your last backup next to it, and run "
            "“heddle verify” on the backup.",
        )
    if "NUL (0x00)" in text:
        return unstorable("a NUL character")
    if "out of range" in text:
        return Refused(
            "A number is too large to be kept; nothing was changed.",
            "Give a smaller number.",
            code="too-large",
        )
    return None


def unstorable(what: str) -> Refused:
    """Return the refusal of text that the log could not give back as it was."""
    return Refused(
        f"The text contains {what}, which cannot be stored faithfully; nothing was changed.",
        "Remove the character and try again.",
        code="unstorable-text",
    )
