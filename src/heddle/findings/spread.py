"""Spread: in which groups a theme or a code is found, on whose words, how often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
import numpy as np

from heddle.findings.corpus import Corpus, corpus
from heddle.log.view import View
from heddle.study.themes import LIVING, Theme

Of = Literal["themes", "codes"]
SMALL: Final = 5
"""Cells that rest on fewer people are not numbered in what leaves the team."""


class Cell(msgspec.Struct, kw_only=True):
    """A theme or code in one group."""

    segments: int = 0
    turns: int = 0
    people: list[str] = []
    """Keys of the voices on whose words it is."""
    ids: list[str] = []
    """The codings."""


class Line(msgspec.Struct, kw_only=True):
    """A theme or code over the groups."""

    id: str
    name: str
    cells: list[Cell]

    @property
    def groups(self) -> int:
        """In how many groups it is found."""
        return sum(bool(cell.ids) for cell in self.cells)


class Spread(msgspec.Struct, kw_only=True):
    """Themes or codes by groups; moderators and labels of unknown role are left out."""

    of: Of
    groups: list[str]
    people: list[int]
    """Who took part in each group, the silent ones included."""
    lines: list[Line]


def spread(view: View, of: Of = "themes") -> Spread:
    """Return how themes (those that stand, final ones first) or codes are spread over groups."""
    found = corpus(view)
    rows = _themes(view, found) if of == "themes" else _codes(found)
    turns, pieces = found.turns, found.pieces
    group = np.array([voice.group for voice in found.voices] + [-1])[turns.voice[pieces.turn]]
    code = found.codings.code[pieces.coding]
    talked = sorted(set(group[group >= 0].tolist()) | {
        at for at, each in enumerate(found.groups) if each.people})  # fmt: skip
    lines = []
    for id_, name, codes in rows:
        mine = np.isin(code, codes) & (group >= 0)
        cells = [_cell(found, np.flatnonzero(mine & (group == at))) for at in talked]
        lines.append(Line(id=id_, name=name, cells=cells))
    return Spread(
        of=of,
        groups=[found.groups[at].label for at in talked],
        people=[_people(found, at) for at in talked],
        lines=[line for line in lines if of == "themes" or line.groups],
    )


def _themes(view: View, found: Corpus) -> list[tuple[str, str, Sequence[int]]]:
    themes = [theme for theme in view.find(Theme, "position") if theme.stage in LIVING]
    finals = [theme for theme in themes if theme.stage == "final"]
    return [(theme.id, theme.name, theme_codes(found, theme.id)) for theme in finals or themes]


def theme_codes(found: Corpus, theme: str) -> list[int]:
    """Return the indexes of the codes that feed a theme, with all below them."""
    feeding = found.book.feeds.get(theme, [])
    return sorted({below for code in feeding for below in found.below(code)})


def _codes(found: Corpus) -> list[tuple[str, str, Sequence[int]]]:
    return [(code.id, code.name, [at]) for at, code in enumerate(found.codes)]


def _people(found: Corpus, group: int) -> int:
    listed = {found.participants[at].id for at in found.groups[group].people}
    return len(listed | {voice.key for voice in found.voices
                         if voice.group == group and voice.participant < 0})  # fmt: skip


def _cell(found: Corpus, those: np.ndarray) -> Cell:
    pieces, turns = found.pieces, found.turns
    codings = np.unique(pieces.coding[those]).tolist()
    voices = np.unique(turns.voice[pieces.turn[those]]).tolist()
    return Cell(
        segments=len(codings),
        turns=len(np.unique(pieces.turn[those])),
        people=[found.voices[at].key for at in voices],
        ids=[found.codings.id[at] for at in codings],
    )
