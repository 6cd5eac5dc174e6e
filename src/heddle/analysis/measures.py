"""The coefficients: which sums each is made of, and its formula.

Each measure gives sums by group of units (`sums`) and turns any sums into agreement observed and
expected (`formula`, over leading axes). All are (observed - expected) / (1 - expected).

Sources, each with its page in docs/methods: Cohen (1960, doi:10.1177/001316446002000104), Scott
(1955, doi:10.1086/266577), Fleiss (1971, doi:10.1037/h0031619), Light (1971, doi:10.1037/h0031643),
Hubert (1977, doi:10.1037/0033-2909.84.2.289) and Conger (1980, doi:10.1037/0033-2909.88.2.322),
Bennett et al. (1954, doi:10.1086/266520), Brennan & Prediger (1981,
doi:10.1177/001316448104100307), Gwet (2008, doi:10.1348/000711006X126600; 2014), Krippendorff
(2011). How missing ratings are taken in: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from heddle.analysis import tallies
from heddle.analysis.differences import Matrix, ordinal
from heddle.analysis.tallies import Groups, Sums

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide, with NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below == 0, np.nan, above / below)


def corrected(observed: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correct agreement for chance; NaN where chance alone agrees always."""
    room = 1 - expected
    room = np.where(abs(room) < 1e-12, 0, room)
    return ratio(observed - expected, room)


@dataclass(frozen=True)
class Measure(ABC):
    """One coefficient, for `size` categories and `coders` coders."""

    size: int
    coders: int
    weights: Matrix | None = None

    chance: ClassVar[bool] = True
    """Whether agreement by chance is taken off."""
    binary: ClassVar[bool] = True
    """Whether one category against all others has a coefficient of its own."""
    named: ClassVar[bool] = False
    """Whether it matters who gave which rating."""

    @abstractmethod
    def sums(self, groups: Groups) -> Sums:
        """Return the sums of each group (groups x sums)."""

    @abstractmethod
    def formula(self, sums: Sums) -> Pair:
        """Return observed and expected agreement of sums (... x sums)."""

    def values(self, sums: Sums) -> NDArray[np.float64]:
        """Return the coefficient of sums; NaN where it is undefined."""
        observed, expected = self.formula(sums)
        return corrected(observed, expected) if self.chance else observed

    def share(self, sums: Sums) -> NDArray[np.float64]:
        """Return the share of each category among the ratings that count."""
        part = sums[..., : self.size]
        return ratio(part, part.sum(-1, keepdims=True))

    def _agreements(self, groups: Groups) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return each row's mean agreement of its pairs of ratings, and whether it has any."""
        given = tallies.ratings_in(groups.codes)
        some = given >= 2
        pairs = np.where(some, given * (given - 1) / 2, 1)
        agreed = tallies.pair_sums(groups.codes, self.weights) / pairs
        return np.where(some, agreed, 0), some.astype(float)


class PercentUnit(Measure):
    """Mean over units of the share of agreeing pairs of coders (Gwet 2014)."""

    chance = False

    def sums(self, groups: Groups) -> Sums:
        """Shares of categories, agreement, units."""
        agreed, some = self._agreements(groups)
        return np.hstack(
            [
                tallies.by_category(groups, self.size, some),
                tallies.by_group(groups, agreed),
                tallies.by_group(groups, some),
            ]
        )

    def formula(self, sums: Sums) -> Pair:
        """Mean agreement; nothing expected."""
        observed = ratio(sums[..., -2], sums[..., -1])
        return observed, np.zeros_like(observed)


class PercentAll(PercentUnit):
    """Share of units on which all coders gave one value."""

    def sums(self, groups: Groups) -> Sums:
        """Shares of categories, units of one value, units."""
        codes = groups.codes
        highest = codes.max(1)
        alike = (np.where(codes < 0, highest[:, None], codes).min(1) == highest).astype(float)
        some = (tallies.ratings_in(codes) >= 2).astype(float)
        return np.hstack(
            [
                tallies.by_category(groups, self.size, some),
                tallies.by_group(groups, alike * some),
                tallies.by_group(groups, some),
            ]
        )


class Holsti(Measure):
    """Holsti's CR = 2M/(N1+N2), the mean over pairs of coders; N counts each one's ratings."""

    chance = False
    named = True

    def sums(self, groups: Groups) -> Sums:
        """Of each pair: agreed units, and the ratings of both."""
        columns = [tallies.by_category(groups, self.size, np.ones(len(groups.codes)))]
        there = (groups.codes >= 0).astype(float)
        for i, j in combinations(range(self.coders), 2):
            same = (groups.codes[:, i] == groups.codes[:, j]) * there[:, i]
            columns.append(tallies.by_group(groups, 2 * same))
            columns.append(tallies.by_group(groups, there[:, i] + there[:, j]))
        return np.hstack(columns)

    def formula(self, sums: Sums) -> Pair:
        """Mean over the pairs of coders."""
        pairs = sums[..., self.size :]
        observed = ratio(pairs[..., ::2], pairs[..., 1::2]).mean(-1)
        return observed, np.zeros_like(observed)


