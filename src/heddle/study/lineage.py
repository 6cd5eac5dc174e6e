"""The lineage of themes: merging, splitting and giving up, with the reasons."""

from __future__ import annotations

from typing import Literal

from heddle.log.operations import Operation
from heddle.log.workspace import Workspace
from heddle.study.quotes import Quote
from heddle.study.rules import refuse, required
from heddle.study.themes import AddTheme, Feed, Theme, check_living


class MergeThemes(Operation, tag="themes.merge"):
    """Merge themes into a new one that remembers where it came from."""

    themes: list[str]
    name: str
    central_idea: str = ""
    description: str = ""
    rationale: str = ""
    stage: Literal["candidate", "developed", "final"] = "candidate"

    def decide(self, work: Workspace) -> str:
        """The old themes stay, as merged; their codes and quotes go over."""
        old = [work.get(Theme, theme) for theme in dict.fromkeys(self.themes)]
        if len(old) < 2:
            refuse("Merging needs at least two themes.", "Name the themes to merge.")
        for theme in old:
            check_living(theme)
            work.set(theme, stage="merged", rationale=self.rationale or theme.rationale)
        codes = [feed.code for theme in old for feed in work.find(Feed, theme=theme.id)]
        new = AddTheme(
            name=self.name,
            central_idea=self.central_idea,
            description=self.description,
            rationale=self.rationale,
            came_from=[theme.id for theme in old],
            codes=codes,
            stage=self.stage,
        ).decide(work)
        for theme in old:
            for quote in work.find(Quote, theme=theme.id):
                work.set(quote, theme=new)
        return new


class SplitTheme(Operation, tag="themes.split"):
    """Split a theme into several that remember where they came from."""

    theme: str
    into: dict[str, list[str]]
    """Name of each new theme, with the codes that go to it."""
    rationale: str = ""

    def decide(self, work: Workspace) -> list[str]:
        """A code may go to several; quotes stay with the old theme until they are moved."""
        old = work.get(Theme, self.theme)
        check_living(old)
        if len(self.into) < 2:
            refuse("Splitting needs at least two new themes.", "Name each with its codes.")
        work.set(old, stage="split", rationale=self.rationale or old.rationale)
        return [
            AddTheme(name=name, codes=codes, came_from=[old.id], rationale=self.rationale).decide(
                work
            )
            for name, codes in self.into.items()
        ]


class DropTheme(Operation, tag="themes.drop"):
    """Give a theme up, with the reason; it stays in the lineage."""

    theme: str
    rationale: str

    def decide(self, work: Workspace) -> str:
        """Refused while quotes are chosen for it."""
        theme = work.get(Theme, self.theme)
        check_living(theme)
        required(self.rationale, "reason", "dropping a theme")
        quotes = work.count(Quote, theme=theme.id)
        if quotes:
            refuse(
                f"“{theme.name}” has {quotes} chosen quotes; nothing was changed.",
                "Move them to another theme or remove them first.",
                "has-quotes",
            )
        work.set(theme, stage="dropped", rationale=self.rationale)
        return theme.id
