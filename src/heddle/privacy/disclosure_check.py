"""The disclosure check: what a part of the study gives away before it leaves.

As a check of the gate (`check`), and as a report of its own for the command line and the
workbench (`examine`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from heddle.analysis.classes import band, classes, smallest, unique
from heddle.errors import Refused
from heddle.log.view import View
from heddle.privacy import voices
from heddle.privacy.differencing import differences, figures_of
from heddle.privacy.disclosure import (
    RED,
    Finding,
    codes,
    counted,
    ids,
    in_order,
    level_of,
    with_reasons,
    worst,
)
from heddle.privacy.gate import Leaving, Level, Objection
from heddle.privacy.protection import Options, remembered
from heddle.privacy.table_findings import TableCheck
from heddle.study.exports import Export
from heddle.study.numbering import published
from heddle.study.overrides import overrides_of
from heddle.study.participants import Participant
from heddle.study.printing import printed_quotes
from heddle.study.quotes import Quote
from heddle.study.recruitment import Invitee
from heddle.study.rules import name_key
from heddle.study.seating import Group, groups_of, once

PARTS: Final = (
    "table1", "table3", "manuscript", "participants", "codings", "extracts",
    "participants-extracts", "everything", "codings-table", "turns-table", "participants-table",
    "matrix-table",
)  # fmt: skip
"""What the check knows; other parts hold nothing about single people."""

_TABLE: Final = frozenset({"table1", "manuscript"})
_QUOTES: Final = frozenset({"table3", "manuscript"})
_MENDABLE: Final = frozenset({"figures", "end", "count", "occupations"})
_PERSONS: Final = frozenset({"participants", "everything", "participants-table"})
_TALK: Final = frozenset(
    {"codings", "extracts", "participants-extracts", "everything", "codings-table", "turns-table"}
)
_TALK_OF_PERSONS: Final = frozenset({"codings-table", "turns-table"})
"""Has what is on record about the speaker beside their words, unless that is left out."""


class KeySet(msgspec.Struct, kw_only=True):
    """How far people can be told apart by some keys together."""

    keys: list[str]
    k: int
    """Size of the smallest class."""
    unique: int
    """How many people are alone in theirs."""


class Examined(msgspec.Struct, kw_only=True):
    """What the check says of one part."""

    part: str
    level: Level | None
    """The worst finding without an override; null: it can leave."""
    findings: list[Finding]
    options: Options | None = None
    """How Table 1 is printed in it; null where the part has no such table."""
    variant: dict[str, str | int | bool] = {}
    """Options of the form of Table 1 that holds back least and can leave; empty where it is as
    good as that already, or there is none."""
    key_sets: list[KeySet] = []


def examine(view: View, part: str, options: dict[str, Any] | None = None) -> Examined:
    """Check one part of the study, with the one-click variant of Table 1 where there is one.

    Args:
        view: The study.
        part: One of `PARTS`.
        options: How Table 1 is printed, where that differs from what the team has chosen.

    Raises:
        Refused: The part or an option is unknown.
    """
    if part not in PARTS:
        raise Refused(
            f"The disclosure check knows no part called “{part[:60]}”.",
            f"There are: {', '.join(PARTS)}.",
        )
    groups = groups_of(view)
    table = TableCheck(groups)
    chosen = _options(view, options or {})
    found = list(_findings(view, part, table, chosen, asked=options or {}))
    made = Examined(part=part, level=None, findings=[], key_sets=list(key_sets(table.everybody)))
    if part in _TABLE:
        made.options = chosen
        of_table = [each for each in found if each.kind in _MENDABLE]
        for each in of_table:
            each.options = table.mended(chosen, each.item)
        if of_table:
            better = table.variant(chosen)
            made.variant = {} if better is None else _moved(chosen, better)
    reasons = {item: each.why for item, each in overrides_of(view, "disclosure").items()}
    made.findings = with_reasons(found, reasons)
    made.level = worst(made.findings)
    return made


def check(view: View, leaving: Leaving) -> Iterable[Objection]:
    """Object to what could let people be recognised; a check of `privacy.gate`."""
    if leaving.what not in PARTS:
        return
    chosen = _options(view, leaving.options)
    quotes = set(leaving.quotes) or None
    table = TableCheck(groups_of(view))
    for each in _findings(view, leaving.what, table, chosen, quotes=quotes, asked=leaving.options):
        yield Objection(
            gate="disclosure",
            item=each.item,
            level=each.level,
            problem=each.learns,
            hint=each.hint,
            records=tuple(each.people),
        )


def table_figures(view: View, options: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Return what Table 1 in this form says, to be kept with the export (`exports.note`)."""
    return figures_of(groups_of(view), _options(view, options))


