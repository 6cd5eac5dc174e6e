"""Braun and Clarke's 15 criteria of a good thematic analysis (2006): what answers each.

The record shows what was done, never that it was done well: most answers are drafts.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from heddle.report import methods
from heddle.report import statements_design as design
from heddle.report import statements_findings as findings
from heddle.report import statements_method as declared
from heddle.report import statements_support as support
from heddle.report import statements_trail as trail
from heddle.report.material import Material
from heddle.report.model import Inlines, Trace
from heddle.report.prose import counted, ids, number, plural, sentence
from heddle.report.statements import (
    Maker,
    Makers,
    Statement,
    completeness,
    joined,
    nothing,
    said,
)
from heddle.study.codings import Coding
from heddle.study.quotes import Quote
from heddle.study.sources import Source, Turn
from heddle.study.themes import Feed


def _authors(what: str) -> Maker:
    return lambda material: nothing(f"{what} is for the authors to say." if material else "")


def checked(material: Material) -> Statement:
    """Say which transcripts were checked against the recording (1)."""
    transcripts = material.view.find(Source, "name", form="transcript")
    done = [each for each in transcripts if each.checked.strip()]
    if not done:
        return nothing("No check of transcripts against the recordings is on record.")
    of = counted(transcripts, "transcript")
    count = Trace(number(len(done)), ids(done), query="transcripts with a check on record")
    were = plural(len(done), "has", "have")
    first = said("Of ", of, ", ", count, f" {were} a check against the recording on record.")
    return Statement(
        inlines=joined(first, methods.transcribed(material)),
        complete=completeness(len(done), len(transcripts)),
    )


def attended_to(material: Material) -> Statement:
    """Say how densely each source is coded, and how many of its turns hold no code (2)."""
    sources = material.view.find(Source, "name", form="transcript")
    codings, turns = material.view.table(Coding).c, material.view.table(Turn).c
    made = _per_source(
        material, sa.select(codings.source, sa.func.count()).group_by(codings.source)
    )
    all_turns = _per_source(
        material, sa.select(turns.source, sa.func.count()).group_by(turns.source)
    )
    coded = _per_source(
        material,
        sa.select(codings.source, sa.func.count(sa.distinct(codings.turn))).group_by(
            codings.source
        ),
    )
    told: list[Inlines] = []
    for source in sources:
        if not all_turns.get(source.id):
            continue
        name = Trace(source.name, (source.id,), kind="claim", query="source")
        count = Trace(str(made.get(source.id, 0)), (source.id,), query="codings in the source")
        bare = all_turns[source.id] - coded.get(source.id, 0)
        rest = Trace(str(bare), (source.id,), query="turns in which no coding begins")
        of = Trace(str(all_turns[source.id]), (source.id,), query="turns of the source")
        told.append(sentence(name, ": ", count, " codings; no coding begins in ", rest, " of ", of,
                             " turns"))  # fmt: skip
    if not told or not sum(made.values()):
        return nothing("Nothing is coded yet.")
    parts = [part for each in told for part in ("; ", each)][1:]
    return said(*parts, ".")


def collated(material: Material) -> Statement:
    """Say whether the extracts of each final theme are brought together (4)."""
    if not material.finals:
        return nothing("No theme is final yet.")
    held = [t for t, (count, _) in zip(material.finals, findings.support(material), strict=True)
            if count]  # fmt: skip
    of = counted(material.finals, "final theme")
    count = Trace(number(len(held)), ids(held) or ids(material.finals), query="with extracts")
    return said(
        "Of ", of, ", ", count, f" {plural(len(held), 'has', 'have')} codes with extracts, which "
        "can be read together.", complete=completeness(len(held), len(material.finals)),
    )  # fmt: skip


def reviewed(material: Material) -> Statement:
    """Say what review of the themes is on record (5)."""
    told = [each for each in (findings.reviewed(material), trail.debriefed(material))
            if each is not None and each.complete != "none"]  # fmt: skip
    if not told:
        return nothing("No review of the themes is on record.")
    return Statement(inlines=joined(*told))


def distinct(material: Material) -> Statement:
    """Say how many codes feed more than one final theme (6)."""
    if not material.finals:
        return nothing("No theme is final yet.")
    fed: dict[str, int] = {}
    for feed in material.view.among(Feed, "theme", [theme.id for theme in material.finals]):
        fed[feed.code] = fed.get(feed.code, 0) + 1
    shared = [code for code, times in fed.items() if times > 1]
    if not fed:
        return nothing("No code feeds a final theme.")
    of = Trace(number(len(fed)), tuple(fed), query="codes that feed final themes")
    count = Trace(number(len(shared)), tuple(shared or fed), query="codes of several themes")
    ideas = [theme for theme in material.finals if theme.central_idea.strip()]
    stated = Trace(number(len(ideas)), ids(ideas) or ids(material.finals), query="central ideas")
    return said(
        "Of ", of, f" {plural(len(fed), 'code')} behind the final themes, ", count,
        f" {plural(len(shared), 'feeds', 'feed')} more than one; ", stated,
        f" {plural(len(ideas), 'theme has', 'themes have')} a central idea in words.",
        complete="partial",
    )  # fmt: skip


def balance(material: Material) -> Statement:
    """Say how many words of participants the Results print, and how many of the authors' (10)."""
    if not material.finals:
        return nothing("No theme is final yet.")
    known = {theme.id for theme in material.finals}
    quotes = [q for q in material.view.find(Quote) if q.theme in known and q.in_results]
    if not quotes:
        return nothing("No quotes are chosen for the Results.")
    theirs = sum(len(quote.words.split()) for quote in quotes)
    own = sum(len(f"{t.central_idea} {t.description}".split()) for t in material.finals)
    said_ = Trace(str(theirs), ids(quotes), query="words of quotes in the Results, before cuts")
    told = Trace(str(own), ids(material.finals), query="words of central ideas and descriptions")
    return said(
        "The quotes of the Results have ", said_, " words before cuts; the themes' descriptions on "
        "record have ", told, ". The finished text decides.", complete="partial",
    )  # fmt: skip


def as_said(material: Material) -> Statement:
    """Say where the work departed from the declared method (13)."""
    told = [*declared.changed(material), *declared.departures(material)]
    order = trail.order(material)
    some = [each for each in (order, *told) if each.complete != "none"]
    if not some:
        return nothing("Neither the order of the work nor a departure is on record.")
    return Statement(inlines=joined(*some), complete="partial")


def _per_source(material: Material, statement: sa.Select[Any]) -> dict[str, int]:
    rows: list[Any] = list(material.view.rows(statement))
    return {row[0]: int(row[1]) for row in rows}


MAKERS: Final[Makers] = {
    "1": (checked, "Methods: Data generation"),
    "2": (attended_to, ""),
    "3": (support.consistent, "Results: Themes"),
    "4": (collated, "Methods: Analysis"),
    "5": (reviewed, "Methods: Analysis"),
    "6": (distinct, "Results: Themes"),
    "7": (_authors("Whether the data are interpreted, not retold,"), ""),
    "8": (findings.quoted, "Results: Themes"),
    "9": (_authors("Whether the analysis tells a story that hangs together"), ""),
    "10": (balance, "Results: Themes"),
    "11": (trail.order, "Methods: Analysis"),
    "12": (design.orientation, "Methods: Design"),
    "13": (as_said, "Methods: Analysis"),
    "14": (_authors("Whether words and concepts fit the study's stance"), ""),
    "15": (_authors("Whether the text shows the researchers at work"), ""),
}
