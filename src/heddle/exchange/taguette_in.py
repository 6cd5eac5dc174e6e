"""Taguette's projects: a SQLite file of documents, tags and highlights, with a log of all steps.

Read from the models and migrations of Taguette 1.5.2 (`taguette/database/models.py`) and
compared with files that it made. A highlight's author and moment stand in the log only
(`commands`): the first step by which the highlight had the tag. Tags are a tree by their paths:
"people.staff" stands below "people". A slash parts them only where the part before it is a tag
itself or has several below it ("and/or" is one tag).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from heddle.errors import Unreadable
from heddle.exchange.database import Database, is_database, open_database, text, whole
from heddle.exchange.project import (
    Project,
    ProjectCode,
    ProjectCoding,
    ProjectLeftover,
    ProjectMember,
    ProjectSource,
)
from heddle.exchange.project_choice import choose
from heddle.exchange.reading import Loss
from heddle.exchange.taguette_text import Document, plain

_DOT: Final = re.compile(r"(?<=[^\s.])(?<!\d)\.(?=[^\s.])|(?<=\d)\.(?=[^\s.\d])")
_MOST_DEPTH: Final = 50
_LONGEST: Final = 1000
"""Letters of a tag's path; Taguette allows 200."""


def recognise(_name: str, data: bytes) -> bool:
    """Tell a Taguette file by its tables."""
    if not is_database(data):
        return False
    try:
        with open_database("", data) as database:
            return (
                database.has("projects", "id", "name")
                and database.has("documents", "id", "contents")
                and database.has("highlight_tags", "highlight_id", "tag_id")
            )
    except Unreadable:
        return False


def read(file: str, data: bytes, which: str = "") -> Project:
    """Read one project of a Taguette file.

    Args:
        file: the user's name for the file.
        data: the whole file.
        which: name (or number) of the project, where there are several.

    Raises:
        Unreadable: it is damaged, or there is no project in it.
        WhichProject: there are several, and `which` names none of them.
    """
    with open_database(file, data) as database:
        return _Reader(file, database, which).project()


