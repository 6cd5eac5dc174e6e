"""Fields: in which of a record's fields words of people can stand, and what refers to whom."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from heddle.log.records import Kind


def text_fields(kind: Kind) -> set[str]:
    """Return the fields of a kind in which words can stand: free text, also in lists."""
    return {
        field.name for field in kind.own if not field.ref and not _closed(kind.type_of(field.name))
    }


def _closed(hint: Any) -> bool:
    """Tell whether a type holds no free text: numbers, truth values, words of a closed list."""
    if hint in (int, float, bool, type(None)):
        return True
    origin = get_origin(hint)
    if origin is None:
        return False
    if str(origin) == "typing.Literal":
        return True
    return origin is not dict and all(_closed(each) for each in get_args(hint))


def within(value: Any, ids: set[str]) -> bool:
    """Tell whether a reference (or a list of them) names nothing but these ids, and some."""
    wanted = {value} if isinstance(value, str) else set(value or ())
    return bool(wanted - {""}) and wanted <= ids


def holds(value: Any, ids: set[str]) -> bool:
    """Tell whether a reference (or a list of them) names one of these ids."""
    return value in ids if isinstance(value, str) else bool(ids & set(value or ()))
