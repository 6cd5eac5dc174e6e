"""Writing codings, codebook and extracts to files."""

from __future__ import annotations

from pathlib import Path

import click

from heddle.cli.shared import opened, say, study_argument

_PROFILES = {
    "codings": "",
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
def export(folder: Path, output: Path, *, profile: str | None) -> None:
    """Write codings, codebook or extracts to a file.

    The ending chooses the format: .csv .xlsx .docx .odt .html .md .pdf .json. Cells that a
    spreadsheet would take for a formula get an apostrophe; importing takes it off again.
    """
    from heddle.exchange import tables_out
    from heddle.report import assembly
    from heddle.report.files import format_of, replace_file, write

    form = format_of(output)
    with opened(folder) as study:
        if form == "json" and profile is None:
            replace_file(output, tables_out.everything(study.rows))
            say(f"Wrote {output}.")
            return
        if profile == "codings" or (profile is None and form == "csv"):
            if form != "csv":
                raise click.UsageError("Codings are written as .csv; extracts as anything else.")
            data, count = tables_out.codings(study.codings())
            replace_file(output, data)
            say(f"Wrote {count:,} codings to {output}.")
            return
        part = _PROFILES[profile or "extracts"]
        options = {"grouped": True} if _for_reading(part, form) else {}
        with study.view() as view:
            made = assembly.report(view, part, **options)
    written = write(made, output)
    say(f"Wrote {output} ({written.size:,} bytes).")
    for note in written.notes:
        say(f"  {note}")


def _for_reading(part: str, form: str) -> bool:
    """Whether extracts stand under headings, for people, rather than in one table."""
    return part.endswith("extracts") and form not in ("csv", "xlsx", "json")


COMMANDS = {"export": export}
