"""A query as rows that a person fills in, and back to text.

A builder shows rows joined by `and`; each row is one part: a field with a value, words, an
attribute, dates, each maybe with `not`, or standing in a relation to one field or words. What is
nested deeper than that is read and answered, but stays text.
"""

from __future__ import annotations

import msgspec

from heddle.findings.corpus import corpus
from heddle.findings.query.people import attributes
from heddle.log.view import View
from heddle.study.query.language import (
    And,
    Attribute,
    Is,
    Made,
    Not,
    Query,
    Related,
    Words,
)
from heddle.study.query.naming import Names
from heddle.study.query.reading import read
from heddle.study.query.tokens import QueryProblem
from heddle.study.query.writing import number, written


class Row(msgspec.Struct, kw_only=True):
    """One part of a query in a builder; `field` and `value` make its text with a colon."""

    unlike: bool = False
    """It begins with `not`."""
    field: str = "words"
    value: str = ""
    relation: str = ""
    """Empty: none; with "not " before it: stretches that do not stand so."""
    other_field: str = "code"
    other_value: str = ""
    distance: str = "1"
    unit: str = "turns"


class Problem(msgspec.Struct, kw_only=True):
    """Why a text cannot be read, with the place of it in code points."""

    problem: str
    hint: str
    start: int
    end: int


class Reading(msgspec.Struct, kw_only=True):
    """A query's text as it was read."""

    text: str
    """As Heddle writes it."""
    rows: list[Row] | None
    """None: there is more in it than rows can show."""
    problem: Problem | None = None


class Choices(msgspec.Struct, kw_only=True):
    """What the fields of a builder can be filled with."""

    values: dict[str, list[str]]
    """By field, as they are written in a query."""
    attributes: list[str]


def reading(view: View, text: str) -> Reading:
    """Return a text as rows, or what is wrong with it."""
    if not text.strip():
        return Reading(text="", rows=[Row()])
    try:
        query = Names(view).shown(read(text))
    except QueryProblem as told:
        problem = Problem(problem=told.problem, hint=told.hint, start=told.start, end=told.end)
        return Reading(text=text, rows=None, problem=problem)
    parts = query.parts if isinstance(query, And) else (query,)
    rows = [_row(part) for part in parts]
    shown = [row for row in rows if row is not None]
    return Reading(text=written(query), rows=shown if len(shown) == len(rows) else None)


def _row(part: Query) -> Row | None:
    if isinstance(part, Not):
        row = _row(part.part)
        if row is None or row.unlike or row.relation:
            return None
        row.unlike = True
        return row
    if isinstance(part, Related):
        left, right = _pair(part.left), _pair(part.right)
        if left is None or right is None:
            return None
        return Row(
            field=left[0],
            value=left[1],
            relation=f"not {part.relation}" if part.unlike else part.relation,
            other_field=right[0],
            other_value=right[1],
            distance=number(part.distance),
            unit=part.unit,
        )
    pair = _pair(part)
    return None if pair is None else Row(field=pair[0], value=pair[1])


def _pair(part: Query) -> tuple[str, str] | None:
    """Return the field and the value of a part that is no more than that."""
    match part:
        case Is(field, value):
            return field, value
        case Words(text, folded):
            return ("folded" if folded else "words"), text
        case Made(since, until):
            return "made", since if since == until else f"{since}..{until}"
        case Attribute(name, compare, value, until):
            # A value that would read as a comparison stays text, between its quotation marks.
            if compare == "=" and (value[:1] in "<>" or ".." in value):
                return None
            said = {"=": value, "..": f"{value}..{until}"}.get(compare, f"{compare}{value}")
            return written(Attribute(name, "=", "x"))[:-2], said
        case _:
            return None


def choices(view: View) -> Choices:
    """Return what can be chosen, by field."""
    names, found = Names(view), corpus(view)
    values = {
        field: list(names.called(field).values())
        for field in ("code", "theme", "coder", "participant", "session", "source", "question")
    }
    values["group"] = list(dict.fromkeys(group.label for group in found.groups))
    values["speaker"] = list(dict.fromkeys(found.people.names))
    return Choices(values=values, attributes=attributes(found.participants))
