"""The manuscript: a draft from the record, with a prompt wherever only the author can write.

Every number, quote and claim in it leads back to the record. Quotes are verified when it is
made; see `citing`.
"""

from __future__ import annotations

from collections.abc import Sequence

from heddle.log.view import View
from heddle.privacy.protection import Options
from heddle.report import codebook, coreq, flow, table1, table1_block, table3, woven
from heddle.report import statements_design as design
from heddle.report import statements_findings as findings
from heddle.report.material import Material
from heddle.report.methods import methods, plain_list
from heddle.report.model import (
    Block,
    Heading,
    Inlines,
    List,
    PageBreak,
    Paragraph,
    Text,
    Trace,
    runs,
)
from heddle.report.prose import full_stop, ids, listed, number, plural, sentence, to_be_written
from heddle.report.statements import joined
from heddle.report.table3 import Themed
from heddle.study.wording import Wording

_ABSTRACT = (
    ("Background", "what is known, and what this study adds, in two or three sentences"),
    ("Aims", "the aims in one sentence"),
    ("Methods", "design, participants, data and analysis in two or three sentences"),
    ("Results", "the themes in a few sentences"),
    ("Conclusions", "what follows, for whom"),
)
_DECLARATIONS = (
    ("funding", "Funding", "who paid for the study, and what part they had in it"),
    ("conflicts", "Conflicts of interest", "each author's interests, or that there are none"),
    ("data_availability", "Data availability", "whether and how data can be had, and why"),
    ("acknowledgements", "Acknowledgements", "who helped without being an author"),
)


def manuscript(
    view: View,
    *,
    allow_stale: bool = False,
    options: Options | None = None,
    wording: Wording | None = None,
) -> list[Block]:
    """Draft the whole manuscript.

    Args:
        view: The study.
        allow_stale: Print quotes that no longer match their transcript, with a mark.
        options: How Table 1 is printed; None: as the team has chosen.
        wording: As spoken, or with the accepted substitutions.

    Raises:
        Refused: A quote must not be printed; see `citing.refuse_unprintable`.
    """
    themes = table3.themed(view, allow_stale=allow_stale, wording=wording)
    material = Material(view, options)
    return [
        *_authors(material),
        *_abstract(material),
        *_introduction(material),
        Heading(1, "Methods"),
        *methods(material),
        Heading(1, "Results"),
        *_participants(material),
        *_themes(material, themes),
        *_discussion(material, themes),
        *_declarations(material),
        *_appendices(material, wording),
    ]


def _authors(material: Material) -> list[Block]:
    authors = [member for member in material.members.values() if member.author]
    if not authors:
        return [to_be_written("authors and affiliations")]
    places = list(dict.fromkeys(place for member in authors for place in member.affiliations))
    parts: list[Text | Trace] = []
    for at, member in enumerate(authors):
        parts.append(Trace(member.name, (member.id,), kind="claim", query="authors"))
        marks = ",".join(str(places.index(place) + 1) for place in member.affiliations)
        parts += [Text(marks, raised=True)] if marks else []
        parts += [Text(", ")] if at < len(authors) - 1 else []
    lines: list[Block] = [Paragraph(tuple(parts))]
    if places:
        lines.append(plain_list(places))
    return lines


def _abstract(material: Material) -> list[Block]:
    blocks: list[Block] = [Heading(1, "Abstract")]
    for title, prompt in _ABSTRACT:
        asked = to_be_written(prompt).inlines
        blocks.append(Paragraph((Text(f"{title}: ", bold=True), *asked)))
    keywords = "; ".join(material.facts.keywords)
    if keywords:
        blocks.append(Paragraph((Text("Keywords: ", bold=True), Text(keywords))))
    return blocks


def _introduction(material: Material) -> list[Block]:
    aims = [full_stop(aim) for aim in material.facts.aims if aim.strip()]
    blocks: list[Block] = [
        Heading(1, "Introduction"),
        to_be_written("the problem, what is known, and the gap, with references"),
    ]
    if not aims:
        return [*blocks, to_be_written("the aims of the study")]
    lead = "The aim of the study was:" if len(aims) == 1 else "The aims of the study were:"
    facts = material.facts.id
    items: list[Inlines] = [(Trace(a, (facts,), kind="claim", query="aims"),) for a in aims]
    return [*blocks, Paragraph(runs(lead)), List(tuple(items), ordered=len(aims) > 1)]


