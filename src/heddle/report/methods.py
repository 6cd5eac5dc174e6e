"""The Methods of the manuscript: a draft from the record, with a prompt where it is silent."""

from __future__ import annotations

from collections.abc import Sequence

from heddle.report import statements_data as data
from heddle.report import statements_design as design
from heddle.report import statements_findings as findings
from heddle.report import statements_method as declared
from heddle.report import statements_observed as observed
from heddle.report import statements_team as team
from heddle.report import statements_trail as trail
from heddle.report import table2
from heddle.report.material import Material
from heddle.report.model import Block, Heading, List, Paragraph, Text, Trace, runs
from heddle.report.prose import (
    counted,
    full_stop,
    ids,
    listed,
    opened,
    period,
    plural,
    sentence,
    to_be_written,
)
from heddle.report.statements import Statement, joined, name_of, nothing, said
from heddle.report.statements_overrides import disclosed
from heddle.study.checklist import Answer, answers_of
from heddle.study.consent import Consent
from heddle.study.sources import Source


def methods(material: Material) -> list[Block]:
    """Draft the Methods: headings from level 2, every number traced.

    What only an author can say is taken from written checklist answers, or asked for.
    """
    written = {
        item: answer
        for item, answer in answers_of(material.view, "coreq").items()
        if answer.text.strip() and answer.status != "missing"
    }
    return [
        Heading(2, "Design"),
        *_said(design.orientation(material), *declared.changed(material)),
        *_said(*declared.departures(material)),
        *_kept_words(material),
        to_be_written("why this design and this kind of analysis suit the aims, with references"),
        Heading(2, "Setting"),
        *_setting(material),
        Heading(2, "Participants and recruitment"),
        *_recruitment(material, written),
        Heading(2, "Data generation"),
        *_generation(material),
        Heading(2, "Analysis"),
        *_analysis(material, written),
        Heading(2, "The research team"),
        *_team(material, written),
        Heading(2, "Ethics"),
        *_ethics(material),
    ]


def _kept_words(material: Material) -> list[Block]:
    """Remind the authors of words that they keep on purpose: a reviewer may ask."""
    kept = declared.kept_words(material)
    if not kept:
        return []
    lead = Text("[Words that the authors keep on purpose, and why:]", italic=True)
    return [Paragraph((lead,)), List(tuple(statement.inlines for statement in kept))]


def _said(*statements: Statement) -> list[Block]:
    """Make a paragraph of the statements that say something; none of none."""
    inlines = joined(*statements)
    return [Paragraph(inlines)] if inlines else []


def _own(material: Material, field: str, prompt: str) -> list[Block]:
    """Return a text that the team has put on record for the whole study, or ask for it."""
    text = full_stop(str(getattr(material.facts, field)))
    if not text:
        return [to_be_written(prompt)]
    trace = Trace(text, (material.facts.id,), kind="claim", query=f"study facts: {field}")
    return [Paragraph((trace,))]


def _answer(
    written: dict[str, Answer], item: int, prompt: str, found: Statement | None = None
) -> list[Block]:
    """Return what an author has answered to a checklist item, else the record, or ask for it."""
    answer = written.get(str(item))
    if answer is None:
        if found is not None and found.complete != "none":
            return _said(found)
        return [to_be_written(f"{prompt} (COREQ item {item})")]
    text = full_stop(answer.text)
    return [Paragraph((Trace(text, (answer.id,), kind="claim", query=f"COREQ item {item}"),))]


def _setting(material: Material) -> list[Block]:
    blocks = _own(material, "setting", "the organisation, its services and the people it is for")
    facts = material.facts
    if facts.context:
        items = [
            sentence(
                f"{name.replace('_', ' ')}: ",
                Trace(value, (facts.id,), kind="claim", query="context facts"),
            )
            for name, value in facts.context.items()
            if value.strip()
        ]
        lead = Text("[Facts of the setting on record, to take up in this text:]", italic=True)
        blocks += [Paragraph((lead,)), List(tuple(items))]
    return blocks


def _recruitment(material: Material, written: dict[str, Answer]) -> list[Block]:
    return [
        *_said(design.selection(material), design.approach(material)),
        *_said(design.sample(material), design.mentors(material), _grouped(material)),
        *_answer(written, 22, "how the size of the data set was decided", design.stopped(material)),
    ]


def _grouped(material: Material) -> Statement:
    ruled = [session for session in material.sessions if session.grouping.strip()]
    if not ruled:
        return nothing("How people were grouped is not on record.")
    told = [
        sentence(
            f"{session.name}: ",
            Trace(session.grouping, (session.id,), kind="claim", query="grouping"),
        )
        for session in ruled
    ]
    parts = [part for each in told for part in ("; ", each)][1:]
    return said("They were grouped by this rule: ", *parts, ".")


