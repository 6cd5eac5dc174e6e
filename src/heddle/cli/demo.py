"""Making the demo study, and showing on one page what comes out of a study."""

from __future__ import annotations

import shlex
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.shared import one_line, opened, print_table, say

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.log.view import View
    from heddle.report.table1 import Figures

_DEFAULT = Path("heddle-demo")
_SMALL = Path("heddle-readiness")
_EXPORTS = "exports"
_MANUSCRIPTS = ("manuscript.docx", "manuscript.html")
_WIDEST = 100
_LEAST = 40


@click.command()
@click.argument(
    "folder",
    metavar="[DIR]",
    type=click.Path(path_type=Path, file_okay=False),
    default=_DEFAULT,
)
@click.option("--no-open", is_flag=True, help="Show it here only, without the workbench.")
@click.option("--readiness", is_flag=True, help="The small study on readiness for peer support.")
def demo(folder: Path, *, no_open: bool, readiness: bool) -> None:
    """Make the demo study and open it in the workbench.

    What comes out of the study is shown here first. DIR is heddle-demo in this folder if it is
    left out. A demo study that is there already is kept as it is and shown. All people, places
    and findings in it are invented.
    """
    from heddle.demo.builder import ensure

    if readiness:
        _readiness(folder if folder != _DEFAULT else _SMALL, no_open=no_open)
        return
    made = ensure(folder)
    with opened(folder) as study:
        where = "It was made just now" if made else "It was there already and was kept as it is"
        say(f"The demo study lies in {folder}. {where}. Everything in it is invented.")
        with study.view() as view:
            say(f"“{one_line(study.facts.title)}”")
            _show(view)
        _write_manuscripts(study, folder)
    _say_next(folder)
    if not no_open:
        _serve(folder)


def _readiness(folder: Path, *, no_open: bool) -> None:
    from heddle.demo.readiness import ensure
    from heddle.study.readiness_matrix import matrix

    made = ensure(folder)
    where = "It was made just now" if made else "It was there already and was kept as it is"
    say(f"The readiness study lies in {folder}. {where}. Everything in it is invented.")
    with opened(folder) as study, study.view() as view:
        say(f"“{one_line(study.facts.title)}”\n")
        found = matrix(view)
        rows = [
            {
                "area": line.name,
                **{c.session: c.status or "-" for c in line.cells},
                "codings": sum(len(cell.tally.codings) for cell in line.cells),
            }
            for line in found.lines
        ]
        groups = {column.session: column.name for column in found.columns}
        print_table(rows, {"area": "Area", **groups, "codings": "Codings"}, "No areas.")
    place = shlex.quote(str(folder))
    say("Try next:")
    say(f"  heddle readiness {place} -o readiness.docx   the report, small groups not shown apart")
    say(f"  heddle template {place} readiness --open-areas   a guide for what nobody spoke about")
    if not no_open:
        _serve(folder)


def _serve(folder: Path) -> None:
    from heddle.web.serving import serve

    say("")
    serve(folder, say=say)


def _show(view: View) -> None:
    from heddle.report import filled, flow, table1, table2, table3
    from heddle.report.model import words

    _show_table1(table1.table1(view))
    print_table(
        [
            {
                "block": block.block,
                "aim": block.research_question or "-",
                "questions": len(block.questions),
            }
            for block in table2.table2(view).blocks
        ],
        {"block": "Table 2. Guide", "aim": "Research question", "questions": "Questions"},
        "Table 2. There is no guide.",
    )
    _show_table3(table3.table3(view, allow_stale=True))
    say("")
    told = flow.flow(view)
    if told is not None:
        _fill(f"Recruitment. {words(flow.text(told))}")
    _fill(f"COREQ, 32 items. {filled.summary(filled.filled(view, 'coreq'))}")


def _show_table1(table: Any) -> None:
    rows = [_person_row(label, group) for label, group in table.groups.items()]
    columns = {
        "group": "Group",
        "n": "n",
        "female": "Female",
        "age": "Age",
        "years_in_services": "In services",
        "years_in_team": "In the team",
        "duration": "Duration",
    }
    say("\nTable 1. Participants; ages and years as mean (range)")
    print_table([*rows, _person_row("Total", table.total)], columns, "Nobody took part.")
    told = (
        f"{label}: {', '.join(group.occupations)}"
        for label, group in table.groups.items()
        if group.occupations
    )
    _fill(f"Occupations in group {'; '.join(told)}.")


def _person_row(label: str, figures: Figures) -> dict[str, Any]:
    row: dict[str, Any] = {
        "group": label,
        "n": figures.n,
        "female": "-" if figures.female is None else figures.female,
        "duration": figures.duration or "-",
    }
    for name in ("age", "years_in_services", "years_in_team"):
        spread = getattr(figures, name)
        low, high = spread.range or ("-", "-")
        row[name] = "-" if spread.mean is None else f"{spread.mean} ({low}-{high})"
    return row


def _show_table3(table: Any) -> None:
    say("Table 3. Themes, each with the first of its quotes")
    for theme in table.themes:
        _fill(f"{theme.name} ({len(theme.quotes)} quotes)", indent=1)
        _fill(_beginning(theme.description or theme.central_idea), indent=3)
        # A quote is printed whole: a cut of ours would look like one of the authors'.
        for quote in theme.quotes[:1]:
            _fill(f"“{quote.text}” {quote.attribution}", indent=6)


def _beginning(text: str, length: int = 240) -> str:
    """Return the first sentences of a text, as many as fit; at least a part of the first."""
    line = one_line(text, 10_000)
    if len(line) <= length:
        return line
    end = max(line.rfind(mark, 0, length) for mark in (". ", "? ", "! "))
    return f"{line[: end + 1]} …" if end > 0 else one_line(line, length)


def _fill(text: str, *, indent: int = 0) -> None:
    width = max(_LEAST, min(shutil.get_terminal_size().columns, _WIDEST))
    margin = " " * indent
    say(
        textwrap.fill(
            one_line(text, 10_000), width, initial_indent=margin, subsequent_indent=margin
        )
    )


def _write_manuscripts(study: Study, folder: Path) -> None:
    """Write the manuscript draft where there is none yet: an author may have changed it."""
    from heddle import outgoing

    exports = folder / _EXPORTS
    missing = [exports / name for name in _MANUSCRIPTS if not (exports / name).exists()]
    if missing:
        exports.mkdir(mode=0o700, exist_ok=True)
        for path in missing:
            wish = outgoing.Wish(part="manuscript", format=path.suffix[1:])
            outgoing.send(study, outgoing.prepare(study, wish), path)
    state = "was written" if missing else "is there already"
    say(f"The manuscript draft {state}, in {exports}: {' and '.join(_MANUSCRIPTS)}")


def _say_next(folder: Path) -> None:
    place = shlex.quote(str(folder))
    tries = {
        f"heddle search {place} jealous": "find words in all texts",
        f"heddle quotes {place}": "read all quotes as they are printed",
        f"heddle history {place}": "see who did what, and why",
    }
    width = max(map(len, tries))
    say("\nTry next:")
    for command, what in tries.items():
        say(f"  {command:{width}}   {what}")


COMMANDS = {"demo": demo}
