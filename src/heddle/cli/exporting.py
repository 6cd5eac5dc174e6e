"""Writing codings, codebook, extracts, projects for other programs and archives to files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from heddle.cli.leaving import Way, leave, say_written, take_way, way_options
from heddle.cli.shared import opened, say, study_argument

_PROFILES = {
    "codings": "codings",
    "codebook": "codebook",
    "extracts": "extracts",
    "extracts-by-participant": "participants-extracts",
}


_PROGRAMS = ("standard", "nvivo", "maxqda", "atlasti", "qualcoder", "heddle")
"""Whom a REFI-QDA project is for (`exchange.refi.profiles`)."""
_WHOLE = {".qdpx": "qdpx", ".qdc": "codebook", ".zip": "archive"}
"""Endings of what is written for other programs and for keeping."""
_TALK = {".vtt": "vtt", ".srt": "srt", ".eaf": "eaf", ".textgrid": "textgrid", ".tei": "tei"}
"""Endings of transcripts (`exchange.talk.transcript_out`)."""
_TABLES = ("codings", "turns", "participants", "codes", "matrix")
"""Tables for statistics programs (`exchange.analysis_out`)."""


@click.command("export")
@study_argument
@click.argument("output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--profile",
    type=click.Choice([*_PROFILES, *_PROGRAMS]),
    help="What to write: codings (a .csv that “heddle import” reads back), codebook, or coded "
    "extracts by code or by participant. Else codings for .csv, everything for .json, extracts "
    "for the rest. For .qdpx: which program the project is for, standard if not said; heddle "
    "takes the whole history along, so that “heddle restore” makes the same study of it.",
)
@click.option(
    "--table",
    type=click.Choice(_TABLES),
    help="A table for R, Python or Excel, as .csv, .xlsx or .parquet: a row for each coding, turn, "
    "participant or code, with ids; or a matrix that counts codings of each code.",
)
@click.option(
    "--by",
    type=click.Choice(["source", "participant", "group"]),
    help="Columns of the matrix; source if not said.",
)
@click.option(
    "--without-people",
    is_flag=True,
    help="In codings and turns: leave out who the speaker is (group, age, occupation ...).",
)
@click.option(
    "--smallest",
    type=click.IntRange(min=0, max=99),
    metavar="N",
    help="In a matrix by source or group: leave figures empty that rest on fewer than N people. "
    "With --final 3 if not said, else 0.",
)
@click.option(
    "--source",
    metavar="NAME",
    default="",
    help="Which source to write as a transcript (.vtt .srt .eaf .TextGrid .tei).",
)
@way_options
def export(folder: Path, output: Path, *, profile: str | None, source: str, **options: Any) -> None:
    """Write codings, codebook, extracts, tables, a transcript, a project or an archive to a file.

    The ending chooses the format: .csv .xlsx .docx .odt .html .md .pdf .json .parquet; .qdpx is a
    REFI-QDA project for other programs, .qdc its codebook, .zip the archive of the study; .vtt
    .srt .eaf (ELAN) .TextGrid (Praat) and .tei are one source (--source) as a transcript. Cells
    that a spreadsheet would take for a formula get an apostrophe; importing takes it off again.
    Once substitutions are accepted, they stand in the places of the words that were spoken; an
    archive then holds no log, and only one written with --original can be restored.
    """
    from heddle.report.files import format_of

    way = take_way(options)
    if output.suffix.lower() in _TALK:
        _export_talk(folder, output, way, source, profile)
        return
    if source:
        raise click.UsageError("--source is for transcripts: .vtt .srt .eaf .TextGrid .tei.")
    chosen = _table_options(options)
    if options["table"] or output.suffix.lower() == ".parquet":
        if profile:
            raise click.UsageError("Say --table or --profile, not both.")
        _export_table(folder, output, way, options["table"] or "codings", chosen)
        return
    if chosen:
        raise click.UsageError("--by, --smallest and --without-people are for a --table.")
    if output.suffix.lower() in _WHOLE:
        _export_whole(folder, output, way, profile)
        return
    if profile in _PROGRAMS:
        raise click.UsageError(f"--profile {profile} is for a project, written as .qdpx.")
    form = format_of(output)
    if profile == "codings" and form != "csv":
        raise click.UsageError("Codings are written as .csv; extracts as anything else.")
    whole = {"json": "everything", "csv": "codings"}
    part = _PROFILES[profile] if profile else whole.get(form, "extracts")
    grouped = {"grouped": True} if _for_reading(part, form) else {}
    with opened(folder) as study:
        ready = leave(study, output, way, part=part, format=form, options=grouped)
    if part == "codings":
        say(f"Wrote {ready.count:,} codings to {output}.")
    else:
        say_written(ready, output)


def _export_talk(folder: Path, output: Path, way: Way, source: str, profile: str | None) -> None:
    """Write one source as a transcript."""
    if profile:
        raise click.UsageError("--profile is not for transcripts.")
    form = _TALK[output.suffix.lower()]
    with opened(folder) as study:
        ready = leave(
            study, output, way, part="transcript", format=form, options={"source": source}
        )
    say_written(ready, output)


def _table_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return what was said about a table, as `exchange.analysis_out.Choice` takes it."""
    chosen = {name: options[name] for name in ("by", "smallest") if options[name] is not None}
    return {**chosen, "people": False} if options["without_people"] else chosen


def _export_table(folder: Path, output: Path, way: Way, table: str, chosen: dict[str, Any]) -> None:
    """Write a table for statistics programs."""
    ending = output.suffix.lower().removeprefix(".")
    if ending not in ("csv", "xlsx", "parquet"):
        raise click.UsageError("A table is written as .csv, .xlsx or .parquet.")
    if table != "matrix" and ("by" in chosen or "smallest" in chosen):
        raise click.UsageError("--by and --smallest are for --table matrix.")
    if table not in ("codings", "turns") and "people" in chosen:
        raise click.UsageError("--without-people is for --table codings or turns.")
    with opened(folder) as study:
        ready = leave(study, output, way, part=f"{table}-table", format=ending, options=chosen)
    say(f"Wrote {ready.count:,} rows to {output}.")
    for note in ready.notes:
        say(f"  {note}")


def _export_whole(folder: Path, output: Path, way: Way, profile: str | None) -> None:
    """Write a project, a codebook or an archive for others."""
    ending = output.suffix.lower()
    chosen: dict[str, Any] = {}
    if ending == ".qdpx":
        if profile in _PROFILES:
            raise click.UsageError(f"A project is for one of: {', '.join(_PROGRAMS)}.")
        chosen["profile"] = profile or "standard"
    elif profile and not (ending == ".qdc" and profile == "codebook"):
        raise click.UsageError(f"--profile {profile} is not for {ending} files.")
    with opened(folder) as study:
        ready = leave(study, output, way, part=_WHOLE[ending], format=ending[1:], options=chosen)
    say_written(ready, output)


def _for_reading(part: str, form: str) -> bool:
    """Whether extracts stand under headings, for people, rather than in one table."""
    return part.endswith("extracts") and form not in ("csv", "xlsx", "json")


COMMANDS = {"export": export}
