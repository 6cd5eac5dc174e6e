"""Tables for statistics programs: codings, turns, participants, codes and a matrix of them.

Long and tidy: one row is one coding (turn, person, code), each with its ids, so that tables can be
joined, and beside them what is mostly wanted: whose words they are and who that is. The
matrix counts codings of each code by source, participant or group.

A count that rests on one or two people tells about them. So a matrix by source or group that is
to leave the team shows no figure that rests on fewer than `SMALLEST` of them, and hides a second
one in a row where only one is hidden, because the codebook's own count would give it back
(Hundepool et al. 2012, Statistical Disclosure Control, ch. 4: secondary suppression).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec
import sqlalchemy as sa

from heddle.exchange.parquet import Column, Kind
from heddle.exchange.refi.elements import moment
from heddle.log.view import View
from heddle.privacy.disclosure import RED
from heddle.study import rewording
from heddle.study.codes import tree
from heddle.study.codings import Coding
from heddle.study.participants import Participant
from heddle.study.seating import groups_of, natural, participants_of
from heddle.study.sessions import Session
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.wording import Wording
from heddle.text.units import words

By = Literal["source", "participant", "group"]
Name = Literal["codings", "turns", "participants", "codes", "matrix"]
Part = Literal["codings-table", "turns-table", "participants-table", "codes-table", "matrix-table"]
PARTS: Final[dict[str, Name]] = {
    "codings-table": "codings",
    "turns-table": "turns",
    "participants-table": "participants",
    "codes-table": "codes",
    "matrix-table": "matrix",
}
"""Part of `outgoing` -> table."""
SMALLEST: Final = RED
NOBODY: Final = "(no participant)"
"""Column of a matrix for moderators, labels that nobody was joined to, and notes."""


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the tables."""

    by: By = "source"
    """Columns of the matrix."""
    people: bool = True
    """Say beside words who the speaker is: group, age, occupation ..."""
    smallest: int = 0
    """Fewest people that a figure of the matrix rests on; 0: all figures are shown."""


class Sheet(msgspec.Struct):
    """A table: columns, and rows with None for what is not stated."""

    name: str
    columns: list[Column]
    rows: list[list[Any]]
    notes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Ids of those whom its figures count, where no row has them."""

    def dicts(self) -> Iterator[dict[str, Any]]:
        """Yield the rows by column, as the gate looks at them."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))


def table(view: View, part: str, said: Wording, choice: Choice) -> Sheet:
    """Make one of `PARTS` in a wording.

    Args:
        view: the study.
        part: one of `PARTS`.
        said: how words and labels are shown.
        choice: options; those of other tables do not matter.
    """
    return _MAKERS[PARTS[part]](_Study(view, said), choice)


class _Study:
    """What all tables need of a study, read once."""

    def __init__(self, view: View, said: Wording) -> None:
        self.view = view
        self.said = said
        self.people = participants_of(view)
        self.took_part = sorted(self.people.values(), key=lambda each: natural(each.code))
        self.sources = {each.id: each for each in view.find(Source)}
        self.speakers = {each.id: each for each in view.find(Speaker)}
        self.sessions = {each.id: said.note(each.name) for each in view.find(Session)}
        self.attributes = sorted({n for p in self.people.values() for n in p.attributes})
        t = view.table(Turn).c
        self.turns = {
            str(row.id): (str(row.source), str(row.speaker))
            for row in view.rows(sa.select(t.id, t.source, t.speaker))
        }

    def person_of(self, turn: str) -> Participant | None:
        """Return who speaks in a turn, or whose written answer it is."""
        source, speaker = self.turns.get(turn, ("", ""))
        said_by = self.speakers.get(speaker)
        if said_by is not None and said_by.participant:
            return self.people.get(said_by.participant)
        if said_by is not None and said_by.role != "unknown":
            return None
        written = self.sources.get(source)
        return self.people.get(written.participant) if written else None

    def source_of(self, turn: str) -> Source | None:
        """Return the source of a turn."""
        return self.sources.get(self.turns.get(turn, ("", ""))[0])

    def where(self, turn: str) -> dict[str, Any]:
        """Return in which source and session a turn is."""
        source = self.source_of(turn)
        if source is None:
            return {"source_id": None, "source": None, "session": None}
        return {
            "source_id": source.id,
            "source": self.said.note(source.name),
            "session": self.sessions.get(source.session),
        }

    def who(self, turn: str, *, people: bool) -> dict[str, Any]:
        """Return who speaks in a turn, and with `people` what is on record about them."""
        return self.person(self.person_of(turn)) if people else {}

    def person(self, found: Participant | None) -> dict[str, Any]:
        """Return what is on record about a participant; all missing for nobody."""
        if found is None:
            return dict.fromkeys([name for name, _ in self.person_columns()])
        held = {f"attribute {name}": found.attributes.get(name) for name in self.attributes}
        own = {name: getattr(found, name) for name, _ in _PERSON}
        told = {
            name: self.said.note(value) if isinstance(value, str) else value
            for name, value in {**own, **held}.items()
        }
        return {"participant_id": found.id, "participant": found.code, **told}

    def person_columns(self) -> list[tuple[str, Kind]]:
        """Return the columns of `person`."""
        return [
            ("participant_id", "text"),
            ("participant", "text"),
            *_PERSON,
            *((f"attribute {name}", "text") for name in self.attributes),
        ]


