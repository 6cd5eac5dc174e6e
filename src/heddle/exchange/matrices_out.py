"""Matrices as tables that leave the study: counts, co-occurrence, the framework, reactions.

A figure that rests on fewer than `SMALLEST` people is left empty, and where that is the only one
of its row a second one too: what is left would give it back (Hundepool et al. 2012, ch. 4). What
two codes share rests on the people who said words under both. In a matrix of participants every
figure is of one person, so it is not written at all. The team may write a draft of its own with all
figures (`whole`); who is in it is told to the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Literal, get_args

import msgspec

from heddle.errors import Refused
from heddle.exchange.analysis_out import HIDDEN, Sheet, told_apart, with_a_second
from heddle.exchange.parquet import Column, Kind
from heddle.findings import cooccurring, framework, matrices, reactions
from heddle.findings.cooccurring import Base, CoAsk
from heddle.findings.framework import Case
from heddle.findings.matrix import By, MatrixAsk, Measure, Rows
from heddle.log.view import View
from heddle.study.participants import Participant
from heddle.study.wording import Wording

Name = Literal["code", "theme", "cooccurrence", "framework", "interlocutors"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
PART: Final = "matrix"
"""Name of the part in `outgoing`."""
SMALLEST: Final = 5


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which matrix, and how."""

    matrix: Name = "code"
    by: By = "group"
    attribute: str = ""
    measure: Measure = "participants"
    below: bool = False
    moderator: bool = False
    codes: list[str] = []
    coders: list[str] = []
    base: Base = "pairs"
    case: Case = "participant"
    rows: Rows = "theme"
    """Columns of the framework: themes or codes."""
    where: dict[str, str] = {}
    whole: bool = False
    """Leave no figure empty: for the team only."""


def sheet(view: View, said: Wording, choice: Choice) -> Sheet:
    """Make a matrix as a table.

    Raises:
        Refused: the matrix cannot be made, in the words of `findings`.
    """
    return _SHEETS[choice.matrix](view, said, choice)


def for_purpose(options: dict[str, Any], purpose: str) -> None:
    """Refuse figures of few people in an export that is to leave the team."""
    if purpose == "final" and options.get("whole"):
        raise Refused(
            "Figures that rest on fewer than five people do not leave the team; nothing was "
            "written.",
            "Write it without them, or as a draft for the team.",
            code="small-cells",
        )


def _counts(view: View, said: Wording, choice: Choice) -> Sheet:
    if choice.by == "participant" and not choice.whole:
        raise Refused(
            "Every figure in a matrix of participants is of one person, and figures of fewer than "
            "five people stay with the team; nothing was written.",
            "Write it by group or by an attribute, or with all figures as a draft for the team "
            "(--whole).",
            code="small-cells",
        )
    rows: Rows = "theme" if choice.matrix == "theme" else "code"
    ask = MatrixAsk(
        rows=rows,
        by=choice.by,
        attribute=choice.attribute,
        measure=choice.measure,
        below=choice.below,
        moderator=choice.moderator,
        codes=choice.codes,
        coders=choice.coders,
    )
    made = matrices.matrix(view, ask)
    labels = told_apart({column.key: said.note(column.label) for column in made.columns})
    names = list(labels.values())
    lines, hidden = [], 0
    for row, values, people in zip(made.rows, made.values, made.people, strict=True):
        figures: dict[str, int | None] = dict(zip(names, values, strict=True))
        if not choice.whole:
            few = [n for n, count in zip(names, people, strict=True) if 0 < count < SMALLEST]
            for name in with_a_second(few, figures):
                figures[name] = None
                hidden += 1
        lines.append([row.key, said.note(row.path), *figures.values()])
    notes = list(made.notes)
    if made.why:
        notes.append(made.why)
    if hidden:
        notes.append(HIDDEN.format(hidden=hidden, smallest=SMALLEST))
    return Sheet(
        name="matrix",
        columns=_columns(("id", "text"), (rows, "text"), *((name, "whole") for name in names)),
        rows=lines,
        notes=tuple(notes),
        people=_counted(view, made.columns, made.people),
    )


def _counted(
    view: View, columns: Sequence[Any], people: Sequence[Sequence[int]]
) -> tuple[str, ...]:
    """Return the participants whom a matrix counts: those of its columns, else all there are."""
    known = {person.id for person in view.find(Participant)}
    named = {column.key for column in columns} & known
    if named:
        return tuple(sorted(named))
    return tuple(sorted(known)) if any(any(row) for row in people) else ()


