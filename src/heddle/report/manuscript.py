"""The manuscript: a draft from the record, with a prompt wherever only the author can write.

Every number, quote and claim in it leads back to the record. Quotes are verified when it is
made; see `citing`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from heddle.log.view import View
from heddle.privacy.protection import Options
from heddle.report import (
    analysis,
    checklist,
    codebook,
    filled,
    flow,
    statements_limits,
    table1,
    table1_block,
    table3,
    trustworthiness,
    woven,
)
from heddle.report import statements_design as design
from heddle.report import statements_findings as findings
from heddle.report.material import Material
from heddle.report.methods import methods, plain_list
from heddle.report.model import (
    Block,
    Figure,
    Heading,
    Inlines,
    List,
    PageBreak,
    Paragraph,
    Text,
    Trace,
    runs,
)
from heddle.report.places import Places
from heddle.report.prose import full_stop, sentence, to_be_written
from heddle.report.statements import joined
from heddle.report.table3 import Themed
from heddle.study.checklist import Answer
from heddle.study.checklists import SHIPPED, own_checklists
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
    material = Material(view, options)
    body = text(material, allow_stale=allow_stale, wording=wording)
    supplements = _supplements(material, wording)
    places = Places(body, supplements)
    return [*body, *_checklists(material, places), *supplements]


def places_of(material: Material, wording: Wording | None = None) -> Places:
    """Return the manuscript's sections, so that a checklist by itself can point at them."""
    body = text(material, allow_stale=True, wording=wording)
    return Places(body, _supplements(material, wording))


def text(
    material: Material, *, allow_stale: bool = False, wording: Wording | None = None
) -> list[Block]:
    """Draft what stands before the appendices; every heading has an anchor."""
    themes = table3.themed(material.view, allow_stale=allow_stale, wording=wording)
    blocks = [
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
    ]
    return _anchored(blocks, "s")


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
    items = statements_limits.limitations(material, themes)
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


def _checklists(material: Material, places: Places) -> list[Block]:
    """Print COREQ, and each other list that the team has answered in or added."""
    view = material.view
    answered = {answer.checklist for answer in view.find(Answer)}
    names = ["coreq", *(name for name in SHIPPED if name != "coreq" and name in answered)]
    names += [each.name for each in own_checklists(view)]
    blocks: list[Block] = []
    for at, name in enumerate(names, 1):
        made = filled.compute(material, checklist.find(view, name), places)
        letter = "" if len(names) == 1 else f".{at}"
        title = f"Appendix A{letter}: {made.title}"
        blocks += [
            PageBreak(),
            Heading(1, title, f"a{at}"),
            filled.block(made, f"A{at}", pages=True),
        ]
    return blocks


def _supplements(material: Material, wording: Wording | None) -> list[Block]:
    """Print the codebook, the audit trail in short, and how the groups talked."""
    blocks: list[Block] = []
    codes = codebook.block(codebook.codebook(material.view, wording), "B1")
    if codes is not None:
        blocks += [PageBreak(), Heading(1, "Appendix B: Codebook"), codes]
    trail = trustworthiness.block(trustworthiness.trustworthiness(material.view))
    numbered = msgspec.structs.replace(trail, number="C1")
    blocks += [PageBreak(), Heading(1, "Appendix C: The audit trail in short"), numbered]
    talked = analysis.blocks(material.view, 2, "D", short=True)
    if any(isinstance(block, Figure) for block in talked):
        blocks += [PageBreak(), Heading(1, "Appendix D: Analysis"), *talked]
    return _anchored(blocks, "b")


def _anchored(blocks: Sequence[Block], start: str) -> list[Block]:
    """Give each heading an anchor, so that a checklist can point at its page."""
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            made.append(Heading(block.level, block.text, f"{start}{len(made) + 1}"))
        else:
            made.append(block)
    return made
