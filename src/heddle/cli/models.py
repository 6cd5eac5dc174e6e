"""Models on this computer, for speech and for meaning: which folders there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from heddle.cli.shared import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from heddle.store.model_folders import ModelFolders

_COLUMNS = {
    "name": "Model",
    "engine": "Engine",
    "languages": "Languages",
    "licence": "Licence",
    "megabytes": "MB",
    "hash": "SHA-256",
}
_HELP = "How to get a model for Danish, Dutch or English is told in docs/recognition.md."


@click.group(invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context) -> None:
    """List the models on this computer, or add, check or forget one.

    Heddle brings no model and fetches none. A model is a folder that you have put on this
    computer; Heddle notes its name, licence, languages and hash in your private folder, outside
    every study, and never copies it.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_models, as_json=False)


@models.command("list")
@json_option
def list_models(*, as_json: bool) -> None:
    """List the models on this computer."""
    rows = [
        {
            "name": model.name,
            "engine": model.engine,
            "languages": ", ".join(model.languages),
            "licence": model.licence,
            "megabytes": round(model.size / 1e6, 1),
            "hash": model.hash,
            "added": model.added,
        }
        for model in _folders().all()
    ]
    if as_json:
        print_json(rows)
        return
    shown = [{**row, "hash": f"{row['hash']:.12}…"} for row in rows]
    print_table(
        shown, _COLUMNS, f"There is no model on this computer that Heddle knows of. {_HELP}"
    )


@models.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="A short name of your own.")
@click.option("--licence", required=True, help="Its licence, as its page says: CC-BY-4.0, MIT ...")
@click.option(
    "--language", multiple=True, metavar="CODE", help="A language that it is for: da, nl, en ..."
)
def add(folder: Path, name: str, licence: str, language: tuple[str, ...]) -> None:
    """Note a folder with a model in it; all of it is read once, for its hash."""
    engine = _engine(folder)
    model = _folders().add(folder, name=name, engine=engine, licence=licence, languages=language)
    say(f"Added “{model.name}”: {model.engine}, {model.size / 1e6:.1f} MB.")
    say(f"SHA-256 {model.hash}")


@models.command()
@click.argument("name", required=False, default="")
def check(name: str) -> None:
    """Read all files of a model (or of all) and hold them against the hash that was noted."""
    folders = _folders()
    failed = False
    for model in [folders.named(name)] if name else folders.all():
        wrong = folders.check(model)
        failed = failed or bool(wrong)
        say(f"{model.name}: {wrong or 'whole, as it was added'}")
    if failed:
        raise click.exceptions.Exit(1)


@models.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget a model; its files stay where they are."""
    model = _folders().remove(name)
    say(f"“{model.name}” is not on the list any more. Its folder was not touched.")


def _engine(folder: Path) -> str:
    """Return what reads the model in a folder: an encoder of passages, or a recogniser."""
    from heddle.errors import Unreadable
    from heddle.meaning import encoders
    from heddle.speech import folders

    try:
        return encoders.look(folder)
    except Unreadable:
        return folders.look(folder)


def _folders() -> ModelFolders:
    from heddle.store.model_folders import ModelFolders
    from heddle.web.session import state_folder

    return ModelFolders(state_folder())


COMMANDS = {"models": models}
