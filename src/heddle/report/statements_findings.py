"""What the record says about analysis and findings (COREQ items 24 to 32, and the phases)."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from heddle.log.records import Record
from heddle.report.citing import cited
from heddle.report.material import Material
from heddle.report.model import Inlines, Text, Trace
from heddle.report.prose import counted, ids, listed, number, opened, period, plural, sentence
from heddle.report.statements import Statement, by_member, joined, name_of, nothing, said
from heddle.study.codes import Code
from heddle.study.codings import Coding
from heddle.study.memos import Memo
from heddle.study.participants import Participant
from heddle.study.quotes import Quote
from heddle.study.sources import Speaker, Turn
from heddle.study.themes import Feed, Stage, Theme
from heddle.version import __version__

_GIVEN_UP: dict[Stage, str] = {
    "merged": "merged into others",
    "split": "split",
    "dropped": "given up",
}


def coders(material: Material) -> Statement:
    """Say how many people coded (item 24)."""
    table = material.view.table(Coding)
    counting = sa.select(table.c.coder, sa.func.count().label("n")).group_by(table.c.coder)
    people = by_member(material, {row.coder: row.n for row in material.view.rows(counting)})
    if not people:
        return nothing("No codings are on record.")
    told = []
    for member, count in people:
        # Codings are counted by the database: a list of all their ids would swamp the report.
        made = Trace(str(count), (member.id,), query=f"codings by {member.name}")
        told.append(sentence(name_of(member), " (", made, f" {plural(count, 'coding')})"))
    who = opened([member for member, _ in people], "coders of the codings")
    noun = plural(len(people), "person", "people")
    return said(who, f" {noun} coded: ", listed(told), ".", figure=len(people))


def tree(material: Material) -> Statement:
    """Say whether the codes and their order are shown (item 25)."""
    codes = material.view.find(Code)
    if not codes:
        return nothing("No codes are on record.")
    known = {code.id for code in codes}
    top = [code for code in codes if code.parent not in known]
    feeds = material.view.among(Feed, "theme", [theme.id for theme in material.finals])
    fed = sorted({feed.code for feed in feeds} & known)
    told = sentence("The codebook has ", counted(codes, "code"))
    if len(top) < len(codes):
        told = sentence(told, " (", counted(top, "code"), " at the top level)")
    if fed:
        trace = Trace(number(len(fed)), tuple(fed), query="codes that feed final themes")
        finals = counted(material.finals, "final theme")
        told = sentence(told, "; ", trace, f" {plural(len(fed), 'code')} fed the ", finals)
    return said(told, ". It is shown in the appendix.", figure=len(codes))


def derived(material: Material) -> Statement:
    """Say whether themes came from the data or were laid down beforehand (item 26)."""
    codes = material.view.find(Code)
    if not codes:
        return nothing("Where codes come from is not on record.")
    told = []
    for origin, words in (
        ("inductive", "developed from the data"),
        ("deductive", "set in advance"),
    ):
        those = [code for code in codes if code.origin == origin]
        if those:
            count = Trace(number(len(those)), ids(those), query=f"{origin} codes")
            told.append(sentence(count, f" {plural(len(those), 'was', 'were')} {words}"))
    return said("Of the ", counted(codes, "code"), ", ", listed(told), ".")


def software(material: Material) -> Statement:
    """Say which program was used (item 27)."""
    facts = material.facts
    evidence = (facts.id,) if facts.id else ()
    name = Trace(f"Heddle {__version__}", evidence, kind="claim", query="program version")
    return said(name, " was used to keep, code and analyse the data.")


def quoted(material: Material) -> Statement:
    """Say whether quotes are shown and can be told apart by speaker (item 29)."""
    finals = {theme.id for theme in material.finals}
    chosen = [
        quote
        for quote in material.view.find(Quote, "position")
        if quote.theme in finals and not quote.excluded and (quote.in_results or quote.in_table)
    ]
    if not chosen:
        return nothing("No quotes are chosen for the final themes.")
    ready = cited(material.view, chosen, material.facts.publication_language)
    speakers = sorted({person for each in ready for person in each.people})
    bare = [each for each in ready if not each.attribution]
    are = plural(len(chosen), "is", "are")
    told = sentence(counted(chosen, "quote", start=True), f" {are} shown")
    if speakers:
        trace = Trace(number(len(speakers)), tuple(speakers), query="participants quoted")
        told = sentence(told, ", from ", trace, f" {plural(len(speakers), 'participant')}")
    end: Inlines = (Text("; each names its speaker."),)
    if bare:
        without = Trace(number(len(bare)), ids(e.quote for e in bare), query="no attribution")
        end = sentence("; ", without, f" {plural(len(bare), 'names', 'name')} no speaker.")
    return said(told, end, complete="partial" if bare else "full", figure=len(chosen))


def consistent(material: Material) -> Statement:
    """Say how much of the data stands behind each final theme (item 30)."""
    if not material.finals:
        return nothing("No theme is final yet.")
    told = []
    for theme, (count, people) in zip(material.finals, support(material), strict=True):
        name = Trace(f"“{theme.name}”", (theme.id,), kind="claim", query="final themes")
        extracts = Trace(str(count), (theme.id,), query="codings with the codes of the theme")
        who = Trace(str(len(people)), tuple(people) or (theme.id,), query="their speakers")
        from_ = f" {plural(count, 'extract')} from "
        noun = plural(len(people), "participant")
        told.append(sentence(name, ": ", extracts, from_, who, f" {noun}"))
    parts = [part for each in told for part in ("; ", each)][1:]
    return said("Extracts behind the final themes: ", *parts, ".")


def main_themes(material: Material) -> Statement:
    """Name the main themes (item 31)."""
    if not material.finals:
        return nothing("No theme is final yet.")
    names = [
        (Trace(f"“{t.name}”", (t.id,), kind="claim", query="final themes"),)
        for t in material.finals
    ]
    parts = [part for each in names for part in ("; ", each)][1:]
    finals = counted(material.finals, "theme is", "themes are", query="final themes", start=True)
    return said(finals, " reported, each under its own heading: ", *parts, ".", figure=len(names))


def diverse(material: Material) -> Statement:
    """Say which smaller themes there are (item 32)."""
    themes = material.view.find(Theme, "position")
    small = [theme for theme in themes if theme.stage in ("candidate", "developed")]
    if not small:
        return nothing("Minor themes and cases that do not fit are not on record.")
    names = [
        (Trace(f"“{t.name}”", (t.id,), kind="claim", query="themes that are not final"),)
        for t in small
    ]
    return said("Themes on record that are not reported as main themes: ", listed(names), ".")


def phases(material: Material) -> list[Statement]:
    """Say what was done in the analysis, step by step, by whom and when, from the log."""
    made = (_familiarised, _coded, _themed, reviewed, _defined)
    return [statement for make in made if (statement := make(material)) is not None]


def done(material: Material) -> Statement:
    """Say what was done in the analysis, step by step (SRQR S14)."""
    told = [*phases(material), derived(material)]
    some = [each for each in told if each.complete != "none"]
    if not some:
        return nothing("No step of the analysis is on record.")
    return Statement(inlines=joined(*some), complete="partial")


def _familiarised(material: Material) -> Statement | None:
    memos = material.view.find(Memo, type="familiarisation")
    if not memos:
        return None
    writers = by_member(material, Counter(memo.author for memo in memos))
    who = listed([sentence(name_of(member)) for member, _ in writers])
    when = period(memo.date for memo in memos)
    by = sentence(" by ", who) if who else ()
    were = plural(len(memos), "was", "were")
    dated = sentence(" ", Trace(when, ids(memos), query="dates of the memos")) if when else ""
    read = "To become familiar with the data, "
    return said(read, counted(memos, "memo"), f" {were} written", by, dated, ".")


def _coded(material: Material) -> Statement | None:
    people = coders(material)
    if people.complete == "none":
        return None
    codes = material.view.find(Code)
    table = material.view.table(Coding)
    total = int(material.view.connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
    made = Trace(str(total), query="codings on record")
    used = counted(codes, "code")
    when = _on_record(material, Coding)
    return said(people.inlines, " Together they made " if (people.figure or 0) > 1 else " In all ",
                made, f" {plural(total, 'coding')} with ", used,
                "" if (people.figure or 0) > 1 else " were made", when, ".")  # fmt: skip


def _themed(material: Material) -> Statement | None:
    themes = material.view.find(Theme)
    if not themes:
        return None
    when = _on_record(material, Theme)
    were = plural(len(themes), "was", "were")
    return said(counted(themes, "theme", start=True), f" {were} developed", when, ".")


def reviewed(material: Material) -> Statement | None:
    """Say what became of themes on review; None where none was given up or merged."""
    themes = material.view.find(Theme)
    told = []
    for stage, words in _GIVEN_UP.items():
        those = [theme for theme in themes if theme.stage == stage]
        if those:
            count = Trace(number(len(those)), ids(those), query=f"themes {stage}")
            told.append(sentence(count, f" {plural(len(those), 'was', 'were')} {words}"))
    return said("On review, ", listed(told), ".") if told else None


def _defined(material: Material) -> Statement | None:
    if not material.finals:
        return None
    were = plural(len(material.finals), "was", "were")
    kept = counted(material.finals, "theme", start=True)
    return said(kept, f" {were} defined, named and kept as final.")


def _on_record(material: Material, cls: type[Record]) -> Inlines:
    """Say when records of a kind were made, by the log's own dates."""
    days = material.on_record(cls)
    if days is None:
        return ()
    when = Trace(period(days), query=f"days on which {cls.kind} were put on the log")
    return sentence(" (on record ", when, ")")


