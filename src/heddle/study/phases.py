"""The six phases of a thematic analysis as they really happened, week by week, from the log.

Phases are those of Braun and Clarke (2006, doi 10.1191/1478088706qp063oa). They are recursive:
a step back to an earlier phase is shown where it was made, and nothing is ever "complete".
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
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
_MEMOS: Final[dict[str, int]] = {
    "familiarisation": 1,
    "interaction": 1,
    "code": 2,
    "theme": 4,
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


def phases(view: View) -> list[Phase]:
    """Return the six phases with their weeks; steps that were undone count as work all the same.

    Preparing, recruiting and holding the sessions come before the first phase and are not shown.
    """
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
    return _by_week(work)


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