class _Reader:
    def __init__(self, file: str, database: Database, which: str) -> None:
        self._file = file
        self._database = database
        self._which = which
        self._id = 0
        self._losses: Counter[str] = Counter()
        self._authors: dict[tuple[int, int], tuple[str, str]] = {}
        """Highlight and tag -> login and moment."""
        self._added: dict[int, str] = {}
        """Document -> login of who brought it in."""
        self._logins: set[str] = set()

    def project(self) -> Project:
        row = self._choose()
        self._id = row[0]
        project = Project(
            program="Taguette",
            identity=_moment(row[3]) or row[1],
            name=row[1],
            description=row[2],
        )
        self._read_log()
        project.members = list(self._members())
        documents = self._documents(project)
        tags = self._tags(project)
        self._highlights(project, documents, tags)
        if self._database.damaged:
            self._losses["texts that were not valid UTF-8"] += self._database.damaged
        project.losses = [Loss(what, count) for what, count in self._losses.items() if count]
        return project

    def _choose(self) -> tuple[int, str, str, str]:
        columns = ("id", "name", "description", "created")
        rows = [
            (number, text(name), text(told), text(made))
            for id_, name, told, made in self._database.rows("projects", columns)
            if (number := whole(id_)) is not None
        ]
        if not rows:
            raise Unreadable(
                "There is no project in it; nothing was read.",
                "Check that it is the file you meant.",
                file=self._file,
                code="empty",
            )
        chosen = choose(self._file, [row[:2] for row in rows], self._which)
        return next(row for row in rows if row[0] == chosen)

    def _read_log(self) -> None:
        """Go through the log of steps for authors and moments."""
        columns = ("id", "date", "user_login", "project_id", "document_id", "payload")
        steps = [
            (number, date, text(login), document, payload)
            for id_, date, login, project, document, payload in self._database.rows(
                "commands", columns
            )
            if whole(project) == self._id and (number := whole(id_)) is not None
        ]
        for _, date, login, document, payload in sorted(steps, key=lambda step: step[0]):
            self._logins.add(login)
            told = _payload(payload)
            kind = told.get("type")
            if kind == "highlight_add":
                self._note(told, login, _moment(text(date)))
            elif kind == "document_add":
                number = whole(document)
                if number is not None:
                    self._added.setdefault(number, login)
            elif kind == "tag_merge":
                self._merge(told.get("src_tag_id"), told.get("dest_tag_id"))

    def _note(self, told: dict[str, Any], login: str, moment: str) -> None:
        highlight = told.get("highlight_id", told.get("id"))
        tags = told.get("tags")
        if not isinstance(highlight, int) or not isinstance(tags, list):
            return
        for tag in tags:
            if isinstance(tag, int):
                self._authors.setdefault((highlight, tag), (login, moment))
        self._authors.setdefault((highlight, -1), (login, moment))

    def _merge(self, source: object, target: object) -> None:
        if not isinstance(source, int) or not isinstance(target, int):
            return
        for (highlight, tag), author in list(self._authors.items()):
            if tag == source:
                self._authors.setdefault((highlight, target), author)

    def _members(self) -> Iterator[ProjectMember]:
        logins = [
            text(login)
            for project, login in self._database.rows(
                "project_members", ("project_id", "user_login")
            )
            if whole(project) == self._id
        ]
        if len(logins) > 1:
            self._losses["rights of members"] += len(logins)
        for login in dict.fromkeys([*logins, *sorted(self._logins)]):
            if login:
                yield ProjectMember(key=f"users:{login}", name=login)

    def _documents(self, project: Project) -> dict[int, Document]:
        columns = (
            "id", "project_id", "name", "description", "filename", "created", "text_direction",
            "contents",
        )  # fmt: skip
        found: dict[int, Document] = {}
        for row in self._database.rows("documents", columns):
            number = whole(row[0])
            if number is None or number in found or whole(row[1]) != self._id:
                continue
            document = Document(text(row[7]))
            found[number] = document
            self._losses["pictures"] += document.pictures
            self._losses["addresses of links"] += document.links
            login = self._added.get(number, "")
            project.sources.append(
                ProjectSource(
                    key=f"documents:{number}",
                    name=text(row[2]),
                    text=document.text,
                    description=text(row[3]),
                    by=f"users:{login}" if login else "",
                    made=_moment(text(row[5])),
                    file_name=text(row[4]),
                )
            )
        return found

    def _tags(self, project: Project) -> set[int]:
        tags: dict[int, tuple[str, str]] = {}
        for id_, owner, path, told in self._database.rows(
            "tags", ("id", "project_id", "path", "description")
        ):
            number = whole(id_)
            if number is not None and whole(owner) == self._id:
                tags.setdefault(number, (text(path), text(told)))
        project.codes = grow({number: path for number, (path, _) in tags.items()})
        for code in project.codes:
            number = whole(code.key.removeprefix("tags:"))
            if number in tags:
                code.definition = tags[number][1]
        if any(code.parent for code in project.codes):
            project.notes.append("tags became a tree at the dots and slashes in their names")
        return set(tags)

    def _highlights(self, project: Project, documents: dict[int, Document], tags: set[int]) -> None:
        tagged: dict[int, list[int]] = {}
        for highlight, tag in self._database.rows("highlight_tags", ("highlight_id", "tag_id")):
            one, other = whole(highlight), whole(tag)
            if one is not None and other in tags and other is not None:
                tagged.setdefault(one, []).append(other)
        columns = ("id", "document_id", "start_offset", "end_offset", "snippet")
        same = seen = 0
        for row in self._database.rows("highlights", columns):
            number, owner, first, last = (whole(value) for value in row[:4])
            document = documents.get(owner) if owner is not None else None
            if number is None or document is None:
                continue
            if first is None or last is None or first >= last:
                self._losses["highlights on no words"] += 1
                continue
            if last > document.bytes:
                self._losses["highlights that reached beyond their text (cut)"] += 1
            start, end = document.start(first), document.end(last)
            words = "".join(document.text[start:end].split())
            seen += 1
            same += words == plain(text(row[4]))
            if number not in tagged:
                self._losses["highlights without a tag (kept as they are)"] += 1
                project.leftovers.append(_untagged(number, owner, first, last, text(row[4])))
            for tag in dict.fromkeys(tagged.get(number, ())):
                login, moment = self._authors.get((number, tag)) or self._authors.get(
                    (number, -1), ("", "")
                )
                project.codings.append(
                    ProjectCoding(
                        key=f"highlights:{number}/tags:{tag}",
                        source=f"documents:{owner}",
                        start=start,
                        end=end,
                        code=f"tags:{tag}",
                        by=f"users:{login}" if login else "",
                        made=moment,
                    )
                )
        if seen:
            project.notes.append(
                f"{same} of {seen} highlights have exactly the words that Taguette kept of them"
            )


