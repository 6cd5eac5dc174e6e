"""Tables, flow, checklist and manuscript: on the screen, or in a file by its ending."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from heddle.cli.leaving import Way, leave, say_written, take_way, way_options
from heddle.cli.shared import Decorator as Decorated
from heddle.cli.shared import json_option, opened, output_option, print_json, say, study_argument
from heddle.errors import Refused

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.study.exports import Form

_YEAR: Final = 4
"""Four digits are a year: a step of the history is asked for by any other number of digits."""

_allow_stale: Decorated = click.option(
    "--allow-stale",
    is_flag=True,
    help="Print quotes that no longer match their transcript, marked as such.",
)


def table1_options(command: Any) -> Any:
    """Add the options of Table 1; one that is not given is None: as the team has chosen."""
    for option in reversed(
        (
            click.option(
                "--statistic",
                type=click.Choice(["mean (range)", "median (range)", "median (IQR)", "mean (SD)"]),
                help="Table 1: what is shown of ages and years.",
            ),
            click.option("--decimals", type=click.IntRange(0, 6), help="Table 1: of means."),
            click.option("--decimal-mark", type=click.Choice([".", ","]), help="Table 1."),
            click.option(
                "--suppression",
                type=click.Choice(["none", "ranges", "bands", "all ranges", "total only"]),
                help="Table 1: what small groups do not show.",
            ),
            click.option("--least", type=click.IntRange(1), help="Table 1: what is a small group."),
            click.option("--band", type=click.IntRange(2, 50), help="Table 1: years of a band."),
            click.option(
                "--no-range", help="Table 1: variables without a range, such as years_in_team."
            ),
            click.option(
                "--gender",
                type=click.Choice(["groups", "total only", "none"]),
                help="Table 1: where numbers of women stand.",
            ),
            click.option(
                "--occupations",
                type=click.Choice(["groups", "merged", "total only", "none"]),
                help="Table 1: where occupations stand; merged: rare ones are one.",
            ),
            click.option("--total", type=bool, help="Table 1: whether there is a total row."),
        )
    ):
        command = option(command)
    return command


@click.command()
@study_argument
@click.argument("number", type=click.Choice(["1", "2", "3"]))
@output_option
@json_option
@table1_options
@_allow_stale
@way_options
def table(folder: Path, number: str, output: Path | None, *, as_json: bool, **options: Any) -> None:
    """Show or write Table 1, 2 or 3.

    1: participants and sessions. 2: the moderator guide. 3: themes with quotes. Without -o it is
    printed as Markdown; the endings .md .csv .json .html .docx .odt .xlsx .pdf choose a format.
    """
    stale, way = options.pop("allow_stale"), take_way(options)
    chosen = {name: value for name, value in options.items() if value is not None}
    if number != "1" and chosen:
        raise click.UsageError("These options are for Table 1 only.")
    if number == "3":
        chosen["allow_stale"] = stale
    put(folder, f"table{number}", output, way, as_json=as_json, options=chosen)


@click.command()
@study_argument
@click.option(
    "--at",
    default="",
    metavar="DATE|STEP",
    help="As it was on a day (2021-11-03), or after a step of the history (a number).",
)
@output_option
@json_option
@way_options
def flow(folder: Path, at: str, output: Path | None, *, as_json: bool, **way: Any) -> None:
    """Show or write the recruitment flow.

    A day counts by the dates of invitations, answers and sessions; a step by what was on record
    then.
    """
    step = int(at) if at.isdecimal() and len(at) != _YEAR else None
    options = {"on": at} if at and step is None else {}
    put(folder, "flow", output, take_way(way), as_json=as_json, options=options, step=step)


@click.command()
@study_argument
@click.argument("name")
@output_option
@json_option
@way_options
def checklist(
    folder: Path, name: str, output: Path | None, *, as_json: bool, **options: Any
) -> None:
    """Show or write a reporting checklist, or add one to the study.

    NAME is coreq, srqr, gripp2 (short form), bc15 (Braun and Clarke's 15 criteria), or the id of
    a list that was added. A file that ends in .toml is added to the study (docs/checklists.md).
    Items are computed or drafted from the record, or written with “heddle do DIR answers.write”.
    """
    way = take_way(options)
    if name.lower().endswith(".toml"):
        _add_checklist(folder, Path(name))
        return
    put(folder, "checklist", output, way, as_json=as_json, options={"name": name.lower()})


def _add_checklist(folder: Path, file: Path) -> None:
    from heddle.study.checklists import read

    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            "This file cannot be read as text; nothing was added.",
            "Give the path of a .toml file in UTF-8.",
        ) from error
    listed = read(content)
    with opened(folder) as study:
        study.do("checklists.add", content=content)
    say(f"The study has the checklist “{listed.id}” now ({len(listed.items)} items).")


@click.command()
@study_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; .docx .html .odt .pdf .tex .md or .json.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A Word file (.docx, .dotx) whose styles, page, headers and footers are used.",
)
@table1_options
@_allow_stale
@way_options
def report(folder: Path, output: Path, template: Path | None, **options: Any) -> None:
    """Write the manuscript draft.

    Methods from the record, participants, results skeleton with the themes' quotes, Tables 1-3
    and COREQ. Each quote is compared with its transcript first; one that no longer matches
    stops the report and is shown with both texts. With a template the text takes the place of
    the template's own, or of a paragraph that says {{heddle}}.
    """
    way = take_way(options)
    chosen = {name: value for name, value in options.items() if value is not None}
    form = None if template is None else _read(template)
    put(folder, "manuscript", output, way, as_json=False, options=chosen, template=form)


def _read(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError as error:
        raise Refused(
            "The template cannot be read; nothing was written.",
            "Give the path of a .docx or .dotx file.",
        ) from error


@click.command()
@study_argument
@output_option
@json_option
@click.option("--team", is_flag=True, help="Show small cells too: for the team only.")
@_allow_stale
@way_options
def readiness(
    folder: Path,
    output: Path | None,
    *,
    as_json: bool,
    team: bool,
    allow_stale: bool,
    **options: Any,
) -> None:
    """Show or write the readiness report.

    Areas by groups with what the analysts decided, what staff ask for, where people disagree, what
    was not asked, and a page in plain language. Cells that rest on fewer than 5 people are shown
    together or not at all, except with --team.
    """
    chosen = {"team": team, "allow_stale": allow_stale}
    put(folder, "readiness", output, take_way(options), as_json=as_json, options=chosen)


@click.command()
@study_argument
@click.argument("session")
@output_option
@json_option
@click.option("--large", is_flag=True, help="Large print: no letters below 16 pt.")
@way_options
def pack(
    folder: Path, session: str, output: Path | None, *, as_json: bool, large: bool, **options: Any
) -> None:
    """Show or write what a moderator needs on paper for a session.

    SESSION is its name or id. Cover, what to say at the start and the end, the guide with room to
    tick and note, the seating plan, attendance and consent in words, and a sheet for the written
    first task of each participant. Codes only, in the language of the session (English or Danish).
    """
    chosen = {"session": session, "large": large}
    put(folder, "pack", output, take_way(options), as_json=as_json, options=chosen)


def put(
    folder: Path,
    part: str,
    output: Path | None,
    way: Way,
    *,
    as_json: bool,
    options: dict[str, Any],
    step: int | None = None,
    template: bytes | None = None,
) -> None:
    """Print a part of the report, or let it leave as a file; as it was after a step if named."""
    from heddle import outgoing
    from heddle.report.files import format_of, render

    with opened(folder) as now, _then(now, step) as study:
        if output is not None:
            form = "json" if as_json else format_of(output)
            data = form == "json" and part != "manuscript"
            ready = leave(
                study,
                output,
                way,
                part=part,
                format=form,
                as_data=data,
                options=options,
                note_in=now,
                template=template,
            )
            say_written(ready, output)
            return
        if way.asked:
            raise click.UsageError("--final and --key are for files: name one with -o.")
        spoken: Form | None = "original" if way.original else None
        with study.view() as view:
            if as_json:
                print_json(outgoing.preview_data(view, part, spoken, **options))
                return
            made = outgoing.preview(view, part, spoken, **options)
    text, _ = render(made, "md", traces=False)
    say(text.decode())


@contextlib.contextmanager
def _then(study: Study, step: int | None) -> Iterator[Study]:
    """Give the study as it is, or as it was after a step."""
    if step is None:
        yield study
        return
    past = study.as_of(seq=step)
    try:
        yield past
    finally:
        past.close()


COMMANDS = {
    "table": table,
    "flow": flow,
    "checklist": checklist,
    "report": report,
    "readiness": readiness,
    "pack": pack,
}
