"""Table 1: the participants and the groups they sat in, counted from the persons.

Every figure is computed exactly from the persons it describes, the total row too: it is never
made of printed rows. Rounding happens once, at printing (`heddle.analysis.exact`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from heddle.analysis import exact
from heddle.errors import Refused
from heddle.log.view import View
from heddle.report.material import Group, Material
from heddle.study.participants import Participant
from heddle.study.recruitment import flow
from heddle.study.rules import name_key

Statistic = Literal["mean (range)", "median (range)", "median (IQR)", "mean (SD)"]
Suppression = Literal["none", "ranges", "total only"]
VARIABLES: Final = ("age", "years_in_services", "years_in_team")
_FEMALE: Final = frozenset({"female", "f", "woman", "w", "kvinde", "k", "kvindelig"})


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How Table 1 is printed."""

    statistic: Statistic = "mean (range)"
    decimals: int = 0
    """Of means, medians, quartiles and standard deviations; ranges show the values as given."""
    decimal_mark: Literal[".", ","] = "."
    rounding: exact.Rounding = "half-up"
    quartiles: exact.Quartiles = "inclusive"
    suppression: Suppression = "none"
    """``ranges``: groups of fewer than `least` show no range, IQR or SD; nor does the total
    where it would give away what is hidden. ``total only``: groups show no ages and years."""
    least: int = 5

    def __post_init__(self) -> None:
        """Refuse decimals and sizes that no table has."""
        if not 0 <= self.decimals <= 6 or self.least < 1:
            raise Refused(
                "Table 1 is printed with 0 to 6 decimals, and the smallest group that is shown "
                "in full has at least 1 person; nothing was made.",
                "Choose other options.",
            )


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


class Figures(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One row of Table 1."""

    n: int | UnsetType = UNSET
    female: int | UnsetType | None = UNSET
    """Null where nobody's gender is stated."""
    age: Spread | UnsetType = UNSET
    years_in_services: Spread | UnsetType = UNSET
    years_in_team: Spread | UnsetType = UNSET
    occupations: list[str] | UnsetType = UNSET
    """In order of first appearance by participant number; the total row has none."""
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
    total: Figures
    recruitment: Recruitment
    options: Options
    absent: int = 0
    """People on record as participants who were on no present list of their group."""
    in_several: int = 0
    """People who sat in more than one group; they count once in the total."""


def table1(view: View, options: Options | None = None) -> Table1:
    """Compute Table 1 from the persons who took part."""
    return compute(Material(view), options or Options())


def compute(material: Material, options: Options) -> Table1:
    """Compute Table 1 from material that is read already."""
    groups = material.groups
    hidden = [g for g in groups if len(g.people) < options.least]
    rows = {group.label: _group_row(material, group, options) for group in groups}
    total = _row(material.attended, options)
    if options.suppression == "ranges" and 0 < sum(len(g.people) for g in hidden) < options.least:
        _hide_in_total(total, material.attended, hidden, groups)
    sessions = {s.id: s for group in groups for s in group.sessions}
    lengths = [material.length(session) for session in sessions.values()]
    total.duration, total.durations_missing = _duration(lengths)
    return Table1(
        groups=rows,
        total=total,
        recruitment=_recruitment(material),
        options=options,
        absent=len(material.absent),
        in_several=sum(len(g.people) for g in groups) - len(material.attended),
    )


def occupations(people: Sequence[Participant]) -> list[str]:
    """Return the occupations of people in order of first appearance, each spelled as first met."""
    found: dict[str, str] = {}
    for person in people:
        if person.occupation.strip():
            found.setdefault(name_key(person.occupation), person.occupation.strip())
    return list(found.values())


def women(people: Sequence[Participant]) -> list[Participant]:
    """Return those whose stated gender is female, in English or Danish."""
    return [person for person in people if name_key(person.gender) in _FEMALE]


def values_of(people: Sequence[Participant], variable: str) -> list[exact.Number | None]:
    """Return each person's value of a variable; None where it is not stated."""
    return [getattr(person, variable) for person in people]


def _group_row(material: Material, group: Group, options: Options) -> Figures:
    row = _row(group.people, options)
    if options.suppression == "total only":
        for name in VARIABLES:
            setattr(row, name, Spread(suppressed=True))
    elif options.suppression == "ranges" and len(group.people) < options.least:
        for name in VARIABLES:
            _hide(getattr(row, name))
    row.occupations = occupations(group.people)
    row.duration, row.durations_missing = _duration([material.length(s) for s in group.sessions])
    return row


def _row(people: Sequence[Participant], options: Options) -> Figures:
    stated = [person for person in people if person.gender.strip()]
    row = Figures(n=len(people), female=len(women(people)) if stated or not people else None)
    row.gender_missing = len(people) - len(stated)
    for name in VARIABLES:
        setattr(row, name, _spread(values_of(people, name), options))
    return row


def _spread(values: Sequence[exact.Number | None], options: Options) -> Spread:
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


def _hide_in_total(
    total: Figures, everybody: Sequence[Participant], hidden: list[Group], groups: list[Group]
) -> None:
    """Hide the total's range where an end of it can only come from the hidden people.

    A total's quartiles and deviation can be solved for the hidden ones with the others' at hand.
    """
    unseen = {person.id for group in hidden for person in group.people}
    seen = [person for group in groups for person in group.people if person.id not in unseen]
    for name in VARIABLES:
        all_values, shown = (exact.summarise(values_of(p, name)) for p in (everybody, seen))
        ends = (all_values.minimum, all_values.maximum) != (shown.minimum, shown.maximum)
        spread: Spread = getattr(total, name)
        if ends or spread.range is UNSET:
            _hide(spread)


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
