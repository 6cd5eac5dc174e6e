"""Table 1: what its figures and lists let an insider learn, and the variant that mends it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from heddle.analysis import exact
from heddle.analysis.classes import classes
from heddle.privacy.disclosure import (
    AMBER,
    ITEM,
    RED,
    Finding,
    codes,
    counted,
    ids,
    in_order,
    level_of,
)
from heddle.privacy.figures import Seen, seen
from heddle.privacy.protection import (
    VARIABLES,
    WHAT,
    Options,
    merged_occupations,
    women,
)
from heddle.study.participants import Participant
from heddle.study.rules import name_key
from heddle.study.seating import Group, once

_SUPPRESSIONS: Final = ("none", "ranges", "all ranges", "total only")
_GENDERS: Final = ("groups", "total only", "none")
_OCCUPATIONS: Final = ("groups", "merged", "total only", "none")
_COSTS: Final = {
    "none": 0, "ranges": 1, "bands": 1, "all ranges": 4, "total only": 6, "groups": 0, "merged": 1,
}  # fmt: skip

_SPREADS: Final = {
    "age": "ages reach",
    "years_in_services": "years in services reach",
    "years_in_team": "years in team reach",
}

Change = dict[str, str | int | bool]


class TableCheck:
    """Table 1 of one study, in whatever form is asked about."""

    def __init__(self, groups: Sequence[Group]) -> None:
        """Take the people who took part, group by group."""
        self.groups = groups
        self.everybody = once(person for group in groups for person in group.people)
        self._spreads: dict[Options, list[Finding]] = {}

    def findings(self, options: Options) -> list[Finding]:
        """Return what this form could give away, red first; none: it can be printed."""
        if not self.everybody:
            return []
        return in_order([*self._counts(options), *self._figures(options)])

    def mended(self, options: Options, item: str) -> Change:
        """Return the least change of options after which an item is gone; empty: none does it."""
        for change in _changes(self.everybody, options):
            if len(change) == 1:
                changed = msgspec.structs.replace(options, **change)
                if all(each.item != item for each in self.findings(changed)):
                    return change
        return {}

    def variant(self, options: Options) -> Options | None:
        """Return the form that holds back least and has no finding, or else no red one.

        None: even the form that holds back most has a red finding.
        """
        without_red = None
        for change in _changes(self.everybody, options):
            changed = msgspec.structs.replace(options, **change)
            counts = self._counts(changed)
            if counts and without_red is not None:
                continue
            left = [*counts, *self._figures(changed)]
            if not left:
                return changed
            if without_red is None and all(each.level != "red" for each in left):
                without_red = changed
        return without_red

    def _counts(self, options: Options) -> list[Finding]:
        gender = _gender(self.groups, self.everybody, options)
        return [*gender, *_occupations(self.groups, self.everybody, options)]

    def _figures(self, options: Options) -> list[Finding]:
        key = msgspec.structs.replace(options, gender="none", occupations="none")
        if key not in self._spreads:
            found: list[Finding] = []
            for variable in VARIABLES:
                worked = seen(self.groups, self.everybody, variable, options)
                for group in self.groups:
                    found += _figures(group, variable, worked[group.label], options)
            self._spreads[key] = found
        return self._spreads[key]


def _changes(everybody: Sequence[Participant], options: Options) -> list[Change]:
    """Return changes of options that hold back more, those that hold back least first."""
    names = [n for n in VARIABLES if any(getattr(p, n) is not None for p in everybody)]
    hidden = [[], *([n] for n in names), names] if names else [[]]
    axes: list[list[tuple[int, Change]]] = [
        _axis("suppression", options.suppression, _SUPPRESSIONS),
        _axis("gender", options.gender, _GENDERS),
        _axis("occupations", options.occupations, _OCCUPATIONS),
        [(0, {})]
        + [
            (2 * len(each), {"no_range": ",".join(dict.fromkeys([*options.without_range, *each]))})
            for each in hidden
            if set(each) - set(options.without_range)
        ],
        [(0, {}), (9, {"total": False})] if options.total else [(0, {})],
    ]
    made = []
    for choice in itertools.product(*axes):
        change: Change = {}
        for _, part in choice:
            change |= part
        made.append((sum(cost for cost, _ in choice), len(change), change))
    return [change for _, _, change in sorted(made, key=lambda each: each[:2])]


def _axis(name: str, now: str, values: Sequence[str]) -> list[tuple[int, Change]]:
    """Return what an option can be changed to, each with what it costs the reader."""
    start = values.index(now) if now in values else 0
    rest: list[tuple[int, Change]] = [(0, {})]
    for value in values[start + 1 :]:
        cost = _COSTS.get(value, 3)
        rest.append(({"total only": 6}.get(value, cost) if name == "suppression" else
                     {"total only": 2, "none": 5}.get(value, cost), {name: value}))  # fmt: skip
    return rest


def _figures(group: Group, variable: str, worked: Seen, options: Options) -> Iterator[Finding]:
    """Yield what the figures of one variable say of the people of one group."""
    stated = [person for person in group.people if getattr(person, variable) is not None]
    n = len(stated)
    if not n:
        return
    small = n < AMBER and worked.shown in ("full", "bands")
    what, item = WHAT[variable], f"{ITEM}{WHAT[variable]} in group {group.label}"
    if worked.solved and (n < AMBER or worked.shown == "full"):
        yield Finding(
            item=item,
            kind="figures",
            level="red",
            learns=_solved(group, variable, worked),
            whom=codes(_at(stated, variable, worked.solved)),
            people=ids(_at(stated, variable, worked.solved)),
            k=1,
            hint=f"Show {what} for all participants together, or leave out the range.",
        )
    elif small and (worked.shown == "full" or n < RED):
        level = level_of(n) or "amber"
        yield Finding(
            item=item,
            kind="figures",
            level=level,
            learns=_small(group, variable, worked, options),
            whom=codes(stated),
            people=ids(stated),
            k=n,
            hint="Leave out the ranges of small groups, or print bands.",
        )
    elif worked.shown == "full" and options.statistic.endswith("(range)"):
        yield from _end(group, variable, worked, stated)


def _at(stated: Sequence[Participant], variable: str, places: Sequence[int]) -> list[Participant]:
    """Return the people at some places of their values in order."""
    ordered = sorted(stated, key=lambda person: exact.exact(getattr(person, variable)))
    return [ordered[place] for place in places]


def _solved(group: Group, variable: str, worked: Seen) -> str:
    spans = worked.spans or []
    values = ", ".join(_number(Fraction(spans[at][0], worked.scale)) for at in worked.solved)
    noun = counted(len(worked.solved), "value", "values")
    printed = "is printed nowhere" if len(worked.solved) == 1 else "are printed nowhere"
    return (
        f"{noun} of {WHAT[variable]} in group {group.label} {printed} and can be worked out "
        f"from the rest of the table: {values}."
    )


def _small(group: Group, variable: str, worked: Seen, options: Options) -> str:
    n, what = len(worked.values), WHAT[variable]
    if options.statistic.endswith("(range)") and worked.shown == "full":
        low, high = _number(worked.values[0]), _number(worked.values[-1])
        told = (
            f"Of {counted(n, 'person', 'people')} in group {group.label}, {_SPREADS[variable]} "
            f"from {low} to {high}; colleagues can tell who has these."
        )
        if worked.rest is not None and n - 2:
            start, end = (_number(Fraction(side, worked.scale)) for side in worked.rest)
            other = "the other one has" if n == 3 else f"the other {n - 2} sum to"
            told += f" By the mean, {other} {start}{'' if start == end else f' to {end}'}."
        return told
    return (
        f"A spread of {what} is printed for {counted(n, 'person', 'people')} in group "
        f"{group.label}: with one value known, little is left open of the others."
    )


def _end(
    group: Group, variable: str, worked: Seen, stated: Sequence[Participant]
) -> Iterator[Finding]:
    """Yield an end of a range that stands further from all others than these are apart."""
    values = worked.values
    if len(values) < AMBER:
        return
    sides = ((values[-1] - values[-2], values[-2] - values[0], -1),
             (values[1] - values[0], values[-1] - values[1], 0))  # fmt: skip
    for gap, apart, place in sides:
        if gap and gap >= apart:
            who = _at(stated, variable, [place % len(values)])
            yield Finding(
                item=f"{ITEM}range of {WHAT[variable]} in group {group.label}",
                kind="end",
                level="amber",
                learns=f"An end of the range, {_number(values[place])} {WHAT[variable]} in group "
                f"{group.label}, stands so far from the others that colleagues know whose it is.",
                whom=codes(who),
                people=ids(who),
                k=1,
                hint=f"Leave out the ranges of {WHAT[variable]}.",
            )


def _gender(
    groups: Sequence[Group], everybody: Sequence[Participant], options: Options
) -> Iterator[Finding]:
    """Yield groups, or a study, in which few people are women or few are not."""
    rows: list[tuple[str, Sequence[Participant]]] = []
    if options.gender == "groups":
        rows = [(group.label, group.people) for group in groups]
    elif options.gender == "total only" and len(groups) == 1:
        rows = [(groups[0].label, everybody)]
    for label, people in rows:
        yield from _counts(f"{ITEM}gender in group {label}", f"in group {label}", people, AMBER)
    if options.gender != "none" and options.total:
        yield from _counts(f"{ITEM}gender in all groups", "in the study", everybody, RED)


def _counts(item: str, where: str, people: Sequence[Participant], least: int) -> Iterator[Finding]:
    stated = [person for person in people if person.gender.strip()]
    female = {person.id for person in women(stated)}
    kinds = classes(stated, lambda person: person.id in female)
    for (is_female,), those in kinds.items():
        if len(kinds) > 1 and len(those) < least:
            named = {name_key(person.gender) for person in those}
            who = "female" if is_female else named.pop() if len(named) == 1 else "not female"
            told = f"{counted(len(those), 'person', 'people')} {where}"
            are = "is" if len(those) == 1 else "are"
            yield Finding(
                item=item,
                kind="count",
                level=level_of(len(those)) or "amber",
                learns=f"Only {told} {are} {who}: words that let the gender be seen are "
                f"{'theirs' if len(those) == 1 else 'those of one of few'}.",
                whom=codes(those),
                people=ids(those),
                k=len(those),
                hint="Show numbers of women in the total row only.",
            )


def _occupations(
    groups: Sequence[Group], everybody: Sequence[Participant], options: Options
) -> Iterator[Finding]:
    """Yield occupations that are listed where few people have them."""
    names = merged_occupations(everybody, options)
    where = options.occupations
    if where == "none":
        return
    by_group = where in ("groups", "merged") or len(groups) == 1
    rows: list[tuple[str, str, Sequence[Participant], int]] = (
        [(f"group {g.label}", f"in group {g.label}", g.people, AMBER) for g in groups]
        if by_group
        else [("all groups", "in the study", everybody, RED)]
    )
    for place, told, people, least in rows:
        held = classes(
            (person for person in people if person.occupation.strip()),
            lambda person: names[name_key(person.occupation)],
        )
        few = {str(key[0]): those for key, those in held.items() if len(those) < least}
        if few:
            those = [person for each in few.values() for person in each]
            smallest = min(len(each) for each in few.values())
            listed = "; ".join(f"{name.lower()} ({len(each)})" for name, each in few.items())
            yield Finding(
                item=f"{ITEM}occupations in {place}",
                kind="occupations",
                level=level_of(smallest) or "amber",
                learns=f"Few people {told} have an occupation that is listed: {listed}. Who "
                "works there knows who they are, and that they took part.",
                whom=codes(those),
                people=ids(those),
                k=smallest,
                hint="Merge rare occupations, or list occupations in the total row only.",
            )


def _number(value: Fraction) -> str:
    return f"{float(value):g}"
