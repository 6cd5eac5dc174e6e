"""Reading the text of a query.

    query    = both { "or" both }
    both     = negated { "and" negated }
    negated  = "not" negated | related
    related  = near [ [ "not" ] relation near [ "within" number ("turns" | "seconds") ] ]
    near     = part [ "near/" number part ]
    part     = "(" query ")" | "turn(" query ")" | "source(" query ")" | field value | words

A mistake is told with its place and with what can stand there.
"""

from __future__ import annotations

import math
import re
from typing import Final, NoReturn, cast

from heddle.errors import Refused
from heddle.study.query.language import (
    FIELDS,
    RELATIONS,
    ROLES,
    SEQUENCES,
    And,
    Attribute,
    Compare,
    Is,
    Made,
    Near,
    Not,
    Or,
    Query,
    Related,
    Relation,
    Scope,
    Unit,
    Whole,
    Words,
)
from heddle.study.query.tokens import Token, cut, stop
from heddle.study.values import check_date

_DEEPEST: Final = 40
_NEAR: Final = re.compile(r"near/(\d{1,3})", re.IGNORECASE)
_COMPARED: Final = re.compile(r"(>=|<=|>|<)(-?\d+(?:\.\d+)?)")
_RANGE: Final = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")
_NUMBER: Final = re.compile(r"\d{1,6}(?:\.\d+)?")
_LETTER: Final = re.compile(r"[^\W_]")
_UNITS: Final[dict[str, Unit]] = {
    "turns": "turns", "turn": "turns", "seconds": "seconds", "second": "seconds",
}  # fmt: skip
_AFTER: Final = ("and", "or", *RELATIONS, "not overlapping", "not within", "near/5")
_BEGINS: Final = ("code:", "theme:", "words:", '"a phrase"', "participant.age:", "speaker:",
                  "group:", "question:", "not", "(")  # fmt: skip
_RESERVED: Final = frozenset({
    "and", "or", "not", "overlapping", "within", "containing", "followed", "preceded",
})  # fmt: skip


def read(text: str) -> Query:
    """Return the query that a text says.

    Raises:
        QueryProblem: the text cannot be read; `start` and `end` say where.
    """
    reader = _Reader(text)
    query = reader.any_of()
    if reader.next.kind != "end":
        reader.fail(_AFTER)
    return query


