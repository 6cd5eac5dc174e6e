"""The identity key: who the people are, in an encrypted file apart from the study."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.leaving import PASSPHRASE, opened_key
from heddle.cli.passphrase import ask
from heddle.cli.shared import (
    by_option,
    json_option,
    opened,
    print_json,
    print_table,
    say,
    study_argument,
)

if TYPE_CHECKING:
    from heddle.client import Study
    from heddle.privacy.identity import IdentityKey

_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
_why = click.option("--why", default="", help="Why, for the key's log and the study's.")


@click.group()
def key() -> None:
    """Keep who the participants are in an encrypted file apart from the study.

    FILE is the key, DIR the study. The passphrase is asked for, or taken from the environment
    (HEDDLE_KEY_PASSPHRASE); nobody can read the key without it. Every use is noted in the key and,
    without its content, in the study.
    """


@key.command()
@_file
@study_argument
@click.option("--insist", is_flag=True, help="Let it lie in the study's own folder.")
@by_option
def new(file: Path, folder: Path, *, insist: bool, by: str) -> None:
    """Make a new, empty identity key."""
    from heddle.keyring import make_for
    from heddle.privacy.identity import lies_in

    with opened(folder, by=by) as study:
        make_for(study, file, ask(os.environ.get(PASSPHRASE), again=True), insist=insist)
    say(f"Made {file}. Without its passphrase nobody can read it, and nobody can bring it back.")
    if lies_in(file, folder):
        click.echo("heddle: note: it lies in the study's folder and travels with it.", err=True)


@key.command("set")
@_file
@study_argument
@click.argument("code", required=False)
@click.option("--name", help="Full name.")
@click.option("--also", multiple=True, help="Another name people use; may be given several times.")
@click.option("--email")
@click.option("--phone")
@click.option("--note")
@click.option("--place", multiple=True, help="A place to look for (without CODE).")
@click.option("--word", multiple=True, help="Another word to look for (without CODE).")
@_why
@by_option
def set_person(file: Path, folder: Path, code: str | None, **options: Any) -> None:
    """Say who stands behind CODE, or add places and words to look for."""
    from heddle.privacy.identity import Person

    why, by = options.pop("why"), options.pop("by")
    places, words = list(options.pop("place")), list(options.pop("word"))
    said = {name: value for name, value in options.items() if value}
    if not code and said:
        raise click.UsageError("Name the CODE whose name or number this is.")
    if not (said or places or words):
        raise click.UsageError("Say what to set: --name, --email, --place ...")

    def do(opened: IdentityKey) -> None:
        for mine, new in ((opened.content.places, places), (opened.content.words, words)):
            mine += [each for each in new if each not in mine]
        if code:
            known = {p.code: p for p in opened.content.people}.get(code, Person(code=code))
            for name, value in said.items():
                setattr(known, name, list(value) if name == "also" else value)
            opened.put([known])

    _change(file, folder, do, by=by, why=why or "Somebody was put on record")
    say(f"The identity key knows {code}." if code else "The identity key looks for these too.")


@key.command()
@_file
@study_argument
@click.argument("code", required=False)
@click.option("--why", required=True, help="Why you look, for the key's log and the study's.")
@by_option
@json_option
def show(file: Path, folder: Path, code: str | None, *, why: str, by: str, as_json: bool) -> None:
    """Show who stands behind a code, or everybody."""
    import msgspec

    with _open(file, folder, by=by, why=why) as (_, opened):
        people = [opened.person(code)] if code else opened.content.people
        rows = [{f: getattr(p, f) for f in p.__struct_fields__} for p in people]
        if as_json:
            content = msgspec.to_builtins(opened.content)
            print_json({"people": rows, "places": content["places"], "words": content["words"]})
            return
    columns = {
        "code": "Code", "name": "Name", "also": "Also", "email": "E-mail", "phone": "Phone",
        "note": "Note",
    }  # fmt: skip
    print_table(rows, columns, "Nobody is in this identity key yet.")


@key.command()
@_file
@study_argument
@click.argument("code")
@_why
@by_option
def remove(file: Path, folder: Path, code: str, *, why: str, by: str) -> None:
    """Take a person out of the key."""
    _change(
        file, folder, lambda opened: opened.remove(code), by=by, why=why or "Somebody was taken out"
    )
    say(f"The identity key does not know {code} any more.")


@key.command()
@_file
@study_argument
@by_option
@json_option
def log(file: Path, folder: Path, *, by: str, as_json: bool) -> None:
    """Show who has used the key, when and why."""
    with _open(file, folder, by=by, why="The key's log was read") as (_, opened):
        rows = [
            {"at": each.at, "who": each.who, "act": each.act, "why": each.why}
            for each in opened.content.accesses
        ]
    if as_json:
        print_json(rows)
        return
    columns = {"at": "When (UTC)", "who": "Who", "act": "What", "why": "Why"}
    print_table(rows, columns, "Nobody has used it yet.")


@key.command()
@_file
@click.argument("table", metavar="TABLE", type=click.Path(path_type=Path, dir_okay=False))
@study_argument
@_why
@by_option
def take(file: Path, table: Path, folder: Path, *, why: str, by: str) -> None:
    """Take an invitation list: its names go to the key, its codes to the study.

    TABLE is a .csv or .xlsx with one row a person. Columns with names, e-mail addresses, phone
    and personal numbers go to the key only; a list without codes gets new ones.
    """
    from heddle.exchange import importing
    from heddle.exchange.invitations import cut
    from heddle.exchange.sheets import read_sheet_file
    from heddle.keyring import change

    sheet = read_sheet_file(table)
    reason = why or "An invitation list was taken in"
    with _open(file, folder, by=by, why=reason) as (study, opened):
        known = {row["code"] for row in study.rows("recruitment")}
        parts = cut(sheet, known | {person.code for person in opened.content.people})
        with study.view() as view:
            plan = importing.plan(
                view, Path("invitations.csv"), kind="recruitment", data=parts.table
            )
        # The key first: a name that is nowhere could not be had back.
        change(study, opened, lambda mine: mine.put(parts.people), why=reason)
        importing.carry_out(study, plan, reason="Invitation list, without names")
    say(f"{len(parts.people)} people: names in {file.name}, codes in the study.")
    say(f"  To the key went: {', '.join(parts.taken) or 'nothing'}.")


def _change(file: Path, folder: Path, do: Any, *, by: str, why: str) -> None:
    from heddle.keyring import change

    with _open(file, folder, by=by, why=why) as (study, opened):
        change(study, opened, do, why=why)


@contextmanager
def _open(file: Path, folder: Path, *, by: str, why: str) -> Iterator[tuple[Study, IdentityKey]]:
    with opened(folder, by=by) as study:
        found = opened_key(study, file, why=why)
        assert found is not None  # noqa: S101 - a file is always named here
        yield study, found


COMMANDS = {"key": key}
