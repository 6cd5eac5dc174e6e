"""Gamma: agreement on segments and codes together, through the best alignment of all coders.

    >>> one = [("A", 0, 10, "x"), ("A", 20, 30, "y"), ("B", 0, 10, "x"), ("B", 20, 30, "y")]
    >>> compute(one).value
    1.0

Source: Mathet, Widlöcher & Métivier (2015), The unified and holistic method gamma for
inter-annotator agreement measure and alignment, Computational Linguistics 41(3), 437-479,
doi:10.1162/COLI_a_00227. Segments of a coder may overlap. The alignment is exact (`alignments`);
what chance gives is estimated from random continua (`continua`), so gamma has a sampling error,
which the interval shows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from math import ceil, sqrt
from typing import Any

import numpy as np

from heddle.analysis.alignments import Continuum, Dissimilarity, disorder
from heddle.analysis.continua import SAMPLERS, Shuffle, Statistical
from heddle.analysis.differences import Distance, custom
from heddle.analysis.outcomes import Outcome, undefined
from heddle.analysis.ratings import UnusableError
from heddle.analysis.stretches import Stretches, need_two, read
from heddle.errors import Refused

METHOD = "gamma (Mathet, Widlöcher & Métivier 2015)"
_LARGEST = 1_000
"""So many random continua at most, whatever precision was asked for."""


def compute(
    segments: Iterable[Sequence[Any]],
    length: float | None = None,
    *,
    coders: Sequence[Hashable] | None = None,
    codes: Sequence[Hashable] | None = None,
    alpha: float = 1.0,
    beta: float = 1.0,
    empty: float = 1.0,
    distance: Distance | None = None,
    sampler: str = "statistical",
    samples: int = 30,
    precision: float | None = 0.05,
    seed: int = 1,
) -> Outcome:
    """Compute gamma of coded segments.

    Args:
        segments: (coder, start, end, code), half-open; one coder's may overlap.
        length: of the continuum, if segments are to be checked against it.
        coders: all coders, also those who coded nothing; else those who occur.
        codes: the codebook; else the codes that occur.
        alpha: how much place counts.
        beta: how much codes count; 0: place only.
        empty: Δ, what a segment differs from nothing.
        distance: of codes, from 0 to 1: a function of two codes or a matrix; else equal or not.
        sampler: "statistical" or "shuffle".
        samples: how many random continua at first.
        precision: go on until the relative error of the expected disorder is below this (95 %);
            None: never more than `samples`.
        seed: of the random numbers.

    Returns:
        Gamma, or None with the reason. `indices` has the disorders' "samples" and "sd".

    Raises:
        Refused: an unknown sampler, or weights that are none.
    """
    if sampler not in SAMPLERS:
        raise Refused(
            f"There is no sampler “{str(sampler)[:40]}”; nothing was computed.",
            f"Use one of {', '.join(SAMPLERS)}.",
            code="unknown-sampler",
        )
    if not (alpha >= 0 and beta >= 0 and alpha + beta > 0 and empty > 0 and samples >= 2):
        raise Refused(
            "Weights are 0 or more, one of them and Δ above 0, and there are 2 samples or more; "
            "nothing was computed.",
            code="weights",
        )
    rows = list(segments)
    try:
        reach = length if length is not None else _reach(rows)
        found = read(rows, reach, coders=coders, codes=codes)
        need_two(found)
        _need_some(found)
        by = Dissimilarity(
            alpha, beta, empty, custom(distance, found.codes) if distance is not None else None
        )
    except UnusableError as error:
        return undefined("gamma", METHOD, str(error))
    return _answer(found, by, sampler, samples, precision, seed)


def _need_some(found: Stretches) -> None:
    if not len(found.start):
        raise UnusableError("Nobody coded anything, so there is nothing to align.")


def _reach(rows: Sequence[Any]) -> float:
    """Return a length that no segment's end exceeds; bad rows are refused where they are read."""
    ends = [row[2] for row in rows if isinstance(row, Sequence) and len(row) > 2]
    numbers = [end for end in ends if isinstance(end, int | float | np.number) and end == end]  # noqa: PLR0124 - only NaN differs from itself
    return max([1.0, *(float(end) for end in numbers if np.isfinite(end))])


def continuum(found: Stretches) -> Continuum:
    """Return stretches in the form that alignments take."""
    return Continuum(found.coder, found.start, found.end, found.code, len(found.coders))


def _answer(  # noqa: PLR0917 - what was asked, read
    found: Stretches,
    by: Dissimilarity,
    sampler: str,
    samples: int,
    precision: float | None,
    seed: int,
) -> Outcome:
    data = continuum(found)
    observed = disorder(data, by)
    random = np.random.default_rng(seed)
    source = Statistical(data) if sampler == "statistical" else Shuffle(data)
    drawn = [disorder(source.draw(random), by) for _ in range(samples)]
    if precision:
        spread = float(np.std(drawn)) / max(float(np.mean(drawn)), 1e-12)
        wanted = min(ceil((spread * 1.96 / precision) ** 2), _LARGEST)
        drawn += [disorder(source.draw(random), by) for _ in range(wanted - samples)]
    expected, apart = float(np.mean(drawn)), float(np.std(drawn, ddof=1))
    known: dict[str, Any] = {
        "coefficient": "gamma",
        "method": f"{METHOD}, α={by.alpha:g}, β={by.beta:g}, Δ={by.empty:g}, sampler “{sampler}”",
        "observed": observed,
        "expected": expected,
        "scale": "disagreement",
        "units": data.size,
        "pairable": data.size,
        "coders": data.coders,
        "seed": seed,
        "indices": {"samples": float(len(drawn)), "sd": apart},
        "notes": ("The interval shows the error of sampling chance, not that of the coders.",),
    }
    if expected <= 0:
        return undefined(
            reason="Random continua align perfectly too: there is nothing to tell from chance.",
            **known,
        )
    reach = 1.96 * apart / sqrt(len(drawn))
    low, high = 1 - observed / max(expected - reach, 1e-12), 1 - observed / (expected + reach)
    return Outcome(
        value=1 - observed / expected,
        interval=(low, high),
        interval_method=f"error of {len(drawn)} random continua",
        **known,
    )
