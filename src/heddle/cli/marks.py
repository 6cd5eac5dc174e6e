"""Turning signs of a transcript into marks, and listing where it is unclear."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from heddle.cli.shared import json_option, one_line, opened, print_json, say, study_argument
from heddle.errors import NotFound

if TYPE_CHECKING:
    from heddle.log.view import View
    from heddle.study.mark_signs import Signs
    from heddle.study.unclear import UnclearPlace


@click.command()
@study_argument
@click.option("--source", required=True, metavar="NAME", help="The source: its name or id.")
@click.option("--only", multiple=True, metavar="KIND", help="Only this kind; can be repeated.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@json_option
def marks(
    folder: Path, *, source: str, only: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    """Turn typed signs such as (pause) or [laughs] into marks beside the words.

    Signs around words, such as [overlap], are read by the convention that the source declares.
    “heddle undo” puts the characters back.
    """
    from heddle.study.mark_signs import signs_in

    with opened(folder) as study:
        with study.view() as view:
            chosen = _source(view, source)
            found = signs_in(view, chosen)
        made: dict[str, int] = {}
        if not dry_run:
            made = study.do("turns.read_marks", source=chosen, kinds=list(only)).result
    if as_json:
        print_json({"found": found.found, "alone": found.alone, "made": made})
        return
    _show(found, only, made, dry_run=dry_run)


def _show(found: Signs, only: tuple[str, ...], made: dict[str, Any], *, dry_run: bool) -> None:
    wanted = [each for each in found.found if not only or each.kind in only]
    for (kind, characters), count in Counter((e.kind, e.characters) for e in wanted).most_common():
        say(one_line(f"{count:5}  {kind:10} {characters}", 100))
    if found.alone:
        say(f"{found.alone} turns hold nothing but signs and stay as they are.")
    if dry_run:
        say(f"{len(wanted)} signs could become marks; nothing was changed.")
    else:
        say(f"{sum(made.values())} signs are marks now; “heddle undo” takes that back.")


@click.command()
@study_argument
@click.option("--source", default="", metavar="NAME", help="One source only: its name or id.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@json_option
def unclear(folder: Path, *, source: str, as_csv: bool, as_json: bool) -> None:
    """List what was heard with doubt or not at all, with times.

    A time with “from” before it is the beginning of the turn: nobody noted a closer one.
    """
    from heddle.study.unclear import unclear_places

    with opened(folder) as study, study.view() as view:
        places = unclear_places(view, _source(view, source) if source else "")
    if as_json:
        print_json(places)
    elif as_csv:
        _table(places)
    else:
        for place in places:
            say(_line(place))
        say(f"{len(places)} unclear places." if places else "Nothing is marked as unclear.")


def _table(places: list[UnclearPlace]) -> None:
    from heddle.exchange.cells import safe_cell
    from heddle.study.unclear import UnclearPlace

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(UnclearPlace.__struct_fields__)
    for place in places:
        values = msgspec.structs.astuple(place)
        writer.writerow([safe_cell("" if v is None else str(v)) for v in values])


def _source(view: View, named: str) -> str:
    """Return the id of the source of a name."""
    from heddle.study.rules import same_name
    from heddle.study.sources import Source

    wanted = [s.id for s in view.find(Source) if named == s.id or same_name(s.name, named)]
    if len(wanted) != 1:
        raise NotFound(
            f"There is no source “{one_line(named, 60)}”; nothing was changed.",
            "“heddle sources DIR” lists them.",
        )
    return wanted[0]


def _line(place: UnclearPlace) -> str:
    when = f"{'from ' if place.near else ''}{place.time}" if place.time else "no time"
    who = f", {place.speaker}" if place.speaker else ""
    words = f"“{place.words}”" if place.words else f"({place.kind})"
    guess = f", perhaps “{place.guess}”" if place.guess else ""
    return one_line(
        f"{place.source_name}, {when}{who}: {place.before} {words} {place.after}{guess}", 200
    )


COMMANDS = {"marks": marks, "unclear": unclear}
