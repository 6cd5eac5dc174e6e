"""Find the place of a quotation in a source, as a person would, and never guess.

Coded segments come from other programs as words alone, broken over the lines of a table cell,
with quotes made curly by a word processor. A `Locator` compares without white space: the turns
are written one after the other without it, once a source, and a map leads back from each
character to its code point in a turn. What is forgiven is tried in steps, and the first step
with a match decides:

1. white space: a run equals any other run; none at all only at a line break (of either text) or
   between turns; a hyphen at a line break may go ("re-" + "quest");
2. speakers' labels that the quotation holds at the beginning of turns;
3. typographic variants: quotes, dashes, ellipsis, ligatures, composed and decomposed accents.

Capitals are never forgiven. Of several matches at one step, those on word borders are preferred;
if more than one is left, all are given and a person decides.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from heddle.text.folding import FOLDED, JOINS, fold
from heddle.text.nearest import Near, Nearest
from heddle.text.spans import Outline, Span, words_of

_SOLID = re.compile(r"\S+")
_GAP = re.compile(r"\s+")
_BREAK = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HYPHEN_BREAK = re.compile("(?<=[^\\W\\d_])[-\u2010\u00ad][^\\S\n\r]*[\n\r]\\s*(?=[^\\W\\d_])")
_MOST_HYPHENS = 4
"""Up to so many hyphens at line breaks, every combination of keeping and dropping is tried."""


class Located(NamedTuple):
    """Where a quotation is: one place, several that it fits equally, or none and the nearest."""

    places: list[Span]
    """Every place, in order, as code point offsets of the turns given to the `Locator`."""
    forgiven: tuple[str, ...] = ()
    """What had to be overlooked, in plain English; empty for a match up to white space."""
    nearest: Near | None = None
    """Only without places: the most similar stretch, for a person to look at."""

    @property
    def place(self) -> Span | None:
        """Give the place if there is exactly one."""
        return self.places[0] if len(self.places) == 1 else None


def locate(
    words: str,
    turns: Sequence[str],
    *,
    labels: Sequence[str | None] | None = None,
    within: range | None = None,
) -> Located:
    """Find one quotation; for many in the same source make a `Locator` once."""
    return Locator(turns, labels).find(words, within=within)


class Locator:
    """The turns of one source, indexed so that quotations are found fast."""

    def __init__(self, turns: Sequence[str], labels: Sequence[str | None] | None = None) -> None:
        """Take the turns, and the speaker's label of each turn where there is one.

        Raises:
            ValueError: there is not one label (or None) for each turn.
        """
        if labels is not None and len(labels) != len(turns):
            msg = f"{len(labels)} labels for {len(turns)} turns."
            raise ValueError(msg)
        self._turns = turns
        self._labels = labels
        self._outline = Outline(turns)
        self._layers: dict[tuple[bool, str | None, bool], _Layer] = {}
        self._nearest: Nearest | None = None
        self._broken = any(_HYPHEN_BREAK.search(turn) for turn in turns)

    def find(self, words: str, *, within: range | None = None) -> Located:
        """Find the places of a quotation, or the stretch nearest to it.

        Args:
            words: the quotation; white space at its ends is left out.
            within: look only in these turns (a range with step 1).

        Returns:
            Places whose start and end lie on the quotation's first and last character.
        """
        for folded, mark, dehyphenated in self._steps(words):
            layer = self._layer(folded=folded, mark=mark, dehyphenated=dehyphenated)
            for k, variant in enumerate(_variants(words)):
                places = self._places(layer, fold(variant) if folded else variant, within)
                if places:
                    return Located(places, _forgiven(folded, mark, dehyphenated or k > 0))
        if not _SOLID.search(words):
            return Located([])
        if self._nearest is None:
            self._nearest = Nearest(self._turns)
        return Located([], (), self._nearest.find(words, within))

    def words(self, place: Span) -> str:
        """Give the source's own words at a place."""
        return words_of(self._turns, place)

    def _steps(self, words: str) -> Iterator[tuple[bool, str | None, bool]]:
        marks: list[str | None] = [None]
        if self._labels is not None:
            held = [label for label in set(self._labels) if label and label in words]
            if held:
                marks += [":", ""]
        for folded in (False, True):
            for mark in marks:
                yield folded, mark, False
                if self._broken:
                    yield folded, mark, True

    def _layer(self, *, folded: bool, mark: str | None, dehyphenated: bool) -> _Layer:
        key = (folded, mark, dehyphenated)
        if key not in self._layers:
            labels = None if mark is None else self._labels
            self._layers[key] = _Layer(self._turns, labels, mark or "", folded, dehyphenated)
        return self._layers[key]

    def _places(self, layer: _Layer, words: str, within: range | None) -> list[Span]:
        whole: list[Span] = []
        torn: list[Span] = []
        for start, end, on_borders in layer.find(words):
            place = Span(self._outline.point(start), self._outline.point(end - 1))
            last = place.end._replace(offset=place.end.offset + 1)
            place = Span(place.start, last)
            if within is None or (place.start.turn in within and last.turn in within):
                (whole if on_borders else torn).append(place)
        return whole or torn


def _forgiven(folded: bool, mark: str | None, hyphen: bool) -> tuple[str, ...]:
    told = []
    if hyphen:
        told.append("a hyphen at a line break was taken out")
    if mark is not None:
        told.append("speakers' labels within the quotation were left out")
    if folded:
        told.append("typographic quotes, dashes or letter forms were forgiven")
    return tuple(told)


