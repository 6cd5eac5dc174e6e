"""What several commands share: arguments, opening a study, tables and JSON for output."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

if TYPE_CHECKING:
    from heddle.client import Study

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

study_argument: Decorator = click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False)
)
json_option: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for programs instead of a table."
)
by_option: Decorator = click.option(
    "--by", default="", metavar="NAME", help="The team member who does this (else the first one)."
)
output_option: Decorator = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file; its ending says the format.",
)


@contextlib.contextmanager
def opened(folder: Path, *, by: str = "") -> Iterator[Study]:
    """Open a study for one command and close it afterwards.

    Who works may stand in the environment (HEDDLE_BY), for the commands that only read too: a
    coder of a blind round sees no more of it than in the workbench.
    """
    from heddle.client import open_study

    by = by or os.environ.get("HEDDLE_BY", "")
    with open_study(folder, by=by, passphrase=passphrase_of(folder)) as study:
        yield study


def passphrase_of(folder: Path) -> str:
    """Ask for the passphrase of an encrypted study, where there is somebody to ask.

    Never an option of a command: it would stand in the shell's history and in the list of
    processes. Programs set it in the environment.
    """
    from heddle.store import cipher

    if not cipher.is_encrypted(folder) or os.environ.get(cipher.ENVIRONMENT):
        return ""
    if not sys.stdin.isatty():
        return ""
    asked: str = click.prompt(
        f"Passphrase of “{folder.name}”", hide_input=True, err=True, default="", show_default=False
    )
    return asked


def new_passphrase() -> str:
    """Ask for a new passphrase, twice; from the environment where nobody can be asked."""
    from heddle.store import cipher

    name = f"{cipher.ENVIRONMENT}_NEW"
    if known := os.environ.get(name):
        return known
    if not sys.stdin.isatty():
        raise click.UsageError(f"There is nobody to ask for the new passphrase; set {name}.")
    say("Without the passphrase nobody can open the study, not even its makers. Write it down.")
    asked: str = click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def say(text: str) -> None:
    """Print a line for people."""
    click.echo(text)


def print_json(value: Any) -> None:
    """Print a value as indented JSON, in UTF-8, keys in their documented order."""
    encoded = msgspec.json.format(msgspec.json.encode(value), indent=2)
    click.echo(encoded.decode())


def print_table(rows: Sequence[dict[str, Any]], columns: dict[str, str], empty: str) -> None:
    """Print rows as a table; `columns` gives heading by key, `empty` what to say without rows.

    Texts are shown on one line and shortened to fit; control characters are made visible, so
    that no text can write to the terminal behind the reader's back.
    """
    if not rows:
        say(empty)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for key, heading in columns.items():
        number = all(isinstance(row[key], int | float) for row in rows)
        table.add_column(
            heading,
            justify="right" if number else "left",
            no_wrap=number,
            overflow="ellipsis",
            max_width=60,
        )
    for row in rows:
        table.add_row(*(Text(one_line(row[key])) for key in columns))
    Console(highlight=False).print(table)


def one_line(value: Any, length: int = 300) -> str:
    """Return a value as one visible line of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return one_line(", ".join(str(item) for item in value), length)
    text = " ".join(visible(str(value)).split())
    return text if len(text) <= length else text[: length - 1] + "…"


def visible(text: str) -> str:
    """Return text with control characters (escape sequences) replaced by their pictures."""
    return "".join(
        chr(0x2400 + ord(c)) if ord(c) < 32 and c not in "\n\t" else "␡" if c == "\x7f" else c
        for c in text
    )
