"""The desk: the study being built, who works on it, and the ids behind the material's names."""

from __future__ import annotations

from heddle.client import Study
from heddle.study.sources import Turn, turns_of


class Desk:
    """A study under construction.

    The material names people, codes and themes; the study knows them by id. Each dictionary
    leads from the one to the other and is filled by the step that makes the records.
    """

    def __init__(self, study: Study) -> None:
        """Take an open study; it stays the caller's to close."""
        self.study = study
        self.invitees: dict[str, str] = {}
        self.participants: dict[str, str] = {}
        self.sessions: dict[str, str] = {}
        """By the label of the group: "1"."""
        self.sources: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        """By path: "Parent > Child"."""
        self.themes: dict[str, str] = {}
        self.memos: set[str] = set()
        """Texts of the memos that are written."""
        self._places: dict[str, Study] = {}

    def by(self, name: str) -> Study:
        """Return the study with this member of the team at work."""
        if name not in self._places:
            whole = self.study
            self._places[name] = Study(
                whole.database, whole.journal, whole.media, by=name, folder=whole.folder
            )
        return self._places[name]

    def member(self, name: str) -> str:
        """Return the id of a member of the team."""
        return self.by(name).actor

    def turns(self, source: str) -> list[Turn]:
        """Return the turns of a source, named as the material names it."""
        with self.study.view() as view:
            return turns_of(view, self.sources[source])
