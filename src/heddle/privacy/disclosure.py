"""Disclosure: who could be recognised by a table or a quote, by whom, and what mends it.

The reader to fear is an insider: a colleague or manager who knows who was invited or present.
What is looked at is what each reader gets, not what the team has on record.

Rules of size: what is told of fewer than 3 people is red, of fewer than 5 amber. A whole study's
own counts (3 men among 17) tell nobody which group a person sat in; they are red below 3 only.

Sources: the sizes follow the frequency rule of statistical disclosure control (Hundepool et al.
2012, Statistical Disclosure Control, Wiley, ch. 4-5); classes: k-anonymity, Samarati & Sweeney
1998; small groups: what mean and range leave over is computed, see `analysis.recover`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from heddle.privacy.gate import Level
from heddle.study.participants import Participant

RED: Final = 3
"""What is told of fewer people than this is red."""
AMBER: Final = 5
ITEM: Final = "Table 1: "
"""How the items of findings on Table 1 begin."""

Kind = Literal[
    "figures", "end", "count", "occupations", "difference", "per person", "label", "alike",
    "linkage", "gatekeeper",
]  # fmt: skip


class Finding(msgspec.Struct, kw_only=True):
    """Something that could let people be recognised."""

    item: str
    """Stable from one check to the next; an override names it."""
    kind: Kind
    level: Level
    learns: str
    """What an insider could learn."""
    whom: list[str] = []
    """Codes of the people whom it is about."""
    people: list[str] = []
    """Ids of these people."""
    k: int = 0
    """How many people share what is told; 1: it is one person's."""
    hint: str = ""
    options: dict[str, str | int | bool] = {}
    """Options of Table 1 with which it is gone; empty: no option mends it."""
    steps: list[dict[str, Any]] = []
    """Operations after which it is gone; empty: none are known."""
    why: str = ""
    """The reason of the override that stands for it."""


def level_of(k: int) -> Level | None:
    """Return how bad it is that something is told of k people; None where it is not."""
    if not k or k >= AMBER:
        return None
    return "red" if k < RED else "amber"


def codes(people: Iterable[Participant]) -> list[str]:
    """Return people's codes."""
    return [person.code for person in people]


def ids(people: Iterable[Participant]) -> list[str]:
    """Return people's ids."""
    return [person.id for person in people]


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 person", "4 people"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def worst(findings: Sequence[Finding]) -> Level | None:
    """Return the worst level of findings without an override; None where there is none."""
    levels = {each.level for each in findings if not each.why}
    return "red" if "red" in levels else "amber" if levels else None


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, red first, each item once with its worst."""
    kept: dict[Hashable, Finding] = {}
    for each in findings:
        there = kept.get(each.item)
        if there is None or (there.level, each.level) == ("amber", "red"):
            kept[each.item] = each
    return sorted(kept.values(), key=lambda each: each.level != "red")


def with_reasons(findings: Iterable[Finding], reasons: Mapping[str, str]) -> list[Finding]:
    """Return findings with the reasons of overrides that stand for them."""
    return [msgspec.structs.replace(each, why=reasons.get(each.item, "")) for each in findings]
