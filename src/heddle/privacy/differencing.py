"""Differences: two tables that left a study, with one person joined or gone between them.

Each table may be harmless, and their difference one person: the sum that came, the occupation
that is new, the end that moved. So a study keeps what a table of people said when it left
(`exports.note`), and a later one is held against it before it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from heddle.analysis import exact, grim
from heddle.analysis.grim import Span
from heddle.privacy.disclosure import AMBER, ITEM, Finding, codes, counted, ids, level_of
from heddle.privacy.protection import (
    VARIABLES,
    WHAT,
    Options,
    printed_occupations,
    shown_in_group,
    shown_in_total,
    values_of,
    women,
)
from heddle.study.exports import Export
from heddle.study.participants import Participant
from heddle.study.seating import Group, once

Row = dict[str, list[str]]
Figures = dict[str, Row]
TOTAL: Final = "all"
"""The key of the row of all together; rows of groups have "group " before their label."""


def figures_of(groups: Sequence[Group], options: Options) -> Figures:
    """Return what Table 1 says of each row, exactly as far as it is printed.

    A row holds "n", "female" and "occupations", and each variable as [stated, mean, decimals]
    with the ends of a printed range behind them; only means are kept, other statistics are not
    differenced.
    """
    everybody = once(person for group in groups for person in group.people)
    made: Figures = {}
    for group in groups:
        shown = {name: shown_in_group(group.people, name, options) for name in VARIABLES}
        made[f"group {group.label}"] = _row(group.people, everybody, shown, options, own=True)
    if options.total:
        shown = {name: shown_in_total(everybody, groups, name, options) for name in VARIABLES}
        made[TOTAL] = _row(everybody, everybody, shown, options, own=False)
    return made


def _row(
    people: Sequence[Participant],
    everybody: Sequence[Participant],
    shown: Mapping[str, str],
    options: Options,
    *,
    own: bool,
) -> Row:
    row: Row = {"n": [str(len(people))]}
    if options.gender == "groups" or (options.gender == "total only" and not own):
        row["female"] = [str(len(women(people)))]
    if options.occupations in (("groups", "merged") if own else ("total only",)):
        row["occupations"] = printed_occupations(people, everybody, options)
    for name in VARIABLES:
        summary = exact.summarise(values_of(people, name))
        if not options.statistic.startswith("mean") or shown[name] == "nothing" or not summary.n:
            continue
        mean = exact.round_to(summary.mean or Fraction(0), options.decimals, options.rounding)
        row[name] = [str(summary.n), str(mean), str(options.decimals)]
        if shown[name] == "full" and options.statistic == "mean (range)":
            row[name] += [str(summary.minimum), str(summary.maximum)]
    return row


def differences(
    now: Figures, people: Sequence[Participant], earlier: Sequence[Export]
) -> Iterator[Finding]:
    """Yield what a table says of few people when it is held against those that left before.

    Args:
        now: What it says, by `figures_of`.
        people: Everybody in it.
        earlier: Exports on record; those for the team only, and without figures, do not count.
    """
    for export in earlier:
        if export.purpose != "final" or not export.figures:
            continue
        here = {person.id: person for person in people}
        changed = [person for each, person in here.items() if each not in export.people]
        for name in now:
            if name in export.figures:
                yield from _difference(name, export.figures[name], now[name], changed, export)


def _difference(
    name: str, before: Row, after: Row, joined: Sequence[Participant], export: Export
) -> Iterator[Finding]:
    came = int(after["n"][0]) - int(before["n"][0])
    if not came or abs(came) >= AMBER:
        return
    less, more = (before, after) if came > 0 else (after, before)
    told = [line for line in _told(less, more, abs(came)) if line]
    if not told:
        return
    where = "all groups" if name == TOTAL else name
    group = "" if name == TOTAL else name.removeprefix("group ")
    who = [person for person in joined if not group or person.group.strip() == group]
    who = who if came > 0 else []
    noun = counted(abs(came), "person", "people")
    verb = "joined" if came > 0 else "left"
    yield Finding(
        item=f"{ITEM}difference to an earlier one in {where}",
        kind="difference",
        level=level_of(abs(came)) or "amber",
        learns=f"Table 1 left this study before ({export.what}) with {noun} "
        f"{'fewer' if came > 0 else 'more'} in {where}. Who has both learns of whoever {verb}: "
        f"{'; '.join(told)}.",
        whom=codes(who),
        people=ids(who),
        k=abs(came),
        hint="Keep to the earlier table, or hold this one back until more people have changed; "
        "or note that no copy of the earlier one is left (exports.recall).",
    )


def _told(less: Row, more: Row, count: int) -> Iterator[str]:
    """Yield what the difference of two rows says of the people in one of them only."""
    if "female" in less and "female" in more:
        women_more = int(more["female"][0]) - int(less["female"][0])
        yield (
            f"{women_more} of {count} female"
            if count > 1
            else ("female" if women_more else "not female")
        )
    new = [name for name in more.get("occupations", []) if name not in less.get("occupations", [])]
    if new and "occupations" in less:
        yield ", ".join(each.lower() for each in new)
    for name in VARIABLES:
        if name in less and name in more:
            yield _variable(WHAT[name], less[name], more[name], count)


def _variable(what: str, less: list[str], more: list[str], count: int) -> str:
    """Say what a variable tells of those who are in the larger row only."""
    if int(more[0]) - int(less[0]) != count:
        return ""
    span = newcomer(less, more) if count == 1 else None
    if count == 1 and span is None:
        return ""
    low, high = span or _sums(less, more)
    text = str(low) if low == high else f"{low} to {high}"
    return f"{what} {text}" if count == 1 else f"{what} {text} together"


def _sums(less: list[str], more: list[str]) -> Span:
    (low, high), (start, end) = _sum(less), _sum(more)
    return start - high, end - low


def _sum(figures: list[str]) -> Span:
    n, mean, decimals = int(figures[0]), Fraction(figures[1]), int(figures[2])
    span = grim.sums(n, mean, decimals)
    if len(figures) > 3:
        ends = Fraction(figures[3]), Fraction(figures[4])
        if all(end.denominator == 1 for end in ends):
            span = grim.common(span, grim.range_sums(n, int(ends[0]), int(ends[1])))
    return span


def newcomer(less: list[str], more: list[str]) -> Span | None:
    """Return what the one value can be that a row has more than another; whole numbers.

    Args:
        less: [n, mean, decimals] and, where they are printed, the ends of the range.
        more: The same of the row with one value more.

    Returns:
        Sharp bounds where both ranges are printed or neither is; None where no whole number
        fits (the values are finer, or somebody else has changed too).
    """
    low, high = _sums(less, more)
    if len(less) > 3 and len(more) > 3:
        ends = [Fraction(each) for each in (*less[3:5], *more[3:5])]
        if any(end.denominator != 1 for end in ends):
            return None
        least, most, new_least, new_most = (int(end) for end in ends)
        if new_least < least:
            low, high = max(low, new_least), min(high, new_least)
        elif new_most > most:
            low, high = max(low, new_most), min(high, new_most)
        else:
            low, high = max(low, least), min(high, most)
    return (max(low, 0), high) if max(low, 0) <= high else None
