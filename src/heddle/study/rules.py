"""Rules that several nouns share, said once."""

from __future__ import annotations

import unicodedata
from typing import Any, NoReturn

import msgspec

from heddle.errors import Refused
from heddle.log.records import Record
from heddle.log.workspace import Workspace


def refuse(problem: str, hint: str = "", code: str = "rule") -> NoReturn:
    """Refuse with a sentence that says what is wrong and what to do."""
    raise Refused(problem, hint, code=code)


def required(value: str, what: str, of: str) -> str:
    """Return `value` trimmed; refuses an empty one ("a code needs a name")."""
    trimmed = value.strip()
    if not trimmed:
        refuse(f"The {what} of {of} cannot be empty; nothing was changed.", f"Give it a {what}.")
    return trimmed


def changes(operation: msgspec.Struct, *but: str) -> dict[str, Any]:
    """Return the fields of an operation that are not None: what it asks to change."""
    return {
        name: value
        for name in operation.__struct_fields__
        if name not in but and (value := getattr(operation, name)) is not None
    }


def same_name(a: str, b: str) -> bool:
    """Tell whether people would take two names for the same: case and spaces do not count."""
    return name_key(a) == name_key(b)


def name_key(name: str) -> str:
    """Return what two names that people take for the same have in common."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def unique_name(
    work: Workspace, cls: type[Record], name: str, *, but: str = "", what: str, **within: Any
) -> None:
    """Refuse a name that another record of the kind (with equal `within` fields) has."""
    label = cls.label
    for other in work.find(cls, **within):
        if other.id != but and same_name(str(getattr(other, label)), name):
            refuse(
                f"There is already {what} called “{getattr(other, label)}”; nothing was changed.",
                "Choose another name, or use the one that is there.",
                "name-taken",
            )


def struct_changes(old: msgspec.Struct, new: msgspec.Struct) -> dict[str, Any]:
    """Return the fields in which two structs of one type differ, with the new values."""
    return {
        name: getattr(new, name)
        for name in old.__struct_fields__
        if getattr(new, name) != getattr(old, name)
    }
