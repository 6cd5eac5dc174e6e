"""A stranger's SQLite file, read from its bytes and never trusted.

Taguette, QualCoder, RQDA and requal keep a project in SQLite. Such a file is a program as much
as a table: views, virtual tables, computed columns and expressions in its schema run when it is
read. Here it can only hand out stored values of real tables: nothing in it is called (an
authorizer allows no function, no ATTACH, no PRAGMA), nothing is written, no file is opened
(it is opened from memory), and what it may cost is counted.
Relied on: sqlite.org/security.html, "Untrusted SQLite Database Files", and
sqlite.org/c3ref/deserialize.html (a file in WAL mode must be marked as a rollback one first).
"""

from __future__ import annotations

import contextlib
import math
import re
import sqlite3
from collections.abc import Iterator, Sequence

from heddle.errors import Unreadable

MAGIC = b"SQLite format 3\x00"
"""How every SQLite file begins."""

Value = str | int | float | bytes | None

_STEPS = 10_000
"""Steps of SQLite's machine between two looks at the budget."""
_STEPS_A_BYTE = 20
_FREE_STEPS = 50_000_000
_FREE_BYTES = 16 << 20
_ROW_COST = 16
"""Bytes that a row costs before its values: many rows may share one page of a hostile file."""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_REAL_TABLE = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)


def is_database(data: bytes) -> bool:
    """Tell whether the bytes begin as a SQLite file does."""
    return data.startswith(MAGIC)


class Database:
    """The real tables of a SQLite file, to be read; see `open_database`."""

    def __init__(self, file: str, data: bytes) -> None:
        """Open the file in memory and list its tables.

        Raises:
            Unreadable: It is no SQLite file, or so damaged that its tables cannot be listed.
        """
        self._file = file
        self._bytes = 4 * len(data) + _FREE_BYTES
        self._steps = _STEPS_A_BYTE * len(data) + _FREE_STEPS
        self.damaged = 0
        """Texts read so far that were not valid UTF-8: their bad bytes became U+FFFD."""
        if not is_database(data):
            raise _unreadable(file, "It is no SQLite file.")
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            with self._trouble():
                self._open(data)
                self.tables = self._listed()
                self._connection.set_authorizer(_authorize)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Give its memory back."""
        self._connection.close()

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether there is a real table with these columns (names as written here)."""
        return table in self.tables and set(columns) <= set(self.tables[table])

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Value, ...]]:
        """Give the columns of every row, in the order in which the file keeps its rows.

        A table or column that is not there gives no rows or None: older versions of a program
        lack some. Values have SQLite's own types, whatever the column was declared as: pass
        them through `text`, `whole` and `number`.

        Raises:
            Unreadable: The file is damaged, or gives far more than its size can hold.
        """
        there = self.tables.get(table)
        if there is None:
            return
        wanted = ", ".join(_quoted(name) if name in there else "NULL" for name in columns)
        # NOT INDEXED: an index could give another order, or other values than the table's.
        # Both names were checked against the file's own lists and are quoted.
        query = f"SELECT {wanted} FROM main.{_quoted(table)} NOT INDEXED"
        with self._trouble():
            cursor = self._connection.execute(query)
            for row in cursor:
                self._pay(row)
                yield row

    def records(self, table: str, *columns: str) -> Iterator[dict[str, Value]]:
        """Give every row as values by the names of columns, all of the table's when none is named.

        Raises:
            Unreadable: As `rows` does.
        """
        names = columns or tuple(self.tables.get(table, ()))
        for row in self.rows(table, names):
            yield dict(zip(names, row, strict=True))

    def _open(self, data: bytes) -> None:
        connection = self._connection
        connection.text_factory = self._decoded
        if data[18:20] != b"\x01\x01":  # written in WAL mode, which memory does not have
            data = data[:18] + b"\x01\x01" + data[20:]
        connection.deserialize(data)
        del data
        # No value can be longer than the file that stores it.
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(self._bytes, 1 << 20))
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_progress_handler(self._spend, _STEPS)
        for pragma in (
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "query_only=ON",
            "temp_store=MEMORY",
            "mmap_size=0",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def _listed(self) -> dict[str, list[str]]:
        """List the tables that store rows, with the columns that store values."""
        schema = self._connection.execute(
            "SELECT name, rootpage, sql FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        tables = {}
        for name, page, sql in schema:
            if not isinstance(name, str) or not isinstance(sql, str):
                continue
            if not isinstance(page, int) or page <= 0 or not _REAL_TABLE.match(sql):
                continue  # a virtual table: it would run code of SQLite's extensions
            found = self._connection.execute(f"PRAGMA main.table_xinfo({_quoted(name)})")
            tables[name] = [str(row[1]) for row in found if row[6] == 0]  # neither hidden, computed
        return tables

    def _decoded(self, value: bytes) -> str:
        try:
            return value.decode()
        except UnicodeDecodeError:
            self.damaged += 1
            return value.decode(errors="replace")

    def _spend(self) -> int:
        self._steps -= _STEPS
        return self._steps < 0

    def _pay(self, row: tuple[Value, ...]) -> None:
        self._bytes -= _ROW_COST
        self._bytes -= sum(len(value) for value in row if isinstance(value, str | bytes))
        if self._bytes < 0:
            raise _unreadable(self._file, "It unfolds to far more than a file of its size holds.")

    @contextlib.contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OverflowError, ValueError):
            # The message may quote the file's own schema, so it is not passed on.
            raise _unreadable(self._file, "It is a damaged SQLite file.") from None


@contextlib.contextmanager
def open_database(file: str, data: bytes) -> Iterator[Database]:
    """Open a SQLite file from its bytes for the time of a `with` block.

    Args:
        file: The user's name for it, for messages.
        data: The whole file.

    Raises:
        Unreadable: It is no SQLite file, damaged or hostile.
    """
    database = Database(file, data)
    try:
        yield database
    finally:
        database.close()


def text(value: Value) -> str:
    """Give a stored value as text: "" for none; whole numbers without a point.

    Bytes (SQLite keeps them where a program wrote them by mistake) count as UTF-8.
    """
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def whole(value: Value) -> int | None:
    """Give a stored value as a whole number, or None if it is none (also infinite, NaN, 1.5)."""
    if isinstance(value, int):
        return value
    exact = number(value)
    return int(exact) if exact is not None and exact.is_integer() else None


def number(value: Value) -> float | None:
    """Give a stored value as a finite number, or None if it is none."""
    if value is None or isinstance(value, bytes):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _authorize(action: int, *_about: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _unreadable(file: str, problem: str) -> Unreadable:
    return Unreadable(
        f"{problem} Nothing was read.",
        "Open the project in its own program, check that it is whole, and save or copy it again.",
        file=file,
    )
