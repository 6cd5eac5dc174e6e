"""Talk on tiers: each speaker's stretches, laid side by side in time, become lines in order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from heddle.exchange.draft import LINE_END, Draft
from heddle.exchange.talk.values import milliseconds
from heddle.text.timing import UNSAID, Timed, found


class Talked(NamedTuple):
    """A stretch of talk on a tier; seconds."""

    start: float | None
    end: float | None
    text: str
    timings: tuple[Timed, ...] = ()


def one_line(text: str) -> str:
    """Return the words of a stretch without the line ends at which a window wrapped them."""
    return LINE_END.sub(" ", text).strip()


def with_words(said: Sequence[Talked], words: Sequence[Talked], draft: Draft) -> list[Talked]:
    """Give stretches of talk the times of the words that were marked within them."""
    if not words or said is words:
        return list(said)
    inside = sorted((word for word in words if word.start is not None), key=lambda w: w.start or 0)
    starts = [word.start or 0.0 for word in inside]
    timed, missed = [], len(words)
    for each in said:
        if each.start is None or each.end is None:
            timed.append(each)
            continue
        own = inside[bisect_left(starts, each.start - 0.001) : bisect_left(starts, each.end)]
        timings, _ = found(
            ((w.text, milliseconds(w.start), milliseconds(w.end), UNSAID) for w in own), each.text
        )
        missed -= len(timings)
        timed.append(each._replace(timings=tuple(timings)))
    draft.lose("marks of words that are not in the talk", missed)
    return timed


def lines_in_time(talk: Mapping[str, Sequence[Talked]], draft: Draft) -> None:
    """Add the stretches of all speakers (empty: none) in the order in which they begin."""
    spoken = [(each, name) for name, said in talk.items() for each in said if each.text.strip()]
    spoken.sort(key=lambda pair: (pair[0].start is None, pair[0].start or 0.0))
    draft.lose("stretches without a time (put at the end)", sum(t.start is None for t, _ in spoken))
    for each, name in spoken:
        draft.add(
            each.text,
            speaker=name or None,
            start=each.start,
            end=each.end,
            timings=each.timings,
        )
