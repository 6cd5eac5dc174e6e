"""What of the readiness matrix is shown: all of it to the team, no small cells to anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from heddle.log.view import View
from heddle.report.citing import Cited, cited, refuse_unprintable
from heddle.study.facts import facts_of
from heddle.study.framework import framework
from heddle.study.quotes import Quote
from heddle.study.readiness_matrix import LEAST, Cell, Column, Line, Matrix, divided, matrix
from heddle.study.team import Member
from heddle.study.wording import Wording

Form = Literal["team", "outside"]
_MOST_QUOTES = 3


class Reason(msgspec.Struct, kw_only=True):
    """Why a status was decided, and by whom."""

    id: str
    group: str
    """Name of the session."""
    status: str
    why: str
    who: list[str]


class ShownCell(msgspec.Struct, kw_only=True):
    """One cell as shown: of one group, or of all together."""

    group: str
    """Name of the session; empty: all groups together."""
    statuses: list[str]
    """As decided, in the order of the groups, each once; empty: not decided yet."""
    undecided: int
    """How many of its groups nobody has decided on yet."""
    people: int
    codings: int
    ready: int
    unready: int
    mixed: int
    unclear: int
    unrated: int
    wishes: int
    divided: bool
    late: bool
    evidence: list[str]
    """Ids of the decisions and codings behind it."""


class Ask(msgspec.Struct, kw_only=True):
    """What staff ask for, and who sees to it."""

    id: str
    group: str
    ask: str
    owner: str
    by_when: str
    influence: str


class Said(msgspec.Struct, kw_only=True):
    """A quote that stands for an area."""

    id: str
    text: str
    attribution: str


class ShownArea(msgspec.Struct, kw_only=True):
    """An area as shown."""

    id: str
    key: str
    name: str
    definition: str
    cfir: str
    influence: str
    cited: str
    shown: Literal["apart", "together", "hidden"]
    cells: list[ShownCell]
    reasons: list[Reason]
    asks: list[Ask]
    quotes: list[Said]


class Group(msgspec.Struct, kw_only=True):
    """A session as a column."""

    id: str
    name: str
    date: str
    people: int
    time: str
    months: int | None
    not_asked: list[str]
    """Names of areas that a question was left out on, or that no question was on."""
    not_recorded: int
    """Areas for which nobody noted whether their question was asked."""


class Recovery(msgspec.Struct, kw_only=True):
    """How often one way to speak of recovery was coded, over all groups."""

    id: str
    name: str
    codings: int


class Review(msgspec.Struct, kw_only=True):
    """A critical reading by somebody with lived experience."""

    id: str
    member: str
    date: str
    changed: str


class Shown(msgspec.Struct, kw_only=True):
    """The readiness of an organisation, as it may be shown.

    JSON: ``{"form", "least", "start", "groups": [...], "areas": [...], "before_after": [...],
    "recovery": [...], "reviews": [...], "sources": [...]}``.
    """

    form: Form
    least: int
    """How many people a shown cell rests on at least; holds outside the team."""
    start: str
    groups: list[Group]
    areas: list[ShownArea]
    before_after: list[Change]
    recovery: list[Recovery]
    reviews: list[Review]
    sources: list[str]


class Change(msgspec.Struct, kw_only=True):
    """An area before the start and after it."""

    area: str
    name: str
    before: list[str] | None
    """Statuses, each once; None: too few people to be shown."""
    after: list[str] | None


def shown(
    view: View,
    *,
    team: bool = False,
    allow_stale: bool = False,
    wording: Wording | None = None,
) -> Shown:
    """Return what may be shown to the team, or to anybody else.

    Args:
        view: The study.
        team: Show small cells too.
        allow_stale: Print quotes that no longer match, with a mark.
        wording: As spoken, or with the accepted substitutions in their places.

    Raises:
        Refused: A quote must not be printed.
    """
    said = wording or Wording(view)
    whole = matrix(view)
    names = {member.id: member.name for member in view.find(Member)}
    wanted = [line.quotes[:_MOST_QUOTES] for line in whole.lines if team or _open(line)]
    chosen = [quote for each in wanted for quote in each]
    quotes = _quotes(view, chosen, said, allow_stale=allow_stale)
    return Shown(
        form="team" if team else "outside",
        least=whole.least,
        start=whole.plan.start,
        groups=[_group(whole, number) for number in range(len(whole.columns))],
        areas=[_area(line, whole, names, quotes, said, team=team) for line in whole.lines],
        before_after=_changes(whole, team=team),
        recovery=[
            Recovery(id=one.code, name=one.name, codings=sum(one.counts.values()))
            for one in whole.recovery
        ],
        reviews=[
            Review(
                id=r.id, member=names.get(r.member, ""), date=r.date, changed=said.note(r.changed)
            )
            for r in whole.reviews
        ],
        sources=_sources(),
    )


def _open(line: Line) -> bool:
    return line.shown() != "hidden"


def _quotes(
    view: View, wanted: Sequence[str], said: Wording, *, allow_stale: bool
) -> dict[str, Cited]:
    found = {quote.id: quote for quote in view.among(Quote, "id", wanted)}
    language = facts_of(view).publication_language
    ready = cited(view, [found[one] for one in wanted if one in found], language, said)
    refuse_unprintable(ready, allow_stale=allow_stale)
    return {each.quote.id: each for each in ready}


def _group(whole: Matrix, number: int) -> Group:
    column = whole.columns[number]
    cells = [(line.name, line.cells[number].coverage) for line in whole.lines if line.key]
    return Group(
        id=column.session,
        name=column.name,
        date=column.date,
        people=column.people,
        time=column.time,
        months=column.months,
        not_asked=[name for name, said in cells if said in ("skipped", "no question")],
        not_recorded=sum(said == "not recorded" for _, said in cells),
    )


def _area(
    line: Line,
    whole: Matrix,
    names: dict[str, str],
    quotes: dict[str, Cited],
    said: Wording,
    *,
    team: bool,
) -> ShownArea:
    how = "apart" if team else line.shown()
    groups = {column.session: column.name for column in whole.columns}
    decided = [(cell, cell.decision) for cell in line.cells if cell.decision is not None]
    named = groups if how == "apart" else {}
    return ShownArea(
        id=line.area,
        key=line.key,
        name=line.name,
        definition=line.definition,
        cfir=line.cfir,
        influence=line.influence,
        cited=line.cited,
        shown=how,
        cells=_cells(line, whole.columns, how),
        reasons=[
            Reason(
                id=each.id,
                group=named.get(cell.session, ""),
                status=each.status,
                why=said.note(each.why),
                who=[names[one] for one in each.who if one in names],
            )
            for cell, each in decided
            if how == "apart"  # the reason of one group would give away what is put together
        ],
        asks=[
            Ask(
                id=each.id,
                group=named.get(cell.session, ""),
                ask=said.note(each.ask),
                owner=said.note(each.owner),
                by_when=each.by_when,
                influence=said.note(each.influence),
            )
            for cell, each in decided
            if each.ask or each.owner
        ],
        quotes=[
            _said(quotes[one], named=how == "apart")
            for one in line.quotes[:_MOST_QUOTES]
            if one in quotes
        ],
    )


def _said(quote: Cited, *, named: bool) -> Said:
    return Said(id=quote.quote.id, text=quote.text, attribution=quote.attribution if named else "")


def _cells(line: Line, columns: Sequence[Column], how: str) -> list[ShownCell]:
    if how == "apart":
        return [_together([c], k.name) for c, k in zip(line.cells, columns, strict=True)]
    return [_together(line.cells, "")] if how == "together" else []


def _together(cells: Sequence[Cell], group: str) -> ShownCell:
    tallies = [cell.tally for cell in cells]
    decisions = [cell.decision for cell in cells if cell.decision is not None]
    codings = [coding for tally in tallies for coding in tally.codings]
    ready, unready = (sum(getattr(t, name) for t in tallies) for name in ("ready", "unready"))
    mixed = sum(tally.mixed for tally in tallies)
    return ShownCell(
        group=group,
        statuses=list(dict.fromkeys(each.status for each in decisions)),
        undecided=len(cells) - len(decisions),
        people=len({voice for tally in tallies for voice in tally.voices}),
        codings=len(codings),
        ready=ready,
        unready=unready,
        mixed=mixed,
        unclear=sum(tally.unclear for tally in tallies),
        unrated=sum(tally.unrated for tally in tallies),
        wishes=sum(tally.wishes for tally in tallies),
        divided=divided(ready, unready, mixed),
        late=any(cell.late for cell in cells),
        evidence=[*(each.id for each in decisions), *codings],
    )


def _changes(whole: Matrix, *, team: bool) -> list[Change]:
    """Compare the times, where groups met before the start and after it."""
    times = {column.time for column in whole.columns}
    if not {"before", "after"} <= times:
        return []
    rows = []
    for line in whole.lines:
        sides: dict[str, list[str] | None] = {}
        for time in ("before", "after"):
            cells = [
                cell
                for cell, column in zip(line.cells, whole.columns, strict=True)
                if column.time == time
            ]
            voices = {voice for cell in cells for voice in cell.tally.voices}
            few = not team and 0 < len(voices) < LEAST
            decided = list(dict.fromkeys(str(cell.status) for cell in cells if cell.status))
            sides[time] = None if few else decided
        rows.append(
            Change(area=line.area, name=line.name, before=sides["before"], after=sides["after"])
        )
    return [row for row in rows if row.before != [] or row.after != []]


def _sources() -> list[str]:
    return [
        f"{source.citation}{f' https://doi.org/{source.doi}' if source.doi else ''}"
        for source in framework().sources
    ]
