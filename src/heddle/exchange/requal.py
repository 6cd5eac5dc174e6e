"""requal projects (.requal): one SQLite file.

Its tables were read in requal's public code (R/db_schema.R and the R/db_startup.R before it);
places of real files were measured: 1-based, ends included, in code points (R's `substr`), with
the words in `segment_text`. A segment has no date: the log beside it has, where it was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.database import Database, Value, is_database, open_database, text, whole
from heddle.exchange.gathering import Gathering
from heddle.exchange.places import Count, Mark, Place, Places
from heddle.exchange.project import (
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    ProjectMemo,
    ProjectSource,
    ProjectSpan,
)
from heddle.exchange.project_choice import choose

_BY_HAND = (Count(), Count(joined=True))
_KEPT = ("attributes", "attribute_values", "attributes_users_map")

Row = Mapping[str, Value]


def recognise(_name: str, data: bytes) -> bool:
    """Tell whether the bytes are a requal database."""
    return is_database(data) and b"segment_start" in data and b"doc_text" in data


def read_requal(file: str, data: bytes, which: str = "") -> Project:
    """Read a requal project.

    Args:
        file: The user's name for it, for messages.
        data: The whole file.
        which: Name of the project, where a server's database holds several.

    Raises:
        Unreadable: It is no requal project, damaged or hostile.
        WhichProject: There are several, and `which` names none of them.
    """
    with open_database(file, data) as database:
        if not database.has("segments", "segment_start", "segment_end", "doc_id", "code_id"):
            raise Unreadable(
                "It is a database, but not one of requal. Nothing was read.",
                "Choose the project's file, whose name ends in .requal.",
                file=file,
            )
        name = PurePosixPath(file.replace("\\", "/")).name.removesuffix(".requal")
        return _Reader(database, Gathering("requal", name)).read(file, which)


class _Reader:
    """One project being read."""

    def __init__(self, database: Database, found: Gathering) -> None:
        self._database = database
        self._found = found
        self._project = found.project
        self._one: int | None = None
        self._users: dict[int, str] = {}
        self._texts: dict[int, Places] = {}
        self._codes: set[int] = set()
        self._cases: dict[int, ProjectCase] = {}
        self._segments: set[int] = set()
        self._dates: dict[int, str] = {}

    def read(self, file: str, which: str) -> Project:
        self._head(file, which)
        self._add_users()
        self._add_codes()
        self._add_texts()
        self._read_log()
        self._add_segments()
        self._add_cases()
        self._add_memos()
        for table in _KEPT:
            for at, row in enumerate(self._database.records(table)):
                self._found.lose("attributes of users")
                self._found.keep(table, row, f"{table}:{at + 1}")
        self._found.lose("letters that could not be read", self._database.damaged)
        return self._found.finished()

    def _head(self, file: str, which: str) -> None:
        """Choose the project; a person's file has one, a server's database may hold several."""
        columns = ("project_id", "project_name", "project_description")
        rows = {
            number: row
            for row in self._database.records("projects", *columns)
            if (number := whole(row["project_id"])) is not None
        }
        if rows:
            named = [(number, text(row["project_name"])) for number, row in rows.items()]
            self._one = choose(file, named, which)
            row = rows[self._one]
            self._project.name = text(row["project_name"]).strip() or self._project.name
            self._project.description = text(row["project_description"]).strip()
        for row in self._database.records("requal_version", "project_id", "version"):
            if whole(row["project_id"]) == self._one:
                self._project.program = f"requal {text(row['version'])}".strip()

    def _mine(self, table: str, *columns: str) -> Iterator[dict[str, Value]]:
        """Give the rows of the project; tables without its number have one project only."""
        for row in self._database.records(table, *columns, "project_id"):
            if None in (self._one, row["project_id"]) or whole(row["project_id"]) == self._one:
                yield row

    def _add_users(self) -> None:
        for row in self._database.records("users", "user_id", "user_name", "user_login"):
            name = text(row["user_name"]).strip() or text(row["user_login"]).strip()
            self._users[_id(row, "user_id")] = self._found.member(name)

    def _user(self, row: Row) -> str:
        return self._users.get(_id(row, "user_id"), "")

    def _add_codes(self) -> None:
        categories: dict[int, ProjectCode] = {}
        codes: dict[int, ProjectCode] = {}
        for row in self._mine("categories", "category_id", "category_name", "category_description"):
            categories[_id(row, "category_id")] = ProjectCode(
                key=f"category:{_id(row, 'category_id')}",
                name=text(row["category_name"]),
                definition=text(row["category_description"]).strip(),
                codable=False,
            )
        columns = ("code_id", "code_name", "code_description", "code_color", "user_id")
        for row in self._mine("codes", *columns):
            codes[_id(row, "code_id")] = ProjectCode(
                key=f"code:{_id(row, 'code_id')}",
                name=text(row["code_name"]),
                definition=text(row["code_description"]).strip(),
                colour=self._found.colour(text(row["code_color"])),
                by=self._user(row),
            )
        for table in ("categories_codes_map", "category_code_map"):
            for row in self._mine(table, "category_id", "code_id"):
                child = codes.get(_id(row, "code_id"))
                parent = categories.get(_id(row, "category_id"))
                if child is None or parent is None:
                    self._found.lose("places in categories that are not in the project")
                elif child.parent and child.parent != parent.key:
                    self._found.lose("second categories of a code")
                    self._found.keep(table, row, f"{child.key} in {parent.key}", [child.key])
                else:
                    child.parent = parent.key
        self._codes = set(codes)
        self._project.codes += [*categories.values(), *codes.values()]

    def _add_texts(self) -> None:
        columns = ("doc_id", "doc_name", "doc_description", "doc_text", "created_at", "user_id")
        for row in self._mine("documents", *columns):
            number, raw = _id(row, "doc_id"), text(row["doc_text"])
            if number in self._texts:
                continue
            if not raw:
                self._found.lose("texts without words")
                continue
            places = self._texts[number] = Places(raw)
            self._project.sources.append(
                ProjectSource(
                    key=f"source:{number}",
                    name=text(row["doc_name"]),
                    text=places.text,
                    description=text(row["doc_description"]).strip(),
                    by=self._user(row),
                    made=self._found.moment(text(row["created_at"]), utc=True),
                )
            )

    def _read_log(self) -> None:
        """Learn from the log when a segment was made; what else it says is the program's own."""
        for row in self._mine("logs", "action", "payload", "created_at"):
            if text(row["action"]) != "Add segment":
                continue
            for payload in _objects(text(row["payload"])):
                number = payload.get("segment_id")
                if isinstance(number, int):
                    self._dates[number] = self._found.moment(text(row["created_at"]))

    def _add_segments(self) -> None:
        columns = ("segment_id", "doc_id", "code_id", "segment_start", "segment_end")
        by_text: dict[int, list[Row]] = {}
        for row in self._mine("segments", *columns, "segment_text", "user_id"):
            number = _id(row, "doc_id")
            if number not in self._texts or _id(row, "code_id") not in self._codes:
                self._found.lose("codings with codes or texts that are not in the project")
            else:
                by_text.setdefault(number, []).append(row)
        for number, rows in by_text.items():
            marks = [
                _mark(row, "segment_start", "segment_end", text(row["segment_text"]))
                for row in rows
            ]
            places = self._found.placed(self._texts[number], marks, _BY_HAND)
            for coded, place in zip(rows, places, strict=True):
                if place.there:
                    self._segment(coded, place)

    def _segment(self, row: Row, place: Place) -> None:
        number = _id(row, "segment_id")
        if number in self._segments:
            return
        self._segments.add(number)
        self._project.codings.append(
            ProjectCoding(
                key=f"coding:{number}",
                source=f"source:{_id(row, 'doc_id')}",
                start=place.start,
                end=place.end,
                code=f"code:{_id(row, 'code_id')}",
                by=self._user(row),
                made=self._dates.get(number, ""),
            )
        )

    def _add_cases(self) -> None:
        for row in self._mine("cases", "case_id", "case_name", "case_description"):
            number = _id(row, "case_id")
            self._cases[number] = ProjectCase(
                key=f"case:{number}",
                name=text(row["case_name"]),
                description=text(row["case_description"]).strip(),
            )
        for table in ("cases_documents_map", "case_document_map"):
            for row in self._mine(table, "case_id", "doc_id"):
                case, number = self._cases.get(_id(row, "case_id")), _id(row, "doc_id")
                if case is None or number not in self._texts:
                    self._found.lose("parts of cases that are no texts of the project")
                else:
                    case.spans.append(ProjectSpan(source=f"source:{number}"))
        self._project.cases += self._cases.values()

    def _add_memos(self) -> None:
        about, spans = self._maps()
        for row in self._mine("memos", "memo_id", "text", "user_id"):
            number, words = _id(row, "memo_id"), text(row["text"]).strip()
            if words:
                self._project.memos.append(
                    ProjectMemo(
                        key=f"memo:{number}",
                        text=words,
                        about=about.get(number, []),
                        spans=spans.get(number, []),
                        by=self._user(row),
                    )
                )

    def _maps(self) -> tuple[dict[int, list[str]], dict[int, list[ProjectSpan]]]:
        """Read what memos are about, and on which stretches of texts they stand."""
        about: dict[int, list[str]] = {}
        spans: dict[int, list[ProjectSpan]] = {}
        there = {"code": self._codes, "segment": self._segments, "doc": set(self._texts)}
        keys = {"code": "code", "segment": "coding", "doc": "source"}
        tables = {"code": "memos_codes_map", "segment": "memos_segments_map"}
        for what, table in {**tables, "doc": "memos_documents_map"}.items():
            columns = ("memo_id", f"{what}_id", "memo_start", "memo_end")
            for row in self._database.records(table, *columns):
                number = _id(row, f"{what}_id")
                if number not in there[what]:
                    self._found.lose("memos on things that are not in the project")
                    continue
                about.setdefault(_id(row, "memo_id"), []).append(f"{keys[what]}:{number}")
                if row["memo_start"] is not None and what == "doc":
                    mark = _mark(row, "memo_start", "memo_end", "")
                    (place,) = self._found.placed(self._texts[number], [mark], _BY_HAND)
                    span = ProjectSpan(source=f"source:{number}", start=place.start, end=place.end)
                    if place.there:
                        spans.setdefault(_id(row, "memo_id"), []).append(span)
        return about, spans


def _mark(row: Row, start: str, end: str, words: str) -> Mark:
    """Give a stretch from 0 and with its end left out; requal counts from 1 and to the end."""
    return Mark(max(0, (whole(row[start]) or 0) - 1), whole(row[end]) or 0, words)


def _objects(payload: str) -> list[dict[str, object]]:
    """Read the objects of a log entry, which R wraps in a list."""
    try:
        read = msgspec.json.decode(payload)
    except (msgspec.DecodeError, RecursionError):
        return []
    return [each for each in (read if isinstance(read, list) else [read]) if isinstance(each, dict)]


def _id(row: Row, column: str) -> int:
    return whole(row[column]) or 0
