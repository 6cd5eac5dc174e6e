"""GRIPP2, short form (Staniszewska and others 2017): what answers each of the five items."""

from __future__ import annotations

from typing import Final

from heddle.report import statements_trail as trail
from heddle.report.material import Material
from heddle.report.model import Inlines, Trace
from heddle.report.prose import counted, full_stop, listed, number, plural, sentence
from heddle.report.statements import Makers, Statement, completeness, nothing, said
from heddle.study.involvement import Involvement, in_levels

_NONE: Final = "No involvement of patients or the public is on record."


def aim(material: Material) -> Statement:
    """Say why people were involved (1)."""
    return _field(material, "aim", "Why people were involved is not on record.")


def change(material: Material) -> Statement:
    """Say what came of it (3)."""
    return _field(material, "change", "What came of the involvement is not on record.")


def reflection(material: Material) -> Statement:
    """Say what went well and what did not (5)."""
    return _field(material, "reflection", "Nobody has put on record how the involvement went.")


def influence(material: Material) -> Statement:
    """Say how far involvement reached into the study (4): levels, stages, what changed."""
    events = material.view.find(Involvement, "date")
    if not events:
        return nothing(_NONE)
    levels = [
        sentence(f"{level} (", counted(those, "time", query=f"involvement: {level}"), ")")
        for level, those in in_levels(events).items()
    ]
    stages = list(dict.fromkeys(each.stage for each in events))
    acted = [each for each in events if each.change.strip()]
    of = Trace(number(len(events)), tuple(e.id for e in events), query="involvement")
    count = Trace(number(len(acted)), tuple(e.id for e in acted or events), query="with a change")
    return said(
        "People were involved in these ways: ", listed(levels), "; in these stages: ",
        Trace(", ".join(stages), tuple(e.id for e in events), kind="claim", query="stages"),
        ". Of ", of, f" {plural(len(events), 'event')}, ", count,
        f" {plural(len(acted), 'has', 'have')} a change of the study on record.",
        complete="partial",
    )  # fmt: skip


def _field(material: Material, field: str, lacking: str) -> Statement:
    events = material.view.find(Involvement, "date")
    told = [each for each in events if getattr(each, field).strip()]
    if not told:
        return nothing(lacking if events else _NONE)
    parts: list[Inlines | str] = []
    for each in told:
        text = full_stop(getattr(each, field))
        head = Trace(f"{each.who[:1].upper()}{each.who[1:]}", (each.id,), kind="claim",
                     query="involvement")  # fmt: skip
        own = Trace(text, (each.id,), kind="claim", query="involvement")
        parts += [" " if parts else "", sentence(head, ": ", own)]
    return said(*parts, complete=completeness(len(told), len(events)))


MAKERS: Final[Makers] = {
    "1": (aim, "Methods: The research team"),
    "2": (trail.involved, "Methods: The research team"),
    "3": (change, "Methods: The research team"),
    "4": (influence, "Discussion"),
    "5": (reflection, "Discussion"),
}
