"""Co-occurrence of a study's codes: a matrix on one base, and a pair of codes on all of them."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

import msgspec
import numpy as np

from heddle.analysis import cooccurrence as co
from heddle.errors import NotFound, Refused
from heddle.findings.axes import spoken
from heddle.findings.corpus import (
    Codings,
    Corpus,
    Count,
    Index,
    Real,
    Turns,
    corpus,
    pieces_of,
)
from heddle.log.view import View
from heddle.study.method import permits

Base = Literal["pairs", "characters", "seconds", "segments", "turns", "sources"]
Unit = Literal["characters", "turns", "seconds"]
BASES: Final[tuple[Base, ...]] = get_args(Base)
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
SAID: Final[dict[Base, str]] = {
    "pairs": "pairs of codings that overlap; the coefficient is c = n12/(n1 + n2 - n12)",
    "characters": "characters under both codes; the coefficient is Jaccard's",
    "seconds": "seconds under both codes, told within a turn by its characters; Jaccard's",
    "segments": "coded stretches that have both codes; Jaccard's",
    "turns": "turns in which both codes are; Jaccard's",
    "sources": "sources in which both codes are; Jaccard's",
}
"""What a base counts, in words."""
NO_TIMES: Final = "Not every coded turn has a time, so seconds cannot be told."


class CoAsk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which co-occurrence somebody wants."""

    base: Base = "pairs"
    codes: list[str] = []
    """Ids of the codes; empty: all that were used."""
    coders: list[str] = []
    """Ids of the coders whose codings count; empty: all."""
    moderator: bool = False
    """Count what only the team said too."""


class Used(msgspec.Struct, kw_only=True):
    """A code that takes part."""

    id: str
    label: str
    path: str
    own: float
    """How much of the base it has."""


class CoMatrix(msgspec.Struct, kw_only=True):
    """Co-occurrence on one base, code by code; symmetric."""

    ask: CoAsk
    base: str
    """What is counted, in words."""
    codes: list[Used]
    shared: list[list[float]]
    """How much two codes have in common."""
    coefficient: list[list[float | None]] | None
    """None in a cell: neither code was used. None as a whole: see `why`."""
    marked: list[list[str]] | None
    """For pairs: "out of range" or "uneven", empty for neither."""
    why: str = ""
    seq: int = 0


class Chosen(msgspec.Struct):
    """The codings that count."""

    found: Corpus
    codings: Codings
    codes: list[int]
    """Indexes of the codes that take part."""
    place: Any
    """Place among them by index of the code; -1: takes no part."""


def choose(view: View, ask: CoAsk) -> Chosen:
    """Return the codings that an asking counts; raises NotFound for a code that is not there."""
    found = corpus(view)
    codings = found.codings
    keep = np.ones(len(codings), dtype=np.bool_)
    if not ask.moderator:
        keep = np.zeros(len(codings), dtype=np.bool_)
        keep[found.pieces.coding[spoken(found, found.pieces)]] = True
    if ask.coders:
        wanted = [at for at, member in enumerate(found.members) if member.id in set(ask.coders)]
        keep &= np.isin(codings.coder, wanted)
    if ask.codes:
        missing = [code for code in ask.codes if code not in found.code_at]
        if missing:
            raise NotFound(f"There is no code with the id “{missing[0][:60]}”.")
        codes = sorted(found.code_at[code] for code in dict.fromkeys(ask.codes))
    else:
        codes = np.unique(codings.code[keep]).tolist()
    place = np.full(len(found.codes) + 1, -1, dtype=np.int64)
    place[codes] = np.arange(len(codes))
    keep &= place[codings.code] >= 0
    return Chosen(found, codings.only(keep), codes, place)


def segments_of(chosen: Chosen, codings: Codings) -> co.Segments:
    """Return codings as stretches whose codes are numbered among those that take part."""
    return co.Segments(codings.source, codings.start, codings.end, chosen.place[codings.code])


