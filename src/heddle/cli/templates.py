"""Templates: codes, guide and roles that a study can begin with, or take in later."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from heddle.cli.shared import Decorator, by_option, opened, say, study_argument

TEMPLATES: Final = ("readiness",)
"""Those that can be added to a study at any time, twice without harm."""

language_option: Decorator = click.option(
    "--language",
    type=click.Choice(["en", "da"]),
    help="Of the template's codes and guide.  [default: the study's own, else en]",
)


@click.command()
@study_argument
@click.argument("name", type=click.Choice(TEMPLATES))
@language_option
@click.option("--open-areas", is_flag=True, help="Make a guide for what nobody spoke about yet.")
@by_option
def template(folder: Path, name: str, *, language: str | None, open_areas: bool, by: str) -> None:
    """Add a template's codes and guide to a study.

    What is there already is left as it is, so it can be done again. It is one step, which “heddle
    undo” takes back.
    """
    with opened(folder, by=by) as study:
        if open_areas:
            done = study.do("readiness.guide", language=language)
            say(f"Made a guide for the areas that nobody has spoken about yet, as step {done.seq}.")
            return
        done = study.do(f"{name}.adopt", language=language)
    if done.gesture:
        say(f"Added the template “{name}” as step {done.seq}.")
    else:
        say("Nothing changed: the study has all of it already.")


COMMANDS = {"template": template}
