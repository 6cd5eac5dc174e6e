"""Listing where transcripts are unclear, to go through with the recording."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from heddle.cli.shared import json_option, one_line, opened, print_json, say, study_argument
from heddle.errors import NotFound

if TYPE_CHECKING:
    from heddle.study.unclear import UnclearPlace


@click.command()
@study_argument
@click.option("--source", default="", metavar="NAME", help="One source only: its name or id.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@json_option
def unclear(folder: Path, *, source: str, as_csv: bool, as_json: bool) -> None:
    """List what was heard with doubt or not at all, with the times to listen again.

    A time with “from” before it is the beginning of the turn: nobody noted a closer one.
    """
    from heddle.study.rules import same_name
    from heddle.study.sources import Source
    from heddle.study.unclear import UnclearPlace, unclear_places

    with opened(folder) as study, study.view() as view:
        known = view.find(Source) if source else []
        wanted = [s.id for s in known if source == s.id or same_name(s.name, source)]
        if source and len(wanted) != 1:
            raise NotFound(
                f"There is no source “{one_line(source, 60)}”.",
                "“heddle sources DIR” lists them.",
            )
        places = unclear_places(view, wanted[0] if wanted else "")
    if as_json:
        print_json(places)
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(UnclearPlace.__struct_fields__)
        writer.writerows(
            ["" if value is None else value for value in msgspec.structs.astuple(place)]
            for place in places
        )
    else:
        for place in places:
            say(_line(place))
        say(f"{len(places)} unclear places." if places else "Nothing is marked as unclear.")


def _line(place: UnclearPlace) -> str:
    when = f"{'from ' if place.near else ''}{place.time}" if place.time else "no time"
    who = f", {place.speaker}" if place.speaker else ""
    words = f"“{place.words}”" if place.words else f"({place.kind})"
    guess = f", perhaps “{place.guess}”" if place.guess else ""
    return one_line(
        f"{place.source_name}, {when}{who}: {place.before} {words} {place.after}{guess}", 200
    )


COMMANDS = {"unclear": unclear}
