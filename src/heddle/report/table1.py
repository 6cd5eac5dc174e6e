"""Table 1: the participants and the groups they sat in, counted from the persons.

Every figure is computed exactly from the persons it describes, the total row too: it is never
made of printed rows. Rounding happens once, at printing (`heddle.analysis.exact`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from heddle.analysis import exact
from heddle.log.view import View
from heddle.privacy.protection import (
    VARIABLES,
    Options,
    Shown,
    banded,
    printed_occupations,
    shown_in_group,
    shown_in_total,
    values_of,
    women,
)
from heddle.report.material import Material
from heddle.study.participants import Participant
from heddle.study.recruitment import flow
from heddle.study.rules import name_key
from heddle.study.seating import Group

Number = int | float


class Spread(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A variable in a group; null: undefined, as nobody's value is known."""

    mean: Number | UnsetType | None = UNSET
    median: Number | UnsetType | None = UNSET
    range: tuple[Number, Number] | UnsetType | None = UNSET
    """Smallest and largest value."""
    iqr: tuple[Number, Number] | UnsetType | None = UNSET
    """Lower and upper quartile."""
    sd: Number | UnsetType | None = UNSET
    missing: int = 0
    """How many people's value is not stated."""
    suppressed: bool = False
    """True: left out on purpose, to protect the people of a small group."""
    banded: bool = False
    """True: the ends of the range are those of bands, to protect the people of a small group."""


