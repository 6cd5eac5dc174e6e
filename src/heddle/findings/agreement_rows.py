"""The rows of a comparison of coders: each coefficient on each code, domain, source, or on all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Literal, get_args

import msgspec
import numpy as np

from heddle.analysis import agreement as engine
from heddle.analysis import unitizing
from heddle.analysis.outcomes import Outcome, undefined
from heddle.findings.coded_units import (
    Covered,
    Ground,
    Line,
    Places,
    Unit,
    covered,
    ground,
    merged,
    pieces_of,
    presence,
    stretches_of,
)
from heddle.findings.corpus import Corpus, Truth
from heddle.findings.wanted import Wanted, wanted_codes
from heddle.log.view import View

Per = Literal["code", "domain", "source"]
PER: tuple[Per, ...] = get_args(Per)
Resample = Literal["turn", "source"]
RESAMPLE: tuple[Resample, ...] = get_args(Resample)
UNITIZING = "unitizing"
UNITS_OF = {
    "turn": "turns",
    "sentence": "sentences",
    "character": "characters",
    "second": "tenths of a second",
    "segment": "coded stretches",
}


class Row(msgspec.Struct, kw_only=True):
    """One coefficient on one thing."""

    of: str
    """What it is about: a code's path, a domain, “all codes together”."""
    code: str = ""
    """The code's or domain's id; empty: all together."""
    source: str = ""
    """Id of the one source that it is about; empty: all that were compared."""
    coefficient: str
    method: str
    value: float | None
    reason: str = ""
    observed: float | None = None
    expected: float | None = None
    scale: str = "agreement"
    interval: tuple[float, float] | None = None
    interval_method: str = ""
    p_below_667: float | None = None
    p_below_800: float | None = None
    units: int = 0
    pairable: int = 0
    prevalence: float | None = None
    """The share of ratings that have the code."""
    indices: dict[str, float | None] = {}
    notes: list[str] = []
    seed: int | None = None
    codings: list[str] = []
    """Ids of the codings that it rests on."""
    differing: list[str] = []
    """Ids of the turns on which coders differ."""


