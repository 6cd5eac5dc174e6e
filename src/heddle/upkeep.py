"""Upkeep: what concerns an open study as a whole, whatever is in it."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Callable, Iterator

from heddle.errors import Refused
from heddle.log import merge, verify
from heddle.log.gestures import read_gestures
from heddle.log.journal import Journal
from heddle.log.rebuild import rebuild
from heddle.log.records import Schema
from heddle.log.setup import identity
from heddle.log.view import View
from heddle.store.database import Database
from heddle.store.media import Media
from heddle.study.recordings import Recording
from heddle.study.sources import Source


class Upkeep:
    """Checking, sweeping, rebuilding and merging; the part of `client.Study` that knows files."""

    database: Database
    schema: Schema
    media: Media | None

    @property
    @abstractmethod
    def journal(self) -> Journal:
        """The way in for changes."""

    @contextlib.contextmanager
    def view(self) -> Iterator[View]:
        """Give records as they stand at one moment."""
        with self.database.reading() as connection:
            yield View(connection, self.schema)

    def verify(self, progress: Callable[[int], None] = lambda _done: None) -> verify.Verdict:
        """Check files, hashes, chain, order, tables against the log, and kept originals."""
        verdict = verify.verify(self.database, self.schema, progress)
        if self.media is not None:
            with self.view() as view:
                kept: set[str] = {s.file_hash for s in view.find(Source)}
                kept |= {r.file_hash for r in view.find(Recording) if not r.deleted}
            known = {digest for digest in kept if digest}
            recorded = set(self.media.all())
            with self.view() as view:
                sources = {s.file_hash for s in view.find(Source) if s.file_hash}
            verdict.problems += self.media.problems((known & recorded) | sources)
        return verdict

    def strays(self) -> list[str]:
        """Return hashes of kept files that nothing refers to, as a killed import leaves them."""
        if self.media is None:
            return []
        with self.view() as view:
            named = {s.file_hash for s in view.find(Source)}
            named |= {r.file_hash for r in view.find(Recording)}
        return [digest for digest in self.media.all() if digest not in named]

    def sweep(self) -> int:
        """Remove kept files that nothing refers to; returns how many. Nobody may import now."""
        strays = self.strays()
        for digest in strays:
            if self.media is not None:
                self.media.remove(digest)
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
        with self.database.reading() as mine, other.database.reading() as theirs:
            if identity(mine).study != identity(theirs).study:
                raise Refused(
                    "These are two different studies, not two copies of one; nothing was merged.",
                    "Export from one and import into the other instead.",
                    code="other-study",
                )
        with other.database.reading() as theirs:
            merged = merge.merge(self.journal, read_gestures(theirs))
        if self.media is not None and other.media is not None:
            present = set(self.media.all())
            for digest in other.media.all():
                if digest not in present:
                    self.media.keep(other.media.read(digest))
        return merged
