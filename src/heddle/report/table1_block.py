"""Table 1 in print: cells with their evidence, and notes on what is missing or held back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from msgspec import UNSET

from heddle.analysis import exact
from heddle.privacy.disclosure import ITEM
from heddle.privacy.protection import OTHERS, VARIABLES, Options, merged_occupations, women
from heddle.report.material import Material
from heddle.report.model import Cell, Column, Inlines, Note, Row, Table, Text, Trace, runs
from heddle.report.prose import full_stop, ids, plural
from heddle.report.table1 import Figures, Spread, Table1
from heddle.study.overrides import Override, overrides_of
from heddle.study.participants import Participant
from heddle.study.rules import name_key
from heddle.study.seating import Group
from heddle.study.sessions import Session

_TITLES = {
    "age": "Age, years",
    "years_in_services": "Years in services",
    "years_in_team": "Years in team",
}
_WHAT = {
    "age": "Age",
    "years_in_services": "Years in services",
    "years_in_team": "Years in team",
}
_NOT_STATED = "not stated"
_HELD = "not shown"
_TOGETHER = "Shown for all participants together only, to protect the people of small groups."


class _Notes:
    """Notes below the table, each with one mark for all the cells that it belongs to."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.texts: list[str] = []

    def mark(self, text: str) -> Text:
        """Return the raised mark of a note."""
        if text not in self.texts:
            self.texts.append(text)
        return Text(_letter(self.texts.index(text)), raised=True)

    def notes(self) -> list[Note]:
        """Return the notes with their marks."""
        return [Note(runs(text), _letter(place)) for place, text in enumerate(self.texts)]


def block(material: Material, table: Table1, number: str = "1") -> Table:
    """Make the printed table; every figure leads to the persons (or sessions) behind it."""
    options = table.options
    notes = _Notes(options)
    everybody = material.attended
    shown = [name for name in VARIABLES if not _empty(everybody, name)]
    all_sessions = [session for group in material.groups for session in group.sessions]
    gender, listed = options.gender != "none", options.occupations != "none"
    names = merged_occupations(everybody, options)
    held = _Held(shown, gender, listed, names)
    rows = [_row(group, table.groups[group.label], held, notes) for group in material.groups]
    if table.total is not UNSET:
        whole = Group("Total", everybody, all_sessions)
        rows.append(_row(whole, table.total, held, notes, total=True))
    only_groups = all(session.form == "focus group" for session in all_sessions)
    # Medians and quartiles with decimals need more room than "54 (41–65)".
    wide = 14.5 + (4 if options.decimals else 0)
    titles = [_TITLES[name] + f", {options.statistic}" for name in shown]
    columns = [
        Column(runs("Focus group" if only_groups and all_sessions else "Group"), width=8.5),
        Column(runs("n"), "right", 5.5),
        *([Column(runs("Female, n"), "right", 11)] if gender else []),
        *(Column(runs(title), "right", wide) for title in titles),
        *([Column(runs("Occupations represented"), width=18.5)] if listed else []),
        Column(runs("Duration, h:mm:ss"), "right", 12.5),
    ]
    overrides = overrides_of(material.view, "disclosure").values()
    return Table(
        columns=tuple(columns),
        rows=tuple(rows),
        caption=runs("Participants and groups"),
        number=number,
        notes=(*notes.notes(), *_general(table, held), *_overridden(overrides)),
    )


class _Held(NamedTuple):
    """What the table has columns for."""

    variables: list[str]
    gender: bool
    occupations: bool
    names: dict[str, str]
    """How each occupation is printed, by its key."""


def _row(group: Group, figures: Figures, held: _Held, notes: _Notes, *, total: bool = False) -> Row:
    people = group.people
    where = "all participants" if total else f"participants of group {group.label}"
    cells = [Cell((runs(group.label),), head=True), _count(figures.n, people, where)]
    if held.gender:
        cells.append(_female(figures, people, where, notes))
    for name in held.variables:
        spread: Spread = getattr(figures, name)
        cells.append(_spread(name, spread, people, where, notes))
    if held.occupations:
        listed = figures.occupations or []
        made = tuple(_occupation(each, people, where, held.names) for each in listed)
        cells.append(Cell(made))
    cells.append(_duration(figures, group.sessions, notes))
    return Row(tuple(cells), kind="total" if total else "body")