class Desk:
    """All that the rows of one comparison share."""

    def __init__(  # noqa: PLR0917 - what was asked, read once
        self,
        view: View,
        book: Corpus,
        unit: Unit,
        who: list[Wanted],
        sources: list[Wanted],
        takes: Truth,
        resample: Resample,
        resamples: int,
        seed: int,
        *,
        moderator: bool,
    ) -> None:
        self.book, self.unit, self.who, self.sources = book, unit, who, sources
        self.resample, self.resamples, self.seed = resample, resamples, seed
        self.line = ground(view, book, unit, [one.at for one in sources], moderator=moderator)
        self.found = covered(book, self.line, [one.at for one in who])
        at = {one.at: place for place, one in enumerate(sources)}
        self.takes = takes[[at[source] for source in self.line.source.tolist()]]
        """Turns x coders: whether a coder had a part in its source."""

    def rows(self, per: Per, codes: Sequence[str], coefficients: Sequence[str]) -> list[Row]:
        """Return all rows: per code or domain, then all together; per source, each source's."""
        used = np.unique(self.found.code)
        if per == "domain":
            return [
                row
                for domain in wanted_codes(self.book, codes, used, domains=True)
                for row in self._domain(domain, coefficients)
            ]
        chosen = wanted_codes(self.book, codes, used)
        places: list[Wanted | None] = list(self.sources) if per == "source" else [None]
        return [
            row
            for source in places
            for row in (
                *(row for code in chosen for row in self._code(code, source, coefficients)),
                *self._together(chosen, source),
            )
        ]

    # One code: there or not.

    def _code(self, code: Wanted, source: Wanted | None, coefficients: Sequence[str]) -> list[Row]:
        found = self.found.where(self.found.code == code.at)
        line = self._cut(found)
        there = presence(line, found, len(self.who))
        rows, kept = self._rated(line, there.astype(np.int8), source)
        shown = self._shown(code, source, line, kept, rows, found)
        widths = self._widths(line)

        def compute(name: str) -> Outcome:
            if name == UNITIZING:
                return self._unitizing(line, found, source, [{code.at}], ["coded"])
            return engine.compute_counted(
                rows,
                widths[kept],
                name,
                categories=(False, True),
                clusters=self._clusters(line, kept),
                clustered="sources" if self.resample == "source" else "turns",
                resamples=self.resamples,
                seed=self.seed,
            )

        names = coefficients or self._usual()
        return [row_of(compute(name), shown, share=True) for name in names]

    @property
    def weighty(self) -> bool:
        """Whether units are lengths (characters, seconds), of which a turn has many alike."""
        return self.unit in {"character", "second"}

    def _widths(self, line: Ground) -> Line:
        return line.ends - line.starts if self.weighty else np.ones(len(line.starts))

    def _usual(self) -> list[str]:
        pair = "cohen" if len(self.who) == 2 else "fleiss"
        names = ["percent_unit", pair, "gwet_ac1", "krippendorff"]
        return [*names, UNITIZING] if self.weighty else names

    def _cut(self, found: Covered) -> Ground:
        if self.unit == "segment":
            return stretches_of(self.line, found)
        return pieces_of(self.line, found) if self.weighty else self.line

    def _rated(self, line: Ground, values: Any, source: Wanted | None) -> tuple[Any, Truth]:
        """Return units x coders with -1 where a coder took no part, and which units count."""
        takes = self.takes[line.of]
        kept = takes.sum(1) >= 2
        if source is not None:
            kept &= line.source[line.of] == source.at
        return np.where(takes, values, -1)[kept], kept

    def _clusters(self, line: Ground, kept: Truth) -> Places | None:
        if self.resample == "source":
            return line.source[line.of][kept]
        return None if self.unit in {"turn", "segment"} else line.of[kept]

    def _unitizing(
        self,
        line: Ground,
        found: Covered,
        source: Wanted | None,
        values: Sequence[set[int]],
        names: Sequence[str],
    ) -> unitizing.Unitized:
        """Return the unitizing alphas on the line, documents apart.

        What one coder gave one value in stretches that meet or overlap is one segment.
        """
        low, high = _ends(line, source)
        inside = (line.base[:-1] >= low) & (line.base[:-1] < high)
        if not self.takes[inside].all():
            reason = (
                "This needs all coders in all sources, and some had no part in one. Name the "
                "coders, or the sources that all of them coded."
            )
            return unitizing.Unitized(
                coefficient=UNITIZING, method="u-alpha", value=None, reason=reason
            )
        pieces = pieces_of(self.line, found)
        if (np.array(self._layers(pieces, found, values)).sum(0) > 1).any():
            reason = (
                "Somebody gave two codes of this domain to the same words, so they do not exclude "
                "each other. Compute each code by itself."
            )
            return unitizing.Unitized(
                coefficient=UNITIZING, method="u-alpha", value=None, reason=reason
            )
        segments = [
            (coder, start - low, end - low, name)
            for each, name in zip(values, names, strict=True)
            for coder in range(len(self.who))
            for start, end in merged(
                found.where((found.coder == coder) & np.isin(found.code, list(each)))
            )
            if low <= start < high
        ]
        turns = line.base[:-1]
        changes = turns[np.flatnonzero(np.diff(line.source)) + 1]
        return unitizing.compute(
            segments,
            high - low,
            coders=range(len(self.who)),
            codes=names,
            breaks=(changes - low).tolist(),
            clusters=((changes if self.resample == "source" else turns) - low).tolist(),
            resamples=self.resamples,
            seed=self.seed,
        )

    # A domain: codes of which a unit has one; and all codes together: sets.

    def _domain(self, domain: Wanted, coefficients: Sequence[str]) -> list[Row]:
        below = self.book.below(domain.at)
        children = [at for at in below[1:] if self.book.codes[at].parent == domain.id]
        found = self.found.where(np.isin(self.found.code, list(below)))
        values = [set(self.book.below(child)) for child in children]
        names = ["none of them", *(self.book.book.path[child] for child in children)]
        if (found.code == domain.at).any():
            values.append({domain.at})
            names.append(domain.name)
        line = self._cut(found)
        shown = self._shown(domain, None, line, np.ones(len(line.starts), bool), None, found)
        rows = []
        for name in coefficients or self._usual_of_domains():
            if name == UNITIZING:
                whole = self._unitizing(line, found, None, values, names[1:])
                family = whole.family.values() or [whole]
                rows += [row_of(each, shown, share=False) for each in family]
            else:
                outcome = self._exclusive(line, found, values, names, name)
                rows.append(row_of(outcome, shown, share=False))
        return rows

    def _usual_of_domains(self) -> list[str]:
        return [UNITIZING] if self.weighty else ["multivalued", "krippendorff"]

    def _exclusive(
        self, line: Ground, found: Covered, values: list[set[int]], names: list[str], name: str
    ) -> Outcome:
        """Return a coefficient of a domain's codes, which exclude each other in each unit."""
        if name == "multivalued" and not self.weighty:
            return self._multivalued(line, self._sets(line, found, values))
        layers = np.array(self._layers(line, found, values))
        takes = self.takes[line.of]
        several = int(((layers.sum(0) > 1) & takes).any(1).sum())
        if several or name == "multivalued":
            reason = (
                f"In {several} of the {UNITS_OF[self.unit]} somebody gave two codes of this "
                "domain, so they do not exclude each other. Use “multivalued”, or each code alone."
                if several
                else "Sets of codes are compared by turn, sentence or coded stretch."
            )
            return undefined(name, f"“{name}” of a domain", reason, coders=len(self.who))
        places = (layers * np.arange(1, len(values) + 1)[:, None, None]).sum(0)
        rows, kept = self._rated(line, places, None)
        return engine.compute_counted(
            rows,
            self._widths(line)[kept],
            name,
            categories=names,
            clusters=self._clusters(line, kept),
            clustered="sources" if self.resample == "source" else "turns",
            resamples=self.resamples,
            seed=self.seed,
        )

    def _layers(self, line: Ground, found: Covered, values: Sequence[set[int]]) -> list[Truth]:
        return [
            presence(line, found.where(np.isin(found.code, list(each))), len(self.who))
            for each in values
        ]

    def _sets(
        self, line: Ground, found: Covered, groups: Sequence[set[int]]
    ) -> list[list[frozenset[int] | None]]:
        """Return for each unit and coder the set of groups of codes that it was given."""
        units, coders = len(line.starts), len(self.who)
        layers = np.array(self._layers(line, found, groups)).reshape(len(groups), units, coders)
        cell, group = np.nonzero(layers.transpose(1, 2, 0).reshape(units * coders, len(groups)))
        own = np.split(group, np.cumsum(np.bincount(cell, minlength=units * coders))[:-1])
        takes = self.takes[line.of]
        return [
            [
                frozenset(own[unit * coders + coder].tolist()) if takes[unit, coder] else None
                for coder in range(coders)
            ]
            for unit in range(units)
        ]

    def _together(self, chosen: list[Wanted], source: Wanted | None) -> list[Row]:
        """Return multi-valued alpha of all codes; by characters it would make no sense."""
        if self.weighty or len(chosen) < 2:
            return []
        found = self.found.where(np.isin(self.found.code, [code.at for code in chosen]))
        line = self._cut(found)
        kept = np.ones(len(line.starts), bool)
        if source is not None:
            kept = line.source[line.of] == source.at
        part = msgspec.structs.replace(
            line, starts=line.starts[kept], ends=line.ends[kept], of=line.of[kept]
        )
        sets = self._sets(part, found, [{code.at} for code in chosen])
        whole = Wanted(at=-1, id="", name="all codes together")
        shown = self._shown(whole, source, part, np.ones(len(part.starts), bool), None, found)
        return [row_of(self._multivalued(part, sets), shown, share=False)]

    def _multivalued(self, line: Ground, sets: list[list[frozenset[int] | None]]) -> Outcome:
        clusters: list[Hashable] | None = None
        if (places := self._clusters(line, np.ones(len(line.starts), bool))) is not None:
            clusters = list(places.tolist())
        return engine.compute(
            sets, "multivalued", clusters=clusters, resamples=self.resamples, seed=self.seed
        )

    def _shown(  # noqa: PLR0917 - what a row rests on
        self,
        code: Wanted,
        source: Wanted | None,
        line: Ground,
        kept: Truth,
        rows: Any,
        found: Covered,
    ) -> dict[str, Any]:
        """Return what all rows about one thing share: its names and the ids it rests on."""
        codings = np.unique(found.coding)
        if source is not None:
            codings = codings[self.book.codings.source[codings] == source.at]
        turns: list[str] = []
        if rows is not None:
            highest = rows.max(1, initial=-1)
            lowest = np.where(rows < 0, highest[:, None], rows).min(1, initial=1)
            apart = np.unique(line.of[kept][lowest != highest])
            turns = [self.book.turns.id[at] for at in line.turns[apart].tolist()]
        return {
            "of": code.name,
            "code": code.id,
            "source": source.id if source else "",
            "codings": [self.book.codings.id[at] for at in codings.tolist()],
            "differing": turns,
        }