def _participants(material: Material) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Participants")]
    report = flow.flow(material.view)
    # The flow says how many took part; without an invitation list the present lists do.
    told = joined(design.described(material))
    first = flow.text(report) if report else joined(design.sample(material))
    told = sentence(first, " " if first and told else "", told)
    if not told:
        return [*blocks, to_be_written("who took part; no participants are on record")]
    blocks.append(Paragraph(told))
    if report is not None:
        blocks.append(flow.figure(report))
    if material.attended:
        blocks.append(table1_block.block(material, table1.compute(material, material.table1)))
    return blocks


def _themes(material: Material, themes: Sequence[Themed]) -> list[Block]:
    if not themes:
        return [
            Heading(2, "Themes"),
            to_be_written("the findings; no theme is final yet"),
        ]
    blocks: list[Block] = [Heading(2, "Themes"), Paragraph(findings.main_themes(material).inlines)]
    table = table3.block(themes)
    blocks += [table] if table else []
    finals = {each.theme.id for each in themes}
    below: dict[str, list[Themed]] = {}
    for each in themes:
        parent = each.theme.parent if each.theme.parent in finals else ""
        below.setdefault(parent, []).append(each)
    for each in below.get("", []):
        blocks += _theme(material, each, 2)
        for part in below.get(each.theme.id, []):
            blocks += _theme(material, part, 3)
    return blocks


def _theme(material: Material, each: Themed, level: int) -> list[Block]:
    theme = each.theme
    blocks: list[Block] = [Heading(level, theme.name)]
    for text in (theme.central_idea, theme.description):
        if text.strip():
            trace = Trace(full_stop(text), (theme.id,), kind="claim", query="theme")
            blocks.append(Paragraph((trace,)))
    quotes = each.in_results
    told = woven.claims(material.view, each)
    if told:
        return [*blocks, *told]
    if not quotes:
        return [*blocks, to_be_written("the theme's story; no quote is chosen for the Results")]
    for place, quote in enumerate(quotes):
        ask = "how the story of the theme begins" if not place else "what this leads on to"
        blocks += [to_be_written(ask), quote.block]
    return [*blocks, to_be_written("what the theme shows, and what speaks against it")]


def _discussion(material: Material, themes: Sequence[Themed]) -> list[Block]:
    items = limitations(material, themes)
    blocks: list[Block] = [
        Heading(1, "Discussion"),
        to_be_written("what the themes mean together, and beside what others have found"),
        Heading(2, "Strengths and limitations"),
        to_be_written("strengths and limitations, by the standards of the chosen method"),
    ]
    if items:
        blocks += [
            Paragraph((Text("[The record suggests to think about:]", italic=True),)),
            List(tuple(items)),
        ]
    return [
        *blocks,
        Heading(1, "Conclusion"),
        to_be_written("what follows for practice and research"),
    ]


def limitations(material: Material, themes: Sequence[Themed]) -> list[Inlines]:
    """Return what the record suggests to discuss as limitations, in italics, with evidence."""
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


def _declarations(material: Material) -> list[Block]:
    blocks: list[Block] = [Heading(1, "Declarations")]
    for field, title, prompt in _DECLARATIONS:
        text = full_stop(str(getattr(material.facts, field)))
        lead = Text(f"{title}: ", bold=True)
        if text:
            trace = Trace(text, (material.facts.id,), kind="claim", query=f"study facts: {field}")
            blocks.append(Paragraph((lead, trace)))
        else:
            blocks.append(Paragraph((lead, *to_be_written(prompt).inlines)))
    return [*blocks, Heading(1, "References"), to_be_written("the references")]


def _appendices(material: Material, wording: Wording | None) -> list[Block]:
    blocks: list[Block] = [
        PageBreak(),
        Heading(1, "Appendix A: COREQ"),
        coreq.block(coreq.compute(material), "A1"),
    ]
    codes = codebook.block(codebook.codebook(material.view, wording), "B1")
    if codes is not None:
        blocks += [PageBreak(), Heading(1, "Appendix B: Codebook"), codes]
    return blocks
