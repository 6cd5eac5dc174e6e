"""What every command shares that takes something out of a study: the gate, the key, the note."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from heddle.cli.shared import Decorator, say

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.outgoing import Ready
    from heddle.privacy.gate import Objection
    from heddle.privacy.identity import IdentityKey

_SHOWN = 2
PASSPHRASE = "HEDDLE_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable, no secret


class Way(msgspec.Struct, kw_only=True):
    """How somebody wants something to leave, as the options of a command say it."""

    final: bool = False
    original: bool = False
    key: Path | None = None

    @property
    def asked(self) -> bool:
        """Whether any of it only means something for a file."""
        return self.final or self.key is not None


def way_options(command: Any) -> Any:
    """Give a command the options --final, --key and --original; `take_way` takes them."""
    for option in _OPTIONS:
        command = option(command)
    return command


_OPTIONS: tuple[Decorator, ...] = (
    click.option(
        "--original",
        is_flag=True,
        help="Print words as they were spoken, though substitutes were accepted for some.",
    ),
    click.option(
        "--key",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The identity key, so that its names can be looked for in what leaves.",
    ),
    click.option(
        "--final",
        is_flag=True,
        help="To leave the team: refused while a check objects without a reason.",
    ),
)


def take_way(options: dict[str, Any]) -> Way:
    """Take what `way_options` gave out of a command's options."""
    return Way(final=options.pop("final"), original=options.pop("original"), key=options.pop("key"))


def leave(
    study: Study,
    output: Path,
    way: Way,
    *,
    part: str,
    format: str,  # noqa: A002 - the word users know
    as_data: bool = False,
    options: dict[str, Any] | None = None,
    note_in: Study | None = None,
    template: bytes | None = None,
) -> Ready:
    """Make a file, ask the gate, write it and note it; what the gate says goes to stderr.

    `note_in` is the study of now, where what leaves is read from a look back.
    """
    from heddle import outgoing

    key = opened_key(note_in or study, way.key, why=f"names looked for in an export ({part})")
    wish = outgoing.Wish(
        part=part,
        format=format,
        purpose="final" if way.final else "draft",
        form="original" if way.original else None,
        as_data=as_data,
        options=options or {},
        template=template,
        names=key.names() if key else None,
        places=key.places() if key else (),
    )
    ready = outgoing.prepare(study, wish)
    _tell(ready.objections)
    outgoing.send(note_in or study, ready, output)
    return ready


def opened_key(study: Study, path: Path | None, *, why: str) -> IdentityKey | None:
    """Open the identity key of a study and note it in both logs; None without a file."""
    if path is None:
        return None
    from heddle.cli.passphrase import ask
    from heddle.keyring import open_for

    return open_for(study, path, ask(os.environ.get(PASSPHRASE)), why=why)


def _tell(found: list[Objection]) -> None:
    shown = [each for n, each in enumerate(found) if _nth_of_gate(found, n) <= _SHOWN]
    for each in shown:
        stands = f" Gone on with, because: {each.why}" if each.why else ""
        click.echo(f"heddle: note: {each.problem}{stands}", err=True)
    if len(found) > len(shown):
        click.echo(f"heddle: note: and {len(found) - len(shown)} more like these.", err=True)


def _nth_of_gate(found: list[Objection], place: int) -> int:
    """Return how many objections of one kind there are up to a place, so that each kind is told."""
    return sum(each.gate == found[place].gate for each in found[: place + 1])


def say_written(ready: Ready, output: Path) -> None:
    """Say what was written, and what a person should know of it."""
    said = f"Wrote {output} ({len(ready.data):,} bytes)."
    if ready.leaving.form == "pseudonymised":
        said += " Names are substituted."
    say(said)
    for note in ready.notes:
        say(f"  {note}")
