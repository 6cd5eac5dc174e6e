"""QualCoder projects (.qda): a folder, a zip of it, or the SQLite file inside it.

What its tables mean was read in QualCoder's public code, which also says what each version of
its database (v1 to v17) added: every column is read where it is there. Three facts matter most:

- Its places are positions of a text widget (Qt), which count UTF-16 units and a CR LF as one,
  but places found by a search count code points, and are moved by emoji only in part. The words
  it keeps (`seltext`) decide, one stretch at a time (`heddle.exchange.places`).
- It has no table of coders: whoever owns something is one.
- Cases are mostly people; their stretches (`case_text`) are what they say, and so is what its
  own coder of speakers coded (`heddle.exchange.qualcoder_speakers`).
"""

from __future__ import annotations

from pathlib import PurePosixPath

from heddle.errors import Unreadable
from heddle.exchange.archive import Archive, open_archive
from heddle.exchange.database import (
    MAGIC,
    Database,
    Value,
    is_database,
    open_database,
    text,
    whole,
)
from heddle.exchange.gathering import Gathering
from heddle.exchange.marked_texts import MarkedTexts, Row, source_key, span
from heddle.exchange.places import Count, Place, Places
from heddle.exchange.project import (
    Form,
    Project,
    ProjectCase,
    ProjectCode,
    ProjectCoding,
    ProjectMemo,
    ProjectSource,
    ProjectSpan,
)
from heddle.exchange.qualcoder_rest import keep_rest
from heddle.exchange.qualcoder_speakers import CODER as SPEAKER_CODER
from heddle.exchange.qualcoder_speakers import take_speakers

_BY_HAND = (Count(utf16=True, joined=True), Count(joined=True), Count(utf16=True))
_LARGEST = 64 << 20
"""Bytes of a document that is handed over with its text."""
_DATABASE = "data.qda"


def recognise(_name: str, data: bytes) -> bool:
    """Tell whether the bytes are a QualCoder database, or a zip that has one in it."""
    if is_database(data):
        return b"code_text" in data and b"seltext" in data and b"code_cat" in data
    return data.startswith(b"PK") and _DATABASE.encode() in data


def read_qualcoder(file: str, data: bytes) -> Project:
    """Read a QualCoder project.

    Args:
        file: The user's name for it, for messages and for the project's name.
        data: The database `data.qda`, or a zip of the project's folder.

    Raises:
        Unreadable: It is no QualCoder project, damaged or hostile.
    """
    archive = None if data.startswith(MAGIC) else open_archive(file, data)
    name, folder = _named(file), ""
    if archive is not None:
        inside = _database_in(file, archive)
        data, folder = archive.read(inside), inside[: -len(_DATABASE)]
        name = _named(folder) or name
    with open_database(file, data) as database:
        if not database.has("code_text", "cid", "fid", "pos0", "pos1"):
            raise Unreadable(
                "It is a database, but not one of QualCoder. Nothing was read.",
                "Choose the folder of the project, whose name ends in .qda.",
                file=file,
            )
        reader = _Reader(database, Gathering("QualCoder", name))
        if archive is not None:
            reader.take_files(archive, folder)
        return reader.read()


