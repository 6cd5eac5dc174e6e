"""What the record says about the declared method: changes of it, and where it was departed from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heddle.log.ids import made_on
from heddle.report.material import Material
from heddle.report.model import Trace, runs
from heddle.report.prose import day, full_stop, lowered, plural, sentence
from heddle.report.statements import Statement, said
from heddle.study.method import NAMES, TOPICS, MethodChange, method_changes
from heddle.study.overrides import Override, overrides_of

_PRINTED: Final = {
    "quotes": "A quote was printed although a check objected to it.",
    "translation": "A quote was printed in a translation that a check objected to.",
}


def changed(material: Material) -> list[Statement]:
    """Say how the declared variety of analysis was changed on the way, and why."""
    return [_changed(change) for change in method_changes(material.view)]


def _changed(change: MethodChange) -> Statement:
    when = Trace(day(change.date or made_on(change.id)), (change.id,), query="date of the change")
    told = runs(" (before anything was coded)")
    if change.codings:
        count = Trace(str(change.codings), (change.id,), query="codings by then")
        told = sentence(" (after ", count, f" {plural(change.codings, 'coding')})")
    reason = Trace(
        lowered(full_stop(change.why)), (change.id,), kind="claim", query="method changes: reason"
    )
    return said(
        f"The study first declared {NAMES[change.before]}; it changed to {NAMES[change.after]} on ",
        when, told, ". The reason: ", reason,
    )  # fmt: skip


def departures(material: Material) -> list[Statement]:
    """Say where the authors went on although a check of method or quotes objected, and why.

    Each is an override that stands; its reason is printed as it was written.
    """
    return [*_method(material), *_checks(material)]


def kept_words(material: Material) -> list[Statement]:
    """Return, for the authors, the words that they keep although the lint objects."""
    found = overrides_of(material.view, "language")
    return [
        said(f"“{item.rpartition(' ')[0]}”: ", _reason(override))
        for item, override in found.items()
    ]


def _method(material: Material) -> Iterator[Statement]:
    declared = NAMES[material.facts.approach]
    found = overrides_of(material.view, "method")
    for topic, name in TOPICS.items():
        if topic in found:
            yield said(
                f"Although this is not part of {declared}, the study used {name}: ",
                _reason(found[topic]),
            )
    for item, override in found.items():
        if item not in TOPICS:
            yield said(f"The method was departed from ({item}): ", _reason(override))


def _checks(material: Material) -> Iterator[Statement]:
    for gate in ("quotes", "translation"):
        for override in overrides_of(material.view, gate).values():
            yield said(f"{_PRINTED[gate]} The reason: ", _reason(override))


def _reason(override: Override) -> Trace:
    query = f"overrides: {override.gate}"
    return Trace(full_stop(override.why), (override.id,), kind="claim", query=query)
