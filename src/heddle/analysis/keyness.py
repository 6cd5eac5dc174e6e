"""Keyness: which words one body of talk has more often than another, and how evenly spread.

G2 is the log-likelihood ratio over the 2 x 2 table of a word and all other words (Dunning 1993,
Computational Linguistics 19(1), 61-74; Rayson and Garside 2000, doi:10.3115/1117729.1117730).
The effect is the log ratio (Hardie 2014), with a half added to each count so that words that one
side never uses have one. Tests of many words are held together by the false discovery rate
(Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x). Spread is the deviation of
proportions DP (Gries 2008, doi:10.1075/ijcl.13.4.02gri) over its largest value (Lijffijt and
Gries 2012, doi:10.1075/ijcl.17.1.08lij).

The tests treat words as independent draws. Words of a few people in one room are not: a small p
says that something is there to be read, and nothing about people elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from heddle.analysis.measure import Measure, undefined

Counts = npt.NDArray[np.int64]


def g2(here: int, total_here: int, there: int, total_there: int) -> Measure:
    """Return the log-likelihood ratio of a word between two bodies of talk, over four cells.

    Args:
        here: How often the first body has the word.
        total_here: Words of the first body.
        there: How often the second body has it.
        total_there: Words of the second body.

    Raises:
        ValueError: A count is negative or larger than its total.
    """
    if not (0 <= here <= total_here and 0 <= there <= total_there):
        raise ValueError("a word is counted from 0 up to all words")
    if not total_here or not total_there:
        return undefined("One side has no words.")
    whole = total_here + total_there
    hits = here + there
    cells = (
        (here, total_here * hits), (there, total_there * hits),
        (total_here - here, total_here * (whole - hits)),
        (total_there - there, total_there * (whole - hits)),
    )  # fmt: skip
    total = sum(seen * math.log(seen * whole / product) for seen, product in cells if seen)
    return Measure(max(0.0, 2 * total))


def p_of(value: float) -> float:
    """Return how likely so large a G2 is by chance: chi-squared with one degree of freedom."""
    return math.erfc(math.sqrt(max(value, 0.0) / 2))


def log_ratio(here: int, total_here: int, there: int, total_there: int) -> Measure:
    """Return log2 of how many times as frequent a word is here: 1 is twice, -1 is half."""
    if not total_here or not total_there:
        return undefined("One side has no words.")
    return Measure(math.log2(((here + 0.5) / total_here) / ((there + 0.5) / total_there)))


def adjusted(chances: Sequence[float]) -> list[float]:
    """Return p values adjusted for the false discovery rate, in the order given."""
    given = np.asarray(chances, dtype=np.float64)
    n = len(given)
    if not n:
        return []
    order = np.argsort(given)
    raised = given[order] * n / np.arange(1, n + 1)
    held = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    found = np.empty(n)
    found[order] = held
    return [float(p) for p in found]


def dispersion(counts: Sequence[int], sizes: Sequence[int]) -> Measure:
    """Return how unevenly a word is spread over people: 0 as their talk is, 1 one person alone.

    Half the sum of |share of the word - share of the talk|, over 1 - the smallest share of talk.

    Args:
        counts: How often each person says it.
        sizes: How many words each person says in all; who says nothing is left out of it.
    """
    said, talk = np.asarray(counts, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    said, talk = said[talk > 0], talk[talk > 0]
    if len(talk) < 2:
        return undefined("Fewer than two people spoke.")
    if said.sum() <= 0:
        return undefined("Nobody said the word.")
    expected = talk / talk.sum()
    deviation = float(np.abs(said / said.sum() - expected).sum()) / 2
    return Measure(deviation / (1 - float(expected.min())))
