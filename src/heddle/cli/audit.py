"""The audit trail and the table of trustworthiness, written to files."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import click

from heddle.cli.leaving import take_way, way_options
from heddle.cli.reports import put
from heddle.cli.shared import output_option, say, study_argument


@click.command()
@study_argument
@output_option
@click.option("--theme", default="", metavar="NAME", help="Only what concerns this theme.")
@click.option("--code", default="", metavar="NAME", help="Only what concerns this code.")
@click.option("--since", default="", metavar="DAY", help="Only steps from this day on.")
@click.option("--until", default="", metavar="DAY", help="Only steps up to this day.")
@click.option(
    "--words",
    type=click.Choice(["left out", "original"]),
    help="What becomes of what participants said (default: left out).",
)
@way_options
@click.option("--script", is_flag=True, help="Write the script that checks a .json trail instead.")
def audit(folder: Path, output: Path | None, *, script: bool, **options: Any) -> None:
    """Write the audit trail: every step, dated and chained by hashes.

    .docx .html .odt .pdf and .md are for reading; .json is the twin that a reviewer checks with
    the script of --script, without Heddle. The words of participants are left out unless asked for.
    """
    from heddle.store.writing import replace_file

    if script:
        text = resources.files("heddle.report").joinpath("check_trail.py").read_bytes()
        replace_file(output or Path("check_trail.py"), text)
        say(f"Wrote {output or 'check_trail.py'}.")
        return
    way = take_way(options)
    chosen = {name: value for name, value in options.items() if value}
    put(folder, "audit-trail", output, way, as_json=False, options=chosen)


@click.command()
@study_argument
@output_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@way_options
def trustworthiness(folder: Path, output: Path | None, *, as_json: bool, **options: Any) -> None:
    """Show or write which techniques of rigour are on record.

    Under credibility, transferability, dependability and confirmability; what was done, no score.
    """
    put(folder, "trustworthiness", output, take_way(options), as_json=as_json, options={})


COMMANDS = {"audit": audit, "trustworthiness": trustworthiness}
