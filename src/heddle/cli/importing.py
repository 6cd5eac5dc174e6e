"""Bringing files into a study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.recordings import bring, parted, recording_options, taken_from
from heddle.cli.shared import (
    by_option,
    json_option,
    one_line,
    opened,
    print_json,
    print_table,
    say,
    study_argument,
    visible,
)
from heddle.errors import HeddleError

if TYPE_CHECKING:
    from heddle.exchange.importing import Outcome
    from heddle.exchange.plan import Miss, Preview

_MISSES_SHOWN = 12
_ALIKE = 3


def _pairs(_: click.Context, option: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for value in values:
        key, mark, other = value.partition("=")
        if not mark or not key.strip():
            raise click.BadParameter(f"“{value}” is not of the form NAME=VALUE.", param=option)
        pairs[key.strip()] = other.strip()
    return pairs


@click.command("import")
@study_argument
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path),
)
@click.option(
    "--as",
    "kind",
    metavar="KIND",
    help="What the files are: transcript, document, field note, written answer, participants, "
    "recruitment, sessions, guide, codebook, codings, team, memos, project, recording. Guessed if "
    "not said.",
)
@click.option("--dry-run", is_flag=True, help="Show what would come in; change nothing.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    callback=_pairs,
    metavar="FIELD=HEADER",
    help="Tables: which column holds a field (“-” leaves the field out). Repeatable.",
)
@click.option(
    "--speaker",
    "speakers",
    multiple=True,
    callback=_pairs,
    metavar="LABEL=WHO",
    help="Transcripts: who a label is (participant's code, member's name, or a role). Repeatable.",
)
@click.option(
    "--session",
    default="",
    metavar="NAME",
    help="The session that a transcript or a recording belongs to.",
)
@recording_options
@click.option("--participant", default="", metavar="CODE", help="Whose written answer it is.")
@click.option(
    "--made-by",
    type=click.Choice(["machine", "people"]),
    default=None,
    help="Transcripts: who wrote the words down; a machine's count as a draft. Else found out.",
)
@click.option("--name", default="", help="The source's or guide's name, if not the file's.")
@click.option("--language", default="", metavar="TAG", help="The language, such as da or en.")
@click.option("--form", help="How speakers are written: “Name:”, “[Name]”, bold, none ...")
@click.option("--encoding", help="The encoding of a text file that does not say.")
@click.option("--format", "format_", help="Read as this format, whatever the file's ending.")
@click.option("--project", default="", metavar="NAME", help="Which of a file's several projects.")
@click.option("--sheet", help="The sheet of a workbook.")
@by_option
@json_option
def import_(
    folder: Path,
    files: tuple[Path, ...],
    *,
    kind: str | None,
    dry_run: bool,
    format_: str | None,
    by: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Bring files into a study.

    Transcripts and documents (.txt .md .docx .odt .rtf .pdf .html .vtt .srt .eaf .TextGrid .otr
    .json .tei) become sources; tables (.csv .xlsx) participants, recruitment, sessions, a guide,
    a codebook or codings; projects of other programs (REFI-QDA and others) bring everything in
    them, and a newer export of the same project brings what is new; recordings (.wav .mp3 .m4a
    .mp4 .ogg .flac .webm and more) come to a session, in parts or tracks, as one step. Each other
    file is one step: all of it comes in or nothing, and the report says what was not carried.
    Names of columns are guessed; look with --dry-run.
    """
    from heddle.exchange.importing import import_files, preview_files

    wish = taken_from(options)
    sounds, others = parted(files, kind)
    options |= {"kind": kind, "format": format_, "made_by": options["made_by"] or ""}
    with opened(folder, by=by) as study:
        outcomes = bring(study, sounds, wish, dry_run=dry_run, session=options["session"])
        run = preview_files if dry_run else import_files
        outcomes += _with_progress(run(study, others, **options), len(others)) if others else []
    if as_json:
        print_json([_as_json(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            if outcome.report is not None:
                _show(outcome.report, dry_run=dry_run)
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    for outcome in failed:
        _show_error(outcome)
    if failed:
        if len(files) > 1 and not dry_run:
            done = len(files) - len(failed)
            click.echo(f"heddle: {done} of {len(files)} files came in.", err=True)
        raise SystemExit(1)


def _with_progress(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    with _progress(total) as advance:
        for outcome in outcomes:
            advance(outcome.file)
            yield outcome


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """Show a bar on the terminal for more than one file; nothing where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if total < 2 or not console.is_terminal:
        yield lambda _file: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Importing", total=total)
        yield lambda _file: bar.advance(task)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    error = outcome.error
    return {
        "file": outcome.file,
        "report": outcome.report,
        "error": None
        if error is None
        else {"code": error.code, "problem": str(error), "hint": error.hint},
    }


def _show(report: Preview, *, dry_run: bool) -> None:
    say(f"{one_line(report.file)}, as {report.kind} ({report.decided})")
    _count("would come in" if dry_run else "came in", report.made)
    _count("would change" if dry_run else "changed", report.changed)
    if not report.made and not report.changed:
        say("  nothing in it is new to the study")
    if dry_run and report.rows:
        print_table(report.rows, {key: key for key in report.rows[0]}, "")
    if report.speakers:
        rows = [
            {
                "label": row.label,
                "turns": row.turns,
                "words": row.words,
                "role": row.role,
                "joined": row.joined + (" (to confirm)" if row.confirm else ""),
            }
            for row in report.speakers
        ]
        columns = {"label": "Speaker", "turns": "Turns", "words": "Words", "role": "Role"}
        print_table(rows, {**columns, "joined": "Is"}, "")
    for loss in report.losses:
        # Rows that were not placed are listed one by one below.
        where = f", first on {loss.where}" if loss.where and not report.misses else ""
        say(f"  not carried: {one_line(loss.what)} ({loss.count}{where})")
    for note in [*report.notes, *report.questions]:
        say(f"  {one_line(note, 2000)}")
    _show_misses(report.misses)


def _show_misses(misses: list[Miss]) -> None:
    """Show what was not placed: a row each, or one line for many with the same reason."""
    groups: dict[tuple[str, str], list[Miss]] = {}
    for miss in misses:
        groups.setdefault((miss.document, miss.why), []).append(miss)
    shown = 0
    for (document, why), group in groups.items():
        if not group[0].nearest and len(group) > _ALIKE:
            say(f"  not placed: {len(group)} rows about {one_line(document)}: {one_line(why)}")
            continue
        for miss in group[: _MISSES_SHOWN - shown]:
            _show_miss(miss)
        rest = len(group) - (_MISSES_SHOWN - shown)
        shown = min(_MISSES_SHOWN, shown + len(group))
        if rest > 0:
            say(f"  not placed: {rest} more in {one_line(document)}; --json lists all")


def _show_miss(miss: Miss) -> None:
    row = f"row {miss.row}" if miss.row else ""
    place = ", ".join(one_line(part) for part in (row, miss.document, miss.code) if part)
    say(f"  not placed: {place}:")
    say(f"    “{one_line(miss.words, 100)}”: {one_line(miss.why)}")
    if miss.nearest:
        say(f"    nearest, {miss.nearest_place}: “{one_line(miss.nearest, 100)}”")


def _count(what: str, counts: dict[str, int]) -> None:
    if counts:
        told = ", ".join(f"{count:,} {_number(noun, count)}" for noun, count in counts.items())
        say(f"  {what}: {told}")


def _number(noun: str, count: int) -> str:
    """Return a plural as the singular where there is only one."""
    singular = {"people on present lists": "person on a present list"}
    if count != 1:
        return noun
    return singular.get(noun, noun.removesuffix("s"))


def _show_error(outcome: Outcome) -> None:
    error = outcome.error
    if error is None:
        return
    text = str(error)
    named = text if text.startswith(outcome.file) else f"{outcome.file}: {text}"
    click.echo(f"heddle: {visible(named)}", err=True)
    _show_evidence(error)


def _show_evidence(error: HeddleError) -> None:
    """Show words of the file to the person in front of the screen; they are in no message."""
    table = getattr(error, "table", "")
    if table:
        click.echo(visible(table), err=True)
    for suggestion in getattr(error, "suggestions", []):
        click.echo(
            f"  --encoding {suggestion.encoding} would read: {one_line(suggestion.preview, 120)}",
            err=True,
        )


COMMANDS = {"import": import_}
