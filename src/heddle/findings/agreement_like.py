"""The figures of other programs on a study's codings, so that an earlier report can be compared.

They are computed as `analysis.products` says, on whole texts: those programs know no turns, so the
moderator's words and the ends of lines count. They stand beside Heddle's own rows and say what
is different about them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final, Literal, get_args

import numpy as np

from heddle.analysis import products
from heddle.analysis.outcomes import Outcome, undefined
from heddle.findings.agreement_rows import Per, Row, row_of
from heddle.findings.corpus import Corpus, Truth
from heddle.findings.wanted import Wanted, wanted_codes

Like = Literal["", "nvivo", "maxqda", "atlasti"]
LIKE: Final[tuple[Like, ...]] = get_args(Like)
DIFFERS: Final[dict[str, str]] = {
    "nvivo": "As NVivo computes it: every character of the texts is a unit, those of the moderator "
    "too. Most of a text is coded by nobody, and that counts as agreement.",
    "maxqda": "As MAXQDA computes it: each coder's segments are the units, agreed if the other has "
    "one with the same code that covers 90 % of the longer. What nobody coded does not count, and "
    "chance is 1 divided by the number of codes.",
    "atlasti": "As ATLAS.ti computes it: every character of the texts is a unit, and the codes "
    "below one code (a semantic domain) exclude each other.",
}
"""What is different from Heddle's own figures, in a sentence or two for each program."""
TOGETHER: Final = "all codes together"

_Segment = tuple[int, int, int, int]


class Alike:
    """What two or more coders coded, with whole texts end to end, as other programs see it."""

    def __init__(
        self, book: Corpus, who: Sequence[Wanted], sources: Sequence[Wanted], takes: Truth
    ) -> None:
        """Take coders and sources, and which coder had a part in which source."""
        self._book, self._who, self._sources = book, who, sources
        self._takes = takes
        self._names = [one.name for one in who]
        turns = book.turns
        self._size = {
            one.at: int(turns.end[turns.source == one.at].max(initial=0)) for one in sources
        }

    def rows(self, like: Like, per: Per, codes: Sequence[str]) -> list[Row]:
        """Return a program's figures: per code (of each source too), or per domain."""
        if like == "atlasti":
            return self._atlas(codes)
        used = np.unique(self._codings_of(self._sources)[1])
        chosen = wanted_codes(self._book, codes, used)
        parts: list[list[Wanted]] = [list(self._sources)]
        if per == "source":
            parts = [[one] for one in self._sources]
        compute = self._nvivo if like == "nvivo" else self._maxqda
        return [row for part in parts for row in compute(chosen, part)]

    def _nvivo(self, chosen: Sequence[Wanted], sources: Sequence[Wanted]) -> list[Row]:
        segments, length = self._segments(sources)
        return [
            self._row(outcome, f"nvivo_{name}", code, sources)
            for code in chosen
            for name, outcome in products.nvivo(
                segments, length, code.at, coders=range(len(self._who))
            ).items()
        ]

    def _maxqda(self, chosen: Sequence[Wanted], sources: Sequence[Wanted]) -> list[Row]:
        segments, length = self._segments(sources)
        coders = range(len(self._who))
        rows = []
        for code in chosen:
            own = [one for one in segments if one[3] == code.at]
            outcome = products.maxqda(own, length, coders=coders)["percent"]
            rows.append(self._row(outcome, "maxqda_percent", code, sources))
        among = {code.at for code in chosen}
        own = [one for one in segments if one[3] in among]
        rows += [
            self._row(outcome, f"maxqda_{name}", None, sources)
            for name, outcome in products.maxqda(own, length, coders=coders).items()
        ]
        return rows

    def _atlas(self, codes: Sequence[str]) -> list[Row]:
        segments, length = self._segments(self._sources)
        used = np.unique(self._codings_of(self._sources)[1])
        domains = wanted_codes(self._book, codes, used, domains=True)
        below: dict[Hashable, list[int]] = {
            one.at: list(self._book.below(one.at)) for one in domains
        }
        among = {code for those in below.values() for code in those}
        own = [one for one in segments if one[3] in among]
        if not self._takes.all():
            reason = "This needs all coders in all sources, and some had no part in one."
            names = [f"{what} {at}" for at in below for what in ("percent", "binary", "cu")]
            found = {name: undefined(name, "ATLAS.ti", reason) for name in [*names, "Cu"]}
        else:
            found = products.atlas(own, length, below, coders=range(len(self._who)))
        rows = [
            self._row(
                found[f"{what} {one.at}"], f"atlasti_{what}", one, self._sources, below[one.at]
            )
            for one in domains
            for what in ("percent", "binary", "cu")
            if f"{what} {one.at}" in found
        ]
        return [*rows, self._row(found["Cu"], "atlasti_domains", None, self._sources)]

    def _codings_of(self, sources: Sequence[Wanted]) -> tuple[np.ndarray, np.ndarray]:
        """Return the codings of these coders in some sources, and their codes."""
        codings = self._book.codings
        among = np.isin(codings.source, [one.at for one in sources])
        among &= np.isin(codings.coder, [one.at for one in self._who])
        at = np.flatnonzero(among)
        return at, codings.code[at]

    def _segments(self, sources: Sequence[Wanted]) -> tuple[list[_Segment], int]:
        """Return (coder, start, end, code) on the sources end to end, and how long they are."""
        codings = self._book.codings
        at, _ = self._codings_of(sources)
        base, length = {}, 0
        for one in sources:
            base[one.at] = length
            length += self._size[one.at]
        place = {one.at: number for number, one in enumerate(self._who)}
        columns = (codings.coder, codings.source, codings.start, codings.end, codings.code)
        rows = zip(*(column[at].tolist() for column in columns), strict=True)
        return [
            (place[coder], base[source] + start, base[source] + end, code)
            for coder, source, start, end, code in rows
        ], length

    def _row(
        self,
        outcome: Outcome,
        name: str,
        code: Wanted | None,
        sources: Sequence[Wanted],
        codes: Sequence[int] = (),
    ) -> Row:
        at, what = self._codings_of(sources)
        if code is not None:
            at = at[np.isin(what, list(codes) or [code.at])]
        one = len(sources) == 1 and len(self._sources) > 1
        shown = {
            "of": code.name if code else TOGETHER,
            "code": code.id if code else "",
            "source": sources[0].id if one else "",
            "codings": [self._book.codings.id[place] for place in at.tolist()],
            "differing": [],
        }
        row = row_of(outcome, shown, share=False)
        row.coefficient = name
        return row
