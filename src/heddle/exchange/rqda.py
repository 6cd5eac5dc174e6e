"""RQDA projects (.rqda): one SQLite file.

Its tables were read in RQDA's public code (R/ProjectFun.R, databases 0.1.5 to 0.2.2). What a
person deletes stays in the file with `status` 0: it is not read, but counted. Places count code
points from 0, ends are exclusive (GTK's text iterators), kept as real numbers; `seltext` has the
words. Two coders' codings stand in two tables. Dates are those of R's `date()`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from heddle.errors import Unreadable
from heddle.exchange.database import Database, Value, is_database, open_database, text, whole
from heddle.exchange.gathering import Gathering
from heddle.exchange.marked_texts import MarkedTexts, Row
from heddle.exchange.places import Count, Place, Places
from heddle.exchange.project import (
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    ProjectMemo,
    ProjectSource,
    ProjectSpan,
)

_BY_HAND = (Count(), Count(joined=True))


def recognise(_name: str, data: bytes) -> bool:
    """Tell whether the bytes are an RQDA database."""
    return is_database(data) and b"freecode" in data and b"selfirst" in data


def read_rqda(file: str, data: bytes) -> Project:
    """Read an RQDA project.

    Raises:
        Unreadable: It is no RQDA project, damaged or hostile.
    """
    with open_database(file, data) as database:
        if not database.has("freecode", "id", "name") or not database.has("source", "id", "file"):
            raise Unreadable(
                "It is a database, but not one of RQDA. Nothing was read.",
                "Choose the project's file, whose name ends in .rqda.",
                file=file,
            )
        name = PurePosixPath(file.replace("\\", "/")).name.removesuffix(".rqda")
        return _Reader(database, Gathering("RQDA", name)).read()


class _Reader:
    """One project being read."""

    def __init__(self, database: Database, found: Gathering) -> None:
        self._database = database
        self._found = found
        self._project = found.project
        self._texts: dict[int, Places] = {}
        self._marked = MarkedTexts(found, self._texts, ("selfirst", "selend"), _BY_HAND)
        self._sources: dict[int, ProjectSource] = {}
        self._codes: dict[int, ProjectCode] = {}
        self._cases: dict[int, ProjectCase] = {}
        self._coded: dict[str, int] = {}

    def read(self) -> Project:
        for row in self._database.records("project", "databaseversion", "memo"):
            version = text(row["databaseversion"]).strip()
            self._project.program = f"RQDA (database {version})" if version else "RQDA"
            self._project.description = text(row["memo"]).strip()
        self._add_codes()
        self._add_sources()
        self._add_codings()
        self._add_cases()
        self._add_values()
        self._add_memos()
        self._keep_rest()
        self._found.lose("letters that could not be read", self._database.damaged)
        return self._found.finished()

    def _live(self, table: str, *columns: str) -> Iterator[dict[str, Value]]:
        """Give the rows that are not deleted; before 0.1.9 some tables had no status."""
        for row in self._database.records(table, *columns, "status", "dateM"):
            if whole(row["status"]) == 0:
                self._found.lose("things deleted in RQDA (its file still has them)")
                continue
            if text(row["dateM"]).strip():
                self._found.lose("dates of the last change")
            yield row

    def _add_codes(self) -> None:
        categories: dict[int, ProjectCode] = {}
        for row in self._live("codecat", "catid", "name", "memo", "owner", "date"):
            number = _id(row, "catid")
            if number not in categories:
                categories[number] = self._code(f"category:{number}", row, codable=False)
        for row in self._live("freecode", "id", "name", "memo", "owner", "date", "color"):
            number = _id(row, "id")
            if number not in self._codes:
                code = self._codes[number] = self._code(f"code:{number}", row, codable=True)
                code.colour = self._found.colour(text(row["color"]))
        for row in self._live("treecode", "cid", "catid", "memo"):
            child, parent = self._codes.get(_id(row, "cid")), categories.get(_id(row, "catid"))
            if child is None or parent is None:
                continue  # what it joined was deleted, which is counted
            if child.parent and child.parent != parent.key:
                self._found.lose("second categories of a code")
                self._found.keep("treecode", row, f"{child.key} in {parent.key}", [child.key])
            child.parent = child.parent or parent.key

    def _code(self, key: str, row: Row, *, codable: bool) -> ProjectCode:
        code = ProjectCode(
            key=key,
            name=text(row["name"]),
            definition=text(row["memo"]).strip(),
            codable=codable,
            by=self._found.member(text(row["owner"])),
            made=self._found.moment(text(row["date"])),
        )
        self._project.codes.append(code)
        return code

    def _add_sources(self) -> None:
        for row in self._live("source", "id", "name", "file", "memo", "owner", "date"):
            number, raw = _id(row, "id"), text(row["file"])
            if number in self._texts:
                continue
            if not raw:
                self._found.lose("texts without words")
                continue
            places = self._texts[number] = Places(raw)
            source = self._sources[number] = ProjectSource(
                key=f"source:{number}",
                name=text(row["name"]),
                text=places.text,
                by=self._found.member(text(row["owner"])),
                made=self._found.moment(text(row["date"])),
            )
            self._project.sources.append(source)
            self._memo(f"source memo:{number}", row, text(row["memo"]), about=source.key)

    def _add_codings(self) -> None:
        columns = ("cid", "fid", "seltext", "selfirst", "selend", "owner", "date", "memo")
        for table in ("coding", "coding2"):
            by_text: dict[int, list[Row]] = {}
            for row in self._live(table, *columns):
                if _id(row, "fid") not in self._texts or _id(row, "cid") not in self._codes:
                    self._found.lose("codings with codes or texts that are not in the project")
                else:
                    by_text.setdefault(_id(row, "fid"), []).append(row)
            for number, rows in by_text.items():
                for coded, place in self._marked.placed(number, rows):
                    self._coding(table, coded, place)

    def _coding(self, table: str, row: Row, place: Place) -> None:
        parts = [text(row[each]) for each in ("cid", "fid", "selfirst", "selend", "owner")]
        key = f"{table}:{':'.join(parts)}"  # RQDA numbers no codings
        again = self._coded[key] = self._coded.get(key, 0) + 1
        self._project.codings.append(
            ProjectCoding(
                key=key if again == 1 else f"{key}:{again}",
                source=f"source:{_id(row, 'fid')}",
                start=place.start,
                end=place.end,
                code=f"code:{_id(row, 'cid')}",
                by=self._found.member(text(row["owner"])),
                made=self._found.moment(text(row["date"])),
                note=text(row["memo"]).strip(),
            )
        )

    def _add_cases(self) -> None:
        for row in self._live("cases", "id", "name", "memo"):
            number = _id(row, "id")
            if number in self._cases:
                continue
            case = self._cases[number] = ProjectCase(
                key=f"case:{number}",
                name=text(row["name"]),
                description=text(row["memo"]).strip(),
            )
            self._project.cases.append(case)
        for row in self._live(
            "caselinkage", "caseid", "fid", "selfirst", "selend", "memo", "owner", "date"
        ):
            owner, number = self._cases.get(_id(row, "caseid")), _id(row, "fid")
            if owner is None or number not in self._texts:
                self._found.lose("parts of cases that are no texts of the project")
                continue
            owner.spans += self._marked.spans(number, row)
            key = f"case text:{owner.key}:{number}:{text(row['selfirst'])}"
            self._memo(key, row, text(row["memo"]), about=owner.key)

    def _add_values(self) -> None:
        """Read the values of cases and of texts; RQDA writes NA for a missing one."""
        owners: dict[str, Mapping[int, ProjectCase | ProjectSource]] = {
            "case": self._cases,
            "file": self._sources,
        }
        for what, there in owners.items():
            for row in self._live(f"{what}Attr", "variable", "value", f"{what}ID"):
                owner = there.get(_id(row, f"{what}ID"))
                variable, value = text(row["variable"]).strip(), text(row["value"]).strip()
                if owner is not None and variable and value not in ("", "NA"):
                    owner.values[variable] = value
        for row in self._live("attributes", "name", "memo", "class"):
            if text(row["memo"]).strip():
                self._found.lose("descriptions of attributes")
                self._found.keep("attributes", row, f"attribute:{text(row['name'])}")

    def _add_memos(self) -> None:
        for at, row in enumerate(self._live("journal", "name", "journal", "owner", "date")):
            title = text(row["name"]).strip()
            self._memo(f"journal:{title or at}", row, text(row["journal"]), title=title)
        for at, row in enumerate(
            self._live("annotation", "fid", "position", "annotation", "owner", "date")
        ):
            number, words = _id(row, "fid"), text(row["annotation"])
            source = self._sources.get(number)
            if source is None:
                self._found.lose("annotations of texts that are not in the project")
                continue
            spans = self._marked.point(number, whole(row["position"]) or 0)
            key = f"annotation:{number}:{text(row['position'])}:{at}"
            self._memo(key, row, words, about="" if spans else source.key, spans=spans)

    def _memo(
        self,
        key: str,
        row: Row,
        words: str,
        *,
        title: str = "",
        about: str = "",
        spans: list[ProjectSpan] | None = None,
    ) -> None:
        if words.strip():
            self._project.memos.append(
                ProjectMemo(
                    key=key,
                    text=words.strip(),
                    title=title,
                    about=[about] if about else [],
                    spans=spans or [],
                    by=self._found.member(text(row["owner"])),
                    made=self._found.moment(text(row["date"])),
                )
            )

    def _keep_rest(self) -> None:
        """Keep the groups of texts and what is about pictures."""
        for table in ("filecat", "treefile"):
            for at, row in enumerate(self._live(table, *self._database.tables.get(table, ()))):
                about = f"source:{_id(row, 'fid')}" if table == "treefile" else ""
                self._found.lose("categories of texts")
                self._found.keep(table, row, f"{table}:{at + 1}", [about])
        for table in ("image", "imageCoding"):
            for at, row in enumerate(self._live(table, *self._database.tables.get(table, ()))):
                self._found.lose("pictures and their codings")
                self._found.keep(table, row, f"{table}:{at + 1}")


def _id(row: Row, column: str) -> int:
    return whole(row[column]) or 0
