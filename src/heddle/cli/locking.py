"""Encrypting a study's folder, decrypting it, and changing its passphrase."""

from __future__ import annotations

from pathlib import Path

import click

from heddle.cli.shared import new_passphrase, passphrase_of, say, study_argument
from heddle.errors import Refused

_OTHERS = (
    "Backups, copies and exports made before are as they were: delete or encrypt them yourself. "
    "On a solid-state disk the drive may keep the old blocks for a while."
)


@click.command()
@study_argument
def encrypt(folder: Path) -> None:
    """Encrypt a study's folder at rest.

    The database with SQLCipher, kept files with age. It is rewritten whole or not at all, and
    needs as much room again while that lasts. Close the workbench first.
    """
    from heddle.client import change_passphrase
    from heddle.store import cipher, recast

    if cipher.is_encrypted(folder):
        raise Refused(
            "This study is encrypted already; nothing was changed.",
            "“heddle rekey” gives it another passphrase.",
        )
    change_passphrase(folder, new=new_passphrase())
    say(f"Encrypted {folder}. {_OTHERS}")
    for name in recast.loose_files(folder):
        say(f"  Not encrypted, as it is not the study's own: {name}")


@click.command()
@study_argument
def decrypt(folder: Path) -> None:
    """Make a plain study of an encrypted one, in place."""
    from heddle.client import change_passphrase

    _encrypted(folder)
    change_passphrase(folder, passphrase=passphrase_of(folder))
    say(f"Decrypted {folder}. Whoever can read the folder can read the study now.")


@click.command()
@study_argument
def rekey(folder: Path) -> None:
    """Give an encrypted study another passphrase.

    Everything is encrypted anew, so that who knows only the old one can read no later state.
    """
    from heddle.client import change_passphrase

    _encrypted(folder)
    old = passphrase_of(folder)
    change_passphrase(folder, passphrase=old, new=new_passphrase())
    say(f"The passphrase of {folder} is another one now. {_OTHERS}")


def _encrypted(folder: Path) -> None:
    from heddle.store import cipher

    if not cipher.is_encrypted(folder):
        raise Refused(
            "This study is not encrypted; nothing was changed.", "“heddle encrypt” encrypts it."
        )


COMMANDS = {"encrypt": encrypt, "decrypt": decrypt, "rekey": rekey}
