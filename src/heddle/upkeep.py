"""Upkeep: what concerns an open study as a whole, whatever is in it."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path

from heddle.log import merge, verify
from heddle.log.journal import Journal
from heddle.log.rebuild import rebuild
from heddle.log.records import Schema
from heddle.log.view import View
from heddle.privacy import copies, withdrawal
from heddle.privacy.desk import Desk
from heddle.privacy.inventory import Inventory, inventory
from heddle.store.database import Database
from heddle.store.media import Media
from heddle.study import originals
from heddle.study.blindness import curtain_of, draw
from heddle.study.deletions import pending
from heddle.study.withdrawals import Person


class Upkeep:
    """Checking, sweeping, rebuilding and merging; the part of `client.Study` that knows files."""

    database: Database
    schema: Schema
    media: Media | None
    folder: Path | None
    present: Upkeep | None = None
    """Of a look back, the study as it stands: who is blind now does not see it in the past."""

    @property
    @abstractmethod
    def journal(self) -> Journal:
        """The way in for changes."""

    @property
    @abstractmethod
    def actor(self) -> str:
        """The id of the team member who works."""

    @contextlib.contextmanager
    def view(self) -> Iterator[View]:
        """Give records as they stand at one moment, as far as whoever works may see them."""
        with self.view_of(self.actor) as view:
            yield view

    @contextlib.contextmanager
    def view_of(self, member: str) -> Iterator[View]:
        """Give records as one member of the team may see them; see `study.blindness`."""
        with self.whole() as view:
            if self.present is None:
                yield draw(view, curtain_of(view, member))
                return
            with self.present.whole() as now:
                curtain = curtain_of(now, member)
            yield draw(view, curtain)

    @contextlib.contextmanager
    def whole(self) -> Iterator[View]:
        """Give all records as they stand at one moment; for what shows nothing to anybody."""
        with self.database.reading() as connection:
            yield View(connection, self.schema)

    def verify(self, progress: Callable[[int], None] = lambda _done: None) -> verify.Verdict:
        """Check files, hashes, chain, order, tables against the log, and kept originals."""
        verdict = verify.verify(self.database, self.schema, progress)
        if self.media is not None:
            with self.view() as view:
                verdict.problems += originals.problems(view, self.media)
        with self.view() as view:
            if view.curtain is not None:
                # Everything was looked at; how much there is of what is hidden is hidden too.
                verify.recount(view, verdict)
        return verdict

    def strays(self) -> list[str]:
        """Return hashes of kept files that nothing refers to, as a killed import leaves them."""
        if self.media is None:
            return []
        with self.view() as view:
            return originals.strays(view, self.media)

    def sweep(self) -> int:
        """Remove kept files that nothing refers to; returns how many. Nobody may import now."""
        strays = self.strays()
        for digest in strays:
            if self.media is not None:
                self.media.remove(digest)
        if self.media is not None:
            self.media.sweep_drafts()
            self.media.derived.sweep_drafts()
        return len(strays)

    def rebuild(self, progress: Callable[[int], None] = lambda _done: None) -> int:
        """Make the query tables anew from the log; returns how many records live."""
        return int(
            self.journal.write(
                lambda connection: rebuild(
                    self.database, connection, self.schema, progress=progress
                )
            )
        )

    def merge(self, other: Upkeep) -> merge.Merged:
        """Take in all steps of another copy of this study that are not here yet."""
        return copies.take_in(self._desk(), other.database, other.media)

    def inventory(self, who: Person, *, day: str) -> Inventory:
        """Return everything that exists of a person, for a withdrawal on a day (ISO text)."""
        with self.view() as view:
            return inventory(view, who, self._desk(), day=day)

    def withdraw(
        self, request: withdrawal.Request, forget: withdrawal.Forget | None = None
    ) -> withdrawal.Outcome:
        """Carry out what was chosen for a person who withdraws; erased words cannot come back.

        `forget` takes a person's entries out of the identity key (`keyring.forgetting`).
        """
        return withdrawal.carry_out(self._desk(), request, forget)

    def tidy(self) -> int:
        """Delete the files whose deletion is on record; returns how many could not be deleted."""
        return withdrawal.finish(self._desk())

    def resume(self) -> None:
        """Finish deleting files where that was interrupted, or could not be done yet."""
        if self.media is not None:
            self.media.derived.sweep(self.media.has)
        with self.view() as view:
            unfinished = bool(pending(view))
        if unfinished:
            self.tidy()

    def _desk(self) -> Desk:
        return Desk(journal=self.journal, media=self.media, folder=self.folder, actor=self.actor)