def matrix(view: View, ask: CoAsk) -> CoMatrix:
    """Return how codes lie together on one base.

    Raises:
        NotFound: a code that is named does not exist.
        Refused: seconds are asked for, and not every coded turn has a time.
    """
    chosen = choose(view, ask)
    number = len(chosen.codes)
    verdict = permits(view, "counts as validity")
    marked = None
    if ask.base == "pairs":
        pairs = co.overlaps(segments_of(chosen, chosen.codings), number).pairs
        used = np.bincount(chosen.place[chosen.codings.code], minlength=number)
        made = co.coefficients(pairs, used)
        own = used.astype(np.float64)
        shared, coefficient = pairs.astype(np.float64), made.value
        names = np.where(made.out_of_range, "out of range", np.where(made.uneven, "uneven", ""))
        np.fill_diagonal(names, "")
        marked = names.tolist()
    else:
        shares, why = shares_on(chosen, ask.base)
        if shares is None:
            raise Refused(why, "Choose another base, or bring in a transcript with times.")
        own, shared, coefficient = shares.own, shares.shared, shares.jaccard()
    np.fill_diagonal(shared, own)
    return CoMatrix(
        ask=ask,
        base=SAID[ask.base],
        codes=[_used(chosen, at, float(of)) for at, of in zip(chosen.codes, own, strict=True)],
        shared=shared.tolist(),
        coefficient=_plain(coefficient) if verdict.permitted else None,
        marked=marked if verdict.permitted else None,
        why="" if verdict.permitted else f"{verdict.reason} {verdict.instead}",
        seq=max(chosen.found.seq, 0),
    )


def people_of(view: View, ask: CoAsk) -> list[list[int]]:
    """Return how many people stand behind each cell of `matrix`, code by code.

    On the diagonal those who said words under a code; else those who said words under both.
    """
    chosen = choose(view, ask)
    pieces = pieces_of(chosen.found.turns, chosen.codings)
    voice = chosen.found.turns.voice[pieces.turn]
    code = chosen.place[chosen.codings.code[pieces.coding]]
    there = np.zeros((len(chosen.codes), len(chosen.found.voices)), dtype=np.int64)
    there[code[voice >= 0], voice[voice >= 0]] = 1
    found: list[list[int]] = (there @ there.T).tolist()
    return found


def _used(chosen: Chosen, at: int, own: float) -> Used:
    book = chosen.found.book
    return Used(id=book.codes[at].id, label=book.codes[at].name, path=book.path[at], own=own)


def _plain(values: Real) -> list[list[float | None]]:
    return [[None if np.isnan(one) else float(one) for one in row] for row in values]


def shares_on(chosen: Chosen, base: Base) -> tuple[co.Shares | None, str]:
    """Return what codes share on a base other than pairs; None and why where it is not known."""
    found, codings, number = chosen.found, chosen.codings, len(chosen.codes)
    turns = found.turns
    if base == "characters":
        whole = float((turns.end - turns.start).sum())
        return co.lengths(segments_of(chosen, codings), number, whole), ""
    if base == "seconds":
        placed = timed(chosen)
        if placed is None:
            return None, NO_TIMES
        whole = float(np.nansum(turns.seconds_end - turns.seconds))
        return co.lengths(placed, number, whole), ""
    codes = chosen.place[codings.code]
    if base == "segments":
        units = co.stretches(segments_of(chosen, codings))
        return co.presence(units, codes, number, len(np.unique(units))), ""
    if base == "sources":
        return co.presence(codings.source, codes, number, len(found.sources)), ""
    pieces = pieces_of(turns, codings)
    return co.presence(pieces.turn, codes[pieces.coding], number, len(turns)), ""


def timed(chosen: Chosen) -> co.Segments | None:
    """Return the stretches in seconds; None where a coded turn has no times.

    Within a turn a place has the share of the turn's time that it has of its characters.
    """
    turns, codings = chosen.found.turns, chosen.codings
    starts = _seconds(turns, codings.first, codings.start)
    ends = _seconds(turns, codings.last, codings.end)
    if np.isnan(starts).any() or np.isnan(ends).any() or not len(codings):
        return None
    return co.Segments(codings.source, starts, ends, chosen.place[codings.code])


def _seconds(turns: Turns, turn: Index, place: Count) -> Real:
    length = np.maximum(turns.end[turn] - turns.start[turn], 1)
    share = (place - turns.start[turn]) / length
    return np.asarray(turns.seconds[turn] + share * (turns.seconds_end - turns.seconds)[turn])
