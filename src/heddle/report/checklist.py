"""Reporting checklists that ship with Heddle: their items, in our own words.

A checklist is data (checklists/<id>.toml); answering its items from a study is not done
here. The wording of published checklists belongs to their owners, so items are
paraphrases with the owners' numbers and the citation.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from heddle.errors import NotFound

Kind = Literal["computed", "drafted", "written"]

# How many items a published list has; a file with more or fewer is wrong.
_ITEMS = {"coreq": 32}


class Domain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a checklist."""

    number: int
    title: str
    title_da: str


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to report."""

    number: int
    """As in the published list."""
    domain: int
    group: str
    group_da: str
    text: str
    text_da: str
    kind: Kind
    """computed: read off the record; drafted: from the record, an author confirms; written:
    only an author can answer."""
    evidence: str
    """The part of the record that answers, in plain English."""
    note: str = ""
    """Why the item sits ill with reflexive thematic analysis; shown in such studies."""
    note_da: str = ""
    not_used: str = ""
    """A sentence that an author may take over where the step was left out on purpose."""
    not_used_da: str = ""

    def __post_init__(self) -> None:
        """Ask for words in both languages, and for a note and its sentence together."""
        if not all((self.group, self.group_da, self.text, self.text_da, self.evidence)):
            raise ValueError(f"item {self.number} lacks words")
        if len({bool(x) for x in (self.note, self.note_da, self.not_used, self.not_used_da)}) > 1:
            raise ValueError(f"item {self.number} has a note without its sentence")


class Checklist(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reporting checklist."""

    id: str
    version: int
    title: str
    title_da: str
    citation: str
    doi: str
    disclaimer: str
    disclaimer_da: str
    domains: tuple[Domain, ...]
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        """Check numbers: items from 1 without gaps, in order, each in a domain that exists."""
        numbers = [item.number for item in self.items]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("items are numbered from 1 without gaps")
        if len(numbers) != _ITEMS.get(self.id, len(numbers)):
            raise ValueError(f"{self.id} has {_ITEMS[self.id]} items")
        known = [domain.number for domain in self.domains]
        if known != sorted(set(known)) or {item.domain for item in self.items} != set(known):
            raise ValueError("domains and the domains of items differ")

    def item(self, number: int) -> Item:
        """Return the item with this number.

        Raises:
            NotFound: The checklist has no such item.
        """
        if not 1 <= number <= len(self.items):
            raise NotFound(
                f"{self.id} has no item {number}.", f"Its items run from 1 to {len(self.items)}."
            )
        return self.items[number - 1]


def names() -> tuple[str, ...]:
    """List the ids of the checklists that ship with Heddle, sorted."""
    folder = resources.files("heddle.report").joinpath("checklists")
    files = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml")))


def from_toml(data: bytes) -> Checklist:
    """Read a checklist from its TOML form, with all checks.

    Raises:
        msgspec.ValidationError: A field is missing, unknown or wrong.
    """
    return msgspec.toml.decode(data, type=Checklist)


@cache
def load(name: str) -> Checklist:
    """Return the checklist with the id `name`, such as "coreq".

    Raises:
        NotFound: Heddle has no checklist of that name.
    """
    if name not in names():
        raise NotFound(
            f"There is no checklist called {name!r}.", f"Heddle has: {', '.join(names())}."
        )
    folder = resources.files("heddle.report").joinpath("checklists")
    return from_toml(folder.joinpath(f"{name}.toml").read_bytes())
