"""The Analysis section: how the groups talked and where the themes are, told without a verdict.

It describes. Where the study's method lets no number of people stand for a finding, the spread is
told as found or not, and nothing says that a group was good or talk was even.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from heddle.findings.lineage import lineage
from heddle.findings.saturation import Curve, curve
from heddle.findings.spread import Spread, spread
from heddle.findings.talk import NO_ROSTER, SessionTalk, Talk, talk
from heddle.log.view import View
from heddle.report.figures.code_lineage import code_lineage
from heddle.report.figures.heat import heat
from heddle.report.figures.new_codes import new_codes
from heddle.report.figures.picture import share
from heddle.report.figures.talk_strips import talk_strips
from heddle.report.figures.turn_chord import turn_chord
from heddle.report.model import Block, Figure, Heading, Inlines, Paragraph, Text, Trace
from heddle.report.prose import listed, number, plural, sentence
from heddle.study.method import permits


class Analysis(msgspec.Struct, kw_only=True):
    """The Analysis section as data."""

    talk: Talk
    spread: Spread
    new_codes: Curve
    counted: bool
    """Whether the method lets numbers of people be told as findings."""


def data(view: View) -> Analysis:
    """Return what the section tells, as data; small cells of the spread are emptied."""
    counted = permits(view, "counts as validity").permitted
    found = spread(view)
    for line in found.lines:
        for cell in line.cells:
            cell.people = []
    return Analysis(talk=talk(view), spread=found, new_codes=curve(view), counted=counted)


def blocks(view: View, level: int = 1, prefix: str = "", *, short: bool = False) -> list[Block]:
    """Return the section: interaction session by session, then the spread of the themes.

    Args:
        view: The study.
        level: Of its headings.
        prefix: Before the numbers of its figures ("D").
        short: Without the lineage and the course of the coding.
    """
    told = talk(view)
    counted = permits(view, "counts as validity").permitted
    themes = spread(view)
    if not told.sessions and not themes.lines:
        return [Paragraph((Text("[No session has a transcript yet.]", italic=True),))]
    figures: list[Figure | Sequence[Block]] = []
    if told.sessions:
        figures += [
            [Heading(level, "How the groups talked"), Paragraph((Text(told.describes),))],
            *([Paragraph(_session(each))] for each in told.sessions),
            talk_strips(told.sessions),
            *(turn_chord(each) for each in told.sessions if each.changes),
        ]
    if themes.lines:
        figures += [
            [Heading(level, "Where the themes are"), Paragraph(_themes(themes))],
            heat(themes, counted=counted, team=False),
        ]
        drawn = lineage(view)
        figures += [code_lineage(drawn)] if drawn.steps and not short else []
    course = curve(view)
    if course.codes and not short:
        figures += [[Heading(level, "The course of the coding")], new_codes(course)]
    return _numbered(figures, prefix)


def _numbered(parts: Sequence[Figure | Sequence[Block]], prefix: str) -> list[Block]:
    made: list[Block] = []
    count = 0
    for part in parts:
        if isinstance(part, Figure):
            count += 1
            made.append(msgspec.structs.replace(part, number=f"{prefix}{count}"))
        else:
            made += part
    return made


def _session(each: SessionTalk) -> Inlines:
    """Tell the talk of one session in sentences."""
    parts: list[str | Trace | Inlines] = []
    voices = [part for part in each.people if part.role == "participant"]
    spoke = [part for part in voices if part.turns]
    ids = tuple(turn for part in spoke for turn in part.ids)
    parts += [f"In {each.name}, ", _count(len(spoke), ids or (each.session,), "who spoke")]
    parts += [f" {plural(len(spoke), 'participant')} spoke"]
    silent = [part.name for part in voices if not part.turns]
    if silent:
        keys = tuple(part.key for part in voices if not part.turns)
        parts += [", and ", _count(len(silent), keys, "who said nothing"), " said nothing"]
    if each.moderator_words.value is not None:
        parts += [f". The team had {share(each.moderator_words.value)} of the words"]
    if each.among.value is not None:
        among = share(each.among.value)
        parts.append(
            f"; of {each.changes} changes of speaker, {among} went from one participant to another"
        )
    if each.quiet:
        longest = each.quiet[0]
        trace = Trace(str(longest.turns), (longest.first, longest.last), query="longest run")
        parts += [". The longest stretch without a moderator had ", trace, " turns"]
    parts.append(".")
    if each.links:
        told = [sentence(f"{link.sort} ", _count(link.times, link.ids, "links")) for link in
                each.links]  # fmt: skip
        parts += [" Links between turns, coded by hand: ", listed(told), "."]
    if not each.roster:
        parts.append(f" {NO_ROSTER}")
    return sentence(*parts)


def _themes(found: Spread) -> Inlines:
    parts: list[str | Trace | Inlines] = []
    for line in found.lines:
        ids = [coding for cell in line.cells for coding in cell.ids]
        where = [group for group, cell in zip(found.groups, line.cells, strict=True) if cell.ids]
        if len(where) == len(found.groups) > 1:
            shown = f"in all {number(len(where))} groups"
        elif where:
            names = " and ".join([", ".join(where[:-1]), where[-1]] if where[1:] else where)
            shown = f"in {plural(len(where), 'group')} {names} only"
        else:
            shown = "on no participant’s words yet"
        told = Trace(shown, tuple(ids), query=f"codings of {line.name}") if ids else shown
        parts += [" " if parts else "", f"“{line.name}” is found ", told, "."]
    return sentence(*parts)


def _count(count: int, ids: Sequence[str], query: str) -> Trace | str:
    shown = number(count) if count else "none"
    return Trace(shown, tuple(ids), query=query) if ids else shown
