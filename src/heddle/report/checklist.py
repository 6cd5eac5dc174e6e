"""Reporting checklists: those that ship with Heddle, in our own words, and a team's own.

A checklist is data (checklists/<id>.toml, or kept in the study); answering its items from a
study is done in `filled`. The wording of published checklists belongs to their owners, so items
are paraphrases with the owners' numbers and the citation.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from heddle.errors import NotFound
from heddle.log.view import View
from heddle.study.checklists import SHIPPED, Checklist, Domain, Item, own_checklists, read

__all__ = ["SHIPPED", "Checklist", "Domain", "Item", "find", "from_toml", "item", "load", "names"]


def names() -> tuple[str, ...]:
    """List the ids of the checklists that ship with Heddle, sorted."""
    return tuple(SHIPPED)


def from_toml(data: bytes) -> Checklist:
    """Read a shipped checklist from its TOML form: words in both languages, a source.

    Raises:
        msgspec.ValidationError: A field is missing, unknown or wrong.
    """
    listed = msgspec.toml.decode(data, type=Checklist)
    said = [listed.title_da, listed.citation, listed.doi, listed.disclaimer, listed.disclaimer_da]
    said += [domain.title_da for domain in listed.domains]
    for each in listed.items:
        said += [each.group, each.group_da, each.text_da, each.evidence]
        if bool(each.note) != bool(each.note_da and each.not_used_da):
            raise msgspec.ValidationError(f"item {each.key}: its note is in one language only")
    if not all(said):
        raise msgspec.ValidationError(f"{listed.id} lacks words")
    return listed


@cache
def load(name: str) -> Checklist:
    """Return the shipped checklist with the id `name`, such as "coreq".

    Raises:
        NotFound: Heddle has no checklist of that name.
    """
    if name not in names():
        raise NotFound(
            f"There is no checklist called {name[:40]!r}.", f"Heddle has: {', '.join(names())}."
        )
    folder = resources.files("heddle.report").joinpath("checklists")
    return from_toml(folder.joinpath(f"{name}.toml").read_bytes())


def find(view: View, name: str) -> Checklist:
    """Return a shipped checklist, or one that the team has added to the study.

    Raises:
        NotFound: Neither Heddle nor the study has a checklist of that name.
    """
    if name in SHIPPED:
        return load(name)
    own = {each.name: each for each in own_checklists(view)}
    if name not in own:
        raise NotFound(
            f"There is no checklist called {name[:40]!r} in this study.",
            f"There are: {', '.join([*names(), *own])}. A file adds another one: "
            "heddle checklist DIR FILE.toml.",
        )
    return read(own[name].content)


def item(listed: Checklist, key: str | int) -> Item:
    """Return the item with this id.

    Raises:
        NotFound: The checklist has no such item.
    """
    wanted = str(key).strip().casefold()
    for each in listed.items:
        if each.key.casefold() == wanted:
            return each
    first, last = listed.items[0].key, listed.items[-1].key
    raise NotFound(f"{listed.id} has no item {wanted[:20]}.", f"They run from {first} to {last}.")
