"""What a part of a study gives away, and whether a published table can be true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.reports import table1_options
from heddle.cli.shared import json_option, one_line, opened, print_json, say, study_argument

if TYPE_CHECKING:
    from heddle.privacy.disclosure_check import Examined

_PARTS = (
    "table1", "table3", "manuscript", "participants", "codings", "extracts",
    "participants-extracts", "everything",
)  # fmt: skip


@click.command()
@study_argument
@click.option(
    "--part",
    type=click.Choice(_PARTS),
    default="manuscript",
    show_default=True,
    help="What is to leave the study.",
)
@click.option("--choose", is_flag=True, help="Print Table 1 in the form that passes from now on.")
@json_option
@table1_options
def disclosure(folder: Path, part: str, *, choose: bool, as_json: bool, **options: Any) -> None:
    """Check who could be recognised by a part of the study.

    Each finding says what an insider could learn and of whom, by code. Red stops a final export;
    go on with “heddle do DIR overrides.write” and a reason, which is printed. Exit code 1 while
    there is a red finding without a reason.
    """
    from heddle.privacy.disclosure_check import examine

    asked = {name: value for name, value in options.items() if value is not None}
    with opened(folder) as study:
        with study.view() as view:
            made = examine(view, part, asked)
        if choose and made.variant:
            chosen = {**asked, **made.variant}
            study.do("variants.choose", part="table1", options=chosen)
            with study.view() as view:
                made = examine(view, part)
    if as_json:
        print_json(made)
    else:
        _tell(folder, made)
    if made.level == "red":
        raise SystemExit(1)


def _tell(folder: Path, made: Examined) -> None:
    if not made.findings:
        say("Nothing was found by which people could be recognised.")
    for each in made.findings:
        say(f"{each.level.upper():5}  {one_line(each.item)}")
        say(f"       {one_line(each.learns, 1000)}")
        say(f"       Of whom: {one_line(each.whom)}.")
        say(f"       {one_line((each.why and f'Goes on, because: {each.why}') or each.hint, 1000)}")
    alone = [each for each in made.key_sets if len(each.keys) > 1]
    if made.part == "participants" and alone:
        say("")
        for keys in alone:
            say(f"{keys.unique:4} alone by {', '.join(keys.keys)}")
    if made.variant:
        told = " ".join(
            f"--{name.replace('_', '-')} {_quoted(value)}" for name, value in made.variant.items()
        )
        say("")
        say(f"Table 1 in this form passes: {told}")
        say(f"Choose it for every print: heddle disclosure {folder} --part {made.part} --choose")


def _quoted(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"' if " " in text else text


@click.command("check-table")
@click.argument("file", type=click.File("rb"))
@click.option("--text", default="", help="Sentences that go with it: “lasted 100 to 104 min”.")
@click.option("--whole", is_flag=True, help="All years are known to be whole, not only ages.")
@click.option("--all", "show_all", is_flag=True, help="Show what holds too.")
@json_option
def check_table(file: Any, text: str, *, whole: bool, show_all: bool, as_json: bool) -> None:
    """Check whether a published Table 1 can be true.

    FILE is a .md .csv .tsv .html .docx .xlsx or .txt file, or - for a table pasted to the
    standard input. Sums, totals, means and ranges are held against each other; “impossible” is
    said only where no data can give the table. Exit code 1 if something is impossible.
    """
    from heddle.exchange.printed import PrintedTable, printed_table
    from heddle.report.check_table import check_printed

    read = printed_table(Path(file.name).name, file.read())
    made = check_printed(PrintedTable(read.rows, f"{read.text}\n{text}"), whole=whole)
    if as_json:
        print_json(made)
    else:
        shown = [each for each in made.checks if show_all or each.verdict != "holds"]
        for each in shown:
            say(f"{each.verdict}: {one_line(each.what)}")
            say(f"    {one_line(each.why, 1000)}")
        held = sum(each.verdict == "holds" for each in made.checks)
        say(f"{held} of {len(made.checks)} checks hold, {made.impossible} cannot be true.")
    if made.impossible:
        raise SystemExit(1)


COMMANDS = {"disclosure": disclosure, "check-table": check_table}
