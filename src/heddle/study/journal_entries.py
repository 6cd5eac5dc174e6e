"""The reflexive journal: private entries, sealed for their author until released one by one.

An entry is sealed before it becomes a fact: its words are in no file of the study, no log and no
copy until its author releases it. The log shows that somebody wrote, and when. With the sealed
words goes their fingerprint (SHA-256, with random bytes among the words, so that nobody can
guess them): a release is accepted only if it is word for word what was sealed. What was released
could be read and was; taking it back means that it is not shown from then on, not that it never
was.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, NoReturn

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.store import sealing
from heddle.study.journal_keys import JournalKey, keys_of
from heddle.study.rules import refuse, required
from heddle.study.values import check_date


class JournalEntry(Record):
    """An entry of a reflexive journal; without words of its own until it is released."""

    kind: ClassVar[str] = "journal"
    label: ClassVar[str] = "title"
    searched: ClassVar[tuple[str, ...]] = ("title", "text")
    sealed: ClassVar[tuple[str, ...]] = ("cipher",)

    author: Annotated[str, Ref("members")] = ""
    key: Annotated[str, Ref("journal_keys")] = ""
    cipher: str = ""
    """The sealed words (`Words` as JSON); base64 of an age file."""
    fingerprint: str = ""
    """SHA-256 of the words that were sealed, hexadecimal."""
    released: bool = False
    title: str = ""
    text: str = ""
    date: str = ""
    """The day it speaks of, where it was said and released."""
    about: Annotated[list[str], Ref("*")] = []


class Words(msgspec.Struct, kw_only=True):
    """What is sealed of an entry."""

    text: str
    title: str = ""
    date: str = ""
    about: list[str] = []
    nonce: str = ""
    """Random, so that the fingerprint cannot be guessed from likely words."""


class WriteEntry(Operation, tag="journal.write"):
    """Write a private entry in one's own journal."""

    text: str
    title: str = ""
    date: str = ""
    about: list[str] = []

    def decide(self, work: Workspace) -> str:
        """Only what is sealed becomes a fact; no passphrase is needed."""
        keys = keys_of(work, work.actor) if work.actor else []
        if not keys:
            refuse(
                "You have no journal yet; nothing was kept.",
                "Begin it with a passphrase of your own. Forgotten means lost: nobody else can "
                "open it.",
                "no-journal",
            )
        fields = sealed_fields(keys[-1], self)
        return work.create(JournalEntry(author=work.actor, **fields))


class RewriteEntry(Operation, tag="journal.rewrite"):
    """Put other words in the place of a private entry of one's own."""

    entry: str
    text: str
    title: str = ""
    date: str = ""
    about: list[str] = []

    def decide(self, work: Workspace) -> str:
        """A released entry stays as it was read: write another one."""
        entry = _own(work, self.entry)
        if entry.released:
            refuse(
                "This entry is released, and others have read it; nothing was changed.",
                "Write a new entry that says what you think now.",
                "released",
            )
        work.set(entry, **sealed_fields(keys_of(work, work.actor)[-1], self))
        return entry.id


class ReleaseEntry(Operation, tag="journal.release"):
    """Release an entry of one's own journal to the team and the audit trail."""

    entry: str
    words: str
    """What was sealed, exactly as it was opened."""

    def decide(self, work: Workspace) -> str:
        """Only the author can, and only the words that were sealed then."""
        entry = _own(work, self.entry)
        if entry.released:
            refuse("This entry is released already; nothing was changed.", "", "released")
        if fingerprint(self.words) != entry.fingerprint:
            refuse(
                "These are not the words that were sealed in this entry; nothing was released.",
                "Open the journal again and release the entry as it is.",
                "other-words",
            )
        words = words_of(self.words)
        there = [each for each in words.about if _exists(work, each)]
        fields = {"title": words.title, "text": words.text, "date": words.date, "about": there}
        work.set(entry, released=True, **fields)
        return entry.id


class WithholdEntry(Operation, tag="journal.withhold"):
    """Take the release of a journal entry back: from now on it is not shown."""

    entry: str

    def decide(self, work: Workspace) -> str:
        """What was released could be read, and stays in the log and in files that were made."""
        entry = _own(work, self.entry)
        if not entry.released:
            refuse("This entry is not released; nothing was changed.", "", "not-released")
        work.set(entry, released=False, title="", text="", date="", about=[])
        return entry.id


class DropEntry(Operation, tag="journal.drop"):
    """Remove an entry from one's own journal."""

    entry: str

    def decide(self, work: Workspace) -> None:
        """What was sealed stays sealed in the log."""
        work.drop(_own(work, self.entry))


def sealed_fields(key: JournalKey, written: WriteEntry | RewriteEntry) -> dict[str, Any]:
    """Return the fields of an entry that hold what was written, sealed."""
    words = Words(
        text=required(written.text, "text", "a journal entry"),
        title=written.title.strip(),
        date=check_date(written.date, "date"),
        about=written.about,
        nonce=secrets.token_hex(16),
    )
    plain = msgspec.json.encode(words).decode()
    return {
        "key": key.id,
        "cipher": sealing.seal(key.recipient, plain),
        "fingerprint": fingerprint(plain),
    }


def fingerprint(words: str) -> str:
    """Return the SHA-256 of sealed words, hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


def opened(entry: JournalEntry, identities: Mapping[str, str]) -> str | None:
    """Return the sealed words of an entry; None where no key at hand opens it."""
    identity = identities.get(entry.key)
    return sealing.unseal(identity, entry.cipher) if identity else None


def words_of(plain: str) -> Words:
    """Read what was sealed of an entry."""
    try:
        return msgspec.json.decode(plain, type=Words)
    except msgspec.MsgspecError:
        # The message could repeat what was written.
        _broken()


def _broken() -> NoReturn:
    refuse("These are not the words of a journal entry; nothing was changed.", "", "other-words")


def released_entries(view: View) -> list[JournalEntry]:
    """Return the entries that everybody may read, oldest first."""
    return view.find(JournalEntry, released=True)


def _own(work: Workspace, entry: str) -> JournalEntry:
    found = work.get(JournalEntry, entry)
    if not work.actor or found.author != work.actor:
        refuse("This entry is in somebody else's journal; nothing was changed.", "", "not-yours")
    return found


def _exists(work: Workspace, record: str) -> bool:
    return any(work.count(kind.cls, id=record) for kind in work.schema.kinds.values())
