"""The reflexive journal on the command line: what is released, and one's own private entries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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

_COLUMNS = {"author": "Author", "date": "Date", "title": "Title", "text": "Words"}


@click.command()
@study_argument
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
            words = sys.stdin.read()
            done = study.do("journal.write", text=words, title=asked["title"])
            say(f"Written and sealed for you alone: {done.id}.")
        elif asked["release"]:
            _release(study, asked["release"])
        elif asked["passphrase"]:
            _change_passphrase(study)
        elif asked["mine"]:
            _show(_own(study), as_json=as_json)
        else:
            _show(study.rows("journal"), as_json=as_json)
            if not as_json:
                _tell_private(study)


def _begin(study: Study, *, again: bool) -> None:
    from heddle.study.own_journal import begin_step

    say("Nobody can recover this passphrase. If it is forgotten, your private entries are lost.")
    study.do(begin_step(_new_passphrase(), again=again))
    say("Your journal is begun. Writing needs no passphrase, reading does.")


def _release(study: Study, entry: str) -> None:
    from heddle.study.journal_keys import open_keys
    from heddle.study.own_journal import release_step

    with study.view() as view:
        identities = open_keys(view, study.actor, _passphrase())
        step = release_step(view, entry, identities)
    study.do(step)
    say("Released: everybody in the study can read it from now on.")


def _change_passphrase(study: Study) -> None:
    from heddle.study.own_journal import relock_steps

    old, new = _passphrase(), _new_passphrase()
    with study.view() as view:
        steps = relock_steps(view, study.actor, old, new)
    study.do_all(steps)
    say("The passphrase is changed; all your entries open with the new one.")


def _own(study: Study) -> list[dict[str, Any]]:
    import msgspec

    from heddle.study.journal_keys import open_keys
    from heddle.study.own_journal import own_entries
    from heddle.study.team import Member

    with study.view() as view:
        identities = open_keys(view, study.actor, _passphrase())
        found = own_entries(view, study.actor, identities)
        name = view.get(Member, study.actor).name
    return [{**msgspec.to_builtins(entry), "author": name} for entry in found]


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(rows)
    else:
        print_table(rows, _COLUMNS, "No journal entry is released yet.")


def _tell_private(study: Study) -> None:
    from heddle.study.own_journal import private_count

    with study.view() as view:
        count = private_count(view, study.actor)
    if count:
        say(f"You have {count} private {'entry' if count == 1 else 'entries'}; --mine shows them.")


def _passphrase() -> str:
    return str(click.prompt("Your passphrase", hide_input=True, err=True))


def _new_passphrase() -> str:
    return str(click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True))


COMMANDS = {"journal": journal}
