"""What a QualCoder project has beside words and codes on words: kept, and said to be left out."""

from __future__ import annotations

from pathlib import PurePosixPath

from heddle.exchange.database import Database, Value, text, whole
from heddle.exchange.gathering import Gathering

_READ = frozenset(
    (
        *("project", "source", "journal", "coder_names", "annotation", "attribute"),
        *("cases", "case_text", "code_cat", "code_name", "code_text"),
    )
)
"""Tables that are read elsewhere."""
_PATHS = ("mediapath", "filepath")
"""Columns with paths of somebody's computer: only the name of the file is kept."""


def keep_rest(database: Database, found: Gathering, texts: set[str]) -> None:
    """Keep the rows of all other tables.

    Args:
        database: The project's database.
        found: What was gathered.
        texts: Keys of the sources that are texts; others are pictures and recordings.
    """
    _keep_files(database, found, texts)
    for row in database.records("attribute_type"):
        if text(row.get("memo")).strip():
            found.lose("descriptions of attributes")
            found.keep("attribute_type", row, f"attribute_type:{text(row.get('name'))}")
    for table in database.tables:
        if table not in _READ and table != "attribute_type" and not table.startswith("sqlite_"):
            _keep_table(database, found, table)


def _keep_files(database: Database, found: Gathering, texts: set[str]) -> None:
    for row in database.records("source"):
        key = f"source:{whole(row.get('id'))}"
        if key not in texts:
            found.lose("pictures, recordings and texts without words")
            found.keep("source", _without_paths(row), key)


def _keep_table(database: Database, found: Gathering, table: str) -> None:
    for at, row in enumerate(database.records(table)):
        if table == "code_image":
            found.lose("codings of pictures and of areas of PDF pages")
        elif table == "code_av":
            found.lose("codings of recordings")
        elif table == "ris":
            found.lose("bibliographic references")
        elif table == "graph" or table.startswith("gr_"):
            found.lose("things drawn in graphs")
        elif table in ("stored_sql", "files_filter", "manage_files_display"):
            found.lose("stored queries and views")
        else:
            found.lose("rows of tables that are not known here", where=table[:60])
            continue
        about = [_about("code", row.get("cid")), _about("source", row.get("id"))]
        found.keep(table, _without_paths(row), f"{table}:{at + 1}", about)


def _about(what: str, value: Value) -> str:
    number = whole(value)
    return f"{what}:{number}" if number is not None else ""


def _without_paths(row: dict[str, Value]) -> dict[str, Value]:
    named = {
        column: PurePosixPath(text(value).replace("\\", "/")).name
        for column, value in row.items()
        if column in _PATHS and value is not None
    }
    return {**row, **named}
