"""Elements: the XML of a project in the making, with stable GUIDs and dates that validate."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Final

from lxml import etree

from heddle.exchange.refi.profiles import Profile
from heddle.log.ids import made_at

PROJECT: Final = "urn:QDA-XML:project:1.0"
CODEBOOK: Final = "urn:QDA-XML:codebook:1.0"
_OURS: Final = uuid.UUID("6f0b3a52-4f0d-5c1e-9a37-1d2f6f6f1c58")
"""The namespace of GUIDs that belong to a record and are not its id (RFC 9562, version 5)."""
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Elements:
    """Makes elements of one namespace in the way of one profile."""

    def __init__(self, namespace: str, profile: Profile) -> None:
        self._namespace = namespace
        self._profile = profile
        self.names: dict[str, str] = {}
        """GUID that another program gave a record, by the record's id."""
        self.replaced = 0
        """Characters that XML cannot hold, written as U+FFFD."""

    def root(self, tag: str, **attributes: str) -> etree._Element:
        """Begin a document."""
        made = etree.Element(f"{{{self._namespace}}}{tag}", nsmap={None: self._namespace})  # type: ignore[dict-item]
        self._dress(made, attributes)
        return made

    def add(self, parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
        """Append an element; attributes that are empty are left out, save a name."""
        made = etree.SubElement(parent, f"{{{self._namespace}}}{tag}")
        self._dress(made, attributes)
        return made

    def text(self, parent: etree._Element, tag: str, text: str) -> None:
        """Append an element with words in it; without words nothing is appended."""
        if text:
            self.add(parent, tag).text = self._written(text)

    def guid(self, record: str, part: str = "") -> str:
        """Return the GUID of a record or of a part of it: the same in each export.

        What came from another program keeps the GUID that it had there.
        """
        named = self.names.get(record, record)
        made = str(uuid.uuid5(_OURS, f"{named.lower()} {part}")) if part else named
        return self.spelled(made)

    def spelled(self, guid: str) -> str:
        """Return a GUID in the letters of the profile."""
        return guid.upper() if self._profile.capitals else guid.lower()

    def _dress(self, element: etree._Element, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if value or name == "name":
                element.set(name, self._written(value))

    def _written(self, text: str) -> str:
        written, count = _UNWRITABLE.subn("\ufffd", text)
        self.replaced += count
        return written


def written(text: str) -> str:
    """Return a text with U+FFFD for each character that XML cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def colour(text: str) -> str:
    """Return a colour as the standard writes it; empty where it is none."""
    return text.upper() if _COLOUR.fullmatch(text) else ""


def moment(made: str, record: str) -> str:
    """Return when a record was made as xsd:dateTime in UTC.

    Args:
        made: when it was made in another program, as ISO 8601; empty: here.
        record: its id, which tells when it was made here.
    """
    if _DAY.fullmatch(made):
        made += "T00:00:00"
    try:
        told = dt.datetime.fromisoformat(made) if made else made_at(record)
    except ValueError:
        return ""
    if told.tzinfo is not None:
        told = told.astimezone(dt.UTC)
    return told.replace(tzinfo=None).isoformat(timespec="seconds") + (
        "Z" if told.tzinfo is not None else ""
    )
