"""Opening a study in the workbench."""

from __future__ import annotations

from pathlib import Path

import click

from heddle.cli.shared import by_option, passphrase_of, say, study_argument


@click.command("open")
@study_argument
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    help="The port of this computer to serve on (else the study's own).",
)
@click.option("--no-browser", is_flag=True, help="Only print the link.")
@by_option
def open_study(folder: Path, *, port: int, no_browser: bool, by: str) -> None:
    """Open a study in the workbench.

    The browser opens with a link that works once. The workbench can be reached from this
    computer only, and nothing leaves it. Ctrl C closes the study; Enter prints a link for one
    more browser. A study that is open already gets a new link into the same workbench.
    """
    from heddle.web.serving import serve

    serve(
        folder,
        port=port,
        by=by,
        browser=not no_browser,
        say=say,
        passphrase=passphrase_of(folder),
    )


COMMANDS = {"open": open_study}