def key_sets(everybody: Sequence[Participant]) -> Iterator[KeySet]:
    """Yield how far people are told apart by what a table of persons would show of them."""
    keys: dict[str, Callable[[Participant], Hashable]] = {
        "age": lambda p: p.age,
        "10-year band": lambda p: band(p.age, 10),
        "age below 50 or not": lambda p: None if p.age is None else p.age < 50,
        "gender": lambda p: name_key(p.gender),
        "occupation": lambda p: name_key(p.occupation),
        "group": lambda p: name_key(p.group),
        "team": lambda p: name_key(p.team),
        "years in services": lambda p: p.years_in_services,
        "years in team": lambda p: p.years_in_team,
        "mentor": lambda p: p.mentor,
    }
    for name in dict.fromkeys(n for p in everybody for n in p.attributes):
        keys.setdefault(name, partial(_attribute, name))
    common = name_key(_most_common([p.occupation for p in everybody]))
    keys[f"{common or 'occupation'} or other"] = lambda p: name_key(p.occupation) == common
    sets = [
        ["age", "gender", "occupation"], ["10-year band", "gender", "occupation"],
        ["gender", "occupation"], ["group", "occupation"], ["group", "gender"],
        ["team", "occupation"], ["team", "gender"],
    ]  # fmt: skip
    for names in [*sets, *([name] for name in keys)]:
        found = classes(everybody, *(keys[name] for name in names))
        told = any(value not in (None, "", False) for key in found for value in key)
        if told:
            yield KeySet(keys=names, k=smallest(found), unique=unique(found))


def _attribute(name: str, person: Participant) -> str:
    return name_key(person.attributes.get(name, ""))


def _most_common(names: Sequence[str]) -> str:
    return max(dict.fromkeys(names), key=names.count, default="")


def _options(view: View, options: dict[str, Any]) -> Options:
    """Return how Table 1 is printed: as asked for, and else as the team has chosen."""
    own = {name: v for name, v in options.items() if name in Options.__struct_fields__}
    try:
        return msgspec.convert({**msgspec.structs.asdict(remembered(view)), **own}, Options)
    except msgspec.ValidationError as error:
        raise Refused(
            f"Table 1 cannot be printed so ({error}); nothing was made.",
            "Choose other options.",
            code="option",
        ) from None


def _moved(now: Options, then: Options) -> dict[str, str | int | bool]:
    """Return the options in which two forms differ, as they are in the second."""
    return {
        name: getattr(then, name)
        for name in Options.__struct_fields__
        if getattr(now, name) != getattr(then, name)
    }


def _findings(
    view: View,
    part: str,
    table: TableCheck,
    options: Options,
    *,
    asked: Mapping[str, Any],
    quotes: set[str] | None = None,
) -> list[Finding]:
    found: list[Finding] = []
    if part in _TABLE:
        found += table.findings(options)
        now = figures_of(table.groups, options)
        found += differences(now, table.everybody, _sent(view))
    if part in _QUOTES:
        found += voices.findings(table.groups, list(_voices(view, part, quotes)))
    if part in _QUOTES:
        found += _gatekeepers(view, table.everybody)
    if part in _PERSONS or (part in _TALK_OF_PERSONS and asked.get("people", True)):
        found += _persons(table.everybody or view.find(Participant))
    if part in _TALK:
        found += _talk(view, table.groups)
    if part == "matrix-table":
        found += _matrix(table.everybody, asked)
    return in_order(found)


def _sent(view: View) -> list[Export]:
    """Return the tables of people that left the study and are not known to be gone."""
    return [e for e in view.find(Export) if e.what in _TABLE and not e.recalled.strip()]