def support(material: Material) -> list[tuple[int, list[str]]]:
    """Return how many codings are behind each final theme, and the participants who speak."""
    view = material.view
    themes_of: dict[str, set[str]] = {}
    for feed in view.among(Feed, "theme", [theme.id for theme in material.finals]):
        themes_of.setdefault(feed.code, set()).add(feed.theme)
    c, t, s = view.table(Coding), view.table(Turn), view.table(Speaker)
    statement = (
        sa.select(c.c.code, s.c.participant, sa.func.count().label("n"))
        .select_from(c)
        .outerjoin(t, t.c.id == c.c.turn)
        .outerjoin(s, s.c.id == t.c.speaker)
        .group_by(c.c.code, s.c.participant)
    )
    codings: Counter[str] = Counter()
    people: dict[str, set[str]] = {}
    for row in view.rows(statement):
        for theme in themes_of.get(row.code, ()):
            codings[theme] += row.n
            if row.participant in material.participants:
                people.setdefault(theme, set()).add(row.participant)
    order = list(material.participants)
    return [
        (codings[theme.id], sorted(people.get(theme.id, ()), key=order.index))
        for theme in material.finals
    ]


def quiet(material: Material) -> list[Participant]:
    """Return the participants of whom the final themes print no words."""
    finals = {theme.id for theme in material.finals}
    chosen = [q for q in material.view.find(Quote) if q.theme in finals]
    heard = {p for each in cited(material.view, chosen) for p in each.people}
    return [person for person in material.attended if person.id not in heard]
