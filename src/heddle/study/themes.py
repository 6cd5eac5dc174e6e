"""Themes: a central idea each, with a stage, a lineage, and the codes that feed them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.codes import Code
from heddle.study.rules import changes, refuse, required, unique_name

Stage = Literal["candidate", "developed", "final", "merged", "split", "dropped"]
LIVING: tuple[Stage, ...] = ("candidate", "developed", "final")


class Theme(Record):
    """A theme; merged, split and dropped ones stay, so that the lineage can be read."""

    kind: ClassVar[str] = "themes"

    name: str = ""
    central_idea: str = ""
    description: str = ""
    """For Table 3 and the Results: what it says, in a few sentences."""
    stage: Stage = "candidate"
    parent: Annotated[str, Ref("themes")] = ""
    came_from: Annotated[list[str], Ref("themes")] = []
    """Themes that were merged into this one or that it was split from."""
    rationale: str = ""
    """Why it was merged, split, dropped or made final."""
    includes: str = ""
    excludes: str = ""
    position: int = 0
    foreign_id: str = ""
    """What it is called in the program that it came from (a GUID), to find it again."""
    made: str = ""
    """When it was made there, as ISO 8601; empty: made here, and the history says when."""


class Feed(Record):
    """A code that feeds a theme; one code may feed several."""

    kind: ClassVar[str] = "theme_codes"
    label: ClassVar[str] = "why"

    theme: Annotated[str, Ref("themes")] = ""
    code: Annotated[str, Ref("codes")] = ""
    why: str = ""


class AddTheme(Operation, tag="themes.add"):
    """Add a theme, with the codes that feed it."""

    name: str
    central_idea: str = ""
    description: str = ""
    stage: Literal["candidate", "developed", "final"] = "candidate"
    codes: list[str] = []
    came_from: list[str] = []
    parent: str = ""
    rationale: str = ""
    includes: str = ""
    excludes: str = ""
    foreign_id: str = ""
    made: str = ""

    def decide(self, work: Workspace) -> str:
        """Names are unique among the themes that still stand."""
        name = required(self.name, "name", "a theme")
        unique_theme(work, name)
        fields = {**changes(self, "codes"), "name": name, "position": work.count(Theme)}
        theme = work.create(Theme(**fields))
        _check_stage(work.get(Theme, theme))
        for code in dict.fromkeys(self.codes):
            work.create(Feed(theme=theme, code=code))
        return theme


class ChangeTheme(Operation, tag="themes.change"):
    """Change a theme's name, central idea, description, place or stage."""

    theme: str
    name: str | None = None
    central_idea: str | None = None
    description: str | None = None
    stage: Literal["candidate", "developed", "final"] | None = None
    parent: str | None = None
    rationale: str | None = None
    includes: str | None = None
    excludes: str | None = None
    position: int | None = None

    def decide(self, work: Workspace) -> str:
        """A final theme needs a central idea or a description."""
        theme = work.get(Theme, self.theme)
        if self.stage is not None:
            check_living(theme)
        fields = changes(self, "theme")
        if self.name is not None:
            fields["name"] = required(self.name, "name", "a theme")
            unique_theme(work, self.name, but=theme.id)
        if self.parent:
            _check_parent(work, theme, self.parent)
        work.set(theme, **fields)
        _check_stage(theme)
        return theme.id


class FeedTheme(Operation, tag="themes.feed"):
    """Let codes feed a theme."""

    theme: str
    codes: list[str]
    why: str = ""

    def decide(self, work: Workspace) -> None:
        """A code that feeds it already is left as it is."""
        theme = work.get(Theme, self.theme)
        there = {feed.code for feed in work.find(Feed, theme=theme.id)}
        for code in dict.fromkeys(self.codes):
            work.get(Code, code)
            if code not in there:
                work.create(Feed(theme=theme.id, code=code, why=self.why))


class UnfeedTheme(Operation, tag="themes.unfeed"):
    """Take codes out of a theme."""

    theme: str
    codes: list[str]

    def decide(self, work: Workspace) -> None:
        """The codes and their codings stay."""
        for feed in work.find(Feed, theme=work.get(Theme, self.theme).id):
            if feed.code in self.codes:
                work.drop(feed)


def final_themes(view: View) -> list[Theme]:
    """Return the themes that are reported, in their order."""
    return view.find(Theme, "position", stage="final")


def codes_of(view: View, theme: str) -> list[str]:
    """Return the ids of the codes that feed a theme."""
    return [feed.code for feed in view.find(Feed, theme=theme)]


def unique_theme(work: Workspace, name: str, *, but: str = "") -> None:
    """Refuse a name that a theme that still stands has."""
    for stage in LIVING:
        unique_name(work, Theme, name, but=but, what="a theme", stage=stage)


def check_living(theme: Theme) -> None:
    """Refuse to go on with a theme that was merged, split or dropped."""
    if theme.stage not in LIVING:
        refuse(
            f"“{theme.name}” was {theme.stage} before; nothing was changed.",
            "Undo that step first, or take the theme that it went into.",
            "not-living",
        )


def _check_stage(theme: Theme) -> None:
    if theme.stage == "final" and not (theme.central_idea.strip() or theme.description.strip()):
        refuse(
            f"“{theme.name}” cannot be final without a central idea or a description.",
            "Say in a sentence what the theme claims, then make it final.",
            "no-central-idea",
        )


def _check_parent(work: Workspace, theme: Theme, parent: str) -> None:
    seen = {theme.id}
    while parent:
        if parent in seen:
            refuse(f"“{theme.name}” cannot be a part of itself.", "Choose another theme.", "cycle")
        seen.add(parent)
        parent = work.get(Theme, parent).parent