def _count(value: object, people: Sequence[Participant], where: str) -> Cell:
    number = value if isinstance(value, int) else 0
    return Cell(((Trace(str(number), ids(people), query=where),),), value=number)


def _female(figures: Figures, people: Sequence[Participant], where: str, notes: _Notes) -> Cell:
    if figures.female is UNSET:
        return Cell(((Text(_HELD), notes.mark(_TOGETHER)),))
    if not isinstance(figures.female, int):
        return Cell(((Trace(_NOT_STATED, ids(people), query=f"gender of {where}"),),))
    trace = Trace(str(figures.female), ids(women(people)), query=f"{where} with gender female")
    if not figures.gender_missing:
        return Cell(((trace,),), value=figures.female)
    return Cell(((trace, notes.mark(_missing("Gender", figures.gender_missing, len(people)))),))


def _spread(
    name: str,
    spread: Spread,
    people: Sequence[Participant],
    where: str,
    notes: _Notes,
) -> Cell:
    stated = [person for person in people if getattr(person, name) is not None]
    query = f"{_WHAT[name].lower()} of {where}"
    inlines: Inlines = (Trace(_spread_text(spread, notes.options), ids(stated), query=query),)
    texts = [_held_back(name, notes.options)] if spread.suppressed else []
    if spread.banded:
        texts.append(_banded(notes.options))
    if spread.missing:
        texts.append(_missing(_WHAT[name], spread.missing, len(people)))
    for place, text in enumerate(texts):
        comma = (Text(",", raised=True),) if place else ()
        inlines = (*inlines, *comma, notes.mark(text))
    return Cell((inlines,))


def _spread_text(spread: Spread, options: Options) -> str:
    mark = options.decimal_mark

    def number(value: object, decimals: int) -> str:
        if not isinstance(value, int | float):
            return exact.UNDEFINED
        return exact.format_number(exact.exact(value), decimals, mark)

    middle = spread.mean if spread.mean is not UNSET else spread.median
    if middle is UNSET:
        return _HELD
    text = number(middle, options.decimals)
    if spread.suppressed or middle is None:
        return text
    if isinstance(spread.range, tuple):
        return f"{text} ({_ends(spread.range, _decimals(spread.range), mark)})"
    if isinstance(spread.iqr, tuple):
        return f"{text} ({_ends(spread.iqr, options.decimals, mark)})"
    return f"{text} ({number(spread.sd, options.decimals)})"


def _ends(pair: tuple[int | float, int | float], decimals: int, mark: str) -> str:
    low, high = (exact.exact(end) for end in pair)
    return exact.format_range(low, high, decimals, mark)


def _decimals(pair: tuple[int | float, int | float]) -> int:
    """Return how many decimals show the ends of a range as they were given, at most two."""
    for decimals in (0, 1):
        if all((exact.exact(end) * 10**decimals).denominator == 1 for end in pair):
            return decimals
    return 2


def _occupation(
    name: str, people: Sequence[Participant], where: str, names: Mapping[str, str]
) -> Inlines:
    held = [p for p in people if names.get(name_key(p.occupation)) == name]
    return (Trace(name, ids(held), kind="claim", query=f"occupations of {where}"),)


def _duration(figures: Figures, sessions: Sequence[Session], notes: _Notes) -> Cell:
    text = figures.duration if isinstance(figures.duration, str) else _NOT_STATED
    inlines: Inlines = (Trace(text, ids(sessions), query="lengths of sessions"),)
    if figures.durations_missing and figures.duration:
        inlines = (*inlines, notes.mark(_missing("Length", figures.durations_missing,
                                                 len(sessions), "session")))  # fmt: skip
    return Cell((inlines,))


