"""What a study already has of another program's project: matched by the program's own ids.

A GUID is the same in every export, so it stands as it is; a row's number means something only
within its project, so the project's identity goes before it. A project that Heddle itself has
exported names records by their own ids.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterable
from typing import Any, Final, Generic, TypeVar

import msgspec

from heddle.exchange.project import Project
from heddle.log.records import Record
from heddle.study.rules import name_key

R = TypeVar("R", bound=Record)
S = TypeVar("S")

_GUID: Final = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?\Z", re.IGNORECASE)
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
"""Characters that no database takes: NUL and halves of surrogate pairs."""
_LONGEST_KEY: Final = 200
_NUMBER: Final = re.compile(r" \(\d+\)\Z")


class Names:
    """How the things of one project are called in a study, for ever."""

    def __init__(self, project: Project) -> None:
        """Note what tells the project from others."""
        self.trusted = True
        """Row numbers mean what they meant at the last import; GUIDs always do."""
        program = (project.program.split() or ["project"])[0].casefold()
        self._before = f"{program} {project.identity or project.name}".strip()

    def foreign(self, key: str) -> str:
        """Give the foreign id of a key of the project."""
        guid = _GUID.match(key.strip())
        if guid:
            return guid[1].upper()
        if not self.trusted:
            return ""
        return f"{self._before} {key}"[-_LONGEST_KEY:] if key else ""


class Known(Generic[R]):
    """The records of one kind, by what other programs call them; each is taken once."""

    def __init__(self, records: Iterable[R]) -> None:
        """Index the records; a foreign id goes before a record's own."""
        self.records = list(records)
        self._by_id: dict[str, R] = {}
        for record in self.records:
            self._by_id[record.id.upper()] = record
        for record in self.records:
            foreign: str = getattr(record, "foreign_id", "")
            if foreign:
                guid = _GUID.match(foreign)
                self._by_id[guid[1].upper() if guid else foreign] = record
        self.taken: set[str] = set()

    def look(self, foreign: str) -> R | None:
        """Give the record of this foreign id, taken or not."""
        return self._by_id.get(foreign) if foreign else None

    def take(self, foreign: str) -> R | None:
        """Give the record of this foreign id, if nothing else was taken for it."""
        record = self._by_id.get(foreign) if foreign else None
        if record is None or record.id in self.taken:
            return None
        self.taken.add(record.id)
        return record

    def free(self) -> list[R]:
        """Give the records that are not taken yet."""
        return [record for record in self.records if record.id not in self.taken]


def is_guid(key: str) -> bool:
    """Tell whether a key is a GUID, which means the same everywhere."""
    return _GUID.match(key.strip()) is not None


def cleaned(value: S) -> tuple[S, int]:
    """Give a project (or part of one) without characters that no study can hold, and their count.

    Each is replaced by U+FFFD, so that offsets stay right.
    """
    count = [0]
    return _cleaned(value, count), count[0]


def _cleaned(value: Any, count: list[int]) -> Any:
    if isinstance(value, str):
        if _UNSTORABLE.search(value) is None:
            return value
        new, replaced = _UNSTORABLE.subn("\ufffd", value)
        count[0] += replaced
        return new
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            old = getattr(value, name)
            new = _cleaned(old, count)
            if new is not old:
                value = msgspec.structs.replace(value, **{name: new})
        return value
    if isinstance(value, list):
        items = [_cleaned(item, count) for item in value]
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    if isinstance(value, dict):
        if all(_cleaned(k, count) is k and _cleaned(v, count) is v for k, v in value.items()):
            return value
        return {_cleaned(k, count): _cleaned(v, count) for k, v in value.items()}
    return value


def moment(text: str) -> str:
    """Give a moment as ISO 8601 if it is one; empty otherwise."""
    plain = text.strip()
    try:
        dt.datetime.fromisoformat(plain)
    except ValueError:
        return ""
    return plain


def same_base(name: str, plain: str) -> bool:
    """Tell whether a name is another, or that with a number behind it (`numbered`)."""
    key = name_key(plain)
    return name_key(name) == key or name_key(_NUMBER.sub("", name)) == key


def numbered(name: str, taken: Container[str]) -> str:
    """Give a name that is not taken (as `name_key`): itself, or with a number behind it."""
    at, wanted = 1, name
    while name_key(wanted) in taken:
        at += 1
        wanted = f"{name} ({at})"
    return wanted
