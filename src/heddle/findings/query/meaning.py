"""What a query means: its stretches on the line of all talk.

`and`, `or` and `not` are exact to the character. Relations keep the left side's stretches whole.
Who made a coding, and when, narrows the codings of the codes beside it in the same `and`.
"""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np

from heddle.analysis import stretch_sets
from heddle.analysis.stretch_sets import Stretches, TooMany
from heddle.findings.corpus import ROLES, Corpus, Truth
from heddle.findings.query import people
from heddle.findings.query.about import written_about
from heddle.findings.query.line import line_of
from heddle.findings.query.spoken import near, spoken
from heddle.findings.speakers import first_versions
from heddle.log.view import View
from heddle.study.guide import Question
from heddle.study.query.language import (
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
    each,
    of_codings,
)
from heddle.study.query.naming import MARK, Names
from heddle.study.rules import name_key, refuse


class Meaning:
    """Works out queries on one corpus; names must be ids already (`Names.kept`)."""

    def __init__(self, view: View, corpus: Corpus) -> None:
        self._view = view
        self._corpus = corpus
        self._names = Names(view)
        self.line = line_of(corpus)

    def of(self, query: Query) -> Stretches:
        """Return the stretches that a query means; refuses names that are not there."""
        try:
            return self._of(self._names.kept(query), None)
        except TooMany:
            refuse(
                f"The parts of this query overlap in more than {stretch_sets.MOST_PAIRS:,} places.",
                "Ask for “overlapping” in the place of “and”, or for fewer sources.",
                "query-large",
            )

    def _of(self, query: Query, codings: Truth | None) -> Stretches:  # noqa: C901
        """Return a part's stretches; `codings`: those that its codes may look at, None: all."""
        if of_codings(query):
            return self.line.of_codings(_met(self._codings(query), codings))
        match query:
            case And(parts):
                return self._all(parts, codings)
            case Or(parts):
                return stretch_sets.together(*(self._of(part, codings) for part in parts))
            case Not(part):
                return stretch_sets.outside(self._of(part, codings), self.line.ground)
            case Related():
                return self._related(query, codings)
            case Whole(scope, part):
                found = self._of(part, codings)
                if scope == "source":
                    ground = self.line.ground
                    return ground.only(stretch_sets.overlapping(ground, found))
                turns = self.line.turns
                keep = self.line.touched(found)
                return stretch_sets.of(turns.start[keep], turns.end[keep])
            case Words():
                return spoken(self._view, self._corpus, query)
            case Near():
                return near(self._view, self._corpus, query)
            case Attribute():
                return self.line.of_turns(people.like(self._corpus, query))
            case Is():
                return self._is(query, codings)
            case _:
                raise AssertionError(query)

    def _all(self, parts: tuple[Query, ...], codings: Truth | None) -> Stretches:
        limits = [part for part in parts if of_codings(part)]
        others = [part for part in parts if not of_codings(part)]
        for limit in limits:
            codings = _met(self._codings(limit), codings)
        found = [self._of(part, codings) for part in others]
        if limits and not any(map(_looks_at_codings, others)) and codings is not None:
            found.append(self.line.of_codings(codings))
        found.sort(key=lambda one: len(one.start))
        result = found[0]
        for other in found[1:]:
            result = stretch_sets.both(result, other)
        return result

    def _related(self, query: Related, codings: Truth | None) -> Stretches:
        left, right = self._of(query.left, codings), self._of(query.right, codings)
        match query.relation:
            case "overlapping":
                keep = stretch_sets.overlapping(left, right)
            case "within":
                keep = stretch_sets.inside(left, right)
            case "containing":
                keep = stretch_sets.holding(left, right)
            case _:
                keep = self._in_sequence(query, left, right)
        return left.only(~keep if query.unlike else keep)

    def _in_sequence(self, query: Related, left: Stretches, right: Stretches) -> Truth:
        """Tell which stretches have the nearest one before or after them near enough."""
        line, turns, forward = self.line, self._corpus.turns, query.relation == "followed by"
        if query.unit == "seconds":
            known = turns.seconds if forward else _ends(self._corpus)
            at = line.first(right) if forward else line.last(right)
            right = right.only(~np.isnan(known[at]))
        if not len(left.start) or not len(right.start):
            return np.zeros(len(left.start), dtype=np.bool_)
        if forward:
            place = stretch_sets.following(left, right)
            there = place < len(right.start)
            other = line.first(right)[np.minimum(place, len(right.start) - 1)]
            mine = line.last(left)
        else:
            end = stretch_sets.preceding(left, right)
            there = end > 0
            other = line.turn(np.maximum(end - 1, 0))
            mine = line.first(left)
        there &= turns.source[other] == turns.source[mine]
        earlier, later = (mine, other) if forward else (other, mine)
        if query.unit == "turns":
            return np.asarray(there & (later - earlier <= query.distance), dtype=np.bool_)
        apart = turns.seconds[later] - _ends(self._corpus)[earlier]
        apart = np.where(later == earlier, 0, apart)
        # Where a clock is not known nothing is near enough.
        return np.asarray(there & (apart <= query.distance), dtype=np.bool_)

    def _codings(self, query: Query) -> Truth:
        """Tell which codings fulfil a part that says who made them, or when."""
        codings = self._corpus.codings
        match query:
            case And(parts):
                return np.asarray(np.all([self._codings(part) for part in parts], axis=0))
            case Or(parts):
                return np.asarray(np.any([self._codings(part) for part in parts], axis=0))
            case Not(part):
                return ~self._codings(part)
            case Made(since, until):
                held = (codings.made >= _begin(since)) & (codings.made < _end(until))
                return np.asarray(held, dtype=np.bool_)
            case Is(_, value):
                members = [m.id for m in self._corpus.members]
                return np.asarray(codings.coder == members.index(value.removeprefix(MARK)))
            case _:
                raise AssertionError(query)

    def _is(self, query: Is, codings: Truth | None) -> Stretches:
        corpus, value = self._corpus, query.value.removeprefix(MARK)
        match query.field:
            case "code":
                below = corpus.below(corpus.code_at[value])
                keep = (corpus.codings.code >= below.start) & (corpus.codings.code < below.stop)
                return self.line.of_codings(_met(keep, codings))
            case "theme":
                feeds = corpus.book.feeds.get(value, [])
                keep = np.isin(corpus.codings.code, feeds)
                return self.line.of_codings(_met(keep, codings))
            case "memo":
                return written_about(self._view, corpus, query.value, codings)
            case _:
                return self.line.of_turns(self._turns(query, value))

    def _turns(self, query: Is, value: str) -> Truth:
        """Tell which turns have the value of a field that says whose and where they are."""
        corpus, turns = self._corpus, self._corpus.turns
        match query.field:
            case "participant":
                at = [person.id for person in corpus.participants].index(value)
                return np.asarray(turns.participant == at)
            case "source":
                return np.asarray(turns.source == [s.id for s in corpus.sources].index(value))
            case "session":
                return np.asarray(turns.session == corpus.people.sessions.index(value))
            case "question":
                root = first_versions(self._view.find(Question)).get(value, value)
                return np.asarray(turns.question == [q.id for q in corpus.questions].index(root))
            case "role":
                return np.asarray(turns.role == ROLES.index(value))
            case "group":
                labels = [group.label for group in corpus.groups]
                return _labelled(turns.group, labels, value, "group")
            case _:
                return people.called(corpus, value)


