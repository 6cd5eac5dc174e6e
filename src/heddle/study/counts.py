"""How much there is of everything: codings of codes, words of sources, quotes of themes.

People are counted as the study knows them: a speaker who is joined to a participant or a team
member counts as that person in all sources; a label that is joined to nobody counts by itself.
"""

from __future__ import annotations

from collections.abc import MutableMapping

import msgspec
import sqlalchemy as sa

from heddle.log.view import View
from heddle.study.codings import Coding
from heddle.study.columns import tuples
from heddle.study.quotes import Quote
from heddle.study.sources import Source, Speaker, Turn
from heddle.study.themes import Feed, Theme
from heddle.text.units import words


class CodeCount(msgspec.Struct):
    """How far a code reaches; codes below it are not counted in."""

    codings: int = 0
    people: int = 0
    sources: int = 0


class SourceCount(msgspec.Struct):
    """How long a source is, and how much of it is coded."""

    turns: int = 0
    words: int = 0
    codings: int = 0
    coded_turns: int = 0
    heard: int = 0
    """Words of turns that somebody has checked against the sound."""
    unheard: int = 0
    guessed: int = 0
    """Turns whose words only a machine knows, and whose speaker nobody has confirmed."""


class Length(msgspec.Struct, frozen=True):
    """How long a source is, in words, and how much of it was heard."""

    words: int
    heard: int


class ThemeCount(msgspec.Struct):
    """What carries a theme: codings of the codes that feed it, and its quotes."""

    codings: int = 0
    quotes: int = 0


class Counts(msgspec.Struct):
    """All counts by id."""

    codes: dict[str, CodeCount]
    sources: dict[str, SourceCount]
    themes: dict[str, ThemeCount]


def counts(view: View, known_words: MutableMapping[str, Length] | None = None) -> Counts:
    """Return the counts of the whole study.

    Args:
        view: the study.
        known_words: words by source as far as they are known; sources that are missing in it
            are counted and put into it, for their whole text has to be read.
    """
    codes = _codes(view)
    return Counts(
        codes=codes,
        sources=_sources(view, {} if known_words is None else known_words),
        themes=_themes(view, codes),
    )


def _codes(view: View) -> dict[str, CodeCount]:
    c = view.table(Coding).c
    statement = sa.select(c.code, sa.func.count(), sa.func.count(sa.distinct(c.source)))
    found = {
        code: CodeCount(codings=codings, sources=sources)
        for code, codings, sources in tuples(view, statement.group_by(c.code))
    }
    person = _people(view)
    reached: dict[str, set[str]] = {code: set() for code in found}
    # A join of all codings with their turns takes twice as long as these two plain readings.
    for code, turn in tuples(view, sa.select(c.code, c.turn)):
        reached[code].add(person.get(turn, ""))
    for code, people in reached.items():
        found[code].people = len(people - {""})
    return found


def _people(view: View) -> dict[str, str]:
    """Return who speaks in each turn; a turn without a speaker has nobody."""
    speakers = {s.id: s.participant or s.member or s.id for s in view.find(Speaker)}
    t = view.table(Turn).c
    return {turn: speakers.get(who, "") for turn, who in tuples(view, sa.select(t.id, t.speaker))}


def _sources(view: View, known: MutableMapping[str, Length]) -> dict[str, SourceCount]:
    t, c = view.table(Turn).c, view.table(Coding).c
    of_source = sa.select(t.source, sa.func.count()).group_by(t.source)
    turns = {row[0]: row[1] for row in tuples(view, of_source)}
    coded = {
        row[0]: row[1]
        for row in tuples(view, sa.select(c.source, sa.func.count()).group_by(c.source))
    }
    reached = coded_turns(view)
    unheard = dict(tuples(view, of_source.where(t.draft & (t.heard == "") & ~t.withdrawn)))
    guessed = dict(tuples(view, of_source.where(t.guessed & ~t.withdrawn)))
    found = {}
    for source in view.find(Source):
        if source.id not in known:
            known[source.id] = _length(view, source.id)
        found[source.id] = SourceCount(
            turns=turns.get(source.id, 0),
            words=known[source.id].words,
            heard=known[source.id].heard,
            unheard=unheard.get(source.id, 0),
            guessed=guessed.get(source.id, 0),
            codings=coded.get(source.id, 0),
            coded_turns=len(reached.get(source.id, ())),
        )
    return found


def _length(view: View, source: str) -> Length:
    t = view.table(Turn).c
    whole = heard = 0
    for text, member in tuples(view, sa.select(t.text, t.heard).where(t.source == source)):
        count = words(text)
        whole += count
        heard += count if member else 0
    return Length(whole, heard)


def coded_turns(view: View) -> dict[str, set[str]]:
    """Return the turns that a coding lies in or runs over, by source.

    A coding whose words are gone marks a place but codes nothing there.
    """
    c, t = view.table(Coding).c, view.table(Turn).c
    reached: dict[str, set[str]] = {}
    for source, turn in tuples(view, sa.select(c.source, c.turn).distinct()):
        reached.setdefault(source, set()).add(turn)
    _leave_out_gone(view, reached)
    long: dict[str, list[tuple[str, str]]] = {}
    runs = sa.select(c.source, c.turn, c.end_turn).where((c.turn != c.end_turn) & ~c.gone)
    for source, first, last in tuples(view, runs.distinct()):
        long.setdefault(source, []).append((first, last))
    for source, stretches in long.items():
        statement = sa.select(t.id).where(t.source == source).order_by(t.position, t.id)
        order = [turn for (turn,) in tuples(view, statement)]
        places = {turn: place for place, turn in enumerate(order)}
        for first, last in stretches:
            if first in places and last in places:
                reached[source].update(order[places[first] : places[last] + 1])
    return reached


def _leave_out_gone(view: View, reached: dict[str, set[str]]) -> None:
    """Take out the turns that nothing but gone codings lie in."""
    c = view.table(Coding).c
    gone = {(s, t) for s, t in tuples(view, sa.select(c.source, c.turn).where(c.gone).distinct())}
    if not gone:
        return
    beside = {coding.turn for coding in view.among(Coding, "turn", {t for _, t in gone})
              if not coding.gone}  # fmt: skip
    for source, turn in gone:
        if turn not in beside:
            reached[source].discard(turn)


def _themes(view: View, codes: dict[str, CodeCount]) -> dict[str, ThemeCount]:
    found = {theme.id: ThemeCount() for theme in view.find(Theme)}
    for feed in view.find(Feed):
        if feed.theme in found and feed.code in codes:
            found[feed.theme].codings += codes[feed.code].codings
    q = view.table(Quote).c
    for theme, count in tuples(view, sa.select(q.theme, sa.func.count()).group_by(q.theme)):
        if theme in found:
            found[theme].quotes = count
    return found