def _variants(words: str) -> Iterator[str]:
    """Yield the quotation as it is, then with hyphens at its line breaks taken out."""
    yield words
    breaks = [found.span() for found in _HYPHEN_BREAK.finditer(words)]
    if len(breaks) > _MOST_HYPHENS:
        yield _HYPHEN_BREAK.sub("", words)
        return
    for choice in range(1, 2 ** len(breaks)):
        parts: list[str] = []
        done = 0
        for k, (start, end) in enumerate(breaks):
            if choice >> k & 1:
                parts.append(words[done:start])
                done = end
        yield "".join((*parts, words[done:]))


class _Layer:
    """A source without white space, and the way back from each character of it."""

    def __init__(
        self,
        turns: Sequence[str],
        labels: Sequence[str | None] | None,
        mark: str,
        folded: bool,
        dehyphenated: bool,
    ) -> None:
        self._parts: list[str] = []
        self._flat = array("q")
        """For each character its offset in the whole source; for labels -1."""
        self._gaps = array("q")
        """Where white space stood, as offsets in the text without it, rising."""
        self._hard: set[int] = set()
        """Those gaps that are line breaks or ends of turns."""
        self._folded = folded
        self._length = 0
        begin = 0
        for i, turn in enumerate(turns):
            self._gap(hard=True)
            label = labels[i] if labels is not None else None
            if label:
                for piece in f"{fold(label) if folded else label}{mark}".split():
                    self._gap(hard=False)
                    self._append(piece, [-1] * len(piece))
                self._gap(hard=True)
            self._turn(turn, begin, dehyphenated)
            begin += len(turn) + 1
        self._text = "".join(self._parts)

    def _append(self, piece: str, origins: Sequence[int]) -> None:
        self._parts.append(piece)
        self._flat.extend(origins)
        self._length += len(piece)

    def _gap(self, *, hard: bool) -> None:
        if not self._gaps or self._gaps[-1] != self._length:
            self._gaps.append(self._length)
        if hard:
            self._hard.add(self._length)

    def _turn(self, turn: str, begin: int, dehyphenated: bool) -> None:
        skipped = [m.span() for m in _HYPHEN_BREAK.finditer(turn)] if dehyphenated else []
        done = 0
        for start, end in [*skipped, (len(turn), len(turn))]:
            for solid in _SOLID.finditer(turn, done, start):
                if solid.start() > done:
                    self._gap(hard=bool(_BREAK.search(turn, done, solid.start())))
                self._solid(solid.group(), begin + solid.start())
                done = solid.end()
            if done < start:
                self._gap(hard=bool(_BREAK.search(turn, done, start)))
            done = end

    def _solid(self, piece: str, at: int) -> None:
        if not self._folded or piece.isascii():
            self._append(piece, range(at, at + len(piece)))
            return
        for k, character in enumerate(piece):
            folded = FOLDED.get(character)
            if folded is None:
                folded = fold(character)
            self._append(folded, [at + k] * len(folded))

    def find(self, words: str) -> Iterator[tuple[int, int, bool]]:
        """Yield (start, end, on word borders) of each match, in offsets of the whole source."""
        compact = _GAP.sub("", words)
        if not compact:
            return
        gaps, hard = _gaps_of(words)
        at = self._text.find(compact)
        while at >= 0:
            if self._spaced_alike(at, len(compact), gaps, hard):
                found = self._origin(at, at + len(compact))
                if found:
                    yield found
            at = self._text.find(compact, at + 1)

    def _spaced_alike(self, at: int, length: int, gaps: set[int], hard: set[int]) -> bool:
        """Check that white space on one side meets white space on the other, or a line break."""
        first, last = bisect_right(self._gaps, at), bisect_left(self._gaps, at + length)
        here = {gap - at for gap in self._gaps[first:last]}
        return all(gap in hard or gap + at in self._hard for gap in here ^ gaps)

    def _origin(self, at: int, end: int) -> tuple[int, int, bool] | None:
        """Lead a match back to the source; None if it is no place of its own there."""
        text, flat = self._text, self._flat
        if end < len(text) and (text[end] in JOINS or self._same(end - 1, end)):
            return None
        if at and (self._same(at - 1, at) or text[at] in JOINS):
            return None
        on_borders = not (self._within_word(at) or self._within_word(end))
        while at < end and flat[at] < 0:
            at += 1
        while end > at and flat[end - 1] < 0:
            end -= 1
        return (flat[at], flat[end - 1] + 1, on_borders) if at < end else None

    def _same(self, left: int, right: int) -> bool:
        """Say whether two characters came from one, such as a ligature, or one label."""
        if self._flat[left] < 0 and self._flat[right] < 0:
            return not self._spaced(right)
        return self._flat[left] == self._flat[right]

    def _within_word(self, at: int) -> bool:
        text = self._text
        return (
            0 < at < len(text)
            and text[at - 1].isalnum()
            and text[at].isalnum()
            and not self._spaced(at)
        )

    def _spaced(self, at: int) -> bool:
        k = bisect_left(self._gaps, at)
        return k < len(self._gaps) and self._gaps[k] == at


def _gaps_of(words: str) -> tuple[set[int], set[int]]:
    """Give the places of white space within a quotation, without its ends, and the line breaks."""
    gaps: set[int] = set()
    hard: set[int] = set()
    solid = 0
    done = 0
    for piece in _SOLID.finditer(words):
        if solid:
            gaps.add(solid)
            if _BREAK.search(words, done, piece.start()):
                hard.add(solid)
        solid += len(piece.group())
        done = piece.end()
    return gaps, hard
