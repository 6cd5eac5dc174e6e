"""Codes from a table, as paths ("Parent > Child") or with the parent in a column of its own.

Codes that are there stay as they are: only what they lack is filled in, and what differs is
listed for a person to decide.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from heddle.exchange import columns
from heddle.exchange.headers import Column
from heddle.exchange.plan import Made, Sketch
from heddle.exchange.tables_in import Row, Table, known_word, meanings
from heddle.log.view import View
from heddle.study.codes import PATH_MARK, AddCode, ChangeCode, Code, path_key, tree

CODES: Final = {
    **columns.CODES,
    "origin": Column("origin", ("source of the code", "oprindelse")),
}

_ORIGINS: Final = meanings(
    {
        "inductive": ("data-driven", "data driven", "in vivo", "emergent", "induktiv"),
        "deductive": ("a priori", "apriori", "theory-driven", "theory driven", "deduktiv"),
    }
)
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")
_MARK: Final = re.compile(r"\s+>\s+")
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
"""Other programs name a parent by an id; the path says it in words."""
_FIELDS: Final = {
    "definition": "definition",
    "include": "inclusion",
    "exclude": "exclusion",
    "example": "example",
}


class Codebook:
    """The codes as they will be, by path; parents that are missing are made."""

    def __init__(self, view: View, sketch: Sketch) -> None:
        """Read the codes of the study."""
        self._sketch = sketch
        self._ids: dict[tuple[str, ...], str] = {}
        self.known: dict[tuple[str, ...], Code] = {}
        by_name: dict[str, list[str]] = {}
        for code, _, path in tree(view):
            key = path_key(path)
            self._ids.setdefault(key, code.id)
            self.known.setdefault(key, code)
            by_name.setdefault(key[-1], []).append(code.id)
        self._named = {name: ids[0] for name, ids in by_name.items() if len(ids) == 1}

    def find(self, path: str) -> str:
        """Give the id of a code by its path, or by its bare name if only one code has it."""
        key = path_key(path)
        return self._ids.get(key) or (self._named.get(key[0], "") if len(key) == 1 else "")

    def add(self, path: str, place: str, **fields: Any) -> Made:
        """Make a code, and before it the codes above it that are not there."""
        names = [part.strip() for part in _MARK.split(path)]
        above = ""
        for depth in range(1, len(names)):
            stem = PATH_MARK.join(names[:depth])
            parent = self._ids.get(path_key(stem))
            if parent is None:
                parent = self._sketch.make(
                    AddCode(name=names[depth - 1], parent=above), "codes", place=place
                )
                self._ids[path_key(stem)] = parent
                self._sketch.note(f"the code “{stem}” was made, because others stand below it")
            above = parent
        made = self._sketch.make(
            AddCode(name=names[-1], parent=above, **fields), "codes", place=place
        )
        self._ids[path_key(path)] = made
        return made

    def has(self, path: str) -> bool:
        """Tell whether exactly this path is there or will be."""
        return path_key(path) in self._ids

    def identity(self, path: str) -> str:
        """Give the id of a path that is there."""
        return self._ids[path_key(path)]


def plan_codebook(view: View, table: Table, sketch: Sketch) -> None:
    """Plan codes: new paths are added; known ones get what they lack."""
    book = Codebook(view, sketch)
    given: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in table.rows():
        path = _path(row)
        fields = _code(row, sketch)
        sketch.show(row.all())
        key = path_key(path)
        if key in given:
            _list_differences(sketch, path, row.place, given[key], fields)
        elif book.has(path):
            _fill(sketch, book, path, row, fields)
        else:
            book.add(path, row.place, **fields)
        given.setdefault(key, fields)
    table.lose_others(sketch)
    if table.has("frequency"):
        sketch.note(
            "how often codes are used is counted from the codings, not taken from the table"
        )


def _path(row: Row) -> str:
    names = [part.strip() for part in _MARK.split(row.needed("code", "code"))]
    parent = row.text("parent")
    if len(names) == 1 and parent and not _ID.match(parent):
        names = [*(part.strip() for part in _MARK.split(parent)), *names]
    if not all(names):
        raise row.bad("code", "One part of this path is empty; nothing was imported.")
    return PATH_MARK.join(names)


def _code(row: Row, sketch: Sketch) -> dict[str, Any]:
    found: dict[str, Any] = {field: row.text(column) for field, column in _FIELDS.items()}
    colour, origin = row.text("color"), row.text("origin")
    if _COLOUR.match(colour):
        found["colour"] = colour
    elif colour:
        sketch.lose("colours that are not written as #rrggbb", row.place)
    if meant := known_word(origin, _ORIGINS):
        found["origin"] = meant
    elif origin:
        sketch.lose(f"origin “{origin[:40]}”", row.place)
    return {name: value for name, value in found.items() if value}


def _fill(sketch: Sketch, book: Codebook, path: str, row: Row, fields: dict[str, Any]) -> None:
    """Give a known code what it lacks, and list what differs."""
    code = book.known.get(path_key(path))
    if code is None:  # it was made for the codes below it, a few rows up
        new = fields
    else:
        present = msgspec.structs.asdict(code)
        # A colour and an origin are never empty, but nobody may have chosen them.
        new = {n: v for n, v in fields.items() if not present[n]}
        _list_differences(sketch, path, row.place, present, fields)
    if new:
        operation = ChangeCode(code=book.identity(path), **new)
        sketch.change(operation, "codes" if code else "", place=row.place)


def _list_differences(
    sketch: Sketch, path: str, place: str, present: dict[str, Any], fields: dict[str, Any]
) -> None:
    differing = [name for name, value in fields.items() if present.get(name) not in ("", value)]
    if differing:
        sketch.lose(f"{' and '.join(differing)} of “{path}”, which differ from the study's", place)
