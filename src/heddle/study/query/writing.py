"""Writing a query as text that reads as the same query."""

from __future__ import annotations

import re
from typing import Final

from heddle.study.query.language import (
    SEQUENCES,
    And,
    Attribute,
    Is,
    Made,
    Near,
    Not,
    Or,
    Query,
    Related,
    Whole,
    Words,
)

_PLAIN: Final = re.compile(r"[^\W_](?:[\w.-]*\w)?\*?|#[\w-]+")
_NAME: Final = re.compile(r"[^\W\d]\w*")

_LOOSEST, _AND, _NOT, _RELATION, _TIGHT = range(5)
"""How tightly parts of a query hold together."""


def written(query: Query) -> str:
    """Return a query as text; `reading.read` of it gives the same query again."""
    return _written(query, _LOOSEST)


def _written(query: Query, around: int) -> str:
    text, own = _text(query)
    return f"({text})" if own < around else text


def _text(query: Query) -> tuple[str, int]:  # noqa: C901 - one case a part
    """Return a part's text and how tightly it holds together."""
    match query:
        case Or(parts):
            return " or ".join(_written(part, _AND) for part in parts), _LOOSEST
        case And(parts):
            return " and ".join(_written(part, _NOT) for part in parts), _AND
        case Not(part):
            return f"not {_written(part, _NOT)}", _NOT
        case Related():
            return _relation(query), _RELATION
        case Near(left, right, gap):
            return f"{_words(left)} near/{gap} {_words(right)}", _RELATION
        case Whole(scope, part):
            return f"{scope}({_written(part, _LOOSEST)})", _TIGHT
        case Is(field, value):
            return f"{field}:{quoted(value)}", _TIGHT
        case Made(since, until):
            return f"made:{since}" if since == until else f"made:{since}..{until}", _TIGHT
        case Attribute():
            return _attribute(query), _TIGHT
        case Words():
            return _words(query), _TIGHT


def _relation(query: Related) -> str:
    # Two words near each other hold together more tightly than a relation.
    left, right = (
        _written(side, _RELATION if isinstance(side, Near) else _TIGHT)
        for side in (query.left, query.right)
    )
    name = f"not {query.relation}" if query.unlike else query.relation
    if query.relation not in SEQUENCES:
        return f"{left} {name} {right}"
    return f"{left} {name} {right} within {number(query.distance)} {query.unit}"


def _words(words: Words) -> str:
    return f"{'folded' if words.folded else 'words'}:{quoted(words.text)}"


def _attribute(query: Attribute) -> str:
    name = query.name if _NAME.fullmatch(query.name) else _in_quotes(query.name)
    if query.compare == "=":
        return f"participant.{name}:{quoted(query.value)}"
    if query.compare == "..":
        return f"participant.{name}:{query.value}..{query.until}"
    return f"participant.{name}:{query.compare}{query.value}"


def number(value: float) -> str:
    """Return a number without needless zeros."""
    return str(int(value)) if value == int(value) else str(value)


def quoted(value: str) -> str:
    """Return a value, between quotation marks where it would not be read as one value."""
    return value if _PLAIN.fullmatch(value) and ".." not in value else _in_quotes(value)


def _in_quotes(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
