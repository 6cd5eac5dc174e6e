"""Units of comparison: what of the talk each coder did or did not put under a code.

All sources' turns are laid one after the other on one line: in characters, or in tenths of a
second. A unit is a piece of that line; a coding covers pieces of it. A coder's answer to a unit is
missing where they had no part in its source (no coding in it, and no reading of it on record).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec
import numpy as np
import numpy.typing as npt

from heddle.findings.corpus import ROLES, Corpus, Truth
from heddle.log.view import View
from heddle.study.readings import Reading
from heddle.study.rules import refuse
from heddle.study.sources import Turn
from heddle.text.segment import sentences

Unit = Literal["turn", "sentence", "character", "second", "segment"]
UNITS: tuple[Unit, ...] = get_args(Unit)
TEAM = tuple(ROLES.index(role) for role in ("moderator", "observer", "member"))
"""Roles whose turns are left out where the moderator is."""

Places = npt.NDArray[np.int64]
Line = npt.NDArray[np.float64]


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """The line that units and codings lie on."""

    turns: Places
    """Indexes of the turns that count, in order."""
    base: Line
    """Where each of them begins on the line; one more at the end: the length of the line."""
    scale: Line
    """How long a character of each is on the line."""
    source: Places
    """The source of each."""
    starts: Line
    """Units, half-open and in order."""
    ends: Line
    of: Places
    """Place in `turns` of each unit."""


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """Stretches of the line that were coded: coder (a place), start, end, code and coding."""

    coder: Places
    start: Line
    end: Line
    code: Places
    coding: Places

    def where(self, kept: Truth) -> Covered:
        """Return some of them."""
        return Covered(**{name: getattr(self, name)[kept] for name in self.__struct_fields__})


def part_in(view: View, book: Corpus, coders: Sequence[int], sources: Sequence[int]) -> Truth:
    """Tell which coder had a part in which source (sources x coders)."""
    there = np.zeros((len(book.sources), len(book.members)), bool)
    there[book.codings.source, book.codings.coder] = True
    source_at = {source.id: at for at, source in enumerate(book.sources)}
    member_at = {member.id: at for at, member in enumerate(book.members)}
    for reading in view.find(Reading):
        if reading.source in source_at and reading.member in member_at:
            there[source_at[reading.source], member_at[reading.member]] = True
    found: Truth = there[np.ix_(list(sources), list(coders))]
    return found


def ground(
    view: View, book: Corpus, unit: Unit, sources: Sequence[int], *, moderator: bool
) -> Ground:
    """Lay the turns of sources on one line and cut it into units.

    Units of “character” and “second” are whole turns here: what is coded cuts them further.
    Refused where no turn has times and the unit is the second.
    """
    talk = book.turns
    kept = np.isin(talk.source, list(sources)) & (talk.end > talk.start)
    if not moderator:
        kept &= ~np.isin(talk.role, TEAM)
    length = (talk.end - talk.start).astype(float)
    if unit == "second":
        lasting = talk.seconds_end - talk.seconds
        with np.errstate(invalid="ignore"):
            kept &= np.isfinite(lasting) & (lasting > 0)
        if not kept.any():
            refuse(
                "No turn of these sources has a beginning and an end in the recording, so there "
                "are no seconds to compare.",
                "Compare turns, or give the turns their times.",
                "no-times",
            )
    turns = np.flatnonzero(kept)
    size = np.round(10 * lasting[turns]) if unit == "second" else length[turns]
    base = np.concatenate([[0.0], np.cumsum(size)])
    starts, ends, of = base[:-1], base[1:], np.arange(len(turns))
    if unit == "sentence":
        starts, ends, of = _sentences(view, book, turns, base)
    return Ground(
        turns=turns,
        base=base,
        scale=size / np.maximum(length[turns], 1),
        source=talk.source[turns].astype(np.int64),
        starts=starts,
        ends=ends,
        of=of,
    )


def _sentences(view: View, book: Corpus, turns: Places, base: Line) -> tuple[Line, Line, Places]:
    texts = {
        turn.id: turn.text for turn in view.among(Turn, "id", (book.turns.id[t] for t in turns))
    }
    starts, ends, of = [], [], []
    for place, turn in enumerate(turns.tolist()):
        text = texts[book.turns.id[turn]]
        for piece in sentences(text):
            words = text[piece.start : piece.end]
            if words.strip():
                starts.append(base[place] + piece.start + len(words) - len(words.lstrip()))
                ends.append(base[place] + piece.start + len(words.rstrip()))
                of.append(place)
    return np.array(starts), np.array(ends), np.array(of, np.int64)


def covered(book: Corpus, line: Ground, coders: Sequence[int]) -> Covered:
    """Return what these coders coded, piece by piece of the turns that count."""
    place = np.full(len(book.turns), -1)
    place[line.turns] = np.arange(len(line.turns))
    who = np.full(max(len(book.members), 1), -1)
    who[list(coders)] = np.arange(len(coders))
    pieces, codings = book.pieces, book.codings
    kept = (place[pieces.turn] >= 0) & (who[codings.coder[pieces.coding]] >= 0)
    coding, turn = pieces.coding[kept], pieces.turn[kept]
    at = place[turn]
    begin = pieces.start[kept] - book.turns.start[turn]
    until = pieces.end[kept] - book.turns.start[turn]
    return Covered(
        coder=who[codings.coder[coding]],
        start=line.base[at] + begin * line.scale[at],
        end=line.base[at] + until * line.scale[at],
        code=codings.code[coding].astype(np.int64),
        coding=coding.astype(np.int64),
    )


def pieces_of(line: Ground, found: Covered) -> Ground:
    """Cut the units further wherever something coded begins or ends (characters, seconds)."""
    cuts = np.unique(np.concatenate([line.base, found.start, found.end]))
    starts, ends = cuts[:-1], cuts[1:]
    of = np.searchsorted(line.base, starts, "right") - 1
    return msgspec.structs.replace(line, starts=starts, ends=ends, of=of)


def stretches_of(line: Ground, found: Covered) -> Ground:
    """Make units of what was coded: stretches in which codings of any coder overlap."""
    order = np.argsort(found.start, kind="stable")
    starts, ends = found.start[order], found.end[order]
    reach = np.maximum.accumulate(ends) if len(ends) else ends
    first = np.ones(len(starts), bool)
    first[1:] = starts[1:] >= reach[:-1]
    last = np.append(np.flatnonzero(first)[1:] - 1, len(starts) - 1)[: int(first.sum())]
    begins = starts[first]
    of = np.searchsorted(line.base, begins, "right") - 1
    return msgspec.structs.replace(line, starts=begins, ends=reach[last], of=of.astype(np.int64))


def presence(line: Ground, found: Covered, coders: int) -> Truth:
    """Tell for each unit and coder whether any of the stretches covers some of it."""
    first = np.searchsorted(line.ends, found.start, "right")
    last = np.searchsorted(line.starts, found.end, "left")
    steps = np.zeros((len(line.starts) + 1, coders), np.int32)
    held = last > first
    np.add.at(steps, (first[held], found.coder[held]), 1)
    np.add.at(steps, (last[held], found.coder[held]), -1)
    there: Truth = np.cumsum(steps, axis=0)[:-1] > 0
    return there


def merged(found: Covered) -> list[tuple[float, float]]:
    """Return one coder's stretches with those that meet or overlap made one."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(zip(found.start.tolist(), found.end.tolist(), strict=True)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
