"""Published numbers: who is "participant 3" in print, where that is not the number at the desk.

People at the desk know each other's numbers; colleagues of participants may have seen a seating
plan or a transcript. Shuffled within each group, a number in print says nothing to them. The
internal number stays as it is everywhere else: the published one is put in only where an
attribution is made for print.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from heddle.log.operations import Operation
from heddle.log.records import Record
from heddle.log.view import View
from heddle.log.workspace import Workspace
from heddle.study.participants import Participant
from heddle.study.rules import name_key, refuse


class Numbering(Record):
    """The published numbers of one group."""

    kind: ClassVar[str] = "numberings"
    label: ClassVar[str] = "group"

    group: str = ""
    numbers: dict[str, int] = {}
    """Number in print by id of the participant."""


class ShuffleNumbers(Operation, tag="numbering.shuffle"):
    """Give the participants other numbers in print, drawn at random within each group."""

    group: str | None = None
    """Label of the group; None: every group."""

    def decide(self, work: Workspace) -> list[str]:
        """Each group keeps the numbers that it has; who has none gets none."""
        groups: dict[str, list[Participant]] = {}
        for person in work.find(Participant):
            if person.number is not None:
                groups.setdefault(name_key(person.group), []).append(person)
        if self.group is not None:
            wanted = name_key(self.group)
            groups = {key: people for key, people in groups.items() if key == wanted}
        if not groups:
            refuse(
                "There are no numbered participants to shuffle; nothing was changed.",
                "Give the participants numbers first, or name another group.",
            )
        known = {name_key(each.group): each for each in work.find(Numbering)}
        made = []
        for key, people in groups.items():
            numbers = [person.number for person in people if person.number is not None]
            secrets.SystemRandom().shuffle(numbers)
            drawn = {person.id: number for person, number in zip(people, numbers, strict=True)}
            if key in known:
                work.set(known[key], numbers=drawn)
                made.append(known[key].id)
            else:
                made.append(work.create(Numbering(group=people[0].group, numbers=drawn)))
        return made


class DropNumbering(Operation, tag="numbering.drop"):
    """Print the internal numbers of a group again."""

    numbering: str

    def decide(self, work: Workspace) -> None:
        """What was printed with other numbers keeps them."""
        work.drop(work.get(Numbering, self.numbering))


def published(view: View) -> dict[str, int]:
    """Return numbers in print by participant, where a group's numbers are shuffled.

    Who joined a shuffled group later, or had the number changed since, gets the next number
    that nobody of the group has in print, so that no two are one in print.
    """
    found: dict[str, int] = {}
    for each in view.find(Numbering):
        people = [p for p in view.find(Participant) if name_key(p.group) == name_key(each.group)]
        taken = {each.numbers[person.id] for person in people if person.id in each.numbers}
        for person in people:
            if person.id in each.numbers:
                found[person.id] = each.numbers[person.id]
            elif person.number is not None:
                number = person.number if person.number not in taken else max(taken) + 1
                taken.add(number)
                found[person.id] = number
    return found