def _cooccurrence(view: View, said: Wording, choice: Choice) -> Sheet:
    ask = CoAsk(
        base=choice.base, codes=choice.codes, coders=choice.coders, moderator=choice.moderator
    )
    made = cooccurring.matrix(view, ask)
    people = cooccurring.people_of(view, ask)
    rows: list[list[Any]] = []
    hidden = 0
    for at, one in enumerate(made.codes):
        for place, other in enumerate(made.codes[at + 1 :], at + 1):
            figures: list[float | None] = [one.own, other.own, made.shared[at][place]]
            if not choice.whole:
                few = (people[at][at], people[place][place], people[at][place])
                kept = [value if value == 0 or count >= SMALLEST else None
                        for value, count in zip(figures, few, strict=True)]  # fmt: skip
                hidden += sum(value is None for value in kept)
                figures = kept
            told = None not in figures
            row = [said.note(one.path), said.note(other.path), *figures]
            if made.coefficient:
                row.append(made.coefficient[at][place] if told else None)
            if made.marked:
                row.append((made.marked[at][place] if told else None) or None)
            rows.append(row)
    columns: list[tuple[str, Kind]] = [
        ("code", "text"), ("other_code", "text"), ("own", "number"), ("other_own", "number"),
        ("shared", "number"),
    ]  # fmt: skip
    columns += [("coefficient", "number")] if made.coefficient else []
    columns += [("mark", "text")] if made.marked else []
    notes = [f"Counted are {made.base}.", *([made.why] if made.why else [])]
    if hidden:
        notes.append(HIDDEN.format(hidden=hidden, smallest=SMALLEST))
    return Sheet(name="cooccurrence", columns=_columns(*columns), rows=rows, notes=tuple(notes))


def _framework(view: View, said: Wording, choice: Choice) -> Sheet:
    made = framework.framework(
        view,
        case=choice.case,
        rows=choice.rows,
        codes=choice.codes,
        where=choice.where,
        moderator=choice.moderator,
    )
    topics = told_apart({topic.key: said.note(topic.path) for topic in made.topics})
    rows = []
    for case in made.cases:
        cells = [
            "\n\n".join(said.note(_marked(one)) for one in cell.summaries) or None
            for cell in case.cells
        ]
        rows.append([case.key, said.note(case.label), *cells])
    people = tuple(case.key for case in made.cases) if choice.case == "participant" else ()
    return Sheet(
        name="framework",
        columns=_columns(("id", "text"), (choice.case, "text"),
                         *((name, "text") for name in topics.values())),
        rows=rows,
        notes=tuple(_state(made)),
        people=people,
    )  # fmt: skip


def _marked(written: framework.Written) -> str:
    return f"[to be read again] {written.text}" if written.stale else written.text


def _state(made: framework.Framework) -> Iterator[str]:
    if made.empty:
        yield f"{made.empty} cells have codings and no summary yet."
    if made.stale:
        yield f"{made.stale} cells have a summary whose codings have changed since."


def _interlocutors(view: View, said: Wording, choice: Choice) -> Sheet:
    del choice
    made = reactions.interlocutors(view)
    rows: list[list[Any]] = []
    people: set[str] = set()
    for circle in made.sessions:
        people.update(circle.participants)
        for asked in circle.questions:
            for code, cell in zip(circle.codes, asked.cells, strict=True):
                rows.append([said.note(circle.name), said.note(asked.text), code, cell.mark,
                             cell.spoke])  # fmt: skip
    columns: list[tuple[str, Kind]] = [
        ("session", "text"), ("question", "text"), ("participant", "text"),
        ("reaction (NR: no response, which is not agreement)", "text"), ("spoke", "yes"),
    ]  # fmt: skip
    return Sheet(name="interlocutors", columns=_columns(*columns), rows=rows, notes=(made.note,),
                 people=tuple(sorted(people)))  # fmt: skip


def _columns(*columns: tuple[str, Kind]) -> list[Column]:
    return [Column(name, kind) for name, kind in columns]


_SHEETS: Final[dict[Name, Callable[[View, Wording, Choice], Sheet]]] = {
    "code": _counts,
    "theme": _counts,
    "cooccurrence": _cooccurrence,
    "framework": _framework,
    "interlocutors": _interlocutors,
}
