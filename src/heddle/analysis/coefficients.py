"""The names of the coefficients, their sources, and which formula each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from heddle.analysis import measures
from heddle.analysis.differences import Matrix
from heddle.analysis.measures import Measure
from heddle.errors import Refused


@dataclass(frozen=True)
class Coefficient:
    """A coefficient that can be asked for."""

    name: str
    method: str
    make: Callable[[int, int, Matrix | None], Measure]
    weighted: bool = True
    two: bool = False
    """Whether it is of exactly two coders."""


COEFFICIENTS: Mapping[str, Coefficient] = {
    each.name: each
    for each in (
        Coefficient(
            "percent_unit",
            "Percent agreement: the mean over units of the share of agreeing pairs of coders",
            measures.PercentUnit,
        ),
        Coefficient(
            "percent_coincidence",
            "Percent agreement: the share of agreeing coincidences (Krippendorff's 1 - Do)",
            measures.PercentCoincidence,
            weighted=False,
        ),
        Coefficient(
            "percent_all_agree",
            "Percent agreement: the share of units on which all coders agree",
            measures.PercentAll,
            weighted=False,
        ),
        Coefficient(
            "holsti", "Holsti's CR = 2M/(N1+N2), mean of pairs", measures.Holsti, weighted=False
        ),
        Coefficient("cohen", "Cohen's kappa (1960)", measures.Light, two=True),
        Coefficient("light", "Light's kappa: the mean of Cohen's over pairs", measures.Light),
        Coefficient("conger", "Hubert's and Conger's kappa (1977, 1980)", measures.Conger),
        Coefficient("scott", "Scott's pi (1955)", measures.Fleiss, two=True),
        Coefficient("fleiss", "Fleiss' kappa (1971)", measures.Fleiss),
        Coefficient(
            "bennett",
            "Bennett's S, Brennan & Prediger, Randolph (1954, 1981, 2005)",
            measures.Bennett,
        ),
        Coefficient("gwet_ac1", "Gwet's AC1 (2008)", measures.Gwet, weighted=False),
        Coefficient("gwet_ac2", "Gwet's AC2 (2014)", measures.Gwet),
        Coefficient("krippendorff", "Krippendorff's alpha (2011)", measures.Alpha, weighted=False),
    )
}
ALIASES: Mapping[str, str] = {
    "percent": "percent_unit",
    "percent_agreement": "percent_unit",
    "kappa": "cohen",
    "cohen_kappa": "cohen",
    "hubert": "conger",
    "scott_pi": "scott",
    "pi": "scott",
    "fleiss_kappa": "fleiss",
    "s": "bennett",
    "brennan_prediger": "bennett",
    "randolph": "bennett",
    "ac1": "gwet_ac1",
    "ac2": "gwet_ac2",
    "alpha": "krippendorff",
    "krippendorff_alpha": "krippendorff",
    "cohens_kappa": "cohen",
    "light_kappa": "light",
    "conger_kappa": "conger",
    "hubert_kappa": "conger",
    "scotts_pi": "scott",
    "bennett_s": "bennett",
    "krippendorffs_alpha": "krippendorff",
    "multi_valued_alpha": "multivalued",
    "multivalued_alpha": "multivalued",
    "alpha_multivalued": "multivalued",
}
NAMES = (*COEFFICIENTS, "multivalued")


def full_name(coefficient: str) -> str:
    """Return the full name of a coefficient; refuses what there is not."""
    name = str(coefficient).strip().lower().replace("-", "_").replace(" ", "_")
    name = ALIASES.get(name, name)
    if name not in NAMES:
        raise Refused(
            f"There is no coefficient “{str(coefficient)[:40]}”; nothing was computed.",
            f"Use one of {', '.join(NAMES)}.",
            code="unknown-coefficient",
        )
    return name