class Figures(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One row of Table 1."""

    n: int | UnsetType = UNSET
    female: int | UnsetType | None = UNSET
    """Null where nobody's gender is stated; not there where it is held back."""
    age: Spread | UnsetType = UNSET
    years_in_services: Spread | UnsetType = UNSET
    years_in_team: Spread | UnsetType = UNSET
    occupations: list[str] | UnsetType = UNSET
    """In order of first appearance by participant number; in the total row only where the rows
    of groups have none."""
    duration: str | UnsetType | None = UNSET
    """h:mm:ss; null where no length is on record."""
    gender_missing: int = 0
    durations_missing: int = 0


class Recruitment(msgspec.Struct, kw_only=True):
    """How many people were asked and came; null where there is no invitation list."""

    invited: int | None
    attended: int
    cancelled_on_day: int | None
    no_show: int | None
    teams: int | None
    teams_represented: int
    peer_mentors: int


class Table1(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Table 1 as data.

    JSON: ``{"groups": {label: row}, "total": row, "recruitment": {...}, "options": {...}}``; a
    row is ``{"n", "female", "age", "years_in_services", "years_in_team", "occupations",
    "duration"}``, and a variable ``{"mean": 54, "range": [41, 65]}`` or whatever the statistic
    is made of. Keys with nothing to say (``missing``, ``suppressed``) are left out.
    """

    groups: dict[str, Figures]
    total: Figures | UnsetType = UNSET
    """Not there where the row of all together is held back."""
    recruitment: Recruitment
    options: Options
    absent: int = 0
    """People on record as participants who were on no present list of their group."""
    in_several: int = 0
    """People who sat in more than one group; they count once in the total."""


def table1(view: View, options: Options | None = None) -> Table1:
    """Compute Table 1 from the persons who took part."""
    material = Material(view, options)
    return compute(material, material.table1)


def compute(material: Material, options: Options) -> Table1:
    """Compute Table 1 from material that is read already."""
    groups = material.groups
    rows = {group.label: _group_row(material, group, options) for group in groups}
    return Table1(
        groups=rows,
        total=_total_row(material, options) if options.total else UNSET,
        recruitment=_recruitment(material),
        options=options,
        absent=len(material.absent),
        in_several=sum(len(g.people) for g in groups) - len(material.attended),
    )


def _group_row(material: Material, group: Group, options: Options) -> Figures:
    people = group.people
    shown = {name: shown_in_group(people, name, options) for name in VARIABLES}
    row = _row(people, options, shown, gender=options.gender == "groups")
    if options.occupations in ("groups", "merged"):
        row.occupations = printed_occupations(people, material.attended, options)
    row.duration, row.durations_missing = _duration([material.length(s) for s in group.sessions])
    return row


def _total_row(material: Material, options: Options) -> Figures:
    people, groups = material.attended, material.groups
    shown = {name: shown_in_total(people, groups, name, options) for name in VARIABLES}
    row = _row(people, options, shown, gender=options.gender != "none")
    if options.occupations == "total only":
        row.occupations = printed_occupations(people, people, options)
    sessions = {s.id: s for group in groups for s in group.sessions}
    lengths = [material.length(session) for session in sessions.values()]
    row.duration, row.durations_missing = _duration(lengths)
    return row


def _row(
    people: Sequence[Participant], options: Options, shown: dict[str, Shown], *, gender: bool
) -> Figures:
    stated = [person for person in people if person.gender.strip()]
    row = Figures(n=len(people))
    if gender:
        row.female = len(women(people)) if stated or not people else None
        row.gender_missing = len(people) - len(stated)
    for name in VARIABLES:
        setattr(row, name, _spread(values_of(people, name), options, shown[name]))
    return row


def _spread(
    values: Sequence[exact.Number | None], options: Options, shown: Shown = "full"
) -> Spread:
    if shown == "nothing":
        return Spread(suppressed=True)
    summary = exact.summarise(values, options.quartiles)

    def rounded(value: Fraction | None) -> Number | None:
        return None if value is None else plain(value, options.decimals, options.rounding)

    spread = Spread(missing=summary.missing)
    if options.statistic.startswith("mean"):
        spread.mean = rounded(summary.mean)
    else:
        spread.median = rounded(summary.median)
    if options.statistic.endswith("(range)"):
        spread.range = _pair(_number(summary.minimum), _number(summary.maximum))
    elif options.statistic.endswith("(IQR)"):
        spread.iqr = _pair(rounded(summary.lower_quartile), rounded(summary.upper_quartile))
    else:
        variance = summary.variance
        root = None if variance is None else exact.root(variance, options.decimals)
        spread.sd = None if root is None else plain(root, options.decimals)
    if shown == "middle":
        _hide(spread)
    if shown == "bands" and summary.minimum is not None and summary.maximum is not None:
        spread.range = banded(summary.minimum, summary.maximum, options.band)
        spread.banded = True
    return spread


def plain(value: Fraction, decimals: int, rounding: exact.Rounding = "half-up") -> Number:
    """Return a value as a JSON number with so many decimals: whole without any."""
    return _as_number(exact.round_to(value, decimals, rounding))


def _number(value: Fraction | None) -> Number | None:
    return None if value is None else _as_number(value)


def _as_number(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else float(value)


def _pair(low: Number | None, high: Number | None) -> tuple[Number, Number] | None:
    return None if low is None or high is None else (low, high)


def _hide(spread: Spread) -> None:
    """Take out what shows single values of a small group."""
    spread.range = spread.iqr = spread.sd = UNSET
    spread.suppressed = True


def _duration(lengths: Sequence[int | None]) -> tuple[str | None, int]:
    known = [length for length in lengths if length is not None]
    return exact.format_duration(sum(known)) if known else None, len(lengths) - len(known)


def _recruitment(material: Material) -> Recruitment:
    counts = flow(material.view)
    asked = counts.invited > 0
    teams = {name_key(p.team) for p in material.attended if p.team.strip()}
    fields: dict[str, Any] = {
        "invited": counts.invited,
        "cancelled_on_day": counts.cancelled,
        "no_show": counts.no_show,
        "teams": counts.teams,
    }
    return Recruitment(
        **{name: value if asked else None for name, value in fields.items()},
        attended=len(material.attended) or counts.attended,
        teams_represented=len(teams) or counts.represented,
        peer_mentors=sum(person.mentor is True for person in material.attended),
    )
