"""Co-occurrence of codes: how often, how far and in which way their stretches lie together.

Every count says what it counts: pairs of codings that overlap, characters or seconds under both
codes, or units (stretches, turns, documents) that have both. A count of pairs can be larger than
either code's own count, so the coefficient made of it can leave [0, 1]; the others cannot.

Sources of the measures: the c-coefficient is that of the ATLAS.ti manual, c = n12/(n1 + n2 - n12),
which warns of values out of range and of counts that differ by more than five times; Jaccard (1901)
for the share of what is under either code; lift as in association rules (Brin et al. 1997). The
expectation under a circular shift is our own closed form, see `expected_pairs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

_CHUNK: Final = 1 << 20
"""So many pairs are looked at together: their arrays stay in tens of megabytes."""

UNEVEN: Final = 5
"""From this ratio of two codes' counts on, ATLAS.ti marks the coefficient."""


class Segments(NamedTuple):
    """Coded stretches: arrays of one length; ends are exclusive and above the starts."""

    source: npt.NDArray[Any]
    start: npt.NDArray[Any]
    end: npt.NDArray[Any]
    code: npt.NDArray[Any]
    """From 0."""


class Overlaps(NamedTuple):
    """How the stretches of codes lie to each other: code by code matrices of counts."""

    pairs: Ints
    """Pairs of two different codings that share at least one character; of a code with itself
    on the diagonal. The sum of the three below, `within` both ways."""
    same: Ints
    """Of these: the same stretch."""
    within: Ints
    """Of these, row within column: inside, and not the same stretch. Not symmetric."""
    crosses: Ints
    """Of these: each begins or ends outside the other."""


class Shares(NamedTuple):
    """What codes have alone and together, on one base."""

    own: Reals
    """How much each code has."""
    shared: Reals
    """How much two codes have in common; a code with itself: its own."""
    whole: float | None
    """How much there is of it all, coded or not; None where the base has no whole."""

    def jaccard(self) -> Reals:
        """What is common over what either has; nan where neither has anything."""
        return _over(self.shared, self.own[:, None] + self.own[None, :] - self.shared)

    def given(self) -> Reals:
        """P(column | row): the part of the row's code that the column's has too."""
        return _over(self.shared, np.broadcast_to(self.own[:, None], self.shared.shape))

    def lift(self) -> Reals:
        """How many times more is common than if codes lay independently; nan where undefined."""
        if not self.whole:
            return np.full(self.shared.shape, np.nan)
        return _over(self.shared * self.whole, np.outer(self.own, self.own))


def _over(above: Reals, below: Reals) -> Reals:
    nothing = np.full(above.shape, np.nan)
    return np.asarray(np.divide(above, below, out=nothing, where=below > 0))


def overlaps(segments: Segments, codes: int) -> Overlaps:
    """Count pairs of overlapping stretches for all pairs of `codes` codes, by how they lie.

    The work grows with the number of overlapping pairs, about a tenth of a microsecond each.
    """
    order, source, start, end, code = _sorted(segments)
    del order
    cells = codes * codes
    same, inside, crosses = (np.zeros(cells, dtype=np.int64) for _ in range(3))
    until = _reach(source, start, source, end)
    for i, j in _expanded(np.arange(1, len(code) + 1), until):
        # j begins where i begins or later.
        begins = start[j] == start[i]
        ends = end[j] - end[i]
        both = code[i] * codes + code[j]
        back = code[j] * codes + code[i]
        equal = begins & (ends == 0)
        j_in_i = (ends <= 0) & ~equal
        i_in_j = begins & (ends > 0)
        across = ~(equal | j_in_i | i_in_j)
        same += np.bincount(both[equal], minlength=cells)
        crosses += np.bincount(both[across], minlength=cells)
        inside += np.bincount(back[j_in_i], minlength=cells)
        inside += np.bincount(both[i_in_j], minlength=cells)
    square = codes, codes
    within = inside.reshape(square)
    equal_pairs = _both_ways(same.reshape(square))
    across_pairs = _both_ways(crosses.reshape(square))
    pairs = equal_pairs + across_pairs + _both_ways(within)
    return Overlaps(pairs, equal_pairs, within, across_pairs)


def _both_ways(counts: Ints) -> Ints:
    """Make counts of (earlier, later) symmetric; a pair within one code counts once."""
    found = counts + counts.T
    np.fill_diagonal(found, np.diagonal(counts))
    return found


class Coefficients(NamedTuple):
    """The c-coefficient of all pairs of codes, with its marks."""

    value: Reals
    """nan where neither code was used."""
    out_of_range: npt.NDArray[np.bool_]
    """More overlapping pairs than the coefficient can hold: it is above 1, or below 0."""
    uneven: npt.NDArray[np.bool_]
    """One code was used more than five times as often as the other."""


