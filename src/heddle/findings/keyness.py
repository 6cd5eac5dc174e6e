"""Keyness: words that one group says more often than the others, and how many people say them.

Where the study's method rejects counting as evidence no test is made: the words are shown with who
says them, as a place to begin reading.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import msgspec
import numpy as np
import sqlalchemy as sa

from heddle.analysis import keyness as words
from heddle.errors import Refused
from heddle.findings.corpus import Corpus, corpus
from heddle.log.view import View
from heddle.study.columns import tuples
from heddle.study.method import permits
from heddle.study.sources import Turn

WARNING: Final = (
    "The groups are no random samples, and the words of one talk are not independent of each "
    "other. The tests sort words to look at; they prove no difference between kinds of people."
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST: Final = 5
_MOST: Final = 40


class KeyWord(msgspec.Struct, kw_only=True):
    """A word, and how two sides use it."""

    word: str
    here: int
    there: int
    per_thousand_here: float
    per_thousand_there: float
    log_ratio: float
    """log2 of how many times as frequent it is here: 1 is twice."""
    g2: float | None
    """None where the method permits no test."""
    p: float | None
    """Adjusted for the false discovery rate over all words that were tested."""
    people_here: int
    """Participants of this side who say it."""
    people_there: int
    dispersion: float | None
    """Of the people here: 0 spread as their talk is, 1 one person alone."""
    turns: list[str] = []
    """Turns here in which it stands; the first of them at most."""


class Keyness(msgspec.Struct, kw_only=True):
    """The words of one group against those of the others."""

    group: str
    against: str
    words_here: int
    words_there: int
    people_here: int
    people_there: int
    tested: int
    """Different words that were compared."""
    least: int
    """Said so often in all, or not compared."""
    words: list[KeyWord]
    """Most over-used first."""
    reason: str
    """Why no test was made; empty where one was."""
    warning: str = WARNING


def tokens(text: str) -> list[str]:
    """Return the words of a text in small letters: letters with marks inside, no digits."""
    return _WORD.findall(text.replace("’", "'").casefold())


def keyness(
    view: View, group: str = "", against: str = "", *, least: int = _LEAST, most: int = _MOST
) -> Keyness:
    """Compare the words of one group's participants with those of another or of all others.

    Args:
        view: The study.
        group: Its label; empty: the first.
        against: Another group's label; empty: all others together.
        least: Words said less often than this in all are left out.
        most: So many words are returned.

    Raises:
        Refused: There are fewer than two groups with talk, or none of that name.
    """
    found = corpus(view)
    one, others = _sides(found, group, against)
    said = _said(view, found)
    here, there = _total(found, said, [one]), _total(found, said, others)
    n_here, n_there = sum(here.values()), sum(there.values())
    compared = sorted(w for w in here.keys() | there.keys() if here[w] + there[w] >= least)
    verdict = permits(view, "counts as validity")
    tests = [words.g2(here[w], n_here, there[w], n_there).value for w in compared]
    chances = words.adjusted([words.p_of(test or 0.0) for test in tests])
    people = [v for v, voice in enumerate(found.voices) if voice.group == one]
    rest = [v for v, voice in enumerate(found.voices) if voice.group in others]
    sizes = {v: sum(said[v].values()) for v in [*people, *rest] if v in said}
    rows = []
    for word, test, chance in zip(compared, tests, chances, strict=True):
        ratio = words.log_ratio(here[word], n_here, there[word], n_there).value
        if ratio is None or ratio <= 0 or not here[word]:
            continue
        by = [said[v][word] if v in said else 0 for v in people]
        rows.append(
            KeyWord(
                word=word,
                here=here[word],
                there=there[word],
                per_thousand_here=1000 * here[word] / n_here,
                per_thousand_there=1000 * there[word] / n_there,
                log_ratio=ratio,
                g2=test if verdict.permitted else None,
                p=chance if verdict.permitted else None,
                people_here=sum(n > 0 for n in by),
                people_there=sum(said[v][word] > 0 for v in rest if v in said),
                dispersion=words.dispersion(by, [sizes.get(v, 0) for v in people]).value,
            )
        )
    strength = {w: test or 0.0 for w, test in zip(compared, tests, strict=True)}
    rows.sort(key=lambda row: (-strength[row.word], row.word))
    kept = rows[:most]
    _turns(view, found, one, kept)
    return Keyness(
        group=found.groups[one].label,
        against=found.groups[others[0]].label if against else "all other groups",
        words_here=n_here,
        words_there=n_there,
        people_here=sum(sizes.get(v, 0) > 0 for v in people),
        people_there=sum(sizes.get(v, 0) > 0 for v in rest),
        tested=len(compared),
        least=least,
        words=kept,
        reason="" if verdict.permitted else verdict.reason,
    )


def _sides(found: Corpus, group: str, against: str) -> tuple[int, list[int]]:
    spoke = {int(v) for v in np.unique(found.turns.voice) if v >= 0}
    talked = sorted({found.voices[v].group for v in spoke} - {-1})
    labels = {found.groups[at].label: at for at in talked}
    if len(labels) < 2:
        raise Refused(
            "Words are compared between groups, and there are fewer than two with talk; nothing "
            "was computed.",
            "Say who sat with whom: sessions with present lists, or participants with groups.",
            code="groups",
        )
    for name in (group, against):
        if name and name not in labels:
            raise Refused(
                f"There is no group with talk called “{name[:60]}”.",
                f"There are: {', '.join(labels)}.",
                code="not-found",
            )
    one = labels[group] if group else talked[0]
    if against and labels[against] == one:
        raise Refused(
            "A group cannot be compared with itself; nothing was computed.",
            "Name another group.",
            code="groups",
        )
    return one, [labels[against]] if against else [at for at in talked if at != one]


def _said(view: View, found: Corpus) -> dict[int, Counter[str]]:
    """Return how often each voice says each word; withdrawn turns are left out."""
    said: dict[int, Counter[str]] = {}
    turns = found.turns
    for turn, text in _texts(view):
        at = found.turn_at.get(turn, -1)
        if at >= 0 and turns.voice[at] >= 0 and not turns.withdrawn[at]:
            said.setdefault(int(turns.voice[at]), Counter()).update(tokens(text))
    return said


def _texts(view: View) -> list[tuple[str, str]]:
    t = view.table(Turn).c
    return [(turn, text) for turn, text in tuples(view, sa.select(t.id, t.text))]


def _total(found: Corpus, said: dict[int, Counter[str]], groups: list[int]) -> Counter[str]:
    total: Counter[str] = Counter()
    for voice, counts in said.items():
        if found.voices[voice].group in groups:
            total.update(counts)
    return total


_SHOWN: Final = 50


def _turns(view: View, found: Corpus, group: int, rows: list[KeyWord]) -> None:
    """Note in which turns the words stand, so that each number can be opened."""
    wanted = {row.word: row.turns for row in rows}
    place = {turn: at for turn, at in found.turn_at.items()
             if found.turns.voice[at] >= 0 and not found.turns.withdrawn[at]
             and found.voices[found.turns.voice[at]].group == group}  # fmt: skip
    texts = sorted((place[turn], turn, text) for turn, text in _texts(view) if turn in place)
    for _, turn, text in texts:
        for word in {*tokens(text)} & wanted.keys():
            if len(wanted[word]) < _SHOWN:
                wanted[word].append(turn)