def _labelled(indexes: np.ndarray, labels: list[str], value: str, what: str) -> Truth:
    wanted = [at for at, label in enumerate(labels) if name_key(label) == name_key(value)]
    if not wanted:
        people.none_called(what, value, labels)
    return np.isin(indexes, wanted)


def _looks_at_codings(query: Query) -> bool:
    return any(isinstance(part, Is) and part.field in ("code", "theme", "memo")
               for part in each(query))  # fmt: skip


def _met(one: Truth, other: Truth | None) -> Truth:
    return one if other is None else one & other


def _ends(corpus: Corpus) -> np.ndarray:
    """Return when turns end; when they begin, where that is all that is known."""
    turns = corpus.turns
    return np.where(np.isnan(turns.seconds_end), turns.seconds, turns.seconds_end)


def _begin(date: str) -> int:
    if not date:
        return -(1 << 62)
    day = dt.date.fromisoformat(f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10])
    return _milliseconds(day)


def _end(date: str) -> int:
    """Return the moment after a day, month or year."""
    if not date:
        return 1 << 62
    parts = [int(part) for part in date.split("-")]
    match parts:
        case [year]:
            return _milliseconds(dt.date(year, 12, 31)) + 86_400_000
        case [year, month]:
            last = calendar.monthrange(year, month)[1]
            return _milliseconds(dt.date(year, month, last)) + 86_400_000
        case _:
            return _milliseconds(dt.date.fromisoformat(date)) + 86_400_000


def _milliseconds(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days * 86_400_000
