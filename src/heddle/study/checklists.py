"""Reporting checklists as data: their form, and the lists that a team adds to its study.

A journal may ask for a list of its own. It is a small TOML file; the study keeps its content, so
that it travels with the copy. Items may name an item of a list that Heddle ships ("coreq 12"):
then the record answers it. The wording of published lists belongs to their owners.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final, Literal

import msgspec

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.rules import refuse, same_name

Kind = Literal["computed", "drafted", "written"]

SHIPPED: Final[Mapping[str, tuple[str, int]]] = MappingProxyType({
    "bc15": ("", 15),
    "coreq": ("", 32),
    "gripp2": ("", 5),
    "srqr": ("S", 21),
})  # fmt: skip
"""The lists that ship with Heddle: what stands before an item's number, and how many there are."""

_MOST_LETTERS: Final = 200_000
_MOST_ITEMS: Final = 400
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_ITEM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,11}")
_LINE: Final = re.compile(r"[^\x00-\x1f\x7f\x85\u2028\u2029]*")


class Domain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a checklist."""

    number: int
    title: str
    title_da: str = ""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to report."""

    text: str
    id: str = ""
    """As in the published list ("S9"); empty: its number."""
    number: int = 0
    domain: int = 0
    group: str = ""
    text_da: str = ""
    group_da: str = ""
    kind: Kind = "written"
    """computed: read off the record; drafted: from the record, an author confirms; written:
    only an author can answer."""
    evidence: str = ""
    """The part of the record that answers, in plain English."""
    answered_as: str = ""
    """An item of a shipped list that asks the same: "coreq 12"."""
    note: str = ""
    """Why the item sits ill with reflexive thematic analysis; shown in such studies."""
    note_da: str = ""
    not_used: str = ""
    """A sentence that an author may take over where the step was left out on purpose."""
    not_used_da: str = ""

    def __post_init__(self) -> None:
        """Ask for words, for an id that can be written, and for a note with its sentence."""
        if not self.text.strip() or not _ITEM.fullmatch(self.key):
            raise ValueError("an item has a text, and an id of at most 12 letters, digits or .-")
        if any(not _LINE.fullmatch(text) for text in (self.text, self.group, self.evidence)):
            raise ValueError(f"item {self.key}: texts are one line")
        if bool(self.note) != bool(self.not_used):
            raise ValueError(f"item {self.key} has a note without its sentence")
        if self.answered_as:
            shipped_item(self.answered_as)

    @property
    def key(self) -> str:
        """What the item is called in print and in answers."""
        return self.id or (str(self.number) if self.number else "")


class Checklist(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reporting checklist."""

    id: str
    title: str
    items: tuple[Item, ...]
    version: int = 1
    title_da: str = ""
    short: str = ""
    """What people call it ("COREQ"); empty: its title."""
    citation: str = ""
    doi: str = ""
    disclaimer: str = ""
    disclaimer_da: str = ""
    domains: tuple[Domain, ...] = ()

    def __post_init__(self) -> None:
        """Check names and numbers: item ids differ, numbers run from 1, domains exist."""
        if not _NAME.fullmatch(self.id) or not self.title.strip():
            raise ValueError("a checklist has a title, and an id of small letters, digits and -")
        if not _LINE.fullmatch(self.title + self.short + self.citation + self.disclaimer):
            raise ValueError("title, short name, citation and disclaimer are one line each")
        if not 1 <= len(self.items) <= _MOST_ITEMS:
            raise ValueError(f"a checklist has 1 to {_MOST_ITEMS} items")
        keys = {item.key.casefold() for item in self.items}
        if len(keys) < len(self.items):
            raise ValueError("two items have the same id")
        numbers = [item.number for item in self.items if item.number]
        if numbers and numbers != list(range(1, len(self.items) + 1)):
            raise ValueError("items are numbered from 1 without gaps")
        start, many = SHIPPED.get(self.id, ("", len(self.items)))
        if len(self.items) != many:
            raise ValueError(f"{self.id} has {many} items")
        if self.id in SHIPPED and keys != {f"{start}{n}".casefold() for n in range(1, many + 1)}:
            raise ValueError(f"items of {self.id} have other ids")
        known = [domain.number for domain in self.domains]
        if known != sorted(set(known)) or {i.domain for i in self.items} != (set(known) or {0}):
            raise ValueError("domains and the domains of items differ")

    @property
    def name(self) -> str:
        """What people call it."""
        return self.short or self.title


class OwnChecklist(Record):
    """A reporting checklist that the team has added to its study."""

    kind: ClassVar[str] = "checklists"
    label: ClassVar[str] = "title"

    name: str = ""
    """Its id, by which answers name it."""
    title: str = ""
    content: str = ""
    """The file as it was given, TOML."""


class AddChecklist(Operation, tag="checklists.add"):
    """Add the checklist of a journal or of the team to the study."""

    content: str

    def decide(self, work: Workspace) -> str:
        """A list with the same id takes the place of the earlier one; answers stay."""
        listed = read(self.content)
        fields = {"name": listed.id, "title": listed.title, "content": self.content}
        old = own_checklist(work, listed.id)
        if old is None:
            return work.create(OwnChecklist(**fields))
        work.set(old, **fields)
        return old.id


class DropChecklist(Operation, tag="checklists.drop"):
    """Take a checklist that the team has added out of the study."""

    checklist: str

    def decide(self, work: Workspace) -> None:
        """What was answered stays on record, and is shown again when the list comes back."""
        work.drop(work.get(OwnChecklist, self.checklist))


def read(content: str) -> Checklist:
    """Read a list of a team's own from its TOML form.

    Raises:
        Refused: It is no such file, or it goes by the name of a list that Heddle ships.
    """
    hint = "Look at the example in docs/checklists.md and try again."
    if len(content) > _MOST_LETTERS:
        refuse("This checklist is too long for one; nothing was added.", hint, "checklist")
    try:
        listed = msgspec.toml.decode(content, type=Checklist)
    # A file that is nested a thousandfold exhausts the reader of TOML.
    except (msgspec.MsgspecError, RecursionError) as error:
        problem = str(error)[:200] or "it is nested too deeply"
        refuse(f"This is no checklist that Heddle can read ({problem}); nothing was added.", hint)
    if listed.id in SHIPPED:
        refuse(
            f"Heddle has a checklist “{listed.id}” of its own; nothing was added.",
            "Give yours another id.",
            "checklist",
        )
    for item in listed.items:
        if item.kind != "written" and not item.answered_as:
            refuse(
                f"Item {item.key} says that the record answers it, but not how; nothing was added.",
                'Add answered_as = "coreq 12" (an item of a list that Heddle has), or leave '
                "kind away.",
                "checklist",
            )
    return listed


def own_checklist(view: View, name: str) -> OwnChecklist | None:
    """Return the team's list with this id, or None."""
    every = view.find(OwnChecklist)
    return next((each for each in every if same_name(each.name, name)), None)


def own_checklists(view: View) -> list[OwnChecklist]:
    """Return the lists that the team has added, oldest first."""
    return view.find(OwnChecklist)


def shipped_item(text: str) -> tuple[str, str]:
    """Return the list and the item that "coreq 12" names.

    Raises:
        ValueError: Heddle has no such list, or the list has no such item.
    """
    name, _, item = text.strip().partition(" ")
    start, many = SHIPPED.get(name.lower(), ("", 0))
    number = item.strip().upper().removeprefix(start)
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number[:4]) <= many:
        lists = ", ".join(SHIPPED)
        raise ValueError(f"“{text[:40]}” names no item of a list that Heddle has ({lists})")
    return name.lower(), f"{start}{int(number[:4])}"
