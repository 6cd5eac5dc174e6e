"""Protection: what Table 1 shows of each group, and what it holds back.

The options are those of print and those that protect people. What a choice of options shows is
said here once: the table prints it, and the disclosure check reasons about exactly this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal

import msgspec

from heddle.analysis import exact
from heddle.errors import Refused
from heddle.log.view import View
from heddle.study.participants import Participant
from heddle.study.rules import name_key
from heddle.study.seating import Group
from heddle.study.variants import variant_of

Statistic = Literal["mean (range)", "median (range)", "median (IQR)", "mean (SD)"]
Suppression = Literal["none", "ranges", "bands", "all ranges", "total only"]
Gender = Literal["groups", "total only", "none"]
Occupations = Literal["groups", "merged", "total only", "none"]
Shown = Literal["full", "bands", "middle", "nothing"]

VARIABLES: Final = ("age", "years_in_services", "years_in_team")
WHAT: Final = {
    "age": "age",
    "years_in_services": "years in services",
    "years_in_team": "years in team",
}
OTHERS: Final = "Other professions"
_FEMALE: Final = frozenset({"female", "f", "woman", "w", "kvinde", "k", "kvindelig"})


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How Table 1 is printed, and what it holds back."""

    statistic: Statistic = "mean (range)"
    decimals: int = 0
    """Of means, medians, quartiles and standard deviations; ranges show the values as given."""
    decimal_mark: Literal[".", ","] = "."
    rounding: exact.Rounding = "half-up"
    quartiles: exact.Quartiles = "inclusive"
    suppression: Suppression = "none"
    """``ranges``: groups of fewer than `least` show no range, IQR or SD; nor does the total
    where it would give away what is hidden. ``bands``: there the ends of ranges are moved out to
    bands of `band` years. ``all ranges``: no range, IQR or SD anywhere. ``total only``: groups
    show no ages and years."""
    least: int = 5
    band: int = 10
    no_range: str = ""
    """Names of variables, parted by commas, whose range, IQR or SD is not shown anywhere."""
    gender: Gender = "groups"
    """Whether numbers of women stand in each row, in the total only, or nowhere."""
    occupations: Occupations = "groups"
    """``merged``: occupations that fewer than `least` people of the study have are one, "Other
    professions". ``total only``: these, in the total row only."""
    total: bool = True
    """Whether there is a row of all together."""

    def __post_init__(self) -> None:
        """Refuse decimals and sizes that no table has."""
        if not 0 <= self.decimals <= 6 or self.least < 1 or not 2 <= self.band <= 50:
            raise Refused(
                "Table 1 is printed with 0 to 6 decimals, bands of 2 to 50 years, and the "
                "smallest group that is shown in full has at least 1 person; nothing was made.",
                "Choose other options.",
            )
        for name in self.without_range:
            if name not in VARIABLES:
                raise Refused(
                    f"Table 1 has no variable called “{name[:40]}”; nothing was made.",
                    f"There are: {', '.join(VARIABLES)}.",
                    code="option",
                )

    @property
    def without_range(self) -> list[str]:
        """The variables whose range is shown nowhere."""
        return [name.strip() for name in self.no_range.split(",") if name.strip()]


def women(people: Sequence[Participant]) -> list[Participant]:
    """Return the people whose gender is on record as female, in English or Danish."""
    return [person for person in people if name_key(person.gender) in _FEMALE]


def occupations(people: Sequence[Participant]) -> list[str]:
    """Return the occupations of people in order of first appearance, each spelled as first met."""
    found: dict[str, str] = {}
    for person in people:
        if person.occupation.strip():
            found.setdefault(name_key(person.occupation), person.occupation.strip())
    return list(found.values())


def values_of(people: Sequence[Participant], variable: str) -> list[exact.Number | None]:
    """Return each person's value of a variable; None where it is not stated."""
    return [getattr(person, variable) for person in people]


def shown_in_group(people: Sequence[Participant], variable: str, options: Options) -> Shown:
    """Return how much of a variable the row of a group shows."""
    if options.suppression == "total only":
        return "nothing"
    if options.suppression == "all ranges" or variable in options.without_range:
        return "middle"
    if len(people) < options.least:
        if options.suppression == "ranges":
            return "middle"
        if options.suppression == "bands":
            return "bands" if options.statistic.endswith("(range)") else "middle"
    return "full"


def shown_in_total(
    everybody: Sequence[Participant], groups: Sequence[Group], variable: str, options: Options
) -> Shown:
    """Return how much of a variable the row of all together shows.

    An end of the total's range that can only come from a few hidden people is hidden too; a
    total's quartiles and deviation can be solved for the hidden ones with the others' at hand.
    """
    if options.suppression == "all ranges" or variable in options.without_range:
        return "middle"
    if options.suppression not in ("ranges", "bands"):
        return "full"
    hidden = [g for g in groups if shown_in_group(g.people, variable, options) != "full"]
    if not 0 < sum(len(group.people) for group in hidden) < options.least:
        return "full"
    unseen = {person.id for group in hidden for person in group.people}
    seen = [person for group in groups for person in group.people if person.id not in unseen]
    ends, theirs = (_ends(values_of(people, variable)) for people in (everybody, seen))
    if options.statistic.endswith("(range)"):
        if ends == theirs:
            return "full"
        return "bands" if options.suppression == "bands" else "middle"
    return "middle"


def _ends(values: Sequence[exact.Number | None]) -> tuple[Fraction | None, Fraction | None]:
    summary = exact.summarise(values)
    return summary.minimum, summary.maximum


def banded(low: Fraction, high: Fraction, band: int) -> tuple[int, int]:
    """Return the ends of a range moved out to whole bands: 34 to 61 becomes 30 to 69."""
    return int(low // band) * band, int(high // band) * band + band - 1


def remembered(view: View) -> Options:
    """Return the options of Table 1 that the team has chosen; the usual ones where none stand.

    What a later version put on record and this one does not know is left out.
    """
    known = {k: v for k, v in variant_of(view, "table1").items() if k in Options.__struct_fields__}
    try:
        return msgspec.convert(known, Options)
    except (msgspec.ValidationError, Refused):
        return Options()


def merged_occupations(everybody: Sequence[Participant], options: Options) -> dict[str, str]:
    """Return how each occupation is printed, by its key: rare ones as "Other professions".

    Where only one occupation is rare, calling it "other" would hide nothing; it is merged all
    the same, as the word for it then says less.
    """
    names = {name_key(name): name for name in occupations(everybody)}
    if options.occupations not in ("merged", "total only"):
        return names
    held = Counter(name_key(person.occupation) for person in everybody)
    return {key: name if held[key] >= options.least else OTHERS for key, name in names.items()}


def printed_occupations(
    people: Sequence[Participant], everybody: Sequence[Participant], options: Options
) -> list[str]:
    """Return the occupations of some people as they are listed, each once, others last."""
    names = merged_occupations(everybody, options)
    found = dict.fromkeys(
        names[name_key(person.occupation)] for person in people if person.occupation.strip()
    )
    return sorted(found, key=lambda name: name == OTHERS)