class _Reader:
    """One project being read."""

    def __init__(self, database: Database, found: Gathering) -> None:
        self._database = database
        self._found = found
        self._project = found.project
        self._files: dict[str, tuple[Archive, str]] = {}
        self._texts: dict[int, Places] = {}
        self._marked = MarkedTexts(found, self._texts, ("pos0", "pos1"), _BY_HAND)
        self._codes: set[str] = set()
        self._cases: dict[int, ProjectCase] = {}
        self._spoken: dict[str, list[ProjectSpan]] = {}

    def take_files(self, archive: Archive, folder: str) -> None:
        """Remember the documents of the folder by their names."""
        documents = f"{folder}documents/".lower()
        for name in archive.names:
            if name.lower().startswith(documents):
                self._files[_base(name)] = archive, name
        if f"{folder}{_DATABASE}-wal" in archive and archive.read(f"{folder}{_DATABASE}-wal"):
            self._found.lose("changes that QualCoder had not yet written into its database")

    def read(self) -> Project:
        self._head()
        self._add_codes()
        self._add_sources()
        self._add_values()
        self._add_codings()
        self._add_annotations()
        self._add_cases()
        take_speakers(self._project, self._spoken)
        if self._spoken:
            turns = sum(map(len, self._spoken.values()))
            self._found.note(f"turns that QualCoder had marked with who speaks: {turns}")
        for row in self._database.records("journal", "jid", "name", "jentry", "owner", "date"):
            self._memo(f"journal:{_id(row, 'jid')}", row, text(row["jentry"]), text(row["name"]))
        keep_rest(self._database, self._found, {source_key(each) for each in self._texts})
        self._found.lose("letters that could not be read", self._database.damaged)
        return self._found.finished()

    def _head(self) -> None:
        """Read what is said of the whole; the last row counts, as in QualCoder."""
        for row in self._database.records("project", "databaseversion", "about", "memo"):
            about, version = text(row["about"]).strip(), text(row["databaseversion"]).strip()
            known = about if "QualCoder" in about else f"QualCoder {about}".strip()
            self._project.program = f"{known} (database {version})" if version else known
            self._project.description = text(row["memo"]).strip()
        for row in self._database.records("coder_names", "name"):
            if text(row["name"]) != SPEAKER_CODER:
                self._found.member(text(row["name"]))

    def _add_codes(self) -> None:
        columns = ("name", "memo", "owner", "date")
        for row in self._database.records("code_cat", "catid", "supercatid", *columns):
            self._code(f"category:{_id(row, 'catid')}", row, _key("category", row["supercatid"]))
        for row in self._database.records(
            "code_name", "cid", "catid", "supercid", "color", *columns
        ):
            parent = _key("code", row["supercid"]) or _key("category", row["catid"])
            self._code(f"code:{_id(row, 'cid')}", row, parent, colour=text(row["color"]))

    def _code(self, key: str, row: Row, parent: str, colour: str | None = None) -> None:
        self._codes.add(key)
        self._project.codes.append(
            ProjectCode(
                key=key,
                name=text(row["name"]),
                parent=parent,
                definition=text(row["memo"]).strip(),
                colour=self._found.colour(colour or ""),
                codable=colour is not None,
                by=self._owner(row),
                made=self._found.moment(text(row["date"])),
            )
        )

    def _add_sources(self) -> None:
        """Read the texts; what has none (pictures, recordings) is kept with the rest."""
        columns = ("id", "name", "fulltext", "mediapath", "memo", "owner", "date", "av_text_id")
        rows = list(self._database.records("source", *columns))
        spoken = {whole(row["av_text_id"]) for row in rows} - {None}
        for row in rows:
            number, raw = whole(row["id"]), text(row["fulltext"])
            if number is None or number in self._texts or not raw:
                continue
            self._texts[number] = Places(raw)
            name = text(row["name"])
            said = number in spoken or name.endswith(".transcribed")
            self._source(row, "transcript" if said else "document")
            self._memo(f"source memo:{number}", row, text(row["memo"]), about=[source_key(number)])

    def _source(self, row: Row, form: Form) -> None:
        number = _id(row, "id")
        name, path = text(row["name"]), text(row["mediapath"])
        source = ProjectSource(
            key=source_key(number),
            name=name,
            text=self._texts[number].text,
            form=form,
            by=self._owner(row),
            made=self._found.moment(text(row["date"])),
        )
        kept = self._files.get(_base(path or name))
        if kept is not None:
            archive, member = kept
            original = archive.read(member)
            if len(original) <= _LARGEST:
                source.original = original
                source.file_name = PurePosixPath(member).name
                source.file_format = PurePosixPath(member).suffix.lstrip(".").lower()
        self._project.sources.append(source)

    def _add_values(self) -> None:
        """Read attributes; those of cases wait until the cases are read."""
        sources = {source.key: source for source in self._project.sources}
        self._case_values: dict[int, dict[str, str]] = {}
        for row in self._database.records("attribute", "name", "attr_type", "value", "id"):
            number, value = whole(row["id"]), text(row["value"]).strip()
            variable = text(row["name"]).strip()
            if not value or not variable or number is None:
                continue
            if text(row["attr_type"]) == "case":
                self._case_values.setdefault(number, {})[variable] = value
            elif source_key(number) in sources:
                sources[source_key(number)].values[variable] = value
            else:
                self._found.lose("values of pictures, recordings and journals")

    def _add_codings(self) -> None:
        columns = ("ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo")
        by_text: dict[int, list[Row]] = {}
        for row in self._database.records("code_text", *columns, "important", "avid"):
            number = whole(row["fid"])
            if number not in self._texts:
                self._found.lose("codings of texts that are not in the project")
            elif _key("code", row["cid"]) not in self._codes:
                self._found.lose("codings with codes that are not in the project")
            else:
                by_text.setdefault(number, []).append(row)
        for source, rows in by_text.items():
            for coded, place in self._marked.placed(source, rows):
                if text(coded["owner"]) == SPEAKER_CODER:
                    spoken = self._spoken.setdefault(_key("code", coded["cid"]), [])
                    spoken.append(span(source, place))
                else:
                    self._coding(coded, place)

    def _coding(self, row: Row, place: Place) -> None:
        parts = (row[each] for each in ("cid", "fid", "pos0", "pos1", "owner"))
        number = whole(row["ctid"])  # before v4 rows had no number
        key = f"coding:{number if number is not None else ':'.join(map(text, parts))}"
        self._project.codings.append(
            ProjectCoding(
                key=key,
                source=source_key(_id(row, "fid")),
                start=place.start,
                end=place.end,
                code=_key("code", row["cid"]),
                by=self._owner(row),
                made=self._found.moment(text(row["date"])),
                note=text(row["memo"]).strip(),
            )
        )
        if whole(row["important"]):
            self._found.lose("marks that a coding is important")
            self._found.keep("important", {"important": 1}, f"important:{key}", [key])
        if whole(row["avid"]) is not None:
            self._found.lose("links from coded words to a recording")
            self._found.keep("code_text.avid", {"avid": row["avid"]}, f"avid:{key}", [key])

    def _add_annotations(self) -> None:
        columns = ("anid", "fid", "pos0", "pos1", "memo", "owner", "date")
        for row in self._database.records("annotation", *columns):
            number = whole(row["fid"])
            if number not in self._texts:
                self._found.lose("annotations of texts that are not in the project")
                continue
            spans = [span(number, place) for _, place in self._marked.placed(number, [row])]
            key = f"annotation:{_id(row, 'anid')}"
            about = [] if spans else [source_key(number)]
            self._memo(key, row, text(row["memo"]), about=about, spans=spans)

    def _add_cases(self) -> None:
        for row in self._database.records("cases", "caseid", "name", "memo"):
            number = _id(row, "caseid")
            if number in self._cases:
                continue
            case = ProjectCase(
                key=f"case:{number}",
                name=text(row["name"]),
                description=text(row["memo"]).strip(),
                values=self._case_values.get(number, {}),
            )
            self._project.cases.append(case)
            self._cases[number] = case
        columns = ("id", "caseid", "fid", "pos0", "pos1", "memo", "owner", "date")
        for row in self._database.records("case_text", *columns):
            owner, fid = self._cases.get(_id(row, "caseid")), whole(row["fid"])
            if owner is None or fid not in self._texts:
                self._found.lose("parts of cases that are no texts of the project")
                continue
            spans = self._marked.spans(fid, row)
            owner.spans += spans
            key = f"case text:{_id(row, 'id')}"
            self._memo(key, row, text(row["memo"]), about=[owner.key], spans=spans)

    def _owner(self, row: Row) -> str:
        name = text(row["owner"])
        return "" if name == SPEAKER_CODER else self._found.member(name)

    def _memo(
        self,
        key: str,
        row: Row,
        words: str,
        title: str = "",
        *,
        about: list[str] | None = None,
        spans: list[ProjectSpan] | None = None,
    ) -> None:
        if words.strip():
            self._project.memos.append(
                ProjectMemo(
                    key=key,
                    text=words.strip(),
                    title=title.strip(),
                    about=about or [],
                    spans=spans or [],
                    by=self._owner(row),
                    made=self._found.moment(text(row["date"])),
                )
            )


def _database_in(file: str, archive: Archive) -> str:
    """Find the project's database in a zip: the one that is least deep."""
    found = [
        name
        for name in archive.names
        if PurePosixPath(name).name == _DATABASE and not name.startswith("__MACOSX/")
    ]
    if not found:
        raise Unreadable(
            "There is no QualCoder database (data.qda) in it. Nothing was read.",
            "Choose the folder of the project, whose name ends in .qda, or a zip of it.",
            file=file,
        )
    return min(found, key=lambda name: (name.count("/"), name))


def _named(path: str) -> str:
    name = PurePosixPath(path.replace("\\", "/")).name
    return name.removesuffix(".zip").removesuffix(".qda")


def _base(path: str) -> str:
    """Return the name of a document, however QualCoder wrote the path to it."""
    return PurePosixPath(path.replace("\\", "/").replace("docs:", "")).name.lower()


def _id(row: Row, column: str) -> int:
    return whole(row[column]) or 0


def _key(what: str, value: Value) -> str:
    number = whole(value)
    return f"{what}:{number}" if number is not None else ""