_Columns = Sequence[tuple[str, Kind]]
_PERSON: Final[tuple[tuple[str, Kind], ...]] = (
    ("group", "text"), ("number", "whole"), ("gender", "text"), ("age", "whole"),
    ("birth_year", "whole"), ("occupation", "text"), ("years_in_services", "number"),
    ("years_in_team", "number"), ("team", "text"), ("location", "text"), ("mentor", "yes"),
)  # fmt: skip
_WHERE: Final[_Columns] = (("source_id", "text"), ("source", "text"), ("session", "text"))


def _codings(study: _Study, choice: Choice) -> Sheet:
    made = {each.id: each for each in study.view.find(Coding)}
    listed = rewording.rows(study.view, "codings", study.said)
    rows = []
    for row in listed:
        coding = made[row["id"]]
        rows.append(
            {
                **row,
                "turn_id": row["turn"],
                "end_turn_id": row["end_turn"],
                "coder_id": coding.coder,
                "date": moment(coding.made, coding.id),
                **study.where(row["turn"]),
                **study.who(row["turn"], people=choice.people),
            }
        )
    columns: list[tuple[str, Kind]] = [
        ("id", "text"), *_WHERE, ("turn_id", "text"), ("start", "whole"), ("end_turn_id", "text"),
        ("end", "whole"), ("text", "text"), ("code_id", "text"), ("code", "text"),
        ("path", "text"), ("coder_id", "text"), ("coder", "text"), ("date", "text"),
        ("note", "text"), ("gone", "yes"), ("speaker", "text"),
    ]  # fmt: skip
    if choice.people:
        columns += study.person_columns()
    return _sheet("codings", columns, rows)


def _turns(study: _Study, choice: Choice) -> Sheet:
    rows = [
        {
            "id": row["id"],
            **study.where(row["id"]),
            "turn": row["number"],
            "speaker": row["speaker"] or None,
            "text": row["text"],
            "words": words(row["text"]),
            "start_seconds": row["start"],
            "end_seconds": row["end"],
            **study.who(row["id"], people=choice.people),
        }
        for row in rewording.rows(study.view, "turns", study.said)
    ]
    columns: list[tuple[str, Kind]] = [
        ("id", "text"), *_WHERE, ("turn", "whole"), ("speaker", "text"), ("text", "text"),
        ("words", "whole"), ("start_seconds", "number"), ("end_seconds", "number"),
    ]  # fmt: skip
    if choice.people:
        columns += study.person_columns()
    return _sheet("turns", columns, rows)


def _participants(study: _Study, choice: Choice) -> Sheet:
    del choice
    spoken: Counter[str] = Counter()
    coded: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for row in rewording.rows(study.view, "turns", study.said):
        if (person := study.person_of(row["id"])) is not None:
            spoken[person.id] += 1
            counted[person.id] += words(row["text"])
    for coding in study.view.find(Coding):
        if (person := study.person_of(coding.turn)) is not None:
            coded[person.id] += 1
    rows = [
        {
            **study.person(person),
            "turns": spoken[person.id],
            "words": counted[person.id],
            "codings": coded[person.id],
        }
        for person in study.took_part
    ]
    counts: _Columns = (("turns", "whole"), ("words", "whole"), ("codings", "whole"))
    return _sheet("participants", [*study.person_columns(), *counts], rows)


