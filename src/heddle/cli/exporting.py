"""Writing codings, codebook and extracts to files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from heddle.cli.leaving import leave, say_written, take_way, way_options
from heddle.cli.shared import opened, say, study_argument

_PROFILES = {
    "codings": "codings",
    "codebook": "codebook",
    "extracts": "extracts",
    "extracts-by-participant": "participants-extracts",
}


@click.command("export")
@study_argument
@click.argument("output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--profile",
    type=click.Choice(list(_PROFILES)),
    help="What to write: codings (a .csv that “heddle import” reads back), codebook, or coded "
    "extracts by code or by participant. Else codings for .csv, everything for .json, extracts "
    "for the rest.",
)
@way_options
def export(folder: Path, output: Path, *, profile: str | None, **options: Any) -> None:
    """Write codings, codebook or extracts to a file.

    The ending chooses the format: .csv .xlsx .docx .odt .html .md .pdf .json. Cells that a
    spreadsheet would take for a formula get an apostrophe; importing takes it off again. Once
    substitutions are accepted, they stand in the places of the words that were spoken.
    """
    from heddle.report.files import format_of

    way, form = take_way(options), format_of(output)
    if profile == "codings" and form != "csv":
        raise click.UsageError("Codings are written as .csv; extracts as anything else.")
    whole = {"json": "everything", "csv": "codings"}
    part = _PROFILES[profile] if profile else whole.get(form, "extracts")
    chosen = {"grouped": True} if _for_reading(part, form) else {}
    with opened(folder) as study:
        ready = leave(study, output, way, part=part, format=form, options=chosen)
    if part == "codings":
        say(f"Wrote {ready.count:,} codings to {output}.")
    else:
        say_written(ready, output)


def _for_reading(part: str, form: str) -> bool:
    """Whether extracts stand under headings, for people, rather than in one table."""
    return part.endswith("extracts") and form not in ("csv", "xlsx", "json")


COMMANDS = {"export": export}
