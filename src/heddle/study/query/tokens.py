"""Cutting the text of a query into its words, values and signs."""

from __future__ import annotations

import re
from typing import Final, NoReturn

import msgspec

from heddle.errors import Refused

LONGEST: Final = 4000

_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<open>\() | (?P<close>\))
    | (?P<quoted>"(?:[^"]|"")*"(?!")|“[^”]*”|„[^“”]*[“”]|»[^«]*«|«[^»]*»)
    | (?P<field>(?:participant\.(?:"(?:[^"]|"")+"|[^\W\d]\w*)|[^\W\d_]+):)
    | (?P<word>[^\s()"“”„»«]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


class QueryProblem(Refused):
    """A query that cannot be read, with the place in its text where reading stopped."""

    code = "query"

    def __init__(self, problem: str, hint: str = "", *, start: int, end: int) -> None:
        """Keep the place: code points [start, end) of the query's text."""
        super().__init__(problem, hint)
        self.start = start
        self.end = end


class Token(msgspec.Struct, frozen=True):
    """A piece of a query's text; `start` and `end` are code points."""

    kind: str
    """open, close, quoted, field, word, or end."""
    text: str
    """Of a quoted piece what stands between the marks, of a field its name in small letters."""
    start: int
    end: int


def cut(text: str) -> list[Token]:
    """Return a query's pieces and an end; raises QueryProblem where a mark is never closed."""
    if len(text) > LONGEST:
        stop(
            f"The query is longer than {LONGEST} characters.",
            "Take it apart, or save parts of it.",
            LONGEST,
            len(text),
        )
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            stop(
                f"The quotation mark at place {at + 1} is never closed.",
                "Put one at the end of the words; inside them write it twice.",
                at,
                len(text),
            )
        at = found.end()
        kind = str(found.lastgroup)
        if kind != "space":
            tokens.append(Token(kind, _plain(kind, found.group()), found.start(), found.end()))
    return [*tokens, Token("end", "", len(text), len(text))]


def _plain(kind: str, text: str) -> str:
    if kind == "quoted":
        return text[1:-1].replace('""', '"') if text[0] == '"' else text[1:-1]
    if kind != "field":
        return text
    name = text[:-1]
    if not name.casefold().startswith("participant."):
        return name.casefold()
    attribute = name.partition(".")[2]
    if attribute.startswith('"'):
        attribute = attribute[1:-1].replace('""', '"')
    return f"participant.{attribute}"


def stop(problem: str, hint: str, start: int, end: int) -> NoReturn:
    """Refuse a query at a place of its text."""
    raise QueryProblem(problem, hint, start=start, end=end)