def _codes(study: _Study, choice: Choice) -> Sheet:
    del choice
    said_by: dict[str, set[str]] = {}
    found_in: dict[str, set[str]] = {}
    for coding in study.view.find(Coding):
        found_in.setdefault(coding.code, set()).add(coding.source)
        if (person := study.person_of(coding.turn)) is not None:
            said_by.setdefault(coding.code, set()).add(person.id)
    rows = [
        {
            **row,
            "sources": len(found_in.get(row["id"], ())),
            "participants": len(said_by.get(row["id"], ())),
            "parent_id": row["parent"] or None,
        }
        for row in rewording.rows(study.view, "codes", study.said)
    ]
    return _sheet(
        "codes",
        [
            ("id", "text"), ("code", "text"), ("path", "text"), ("depth", "whole"),
            ("parent_id", "text"), ("codings", "whole"), ("sources", "whole"),
            ("participants", "whole"), ("definition", "text"), ("include", "text"),
            ("exclude", "text"), ("example", "text"), ("colour", "text"), ("origin", "text"),
        ],
        [{**row, "code": row["name"]} for row in rows],
    )  # fmt: skip


def _matrix(study: _Study, choice: Choice) -> Sheet:
    labels, column_of = _columns_of(study, choice.by)
    codings: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], set[str]] = {}
    for coding in study.view.find(Coding):
        person = study.person_of(coding.turn)
        cell = (coding.code, column_of(coding, person))
        codings[cell] += 1
        people.setdefault(cell, set()).update([person.id] if person else [])
    used = {column for _, column in codings}
    keys = [key for key in labels if key in used or key]
    hidden = 0
    rows: list[dict[str, Any]] = []
    for code, _, path in tree(study.view):
        figures: dict[str, int | None] = {key: codings[code.id, key] for key in keys}
        if choice.by != "participant":
            few = [key for key in keys if 0 < len(people.get((code.id, key), ())) < choice.smallest]
            for key in with_a_second(few, figures):
                figures[key] = None
                hidden += 1
        named = {labels[key]: count for key, count in figures.items()}
        rows.append({"code_id": code.id, "path": path, **named})
    columns: list[tuple[str, Kind]] = [("code_id", "text"), ("path", "text")]
    columns += [(labels[key], "whole") for key in keys]
    made = _sheet("matrix", columns, rows)
    made.people = tuple(sorted({each for those in people.values() for each in those}))
    if hidden:
        made.notes = (HIDDEN.format(hidden=hidden, smallest=choice.smallest),)
    return made


HIDDEN: Final = (
    "{hidden} figures are left empty: they rest on fewer than {smallest} people, or would give"
    " such a figure away."
)


def with_a_second(few: Sequence[str], figures: Mapping[str, int | None]) -> list[str]:
    """Return which figures of a row are hidden: where there is one only, a second one too."""
    if len(few) != 1:
        return list(few)
    others = [key for key in figures if key not in few]
    shown = [key for key in others if figures[key]] or others
    return [*few, *sorted(shown, key=lambda key: figures[key] or 0)[:1]]


def _columns_of(
    study: _Study, by: By
) -> tuple[dict[str, str], Callable[[Coding, Participant | None], str]]:
    """Return the columns of a matrix with their labels, and which of them a coding is in."""
    if by == "source":
        ordered = sorted(study.sources.values(), key=lambda each: natural(each.name))
        labels = told_apart({each.id: study.said.note(each.name) for each in ordered})
        return labels, lambda coding, _: coding.source
    if by == "participant":
        labels = told_apart({each.id: each.code for each in study.took_part})
        return {**labels, "": NOBODY}, lambda _, person: person.id if person else ""
    groups = groups_of(study.view)
    where = {person.id: group.label for group in groups for person in group.people}
    labels = told_apart({group.label: study.said.note(group.label) for group in groups})
    return {**labels, "": NOBODY}, lambda _, person: where.get(person.id if person else "", "")


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels of columns, none twice and none that another column has."""
    made: dict[str, str] = {}
    taken = {"id", "code", "theme", "participant", "group", "code_id", "path", NOBODY}
    for key, label in labels.items():
        name, number = label or "(no name)", 1
        while name in taken:
            number += 1
            name = f"{label} ({number})"
        taken.add(name)
        made[key] = name
    return made


def _sheet(name: str, columns: _Columns, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Lay rows out by columns; an empty text is a missing one."""
    return Sheet(
        name=name,
        columns=[Column(each, kind) for each, kind in columns],
        rows=[[_cell(row.get(each), kind) for each, kind in columns] for row in rows],
    )


def _cell(value: Any, kind: Kind) -> Any:
    if value is None or value == "":
        return None
    return float(value) if kind == "number" else value


_MAKERS: Final[dict[Name, Callable[[_Study, Choice], Sheet]]] = {
    "codings": _codings,
    "turns": _turns,
    "participants": _participants,
    "codes": _codes,
    "matrix": _matrix,
}
