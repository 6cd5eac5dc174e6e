"""Names in queries: a person reads and writes names, a saved query keeps ids.

An id stands as a value that begins with #. It holds when a code is renamed or moved, and when it
was merged into another (that one's record says what it came from).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NoReturn

from heddle.log.records import Record
from heddle.log.view import View
from heddle.study.codes import PATH_MARK, Code, tree
from heddle.study.guide import Question
from heddle.study.participants import Participant
from heddle.study.query.language import KEPT_BY_ID, Is, Query, with_values
from heddle.study.query.reading import read
from heddle.study.query.tokens import QueryProblem
from heddle.study.query.writing import written
from heddle.study.rules import name_key, refuse
from heddle.study.sessions import Session
from heddle.study.sources import Source
from heddle.study.team import Member
from heddle.study.themes import Theme

MARK = "#"
_LABELLED: dict[str, type[Record]] = {
    "theme": Theme,
    "coder": Member,
    "participant": Participant,
    "session": Session,
    "source": Source,
}
_SHOWN = 5


class Names:
    """What the records are called that a query can name."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[str, dict[str, list[str]]] = {}
        self._ids: dict[str, dict[str, str]] = {}

    def kept(self, query: Query) -> Query:
        """Return a query with ids in the place of names; refuses names that are not there."""
        return with_values(query, self._with_id)

    def shown(self, query: Query) -> Query:
        """Return a query with names in the place of ids; an id of what is gone stays."""
        return with_values(query, self._with_name)

    def record(self, field: str, name: str) -> str:
        """Return the id of what has a name; refuses a name that is not there."""
        return self._found(field, name)

    def _with_id(self, part: Is) -> Is:
        if part.field not in KEPT_BY_ID:
            return part
        if part.value.startswith(MARK):
            return Is(part.field, MARK + self.alive(part.field, part.value[1:]))
        return Is(part.field, MARK + self._found(part.field, part.value))

    def _with_name(self, part: Is) -> Is:
        if part.field not in KEPT_BY_ID or not part.value.startswith(MARK):
            return part
        record = self._heir(part.field, part.value[1:])
        return Is(part.field, self.called(part.field).get(record, part.value))

    def alive(self, field: str, record: str) -> str:
        """Return an id, or that of the record that it was merged into; refuses what is gone."""
        heir = self._heir(field, record)
        if heir not in self.called(field):
            refuse(
                f"A {field} that this query names is no longer in the study.",
                "Change the query so that it names another one; the history says what became "
                "of it.",
                "query-gone",
            )
        return heir

    def _heir(self, field: str, record: str) -> str:
        seen = set()
        while field == "code" and record in self._merged and record not in seen:
            seen.add(record)
            record = self._merged[record]
        return record

    @cached_property
    def _merged(self) -> dict[str, str]:
        """Codes that are no longer there, by what they were merged into."""
        codes = self._view.find(Code)
        there = {code.id for code in codes}
        return {old: code.id for code in codes for old in code.came_from if old not in there}

    def called(self, field: str) -> dict[str, str]:
        """Return what to call each record in a query: a name that nothing else has."""
        if field not in self._ids:
            named = list(self._named(field))
            keys = [name_key(names[0]) for _, names in named]
            self._ids[field] = {
                record: names[0] if keys.count(key) == 1 else names[-1]
                for (record, names), key in zip(named, keys, strict=True)
            }
        return self._ids[field]

    def _found(self, field: str, name: str) -> str:
        if field not in self._known:
            known: dict[str, list[str]] = {}
            for record, names in self._named(field):
                for each in dict.fromkeys(name_key(one) for one in names):
                    known.setdefault(each, []).append(record)
            self._known[field] = known
        found = self._known[field].get(name_key(name), [])
        if not found and field == "question":
            found = self._begun(name)
        if not found:
            self._none(field, name)
        if len(found) > 1:
            paths = [self.called(field)[record] for record in found]
            refuse(
                f"There are {len(found)} of the name “{name[:60]}” ({field}).",
                f"Say which: {'; '.join(paths[:_SHOWN])}.",
                "query-name",
            )
        return found[0]

    def _none(self, field: str, name: str) -> NoReturn:
        there = list(self.called(field).values())
        more = f", and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
        refuse(
            f"There is no {field} called “{name[:60]}”.",
            f"There are: {', '.join(there[:_SHOWN])}{more}." if there else
            f"The study has no {field} yet.",
            "query-name",
        )  # fmt: skip

    def _begun(self, name: str) -> list[str]:
        """Return the questions whose text begins so."""
        return [record for record, names in self._named("question")
                if name_key(names[0]).startswith(name_key(name))]  # fmt: skip

    def _named(self, field: str) -> Iterator[tuple[str, list[str]]]:
        """Return records with their names; the last one is theirs alone."""
        if field == "code":
            for code, _, path in tree(self._view):
                yield code.id, [code.name, path] if PATH_MARK in path else [path]
        elif field == "question":
            questions = self._view.find(Question, "guide", "position")
            earlier = {question.came_from for question in questions}
            for question in questions:
                if question.id not in earlier:
                    yield question.id, [question.text]
        else:
            cls = _LABELLED[field]
            for record in self._view.find(cls, cls.label):
                yield record.id, [str(getattr(record, cls.label))]


def to_keep(view: View, text: str) -> str:
    """Return a query's text as it is kept, with ids; refuses what cannot be read or named."""
    return written(Names(view).kept(read(text)))


def to_show(view: View, text: str) -> str:
    """Return a kept query's text with the names that its records have now.

    A text that cannot be read any more (words were erased from it) is returned as it is.
    """
    try:
        query = read(text)
    except QueryProblem:
        return text
    return written(Names(view).shown(query))
