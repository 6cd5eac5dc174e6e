"""What the record suggests to discuss as limitations; whether it is one, the authors judge."""

from __future__ import annotations

from collections.abc import Sequence

from heddle.report import flow, table3, woven
from heddle.report import statements_findings as findings
from heddle.report.material import Material
from heddle.report.model import Inlines, Trace
from heddle.report.prose import ids, listed, number, plural, sentence
from heddle.report.statements import Statement, nothing, said
from heddle.report.table3 import Themed


def limits(material: Material) -> Statement:
    """Say what the record suggests as limitations (SRQR S19): a draft for the authors."""
    found = limitations(material, table3.themed(material.view, allow_stale=True))
    if not found:
        return nothing("The record suggests no limitation; the authors know better.")
    parts = [part for each in found for part in (" ", each)][1:]
    return said(*parts, complete="partial")


def limitations(material: Material, themes: Sequence[Themed]) -> list[Inlines]:
    """Return what the record suggests to discuss as limitations, with evidence."""
    found: list[Inlines] = []
    report = flow.flow(material.view)
    lost = [invitee for step in flow.lost(report) for invitee in step.evidence] if report else []
    if report and lost:
        count = number(len(lost)).capitalize()
        trace = Trace(count, tuple(lost), query="invited, did not take part")
        invited = report.step("invited")
        of = Trace(str(invited.count), tuple(invited.evidence), query="invitees")
        found.append(sentence(trace, " of ", of, " people invited did not take part."))
    if report and (told := flow.gatekeepers(report)):
        found.append(told)
    named = [p for p in material.attended if p.mentor]
    for group in material.groups:
        if named and {p.id for p in named} == {p.id for p in group.people}:
            trace = Trace(group.label, ids(named), kind="claim", query="mentors")
            found.append(sentence("All mentors sat in one group (", trace, ")."))
        if len(group.people) < 5 and len(material.groups) > 1:
            trace = Trace(number(len(group.people)), ids(group.people), query="people of the group")
            noun = plural(len(group.people), "person", "people")
            name = Trace(group.label, ids(group.people), kind="claim", query="groups")
            found.append(sentence("Group ", name, " had only ", trace, f" {noun}."))
    quiet = findings.quiet(material) if themes else []
    if quiet:
        count = number(len(quiet)).capitalize()
        trace = Trace(count, ids(quiet), query="participants without a quote")
        of = Trace(number(len(material.attended)), ids(material.attended), query="participants")
        found.append(sentence(trace, " of ", of, " participants are not quoted."))
    return [*found, *_one_sided(material, themes), *woven.unconsidered(material.view)]


def _one_sided(material: Material, themes: Sequence[Themed]) -> list[Inlines]:
    """Return which final themes are shown with quotes from some of the groups only."""
    found: list[Inlines] = []
    for each in themes:
        heard = {person for quote in each.quotes for person in quote.people}
        silent = [g for g in material.groups if not heard & {p.id for p in g.people}]
        if heard and silent:
            theme = Trace(f"“{each.theme.name}”", (each.theme.id,), kind="claim", query="theme")
            names = [(Trace(g.label, ids(g.people), kind="claim", query="groups"),) for g in silent]
            noun = plural(len(silent), "group")
            found.append(sentence(theme, f" has no quote from {noun} ", listed(names), "."))
    return found