def _missing(what: str, count: int, of: int, noun: str = "participant") -> str:
    return f"{what} not stated for {count} of {of} {plural(of, noun)}."


def _held_back(name: str, options: Options) -> str:
    if options.suppression == "total only":
        return _TOGETHER
    if options.suppression == "all ranges":
        return "Only means or medians are shown, to protect the people at the ends of a range."
    if name in options.without_range:
        return f"{_WHAT[name]}: no spread is shown, to protect a person who stands apart in it."
    return (
        f"Not shown where fewer than {options.least} people could be recognised by it; totals "
        "that would give it away are left out too."
    )


def _banded(options: Options) -> str:
    return (
        f"Where fewer than {options.least} people could be recognised, ranges reach to the ends "
        f"of bands of {options.band} years."
    )


def _empty(everybody: Sequence[Participant], name: str) -> bool:
    """Tell whether a study does not collect a variable at all: then it has no column."""
    return bool(everybody) and all(getattr(person, name) is None for person in everybody)


def _overridden(overrides: Iterable[Override]) -> list[Note]:
    """Return why the table shows what the disclosure check objects to; a reason once."""
    reasons: dict[str, list[str]] = {}
    for each in overrides:
        if each.item.startswith(ITEM):
            reasons.setdefault(full_stop(each.why), []).append(each.item.removeprefix(ITEM))
    return [
        Note(runs(f"Shown although it could let people be recognised ({'; '.join(what)}): {why}"))
        for why, what in reasons.items()
    ]


def _general(table: Table1, held: _Held) -> list[Note]:
    shown = held.variables
    options = table.options
    rule = "half up" if options.rounding == "half-up" else "half to even"
    middle = "Means" if options.statistic.startswith("mean") else "Medians"
    text = f"{middle} are rounded {rule}" if shown else ""
    if options.statistic.endswith("(range)"):
        text += "; ranges are of the values as stated" if text else ""
    if options.statistic.endswith("(IQR)"):
        text += f"; quartiles by the {options.quartiles} rule" if text else ""
    told = " The total row is computed from the persons." if options.total else ""
    texts = [f"{text}.{told}" if text else ""]
    if OTHERS in held.names.values() and held.occupations:
        texts.append(f"{OTHERS}: each held by fewer than {options.least} participants.")
    lacking = [_WHAT[name].lower() for name in VARIABLES if name not in shown]
    if lacking:
        texts.append(f"Not stated for anybody: {', '.join(lacking)}.")
    if table.in_several:
        texts.append(
            f"{table.in_several} {plural(table.in_several, 'person', 'people')} sat in more than "
            "one group and count once in the total."
        )
    if table.absent:
        who = plural(table.absent, "person on record who was", "people on record who were")
        texts.append(f"Not counted: {table.absent} {who} not present.")
    return [Note(runs(text)) for text in texts if text]


def _letter(place: int) -> str:
    return (
        chr(ord("a") + place) if place < 26 else f"{_letter(place // 26 - 1)}{_letter(place % 26)}"
    )


def mean_text(
    values: Sequence[exact.Number | None], decimals: int = 0, *, ranged: bool = True
) -> str:
    """Print the mean of stated values with their range: "50 (34–65)"; "undefined" for none."""
    summary = exact.summarise(values)
    if summary.mean is None:
        return exact.UNDEFINED
    if not ranged:
        return exact.format_number(summary.mean, decimals)
    span = exact.format_range(summary.minimum, summary.maximum)
    return f"{exact.format_number(summary.mean, decimals)} ({span})"


def minutes(lengths: Sequence[int]) -> str:
    """Print lengths in seconds as whole minutes, rounded half up: "between 103 and 105 minutes"."""
    rounded = sorted(int(exact.round_to(Fraction(length, 60))) for length in lengths)
    if rounded[0] == rounded[-1]:
        return f"{rounded[0]} minutes"
    return f"between {rounded[0]} and {rounded[-1]} minutes"
