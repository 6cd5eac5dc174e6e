"""Options of the parts of a report: read into a struct, or refused with what there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NoReturn, get_args, get_origin, get_type_hints

import msgspec

from heddle.errors import Refused


def taken(options: dict[str, Any], cls: type[msgspec.Struct], *only: str) -> Any:
    """Read options into a struct; refuses unknown ones and values that do not fit."""
    fields = [_spelled(cls, name) for name in only or cls.__struct_fields__]
    for name in sorted(set(options) - set(only or cls.__struct_fields__)):
        refuse_option(f"no option “{name[:60]}”", fields)
    try:
        return msgspec.convert(options, cls)
    except msgspec.ValidationError as error:
        refuse_option(f"no such value ({error})", fields)


def _spelled(cls: type[msgspec.Struct], name: str) -> str:
    """Name an option, with its values where there is a closed list of them."""
    hint = get_type_hints(cls)[name]
    values = get_args(hint) if get_origin(hint) is Literal else ()
    return f"{name} ({' | '.join(values)})" if values else name


def refuse_option(what: str, fields: Sequence[str]) -> NoReturn:
    """Refuse an option, with those that there are."""
    raise Refused(
        f"This part of the report has {what}; nothing was made.",
        f"The options are: {', '.join(fields)}." if fields else "Leave it out.",
        code="option",
    )


def plain(options: dict[str, Any]) -> None:
    """Refuse any option of a part that has none."""
    for name in options:
        refuse_option(f"no option “{name[:60]}”", ())
