"""The research team from a table, and members who are met in other tables by name."""

from __future__ import annotations

import re
from typing import Any, Final, get_args

from heddle.exchange.headers import Column
from heddle.exchange.plan import Sketch
from heddle.exchange.tables_in import Row, Table, known_word, meanings
from heddle.log.view import View
from heddle.study.rules import name_key
from heddle.study.team import AddMember, ChangeMember, Member, Role

TEAM: Final = {
    "name": Column("name", ("member", "researcher", "navn", "medarbejder"), required=True),
    "roles": Column("roles", ("role", "role in the study", "rolle", "roller"), required=True),
    "credentials": Column("credentials", ("degrees", "degree", "titel", "uddannelse")),
    "job": Column("job", ("occupation", "position", "stilling")),
    "gender": Column("gender", ("sex", "køn")),
    "experience": Column("experience", ("training", "training and experience", "erfaring")),
    "affiliations": Column("affiliations", ("affiliation", "institution", "tilknytning")),
    "orcid": Column("orcid", ("orcid id",)),
    "in_setting": Column(
        "employed in the organisation", ("employed in organisation", "insider", "ansat")
    ),
    "prior_tie": Column(
        "tie to participants", ("prior tie", "relationship with participants", "relation")
    ),
    "author": Column("author", ("is author", "forfatter")),
}

_ROLES: Final = meanings(
    {
        **dict.fromkeys(get_args(Role), ()),
        "principal investigator": ("pi", "project leader", "forskningsleder", "projektleder"),
        "moderator": ("interviewer", "facilitator", "ordstyrer"),
        "observer": ("observatør", "note taker"),
        "transcriber": ("transskribent",),
        "translator": ("oversætter",),
        "analyst": ("coder", "analytiker", "koder"),
        "author": ("co-author", "coauthor", "medforfatter", "forfatter"),
        "data manager": ("dataansvarlig",),
        "recruiter": ("rekruttering",),
    }
)
_BRACKETS: Final = re.compile(r"\s*\(.*?\)")


class Crew:
    """The team as it will be; names that are met are added once, with the role they are met in."""

    def __init__(self, view: View, sketch: Sketch) -> None:
        """Read who is on the team."""
        self._sketch = sketch
        self._ids = {name_key(member.name): member.id for member in view.find(Member)}

    def member(self, name: str, role: Role, place: str) -> str:
        """Give a member's id by name; who is not on the team is added to it."""
        key = name_key(name)
        if key not in self._ids:
            operation = AddMember(name=name, roles=[role])
            made = self._sketch.make(operation, "team members", place=place)
            self._ids[key] = made
            self._sketch.ask(f"“{name}” was added to the team as {role}.")
        return self._ids[key]


def plan_team(view: View, table: Table, sketch: Sketch) -> None:
    """Plan the research team: new names are added, known ones brought up to date."""
    known = {name_key(member.name): member for member in view.find(Member)}
    seen: dict[str, str] = {}
    for row in table.rows():
        name = row.needed("name", "name")
        if first := seen.get(name_key(name)):
            raise row.bad("name", f"This name stands in {first} already; nothing was imported.")
        seen[name_key(name)] = row.place
        fields = _member(row, sketch)
        sketch.show(row.all())
        member = known.get(name_key(name))
        if member is None:
            sketch.make(AddMember(name=name, **fields), "team members", place=row.place)
            continue
        new = {n: value for n, value in fields.items() if value != getattr(member, n)}
        if new:
            sketch.change(ChangeMember(member=member.id, **new), "team members", place=row.place)
    table.lose_others(sketch)


def _member(row: Row, sketch: Sketch) -> dict[str, Any]:
    roles: list[str] = []
    for word in row.names("roles"):
        role = known_word(_BRACKETS.sub("", word), _ROLES)
        if role:
            roles.append(role)
        else:
            sketch.lose(f"role “{word[:40]}”, which Heddle does not know", row.place)
    texts = ("credentials", "job", "gender", "experience", "orcid", "prior_tie")
    found: dict[str, Any] = {name: row.text(name) for name in texts}
    found["roles"] = list(dict.fromkeys(roles))
    found["affiliations"] = [part for part in row.text("affiliations").split("|") if part.strip()]
    found["in_setting"] = row.yes_no("in_setting")
    found["author"] = row.yes_no("author")
    return {name: value for name, value in found.items() if value not in ("", None, [])}