def coefficients(pairs: Ints, used: Ints) -> Coefficients:
    """Return c = n12/(n1 + n2 - n12) from counts of pairs and of each code's codings."""
    both = used[:, None] + used[None, :]
    below = (both - pairs).astype(np.float64)
    value = np.divide(pairs, below, out=np.full(pairs.shape, np.nan), where=below != 0)
    beyond = (pairs > 0) & ((below <= 0) | (value > 1))
    less = np.minimum(used[:, None], used[None, :])
    more = np.maximum(used[:, None], used[None, :])
    return Coefficients(value, beyond, (less > 0) & (more > UNEVEN * less))


def lengths(segments: Segments, codes: int, whole: float | None = None) -> Shares:
    """Measure what is under each code and under two: characters, or seconds for floats.

    What several codings of one code cover is covered once, so Jaccard lies in [0, 1].
    """
    source, start, end, code = _united(segments)
    real = start.dtype.kind == "f"
    own = np.bincount(code, weights=end - start, minlength=codes).astype(np.float64)
    cells = np.zeros(codes * codes, dtype=np.float64)
    order = np.lexsort((start, source))
    source, start, end, code = source[order], start[order], end[order], code[order]
    until = _reach(source, start, source, end)
    for i, j in _expanded(np.arange(1, len(code) + 1), until):
        length = np.minimum(end[i], end[j]) - start[j]
        cells += np.bincount(code[i] * codes + code[j], weights=length, minlength=codes * codes)
    shared = cells.reshape(codes, codes)
    shared = shared + shared.T
    np.fill_diagonal(shared, own)
    return Shares(own, shared if real else np.rint(shared), whole)


def presence(units: npt.NDArray[Any], code: npt.NDArray[Any], codes: int, whole: int) -> Shares:
    """Count units (turns, documents, distinct stretches) that have one code, and two.

    Args:
        units: the unit of each use of a code, from 0; a use counts once in a unit.
        code: the code of each use.
        codes: how many codes there are.
        whole: how many units there are, coded or not.
    """
    from scipy import sparse  # noqa: PLC0415 - takes long to load

    cells = _distinct(units.astype(np.int64) * codes + code)
    rows, columns = np.divmod(cells, max(codes, 1))
    shape = (int(rows.max()) + 1 if len(rows) else 0, codes)
    table = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    shared = np.asarray((table.T @ table).todense(), dtype=np.float64)
    return Shares(np.diagonal(shared).copy(), shared, float(whole))


def stretches(segments: Segments) -> npt.NDArray[Any]:
    """Number the distinct stretches: the same source, start and end have the same number."""
    order, source, start, end, _ = _sorted(segments)
    same = (source[1:] == source[:-1]) & (start[1:] == start[:-1]) & (end[1:] == end[:-1])
    number = np.zeros(len(order), dtype=np.int64)
    number[order[1:]] = np.cumsum(~same)
    return number


def expected_pairs(segments: Segments, codes: int, size: npt.NDArray[Any]) -> Reals:
    """Return how many overlapping pairs chance would make, for all pairs of codes.

    Chance: within each source (of `size` characters) the stretches of one code stay as they are
    to each other and are turned round the source together, by any number of characters with the
    same probability. Two stretches of lengths a and b then overlap with probability
    min(1, (a + b - 1)/size), so the sum of that is exact, and no sampling is needed.
    """
    length = (segments.end - segments.start).astype(np.float64)
    sources = len(size)
    cells = segments.source.astype(np.int64) * codes + segments.code
    shape = (sources, codes)
    count = np.bincount(cells, minlength=sources * codes).reshape(shape).astype(np.float64)
    total = np.bincount(cells, weights=length, minlength=sources * codes).reshape(shape)
    each = np.divide(1.0, size, out=np.zeros(sources), where=np.asarray(size) > 0)
    crossed = count.T @ (total * each[:, None])
    found = crossed + crossed.T - count.T @ (count * each[:, None])
    longest = np.zeros(sources)
    np.maximum.at(longest, segments.source, length)
    for at in np.flatnonzero(2 * longest - 1 > size):
        found += _certain(length, segments, int(at), codes, float(size[at]))
    return np.asarray(found)


def _certain(length: Reals, segments: Segments, source: int, codes: int, size: float) -> Reals:
    """Return what is to be taken off where stretches are so long that they always overlap."""
    here = np.flatnonzero(segments.source == source)
    by_code = np.argsort(segments.code[here], kind="stable")
    here = here[by_code]
    found = np.zeros((codes, codes))
    for begin in range(0, len(here), 1000):
        rows = here[begin : begin + 1000]
        over = np.maximum((length[rows][:, None] + length[here][None, :] - 1) / size - 1, 0)
        np.add.at(found, (segments.code[rows][:, None], segments.code[here][None, :]), -over)
    return found


