"""Recordings on the command line: what is said of them, and how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.errors import HeddleError

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.exchange.importing import Outcome
    from heddle.exchange.recording_in import Tell

_OPTIONS = (
    click.option(
        "--begins",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="Recordings: the second of the session at which the first file begins.",
    ),
    click.option(
        "--at-once",
        is_flag=True,
        help="Recordings: the files are tracks that run at once, not parts that follow each other.",
    ),
    click.option(
        "--track",
        "tracks",
        multiple=True,
        metavar="LABEL",
        help="Recordings: what a file has of the sound; once for each, in their order.",
    ),
    click.option(
        "--why",
        default="",
        metavar="REASON",
        help="Recordings: why the length differs from the session's, or the file was cut off.",
    ),
)
_NAMES = ("begins", "at_once", "tracks", "why")


def recording_options(command: Any) -> Any:
    """Give a command the options that are said of recordings."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def taken_from(options: dict[str, Any]) -> dict[str, Any]:
    """Take what was said of recordings out of a command's options."""
    return {name: options.pop(name) for name in _NAMES}


def parted(files: Sequence[Path], kind: str | None) -> tuple[list[Path], list[Path]]:
    """Return the files that are recordings, and the others."""
    from heddle.exchange.recording_in import KIND, is_recording

    if kind is not None:
        return (list(files), []) if kind == KIND else ([], list(files))
    sounds = [path for path in files if is_recording(path)]
    return sounds, [path for path in files if path not in sounds]


def bring(
    study: Study, files: Sequence[Path], said: dict[str, Any], *, dry_run: bool, session: str
) -> list[Outcome]:
    """Bring recordings to a session; all of them come in, or none and the first error is told."""
    if not files:
        return []
    from heddle.exchange.importing import Outcome
    from heddle.exchange.recording_in import Wish, import_recordings

    wish = Wish(session=session, **said)
    with _progress() as tell:
        try:
            reports = import_recordings(study, files, wish, dry_run=dry_run, tell=tell)
        except HeddleError as error:
            named = getattr(error, "file", "")
            return [Outcome(file=named or ", ".join(path.name for path in files), error=error)]
    return [Outcome(file=report.file, report=report) for report in reports]


@contextmanager
def _progress() -> Iterator[Tell]:
    """Show a bar on the terminal; nothing where nobody watches."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    from heddle.cli.shared import one_line

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _doing, _progress: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda doing, done: bar.update(
            task, description=escape(one_line(doing, 60)), completed=done
        )
