"""Doing any operation, the history, undo and redo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from heddle.cli.shared import (
    by_option,
    json_option,
    one_line,
    opened,
    print_json,
    print_table,
    say,
    study_argument,
)
from heddle.errors import Refused


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.argument("operation", required=False)
@click.argument("fields", metavar="[JSON]", required=False)
@click.option("--list", "list_all", is_flag=True, help="Name all operations and their fields.")
@click.option("--reason", default="", help="Why, for the history.")
@by_option
@json_option
def do(
    folder: Path | None,
    operation: str | None,
    fields: str | None,
    *,
    list_all: bool,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Do any operation of the study.

    JSON holds the operation's fields, as in: heddle do DIR codes.add '{"name": "Hope"}'.
    A dash reads them from standard input.
    """
    if list_all:
        _list_operations(as_json=as_json)
        return
    if folder is None or operation is None:
        raise click.UsageError("Name the study and the operation, or use --list.")
    values = _fields(fields)
    with opened(folder, by=by) as study:
        done = study.do(operation, reason=reason, **values)
    if as_json:
        print_json({"seq": done.seq, "gesture": done.gesture, "result": done.result})
        return
    if not done.gesture:
        say("Nothing changed: the study said so already.")
    else:
        result = f": {one_line(done.result)}" if done.result else ""
        say(f"Done as step {done.seq}{result}.")


def _fields(text: str | None) -> dict[str, Any]:
    if text == "-":
        text = sys.stdin.read()
    try:
        values: dict[str, Any] = msgspec.json.decode(text or "{}", type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Refused(
            f"The fields are not a JSON object: {error}.",
            'Write them as \'{"name": "Hope"}\'.',
            code="not-json",
        ) from error
    return values


def _list_operations(*, as_json: bool) -> None:
    from heddle.log.operations import catalogue, sentence
    from heddle.study.schema import study_schema

    study_schema()  # the nouns register their operations when they are loaded
    rows = [
        {"name": name, "what": sentence(name), "fields": list(kind.__struct_fields__)}
        for name, kind in catalogue().items()
    ]
    if as_json:
        print_json(rows)
        return
    print_table(rows, {"name": "Operation", "what": "What it does", "fields": "Fields"}, "")


@click.command()
@study_argument
@click.argument("record", default="")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
@json_option
def history(folder: Path, record: str, limit: int, *, as_json: bool) -> None:
    """Show what happened to the study or to one record.

    RECORD is an id, as the listings print with --json.
    """
    with opened(folder) as study:
        rows = study.history(record, limit=limit)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        row["when"] = row["when"].replace("T", " ").removesuffix("+00:00")
        if row["reason"]:
            row["what"] += f" ({row['reason']})"
    columns = {"seq": "Step", "when": "When (UTC)", "who": "Who", "what": "What", "facts": "Facts"}
    print_table(rows, columns, "Nothing has happened to this yet.")


@click.command()
@study_argument
@click.option("--step", default="", metavar="ID", help="Take back this step, not the last one.")
@by_option
def undo(folder: Path, step: str, by: str) -> None:
    """Take back your last step.

    It stays in the history, and “heddle redo” does it again.
    """
    from heddle.log.operations import sentence

    with opened(folder, by=by) as study:
        done = study.undo(step)
    say(f"Taken back: {sentence(str(done.result))}")


@click.command()
@study_argument
@by_option
def redo(folder: Path, by: str) -> None:
    """Do again what you took back."""
    with opened(folder, by=by) as study:
        done = study.redo()
    say(f"Done again, as step {done.seq}.")


COMMANDS = {"do": do, "history": history, "undo": undo, "redo": redo}