class Fleiss(Measure):
    """Fleiss' kappa (Scott's pi for two coders): chance from the mean share of each value."""

    def sums(self, groups: Groups) -> Sums:
        """Mean shares of categories over units with any rating; agreement, units, pairable."""
        agreed, some = self._agreements(groups)
        given = tallies.ratings_in(groups.codes)
        each = np.where(given > 0, 1 / np.maximum(given, 1), 0)
        return np.hstack(
            [
                tallies.by_category(groups, self.size, each),
                tallies.by_group(groups, agreed),
                tallies.by_group(groups, some),
            ]
        )

    def formula(self, sums: Sums) -> Pair:
        """Observed over pairable units, expected from the shares."""
        return ratio(sums[..., -2], sums[..., -1]), self.by_chance(self.share(sums))

    def by_chance(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what two drawings from the shares agree on."""
        if self.weights is None:
            return np.asarray((share**2).sum(-1))
        return np.asarray(((share @ self.weights) * share).sum(-1))


class Bennett(Fleiss):
    """Bennett's S, Brennan & Prediger, Randolph: every category of the codebook equally likely."""

    def by_chance(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return 1/q, or the mean weight."""
        mean = 1 / self.size if self.weights is None else float(self.weights.mean())
        return np.where(np.isnan(share[..., 0]), np.nan, mean)


class Gwet(Fleiss):
    """Gwet's AC1, and AC2 with weights."""

    def by_chance(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return Tw/(q(q-1)) times the sum of p(1-p)."""
        if self.size < 2:
            return np.ones(share.shape[:-1])
        total = self.size if self.weights is None else float(self.weights.sum())
        return np.asarray(total / (self.size * (self.size - 1)) * (share * (1 - share)).sum(-1))


class Conger(Measure):
    """Hubert's and Conger's kappa: chance from each coder's own shares, mean over pairs."""

    named = True

    def sums(self, groups: Groups) -> Sums:
        """Each coder's use of each category; agreement, pairable units."""
        agreed, some = self._agreements(groups)
        own = []
        for column in range(self.coders):
            alone = groups.with_codes(groups.codes[:, [column]])
            own.append(tallies.by_category(alone, self.size, np.ones(len(groups.codes))))
        return np.hstack([*own, tallies.by_group(groups, agreed), tallies.by_group(groups, some)])

    def own(self, sums: Sums) -> NDArray[np.float64]:
        """Return each coder's shares (... x coders x categories)."""
        shape = (*sums.shape[:-1], self.coders, self.size)
        part = sums[..., : self.coders * self.size].reshape(shape)
        return ratio(part, part.sum(-1, keepdims=True))

    def formula(self, sums: Sums) -> Pair:
        """Observed over pairable units; expected: mean over pairs of coders."""
        own = self.own(sums)
        weighted = own if self.weights is None else own @ self.weights
        chance = [
            (weighted[..., i, :] * own[..., j, :]).sum(-1)
            for i, j in combinations(range(self.coders), 2)
        ]
        return ratio(sums[..., -2], sums[..., -1]), np.mean(chance, axis=0)

    def share(self, sums: Sums) -> NDArray[np.float64]:
        """Return the share of each category among all ratings."""
        shape = (*sums.shape[:-1], self.coders, self.size)
        part = sums[..., : self.coders * self.size].reshape(shape).sum(-2)
        return ratio(part, part.sum(-1, keepdims=True))


class Light(Measure):
    """Cohen's kappa of each pair of coders on what both rated; over pairs, their mean (Light)."""

    named = True

    def sums(self, groups: Groups) -> Sums:
        """Of each pair: both shares, agreement, units."""
        return np.hstack([self._pair(groups, i, j) for i, j in self.pairs()])

    def pairs(self) -> list[tuple[int, int]]:
        """Return the pairs of coders in order."""
        return list(combinations(range(self.coders), 2))

    def _pair(self, groups: Groups, i: int, j: int) -> Sums:
        both = groups.codes[:, [i, j]]
        both = np.where((both < 0).any(1, keepdims=True), -1, both)
        return Conger(self.size, 2, self.weights).sums(groups.with_codes(both))

    def each(self, sums: Sums) -> NDArray[np.float64]:
        """Return the kappa of each pair (... x pairs)."""
        return corrected(*self._parts(sums))

    def _parts(self, sums: Sums) -> Pair:
        width = 2 * self.size + 2
        split = sums.reshape(*sums.shape[:-1], len(self.pairs()), width)
        return Conger(self.size, 2, self.weights).formula(split)

    def values(self, sums: Sums) -> NDArray[np.float64]:
        """Return the mean of the pairs; NaN where one of them is undefined."""
        return np.asarray(self.each(sums).mean(-1))

    def formula(self, sums: Sums) -> Pair:
        """Means over the pairs."""
        observed, expected = self._parts(sums)
        return observed.mean(-1), expected.mean(-1)

    def share(self, sums: Sums) -> NDArray[np.float64]:
        """Return the share of each category among the ratings of all pairs."""
        width = 2 * self.size + 2
        split = sums.reshape(*sums.shape[:-1], len(self.pairs()), width)[..., : 2 * self.size]
        part = split.reshape(*split.shape[:-1], 2, self.size).sum((-2, -3))
        return ratio(part, part.sum(-1, keepdims=True))


@dataclass(frozen=True)
class Alpha(Measure):
    """Krippendorff's alpha with fixed squared differences (nominal, ratio, a person's own)."""

    distances: Matrix | None = None
    """Squared differences; None: nominal."""

    def sums(self, groups: Groups) -> Sums:
        """Use of each category in pairable units; disagreement."""
        given = tallies.ratings_in(groups.codes)
        each = (given >= 2).astype(float)
        wide = np.maximum(given - 1, 1)
        agreed = tallies.pair_sums(groups.codes, self.distances)
        apart = agreed if self.distances is not None else given * (given - 1) / 2 - agreed
        return np.hstack(
            [
                tallies.by_category(groups, self.size, each),
                tallies.by_group(groups, each * 2 * apart / wide),
            ]
        )

    def formula(self, sums: Sums) -> Pair:
        """1 - Do and 1 - De."""
        used = sums[..., : self.size]
        total = used.sum(-1)
        if self.distances is None:
            apart = total**2 - (used**2).sum(-1)
        else:
            apart = ((used @ self.distances) * used).sum(-1)
        return 1 - ratio(sums[..., -1], total), 1 - ratio(apart, total * (total - 1))


class PercentCoincidence(Alpha):
    """1 - Do: agreement in which each rating counts alike (Krippendorff's coincidences)."""

    chance = False


@dataclass(frozen=True)
class OrdinalAlpha(Alpha):
    """Krippendorff's ordinal alpha: the differences themselves depend on the use of the ranks."""

    binary = False

    def sums(self, groups: Groups) -> Sums:
        """Use of each category; coincidences of each two."""
        given = tallies.ratings_in(groups.codes)
        each = (given >= 2).astype(float)
        wide = each / np.maximum(given - 1, 1)
        return np.hstack(
            [
                tallies.by_category(groups, self.size, each),
                tallies.coincidences(groups, self.size, wide),
            ]
        )

    def formula(self, sums: Sums) -> Pair:
        """1 - Do and 1 - De, with the differences of these very sums."""
        used = sums[..., : self.size]
        total = used.sum(-1)
        apart = ordinal(used)
        seen = sums[..., self.size :].reshape(apart.shape)
        observed = (seen * apart).sum((-1, -2))
        chance = (used[..., :, None] * used[..., None, :] * apart).sum((-1, -2))
        return 1 - ratio(observed, total), 1 - ratio(chance, total * (total - 1))


@dataclass(frozen=True)
class IntervalAlpha(Alpha):
    """Krippendorff's interval alpha, from sums and squares: any number of different values."""

    binary = False
    numbers: tuple[float, ...] = ()
    """The categories as numbers, less their mean (so that squares keep their digits)."""

    def sums(self, groups: Groups) -> Sums:
        """Ratings, their sum and squares, disagreement; the use of each category first."""
        given = tallies.ratings_in(groups.codes)
        each = (given >= 2).astype(float)
        numbers = np.array(self.numbers)
        found = np.where(groups.codes >= 0, numbers[groups.codes], 0)
        one, two = found.sum(1), (found**2).sum(1)
        apart = given * two - one**2
        wide = np.maximum(given - 1, 1)
        columns = [each * given, each * one, each * two, each * 2 * apart / wide]
        return np.hstack([tallies.by_group(groups, column) for column in columns])

    def formula(self, sums: Sums) -> Pair:
        """1 - Do and 1 - De."""
        total, one, two, apart = np.moveaxis(sums, -1, 0)
        chance = 2 * np.maximum(total * two - one**2, 0)
        chance = np.where(chance <= 1e-12 * total * two, 0, chance)
        return 1 - ratio(apart, total), 1 - ratio(chance, total * (total - 1))

    def share(self, sums: Sums) -> NDArray[np.float64]:
        """Return nothing: numbers have no shares worth a list."""
        return np.zeros((*sums.shape[:-1], 0))
