"""The chosen quotes: as printed, checked, or in both languages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from heddle.cli.leaving import take_way, way_options
from heddle.cli.listings import COLUMNS
from heddle.cli.shared import (
    json_option,
    one_line,
    opened,
    output_option,
    print_json,
    print_table,
    say,
    study_argument,
)


@click.command()
@study_argument
@click.option("--check", is_flag=True, help="List what the checks Q1-Q8, T1 and T2 find.")
@click.option(
    "--bilingual", is_flag=True, help="The quotes in both languages; with -o into a file."
)
@output_option
@json_option
@way_options
def quotes(
    folder: Path,
    output: Path | None,
    *,
    check: bool,
    bilingual: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """List the chosen quotes as printed.

    --check looks at each: is it what was said (Q1), alike in all places (Q2), do cuts across
    speakers show (Q3), was a “not” cut out (Q4), style (Q5), abbreviations (Q6),
    were words of a machine heard (Q7) and guessed speakers confirmed (Q8), and whether
    translations have the same marks (T1) and were checked (T2).
    """
    if check and bilingual:
        raise click.UsageError("Ask for one of the two: --check or --bilingual.")
    if output and not bilingual:
        raise click.UsageError("-o writes the quotes in both languages: add --bilingual.")
    if bilingual:
        from heddle.cli.reports import put

        put(folder, "bilingual-quotes", output, take_way(options), as_json=as_json, options={})
    elif check:
        _check(folder, as_json=as_json)
    else:
        with opened(folder) as study:
            rows = study.rows("quotes")
        if as_json:
            print_json(rows)
            return
        print_table(rows, COLUMNS["quotes"], "There are no quotes in this study yet.")


def _check(folder: Path, *, as_json: bool) -> None:
    """Show what the checks find; exits with 1 where something would stop a final export."""
    from heddle.study.quote_checks import CHECKS, quote_findings

    with opened(folder) as study:
        texts = {row["id"]: row["text"] for row in study.rows("quotes")}
        with study.view() as view:
            found = quote_findings(view)
    red = [finding for finding in found if finding.level == "red"]
    if as_json:
        print_json(found)
    else:
        for finding in found:
            say(f"{finding.check} {finding.level}: {one_line(texts[finding.quote], 90)}")
            say(f"  {finding.problem} {finding.hint}")
        counts = Counter(finding.check for finding in found if finding.level != "note")
        for name, what in CHECKS.items():
            say(f"{name} {what}: {counts[name] or 'nothing found'}")
    if red:
        raise SystemExit(1)


COMMANDS = {"quotes": quotes}
