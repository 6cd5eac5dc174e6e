"""Asking for a passphrase: from the environment for scripts, else typed unseen."""

from __future__ import annotations

import click


def ask(given: str | None, *, again: bool = False) -> str:
    """Return the passphrase that was given, or the one that a person types.

    Args:
        given: From the environment; empty or None: ask.
        again: Ask twice, for a new key.
    """
    if given:
        return given
    typed: str = click.prompt(
        "Passphrase of the identity key", hide_input=True, confirmation_prompt=again, err=True
    )
    return typed
