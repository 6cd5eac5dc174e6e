"""A picture: a drawing with its title, description, caption and table twin, made in one way."""

from __future__ import annotations

from collections.abc import Sequence

from heddle.report.figures.sheet import Sheet
from heddle.report.model import (
    Cell,
    Column,
    Figure,
    Inline,
    Note,
    Row,
    Table,
    Text,
    Trace,
    runs,
)

Given = str | int | float | Trace | Cell | None


def picture(
    sheet: Sheet,
    *,
    title: str,
    told: str,
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Given]],
    numbers: Sequence[int] = (),
    notes: Sequence[str] = (),
) -> Figure:
    """Finish a picture.

    Args:
        sheet: The drawing.
        title: What it is, in a few words.
        told: What can be seen in it, in sentences, for who cannot.
        caption: What stands below it in print.
        columns: Titles of the twin's columns; the first names the rows.
        rows: The twin's rows.
        numbers: Which columns hold numbers and stand to the right.
        notes: Lines below the twin.
    """
    kept = tuple(
        Column(runs(name), "right" if at in numbers else "left") for at, name in enumerate(columns)
    )
    body = tuple(
        Row(tuple(_cell(value, head=not at) for at, value in enumerate(row))) for row in rows
    )
    nothing = Row((Cell((runs("Nothing to show yet."),), span=len(columns)),))
    return Figure(
        svg=sheet.svg(title, told),
        alt=f"{title}. {told}",
        twin=Table(
            columns=kept,
            rows=body or (nothing,),
            caption=runs(title),
            notes=tuple(Note(runs(note)) for note in notes),
        ),
        caption=runs(caption),
    )


def traced(shown: str, ids: Sequence[str], query: str) -> Trace | str:
    """Return a number that leads to its records; bare words where there are none."""
    return Trace(shown, tuple(ids), query=query) if ids else shown


def share(part: float | None) -> str:
    """Return a share in whole percent; a dash where it is undefined."""
    return "–" if part is None else f"{part * 100:.0f}%"


def _cell(value: Given, *, head: bool) -> Cell:
    if isinstance(value, Cell):
        return value
    if value is None:
        return Cell(((Text("–"),),), head=head)
    if isinstance(value, int | float):
        shown = str(value) if isinstance(value, int) else f"{value:.2f}"
        return Cell(((Text(shown),),), head=head, value=value)
    inlines: tuple[Inline, ...] = runs(value)
    known = value.text if isinstance(value, Trace) else ""
    number = int(known) if known.isascii() and known.isdigit() else None
    return Cell((inlines,) if inlines else (), head=head, value=number)
