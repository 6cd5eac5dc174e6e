"""Journal keys: the pair by which a member's private journal entries are sealed and opened.

The recipient is public: writing needs no passphrase. The identity is locked with a passphrase
that only the member knows and that is kept nowhere: who forgets it loses the entries that were
not released. Making and locking a pair takes a second and is done by the shells, so that neither
the passphrase nor the open identity ever goes into an operation.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from heddle.errors import Refused
from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.store import sealing
from heddle.study.rules import refuse
from heddle.study.team import Member

PERSONAL: Final = frozenset({"journal_keys", "journal"})
"""Kinds of which windows are told by a route of their own only: they concern one person."""


class JournalKey(Record):
    """The key pair of one member's journal."""

    kind: ClassVar[str] = "journal_keys"
    label: ClassVar[str] = "recipient"
    sealed: ClassVar[tuple[str, ...]] = ("locked",)

    member: Annotated[str, Ref("members")] = ""
    recipient: str = ""
    """The public half, as age writes it."""
    locked: str = ""
    """The other half, locked with the member's passphrase; base64 of an age file."""


class BeginJournal(Operation, tag="journal.begin"):
    """Begin a reflexive journal: set up the key that seals its entries."""

    recipient: str
    locked: str
    again: bool = False
    """True: the passphrase of the earlier key is forgotten; what it sealed stays closed."""

    def decide(self, work: Workspace) -> str:
        """A member has one journal, unless the passphrase was forgotten."""
        if not work.actor:
            refuse("A journal is somebody's own.", "Say who works (heddle ... --by NAME).")
        if not sealing.is_recipient(self.recipient) or not self.locked:
            refuse("This is not a key pair for a journal; nothing was changed.")
        if keys_of(work, work.actor) and not self.again:
            refuse(
                f"{work.get(Member, work.actor).name} has a journal already; nothing was changed.",
                "Write in it. If its passphrase is forgotten, begin anew: earlier private "
                "entries then stay closed for ever.",
                "journal-there",
            )
        key = JournalKey(member=work.actor, recipient=self.recipient, locked=self.locked)
        return work.create(key)


class RelockJournal(Operation, tag="journal.relock"):
    """Change the passphrase of one's own journal."""

    key: str
    locked: str

    def decide(self, work: Workspace) -> str:
        """The pair stays, so earlier entries open with the new passphrase.

        The old lock stays in the log: a passphrase that somebody else has learned opens it still.
        """
        key = work.get(JournalKey, self.key)
        if key.member != work.actor:
            refuse("This is somebody else's journal; nothing was changed.", "", "not-yours")
        if not self.locked:
            refuse("This locks nothing; nothing was changed.")
        work.set(key, locked=self.locked)
        return key.id


def keys_of(view: View, member: str) -> list[JournalKey]:
    """Return the keys of a member's journal, oldest first; the last one is written with."""
    return view.find(JournalKey, member=member)


def open_keys(view: View, member: str, words: str) -> dict[str, str]:
    """Return the identities that a member's passphrase unlocks, by the key's id.

    Raises:
        Refused: "no-journal", or "wrong-passphrase" where it unlocks none.
    """
    keys = keys_of(view, member)
    if not keys:
        refuse("There is no journal of this member yet.", "Begin one first.", "no-journal")
    opened: dict[str, str] = {}
    for place, key in enumerate(reversed(keys), 1):
        try:
            opened[key.id] = sealing.unlock(key.locked, words)
        except Refused:
            if place == len(keys) and not opened:
                raise
    return opened
