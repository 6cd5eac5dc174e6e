"""Finding people, sources and codes by the names that somebody typed, or by their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heddle.errors import NotFound
from heddle.log.view import View
from heddle.study.codes import tree
from heddle.study.rules import name_key
from heddle.study.sources import Source
from heddle.study.team import Member


def members_named(view: View, names: Sequence[str]) -> list[str]:
    """Return the ids of members of the team; raises NotFound for a name that nobody has."""
    return _ids({member.id: [member.name] for member in view.find(Member)}, names, "team member")


def sources_named(view: View, names: Sequence[str]) -> list[str]:
    """Return the ids of sources; raises NotFound for a name that none has."""
    return _ids({source.id: [source.name] for source in view.find(Source)}, names, "source")


def codes_named(view: View, names: Sequence[str]) -> list[str]:
    """Return the ids of codes by path or name; raises NotFound for what none is called."""
    return _ids({code.id: [path, code.name] for code, _, path in tree(view)}, names, "code")


def _ids(known: Mapping[str, Sequence[str]], names: Sequence[str], what: str) -> list[str]:
    by_name: dict[str, str] = {}
    for record, called in known.items():
        for name in called:
            by_name.setdefault(name_key(name), record)
    found = []
    for name in names:
        record = name if name in known else by_name.get(name_key(name), "")
        if not record:
            there = ", ".join(called[0] for called in list(known.values())[:20])
            raise NotFound(
                f"There is no {what} called “{name[:60]}”.", f"There are: {there or 'none'}."
            )
        found.append(record)
    return list(dict.fromkeys(found))