def _voices(view: View, part: str, chosen: set[str] | None) -> Iterator[voices.Voice]:
    """Yield the quotes that a part prints, with their speakers."""
    people = {person.id: person for person in view.find(Participant)}
    styles = {quote.id: quote.attribution for quote in view.find(Quote)}
    numbers = published(view)
    for quote in printed_quotes(view):
        printed = "table" in quote.uses or (part == "manuscript" and "results" in quote.uses)
        wanted = printed if chosen is None else quote.id in chosen
        speaker = people.get(quote.participant)
        if wanted and speaker is not None:
            yield voices.Voice(
                quote=quote.id,
                text=quote.text,
                style=styles[quote.id],
                label=quote.attribution,
                speaker=speaker,
                number=numbers.get(speaker.id, speaker.number),
            )


def _gatekeepers(view: View, everybody: Sequence[Participant]) -> Iterator[Finding]:
    """Yield that those who named the participants know who was there."""
    here = {person.id for person in everybody}
    named = [i for i in view.find(Invitee) if i.identified_by.strip() and i.participant in here]
    if not named:
        return
    by = sorted({invitee.identified_by.strip() for invitee in named})
    people = [person for person in everybody if person.id in {i.participant for i in named}]
    yield Finding(
        item="Gatekeepers",
        kind="gatekeeper",
        level="amber",
        learns=f"{counted(len(people), 'participant was', 'participants were')} named by others "
        f"({', '.join(by)}), who know whom they named and may know who came. To them every label "
        "says more than to a stranger.",
        whom=codes(people),
        people=ids(people),
        k=len(people),
        hint="Read the quotes as such a person would, before they leave.",
    )


def _persons(everybody: Sequence[Participant]) -> Iterator[Finding]:
    """Yield that a list has a row for each person."""
    if not everybody:
        return
    found = next(key_sets(everybody), None)
    alone = [
        those[0]
        for those in classes(
            everybody,
            lambda p: p.age,
            lambda p: name_key(p.gender),
            lambda p: name_key(p.occupation),
        ).values()
        if len(those) == 1
    ]
    told = ""
    if found is not None and alone:
        told = f" By age, gender and occupation {len(alone)} of {len(everybody)} are one of a kind."
    yield Finding(
        item="Participants: a row for each person",
        kind="per person",
        level="red",
        learns=f"Each row is one person's: who knows a few facts of a colleague finds the row, and "
        f"with it all the others.{told}",
        whom=codes(alone or everybody),
        people=ids(alone or everybody),
        k=1,
        hint="Let Table 1 leave instead: it shows groups.",
    )


def _talk(view: View, groups: Sequence[Group]) -> Iterator[Finding]:
    """Yield that talk leaves beside its speakers' codes."""
    people = once(person for group in groups for person in group.people)
    if not people:
        return
    least = min(groups, key=lambda group: len(group.people))
    level: Level = "red" if len(least.people) < RED else level_of(len(least.people)) or "amber"
    shuffled = (
        " Numbers in print are shuffled: these codes undo that for who has both."
        if published(view)
        else ""
    )
    yield Finding(
        item="Talk beside participants' codes",
        kind="label",
        level=level,
        learns="Each row holds words beside the speaker's label or code, so all that a person "
        "said can be read together; a group's label narrows it to "
        f"{counted(len(least.people), 'person', 'people')} in group {least.label}.{shuffled}",
        whom=codes(least.people),
        people=ids(least.people),
        k=len(least.people),
        hint="Keep it within the team, or let the quotes leave that the report prints.",
    )


def _matrix(everybody: Sequence[Participant], asked: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield that figures of a matrix of codes are one person's, or rest on very few."""
    if not everybody:
        return
    if asked.get("by") == "participant":
        yield Finding(
            item="Matrix: a column for each participant",
            kind="per person",
            level="red",
            learns="Each column is one person's: who knows whose code it is can read off what "
            "that person talked about, and how often.",
            whom=codes(everybody),
            people=ids(everybody),
            k=1,
            hint="Let a matrix by group leave instead.",
        )
    elif int(asked.get("smallest") or 0) < RED:
        yield Finding(
            item="Matrix: figures of very few people",
            kind="count",
            level="red",
            learns=f"A figure that rests on fewer than {RED} people tells who was there what one "
            "of them talked about.",
            whom=codes(everybody),
            people=ids(everybody),
            k=1,
            hint=f"Leave out what rests on fewer than {RED} people (--smallest {RED}), as a final "
            "export does unless told otherwise.",
        )
