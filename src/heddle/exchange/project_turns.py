"""A text of another program's project as turns, and where each of its stretches lies in them.

The words stay as they are: turns joined by line ends are the text again, blank lines included,
but for speakers' labels. Those leave the words (and become the turns' speakers) only where no
stretch that somebody has coded would lose or gain a letter by it; else they stay in the words,
and the turns have their speakers all the same.

All offsets are Unicode code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from heddle.exchange import speakers
from heddle.exchange.labels import Candidate
from heddle.exchange.labels import key as label_key
from heddle.exchange.project import ProjectTime
from heddle.exchange.reading import Line, Reading


class Owned(NamedTuple):
    """A stretch that is a case's own: most often what one person said."""

    start: int
    end: int
    case: str


class Piece(msgspec.Struct):
    """One turn: where its words stand in the text, and who says them."""

    start: int
    end: int
    label: str = ""
    """The speaker's label as written; empty: nobody is named."""
    case: str = ""
    """The case whose stretch it is."""
    begin: float | None = None
    finish: float | None = None
    """Seconds from the beginning of the recording."""


class Place(NamedTuple):
    """A stretch in turns: from a point in one to a point in the same or a later one."""

    turn: int
    start: int
    end_turn: int
    end: int
    exact: bool
    """Its words are those of the text, but for line ends at its edges."""


class Laid(msgspec.Struct):
    """A text laid out in turns."""

    text: str
    pieces: list[Piece]
    form: str = "none"
    """How speakers' labels are written."""
    kept: bool = False
    """Labels stay in the words, because coded stretches hold them."""
    stray: int = 0
    """Stretches of cases that are no whole lines, and so no turns."""
    untimed: int = 0
    """Times within turns, which have no place."""
    _starts: list[int] = []

    def words(self, turn: int) -> str:
        """Give the words of a turn."""
        piece = self.pieces[turn]
        return self.text[piece.start : piece.end]

    def place(self, start: int, end: int) -> Place | None:
        """Find a stretch of the text; None where it holds no words."""
        if not self.text[start:end].strip() or not self.pieces:
            return None
        if len(self._starts) != len(self.pieces):
            self._starts = [piece.start for piece in self.pieces]
        first = max(bisect_right(self._starts, start) - 1, 0)
        if start >= self.pieces[first].end:
            first += 1
        last = bisect_left(self._starts, end) - 1
        if first > last:
            return None
        from_ = max(start - self._starts[first], 0)
        to = min(end, self.pieces[last].end) - self._starts[last]
        words = self._between(first, from_, last, to)
        if not words.strip():
            return None
        exact = words.strip("\n") == self.text[start:end].strip("\n")
        return Place(first, from_, last, to, exact)

    def _between(self, first: int, start: int, last: int, end: int) -> str:
        if first == last:
            return self.words(first)[start:end]
        middle = [self.words(turn) for turn in range(first + 1, last)]
        return "\n".join([self.words(first)[start:], *middle, self.words(last)[:end]])


def lay_out(
    text: str,
    *,
    owned: Iterable[Owned] = (),
    coded: Iterable[tuple[int, int]] = (),
    times: Iterable[ProjectTime] = (),
    keep: bool | None = None,
    labelled: bool = False,
) -> Laid:
    """Cut a text into turns.

    Args:
        text: the whole text, lines ending in line feeds.
        owned: stretches that are somebody's.
        coded: stretches whose words must stay as they are.
        times: moments of the recording at places in the text.
        keep: labels stay in the words (or leave them) whatever is coded.
        labelled: the program put the labels before the turns, so that those within a coded
            stretch are none of its words.
    """
    lines = _Lines(text)
    evidence = lines.evidence()
    accepted = evidence.accepted if evidence else {}
    owners, stray = lines.owners(owned, accepted)
    laid = Laid(text, _cut(lines, accepted, owners, bare=True), stray=stray)
    laid.form = evidence.form if evidence else "none"
    holds = _edges_hold if labelled else _all_exact
    if accepted and (keep or (keep is None and not holds(laid, coded))):
        laid = Laid(text, _cut(lines, accepted, owners, bare=False), stray=stray, kept=True)
        laid.form = evidence.form if evidence else "none"
    _name_alike(laid.pieces)
    laid.untimed = _time(laid.pieces, sorted(times, key=lambda time: time.offset))
    return laid


class _Lines:
    """The lines of a text; `full` are those with words, which alone are asked for labels."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)
        self.ends = [*(start - 1 for start in self.starts[1:]), len(text)]
        self.full = [i for i in range(len(self.starts)) if self.line(i).strip()]
        self._full = set(self.full)

    def line(self, i: int) -> str:
        return self.text[self.starts[i] : self.ends[i]]

    def is_full(self, i: int) -> bool:
        return i in self._full

    def evidence(self) -> speakers.Evidence | None:
        """Find speakers' labels; by the number of the line in the text."""
        if len(self.full) < 2:
            return None
        reading = Reading("txt", [Line(self.line(i)) for i in self.full])
        found = speakers.strongest(reading)
        if found is not None:
            found.accepted = {self.full[i]: one for i, one in found.accepted.items()}
        return found

    def after_label(self, i: int, accepted: dict[int, Candidate]) -> int:
        """Give where the words begin on a labelled line; its own start on another."""
        candidate = accepted.get(i)
        if candidate is None:
            return self.starts[i]
        line = self.line(i).rstrip()
        if not line.endswith(candidate.rest):
            return self.starts[i]
        return self.starts[i] + len(line) - len(candidate.rest)

    def owners(
        self, owned: Iterable[Owned], accepted: dict[int, Candidate]
    ) -> tuple[dict[int, tuple[str, int]], int]:
        """Give the case of each line (with the number of its stretch), and how many fit none."""
        found: dict[int, tuple[str, int]] = {}
        stray = 0
        for number, each in enumerate(sorted(set(owned))):
            inside = self._inside(each, accepted)
            if not inside or any(i in found for i in inside):
                stray += 1
            else:
                found |= dict.fromkeys(inside, (each.case, number))
        return found, stray

    def _inside(self, each: Owned, accepted: dict[int, Candidate]) -> range | None:
        """Give the lines that a stretch fills wholly; None where it cuts one."""
        stretch = self.text[each.start : each.end]
        start = each.start + len(stretch) - len(stretch.lstrip())
        end = each.start + len(stretch.rstrip())
        if start >= end:
            return None
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        before = self.text[self.starts[first] : start].strip()
        begins = not before or start == self.after_label(first, accepted)
        ends = not self.text[end : self.ends[last]].strip()
        return range(first, last + 1) if begins and ends else None


