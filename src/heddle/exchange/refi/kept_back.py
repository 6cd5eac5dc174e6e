"""What is kept of other programs' projects, as it is found in a study when it leaves again."""

from __future__ import annotations

import re
from typing import Final

import msgspec
import sqlalchemy as sa
from lxml import etree

from heddle.errors import Unreadable
from heddle.exchange.markup import parse_xml
from heddle.exchange.project_codes import FOLDER
from heddle.exchange.refi.kept import SELECTIONS
from heddle.exchange.refi.tree_in import key, tag
from heddle.log.records import Record
from heddle.log.view import View
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.leftovers import Leftover
from heddle.study.memos import Memo
from heddle.study.participants import Participant
from heddle.study.sources import Source
from heddle.study.team import Member

_GUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NAMED: Final[tuple[type[Record], ...]] = (Member, Code, Source, Coding, Memo, Participant)
VALUES: Final = "VariableValue"
"""A leftover of this kind has the values of a text: JSON, by the names of their variables."""


class Kept:
    """The leftovers of a study, by what they are for."""

    def __init__(self, view: View) -> None:
        """Read them; what cannot be read as what it says to be is passed over."""
        self.folders: set[str] = set()
        """Ids of codes that only group others."""
        self.selections: dict[str, str] = {}
        """GUID of the selection of a coding, by the GUID of the coding; small letters."""
        self.values: dict[str, dict[str, str]] = {}
        """Values of texts by the id of their source."""
        self.variables: dict[str, etree._Element] = {}
        """Variables as another program defined them, by name."""
        self.elements: list[tuple[Leftover, etree._Element]] = []
        """All others that are XML."""
        self.others = 0
        """Leftovers that are nothing of a REFI-QDA project."""
        for left in view.find(Leftover):
            if left.what == FOLDER:
                self.folders.update(left.about)
            elif left.what in (SELECTIONS, VALUES):
                self._pairs(left)
            elif left.data.lstrip().startswith("<"):
                self._element(left)
            else:
                self.others += 1

    def _pairs(self, left: Leftover) -> None:
        try:
            pairs = msgspec.json.decode(left.data, type=dict[str, str])
        except (msgspec.MsgspecError, UnicodeError):
            self.others += 1
            return
        if left.what == SELECTIONS:
            self.selections |= {k: v for k, v in pairs.items() if _GUID.fullmatch(v)}
        else:
            for source in left.about:
                self.values.setdefault(source, {}).update(pairs)

    def _element(self, left: Leftover) -> None:
        try:
            element = parse_xml(left.data.encode("utf-8", "replace"), file="", part=left.what)
        except Unreadable:
            self.others += 1
            return
        if tag(element) == "Variable":
            self.variables.setdefault(element.get("name", ""), element)
        else:
            self.elements.append((left, element))

    def annotations(self) -> dict[str, etree._Element]:
        """Return the selections whose description came in as a note, by GUID."""
        return {
            key(element): element
            for _, element in self.elements
            if tag(element) == "PlainTextSelection" and element.find("{*}Description") is not None
        }


def foreign_names(view: View) -> tuple[dict[str, str], set[str]]:
    """Return the GUIDs that records had in another program, by id, and all that are taken now.

    None stands twice. All are in small letters.
    """
    stated: dict[str, str] = {}
    taken: set[str] = set()
    for kind in _NAMED:
        table = view.table(kind)
        rows = view.rows(sa.select(table.c.id, table.c.foreign_id))
        for identifier, foreign in [(str(row.id), str(row.foreign_id or "")) for row in rows]:
            taken.add(identifier.lower())
            if foreign and _GUID.fullmatch(foreign):
                stated[identifier] = foreign.lower()
    found: dict[str, str] = {}
    for identifier, foreign in stated.items():
        if foreign not in taken:
            taken.add(foreign)
            found[identifier] = foreign
    return found, taken
