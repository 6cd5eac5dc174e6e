"""The reflexive journal on the command line: what is released, and one's own private entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heddle.cli.shared import by_option, json_option, opened, print_json, print_table, say
from heddle.cli.shared import study_argument as study_in

if TYPE_CHECKING:
    from heddle.client import Study

_COLUMNS = {"author": "Author", "date": "Date", "title": "Title", "text": "Words"}


@click.command()
@study_in
@by_option
@json_option
@click.option("--begin", is_flag=True, help="Begin your journal, with a passphrase of your own.")
@click.option("--again", is_flag=True, help="With --begin: the earlier passphrase is forgotten.")
@click.option("--write", is_flag=True, help="Write a private entry: words from standard input.")
@click.option("--title", default="", help="With --write: the entry's title.")
@click.option("--mine", is_flag=True, help="Show your private entries too; asks the passphrase.")
@click.option("--release", default="", metavar="ENTRY", help="Release one entry of yours, by id.")
@click.option("--passphrase", is_flag=True, help="Change your passphrase.")
def journal(folder: Path, *, by: str, as_json: bool, **asked: Any) -> None:
    """List the released journal entries, or keep your own journal.

    Private entries are sealed for their author: nobody else can read them, with the database or
    without. A forgotten passphrase cannot be recovered, and the entries are lost with it. What is
    released can be read by everybody from then on; taking it back does not make it unread.
    """
    with opened(folder, by=by) as study:
        if asked["begin"]:
            _begin(study, again=asked["again"])
        elif asked["write"]:
            words = click.get_text_stream("stdin").read()
            done = study.do("journal.write", text=words, title=asked["title"])
            say(f"Written and sealed for you alone: {done.id}.")
        elif asked["release"]:
            study.release_entry(asked["release"], _passphrase())
            say("Released: everybody in the study can read it from now on.")
        elif asked["passphrase"]:
            old = _passphrase()
            study.change_passphrase(old, _new_passphrase())
            say("The passphrase is changed; all your entries open with the new one.")
        else:
            _list(study, mine=asked["mine"], as_json=as_json)


def _begin(study: Study, *, again: bool) -> None:
    say("Nobody can recover this passphrase. If it is forgotten, your private entries are lost.")
    study.begin_journal(_new_passphrase(), again=again)
    say("Your journal is begun. Writing needs no passphrase, reading does.")


def _list(study: Study, *, mine: bool, as_json: bool) -> None:
    rows = study.rows("journal")
    if mine:
        rows = study.own_entries(_passphrase())
    if as_json:
        print_json(rows)
        return
    print_table(rows, _COLUMNS, "No journal entry is released yet.")
    if not mine and (count := study.count_private()):
        say(f"You have {count} private {'entry' if count == 1 else 'entries'}; --mine shows them.")


def _passphrase() -> str:
    return str(click.prompt("Your passphrase", hide_input=True, err=True))


def _new_passphrase() -> str:
    return str(click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True))


COMMANDS = {"journal": journal}
