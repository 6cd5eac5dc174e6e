"""Agreement between coders, for studies whose method asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.leaving import take_way, way_options
from heddle.cli.reports import put
from heddle.cli.shared import (
    json_option,
    one_line,
    opened,
    output_option,
    print_json,
    say,
    study_argument,
)

if TYPE_CHECKING:
    from heddle.findings.agreement import Agreement
    from heddle.findings.agreement_rows import Row


@click.command()
@study_argument
@click.option("--round", "round_", default="", metavar="ROUND", help="As coded in this round.")
@click.option("--unit", default="", help="turn (else), sentence, character, second or segment.")
@click.option("--coders", default="", metavar="A,B", help="These coders; else all who coded.")
@click.option("--codes", default="", metavar="X,Y", help="These codes; else all that were used.")
@click.option("--source", "sources", multiple=True, help="Only this source; may be repeated.")
@click.option("--per", default="code", help="code, domain (codes below one), or source.")
@click.option(
    "--coefficient", "coefficients", multiple=True, help="Only this one; may be repeated."
)
@click.option("--moderator", is_flag=True, help="Count the turns of the team too.")
@click.option("--resample", default="turn", help="What intervals draw again: turn or source.")
@click.option(
    "--like",
    type=click.Choice(["nvivo", "maxqda", "atlasti"]),
    help="Beside it the figures that this program would print, and what differs.",
)
@click.option("--seed", default=1, show_default=True, help="Of the random numbers.")
@output_option
@way_options
@json_option
def agree(  # noqa: PLR0917 - as many options
    folder: Path,
    round_: str,
    unit: str,
    coders: str,
    codes: str,
    sources: tuple[str, ...],
    per: str,
    coefficients: tuple[str, ...],
    resample: str,
    like: str | None,
    seed: int,
    output: Path | None,
    *,
    moderator: bool,
    as_json: bool,
    **way: Any,
) -> None:
    """Compute agreement between coders, where the method asks for it.

    With -o it is written as a part of the report (.docx .html .odt .pdf .md): the sentence for the
    Methods, and the table; --round, --unit, --per, --like and --seed hold there too.

    Refused in a study whose method has no use for such a number: there, compare readings. What
    each coefficient says, and when not to use it, is told in docs/methods.
    """
    from heddle.findings import agreement

    leaving = take_way(way)
    if output is not None:
        asked = {"round": round_, "unit": unit, "per": per, "seed": seed}
        asked |= {"like": like} if like else {}
        put(folder, "agreement", output, leaving, as_json=as_json, options=asked)
        return
    with opened(folder) as study, study.view() as view:
        found = agreement.agree(
            view,
            round_=round_,
            unit=unit,
            coders=_split(coders),
            codes=_split(codes),
            sources=sources,
            per=per,
            coefficients=coefficients,
            moderator=moderator,
            resample=resample,
            seed=seed,
            like=like or "",
        )
    if as_json:
        print_json(found)
    else:
        _show(found)


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _show(found: Agreement) -> None:
    """Print for people: what was compared, then each row with what it rests on."""
    names = {source.id: source.name for source in found.sources}
    say(f"Coders: {one_line(', '.join(one.name for one in found.coders))}")
    say(f"Sources: {one_line(', '.join(names.values()))}")
    for reason in dict.fromkeys(left.reason for left in found.left_out):
        without = [left.name for left in found.left_out if left.reason == reason]
        say(f"  not compared: {one_line(', '.join(without), 120)}. {reason}")
    say(f"Units: {found.units}{'' if found.moderator else ', without those of the team'}")
    say(f"{found.caution}\n")
    last = ("", "")
    for row in found.rows:
        if (row.of, row.source) != last:
            last = (row.of, row.source)
            where = f" in {names.get(row.source, '')}" if row.source else ""
            say(f"{one_line(row.of)}{where}: {_rests_on(row)}")
        say(f"  {row.coefficient}: {_figure(row)}")
    if not found.rows:
        say("Nothing was coded with these codes.")
    if found.differs:
        say(f"\n{found.differs} What it counts is told in docs/methods/other-programs.md.")


def _rests_on(row: Row) -> str:
    if row.coefficient.startswith(("nvivo", "maxqda", "atlasti")):
        return f"{len(row.codings)} codings, as another program counts them"
    parts = [f"{row.pairable} units that two coders rated", f"{len(row.codings)} codings"]
    if row.prevalence is not None:
        parts.append(f"coded in {row.prevalence:.1%} of ratings")
    if row.differing:
        parts.append(f"coders differ in {len(row.differing)} turns")
    return ", ".join(parts)


def _figure(row: Row) -> str:
    if row.value is None:
        return f"undefined. {row.reason}"
    text = f"{row.value:.3f}"
    if row.interval:
        text += f" (95 %: {row.interval[0]:.3f} to {row.interval[1]:.3f}, {row.interval_method})"
    if row.p_below_667 is not None:
        text += f"; below .667: {row.p_below_667:.0%}, below .800: {row.p_below_800:.0%}"
    return "\n    ".join([text, *row.notes])


COMMANDS = {"agree": agree}