def _ends(line: Ground, source: Wanted | None) -> tuple[float, float]:
    """Return where a source begins and ends on the line; without one, the whole line."""
    if source is None:
        return 0.0, float(line.base[-1])
    own = np.flatnonzero(line.source == source.at)
    if not len(own):
        return 0.0, 0.0
    return float(line.base[own[0]]), float(line.base[own[-1] + 1])


def row_of(outcome: Outcome, shown: dict[str, Any], *, share: bool) -> Row:
    """Return an outcome as a row of what it is about; `share`: its prevalence is of a code."""
    part: Callable[[Hashable], float | None] = outcome.prevalence.get
    prevalence = part(True) if part(True) is not None else part("coded")
    return Row(
        coefficient=outcome.coefficient,
        method=outcome.method,
        value=outcome.value,
        reason=outcome.reason,
        observed=outcome.observed,
        expected=outcome.expected,
        scale=outcome.scale,
        interval=outcome.interval,
        interval_method=outcome.interval_method,
        p_below_667=outcome.p_below_667,
        p_below_800=outcome.p_below_800,
        units=outcome.units,
        pairable=outcome.pairable,
        prevalence=prevalence if share else None,
        indices=dict(outcome.indices),
        notes=list(outcome.notes),
        seed=outcome.seed,
        **shown,
    )