def grow(paths: dict[int, str]) -> list[ProjectCode]:
    """Make a tree of tags, by the dots and slashes in their paths.

    Args:
        paths: path by the number of the tag.

    Returns:
        Codes with keys such as "tags:7"; what stands above tags and is none of them only groups
        them ("tags/people").
    """
    paths = {number: path[:_LONGEST] for number, path in paths.items()}
    below: Counter[str] = Counter(
        path[: found.start()] for path in paths.values() for found in re.finditer("/", path)
    )
    whole_paths = {path.strip() for path in paths.values()}
    parted = {number: list(_parts(path, below, whole_paths)) for number, path in paths.items()}
    keys = {tuple(parts): f"tags:{number}" for number, parts in reversed(parted.items())}
    codes: list[ProjectCode] = []
    grouping: set[tuple[str, ...]] = set()
    for number, parts in parted.items():
        for depth in range(1, len(parts)):
            above = tuple(parts[:depth])
            if above not in keys and above not in grouping:
                grouping.add(above)
                codes.append(
                    ProjectCode(
                        key=_group(above),
                        name=above[-1],
                        parent=_key(above[:-1], keys),
                        codable=False,
                    )
                )
        codes.append(
            ProjectCode(key=f"tags:{number}", name=parts[-1], parent=_key(tuple(parts[:-1]), keys))
        )
    return codes


def _key(parts: tuple[str, ...], keys: dict[tuple[str, ...], str]) -> str:
    return keys.get(parts, _group(parts)) if parts else ""


def _group(parts: tuple[str, ...]) -> str:
    return "tags/" + "/".join(parts)


def _parts(path: str, below: Counter[str], tags: set[str]) -> Iterator[str]:
    """Cut a path into the names of its codes."""
    cuts = [found.start() for found in _DOT.finditer(path)]
    cuts += [
        found.start()
        for found in re.finditer(r"(?<=\S)/(?=\S)", path)
        if below[path[: found.start()]] > 1 or path[: found.start()].strip() in tags
    ]
    yield from _cut(path, sorted(cuts)[:_MOST_DEPTH])


def _cut(path: str, cuts: Iterable[int]) -> Iterator[str]:
    start = 0
    for cut in cuts:
        yield path[start:cut].strip()
        start = cut + 1
    yield path[start:].strip()


def _payload(value: object) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(text(value))  # type: ignore[arg-type]
    except (msgspec.DecodeError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _moment(value: str) -> str:
    """Give a moment of Taguette (UTC, without saying so) as ISO 8601."""
    found = re.match(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)", value, re.ASCII)
    return f"{found[1]}T{found[2]}+00:00" if found else ""


def _untagged(number: int, owner: int | None, first: int, last: int, kept: str) -> ProjectLeftover:
    data = {"start_offset": first, "end_offset": last, "snippet": kept}
    return ProjectLeftover(
        what="highlight",
        data=msgspec.json.encode(data).decode(),
        about=[f"documents:{owner}"],
        key=f"highlights:{number}",
    )
