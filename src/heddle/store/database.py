"""One study's database: connections for reading and writing, on SQLite or PostgreSQL."""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, StaticPool

from heddle.errors import BrokenStudy, HeddleError, StorageFailed, Unavailable

_BUSY_SECONDS: Final = 20


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
    """A study in one SQLite file (WAL, synchronous=FULL), or in memory for a look back."""

    kind = "sqlite"

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._seen_version: int | None = None
        url = "sqlite://" if path is None else f"sqlite:///{path}"
        # A look back lives in one shared connection; files get a connection a reader.
        pool: Any = StaticPool if path is None else NullPool
        engine = sa.create_engine(
            url,
            poolclass=pool,
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        )
        sa.event.listen(engine, "connect", self._prepare)
        sa.event.listen(engine, "begin", self._begin)
        super().__init__(engine)
        self._readers = _ReaderPool(engine) if path is not None else None

    def _prepare(self, connection: Any, _record: Any) -> None:
        # We say BEGIN ourselves: the driver's own rules would start writes too late.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-32000")
        connection.execute("PRAGMA mmap_size=268435456")
        if self.path is not None:
            connection.execute("PRAGMA journal_mode=WAL")
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
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

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
        self.schema_name = schema
        with friendly(), self.engine.begin() as connection:
            connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))

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
_BROKEN: Final = ("malformed", "not a database", "file is encrypted")


@contextlib.contextmanager
def friendly() -> Iterator[None]:
    """Turn a driver's error into one that says what happened, what is safe, what to do."""
    try:
        yield
    except HeddleError:
        raise
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        original = getattr(error, "orig", None) or error
        text = str(original)
        if any(sign in text for sign in _FULL):
            raise StorageFailed(
                "The disk is full or refused to write. The last step was not saved; everything "
                "before it is safe.",
                "Make room on the disk and do the step again.",
                code="disk-full",
            ) from error
        if "locked" in text or "busy" in text:
            raise StorageFailed(
                "Another program is writing to this study and did not finish in time. The last "
                "step was not saved; everything before it is safe.",
                "Wait for the other program, then do the step again.",
                code="busy",
            ) from error
        if any(sign in text for sign in _BROKEN):
            raise BrokenStudy(
                "The study's database file is damaged or is not a Heddle study; nothing was "
                "changed.",
                "Keep the file as it is, restore your last backup next to it, and run "
                "“heddle verify” on the backup.",
            ) from error
        raise
