"""Making, checking and merging whole studies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.shared import (
    json_option,
    new_passphrase,
    opened,
    print_json,
    print_table,
    say,
    study_argument,
)
from heddle.cli.templates import language_option

if TYPE_CHECKING:
    from heddle.study.facts import Approach


@click.command()
@study_argument
@click.option("--title", required=True, help="The study's title.")
@click.option(
    "--approach",
    type=click.Choice(["reflexive", "codebook", "reliability", "framework"]),
    help="Which kind of thematic analysis; it decides what Heddle offers.  [default: reflexive; "
    "codebook with the template readiness]",
)
@click.option("--encrypted", is_flag=True, help="Encrypt the folder; a passphrase is asked for.")
@click.option(
    "--template",
    type=click.Choice(["focus-group", "interviews", "readiness"]),
    help="Begin with the roles, the guide and the information sheet of such a study; readiness "
    "(for peer support workers) also brings its codebook.",
)
@language_option
def new(
    folder: Path,
    title: str,
    approach: Any,
    *,
    template: Any,
    language: Any,
    encrypted: bool,
) -> None:
    """Make a new, empty study, or one from a template.

    DIR must be empty or not there yet.
    """
    from heddle.client import create

    passphrase = new_passphrase() if encrypted else ""
    usual: Approach = "codebook" if template == "readiness" else "reflexive"
    with create(folder, title=title, approach=approach or usual, passphrase=passphrase) as study:
        if template:
            from heddle.study.templates import steps

            begun = steps(template, title=title, language=language)
            study.do_all(begun, reason=f"Begun from “{template}”")
    say(f"Made the study “{title}” in {folder}.")
    say(f"Next: heddle import {folder} FILES, with transcripts, participants, a codebook ...")


@click.command()
@study_argument
@click.option(
    "--repair",
    is_flag=True,
    help="First make the tables anew from the log and remove kept files of nothing.",
)
@json_option
def verify(folder: Path, *, repair: bool, as_json: bool) -> None:
    """Check that a study is whole.

    Checks the database file, every hash of the log and its chain, that no step is missing,
    that the tables are what the log says, and that all kept originals are unchanged.
    """
    with opened(folder) as study:
        if repair:
            study.rebuild()
            study.sweep()
        verdict = study.verify()
        strays = len(study.strays())
    if as_json:
        print_json(verdict)
    elif verdict.sound:
        erased = f", {verdict.erased} of them erased" if verdict.erased else ""
        say(
            f"The study is whole: {verdict.gestures} steps, {verdict.patches} facts{erased}, "
            f"{verdict.records} records."
        )
        if strays:
            say(f"Files in media/ that nothing refers to: {strays} (--repair removes them).")
    else:
        for problem in verdict.problems:
            click.echo(f"heddle: {problem}", err=True)
    if not verdict.sound:
        raise SystemExit(1)


@click.command()
@click.argument("archive", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@study_argument
def restore(archive: Path, folder: Path) -> None:
    """Make the study of an archive again.

    FILE is a .zip that “heddle export” wrote with the log in it. DIR must be empty or not there
    yet. The study is the same: every step is there, and the copies can be merged.
    """
    from heddle.restoring import restore as make

    verdict = make(archive, folder)
    say(
        f"Made the study in {folder}: {verdict.gestures} steps, {verdict.records} records. "
        "It is whole."
    )


@click.command()
@study_argument
@click.argument("other", type=click.Path(path_type=Path, file_okay=False))
@json_option
def merge(folder: Path, other: Path, *, as_json: bool) -> None:
    """Take in the steps of another copy of a study.

    OTHER is left as it is. Merge the other way round too if both go on.
    """
    with opened(folder) as study, opened(other) as source:
        merged = study.merge(source)
        disagreements = len(study.conflicts())
    if as_json:
        print_json({"merged": merged, "conflicts": disagreements})
        return
    say(
        f"Took in {merged.gestures} steps with {merged.patches} facts about "
        f"{merged.records} records."
    )
    if disagreements:
        what = "thing is" if disagreements == 1 else "things are"
        say(f"{disagreements} {what} to settle: see “heddle conflicts {folder}”.")


@click.command()
@study_argument
@json_option
def conflicts(folder: Path, *, as_json: bool) -> None:
    """List what two merged copies disagree on.

    Both values are kept; set the field again (heddle do) to settle one.
    """
    with opened(folder) as study:
        rows = study.conflicts()
    if as_json:
        print_json(rows)
        return
    columns = {
        "kind": "Of",
        "label": "Which",
        "problem": "What",
        "field": "Field",
        "kept": "Stands",
        "lost": "Was also said",
    }
    print_table(rows, columns, "No conflicts: nothing was changed in two copies at once.")


COMMANDS = {
    "new": new,
    "verify": verify,
    "restore": restore,
    "merge": merge,
    "conflicts": conflicts,
}
