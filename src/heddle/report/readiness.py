"""The readiness report: two pages for those who decide, an annex for those who ask why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from heddle.log.view import View
from heddle.report.model import (
    Block,
    Cell,
    Column,
    Heading,
    Inlines,
    List,
    Note,
    PageBreak,
    Paragraph,
    Quote,
    Row,
    Table,
    Text,
    Trace,
    cell,
    runs,
)
from heddle.report.readiness_plain import page
from heddle.report.readiness_shown import Group, Shown, ShownArea, ShownCell
from heddle.study.facts import facts_of
from heddle.study.framework import LANGUAGES, Language

_OPEN: Final = "not decided yet"
_HIDDEN: Final = "fewer than {least} people spoke: not shown"


def blocks(found: Shown, tags: Sequence[Language]) -> list[Block]:
    """Return the report on what may be shown, with the plain page in the languages named."""
    if not found.areas:
        return _empty("This study does not use the readiness framework.")
    return [
        *_opening(found),
        _matrix(found),
        *_actions(found),
        *_divided(found),
        *_silent(found),
        *_compared(found),
        PageBreak(),
        Heading(1, "Annex"),
        *_plain(found, tags),
        *_areas(found),
        *_recovery(found),
        *_reviews(found),
        Heading(2, "Sources of the framework"),
        List(tuple(runs(source) for source in found.sources)),
    ]


def languages(view: View) -> list[Language]:
    """Return the languages of the plain page: the publication's and the talk's, if known."""
    facts = facts_of(view)
    said = [facts.publication_language, facts.source_language]
    tags = ["da" if one.strip().casefold() in ("da", "dansk", "danish") else "en" for one in said]
    return [known for known in LANGUAGES if known in tags]


def _opening(found: Shown) -> list[Block]:
    people = sum(group.people for group in found.groups)
    number = len(found.groups)
    met = "One group met" if number == 1 else f"{number} groups met"
    counted = Trace(
        f"{met}, {people} people in all",
        tuple(group.id for group in found.groups),
        query="sessions and their present lists",
    )
    start = f" The first peer support worker begins on {found.start}." if found.start else ""
    whose = (
        f"A cell outside the team rests on at least {found.least} people; where fewer spoke, "
        "groups are shown together, or nothing is shown."
        if found.form == "outside"
        else "For the team: every cell is shown. Do not pass this version on."
    )
    told = (
        " Each status was decided by the analysts, with a reason that stands in the annex; no "
        f"score was computed. “Not discussed” does not mean that all is well.{start} {whose}"
    )
    return [Paragraph((counted if number else Text("No group has met yet"), Text(f".{told}")))]


def _matrix(found: Shown) -> Table:
    groups = found.groups or []
    width = len(groups) or 1
    titles = tuple(Column(_title(group), width=56 / width) for group in groups)
    return Table(
        columns=(Column(runs("Area"), width=44), *(titles or (Column(runs("No group yet")),))),
        rows=tuple(_row(area, width, found.least) for area in found.areas),
        caption=runs("Readiness by area and group"),
        notes=(
            Note(
                runs(
                    "Statuses: prepared, partly, unprepared, not discussed. In brackets: people "
                    "whose words were coded there. “Views differ”: both readiness and its lack "
                    "were heard."
                )
            ),
        ),
    )


def _title(group: Group) -> Inlines:
    when = {"before": "before the start", "after": f"{group.months} months after the start"}
    told = when.get(group.time, "")
    return runs(f"{group.name}\n{told}" if told else group.name)


def _row(area: ShownArea, width: int, least: int) -> Row:
    head = Cell((_claim(area.name, (area.id,), "area of readiness"),), head=True)
    if area.shown == "hidden":
        return Row((head, cell(Text(_HIDDEN.format(least=least), italic=True), span=width)))
    if area.shown == "together":
        return Row((head, Cell((_said(area.cells[0]),), span=width)))
    cells = [Cell((_said(each),)) for each in area.cells]
    return Row((head, *(cells or [cell("–")])))


def _said(each: ShownCell) -> Inlines:
    """Return a cell's words: its status in bold, people, and what has to be known beside it."""
    status = ", ".join(each.statuses) or _OPEN
    if not each.group and len(each.statuses) > 1:
        status = f"differs between groups: {status}"
    beside = [f"{each.people} people"] if each.people else []
    if each.divided:
        beside.append("views differ")
    if each.late:
        beside.append("spoken of since")
    if not each.group:
        beside.append("all groups together")
    end = runs(f" ({', '.join(beside)})" if beside else "")
    if not each.evidence:
        return (Text(status, italic=not each.statuses), *end)
    bold = bool(each.statuses)
    evidence = tuple(each.evidence)
    return (Trace(status, evidence, kind="claim", query="decided by analysts", bold=bold), *end)


def _claim(text: str, evidence: tuple[str, ...], query: str) -> Inlines:
    return (Trace(text, evidence, kind="claim", query=query),)


