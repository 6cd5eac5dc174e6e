"""What a matrix is: rows of codes or themes, columns of people, groups, questions, coders, sources.

Plain data, ready for JSON. A cell is asked for its extracts by the keys of its row and column.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

import msgspec

Rows = Literal["code", "theme"]
By = Literal["participant", "attribute", "group", "question", "coder", "source"]
Measure = Literal["participants", "segments", "turns", "words"]

ROWS: Final[tuple[Rows, ...]] = get_args(Rows)
BY: Final[tuple[By, ...]] = get_args(By)
MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)

NOTES: Final[dict[str, str]] = {
    "moderator": "What moderators, observers and other members of the team said is left out.",
    "people": "Participants are those with at least one coding in the cell; a label that is "
    "joined to nobody counts as one.",
    "small": "A share of fewer than five people says little; none is a prevalence.",
    "sample": "The people were not drawn at random: a test tells nothing of anybody else.",
}
"""What is printed with a matrix, by name."""


class MatrixAsk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which matrix somebody wants."""

    rows: Rows = "code"
    by: By = "group"
    attribute: str = ""
    """With `by` "attribute": which one ("gender", or the name of a further attribute)."""
    measure: Measure = "participants"
    below: bool = False
    """Count the codings of the codes below a code for it too."""
    moderator: bool = False
    """Count what the team said too."""
    codes: list[str] = []
    """Ids of the codes or themes that are rows; empty: all."""
    coders: list[str] = []
    """Ids of the coders whose codings count; empty: all."""


class Row(msgspec.Struct, kw_only=True):
    """A code or theme."""

    key: str
    label: str
    """Its name; with `depth`, as it stands in the tree."""
    path: str
    depth: int = 0
    total: int = 0
    """Of the measure over all columns, nothing counted twice."""
    people: int = 0


class Column(msgspec.Struct, kw_only=True):
    """A person, a value, a group, a question, a coder or a source."""

    key: str
    label: str
    size: int | None = None
    """How many people it has, those included who said nothing; None where that means nothing."""
    total: int = 0
    people: int = 0


class Matrix(msgspec.Struct, kw_only=True):
    """A matrix of counts."""

    ask: MatrixAsk
    rows: list[Row]
    columns: list[Column]
    values: list[list[int]]
    """The measure, row by row."""
    people: list[list[int]]
    """Participants with at least one coding in the cell."""
    segments: list[list[int]]
    """Codings in the cell: what opening it shows."""
    shares: list[list[float | None]] | None
    """People over the size of their column, 0 to 1; None where a column has no size. None as a
    whole: see `why`."""
    why: str = ""
    """Why there are no shares, in words."""
    notes: list[str] = []
    total: int = 0
    """Of the measure over everything, nothing counted twice."""
    seq: int = 0


class Test(msgspec.Struct, kw_only=True):
    """A test of one row: are people of some columns more often among those with the code?"""

    key: str
    label: str
    test: Literal["fisher", "chi2"]
    p: float | None
    statistic: float | None
    people: int
    """How many were compared."""
    why: str = ""
    """Why there is no p, or what weakens it."""


class Tests(msgspec.Struct, kw_only=True):
    """Tests of all rows, with the warning that is printed with them."""

    warning: str
    tests: list[Test]


class CellExtracts(msgspec.Struct, kw_only=True):
    """The codings behind a cell, a page at a time."""

    total: int
    people: int
    turns: int
    groups: int
    extracts: list[Any]
    """As `study.extracts.Extract`."""