class _Reader:
    """One way through the pieces of a query's text."""

    def __init__(self, text: str) -> None:
        self._tokens = cut(text)
        self._at = 0
        self._depth = 0

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    def take(self) -> Token:
        token = self.next
        self._at += 1
        return token

    def says(self, *words: str) -> bool:
        """Tell whether these words stand next."""
        ahead = self._tokens[self._at : self._at + len(words)]
        return [t.text.casefold() for t in ahead if t.kind == "word"] == list(words)

    def took(self, *words: str) -> bool:
        """Go over these words if they stand next."""
        if self.says(*words):
            self._at += len(words)
            return True
        return False

    def fail(self, expected: tuple[str, ...]) -> NoReturn:
        """Refuse what stands next; `expected` can stand in its place."""
        token = self.next
        where = f"at place {token.start + 1}"
        if token.kind == "end":
            problem = "The query is not finished."
        elif token.kind == "close":
            problem = f"The bracket {where} closes nothing."
        else:
            problem = f"The query cannot be read {where}: “{_as_typed(token)}”."
        hint = f"Here can stand: {', '.join(expected)}."
        if token.kind in ("word", "quoted", "field") and expected is _AFTER:
            hint += " A phrase stands between quotation marks."
        stop(problem, hint, token.start, max(token.end, token.start))

    def any_of(self) -> Query:
        parts = [self._all_of()]
        while self.took("or"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all_of(self) -> Query:
        parts = [self._negated()]
        while self.took("and"):
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _negated(self) -> Query:
        count = 0
        while self.took("not"):
            count += 1
        self._deeper(count)
        query = self._related()
        for _ in range(count):
            query = Not(query)
        self._depth -= count
        return query

    def _deeper(self, by: int = 1) -> None:
        self._depth += by
        if self._depth > _DEEPEST:
            stop(
                f"The query has more than {_DEEPEST} levels of brackets.",
                "Take it apart.",
                self.next.start,
                self.next.end,
            )

    def _related(self) -> Query:
        left = self._near()
        found = self._relation()
        if found is None:
            return left
        relation, unlike = found
        right = self._near()
        distance, unit = self._distance() if relation in SEQUENCES else (1.0, "turns")
        begin = self._at
        if self._relation() is not None:
            token = self._tokens[begin]
            stop(
                f"At place {token.start + 1} it is not clear what the second relation is about.",
                "Put brackets around the first or the second one.",
                token.start,
                token.end,
            )
        return Related(left, relation, right, unlike, distance, cast("Unit", unit))

    def _relation(self) -> tuple[Relation, bool] | None:
        for unlike in (False, True):
            for relation in RELATIONS:
                words = relation.split()
                if self.took(*(["not", *words] if unlike else words)):
                    return relation, unlike
        if self.says("followed") or self.says("preceded"):
            self.take()
            self.fail(("by",))
        if self.says("not"):
            self.take()
            self.fail(tuple(RELATIONS))
        return None

    def _distance(self) -> tuple[float, str]:
        if not self.took("within"):
            return 1.0, "turns"
        if self.next.kind != "word" or not _NUMBER.fullmatch(self.next.text):
            self.fail(("a number of turns or seconds",))
        distance = float(self.take().text)
        if self.next.kind != "word" or self.next.text.casefold() not in _UNITS:
            self.fail(("turns", "seconds"))
        return distance, _UNITS[self.take().text.casefold()]

    def _near(self) -> Query:
        begin = self.next
        left = self._part()
        found = _NEAR.fullmatch(self.next.text) if self.next.kind == "word" else None
        if found is None:
            return left
        self.take()
        other = self.next
        right = self._part()
        for side, token in ((left, begin), (right, other)):
            if not isinstance(side, Words):
                stop(
                    f"“near” stands between words, and at place {token.start + 1} there are none.",
                    "For codes there are: overlapping, within, followed by.",
                    token.start,
                    token.end,
                )
        return Near(cast("Words", left), cast("Words", right), int(found.group(1)))

    def _part(self) -> Query:
        token = self.next
        after = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        if token.kind == "word" and token.text.casefold() in ("turn", "source") and (
            after.kind == "open" and after.start == token.end
        ):  # fmt: skip
            self.take()
            return Whole(cast("Scope", token.text.casefold()), self._bracketed())
        if token.kind == "open":
            return self._bracketed()
        if token.kind == "field":
            return self._field()
        spoken = token.kind == "word" and token.text.casefold() not in _RESERVED
        if token.kind != "quoted" and not spoken:
            self.fail(_BEGINS)
        return _spoken(self.take(), folded=False)

    def _bracketed(self) -> Query:
        opening = self.take()
        self._deeper()
        query = self.any_of()
        if self.next.kind == "end":
            stop(
                f"The bracket at place {opening.start + 1} is never closed.",
                "Put a ) where its part ends.",
                opening.start,
                opening.end,
            )
        if self.next.kind != "close":
            self.fail((*_AFTER, ")"))
        self.take()
        self._depth -= 1
        return query

    def _field(self) -> Query:
        field = self.take()
        value = self.next
        if value.kind not in ("word", "quoted") or not value.text.strip():
            stop(
                f"After “{field.text}:” at place {field.start + 1} stands no value.",
                "Write it right after the colon; a name of several words between quotation marks.",
                field.start,
                value.end,
            )
        self.take()
        name = field.text
        if name in ("words", "folded"):
            return _spoken(value, folded=name == "folded")
        if name == "made":
            return _made(value)
        if name.startswith("participant."):
            return _attribute(name.partition(".")[2], value)
        if name not in FIELDS:
            stop(
                f"There is no field “{name[:40]}”.",
                f"There are: {', '.join(FIELDS)}, words, folded, made, participant.ATTRIBUTE.",
                field.start,
                field.end,
            )
        if name == "role" and value.text.casefold() not in ROLES:
            stop(f"There is no role “{value.text[:40]}”.", f"There are: {', '.join(ROLES)}.",
                 value.start, value.end)  # fmt: skip
        return Is(name, value.text.casefold() if name == "role" else value.text)


def _spoken(token: Token, *, folded: bool) -> Words:
    if not _LETTER.search(token.text):
        stop(
            f"“{token.text[:40]}” holds no letter or digit to search for.",
            "Search for a word, a phrase between quotation marks, or a beginning with a *.",
            token.start,
            token.end,
        )
    return Words(token.text, folded)


def _attribute(name: str, value: Token) -> Attribute:
    if value.kind == "word":
        if found := _COMPARED.fullmatch(value.text):
            return Attribute(name, cast("Compare", found.group(1)), found.group(2))
        if found := _RANGE.fullmatch(value.text):
            return Attribute(name, "..", found.group(1), found.group(2))
        if value.text[0] in "<>":
            stop(f"“{value.text[:40]}” compares with no number.", "Write it as >40, or 40..60.",
                 value.start, value.end)  # fmt: skip
    return Attribute(name, "=", value.text)


def _made(value: Token) -> Made:
    since, dots, until = value.text.partition("..")
    try:
        begin, end = (check_date(part, "date") for part in (since, until if dots else since))
    except Refused:
        stop(
            f"“{value.text[:40]}” is not a date, nor from one to another.",
            "Write 2026, 2026-03 or 2026-03-14; a range as 2026-01..2026-03.",
            value.start,
            value.end,
        )
    if not begin and not end:
        stop("“made:” needs a date.", "Write 2026-03, or 2026-01..2026-03.", value.start, value.end)
    return Made(begin, end)


def _as_typed(token: Token) -> str:
    return f"{token.text}:" if token.kind == "field" else token.text


def is_number(text: str) -> float | None:
    """Return a text as a number, or None."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
