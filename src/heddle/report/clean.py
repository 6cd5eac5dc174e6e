"""Make a report fit for every format before it is written.

XML (Word, OpenDocument, SVG in HTML) cannot hold control characters, lone surrogates or
U+FFFE/U+FFFF, and a file with one of them is "damaged" for Word. Such characters are replaced by
U+FFFD, the visible replacement character, and counted, so that the person who exports
learns of it. Nothing else is touched: text is never normalised.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

import msgspec

from heddle.report.model import Report, Text, Trace

# XML 1.0 (fifth edition), production [2] Char, turned round; CR is among them because XML
# readers turn it into LF silently.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

# The same characters as JSON shows them (escaped, or as UTF-8); may match harmless text too.
_SUSPECT = re.compile(rb"\\(?:u00[01]|[bfr])|\xef\xbf[\xbe\xbf]")

T = TypeVar("T")


def clean_text(text: str) -> tuple[str, int]:
    """Replace what XML cannot hold by U+FFFD; also say how many characters those were."""
    return _UNPRINTABLE.subn("\ufffd", text)


def clean(report: Report) -> tuple[Report, int]:
    """Return `report` with only printable characters, and how many were replaced."""
    if _surely_clean(report):
        return report, 0
    replaced = 0

    def repair(text: str) -> str:
        nonlocal replaced
        fixed, count = clean_text(text)
        replaced += count
        return fixed

    return _mapped(report, repair), replaced


def _surely_clean(report: Report) -> bool:
    """Tell quickly that nothing needs repair; a report of 20,000 quotes is walked in seconds."""
    try:
        return not _SUSPECT.search(msgspec.json.encode(report))
    except UnicodeEncodeError:
        return False  # Lone surrogates.


def without_traces(report: Report) -> Report:
    """Return `report` with every trace turned into plain text, to leave the house."""
    return _mapped(report, lambda text: text, drop=True)


def _mapped(value: T, change: Callable[[str], str], *, drop: bool = False) -> T:
    """Rebuild `value`, a tree of structs and tuples, with `change` applied to each string."""
    result: Any = value
    if isinstance(value, str):
        result = change(value)
    elif isinstance(value, tuple):
        result = tuple(_mapped(each, change, drop=drop) for each in value)
    elif drop and isinstance(value, Trace):
        result = Text(value.text, bold=value.bold, italic=value.italic, lang=value.lang)
    elif isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {key: _mapped(each, change, drop=drop) for key, each in fields.items()}
        # Rebuild only what differs: most of a report is clean, and drawings need no new check.
        if any(changed[key] is not fields[key] and changed[key] != fields[key] for key in fields):
            result = type(value)(**changed)
    return cast("T", result)
