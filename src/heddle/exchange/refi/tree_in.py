"""Trees on their way in: elements by local name, GUIDs without case and braces, dates that parse.

Namespaces vary (urn:QDA-XML:project:1.0, 0:10, none at all), so only local names are looked at.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from heddle.exchange.refi.elements import PROJECT

_GUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_SHORT: Final = re.compile(r"#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])")
_NUMBER: Final = re.compile(r"\s*([+-]?\d{1,15})(?:\.0*)?\s*")
USERS: Final = ("creatingUser", "modifyingUser")
REFERENCES: Final = frozenset({
    "targetGUID", "originGUID", "representedGUID", "sourceVertex", "targetVertex",
    "fromSyncPoint", "toSyncPoint", *USERS,
})  # fmt: skip
"""Attributes that name something by its GUID."""


def tag(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for a comment."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def key_of(text: str | None) -> str:
    """Return a GUID as all of its spellings have it in common; empty: none is stated."""
    return (text or "").strip().strip("{}").strip().lower()


def is_guid(text: str) -> bool:
    """Tell whether a key has the shape of a GUID."""
    return _GUID.fullmatch(text) is not None


def key(element: etree._Element) -> str:
    """Return an element's own GUID as a key."""
    return key_of(element.get("guid"))


def below(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Yield the children of these names."""
    if element is not None:
        for child in element:
            if tag(child) in names:
                yield child


def first(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of a name."""
    return next(below(element, name), None)


def words_of(element: etree._Element | None, name: str) -> str:
    """Return the text of a child, with line feeds for line ends; empty: there is none."""
    child = first(element, name)
    return lines_of("".join(map(str, child.itertext()))) if child is not None else ""


def target(element: etree._Element) -> str:
    """Return what a reference points at; some write `guid` for it, or the GUID as text."""
    stated = element.get("targetGUID") or element.get("guid") or element.text
    return key_of(stated)


def number(text: str | None) -> int | None:
    """Return a whole number as written, None where it is none."""
    found = _NUMBER.fullmatch(text or "")
    return int(found[1]) if found else None


def moment(text: str | None) -> str:
    """Return a date as it is written, empty where it is none."""
    stated = (text or "").strip()
    try:
        dt.datetime.fromisoformat(stated)
    except ValueError:
        return ""
    return stated


def colour(text: str | None) -> str:
    """Return a colour as #RRGGBB, empty where it is none."""
    stated = (text or "").strip()
    short = _SHORT.fullmatch(stated)
    if short:
        stated = "#" + "".join(2 * part for part in short.groups())
    return stated.upper() if _COLOUR.fullmatch(stated) else ""


def lines_of(text: str) -> str:
    """Return a text with line feeds for line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def standard(element: etree._Element) -> etree._Element:
    """Return a copy of an element in the standard's namespace, its GUIDs spelled in one way."""
    made = etree.Element(f"{{{PROJECT}}}{tag(element)}", nsmap={None: PROJECT})  # type: ignore[dict-item]
    waiting = [(element, made)]
    while waiting:
        old, new = waiting.pop()
        new.text = old.text
        for name, value in old.attrib.items():
            plain = str(name).rpartition("}")[2]
            is_key = plain == "guid" or plain in REFERENCES
            new.set(plain, key_of(str(value)) if is_key else str(value))
        for child in old:
            name = tag(child)
            if name:
                waiting.append((child, etree.SubElement(new, f"{{{PROJECT}}}{name}")))
    return made