def following(
    segments: Segments, codes: int, within: float, reach: npt.NDArray[Any] | None = None
) -> Ints:
    """Count pairs where the column's stretch follows the row's within a distance.

    Following means: in the same source, beginning where the other ends or later.

    Args:
        segments: the stretches.
        codes: how many codes there are.
        within: how far behind the end the other may begin, in the unit of the stretches.
        reach: for each stretch, up to where (inclusive) another may begin instead; for
            distances in turns or seconds.
    """
    order, source, start, end, code = _sorted(segments)
    last = end + within if reach is None else reach[order]
    first = _reach(source, start, source, end)
    until = _reach(source, start, source, last, inclusive=True)
    found = np.zeros(codes * codes, dtype=np.int64)
    for i, j in _expanded(first, np.maximum(until, first)):
        found += np.bincount(code[i] * codes + code[j], minlength=codes * codes)
    return found.reshape(codes, codes)


def _sorted(segments: Segments) -> tuple[Ints, Any, Any, Any, Any]:
    order = _order(segments)
    source, start, end = (each[order] for each in segments[:3])
    return order, source.astype(np.int64), start, end, segments.code[order].astype(np.int64)


def _order(segments: Segments) -> Ints:
    """Return the order by source, start and end; by one number where they fit into one."""
    if segments.start.dtype.kind != "f" and len(segments.start):
        sources, starts, ends = (int(each.max()) + 1 for each in segments[:3])
        if sources * starts * ends < 1 << 62:
            key = segments.source.astype(np.int64) * starts + segments.start
            return np.argsort(key * ends + segments.end, kind="stable")
    return np.lexsort((segments.end, segments.start, segments.source))


def _distinct(cells: Ints) -> Ints:
    """Return the different numbers of an array in order; they are not negative."""
    most = int(cells.max(initial=-1)) + 1
    if most > 64 * (len(cells) + 1024):
        return np.unique(cells)
    there = np.zeros(most, dtype=np.bool_)
    there[cells] = True
    return np.flatnonzero(there)


def _reach(source: Any, start: Any, of: Any, to: Any, *, inclusive: bool = False) -> Ints:
    """Return how many of the sorted (source, start) lie before (of, to), source by source."""
    side: Literal["left", "right"] = "right" if inclusive else "left"
    if start.dtype.kind == "f" or np.asarray(to).dtype.kind == "f":
        ranked = np.unique(start)
        start, to = np.searchsorted(ranked, start), np.searchsorted(ranked, to, side=side)
        side = "left"
    span = max(int(start.max(initial=0)), int(np.asarray(to).max(initial=0))) + 2
    return np.asarray(np.searchsorted(source * span + start, of * span + to, side=side))


def _expanded(first: Any, until: Any) -> Iterator[tuple[Ints, Ints]]:
    """Yield (i, j) for every j in [first[i], until[i]), as arrays of not too many."""
    counts = np.maximum(until - first, 0)
    through = np.cumsum(counts)
    begin = 0
    while begin < len(counts):
        done = through[begin - 1] if begin else 0
        stop = max(begin + 1, int(np.searchsorted(through, done + _CHUNK, side="right")))
        part = counts[begin:stop]
        i = np.repeat(np.arange(begin, stop), part)
        j = np.arange(len(i)) - np.repeat(np.cumsum(part) - part, part) + first[i]
        if len(i):
            yield i, j
        begin = stop


def _united(segments: Segments) -> tuple[Any, Any, Any, Any]:
    """Return what the stretches of each code cover, once: they no longer overlap."""
    key = segments.source.astype(np.int64) * (int(segments.code.max(initial=0)) + 1)
    key = key + segments.code
    order = np.lexsort((segments.start, key))
    key, start, end = key[order], segments.start[order], segments.end[order]
    if not len(key):
        return segments.source, segments.start, segments.end, segments.code.astype(np.int64)
    # The furthest end so far within a key: ranks keep the keys apart.
    ranked, rank = np.unique(end, return_inverse=True)
    _, group = np.unique(key, return_inverse=True)
    furthest = np.maximum.accumulate(group * len(ranked) + rank.reshape(-1)) - group * len(ranked)
    before = np.roll(ranked[furthest], 1)
    fresh = np.concatenate(([True], (key[1:] != key[:-1]) | (start[1:] > before[1:])))
    at = np.flatnonzero(fresh)
    stops = ranked[furthest][np.append(at[1:], len(key)) - 1]
    origin = order[at]
    return (
        segments.source[origin].astype(np.int64),
        start[at],
        stops,
        segments.code[origin].astype(np.int64),
    )
