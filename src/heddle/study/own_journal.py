"""One's own journal, opened: what the author reads, and what is needed to release an entry."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from heddle.errors import Refused
from heddle.log.view import View
from heddle.store import sealing
from heddle.study.journal_entries import JournalEntry, ReleaseEntry, opened, words_of
from heddle.study.journal_keys import BeginJournal, JournalKey, RelockJournal, keys_of, open_keys
from heddle.study.rules import refuse

LEAST_LETTERS = 8


class OwnEntry(msgspec.Struct, kw_only=True):
    """An entry as its author reads it."""

    id: str
    title: str
    text: str
    date: str
    about: list[str]
    released: bool
    closed: bool = False
    """True: it was sealed with a key whose passphrase is another one."""


def begin_step(passphrase: str, *, again: bool = False) -> BeginJournal:
    """Return the step that begins a journal; takes a second, for the key is locked well.

    Raises:
        Refused: "weak-passphrase"; short ones are guessed.
    """
    recipient, locked = sealing.new_pair(strong(passphrase))
    return BeginJournal(recipient=recipient, locked=locked, again=again)


def relock_steps(view: View, member: str, old: str, new: str) -> list[RelockJournal]:
    """Return the steps that change a journal's passphrase."""
    strong(new)
    identities = open_keys(view, member, old)
    return [RelockJournal(key=key, locked=sealing.lock(i, new)) for key, i in identities.items()]


def strong(passphrase: str) -> str:
    """Return a passphrase that is long enough; refuses others."""
    if len(passphrase) < LEAST_LETTERS:
        refuse(
            f"A passphrase needs at least {LEAST_LETTERS} letters; nothing was changed.",
            "Take four or five words that belong together for you only.",
            "weak-passphrase",
        )
    return passphrase


def own_entries(view: View, member: str, identities: Mapping[str, str]) -> list[OwnEntry]:
    """Return a member's entries, oldest first, as far as the identities open them."""
    found = []
    for entry in view.find(JournalEntry, author=member):
        plain = opened(entry, identities)
        if plain is None:
            found.append(
                OwnEntry(
                    id=entry.id,
                    title=entry.title,
                    text=entry.text,
                    date=entry.date,
                    about=entry.about,
                    released=entry.released,
                    closed=not entry.released,
                )
            )
            continue
        words = words_of(plain)
        found.append(
            OwnEntry(
                id=entry.id,
                title=words.title,
                text=words.text,
                date=words.date,
                about=words.about,
                released=entry.released,
            )
        )
    return found


def release_step(view: View, entry: str, identities: Mapping[str, str]) -> ReleaseEntry:
    """Return the step that releases an entry.

    Raises:
        Refused: "closed"; none of the identities opens it.
    """
    plain = opened(view.get(JournalEntry, entry), identities)
    if plain is None:
        raise Refused(
            "This entry cannot be opened with this passphrase; nothing was released.",
            "It is somebody else's, or it was sealed with an earlier key.",
            code="closed",
        )
    return ReleaseEntry(entry=entry, words=plain)


def private_count(view: View, member: str) -> int:
    """Return how many entries a member keeps to themself."""
    return view.count(JournalEntry, author=member, released=False) if member else 0


def newest_key(view: View, member: str) -> JournalKey | None:
    """Return the key that a member's entries are sealed with now; None without a journal."""
    keys = keys_of(view, member) if member else []
    return keys[-1] if keys else None
