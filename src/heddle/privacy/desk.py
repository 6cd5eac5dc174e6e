"""The desk: an open study as the work on a person's data needs it: log, files, and who works."""

from __future__ import annotations

from pathlib import Path

import msgspec

from heddle.log.journal import Journal
from heddle.store.media import Media


class Desk(msgspec.Struct, kw_only=True):
    """An open study with everything that lies around its database."""

    journal: Journal
    media: Media | None
    folder: Path | None
    """The study's folder; None for a study on a server."""
    actor: str
    """Id of the team member who works."""

    def clear_derived(self) -> None:
        """Remove what was made from files and words: words are erased."""
        if self.media is not None:
            self.media.derived.clear()
