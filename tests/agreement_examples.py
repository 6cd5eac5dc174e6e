"""Published examples of agreement: the data and the printed figures, each with its source.

Checked against what the publications print, by way of open test suites that quote them (DKPro
Statistics, irrCAC, agreement for R) where the publication itself could not be had.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Rows = list[list[Any]]


class Example(NamedTuple):
    source: str
    rows: Rows
    coefficient: str
    value: float
    within: float = 0.00051
    options: dict[str, Any] = {}


def times(*cells: tuple[int, Any]) -> Rows:
    """Rows that occur several times: (how often, ratings)."""
    return [list(ratings) for count, ratings in cells for _ in range(count)]


def table(*lines: tuple[int, ...]) -> Rows:
    """Rows of a table of two coders: the first coder's value down, the second's across."""
    return times(*((n, (i, j)) for i, line in enumerate(lines) for j, n in enumerate(line)))


def columns(*coders: str) -> Rows:
    """Rows from a text a coder, a dot for missing."""
    return [
        [None if c == "." else int(c) if c.isdigit() else c for c in unit]
        for unit in zip(*(coder.replace(" ", "") for coder in coders), strict=True)
    ]


K2011_A = columns("0100000000", "1110010100")
K2011_B = columns("aabbdcccedda", "babbbccceddd")
K2011_C = columns("123321412...", "1233224125..", ".33323422513", "12332441251.")
K1980 = columns("112412132", "122442232", "122442332")
HAYES = [
    [None if c == "." else int(c) for c in unit]
    for unit in (  # noqa: SIM905 - a list of forty quoted words would hide what it says
        "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 "
        "111.1 111.1 212.2 1233. 1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. "
        "1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1"
    ).split()
]  # fmt: skip
FLEISS = [  # six raters of thirty patients
    [int(c) for c in unit]
    for unit in (  # noqa: SIM905 - same
        "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 "
        "222333 144444 224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 "
        "144445 222224 111155 224444 133333 555555"
    ).split()
]
COHEN_37 = table((25, 12, 3), (13, 2, 15), (12, 16, 2))
COHEN_45 = table((88, 14, 18), (10, 40, 10), (2, 6, 12))
BRENNAN_1 = table((50, 0, 0), (10, 10, 10), (20, 0, 0))
BRENNAN_2 = table((50, 0, 10), (0, 10, 10), (10, 10, 0))
ZWICK = (
    table((20, 0, 0, 5), (0, 10, 15, 0), (0, 15, 10, 0), (5, 0, 0, 20)),
    table((20, 10, 10, 0), (10, 10, 0, 0), (10, 0, 10, 0), (0, 0, 0, 20)),
    table((20, 5, 5, 10), (0, 10, 5, 5), (0, 5, 10, 5), (0, 0, 0, 20)),
)
AGRESTI = table((22, 2, 2, 0), (5, 7, 14, 0), (0, 2, 36, 0), (0, 1, 17, 10))
K2004_A = table((12, 9, 9), (9, 14, 9), (9, 9, 20))
K2004_B = table((12, 18, 18), (0, 14, 18), (0, 0, 20))
WARRENS_2010 = times(
    (14, "NNNNNNNN"), (1, "NNNANNNN"), (1, "NNNNNNNA"), (10, "AAAAAAAA"), (2, "AANAAAAN"),
    (1, "AANANAAN"), (1, "AANANANN"),
)  # fmt: skip
WARRENS_2012 = times((10, "1111"), (2, "1010"), (2, "1000"), (1, "0001"), (15, "0000"))
WARRENS_2012_A = times((6, "1111"), (5, "1000"), (4, "0000"))
WARRENS_2012_B = times((6, "1111"), (5, "1010"), (4, "0000"))
RANDOLPH_1 = columns("YYNN", "YYNN", "YNYN")
RANDOLPH_2 = columns("YYYY", "YYYY", "YNNY")
GWET_5 = columns(
    "112.00112 2.0131", "113000 0.21102 31", "2030002221 00221", ".13....0.1 0022.",
    "2..0001.2....31",
)  # fmt: skip
GWET_GENDER = columns("aaaaabbbcaaaaab", "aaaababccaaaaba", "abbcaabbcabbcaa", "ccccaabbcccccaa")
ABSTRACTORS = table((13, 0, 0), (0, 20, 7), (0, 4, 56))
DIAGNOSIS = table((40, 6, 4, 15), (4, 25, 1, 5), (4, 2, 21, 9), (17, 13, 12, 45))
LIKERT = table(
    (15, 4, 1, 0, 0), (3, 12, 4, 1, 0), (1, 3, 14, 3, 1), (0, 1, 3, 10, 2), (0, 0, 1, 2, 8)
)
PARADOX = times((8, "yy"), (1, "nn"), (1, "yn"))
K1995 = columns("001111111100001111110000", "000011110000000110000000")
K1995_B = columns("111111111111111111000000", "111111111100000000000000")
K1995_C = columns("001111110011001111001100", "110011110011110011001100")
GWET_4 = K2011_C

_G = "Gwet 2014, Handbook, p. 55-56, 120"
EXAMPLES = [
    Example("Krippendorff 2011, A", K2011_A, "krippendorff", 0.095),
    Example("Krippendorff 2011, B", K2011_B, "krippendorff", 0.692),
    Example("Krippendorff 2011, C", K2011_C, "krippendorff", 0.743),
    *(
        Example("Krippendorff 2011, D", K2011_C, "krippendorff", value, options={"level": level})
        for level, value in (("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797))
    ),
    Example("Krippendorff 2004, p. 230", K2011_C, "percent_coincidence", 0.800),
    Example("Krippendorff 1980, p. 133", K2011_A, "percent", 0.600),
    Example("Krippendorff 1980, p. 139", K1980, "krippendorff", 0.642, 0.001),
    *(
        Example("Krippendorff 1980, p. 139", K1980, "alpha", value, 0.001, {"level": level})
        for level, value in (("interval", 0.547), ("ratio", 0.483))
    ),
    Example("Krippendorff 1980, p. 139", K1980, "percent_coincidence", 0.741),
    Example("Krippendorff 2004, p. 246", K2004_A, "bennett", 0.190),
    Example("Krippendorff 2004, p. 246", K2004_A, "scott", 0.186, 0.001),
    Example("Krippendorff 2004, p. 246", K2004_A, "cohen", 0.186, 0.001),
    Example("Krippendorff 2004, p. 246", K2004_B, "cohen", 0.258),
    Example("Hayes & Krippendorff 2007, p. 84", HAYES, "krippendorff", 0.7598, 0.0001,
            {"level": "ordinal"}),
    Example("Fleiss 1971, p. 379", FLEISS, "fleiss", 0.430),
    Example("Cohen 1960, p. 45", COHEN_45, "cohen", 0.492),
    Example("Brennan & Prediger 1981, p. 689", BRENNAN_1, "cohen", 0.27, 0.005),
    Example("Brennan & Prediger 1981, p. 689", BRENNAN_1, "brennan_prediger", 0.40),
    Example("Brennan & Prediger 1981, p. 691", BRENNAN_2, "cohen", 0.29, 0.005),
    Example("Brennan & Prediger 1981, p. 691", BRENNAN_2, "brennan_prediger", 0.40),
    *(
        Example("Zwick 1988, p. 376", ZWICK[n], name, value, 0.001)
        for n, figures in enumerate(((0.467, 0.467, 0.467), (0.467, 0.444, 0.444),
                                     (0.467, 0.460, 0.474)))
        for name, value in zip(("bennett", "scott", "cohen"), figures, strict=True)
    ),
    Example("Agresti 1992, p. 202", AGRESTI, "cohen", 0.493),
    Example("Randolph 2005, p. 17", RANDOLPH_1, "fleiss", 0.33, 0.005),
    Example("Randolph 2005, p. 17", RANDOLPH_1, "randolph", 0.33, 0.005),
    Example("Randolph 2005, p. 17", RANDOLPH_2, "fleiss", -0.2),
    Example("Randolph 2005, p. 17", RANDOLPH_2, "randolph", 0.33, 0.005),
    Example("Warrens 2010, p. 284", WARRENS_2010, "randolph", 0.8358, 0.0001),
    Example("Warrens 2010, p. 284", WARRENS_2010, "fleiss", 0.8324, 0.0001),
    Example("Warrens 2010, p. 284", WARRENS_2010, "hubert", 0.8326, 0.0001),
    Example("Warrens 2010, p. 284", WARRENS_2010, "light", 0.8325, 0.0001),
    Example("Warrens 2012, p. 3", WARRENS_2012, "hubert", 0.802479, 0.000001),
    Example("Warrens 2012, p. 9", WARRENS_2012_A, "hubert", 0.675),
    Example("Warrens 2012, p. 9", WARRENS_2012_B, "hubert", 0.564),
    *(
        Example(_G, GWET_4, name, value, 0.00006)
        for name, value in (("percent", 0.8182), ("conger", 0.7628), ("bennett", 0.7727),
                            ("fleiss", 0.7612), ("gwet_ac1", 0.7754), ("krippendorff", 0.7434))
    ),
    *(
        Example(_G, GWET_4, name, value, options={"weights": weights})
        for name, figures in {
            "gwet_ac2": (0.859, 0.914, 0.899, 0.820),
            "conger": (0.814, 0.858, 0.844, 0.788),
            "fleiss": (0.818, 0.865, 0.850, 0.790),
            "bennett": (0.848, 0.902, 0.886, 0.813),
        }.items()
        for weights, value in zip(("linear", "quadratic", "ordinal", "radical"), figures,
                                  strict=True)
    ),
    *(
        Example("Gwet 2014, Handbook, p. 125", GWET_5, name, value)
        for name, value in (("gwet_ac1", 0.497), ("krippendorff", 0.481), ("fleiss", 0.458),
                            ("conger", 0.469), ("bennett", 0.487))
    ),
    *(
        Example("irrCAC, 4 raters, 15 subjects", GWET_GENDER, name, value)
        for name, value in (("gwet_ac1", 0.208), ("krippendorff", 0.143), ("fleiss", 0.129),
                            ("conger", 0.166), ("bennett", 0.183))
    ),
    *(
        Example("Gwet 2014, ectopic pregnancies", ABSTRACTORS, name, value, 0.0005, options)
        for name, value, options in (("cohen", 0.796, {}), ("gwet_ac1", 0.849, {}),
                                     ("cohen", 0.843, {"weights": "linear"}),
                                     ("cohen", 0.892, {"weights": "quadratic"}),
                                     ("gwet_ac2", 0.900, {"weights": "linear"}))
    ),
    *(
        Example("Gwet 2014, psychiatric diagnoses", DIAGNOSIS, name, value, 0.0006, options)
        for name, value, options in (("cohen", 0.432, {}), ("gwet_ac1", 0.456, {}),
                                     ("cohen", 0.407, {"weights": "linear"}),
                                     ("cohen", 0.383, {"weights": "quadratic"}))
    ),
    Example("irrCAC 1.4, 5-point scale", LIKERT, "gwet_ac1", 0.57997, 0.00001),
    Example("irrCAC 1.4, 5-point scale", LIKERT, "gwet_ac2", 0.87005, 0.00001,
            {"weights": "quadratic"}),
    Example("DKPro Statistics, after Gwet 2008", PARADOX, "gwet_ac1", 0.8658, 0.0001),
    Example("DKPro Statistics, after Gwet 2008", PARADOX, "scott", 0.6078, 0.0001),
    Example("Krippendorff 1995, p. 57, A", K1995, "cohen", 0.385),
    Example("Krippendorff 1995, p. 57, A", K1995, "scott", 0.314),
    Example("Krippendorff 1995, p. 57, A", K1995, "krippendorff", 0.329, 0.001),
    Example("Krippendorff 1995, p. 57, B", K1995_B, "cohen", 0.385),
    Example("Krippendorff 1995, p. 57, B", K1995_B, "scott", 0.314),
    Example("Krippendorff 1995, p. 57, C", K1995_C, "cohen", 0.314),
    Example("Krippendorff 1995, p. 57, C", K1995_C, "scott", 0.314),
]  # fmt: skip