def _actions(found: Shown) -> list[Block]:
    rows = []
    for area in found.areas:
        for number, each in enumerate(area.asks):
            known = each.influence or ("as above" if number else area.influence)
            cited = f" ({area.cited})" if known and known == area.influence else ""
            rows.append(
                Row((
                    cell(area.name, head=True),
                    Cell((_claim(each.ask or "–", (each.id,), "decision on readiness"),)),
                    cell(each.owner or "nobody yet"),
                    cell(each.by_when or "no date yet"),
                    cell(f"{known}{cited}" or "–"),
                ))
            )  # fmt: skip
    heading = Heading(1, "What staff ask for, and who sees to it")
    if not rows:
        return [heading, *_empty("Nothing is written down yet.")]
    titles = {"Area": 18, "Staff ask for": 30, "Owner": 14, "By when": 11, "Known influence": 27}
    columns = tuple(Column(runs(title), width=width) for title, width in titles.items())
    return [heading, Table(columns=columns, rows=tuple(rows), caption=runs("Actions"))]


def _divided(found: Shown) -> list[Block]:
    items = []
    for area in found.areas:
        split = [each for each in area.cells if each.divided]
        if split:
            counts = [each for cell in split for each in (Text("; "), *_views(cell))]
            items.append((Text(f"{area.name}: "), *counts[1:]))
    told: list[Block] = [List(tuple(items))] if items else _empty("No cell holds both views.")
    return [Heading(1, "Where people disagree"), *told]


def _views(each: ShownCell) -> Inlines:
    count = f"{each.ready} ready, {each.unready} unready, {each.mixed} mixed"
    where = f" ({each.group or 'all groups together'})"
    return (Trace(count, tuple(each.evidence), query="codings by valence"), Text(where))


def _silent(found: Shown) -> list[Block]:
    items: list[Inlines] = []
    for group in found.groups:
        if group.not_asked:
            items.append(
                (
                    Text(f"{group.name}: "),
                    Trace(", ".join(group.not_asked), (group.id,), query="guide coverage"),
                )
            )
        if group.not_recorded:
            missing = f"{group.name}: for {group.not_recorded} areas nobody noted what was asked."
            items.append((Text(missing),))
    told: list[Block] = (
        [List(tuple(items))] if items else _empty("Every area had its question in every group.")
    )
    return [Heading(1, "What was not asked"), *told]


def _compared(found: Shown) -> list[Block]:
    if not found.before_after:
        return []
    rows = tuple(
        Row((
            Cell((_claim(one.name, (one.area,), "area of readiness"),), head=True),
            cell(_side(one.before, found.least)),
            cell(_side(one.after, found.least)),
        ))
        for one in found.before_after
    )  # fmt: skip
    months = sorted({g.months for g in found.groups if g.months is not None})
    after = " and ".join(str(one) for one in months)
    columns = (
        Column(runs("Area"), width=40),
        Column(runs("Before the start"), width=30),
        Column(runs(f"After the start ({after} months)"), width=30),
    )
    caption = runs("The same areas before and after the start")
    return [Heading(1, "Before and after"), Table(columns=columns, rows=rows, caption=caption)]


def _side(statuses: list[str] | None, least: int) -> str:
    if statuses is None:
        return _HIDDEN.format(least=least)
    return ", ".join(statuses) or _OPEN


def _plain(found: Shown, tags: Sequence[Language]) -> list[Block]:
    made: list[Block] = []
    for tag in tags:
        made += [*page(found, tag), PageBreak()]
    return made


def _areas(found: Shown) -> list[Block]:
    made: list[Block] = [Heading(2, "Area by area")]
    for area in found.areas:
        if not (area.reasons or area.quotes):
            continue
        made += [Heading(3, area.name), Paragraph(runs(area.definition or "–"))]
        reasons = tuple(
            (
                Text(f"{each.group}: "),
                Trace(each.status, (each.id,), kind="claim", query="decided by analysts"),
                Text(f". {each.why}{_by(each.who)}"),
            )
            for each in area.reasons
        )
        if reasons:
            made.append(List(reasons))
        made += [
            Quote(
                tuple(
                    (Trace(line, (said.id,), kind="quote", query="quote chosen for the area"),)
                    for line in said.text.split("\n")
                ),
                runs(said.attribution),
            )
            for said in area.quotes
        ]
    if len(made) == 1:
        made += _empty("Nothing is decided or quoted yet.")
    return made


def _by(who: Sequence[str]) -> str:
    return f" (decided by {', '.join(who)})" if who else ""


def _recovery(found: Shown) -> list[Block]:
    items = tuple(
        (
            Text(f"{one.name}: "),
            Trace(_times(one.codings), (one.id,), query="codings with the code"),
        )
        for one in found.recovery
        if one.codings
    )
    told: list[Block] = [List(items)] if items else _empty("Nothing is coded on this yet.")
    return [Heading(2, "How people speak of recovery"), *told]


def _times(codings: int) -> str:
    return "1 coding" if codings == 1 else f"{codings} codings"


def _reviews(found: Shown) -> list[Block]:
    items = tuple(
        (
            Text(f"{each.date or 'no date'}, "),
            Trace(each.member or "a member", (each.id,), kind="claim", query="review"),
            Text(f": {each.changed}"),
        )
        for each in found.reviews
    )
    none = "No one with lived experience has reviewed this version yet."
    told: list[Block] = [List(items)] if items else _empty(none)
    return [Heading(2, "Reviewed by people with lived experience"), *told]


def _empty(text: str) -> list[Block]:
    return [Paragraph((Text(f"[{text}]", italic=True),))]