def _cut(
    lines: _Lines,
    accepted: dict[int, Candidate],
    owners: dict[int, tuple[str, int]],
    *,
    bare: bool,
) -> list[Piece]:
    """Cut lines into turns; `bare` ones do without the labels."""
    begins = _beginnings(lines, accepted, owners)
    pieces = []
    for place, i in enumerate(begins):
        stop = begins[place + 1] if place + 1 < len(begins) else len(lines.starts)
        start = lines.starts[0] if place == 0 else lines.starts[i]
        end = lines.ends[stop - 1]
        candidate = accepted.get(i)
        if candidate is not None and bare and (words := _bare(lines, i, end, accepted)) < end:
            start = words
        owner = owners.get(i)
        piece = Piece(start, end, case=owner[0] if owner else "")
        if candidate is not None:
            piece.label = " ".join(candidate.label.split())
            piece.begin, piece.finish = candidate.start, candidate.end
        pieces.append(piece)
    return pieces


def _bare(lines: _Lines, i: int, end: int, accepted: dict[int, Candidate]) -> int:
    """Give where the words of a labelled turn begin; its end where it has none."""
    start = lines.after_label(i, accepted)
    rest = lines.text[start:end]
    if not rest.strip():
        return end
    if "\n" in rest and not rest[: rest.index("\n")].strip():
        # The label has a line of its own, and the words begin on one below it.
        return start + len(rest) - len(rest.lstrip("\n \t"))
    return start


def _beginnings(
    lines: _Lines,
    accepted: dict[int, Candidate],
    owners: dict[int, tuple[str, int]],
) -> list[int]:
    """Give the lines with which turns begin; blank ones go with what stands above them."""
    begins = []
    begun = False
    above: tuple[str, int] | None = None
    for i in lines.full:
        owner = owners.get(i)
        if i in accepted:
            begun = True
            begins.append(i)
        elif owner != above or (owner is None and not begun):
            begins.append(i)
        above = owner
    return begins


def _all_exact(laid: Laid, coded: Iterable[tuple[int, int]]) -> bool:
    return all(
        (place := laid.place(start, end)) is not None and place.exact
        for start, end in coded
        if laid.text[start:end].strip()
    )


def _edges_hold(laid: Laid, coded: Iterable[tuple[int, int]]) -> bool:
    """Tell whether no stretch begins or ends within a label."""
    for start, end in coded:
        place = laid.place(start, end)
        if place is not None and laid.text[start:end].strip():
            first, last = laid.pieces[place.turn], laid.pieces[place.end_turn]
            if start < first.start or laid.text[last.end : end].strip():
                return False
    return True


def _name_alike(pieces: Sequence[Piece]) -> None:
    """Give one way of writing to labels that differ in spaces or capitals, and each its case."""
    names: dict[str, str] = {}
    owners: dict[str, Counter[str]] = {}
    for piece in pieces:
        if piece.label:
            key = label_key(piece.label)
            piece.label = names.setdefault(key, piece.label)
            owned = owners.setdefault(key, Counter())
            if piece.case:
                owned[piece.case] += 1
    cases = _single(owners)
    for piece in pieces:
        if piece.label:
            piece.case = cases.get(label_key(piece.label), "")


def _single(owners: dict[str, Counter[str]]) -> dict[str, str]:
    """Give each label the one case that owns turns of it, and each case one label only."""
    cases = {label: next(iter(owned)) for label, owned in owners.items() if len(owned) == 1}
    found: dict[str, str] = {}
    for case in set(cases.values()):
        labels = {label: owners[label][case] for label, each in cases.items() if each == case}
        most = max(labels.values())
        best = [label for label, often in labels.items() if often == most]
        if len(best) == 1:
            found[best[0]] = case
    return found


def _time(pieces: Sequence[Piece], times: Sequence[ProjectTime]) -> int:
    """Give turns the times at their edges; returns how many times stand within turns."""
    left = 0
    starts = [piece.start for piece in pieces]
    for time in times:
        i = bisect_right(starts, time.offset)
        before = pieces[i - 1] if i else None
        after = pieces[i] if i < len(pieces) else None
        if before is not None and time.offset == before.start:
            before.begin = time.seconds if before.begin is None else before.begin
        elif before is None or time.offset >= before.end:
            if before is not None:
                before.finish = time.seconds
            if after is not None and after.begin is None:
                after.begin = time.seconds
        else:
            left += 1
    return left