def _generation(material: Material) -> list[Block]:
    blocks = [
        *_said(
            design.dates(material),
            team.moderated(material),
            design.others_present(material),
            design.places(material),
            design.repeats(material),
        ),
        *_said(design.guided(material)),
        *_said(design.recorded(material), design.lasted(material)),
        *_said(
            transcribed(material),
            data.heard(material),
            data.recognised(material),
            data.legend(material),
        ),
        *_said(observed.noted(material), _answers(material)),
        *_said(data.translated(material)),
    ]
    table = table2.block(table2.table2(material.view))
    return [*blocks, table] if table else blocks


def transcribed(material: Material) -> Statement:
    """Say who transcribed, by which convention, and what was checked."""
    transcripts = material.view.find(Source, "name", form="transcript")
    if not transcripts:
        return nothing("No transcripts are on record.")
    people = dict.fromkeys(s.transcriber for s in transcripts if s.transcriber in material.members)
    by = listed([(name_of(material.members[member]),) for member in people])
    parts = [counted(transcripts, "transcript", start=True)]
    parts.append(sentence(f" {plural(len(transcripts), 'was', 'were')} made"))
    if by:
        parts.append(sentence(" by ", by))
    rules = [
        sentence(" Convention: ", text) for text in _noted(transcripts, "convention", "convention")
    ]
    checks = [sentence(" ", text) for text in _noted(transcripts, "checked", "checking")]
    return said(*parts, ".", *rules, *checks)


def _noted(sources: Sequence[Source], field: str, query: str) -> list[Trace]:
    """Return what is noted on sources in a field, each text once with its sources."""
    found: dict[str, list[str]] = {}
    for source in sources:
        if text := full_stop(str(getattr(source, field))):
            found.setdefault(text, []).append(source.id)
    return [Trace(text, tuple(those), kind="claim", query=query) for text, those in found.items()]


def _answers(material: Material) -> Statement:
    answers = material.view.find(Source, form="written answer")
    if not answers:
        return nothing("No written answers are on record.")
    are = plural(len(answers), "is", "are")
    count = counted(answers, "written answer", "written answers", start=True)
    return said(count, f" of participants {are} part of the data.")


def _analysis(material: Material, written: dict[str, Answer]) -> list[Block]:
    done = findings.phases(material)
    blocks: list[Block] = [*_said(*done), *_said(findings.derived(material))]
    if not done:
        blocks.append(to_be_written("what was done in each step of the analysis, and by whom"))
    blocks += _said(trail.order(material))
    blocks += _said(trail.debriefed(material), trail.amended(material))
    blocks += _said(findings.software(material))
    if material.facts.approach == "reflexive":
        blocks.append(
            to_be_written(
                "how the themes were developed from the codes in this study, in the team's words; "
                "memos and the history of the themes are on record"
            )
        )
    for item, prompt, found in (
        (23, "whether transcripts were returned to participants", trail.returned(material)),
        (28, "whether participants responded to the findings", trail.responded(material)),
    ):
        blocks += _answer(written, item, prompt, found)
    return blocks


def _team(material: Material, written: dict[str, Answer]) -> list[Block]:
    blocks = _said(
        team.composition(material),
        team.employed(material),
        team.ties(material),
    )
    blocks += _said(
        team.credentials(material),
        team.jobs(material),
        team.experience(material),
    )
    for item, prompt, found in (
        (7, "what participants had been told about the researchers and their reasons", None),
        (
            8,
            "what the researchers brought along: interests, assumptions, experience",
            trail.leanings(material),
        ),
    ):
        blocks += _answer(written, item, prompt, found)
    return [*blocks, *_said(trail.involved(material))]


def _ethics(material: Material) -> list[Block]:
    return [
        *_own(material, "ethics", "approval or why none was needed, information, data protection"),
        *_said(consented(material), data.kept(material), deleted(material)),
        *_said(*disclosed(material)),
    ]


def consented(material: Material) -> Statement:
    """Say when people consented, and whether anybody withdrew."""
    consents = material.view.find(Consent)
    standing = [consent for consent in consents if not consent.withdrawn]
    if not standing:
        return nothing("Consents are not on record.")
    dates = period(consent.date for consent in standing)
    when = Trace(dates, ids(standing), query="dates of consents")
    signed = opened(standing, "consents that stand")
    noun = plural(len(standing), "written consent is", "written consents are")
    gone = [consent for consent in consents if consent.withdrawn]
    was = plural(len(gone), "consent was", "consents were")
    withdrawn = sentence(" ", opened(gone, "consents withdrawn"), f" {was} withdrawn.")
    return said(signed, f" {noun} on record, signed ", when, ".", withdrawn if gone else "")


def deleted(material: Material) -> Statement:
    """Say when recordings were deleted."""
    deleted = [r for each in material.recordings.values() for r in each if r.deleted]
    if not deleted:
        return nothing("No deletion of recordings is on record.")
    dates = period(recording.deleted for recording in deleted)
    when = Trace(dates, ids(deleted), query="dates of deletion")
    were = plural(len(deleted), "was", "were")
    return said(counted(deleted, "recording", start=True), f" {were} deleted ", when, ".")


def plain_list(items: Sequence[str]) -> List:
    """Make a numbered list of texts."""
    return List(tuple(runs(item) for item in items), ordered=True)
