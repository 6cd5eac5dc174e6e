"""The gate: what is about to leave a study, and what the checks object to.

Every way out (command line, workbench, Python) makes a `Leaving` and asks here. A check is a
function of the study and the leaving that yields objections. A red one stops a final export
until it is mended or overridden with a reason, which the Methods draft prints; an amber one is
told. A draft for the team is never stopped: it is told everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import msgspec

from heddle.errors import Refused
from heddle.log.view import View
from heddle.study.exports import Form, Purpose
from heddle.study.overrides import Gate, Override, overrides_of

Level = Literal["red", "amber"]
_SHOWN = 5


class Passage(msgspec.Struct, frozen=True):
    """A stretch of words that is about to leave, and the records that it comes from."""

    text: str
    records: tuple[str, ...] = ()


class Leaving(msgspec.Struct, kw_only=True):
    """What is about to leave the study."""

    what: str
    """The part: one of `report.assembly.PARTS`, or "codings", "archive" ..."""
    purpose: Purpose = "draft"
    form: Form = "original"
    passages: Sequence[Passage] = ()
    quotes: Sequence[str] = ()
    """Ids of the quotes that it prints."""
    turns: Sequence[str] = ()
    """Ids of the turns with words in it."""
    people: Sequence[str] = ()
    """Ids of the participants whose words or data it holds."""
    options: dict[str, Any] = {}
    """How the part is printed, as `report.assembly` takes it."""
    language: str = ""
    names: Sequence[str] | None = None
    """Names and contact data of the opened identity key; None: it was not opened."""
    places: Sequence[str] = ()
    """Places and other words to look for, from the same key."""


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a check objects to."""

    gate: Gate
    item: str
    """What it objects to, stable from one export to the next; an override names it."""
    level: Level
    problem: str
    hint: str
    records: tuple[str, ...] = ()
    why: str = ""
    """The reason of the override that stands for it; empty: none does."""


Check = Callable[[View, Leaving], Iterable[Objection]]


def objections(view: View, leaving: Leaving, checks: Sequence[Check]) -> list[Objection]:
    """Return what the checks object to, red first, each with the override that stands for it."""
    standing: dict[Gate, dict[str, Override]] = {}
    found = []
    for check in checks:
        for each in check(view, leaving):
            known = standing.setdefault(each.gate, overrides_of(view, each.gate))
            override = known.get(each.item)
            found.append(msgspec.structs.replace(each, why=override.why) if override else each)
    return sorted(found, key=lambda each: (each.level != "red", each.gate))


def refuse_red(found: Sequence[Objection]) -> None:
    """Refuse a final export while a red objection has no reasoned override.

    Raises:
        Refused: "gate"; names the first few objections and how many there are.
    """
    stopping = [each for each in found if each.level == "red" and not each.why]
    if not stopping:
        return
    told = " ".join(each.problem for each in stopping[:_SHOWN])
    more = f" And {len(stopping) - _SHOWN} more." if len(stopping) > _SHOWN else ""
    raise Refused(
        f"This must not leave the study as it is; nothing was written. {told}{more}",
        f"{stopping[0].hint} Or go on with a reason, which the manuscript prints "
        f"(overrides.write, gate “{stopping[0].gate}”, item “{stopping[0].item}”).",
        code="gate",
    )
