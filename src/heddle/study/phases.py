"""The six phases of a thematic analysis as they really happened, week by week, from the log.

Phases are those of Braun and Clarke (2006, doi 10.1191/1478088706qp063oa). They are recursive:
a step back to an earlier phase is shown where it was made, and nothing is ever "complete".
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
import sqlalchemy as sa

from heddle.log import tables
from heddle.log.view import View
from heddle.study.columns import tuples
from heddle.study.memos import Memo

NAMES: Final = (
    "Familiarise",
    "Code",
    "First themes",
    "Review",
    "Define, name",
    "Write",
)

_OPERATIONS: Final[dict[str, int]] = {
    "turns.correct": 1,
    "turns.write": 1,
    "readings.add": 1,
    "speakers.join": 1,
    "codings.add": 2,
    "codings.recode": 2,
    "codings.move": 2,
    "codings.drop": 2,
    "codings.note": 2,
    "codes.add": 2,
    "codes.change": 2,
    "codes.merge": 2,
    "codes.split": 2,
    "codes.move": 2,
    "themes.add": 3,
    "themes.feed": 3,
    "themes.unfeed": 4,
    "themes.merge": 4,
    "themes.split": 4,
    "themes.drop": 4,
    "themes.change": 5,
    "quotes.add": 6,
    "quotes.change": 6,
    "quotes.refresh": 6,
    "answers.write": 6,
}
_PAUSE: Final = 7
"""Days without work after which a phase counts as left."""
_MEMOS: Final[dict[str, int]] = {
    "familiarisation": 1,
    "interaction": 1,
    "code": 2,
    "theme": 4,
    "negative case": 4,
}


class Week(msgspec.Struct):
    """The work of one week on one phase."""

    monday: str
    """Its first day, ISO."""
    steps: int
    facts: int
    """Records made or changed: an import of 300 codings is one step with 300 facts."""


class Phase(msgspec.Struct):
    """A phase with the weeks in which somebody worked on it."""

    number: int
    name: str
    weeks: list[Week]


class Stretch(msgspec.Struct):
    """A stretch of work on one phase, as the log shows it."""

    phase: int
    first: str
    last: str
    """First and last day, ISO."""
    back: bool
    """The phase had been left before, for a later one or for more than a week."""


def phases(view: View) -> list[Phase]:
    """Return the six phases with their weeks; steps that were undone count as work all the same.

    Preparing, recruiting and holding the sessions come before the first phase and are not shown.
    """
    return _by_week(_work(view))


def order_of_work(view: View) -> list[Stretch]:
    """Return the stretches of work on the phases, in the order in which they began.

    Days of one phase with no more than a week between them are one stretch; in a look back, which
    has no log of its own, there are none.
    """
    connection = view.connection
    places = connection.get_execution_options().get("schema_translate_map") or {}
    if not sa.inspect(connection).has_table("log_gestures", schema=places.get(None)):
        return []
    days: dict[int, set[str]] = {}
    for phase, date, _, _ in _work(view):
        days.setdefault(phase, set()).add(date)
    return stretches(days)


def stretches(days: Mapping[int, Iterable[str]]) -> list[Stretch]:
    """Put days of work, by phase, together to stretches."""
    found: list[Stretch] = []
    for phase, dates in days.items():
        for date in sorted(dates):
            last = found[-1] if found and found[-1].phase == phase else None
            if last is not None and _apart(last.last, date) <= _PAUSE:
                last.last = date
            else:
                found.append(Stretch(phase=phase, first=date, last=date, back=last is not None))
    found.sort(key=lambda each: (each.first, each.phase))
    for place, each in enumerate(found):
        each.back |= any(e.phase > each.phase and e.first < each.first for e in found[:place])
    return found


def _apart(a: str, b: str) -> int:
    return (dt.date.fromisoformat(b) - dt.date.fromisoformat(a)).days


def _work(view: View) -> list[tuple[int, str, int, int]]:
    """Return phase, day, steps and facts of all that was done in the analysis."""
    p, g = tables.patches.c, tables.gestures.c
    each = (
        sa.select(tables.gesture_seq().label("seq"), sa.func.count().label("facts"))
        .group_by(sa.text("seq"))
        .subquery()
    )
    day = sa.func.substr(g.at, 1, 10)
    rows = tuples(
        view,
        sa.select(g.operation, day, sa.func.count(), sa.func.sum(each.c.facts))
        .join_from(tables.gestures, each, each.c.seq == g.seq)
        .where(g.operation.in_(list(_OPERATIONS)))
        .group_by(g.operation, day),
    )
    work: list[tuple[int, str, int, int]] = [
        (_OPERATIONS[operation], date, steps, facts) for operation, date, steps, facts in rows
    ]
    memos = tuples(
        view,
        sa.select(view.table(Memo).c.type, day, sa.func.count())
        .select_from(tables.patches)
        .join(view.table(Memo), view.table(Memo).c.id == p.record)
        .join(tables.gestures, g.seq == tables.gesture_seq())
        .where((p.kind == Memo.kind) & (p.action == "create"))
        .group_by(view.table(Memo).c.type, day),
    )
    work += [(_MEMOS[kind], date, n, n) for kind, date, n in memos if kind in _MEMOS]
    return work


def _by_week(work: list[tuple[int, str, int, int]]) -> list[Phase]:
    steps: Counter[tuple[int, str]] = Counter()
    facts: Counter[tuple[int, str]] = Counter()
    for phase, date, some_steps, some_facts in work:
        key = (phase, _monday(date))
        steps[key] += some_steps
        facts[key] += some_facts
    return [
        Phase(
            number=number,
            name=name,
            weeks=[
                Week(monday=monday, steps=steps[number, monday], facts=facts[number, monday])
                for phase, monday in sorted(steps)
                if phase == number
            ],
        )
        for number, name in enumerate(NAMES, 1)
    ]


def _monday(date: str) -> str:
    day = dt.date.fromisoformat(date)
    return (day - dt.timedelta(days=day.weekday())).isoformat()
