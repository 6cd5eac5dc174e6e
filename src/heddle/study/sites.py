"""Sites: the locations, teams and organisations where a study takes place."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from heddle.log.operations import Operation
from heddle.log.records import Record, Ref
from heddle.log.workspace import Workspace
from heddle.study.rules import changes, refuse, required, unique_name

SiteForm = Literal["location", "team", "organisation"]


class Site(Record):
    """A place or unit of the setting; participants name their team and location in words."""

    kind: ClassVar[str] = "sites"

    name: str = ""
    form: SiteForm = "team"
    parent: Annotated[str, Ref("sites")] = ""
    """What it belongs to: a team to a location, a location to an organisation."""
    staff_groups: list[str] = []
    """The professions that work there, in the team's own words."""


class AddSite(Operation, tag="sites.add"):
    """Add a location, a team or an organisation of the setting."""

    name: str
    form: SiteForm = "team"
    parent: str = ""
    staff_groups: list[str] = []

    def decide(self, work: Workspace) -> str:
        """Names are unique among the sites of one form: people are joined to them by name."""
        name = required(self.name, "name", f"a {self.form}")
        unique_name(work, Site, name, what=f"a {self.form}", form=self.form)
        return work.create(Site(**{**changes(self), "name": name}))


class ChangeSite(Operation, tag="sites.change"):
    """Change a site's name, form, staff groups or what it belongs to."""

    site: str
    name: str | None = None
    form: SiteForm | None = None
    parent: str | None = None
    staff_groups: list[str] | None = None

    def decide(self, work: Workspace) -> str:
        """A new name must be free, and a site cannot belong to itself."""
        site = work.get(Site, self.site)
        fields = changes(self, "site")
        form = self.form or site.form
        if self.name is not None:
            fields["name"] = required(self.name, "name", f"a {form}")
        if self.name is not None or self.form is not None:
            name = fields.get("name", site.name)
            unique_name(work, Site, name, but=site.id, what=f"a {form}", form=form)
        if self.parent:
            _check_parent(work, site, self.parent)
        work.set(site, **fields)
        return site.id


class DropSite(Operation, tag="sites.drop"):
    """Remove a site; refused while others belong to it."""

    site: str

    def decide(self, work: Workspace) -> None:
        """Participants keep the names of their team and location: those are words."""
        work.drop(work.get(Site, self.site))


def _check_parent(work: Workspace, site: Site, parent: str) -> None:
    seen: set[str] = set()
    above = parent
    while above and above not in seen:
        if above == site.id:
            refuse(
                f"“{site.name}” cannot belong to itself or to a part of itself; "
                "nothing was changed.",
                "Choose a site above it.",
                "cycle",
            )
        seen.add(above)
        found = work.maybe(Site, above)
        above = found.parent if found else ""
